"""What a command says when it could not do its job."""

from __future__ import annotations


class UserError(Exception):
    """A reason for stopping that the person at the keyboard can act on.

    The text is one Chinese sentence for the clerk: which file, what is wrong, what to do. Surfaces show
    it as it is and exit with 2. Anything else that escapes is a fault of the tool.
    """
