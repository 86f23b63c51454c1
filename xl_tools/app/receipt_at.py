"""收报情况 beside the copies that were received: who is still to be reminded, whatever people wrote there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import readable_books
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.errors import UserError
from xl_tools.round.issuing.identity import Identity
from xl_tools.round.mail.receipts import Receipt, read_receipt


def receipt_at(path: Path, occasion: Occasion) -> Receipt:
    """The receipt. Whoever is down as received and has no table among the copies is not in the roll-up, and owes one;
    a table that people laid there themselves counts. Raises UserError when it is none."""
    receipt = read_receipt(read_book(path), path.name)
    if not receipt.unbacked:
        return receipt
    there = _units_in(path.parent / receipt.period, occasion)
    names = {one.unit: regions.find(one.unit, units=occasion.units) for one in receipt.unbacked}
    unbacked = tuple(one for one in receipt.unbacked if (unit := names[one.unit]) is None or unit.code not in there)
    return replace(receipt, owing=(*receipt.owing, *unbacked), unbacked=unbacked)


def _units_in(folder: Path, occasion: Occasion) -> set[str]:
    """The codes of the units whose tables lie in a folder."""
    found: set[str] = set()
    for _, book in readable_books(folder):
        try:
            sheets = read_tables(book, occasion)
        except UserError:  # a table that nobody can read counts for nobody
            continue
        identity = Identity.of(book.identity)
        found |= {identity.code} if identity else set()
        found |= {sheet.region.code for sheet in sheets if sheet.region and sheet.form.reports}
    return found


def contradictions(receipt: Receipt) -> list[str]:
    """What people wrote into the receipt that the roll-up does not follow, a sentence each."""
    said = []
    if receipt.unbacked:
        names = "、".join(one.unit for one in receipt.unbacked)
        said.append(
            f"{names}在收报情况里写的是“已收”，可是没有收下它的表，汇总里是没有报，照样要催；"
            "收到了的，请把该用的那一份（只留一份）存进“来件”，再收一次。"
        )
    if receipt.refused:
        names = "、".join(receipt.refused)
        said.append(
            f"{names}在收报情况里写的不是“已收”，可是它的表已经收下，汇总会用；不用的，请从“来件”和“收报”里拿走。"
        )
    return said
