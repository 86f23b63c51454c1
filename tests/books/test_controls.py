"""Tick boxes that are controls: read by state, place and caption, end to end; what is not sure is T314."""

from __future__ import annotations

import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.books.boxes import (
    AS_OF,
    Box,
    assemble,
    at,
    base,
    checked,
    codes,
    form_controls,
    save,
    shape,
    stack,
    ticks,
    vml,
    why,
)
from tests.books.documents import HEADINGS, OPTIONS
from xl_tools.app.check import check
from xl_tools.core.records import Status
from xl_tools.reports.check import FileReport

DONE, ON, BEHIND, NOT = Status
ONE = (True, False, False, False)
TWO = (False, True, False, False)
NONE = (False, False, False, False)


# --- form controls --------------------------------------------------------------------------------


def test_boxes_stacked_in_tall_cells(tmp_path: Path) -> None:
    file = checked(tmp_path, form_controls([*stack(2, ONE), *stack(3, TWO)]))
    assert ticks(file) == [(DONE,), (ON,)]
    assert not codes(file, 3)
    assert not codes(file, 4) & {"T301", "T305", "T314", "M205"}


def test_nothing_ticked_is_a_finding_and_not_an_empty_cell(tmp_path: Path) -> None:
    file = checked(tmp_path, form_controls([*stack(2, NONE), *stack(3, (True, False, True, False))]))
    assert ticks(file) == [(), (DONE, BEHIND)]
    assert codes(file, 3) == {"T301"}
    assert "T303" in codes(file, 4)


def test_excel_2007_has_the_drawing_alone(tmp_path: Path) -> None:
    boxes = [Box(at(2, 3 + 19 * n), name, None, "1" if n == 2 else "0") for n, name in enumerate(OPTIONS)]
    boxes += [Box(at(3, 3 + 19 * n), name, None, "1" if n == 0 else None) for n, name in enumerate(OPTIONS)]
    assert ticks(checked(tmp_path, form_controls(boxes))) == [(BEHIND,), (DONE,)]


def test_the_part_of_the_control_decides_over_the_drawing(tmp_path: Path) -> None:
    boxes = [Box(box.anchor, box.caption, box.state, "0") for box in stack(2, ONE)]
    assert ticks(checked(tmp_path, form_controls(boxes)))[0] == (DONE,)


@pytest.mark.parametrize("link", ["$K$3", "K3", "整改进展!$K$3", "'整改进展'!$K$3"])
def test_a_linked_cell_that_agrees_or_contradicts(tmp_path: Path, link: str) -> None:
    boxes = stack(2, ONE)
    boxes[0] = Box(boxes[0].anchor, boxes[0].caption, "Checked", None, link)
    agreed = checked(tmp_path, form_controls(boxes, fill=lambda _, sheet: sheet.write_boolean("K3", True)))
    assert ticks(agreed)[0] == (DONE,)
    against = checked(tmp_path, form_controls(boxes, fill=lambda _, sheet: sheet.write_boolean("K3", False)))
    assert ticks(against)[0] == ()
    assert against.sheets[0].rows[0].status is None
    assert "链接的单元格不一致" in why(against)


def test_a_link_to_another_sheet_is_not_held_against_the_box(tmp_path: Path) -> None:
    boxes = stack(2, ONE)
    boxes[0] = Box(boxes[0].anchor, boxes[0].caption, "Checked", None, "别表!$K$3")
    file = checked(tmp_path, form_controls(boxes, fill=lambda _, sheet: sheet.write_boolean("K3", False)))
    assert ticks(file)[0] == (DONE,)


@pytest.mark.parametrize("state", ["Mixed", "wrong"])
def test_a_grey_box_is_unread(tmp_path: Path, state: str) -> None:
    boxes = stack(2, NONE)
    boxes[1] = Box(boxes[1].anchor, boxes[1].caption, state)
    file = checked(tmp_path, form_controls(boxes))
    assert file.sheets[0].rows[0].status is None
    assert {"T314", "M205"} & codes(file, 3) == {"T314"}


@pytest.mark.parametrize(("shift", "row"), [(-14, 3), (-7, 4), (7, 4), (40, 4)])
def test_a_box_across_an_edge_belongs_where_its_middle_lies(tmp_path: Path, shift: int, row: int) -> None:
    file = checked(tmp_path, form_controls([Box(at(3, shift), "达到序时进度", "Checked")]))
    assert ticks(file) == [(ON,) if row == 3 else (), (ON,) if row == 4 else ()]


