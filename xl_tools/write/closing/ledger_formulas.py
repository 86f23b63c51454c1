"""The ledger's native formulas. Each says in Excel what ``closing.standing`` and ``core.working_days`` say in Python;
LibreOffice and Excel 2010 know every function used."""

from __future__ import annotations

from xl_tools.core.working_days import DayKind, DayUnit
from xl_tools.parse.closing.days_sheet import SHEET as CALENDAR
from xl_tools.parse.closing.entries import IN_PROGRESS, RETURNED, REVOKED, LongTerm
from xl_tools.parse.closing.headings import CASES, EVENTS, EVIDENCE, NOTICES, REVIEWS, SETTINGS, STEPS, words_of
from xl_tools.write.closing.ledger_layout import AS_OF_CELL, BASE, NEVER_BACK, LedgerBook

MOST_OFF = 120
"""Days behind a start among which the end of a publicity period is looked for."""


def key(book: LedgerBook, what: str, row: int) -> str:
    """What a row's case is known by, in one text."""
    names = ("inspection", "province_serial" if what == CASES else "serial", "unit", "point")
    inspection, serial, unit, point = (f"${book.letter(what, name)}{row}" for name in names)
    return f'IF(OR({serial}="",{unit}=""),"",{inspection}&"|"&{serial}&"|"&{unit}&"|"&{point})'


def settings_row(book: LedgerBook, what: str, row: int) -> str:
    """The place of the inspection in 设置; 0 where it is not there."""
    inspection = f"${book.letter(what, 'inspection')}{row}"
    return f'IF({inspection}="",0,IFERROR(MATCH({inspection},{book.all_of(SETTINGS, "inspection")},0),0))'


def event_formulas(book: LedgerBook, row: int) -> dict[str, str]:
    """The hidden columns of a row of 环节记录."""

    def own(name: str) -> str:
        return f"${book.letter(EVENTS, name)}{row}"

    def place(name: str, otherwise: int) -> str:
        found = f"IFERROR(MATCH({own(name)},INDEX({book.steps_of_settings},{own('set')},0),0),{otherwise})"
        return f'IF(OR({own(name)}="",{own("set")}=0),{otherwise},{found})'

    revoked = f'AND({own("step")}="{REVOKED}",{own("back_to")}="")'
    to = f'IF(OR({own("back_to")}="{IN_PROGRESS}",{revoked}),0,{place("back_to", NEVER_BACK)})'
    sends_back = f'OR({own("step")}="{RETURNED}",{own("step")}="{REVOKED}")'
    judged = f"{_named(own('step'), 'acceptance')}=0"
    said_nothing = ",".join(f'{own("result")}="{word}"' for word in ("", "—", "-"))
    took = f'OR({own("result")}="通过",AND(OR({said_nothing}),{judged}))'
    later = (
        f'COUNTIFS({book.all_of(EVENTS, "key")},{own("key")},{book.all_of(EVENTS, "moment")},">"&{own("moment")},'
        f'{book.all_of(EVENTS, "leaves")},"<"&{own("order")})'
    )
    return {
        "key": key(book, EVENTS, row),
        "set": settings_row(book, EVENTS, row),
        "order": place("step", 0),
        "day_number": f"IF(ISNUMBER({own('day')}),INT({own('day')}),0)",
        "moment": f"IF(AND({own('day_number')}>0,{own('day_number')}<={AS_OF_CELL}),"
        f"{own('day_number')}*{BASE}+ROW(),0)",
        "leaves": f"IF(AND({own('moment')}>0,{sends_back}),{to},{NEVER_BACK})",
        "valid": f"IF(AND({own('order')}>0,{own('moment')}>0,{took}),IF({later}=0,{own('order')},0),0)",
    }


