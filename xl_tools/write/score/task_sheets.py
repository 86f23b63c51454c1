"""任务书: the items, a row for each target, with the quantity, unit and direction read from the text for a person to
correct, actuals to fill, and what each gives as a native formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from xl_tools.parse.assessment.entries import HAND_FULL, NOT_REVIEWED, Direction, Item, Target
from xl_tools.write.cell_xml import escaped, inline
from xl_tools.write.heights import row_height
from xl_tools.write.row_stream import PlainSheet
from xl_tools.write.score.score_formats import Score, begin, choices, place, protect
from xl_tools.write.score.score_layout import FIRST, LEAST_LOST, OFFICES, TASKS, Block, columns, headings, quoted

_WIDTHS = (6, 15, 10, 20, 44, 7, 30, 9, 9, 9, 7, 10, 9, 9, 9, 9, 22, 6, 8, 20, 8, 8, 8, 20)
_STAGES, _SAID = ("own", "first", "again", "final"), ("appeal", "why")
_FILLED = {"name", "quantity", "unit", "direction", "share", "actual", "note", *_STAGES, *_SAID}
_NOTE = (
    "在黄色的“实际完成”栏填数（百分数 23% 填 23），得分随着变。"
    "目标值、计量单位、方向是从文字里读出来的，读错了直接改，以改后的为准；"
    "方向为“人工评定”的，在“实际完成”栏填完成程度 0—100。"
    "初评、复核、终评填分，填了的按最后一道算；没有实际数的按自评。其余栏有公式，已锁定（没有密码）。"
)
_C = columns("items")


def write_tasks(sheet: PlainSheet, score: Score, *, live: bool) -> None:
    """The sheet. ``live`` numbers the losses, for a 扣分明细 of formulas."""
    heads = [(text, width, name in _FILLED) for text, width, name in zip(headings("items"), _WIDTHS, _C, strict=True)]
    begin(sheet, score, score.title + TASKS, _NOTE, heads, freeze=2)
    block = score.blocks[TASKS]
    rows = _Rows(score, block, live)
    sheet.set_body(rows.body, block.first - 1, block.last - 1, len(heads) - 1)
    sheet.set_column(place("items", "count"), place("items", "count"), 6, None, {"hidden": True})
    first, last = place("items", "own"), place("items", "why")
    for at in range(first, last + 1):
        sheet.set_column(at, at, _WIDTHS[at], score.kit.open)
    sheet.conditional_format(
        block.first - 1, first, block.last - 1, last, {"type": "no_errors", "format": score.kit.open_fill}
    )
    targets = (target for item in score.case.book.items for target in item.targets)
    shown = last if any(target.review is not NOT_REVIEWED for target in targets) else place("items", "note")
    sheet.print_area(0, 0, block.last - 1, shown)
    labels = [direction.label for direction in Direction]
    choices(sheet, block.first, block.last, place("items", "direction"), labels, "方向")
    _only_numbers(sheet, block)
    sheet.conditional_format(
        block.first - 1,
        place("items", "lost"),
        block.last - 1,
        place("items", "lost"),
        {"type": "cell", "criteria": ">", "value": float(LEAST_LOST), "format": score.kit.red},
    )
    protect(sheet)


def _only_numbers(sheet: PlainSheet, block: Block) -> None:
    at = place("items", "actual")
    options = {
        "validate": "decimal",
        "criteria": ">=",
        "value": -1e12,
        "input_title": "实际完成",
        "input_message": "只填数字，单位与“计量单位”栏一致；百分数 23% 填 23。",
        "error_title": "只能填数字",
        "error_message": "这里要填数字，不带单位和文字。",
    }
    sheet.data_validation(block.first - 1, at, block.last - 1, at, options)


def completion_formula(row: int, score: Score) -> str:
    """How far a target is done: ``engine.completion`` in Excel's words."""
    work = score.rules.work
    actual, quantity, way = f"{_C['actual']}{row}", f"{_C['quantity']}{row}", f"{_C['direction']}{row}"
    over = {
        "overshoot": f"MAX(0,1-({actual}-{quantity})/ABS({quantity}))",
        "ratio": f"IF({quantity}>0,{quantity}/{actual},0)",
        "all": "0",
    }[work.at_most]
    wanted, unit = quantity, f"{_C['unit']}{row}"
    shares = "OR(" + ",".join(f"{unit}={quoted(share)}" for share in ("%", "％", "‰", "个百分点")) + ")"
    if work.partial == "pro_rata":
        wanted = f"({quantity}*IF({shares},1,{work.months}/12))"
    least, most, exact, hand = (
        quoted(way.label) for way in (Direction.AT_LEAST, Direction.AT_MOST, Direction.EXACT, Direction.HAND)
    )
    return (
        f"IF(NOT(ISNUMBER({actual})),0,IF({way}={hand},MAX(0,MIN({actual}/{HAND_FULL},1)),"
        f"IF(NOT(ISNUMBER({quantity})),0,IF(AND({actual}<0,{quantity}>=0,NOT({shares})),0,"
        f"IF({way}={most},IF({actual}<={quantity},1,IF({quantity}=0,0,{over})),"
        f"IF({way}={exact},IF({actual}={quantity},1,0),"
        f'IF(OR({way}={least},{way}=""),IF({actual}>={wanted},1,IF({quantity}>0,MAX(0,{actual}/{wanted}),0)),0)))))))'
    )