def test_a_box_that_begins_a_little_left_of_its_column(tmp_path: Path) -> None:
    boxes = [
        Box(at(2, 3 + 19 * n, 5, left=60, columns=2), name, "Checked" if n == 3 else "Unchecked")
        for n, name in enumerate(OPTIONS)
    ]
    assert ticks(checked(tmp_path, form_controls(boxes)))[0] == (NOT,)


def test_four_columns_with_a_box_each(tmp_path: Path) -> None:
    boxes = [Box(at(2, 30, 6 + n, left=20), "", "Checked" if n == 1 else "Unchecked") for n in range(4)]
    boxes += [Box(at(3, 30, 6 + n, left=20), f"复选框 {n}", "Checked" if n == 2 else "Unchecked") for n in range(4)]
    file = checked(tmp_path, form_controls(boxes, columns=True))
    assert ticks(file) == [(ON,), (BEHIND,)]
    assert not why(file)


def test_a_caption_in_the_column_of_another_option_is_unread(tmp_path: Path) -> None:
    boxes = [Box(at(2, 30, 6 + n), OPTIONS[(n + 1) % 4], "Checked" if n == 1 else "Unchecked") for n in range(4)]
    file = checked(tmp_path, form_controls(boxes, columns=True))
    assert file.sheets[0].rows[0].status is None
    assert "放在了“已完成”一栏" in why(file)


def told_of_boxes(file: FileReport) -> dict[str | None, str]:
    return {found.cell: found.message for found in file.findings if found.code == "T314"}


def test_boxes_that_lie_over_no_status_are_told(tmp_path: Path) -> None:
    """In another column of an entry whatever they say, in rows without an entry where something is ticked; empty ones
    that were made ready there are not."""
    boxes = stack(2, TWO)
    boxes += [Box(at(2, 3, 5), "长期坚持", "Checked"), Box(at(3, 3, 5), "长期坚持", "Unchecked")]
    boxes += [Box(at(6, 3), "已完成", "Checked"), Box(at(7, 3), "已完成", "Unchecked"), Box(at(9, 3, 2), "", "Mixed")]
    file = checked(tmp_path, form_controls(boxes))
    assert ticks(file)[0] == (ON,)
    assert told_of_boxes(file) == {
        "C10": "这里的勾选框（控件）不在任务的状态栏里，读不出勾了没有。",
        "F3": "这里的勾选框（控件）“长期坚持”等2个不在任务的状态栏里，读不出勾了没有。",
        "G7": "这里的勾选框（控件）“已完成”不在任务的状态栏里，读不出勾了没有。",
    }


@pytest.mark.parametrize("drawn_alone", [False, True], ids=["its own part", "the drawing alone"])
def test_option_buttons_are_read_as_tick_boxes(tmp_path: Path, drawn_alone: bool) -> None:
    """Their linked cell holds the number of the one chosen, which contradicts nothing."""
    boxes = [Box(box.anchor, box.caption, box.state, link="$N$1") for box in [*stack(2, TWO), *stack(3, ONE)]]
    if drawn_alone:
        boxes = [Box(box.anchor, box.caption, None, str(int(box.state == "Checked"))) for box in boxes]
    path = save(tmp_path / "按钮.xlsx", form_controls(boxes))
    data = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"CheckBox"', b'"Radio"').replace(b'"Checkbox"', b'"Radio"'))
    file = checked(tmp_path, data.getvalue())
    assert ticks(file) == [(ON,), (DONE,)]
    assert not why(file)


def test_empty_boxes_below_the_last_entry_are_silent(tmp_path: Path) -> None:
    boxes = [*stack(2, TWO), *stack(3, TWO), *(Box(at(row, 3), "已完成", "Unchecked") for row in range(5, 12))]
    assert told_of_boxes(checked(tmp_path, form_controls(boxes))) == {}


def test_captions_in_other_words(tmp_path: Path) -> None:
    names = ("完成整改", "达到", "未达到序时进度", "未启动")
    boxes = [Box(at(2, 3 + 19 * n), name, "Checked" if n == 2 else "Unchecked") for n, name in enumerate(names)]
    assert ticks(checked(tmp_path, form_controls(boxes)))[0] == (BEHIND,)


def test_captions_that_only_the_drawing_part_has(tmp_path: Path) -> None:
    boxes = [Box(box.anchor, "", box.state) for box in stack(2, TWO)]
    data = form_controls(boxes)
    assert "T314" in codes(checked(tmp_path, data), 3)
    drawing = "".join(
        f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="{1024 + n}" name="x"><a:extLst><a:ext>'
        f'<a14:compatExt spid="_x0000_s{1024 + n}"/></a:ext></a:extLst></xdr:cNvPr></xdr:nvSpPr>'
        f"<xdr:txBody><a:p><a:r><a:t>{name}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        for n, name in enumerate(OPTIONS, 1)
    )
    names = (
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
    )
    whole = with_drawing(boxes, f"<xdr:wsDr {names}>{drawing}</xdr:wsDr>")
    assert ticks(checked(tmp_path, whole))[0] == (ON,)


