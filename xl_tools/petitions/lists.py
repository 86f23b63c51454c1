"""Petitions that somebody must look after, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from xl_tools.core.form import Field
from xl_tools.petitions.records import Conventions, Ledger, Petition
from xl_tools.petitions.words import pattern

Test = Callable[[Petition, Conventions, date], bool]


def _is_late(petition: Petition, conventions: Conventions, as_of: date) -> bool:
    due = conventions.due(petition)
    return due is not None and due < as_of and not petition.is_settled


def _rest_is_due(petition: Petition, _: Conventions, as_of: date) -> bool:
    return petition.is_phase and petition.next_due is not None and petition.next_due <= as_of


def _relapsed(petition: Petition, _: Conventions, __: date) -> bool:
    text = petition.text(Field("recheck"))
    return bool(text and pattern("relapse").search(text) and not pattern("no_relapse").search(text))


LISTS: Mapping[str, Test] = {
    "超期未办结": _is_late,
    "重点件未办结": lambda petition, _, __: petition.key and not petition.is_done,
    "阶段性办结到期": _rest_is_due,
    "疑似重复": lambda petition, _, __: petition.repeat,
    "反弹": _relapsed,
    "待验收销号": lambda petition, _, __: petition.is_done and not petition.is_closed,
    "应公开未公开": lambda petition, conventions, as_of: (
        not petition.is_published and (conventions.publish_due(petition) or as_of) < as_of
    ),
}


def listed(ledger: Ledger, as_of: date) -> dict[str, list[Petition]]:
    """The petitions of each list."""
    settings = ledger.conventions
    return {name: [one for one in ledger.petitions if test(one, settings, as_of)] for name, test in LISTS.items()}
