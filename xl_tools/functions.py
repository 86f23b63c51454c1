"""Where an add-in of version 0.1 finds its worksheet functions: each answers that the versions differ."""

from __future__ import annotations

from functools import wraps
from typing import Any

from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.surfaces.excel import functions

SAID = "加载项和程序包不是一套：请关闭 Excel，重新运行安装程序（install.cmd）。"


def _told(function: Any) -> Any:
    @xw.func
    @wraps(function)
    def answer(*_: Any) -> str:
        return SAID

    return answer


globals().update({function.__name__: _told(function) for function in functions.FUNCTIONS})