def with_drawing(boxes: list[Box], drawing: str) -> bytes:
    shapes = "".join(shape(1024 + n, box) for n, box in enumerate(boxes, 1))
    parts: dict[str, str | bytes] = {"xl/drawings/drawing1.xml": drawing}
    relations = [("rIdD", "drawing", "../drawings/drawing1.xml")]
    listed = []
    for n, box in enumerate(boxes, 1):
        parts[f"xl/ctrlProps/p{n}.xml"] = f'<formControlPr objectType="CheckBox" checked="{box.state}"/>'
        relations.append((f"rIdC{n}", "ctrlProp", f"../ctrlProps/p{n}.xml"))
        listed.append(f'<control shapeId="{1024 + n}" r:id="rIdC{n}"/>')
    return assemble(base(), parts, relations, listed, vml(shapes))


def test_boxes_without_captions_beside_the_lines_of_the_cell(tmp_path: Path) -> None:
    boxes = [Box(box.anchor, "", box.state) for box in stack(2, TWO)]
    assert ticks(checked(tmp_path, form_controls(boxes, status=("\n".join(OPTIONS), ""))))[0] == (ON,)
    # Side by side it is not sure which is which.
    flat = [Box(at(2, 10 + n, left=4 + 15 * n), "", box.state) for n, box in enumerate(boxes)]
    unsure = checked(tmp_path, form_controls(flat, status=("\n".join(OPTIONS), "")))
    assert unsure.sheets[0].rows[0].status is None
    assert "T314" in codes(unsure, 3)


def test_words_under_a_box_that_cannot_be_read_decide_nothing(tmp_path: Path) -> None:
    file = checked(tmp_path, form_controls([Box(at(2, 10), "", "Unchecked")], status=("已完成", "已完成")))
    assert file.sheets[0].rows[0].status is None
    assert "T314" in codes(file, 3)
    assert file.sheets[0].rows[1].status is DONE


def test_a_merged_status_cell(tmp_path: Path) -> None:
    def merge(_: object, sheet: object) -> None:
        sheet.merge_range("G3:G4", "")  # type: ignore[attr-defined]

    boxes = [Box(at(2, 20 + 38 * n), name, "Checked" if n == 3 else "Unchecked") for n, name in enumerate(OPTIONS)]
    assert ticks(checked(tmp_path, form_controls(boxes, fill=merge)))[0] == (NOT,)


def test_boxes_in_a_group(tmp_path: Path) -> None:
    inner = "".join(
        f'<v:shape id="_x0000_s{1025 + n}" '
        f'style="position:absolute;left:100;top:{1000 + n * 250};width:700;height:220">'
        f'<v:textbox><div>{name}</div></v:textbox><x:ClientData ObjectType="Checkbox">'
        f"<x:Checked>{int(n == 2)}</x:Checked></x:ClientData></v:shape>"
        for n, name in enumerate(OPTIONS)
    )
    group = (
        '<v:group id="_x0000_s1024" coordorigin="100,1000" coordsize="800,1000">'
        f'{inner}<x:ClientData ObjectType="Group"><x:Anchor>6, 2, 3, 2, 7, 0, 3, 78</x:Anchor></x:ClientData></v:group>'
    )
    assert ticks(checked(tmp_path, assemble(base(), {}, [], [], vml(group))))[1] == (BEHIND,)


def test_other_controls_and_boxes_elsewhere_change_nothing(tmp_path: Path) -> None:
    boxes = [*stack(2, ONE), Box(at(3, 10, 2), "已完成", "Checked"), Box(at(0, 2), "尚未启动", "Checked")]
    file = checked(tmp_path, form_controls(boxes, status=("", "尚未启动")))
    assert ticks(file) == [(DONE,), (NOT,)]


@pytest.mark.parametrize(
    "broken", [b"", b"<xml", b"\x00\x01", b"<xml xmlns:v='urn:schemas-microsoft-com:vml'><v:shape/></xml>"]
)
def test_broken_drawings_raise_nothing(tmp_path: Path, broken: bytes) -> None:
    data = assemble(base(("已完成", "已完成")), {}, [], [], broken.decode("latin-1"))
    assert ticks(checked(tmp_path, data)) == [(DONE,), (DONE,)]


# --- check boxes in cells ---------------------------------------------------------------------------


