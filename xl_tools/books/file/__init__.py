"""Workbooks on disk: what they are, what is in them, and how anything is written safely."""
