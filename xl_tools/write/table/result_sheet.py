"""得分: a row a unit; its groups, what was added and taken, the gates that bit, total, grade and place."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from xl_tools.scoring.table.columns import ACTUALS, GATES, GRADES, GROUPS, MATTERS, REGISTERED
from xl_tools.scoring.table.engine import UnitPoints, pool_limits
from xl_tools.scoring.table.scheme import TOTAL, Gate, Group, How, Result, Unit, When, concerns
from xl_tools.write.formats import NONE
from xl_tools.write.score.score_formats import begin, protect
from xl_tools.write.score.score_layout import FIRST, quoted
from xl_tools.write.table.checks import write_checks
from xl_tools.write.table.layout import LETTERS, SCORES, TableBook, rule_letter
from xl_tools.write.table.result_columns import Columns

_NOTE = "都是公式，不用填。“否决和晋级”各列写着哪一条的条件成立，“起作用的”是真正改了等次、分数的；名次按类别分别排。"
_HIGH = "1E+99"


def write_scores(sheet: Worksheet, book: TableBook) -> None:
    """The sheet."""
    columns = Columns(book)
    heads = [(name, 22 if at == 0 else 13, False) for at, name in enumerate(columns.names)]
    begin(sheet, book, book.scheme.title + SCORES, _NOTE, heads, freeze=1)
    sheet.set_column(columns.hidden - 1, len(heads) - 1, 8, None, {"hidden": True})
    for row, points in enumerate(book.scored, FIRST):
        _Line(book, columns, row, points).write(sheet)
    write_checks(sheet, book)
    protect(sheet)


class _Line:
    """A unit's row."""

    def __init__(self, book: TableBook, columns: Columns, row: int, points: UnitPoints) -> None:
        self.book, self.columns, self.row, self.points = book, columns, row, points
        self.unit: Unit = points.unit
        self.last = FIRST + max(len(book.scored), 1) - 1

    def write(self, sheet: Worksheet) -> None:
        kit, row = self.book.kit, self.row - 1
        sheet.write_string(row, 0, self.unit.name, kit.text)
        sheet.write_string(row, 1, self.unit.category, kit.centre)
        place = 2
        for group in self.book.groups:
            value = self.points.groups[group.name]
            sheet.write_formula(
                row, place, f"={self._group(group)}", kit.points, NONE if value is None else float(value)
            )
            place += 1
        points, scheme = self.points, self.book.scheme
        rest: list[tuple[str, str | float]] = [
            (self._adjusted(), float(points.adjusted)),
            (self._total(), NONE if points.total is None else float(points.total)),
            (self._place(), NONE if points.rank is None else points.rank),
            (self._grade(), points.grade or NONE),
            (self._by_score(), points.by_score or NONE),
        ]
        rest += [
            (self._gate(gate), f"{gate.result.value}{gate.goal}" if gate.name in points.gates else NONE)
            for gate in scheme.gates
        ]
        rest.append((self._changed(), "、".join(points.bit) or NONE))
        rest += list(zip(self._index_formulas(), self._indexes(), strict=True))
        rest += [(self._changes(gate), int(gate.name in points.bit)) for gate in scheme.gates]
        for at, (formula, shown) in enumerate(rest, place):
            look = kit.strong if at == place + 1 else kit.points if at == place else kit.centre
            sheet.write_formula(row, at, f"={formula}", look, shown)

    # --- groups ---

    def _group(self, group: Group) -> str:
        book = self.book
        if not concerns(group.categories, self.unit):
            return quoted(NONE)
        mine = [rule for rule in book.scheme.rules if (rule.group or TOTAL) == group.name]
        rows = [book.row_of[self.unit.name, rule.key] for rule in mine if (self.unit.name, rule.key) in book.row_of]
        parts = [one for one in book.groups if one.parent == group.name and one.name != group.name]
        inner = [f"{self.columns.group[one.name]}{self.row}" for one in parts]
        if not rows and not inner:
            return quoted(NONE)
        how, floor, cap = (self._own(group, name) for name in ("how", "floor", "cap"))
        total = (
            f"IF({how}={quoted(How.MIN.value)},{self._extreme('MIN', rows, inner)},"
            f"IF({how}={quoted(How.MAX.value)},{self._extreme('MAX', rows, inner)},{self._sum(how, rows, parts)}))"
        )
        kept = f'MAX(IF({floor}="",-{_HIGH},{floor}),MIN(IF({cap}="",{_HIGH},{cap}),{total}))'
        counted = [f"SUM({','.join(self._cell('counts', row) for row in rows)})"] if rows else []
        counted += [f"COUNT({','.join(inner)})"] if inner else []
        told = f"IF({'+'.join(counted)}=0,{quoted(NONE)},{kept})"
        return f'IF({self.columns.stale}<>"",{self.columns.stale},{told})'

    def _own(self, group: Group, attribute: str) -> str:
        """A cell of the group's row in 分组."""
        at = self.book.places[GROUPS][0] + [one.name for one in self.book.groups].index(group.name)
        return f"'{GROUPS}'!${rule_letter(GROUPS, attribute)}${at}"

    def _cell(self, name: str, row: int) -> str:
        return f"'{ACTUALS}'!${LETTERS[name]}${row}"

    def _extreme(self, function: str, rows: Sequence[int], inner: Sequence[str]) -> str:
        else_ = _HIGH if function == "MIN" else f"-{_HIGH}"
        values = [f"IF({self._cell('counts', row)}=1,{self._cell('score', row)},{else_})" for row in rows]
        values += [f"IF(ISNUMBER({cell}),{cell},{else_})" for cell in inner]
        return f"{function}({','.join(values)})"

    def _sum(self, how: str, rows: Sequence[int], parts: Sequence[Group]) -> str:
        """Points of the rules that count, scaled to all of them, and the groups within."""
        terms = []
        if rows:
            first, last = min(rows), max(rows)
            reach = {name: f"'{ACTUALS}'!${LETTERS[name]}${first}:${LETTERS[name]}${last}" for name in (
                "group", "counts", "points", "score",
            )}  # fmt: skip
            group = quoted(self.book.rows[rows[0] - FIRST][1].group or TOTAL)
            own = f"({reach['group']}={group})*1"
            counted = f"({reach['group']}={group})*({reach['counts']}=1)"
            got = f"SUMPRODUCT({counted},{reach['score']})"
            left = f"SUMPRODUCT({counted},{reach['points']})"
            due = f"SUMPRODUCT({own},{reach['points']})"
            terms.append(f"IF({left}>0,{got}*{due}/{left},{got})")
        for part in parts:
            cell = f"{self.columns.group[part.name]}{self.row}"
            weight = self._own(part, "weight")
            terms.append(f"N({cell})*IF({how}={quoted(How.WEIGHTED.value)},{weight},1)")
        return "+".join(terms)

    # --- what is added and taken ---

    def _registered(self, cell: str) -> tuple[str, str]:
        """How often the matter that a cell names is registered for the unit, and whether it is at all. A row without a
        number is once."""
        unit, matter, times = (self.book.all_of(REGISTERED, letter) for letter in "ABC")
        where = f"{unit},$A{self.row},{matter},{cell}"
        blank = f'COUNTIFS({where},{times},"")'
        return f"(SUMIFS({times},{where})+{blank})", f'(COUNTIFS({where},{times},">0")+{blank}>0)'

    def _adjusted(self) -> str:
        pools: dict[str, list[str]] = {}
        limits = pool_limits(self.book.scheme)
        at_limit: dict[str, str] = {}
        for row, matter in enumerate(self.book.scheme.matters, self.book.places[MATTERS][0]):
            each, most, pool_most = (
                f"'{MATTERS}'!${rule_letter(MATTERS, name)}${row}" for name in ("each", "most", "pool_most")
            )
            name = f"'{MATTERS}'!${rule_letter(MATTERS, 'name')}${row}"
            pools.setdefault(matter.pool, []).append(_limited(f"{self._registered(name)[0]}*{each}", most))
            if matter.pool in limits and matter.pool_most is not None:
                at_limit.setdefault(matter.pool, pool_most)
        sums = [
            _limited("+".join(values), at_limit[pool]) if pool in at_limit else "+".join(values)
            for pool, values in pools.items()
        ]
        return "+".join(sums) or "0"

    # --- gates, total, grade ---

    def _at(self, gate: Gate, attribute: str) -> str:
        row = self.book.places[GATES][0] + self.book.scheme.gates.index(gate)
        return f"'{GATES}'!${rule_letter(GATES, attribute)}${row}"

    def _gate(self, gate: Gate) -> str:
        if not gate.works:
            return quoted(NONE)
        value = self._at(gate, "value")
        columns, row = self.columns, self.row
        if gate.when is When.REGISTERED:
            test = self._registered(self._at(gate, "about"))[1]
        elif gate.when is When.GROUP_BELOW:
            cell = f"{columns.group[gate.about or TOTAL]}{row}" if (gate.about or TOTAL) in columns.group else '""'
            below = f"ROUND({cell},{self.book.scheme.decimals})<{value}"
            test = f"IF(ISNUMBER({cell}),IF(ISNUMBER({value}),{below},FALSE),FALSE)"
        elif gate.when is When.NOT_FULL:
            at = self.book.row_of.get((self.unit.name, gate.about))
            field = "kept" if gate.result is Result.ZERO else "score"
            test = (
                f"AND({self._cell('counts', at)}=1,{self._cell(field, at)}<{self._cell('points', at)})"
                if at
                else "FALSE"
            )
        elif gate.when is When.RANK_BELOW:
            test = f"IF(ISNUMBER({columns.place}{row}),IF(ISNUMBER({value}),{columns.place}{row}>{value},FALSE),FALSE)"
        else:
            test = f"{value}=1"
        return f"IF({test},{self._at(gate, 'result')}&{self._at(gate, 'goal')},{quoted(NONE)})"

    def _bit(self, gate: Gate, result: Result) -> str:
        cell = f"{self.columns.gate[gate.name]}{self.row}"
        return f"AND({cell}<>{quoted(NONE)},{self._at(gate, 'result')}={quoted(result.value)})"

    def _changed(self) -> str:
        """The names of the gates that changed something."""
        names = "&".join(
            f'IF({self.columns.changes[gate.name]}{self.row}=1,{quoted("、" + gate.name)},"")'
            for gate in self.book.scheme.gates
        )
        return f"IF(LEN({names})=0,{quoted(NONE)},MID({names},2,999))" if names else quoted(NONE)

    def _changes(self, gate: Gate) -> str:
        """1 where the gate moved the grade when its turn came, or took points: promotions, what is set, ceilings."""
        gates, goal, last = self.book.scheme.gates, self._goal(gate), self._last_index()
        before = gates[: gates.index(gate)]
        fixed, fixed_before = self._fixed(gates), self._fixed(before)
        ceilings = [f"IF({self._bit(one, Result.CEILING)},{self._goal(one)},0)" for one in before]
        running = f"MAX({','.join([f'IF({fixed}>0,{fixed},{last})', *ceilings])})"
        ways = [
            (Result.PROMOTE, f"{self.columns.after[gate.name]}{self.row}<>{self._index_before(gate)}"),
            (Result.SET, f"AND({goal}>0,IF({fixed_before}>0,{goal}>{fixed_before},{goal}<>{last}))"),
            (Result.CEILING, f"{goal}>{running}"),
        ]
        graded = f"{self.columns.index}{self.row}>0"
        tests = [f"AND({graded},{self._bit(gate, result)},{test})" for result, test in ways]
        tests += [self._takes_a_share(gate), self._takes_points(gate)]
        return f"IF(OR({','.join(tests)}),1,0)"

    def _takes_a_share(self, gate: Gate) -> str:
        if gate.when is When.RANK_BELOW:
            return "FALSE"
        top, factor = f"{self.columns.group[TOTAL]}{self.row}", self._at(gate, "goal")
        some = f"ABS(N({top})+N({self.columns.adjusted}{self.row}))>0.000000001"
        return f"AND({self._bit(gate, Result.FACTOR)},ISNUMBER({top}),ISNUMBER({factor}),N({factor})<>1,{some})"

    def _takes_points(self, gate: Gate) -> str:
        at = self.book.row_of.get((self.unit.name, gate.goal))
        if at is None or gate.result is not Result.ZERO:
            return "FALSE"
        kept = f"ABS(N({self._cell('kept', at)}))>0.000000001"
        return f"AND({self._bit(gate, Result.ZERO)},{self._cell('counts', at)}=1,{kept})"

    def _last_index(self) -> str:
        gates = self.book.scheme.gates
        return f"{self.columns.after[gates[-1].name] if gates else self.columns.index}{self.row}"

    def _index_before(self, gate: Gate) -> str:
        at = self.book.scheme.gates.index(gate)
        before = self.columns.after[self.book.scheme.gates[at - 1].name] if at else self.columns.index
        return f"{before}{self.row}"

    def _fixed(self, gates: Sequence[Gate]) -> str:
        """The lowest grade that one of these gates sets; 0 for none."""
        goals = (f"IF({self._bit(gate, Result.SET)},{self._goal(gate)},0)" for gate in gates)
        return f"MAX({','.join(['0', *goals])})"

    def _goal(self, gate: Gate) -> str:
        """The place of the gate's grade among the grades; 0 where it is none."""
        return f"IFERROR(MATCH({self._at(gate, 'goal')},{self.book.all_of(GRADES, 'A')},0),0)"

    def _total(self) -> str:
        top = f"{self.columns.group[TOTAL]}{self.row}"
        factors = "".join(
            f"*IF({self._bit(gate, Result.FACTOR)},IF(ISNUMBER({self._at(gate, 'goal')}),{self._at(gate, 'goal')},1),1)"
            for gate in self.book.scheme.gates
            if gate.when is not When.RANK_BELOW
        )
        adjusted = f"{self.columns.adjusted}{self.row}"
        total = f"IF(ISNUMBER({top}),ROUND(({top}+{adjusted}){factors},{self.book.scheme.decimals}),{quoted(NONE)})"
        return f'IF({self.columns.stale}<>"",{self.columns.stale},{total})'

    def _place(self) -> str:
        total = self.columns.total
        every = f"${total}${FIRST}:${total}${self.last}"
        kinds = f"$B${FIRST}:$B${self.last}"
        better = f"({kinds}=$B{self.row})*ISNUMBER({every})*({every}>{total}{self.row})"
        return f"IF(ISNUMBER({total}{self.row}),SUMPRODUCT({better})+1,{quoted(NONE)})"

    def _index_formulas(self) -> list[str]:
        """The place of the grade by score, then after each gate that promotes."""
        if not self.book.scheme.grades:
            return ["0", *("0" for _ in self.book.scheme.gates)]
        first, last = self.book.places[GRADES]
        formula = str(last - first + 1)
        for row in range(last, first - 1, -1):
            formula = f"IF({self.columns.total}{self.row}>='{GRADES}'!$B${row},{row - first + 1},{formula})"
        formulas = [f"IF(ISNUMBER({self.columns.total}{self.row}),{formula},0)"]
        before = f"{self.columns.index}{self.row}"
        for gate in self.book.scheme.gates:
            goal = self._goal(gate)
            promoted = f"IF({goal}>0,{before}={goal}+1,FALSE)"
            formulas.append(f"IF({self._bit(gate, Result.PROMOTE)},IF({promoted},{goal},{before}),{before})")
            before = f"{self.columns.after[gate.name]}{self.row}"
        return formulas

    def _indexes(self) -> list[int]:
        names = [grade.name for grade in self.book.scheme.grades]
        at = names.index(self.points.by_score) + 1 if self.points.by_score else 0
        found = [at]
        for gate in self.book.scheme.gates:
            goal = names.index(gate.goal) + 1 if gate.goal in names else 0
            if gate.name in self.points.gates and gate.result is Result.PROMOTE and goal and at == goal + 1:
                at = goal
            found.append(at)
        return found

    def _by_score(self) -> str:
        return self._named(f"{self.columns.index}{self.row}")

    def _grade(self) -> str:
        gates, last = self.book.scheme.gates, self._last_index()
        ceilings = [f"IF({self._bit(gate, Result.CEILING)},{self._goal(gate)},0)" for gate in gates]
        fixed = self._fixed(gates)
        index = f"MAX({','.join([f'IF({fixed}>0,{fixed},{last})', *ceilings])})"
        return f"IF({self.columns.index}{self.row}=0,{quoted(NONE)},{self._named(index)})"

    def _named(self, index: str) -> str:
        if not self.book.scheme.grades:
            return quoted(NONE)
        return f"IF(N({index})=0,{quoted(NONE)},INDEX({self.book.all_of(GRADES, 'A')},{index}))"


def _limited(value: str, most: str) -> str:
    """A value no further from 0 than its limit; without one as it is."""
    return f'MAX(IF({most}="",-{_HIGH},-N({most})),MIN(IF({most}="",{_HIGH},N({most})),{value}))'
