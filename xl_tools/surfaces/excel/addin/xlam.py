"""``xl-tools addin build`` and ``check``: from the texts in ``macros/`` to ``xl_tools.xlam``; whether they agree."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from xl_tools.books.excel.opened import ADDIN
from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.books.file.output import Output
from xl_tools.core.errors import UserError
from xl_tools.core.kept import KeptCopy
from xl_tools.surfaces.excel.addin.addin_package import assemble
from xl_tools.surfaces.excel.addin.project import modules, write_project
from xl_tools.surfaces.excel.addin.wrappers import wrappers

MACROS = Path("macros")
_RIBBON = "ribbon.xml"
_START = "quickstart_addin_ribbon.xlam"
"""What xlwings gives for add-ins with a ribbon of their own (BSD licence)."""


class Built(NamedTuple):
    """The add-in that was built; ``kept`` says what stood in its place and was not of our making."""

    path: Path
    kept: list[KeptCopy]


def build(macros: Path = MACROS) -> Built:
    """Build the add-in into the folder of its texts. The same texts give the same bytes. Raises UserError when the file
    in its place is one of the texts."""
    out = macros / ADDIN
    output = Output.beside(macros.glob("*.bas"), macros.glob("*.cls"), macros / _RIBBON)
    output.write(out, built(macros))
    return Built(out, output.kept)


def check(macros: Path = MACROS) -> bool:
    """Whether the built add-in is what the texts give now. Raises UserError where there are no texts."""
    made, out = built(macros), macros / ADDIN
    return out.is_file() and out.read_bytes() == made


def built(macros: Path = MACROS) -> bytes:
    """The bytes of the add-in. Raises UserError when a text is missing or the xlwings at hand is another one."""
    ribbon = macros / _RIBBON
    if not ribbon.is_file():
        raise UserError(f"文件夹“{macros}”里没有 ribbon.xml，请在项目根目录里运行，或用 --macros 指定。")
    start = Path(xw.__file__).parent / _START
    if not start.is_file():
        raise UserError(f"这个 xlwings（{xw.__version__}）里没有 {_START}，不能制作加载项。")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / ADDIN
        copyfile(start, work)
        write_project(work, modules(macros, wrappers()))
        return assemble(work.read_bytes(), ribbon.read_text("utf-8"))