def points_formula(r: str) -> str:
    """The points of a target: ``engine.settled`` in Excel's words."""
    formula = f"N{r}*M{r}"
    own = f"{_C['own']}{r}"
    formula = f"IF(AND(ISNUMBER({own}),NOT(ISNUMBER({_C['actual']}{r}))),MAX(0,MIN({own},N{r})),{formula})"
    for name in ("first", "again", "final"):
        cell = f"{_C[name]}{r}"
        formula = f"IF(ISNUMBER({cell}),MAX(0,MIN({cell},N{r})),{formula})"
    return formula


class _Rows:
    """The rows as XML: one format string a row; formats, and texts that come again and again, looked up once."""

    def __init__(self, score: Score, block: Block, live: bool) -> None:
        self._score, self._block, self._live = score, block, live
        kit, book = score.kit, score.case.book
        self._looks = {name: f's="{getattr(kit, name)._get_xf_index()}"' for name in _LOOKS}
        self._texts = {entry.cell: entry.text for entry in book.unreadable if entry.sheet == book.items_sheet.name}
        self._alone = False
        self._large = block.last - block.first > 20_000

    def body(self) -> Iterator[bytes]:
        score, row = self._score, self._block.first
        known = {standing.office.name for standing in score.case.scored.standings}
        counted, least, self._alone = 0, float(LEAST_LOST), False
        target_cells = self._target_cells()
        for number, (item, parts) in enumerate(zip(score.case.book.items, score.case.scored.parts, strict=True), 1):
            first, last = row, row + len(item.targets) - 1
            for target, part in zip(item.targets, parts, strict=True):
                r = str(row)
                due, points = float(part.due), float(part.points)
                counted += due - points > least and item.office in known
                height = "28" if self._large else f"{_height(item, target, row == first):g}"
                begins = self._item(r, number, item) if row == first else self._continued(r, number, item)
                shared = self._shared(r) if row == self._block.first else _SHARED
                cells = target_cells(r, target, float(part.completion), due, points, self._due(r, first, last), shared)
                counting = f'<c r="R{r}" {self._looks["bare"]}>{shared[3]}<v>{counted}</v></c>' if self._live else ""
                review = "" if target.review is NOT_REVIEWED else self._review(r, target)
                yield f'<row r="{r}" ht="{height}">{begins}{cells}{counting}{review}</row>'.encode()
                row += 1

    def _target_cells(self) -> Callable[[str, Target, float, float, float, str, Sequence[str]], str]:
        """What writes columns G to Q of a row. Everything that is the same in all rows is bound once: it is the one
        place where a look-up more shows."""
        looks, hand, number = self._looks, Direction.HAND, self._number
        name, edit, by_hand, filled = (looks[one] for one in ("edit_text", "edit_centre", "hand", "in_number"))
        percent, points = looks["percent"], looks["points"]
        labels = {way: _often(way.label) for way in Direction} | {None: _often("")}
        full = f"><v>{HAND_FULL}</v></c>", _often("%")

        def cells(r: str, target: Target, done: float, due: float, got: float, share: str, same: Sequence[str]) -> str:
            way = target.direction
            if way is hand:
                (amount, unit), look = full, by_hand
            else:
                amount, unit, look = number(target.quantity, target.row, "quantity"), _often(target.unit), edit
            return (
                f'<c r="G{r}" {name}{inline(target.name)}<c r="H{r}" {edit}{amount}<c r="I{r}" {edit}{unit}'
                f'<c r="J{r}" {look}{labels[way]}<c r="K{r}" {edit}><v>{target.share}</v></c>'
                f'<c r="L{r}" {filled}{number(target.actual, target.row, "actual")}'
                f'<c r="M{r}" {percent}>{same[0]}<v>{done!r}</v></c><c r="N{r}" {points}>{share}<v>{due!r}</v></c>'
                f'<c r="O{r}" {points}>{same[1]}<v>{got!r}</v></c>'
                f'<c r="P{r}" {points}>{same[2]}<v>{due - got!r}</v></c><c r="Q{r}" {name}{_often(shown_note(target))}'
            )

        return cells

    def _item(self, r: str, number: int, item: Item) -> str:
        """Columns A to F of an item's first row."""
        looks = self._looks
        wrapped = looks["wrapped"]
        kind = self._score.kind_word(item.office) or item.kind
        return (
            f'<c r="A{r}" {looks["number"]}><v>{number}</v></c><c r="B{r}" {looks["text"]}{_often(item.office)}'
            f'<c r="C{r}" {looks["centre"]}{_often(kind)}<c r="D{r}" {wrapped}{_often(item.work)}'
            f'<c r="E{r}" {wrapped}{inline(item.text)}'
            f'<c r="F{r}" {looks["points"]}{self._number(item.weight, item.row, "weight")}'
        )

    def _continued(self, r: str, number: int, item: Item) -> str:
        """Columns A to F of an item's further rows: number and office, faint, by which its points are summed."""
        looks, text = self._looks, self._looks["text"]
        return (
            f'<c r="A{r}" {looks["faint_centre"]}><v>{number}</v></c><c r="B{r}" {looks["faint"]}{_often(item.office)}'
            f'<c r="C{r}" {text}/><c r="D{r}" {text}/><c r="E{r}" {text}/><c r="F{r}" {text}/>'
        )

    def _review(self, r: str, target: Target) -> str:
        """Columns S to X, where somebody wrote there; else their cells look as their columns do."""
        cells = []
        for name in columns("items"):
            if name in _STAGES:
                points = self._number(getattr(target.review, name), target.row, name)
                cells.append(f'<c r="{_C[name]}{r}" {self._looks["in_number"]}{points}')
            elif name in _SAID:
                cells.append(f'<c r="{_C[name]}{r}" {self._looks["in_text"]}{inline(getattr(target.review, name))}')
        return "".join(cells)

    def _number(self, value: Decimal | None, row: int, name: str) -> str:
        """The rest of a cell of a number, or of the text that stood there instead: it counts as none, and stays to be
        seen."""
        if value is not None:
            return f"><v>{value}</v></c>"
        text = self._texts.get(self._score.case.book.items_sheet.cell(row, name) or "", "") if self._texts else ""
        return inline(text)

    def _due(self, r: str, first: int, last: int) -> str:
        """What a target can give: its share of the item's points. Alone it is the same formula in every row."""
        if first == last and self._alone:
            return '<f t="shared" si="4"/>'
        weight = f"IF(ISNUMBER(F{first}),MAX(0,F{first}),0)"
        if first == last:
            self._alone = True
            return f'<f t="shared" ref="N{r}:N{self._block.last}" si="4">{weight}</f>'
        together = f'(SUMIF(K{first}:K{last},"&gt;0")+COUNTBLANK(K{first}:K{last}))'
        return f'<f>{weight}*IF({together}=0,1/{last - first + 1},IF(K{r}="",1,MAX(0,N(K{r})))/{together})</f>'

    def _shared(self, r: str) -> tuple[str, ...]:
        """The formulas of M, O, P and R in the first row, written out for all rows below."""
        offices, above = self._score.blocks[OFFICES].column("B"), int(r) - 1
        formulas = {
            "M": completion_formula(int(r), self._score),
            "O": points_formula(r),
            "P": f"N{r}-O{r}",
            "R": f"N(R{above})+IF(P{r}>{LEAST_LOST},IF(COUNTIF({offices},B{r})>0,1,0),0)",
        }
        return tuple(
            f'<f t="shared" ref="{column}{r}:{column}{self._block.last}" si="{number}">{escaped(formula)}</f>'
            for number, (column, formula) in enumerate(formulas.items())
        )


