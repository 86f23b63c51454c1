"""The address sheet 通讯录: unit, name, address, role. Columns by heading, words as data (``data/round.toml``).

Who hides or strikes a contact means that it is not to be used: it never is, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from typing import Literal

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Grid
from xl_tools.core.records import Level, Region
from xl_tools.core.struck_cells import has_struck_words
from xl_tools.core.text import fold, shortened, squeeze
from xl_tools.data import load

Role = Literal["to", "cc", "off"]

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = expression(
    rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
_NAMED = expression(r"[^<>@]*<([^<>]+)>")
_SEPARATORS = expression(r"[;；,，、\s]+")
_LONGEST, _LONGEST_LOCAL = 254, 64


@dataclass(frozen=True, slots=True)
class Person:
    """One mailbox of a unit."""

    unit: str
    name: str
    address: str
    role: Role


@dataclass(frozen=True, slots=True)
class AddressBook:
    """``people`` by unit key (``key_of``). ``faults`` are sentences about rows that cannot be used, each with the
    unit's key; ``shared`` says for a unit's key why its address may be another's."""

    people: Mapping[str, tuple[Person, ...]]
    faults: tuple[tuple[str, str], ...] = ()
    shared: Mapping[str, str] = field(default_factory=dict)
    found: bool = True
    """False where no heading row with a unit and an address column stands in the sheet."""

    def to(self, unit: str) -> tuple[str, ...]:
        return self._addresses(unit, "to")

    def cc(self, unit: str) -> tuple[str, ...]:
        direct = self.to(unit)
        return tuple(address for address in self._addresses(unit, "cc") if address not in direct)

    def _addresses(self, unit: str, role: Role) -> tuple[str, ...]:
        own = (person.address for person in self.people.get(unit, ()) if person.role == role)
        return tuple({address.casefold(): address for address in own}.values())

    def among(self, receivers: Iterable[Region]) -> AddressBook:
        """A name that several places share (城区) is that of the one of the ``receivers`` that bears it, where all
        other counties of the book lie beside it; else each of them that may be meant is told."""
        people, shared, faults = dict(self.people), dict(self.shared), list(self.faults)
        known = {unit.code: unit for unit in receivers}
        counties = [place for key in people if (place := regions.by_code(key)) and place.level is Level.COUNTY]
        for name in self.people:
            places = regions.candidates(name)
            meant = [known[place.code] for place in places if place.code in known]
            if len(places) < 2 or not meant:
                continue
            code, home = meant[0].code, meant[0].parent
            if len(meant) > 1 or home in {place.code for place in places} or {one.parent for one in counties} != {home}:
                why = f"通讯录里的“{_short(name)}”可能指几个地方，没有用；请写全称。"
                faults += [(unit.code, why) for unit in meant]
                continue
            people[code] = (*people.get(code, ()), *people.pop(name))
            if name in shared:
                shared[code] = shared.pop(name)
        return replace(self, people=people, shared=shared, faults=tuple(faults))

    def fault_of(self, unit: str) -> str:
        """What is wrong with a unit's rows; "" when nothing is."""
        return "".join(text for key, text in self.faults if key == unit)


def is_address(text: str) -> bool:
    """Whether a text is a mail address and nothing but one: ASCII, a name, an "@" and a domain with a dot."""
    local = text.partition("@")[0]
    return len(text) <= _LONGEST and len(local) <= _LONGEST_LOCAL and _ADDRESS.fullmatch(text) is not None


def key_of(unit: Region | str, units: regions.UnitList = regions.NONE) -> str:
    """By what a unit is found: its code, or its name where it is no region."""
    if isinstance(unit, Region):
        return unit.code
    known = regions.find(unit, units=units)
    return known.code if known else squeeze(unit)


