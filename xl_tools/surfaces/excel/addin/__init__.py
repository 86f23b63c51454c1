"""The Excel add-in as a file: built from text and from the add-in that comes with xlwings, checked, bundled.

Nothing here runs in Excel. ``build`` needs the extra ``addin`` (pyopenvba); ``bundle`` needs it for uv as well.
"""

from xl_tools.surfaces.excel.addin.xlam import build, check

__all__ = ["build", "check"]
