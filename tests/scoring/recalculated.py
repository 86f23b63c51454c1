"""Score workbooks as LibreOffice computes them: stored values are taken out, so that every formula has to run."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from lxml import etree

_VALUE = re.compile(rb"(<f[^>]*/>|</f>)<v>[^<]*</v>")


def without_values(data: bytes) -> bytes:
    """The workbook without a single stored result."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            part = package.read(name)
            copy.writestr(name, _VALUE.sub(rb"\1", part) if name.startswith("xl/worksheets/") else part)
    return buffer.getvalue()


def recalculate(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The same workbooks, computed and saved by LibreOffice in one call."""
    bare, out = folder / "bare", folder / "out"
    bare.mkdir()
    for name, data in workbooks.items():
        (bare / f"{name}.xlsx").write_bytes(without_values(data))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx"]
    files = [str(path) for path in sorted(bare.iterdir())]
    subprocess.run([*command, "--outdir", str(out), *files], check=True, capture_output=True, timeout=600)
    return {name: (out / f"{name}.xlsx").read_bytes() for name in workbooks}


def formula_cells(data: bytes) -> set[tuple[str, str]]:
    """(sheet, cell) of every formula."""
    return {(sheet, cell) for sheet, cell, has_formula, _ in _cells(data) if has_formula}


def values(data: bytes) -> dict[tuple[str, str], str | float]:
    """The value of every cell that holds one."""
    return {(sheet, cell): value for sheet, cell, _, value in _cells(data) if value is not None}


def _cells(data: bytes) -> Iterator[tuple[str, str, bool, str | float | None]]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        shared = []
        if "xl/sharedStrings.xml" in package.namelist():
            root = etree.fromstring(package.read("xl/sharedStrings.xml"))
            shared = ["".join(text.text or "" for text in entry.iter("{*}t")) for entry in root]
        names = [sheet.get("name") for sheet in etree.fromstring(package.read("xl/workbook.xml")).iter("{*}sheet")]
        for number, sheet in enumerate(names, 1):
            root = etree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"), etree.XMLParser(huge_tree=True))
            for cell in root.iter("{*}c"):
                yield sheet, cell.get("r"), cell.find("{*}f") is not None, _value(cell, shared)


def _value(cell: etree._Element, shared: list[str]) -> str | float | None:
    kind, value = cell.get("t"), cell.find("{*}v")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter("{*}t"))
    if value is None or value.text is None:
        return "" if kind == "str" else None
    if kind == "s":
        return shared[int(value.text)]
    return value.text if kind in ("str", "e") else float(value.text)


def differences(written: bytes, computed: bytes) -> list[str]:
    """Formula cells where LibreOffice's result is not the stored one: numbers to 0.01, texts to the letter."""
    ours, theirs = values(written), values(computed)
    found = []
    for sheet, cell in sorted(formula_cells(written)):
        mine, other = ours.get((sheet, cell), ""), theirs.get((sheet, cell), "")
        near = isinstance(mine, float) and isinstance(other, float) and abs(mine - other) <= 0.01
        if not near and mine != other:
            found.append(f"{sheet}!{cell}: {mine!r} is stored, {other!r} computed")
    return found