def test_check_boxes_in_four_columns_of_cells(tmp_path: Path) -> None:
    def fill(_: object, sheet: object) -> None:
        for row, ticked in ((2, 0), (3, 3)):
            for n in range(4):
                sheet.insert_checkbox(row, 6 + n, n == ticked)  # type: ignore[attr-defined]

    assert ticks(checked(tmp_path, base(columns=True, fill=fill))) == [(DONE,), (NOT,)]


@pytest.mark.parametrize("ticked", [True, False])
def test_one_check_box_in_the_one_status_cell_decides_nothing(tmp_path: Path, ticked: bool) -> None:
    file = checked(tmp_path, base(fill=lambda _, sheet: sheet.insert_checkbox(2, 6, ticked)))
    assert file.sheets[0].rows[0].status is None
    assert "T305" in codes(file, 3)


# --- LibreOffice ------------------------------------------------------------------------------------

_NAMES = {
    "office": "office", "table": "table", "text": "text", "draw": "drawing", "form": "form", "style": "style",
    "svg": "svg-compatible",
}  # fmt: skip


def flat_sheet(ticked: list[int], *, linked: bool) -> str:
    """A flat OpenDocument sheet with four check boxes over each status cell."""

    def cells(texts: list[str]) -> str:
        return "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
        )

    controls, drawn, rows = "", "", ""
    for row, tick in enumerate(ticked):
        states = "".join(
            f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(n == tick).lower()}"/>'
            for n in range(4)
        )
        texts = ["莲都区", "一二"[row], "第一项：清运", "整改目标：清零", "2023年底前", "1.清运完毕，已销号。", ""]
        rows += f'<table:table-row table:style-name="tall">{cells(texts)}{states if linked else ""}</table:table-row>'
        for n, name in enumerate(OPTIONS):
            key = f"c{row}{n}"
            link = f' form:linked-cell="整改进展.{"HIJK"[n]}{row + 3}"' if linked else ""
            state = "checked" if n == tick else "unchecked"
            controls += (
                f'<form:checkbox form:id="{key}" xml:id="{key}" form:name="{key}" form:label="{name}" '
                f'form:current-state="{state}"{link} '
                'form:control-implementation="ooo:com.sun.star.form.component.CheckBox"/>'
            )
            drawn += (
                f'<draw:control draw:control="{key}" svg:x="18.1cm" svg:y="{2.1 + row * 3 + n * 0.7:.1f}cm" '
                'svg:width="2.8cm" svg:height="0.6cm"/>'
            )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-row"><style:table-row-properties '
        f'style:row-height="{height}" style:use-optimal-row-height="false"/></style:style>'
        for name, height in (("low", "1cm"), ("tall", "3cm"))
    )
    styles += (
        '<style:style style:name="wide" style:family="table-column">'
        '<style:table-column-properties style:column-width="3cm"/></style:style>'
    )
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in _NAMES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document {spaces} xmlns:ooo="http://openoffice.org/2004/office" '
        'office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="整改进展"><office:forms><form:form>{controls}</form:form></office:forms>'
        f"<table:shapes>{drawn}</table:shapes>"
        '<table:table-column table:style-name="wide" table:number-columns-repeated="7"/>'
        f'<table:table-row table:style-name="low">{cells(["莲都区整改进展情况表"])}</table:table-row>'
        f'<table:table-row table:style-name="low">{cells(list(HEADINGS))}</table:table-row>{rows}'
        "</table:table></office:spreadsheet></office:body></office:document>"
    )


@pytest.mark.real("soffice")
@pytest.mark.parametrize("linked", [False, True], ids=["alone", "linked"])
def test_check_boxes_that_libreoffice_wrote(tmp_path: Path, linked: bool) -> None:
    (tmp_path / "表.fods").write_text(flat_sheet([1, 2], linked=linked), "utf-8")
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "表.fods")], check=True, capture_output=True, timeout=120
    )
    (file,) = check([tmp_path / "表.xlsx"], as_of=AS_OF).files
    assert ticks(file) == [(ON,), (BEHIND,)]
    assert not why(file)


# --- cost -------------------------------------------------------------------------------------------


def test_a_sheet_with_notes_alone_is_not_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xl_tools.books.file import controls

    def notes(_: object, sheet: object) -> None:
        for row in range(200):
            sheet.write_comment(row, 1, "批注")  # type: ignore[attr-defined]

    def refuse(*_: object) -> None:
        raise AssertionError("the sheet was parsed for controls")

    path = save(tmp_path / "批注.xlsx", base(("已完成", "已完成"), fill=notes))
    monkeypatch.setattr(controls.Layout, "of", refuse)
    (file,) = check([path], as_of=AS_OF).files
    assert ticks(file) == [(DONE,), (DONE,)]