_SHARED = tuple(f'<f t="shared" si="{number}"/>' for number in range(4))
"""A formula that is the same in every row is written out in the first and only named in the others."""

_often = lru_cache(maxsize=65536)(inline)
"""For texts that come again and again."""


def _height(item: Item, target: Target, begins: bool) -> float:
    """Room for the target's own words, and in an item's first row for its text."""
    whole = row_height([(item.text, _WIDTHS[4]), (item.work, _WIDTHS[3])], size=10) if begins else 0
    return max(28.0, whole, row_height([(target.name, _WIDTHS[6]), (shown_note(target), _WIDTHS[16])], size=10))


_LOOKS = (
    "number", "text", "centre", "wrapped", "points", "faint", "faint_centre", "edit_text", "edit_centre", "hand",
    "in_number", "in_text", "percent", "bare",
)  # fmt: skip


def shown_note(target: Target) -> str:
    """What stands in 说明: a person's words, else why a target is judged by hand and how."""
    if target.note or not target.why:
        return target.note
    return f"{target.why}：填完成程度 0—100" if target.direction is Direction.HAND else target.why


def tasks_block(score: Score) -> Block:
    """Where the rows of 任务书 stand."""
    count = sum(len(item.targets) for item in score.case.book.items)
    return Block(TASKS, FIRST, FIRST + max(count, 1) - 1)