def case_formulas(book: LedgerBook, row: int) -> dict[str, str]:
    """The computed columns of a row of the register."""

    def own(name: str) -> str:
        return f"${book.letter(CASES, name)}{row}"

    def setting(name: str, last: str = "", column: str = "0") -> str:
        return f"INDEX({book.all_of(SETTINGS, name, last)},{own('set')},{column})"

    mine = f"({book.all_of(EVENTS, 'key')}={own('key')})"
    valid, moment, leaves = (book.all_of(EVENTS, name) for name in ("valid", "moment", "leaves"))
    days = book.all_of(EVENTS, "day_number")
    closed = f"AND({setting('closed_at', column='1')}>0,{own('number')}>={setting('closed_at', column='1')})"
    kept_up = f'AND({own("ongoing")}="是",{setting("long_term", column="1")}="{LongTerm.STAGE}",{closed})'
    never = f'AND({own("ongoing")}="是",{setting("long_term", column="1")}="{LongTerm.NEVER}")'
    ends = book.all_of(NOTICES, "to")
    last_end = f"SUMPRODUCT(MAX(({book.all_of(NOTICES, 'key')}={own('key')})*{ends}))"
    over = f"AND({last_end}>0,{last_end}<{AS_OF_CELL})"
    label = (
        f"IF({over},{setting(f'over_{STEPS[0]}', f'over_{STEPS[-1]}', own('number'))},"
        f"{setting(f'label_{STEPS[0]}', f'label_{STEPS[-1]}', own('number'))})"
    )
    step = setting(STEPS[0], STEPS[-1], own("number"))
    opened, keys = book.all_of(REVIEWS, "open"), book.all_of(REVIEWS, "key")
    returns = f'{book.all_of(EVENTS, "step")},"{RETURNED}",{moment},">0"'
    found = {
        "key": key(book, CASES, row),
        "set": settings_row(book, CASES, row),
        "number": f'IF(OR({own("key")}="",{own("set")}=0),0,SUMPRODUCT(MAX({mine}*{valid})))',
        "day": f"IF({own('number')}=0,0,SUMPRODUCT(MAX({mine}*({valid}={own('number')})*{days})))",
        "back": f'IF({own("key")}="",0,IF(SUMPRODUCT(MAX({mine}*({leaves}<{NEVER_BACK})*{moment}))>'
        f"SUMPRODUCT(MAX({mine}*({valid}>0)*{moment})),1,0))",
        "state": f'IF({own("key")}="","",IF({own("number")}=0,"{IN_PROGRESS}",{step}&IF({kept_up},"（转入常态）","")))',
        "category": f'IF({own("key")}="","",IF({own("number")}=0,"{IN_PROGRESS}",IF({never},"长期坚持",{label})))',
        "stay": f'IF({own("day")}=0,"",{AS_OF_CELL}-{own("day")})',
        "returns": f'IF({own("key")}="","",COUNTIFS({book.all_of(EVENTS, "key")},{own("key")},{returns}))',
        "evidence": f'IF({own("key")}="","",COUNTIFS({book.all_of(EVIDENCE, "key")},{own("key")}))',
        "next_review": f'IF({own("key")}="","",IF(COUNTIFS({keys},{own("key")},{opened},">0")=0,"",'
        f"SUMPRODUCT(MIN((({keys}<>{own('key')})+({opened}=0))*1000000+{opened}))))",
    }
    for name in (column.field for column in book.columns(CASES) if "/" in column.field and column.field[:4] != "own/"):
        word, _, place = name.rpartition("/")
        if place == "1":
            day = f'IF({last_end}=0,"",{last_end})'
        else:
            at = f'MATCH("{word}",INDEX({book.steps_of_settings},{own("set")},0),0)'
            none = f"COUNTIFS({book.all_of(EVENTS, 'key')},{own('key')},{valid},{at})=0"
            day = f'IFERROR(IF({none},"",SUMPRODUCT(MAX({mine}*({valid}={at})*{days}))),"")'
        found[name] = f'IF(OR({own("key")}="",{own("set")}=0),"",{day})'
    return found


