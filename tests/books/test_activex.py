"""ActiveX tick boxes and option buttons: read by state, place and caption, end to end; what is not sure is T314."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from lxml import etree

from tests.books.boxes import Box, activex, at, binary_state, checked, codes, stack, ticks
from xl_tools.books.file.activex import CHECKBOX_CLASS, OPTION_CLASS, read_activex
from xl_tools.core.records import Status

DONE, ON, BEHIND, NOT = Status
NONE = (False, False, False, False)


def test_activex_boxes_by_their_property_bag(tmp_path: Path) -> None:
    boxes = [(box, "1" if n == 1 else "0") for n, box in enumerate(stack(2, NONE))]
    assert ticks(checked(tmp_path, activex(boxes)))[0] == (ON,)


def test_activex_boxes_in_binary_form(tmp_path: Path) -> None:
    boxes = [(box, binary_state(box.caption, str(int(n == 2)))) for n, box in enumerate(stack(2, NONE))]
    assert ticks(checked(tmp_path, activex(boxes)))[0] == (BEHIND,)


@pytest.mark.parametrize("binary", [False, True], ids=["property bag", "binary"])
def test_activex_option_buttons(tmp_path: Path, binary: bool) -> None:
    def state(n: int, box: Box) -> str | bytes:
        value = str(int(n == 1))
        stored = binary_state(box.caption, value)
        as_tick_box, look = bytes(UUID(CHECKBOX_CLASS).bytes_le), stored.index(b"\x04\0\0\0", 28)
        assert stored.startswith(as_tick_box)
        stored = UUID(OPTION_CLASS).bytes_le + stored[16:look] + b"\x05" + stored[look + 1 :]
        return stored if binary else value

    made = activex([(box, state(n, box)) for n, box in enumerate(stack(2, NONE))])
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(CHECKBOX_CLASS.encode(), OPTION_CLASS.encode()))
    assert ticks(checked(tmp_path, data.getvalue()))[0] == (ON,)


@pytest.mark.parametrize(
    "state",
    [None, "2", b"", b"\x00" * 40, binary_state("已完成", "1")[:-6], binary_state("已完成", "")],
    ids=["absent", "grey", "empty", "zeros", "cut", "no value"],
)
def test_activex_states_that_cannot_be_read(tmp_path: Path, state: str | bytes | None) -> None:
    file = checked(tmp_path, activex([(Box(at(2, 10), "已完成"), state)]))
    assert file.sheets[0].rows[0].status is None
    assert "T314" in codes(file, 3)
    assert "M205" not in codes(file, 3)


def test_every_cut_and_slip_of_a_binary_state_raises_nothing() -> None:
    control = etree.fromstring(f'<ocx classid="{{{CHECKBOX_CLASS}}}" persistence="persistStreamInit"/>')
    whole = binary_state("已完成", "1")
    for at_byte in range(len(whole)):
        for data in (whole[:at_byte], whole[:at_byte] + b"\xff" + whole[at_byte + 1 :]):
            found = read_activex(control, lambda data=data: data)
            assert found is not None
            assert found.checked is not False


def test_a_linked_cell_tells_the_state_of_an_activex_box(tmp_path: Path) -> None:
    boxes = [(box, None if n else "1") for n, box in enumerate(stack(2, NONE))]
    data = activex([(Box(b.anchor, b.caption), s) for b, s in boxes], linked={2: "K3", 3: "K4", 4: "K5"})
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for row in (3, 4):
                    cell = f'<c r="K{row}" t="b"><v>0</v></c></row>'.encode()
                    head, mark, rest = part.partition(f'<row r="{row}"'.encode())
                    part = head + mark + rest.replace(b"</row>", cell, 1)
                part = part.replace(b"</sheetData>", b'<row r="5"><c r="K5" t="b"><v>0</v></c></row></sheetData>')
            target.writestr(name, part)
    assert ticks(checked(tmp_path, out.getvalue()))[0] == (DONE,)