def read_addresses(grids: Iterable[Grid], *, units: regions.UnitList = regions.NONE) -> AddressBook:
    """The address book from the sheets of a workbook. A cell may hold several addresses, and "张三 <a@b.cn>".

    Contacts on hidden sheets, in hidden or filtered rows and columns, and those struck out are not used; each is named
    in a fault, and so is a sheet whose source cannot tell them.
    """
    people: dict[str, list[Person]] = {}
    faults: list[tuple[str, str]] = []
    meant: set[tuple[str, str]] = set()
    found = False
    for grid in grids:
        columns: dict[str, int] = {}
        rows = [["" if value is None else str(value).strip() for value in row] for row in grid.rows]
        if not grid.visible:
            if any(_is_heading(_columns(texts)) for texts in rows):
                faults.append(("", f"“{grid.name}”是隐藏的工作表，里面的联系人没有用；要用的，请取消隐藏。"))
            continue
        hidden = grid.hidden_columns or frozenset()
        for number, texts in enumerate(rows, 1):
            shown = ["" if column in hidden else text for column, text in enumerate(texts, 1)]
            live = ["" if has_struck_words(grid, (number, column)) else text for column, text in enumerate(shown, 1)]
            if _is_heading(_columns(texts)):
                columns, gone = _headings(texts, live)
                faults += [
                    ("", f"“{grid.name}”第 {number} 行的{said}，没有用；请取消隐藏、去掉删除线。") for said in gone
                ]
                if columns:
                    found = True
                    faults += _not_told(grid)
                continue
            cells = {key: shown[column] for key, column in columns.items() if column < len(shown)}
            if not cells.get("unit") and not cells.get("address"):
                continue
            why = _unused(grid, number, columns, cells)
            if not why:
                _read_row(number, cells, people, faults, meant, units)
            elif _role(cells.get("role", ""))[0] != "off" or has_struck_words(grid, (number, columns["role"] + 1)):
                unit = cells.get("unit", "")
                faults.append((key_of(unit, units) if unit else "", f"通讯录第 {number} 行（{unit}）{why}。"))
    shared = _shared(people, meant)
    return AddressBook({key: tuple(own) for key, own in people.items()}, tuple(faults), shared, found)


