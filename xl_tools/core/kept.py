"""What was kept of a file before it was made anew."""

from __future__ import annotations

from xl_tools.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A file that people had worked in, or that no record tells to be ours, and the copy that was kept beside it:
    itself, where it was left as it is because a new one would have said nothing new. ``edited`` tells
    whether somebody worked in it, as the record of what was written there says; None without one."""

    path: str
    backup: str
    edited: bool | None = True

    @property
    def sentence(self) -> str:
        """What to tell of it."""
        name, copy = (text.replace("\\", "/").rpartition("/")[2] for text in (self.path, self.backup))
        if self.path == self.backup:
            return f"“{name}”您改过，这次要写的内容和上次一样，所以没有动它；要换成新的，请先把它移走或改名。"
        why = {True: "有人改过，", False: "", None: "没有本程序写过它的记录，不知道有没有人改过，"}[self.edited]
        return f"原来的“{name}”{why}已留为“{copy}”，里面的内容没有丢。"
