"""Packing a workbook: the same bytes on every system, and quickly where long texts are most of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter.workbook

QUICK, USUAL = 1, 6
"""Levels of deflating. Quick is several times faster for a quarter more bytes (long Chinese texts, measured): for what
stays on the office's own disk. The usual level is for what goes by mail."""

_PACKING = threading.Lock()


class SteadyZip(ZipFile):
    """A package whose entries do not tell on which system they were written."""

    level = USUAL

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        if isinstance(zinfo_or_arcname, ZipInfo):
            zinfo_or_arcname.create_system = 0  # as Excel writes it
        super().writestr(zinfo_or_arcname, data, compress_type, compresslevel or self.level)


class _QuickZip(SteadyZip):
    level = QUICK


def pack(workbook: xlsxwriter.workbook.Workbook, *, quick: bool = True) -> None:
    """Close a workbook of XlsxWriter's, which packs it. Every workbook made here is closed here."""
    pack_with(workbook, _QuickZip if quick else SteadyZip)


def pack_with(workbook: xlsxwriter.workbook.Workbook, package: Callable[..., ZipFile]) -> None:
    """Close a workbook into a package of one's own. XlsxWriter has no option for it, only the name it uses."""
    with _PACKING:
        usual = xlsxwriter.workbook.ZipFile
        xlsxwriter.workbook.ZipFile = package
        try:
            workbook.close()
        finally:
            xlsxwriter.workbook.ZipFile = usual
