"""What tests of the round share: a task table of invented tasks, an address sheet, searching a whole workbook."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

from xl_tools.core.records import Level
from xl_tools.write.form_books import FormRow, write_progress_form

TOPICS = ("河岸堆场越界", "排水管网渗漏", "采石场边坡裸露", "养殖尾水直排", "中转站异味", "露天焚烧秸秆")


def plan(topic: str) -> str:
    return (
        f"整改目标：\n{topic}得到治理。\n整改措施：\n1.逐点核查{topic}，建立清单。\n2.按清单治理{topic}，验收后销号。"
    )


def task_table(path: Path, region: str, *, tasks: int = 4, progress: Mapping[int, str] | None = None) -> Path:
    """A progress table of ``region`` with tasks of the province's numbers 1, 2, …"""
    rows = [
        FormRow(
            region=region,
            serial=str(number),
            task=f"第{number}项：{TOPICS[number % len(TOPICS)]}长期没有解决，群众反映较多。",
            plan=plan(TOPICS[number % len(TOPICS)]),
            deadline="2023年12月底前",
            progress=(progress or {}).get(number, ""),
        )
        for number in range(1, tasks + 1)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    title = f"{region}督察反馈问题整改进展情况表"
    level = Level.PROVINCE if region.endswith("省") else Level.CITY
    write_progress_form(path, title=title, level=level, rows=rows, lock=False, instructions=False)
    return path


def sheet(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook of one plain sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def addresses(path: Path, entries: Iterable[Sequence[object]]) -> Path:
    """An address sheet: unit, name, address, role."""
    return sheet(path, [["单位", "姓名", "邮箱", "角色"], *entries])


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of a workbook, unpacked, by name."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def holds(data: bytes, word: str) -> list[str]:
    """The parts of a workbook that hold a word, in any of the encodings that it may stand in."""
    forms = {word.encode(), word.encode("utf-16-le"), word.encode("gbk", "ignore")}
    forms.add("".join(f"&#{ord(char)};" for char in word).encode())
    return [
        name
        for name, content in parts(data).items()
        if any(form and (form in content or form in name.encode()) for form in forms)
    ]
