"""Joins the steps: read, judge, then mark, roll up, issue, collect, mail, score. Knows files, no surface.

Every module here is what a command or a button does; what they take and give back is the same for both. Modules that
write workbooks are imported where they are needed: a check must not pay for them.
"""