def notice_formulas(book: LedgerBook, row: int) -> dict[str, str]:
    """The computed columns of a row of 公示."""

    def own(name: str) -> str:
        return f"${book.letter(NOTICES, name)}{row}"

    def setting(name: str, otherwise: str) -> str:
        return f"IF({own('set')}=0,{otherwise},INDEX({book.all_of(SETTINGS, name)},{own('set')}))"

    first, last = own("from"), own("to")
    rule = setting("days_unit", f'"{DayUnit.WORKING}"')
    unit = f'IF({own("says_unit")}="",{rule},{own("says_unit")})'
    number = setting("days", "10")
    behind = f"({first}+ROW($1:${MOST_OFF})-1)"
    working_end = f"{first}+SUMPRODUCT(--({worked(book, first, behind)}<{number}))"
    return {
        "key": key(book, NOTICES, row),
        "set": settings_row(book, NOTICES, row),
        "from": f"IF(ISNUMBER({own('start')}),INT({own('start')}),0)",
        "to": f"IF(ISNUMBER({own('end')}),INT({own('end')}),0)",
        "actual": f'IF(OR({first}=0,{last}=0,{last}<{first}),"",'
        f'IF({unit}="{DayUnit.CALENDAR}",{last}-{first}+1,{worked(book, first, last)}))',
        "earliest": f'IF({first}=0,"",IF({rule}="{DayUnit.CALENDAR}",{first}+{number}-1,{working_end}))',
    }


def worked(book: LedgerBook, first: str, last: str) -> str:
    """The working days from one day to another, or to each of several: all days, without weekends and days off, with
    make-up days. Day 0 of Excel's count is a Saturday."""
    days, kinds, weekdays = (f"'{CALENDAR}'!${one}$4:${one}${calendar_last(book)}" for one in "BCF")
    between = f'{days},">="&{first},{days},"<="&{last}'
    off = f'COUNTIFS({between},{kinds},"{DayKind.OFF}",{weekdays},"<6")'
    on = f'COUNTIFS({between},{kinds},"{DayKind.ON}",{weekdays},">5")'
    saturdays = f"(INT({last}/7)-INT(({first}-1)/7))"
    sundays = f"(INT(({last}-1)/7)-INT(({first}-2)/7))"
    return f"({last}-{first}+1-{saturdays}-{sundays}-{off}+{on})"


def calendar_last(book: LedgerBook) -> int:
    """The last row of 工作日历 that formulas look at."""
    return 3 + len(book.calendar.days) + 120


def review_formulas(book: LedgerBook, row: int) -> dict[str, str]:
    planned, done = (f"${book.letter(REVIEWS, name)}{row}" for name in ("planned", "done"))
    return {
        "key": key(book, REVIEWS, row),
        "open": f'IF(AND(ISNUMBER({planned}),{done}=""),INT({planned}),0)',
    }


def _named(cells: str, what: str) -> str:
    """1 for each step whose name tells that it is this, else 0: as ``headings.means`` says."""
    words, others = ("+".join(f'ISNUMBER(SEARCH("{word}",{cells}))' for word in some) for some in words_of(what))
    return f"(SIGN({words})*(1-SIGN({others})))"


def settings_formulas(book: LedgerBook, row: int) -> dict[str, str]:
    """Under which words a case is counted at each step, as the order of the row's steps gives them."""
    cells = [f"${book.letter(SETTINGS, step)}{row}" for step in STEPS]
    closed = f"${book.letter(SETTINGS, 'closed_at')}{row}"
    steps = f"{cells[0]}:{cells[-1]}"
    before_end = f"{len(cells)}-COLUMN({steps})+COLUMN({cells[0]})"
    first = f"SUMPRODUCT(MAX({_named(steps, 'closed')}*({before_end})))"
    found = {"closed_at": f"IF({first}=0,0,{len(cells) + 1}-{first})"}
    for at, (step, cell) in enumerate(zip(STEPS, cells, strict=True)):
        following = cells[at + 1] if at + 1 < len(cells) else '""'
        waiting = f'"未"&{following}' if at == 0 else f'"已"&{cell}&"待"&{following}'
        published = f"{_named(cell, 'publicity')}>0"
        done = f'OR({following}="",AND({closed}>0,{at + 1}>={closed}))'
        for name, word in (("label", '"正在公示"'), ("over", f'"公示期满待"&{following}')):
            found[f"{name}_{step}"] = f'IF({cell}="","",IF({done},"已"&{cell},IF({published},{word},{waiting})))'
    return found
