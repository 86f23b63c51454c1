"""Joins the steps: read, parse, check, then mark, roll up or write. Knows files, no surface.

Every function here is what a command or a button does; what they take and give back is the same for both.
Modules that write workbooks are imported where they are needed: a check must not pay for them.
"""

from xl_tools.app.checking import check
from xl_tools.app.marking import Cleared, clear, clear_all, mark
from xl_tools.app.rolling import roll_up

__all__ = ["Cleared", "check", "clear", "clear_all", "mark", "roll_up"]
