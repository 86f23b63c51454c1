"""The coloured overlay on a sheet: one conditional-format rule for each severity, laid over the flagged cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from xl_tools.books.ooxml.markup import OURS, Element, Patch, escape, position
from xl_tools.core.records import Severity
from xl_tools.marks.looks import SIGNATURE, formula

ORDER = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""The children of a worksheet in the schema's order (ECMA-376 part 1, 18.3.1.99)."""

MAX_RANGES = 2000
"""Ranges in one rule; more make a second rule of the same severity."""


def add_overlay(
    sheet: Element, patch: Patch, ranges: Mapping[Severity, Sequence[str]], formats: Mapping[Severity, int]
) -> None:
    """Put the rules for the ranges of each severity in front of the user's."""
    blocks = [
        (severity, refs[start : start + MAX_RANGES])
        for severity in Severity
        if (refs := ranges.get(severity, ()))
        for start in range(0, len(refs), MAX_RANGES)
    ]
    if not blocks:
        return
    p = sheet.prefix
    xml = "".join(
        f'<{p}conditionalFormatting {OURS} sqref="{" ".join(refs)}"><{p}cfRule type="expression" '
        f'dxfId="{formats[severity]}" priority="{priority}"><{p}formula>{escape(formula(severity))}</{p}formula>'
        f"</{p}cfRule></{p}conditionalFormatting>"
        for (severity, refs), priority in zip(blocks, _priorities(sheet, len(blocks)), strict=True)
    )
    patch.insert(position(sheet, "conditionalFormatting", ORDER, first=True), xml)


def _priorities(sheet: Element, wanted: int) -> list[int]:
    """Numbers that no rule of the sheet has: Excel wants each once. Above the user's rules as far as numbers are
    free there (1 is the first), the rest below them; the user's are never renumbered."""
    taken = {number for element in sheet.walk() if element.name == "cfRule" and (number := element.number("priority"))}
    above, below = min(taken, default=wanted + 1), max(taken, default=0) + 1
    free = (number for number in range(above, below) if number not in taken)
    after = range(below, min(below + wanted, _LARGEST + 1))
    return [*islice(chain(range(1, above), after, free), wanted)]


_LARGEST = 2**31 - 1
"""A priority is a number of 32 bits."""


def signed_rules(sheet: Element) -> Iterator[Element]:
    """What to take out of a sheet that another program saved: our rules, or their holder when it holds no other."""
    for holder in sheet.walk():
        if holder.name != "conditionalFormatting":
            continue
        rules = holder.all("cfRule")
        signed = [rule for rule in rules if any(SIGNATURE in child.string() for child in rule.children)]
        if signed and len(signed) == len(rules):
            yield holder
        else:
            yield from signed