def _headings(texts: Sequence[str], live: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """The columns of a heading row, and what of them is hidden or struck out. {} where a column that is would tell whom
    a contact is of, where they are reached, or whether they are to be written to."""
    columns = _columns(live)
    known = {word for name in _NAMES for word in _words_of(name)}
    gone = [
        text for text, rest in zip(texts, live, strict=True) if text and not rest and squeeze(text).casefold() in known
    ]
    said = [f"“{text}”一列是隐藏或划掉的" for text in gone]
    return ({} if _columns(texts).keys() - columns.keys() else columns), said


def _is_heading(columns: Mapping[str, int]) -> bool:
    return {"unit", "address"} <= columns.keys()


def _not_told(grid: Grid) -> Iterator[tuple[str, str]]:
    """A sheet of which nobody knows what in it is hidden or struck."""
    if grid.hidden_rows is None or grid.hidden_columns is None or grid.struck is None:
        yield (
            "",
            f"这种格式看不出“{grid.name}”里隐藏的行、划掉的字，可能用了不该用的联系人；请另存为 .xlsx 再试。",
        )


def _unused(grid: Grid, number: int, columns: Mapping[str, int], cells: Mapping[str, str]) -> str:
    """Why a row is not to be used; "" when it is."""
    if number in (grid.hidden_rows or ()):
        return "是隐藏或筛选掉的，没有用；要用的，请取消隐藏和筛选"
    for key in _NAMES:
        if key in columns and cells.get(key) and has_struck_words(grid, (number, columns[key] + 1)):
            return "有划掉的字（删除线），没有用；要用的，请去掉删除线，不用的请删除"
    return ""


def _read_row(
    number: int,
    cells: Mapping[str, str],
    people: dict[str, list[Person]],
    faults: list[tuple[str, str]],
    meant: set[tuple[str, str]],
    units: regions.UnitList,
) -> None:
    unit, said = cells.get("unit", ""), cells.get("address", "")
    key = key_of(unit, units) if unit else ""
    if not unit:
        faults.append((key, f"通讯录第 {number} 行没有写单位，地址“{_short(said)}”没有用。"))
        return
    faults += _not_one(number, unit, units)
    role, shared = _role(cells.get("role", ""))
    if role is None:
        faults.append((key, f"通讯录第 {number} 行（{unit}）的角色“{_short(cells['role'])}”不认识，这一行没有用。"))
        return
    own = people.setdefault(key, [])
    if not said and role != "off":
        faults.append((key, f"通讯录第 {number} 行（{unit}）没有写地址。"))
    parts = _parts(said)
    wrong = [part for part in parts if not is_address(part)]
    for part in wrong:
        hint = f"，是否指 {better}" if is_address(better := fold(part).replace(" ", "")) else ""
        faults.append((key, f"通讯录第 {number} 行（{unit}）的“{_short(part)}”不是邮箱地址{hint}。"))
    for part in () if wrong else parts:  # a cell with a fault in it may mean anything
        own.append(Person(unit, cells.get("name", ""), part, role))
        if shared:
            meant.add((key, part.casefold()))


def _not_one(number: int, unit: str, units: regions.UnitList) -> Iterator[tuple[str, str]]:
    """A sentence for each of the units that one cell names."""
    if regions.find(unit, units=units):
        return
    meant = [place for part in _SEPARATORS.split(unit) if (place := regions.find(part, units=units))]
    if len(meant) > 1:
        why = "写了几个单位，没有用；请一个单位写一行，共用的地址在各行的角色后面注明“共用”"
        yield from ((place.code, f"通讯录第 {number} 行的“{_short(unit)}”{why}。") for place in meant)


def _parts(text: str) -> list[str]:
    """The addresses of a cell. A name with its address in brackets is one."""
    parts: list[str] = []
    for piece in re.split(r"[;；,，、\n]+", text):
        match = _NAMED.fullmatch(piece.strip())
        parts += [match[1].strip()] if match else filter(None, _SEPARATORS.split(piece))
    return parts


def _role(text: str) -> tuple[Role | None, bool]:
    words = load("round")["addresses"]
    bare = squeeze(text)
    shared = words["shared"] in bare
    bare = re.sub(r"[()]", "", bare.replace(words["shared"], ""))
    roles: tuple[Role, ...] = ("to", "cc", "off")
    return next((role for role in roles if not bare or bare in words[role]), None), shared


def _shared(people: Mapping[str, Sequence[Person]], meant: set[tuple[str, str]]) -> dict[str, str]:
    """Units that have an address in common, which nobody said is meant."""
    owners: dict[str, dict[str, str]] = {}
    for key, own in people.items():
        for person in own:
            if person.role != "off":
                owners.setdefault(person.address.casefold(), {})[key] = person.unit
    found: dict[str, str] = {}
    for address, units in owners.items():
        if len(units) > 1 and not all((key, address) in meant for key in units):
            words = "、".join(units.values())
            for key in units:
                found[key] = (
                    f"{words}的地址都是 {address}，可能写串了，没有生成；"
                    f"确实共用的，请在各行的角色后面注明“{load('round')['addresses']['shared']}”。"
                )
    return found


def _columns(texts: Sequence[str]) -> dict[str, int]:
    keys = [squeeze(text).casefold() for text in texts]
    found = {}
    for name in _NAMES:
        column = next((keys.index(word) for word in _words_of(name) if word in keys), None)
        if column is not None:
            found[name] = column
    return found


_NAMES = ("unit", "name", "address", "role")


@cache
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(squeeze(word).casefold() for word in load("round")["addresses"][name])


def _short(text: str, limit: int = 40) -> str:
    line = "".join(char if char.isprintable() else " " for char in text)
    return shortened(line, limit)
