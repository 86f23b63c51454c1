"""Closing of completed tasks: how far each case is, and how many are where."""
