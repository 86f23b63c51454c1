"""The texts of one task over all units: the locked ones once, the progress by unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xl_tools.core.records import Field, ProgressRow
from xl_tools.parse.table.blocks import merge_texts
from xl_tools.rollup.task_keys import comparable_name
from xl_tools.rules.word_lists import without_end

LOCKED = (Field.TASK, Field.PLAN, Field.DEADLINE)
"""What the unit is given and must not change."""


def part_text(row: ProgressRow, name: Field) -> str:
    """A unit's text of a column of the standard form. Where its sheet has columns of its own for goal and measures,
    or for open problems, they are put together the way the standard form writes them."""
    text = row.text(name)
    if name is Field.PLAN:
        parts = [text, _headed("整改目标", row.text(Field.GOAL)), _headed("整改措施", row.text(Field.MEASURES))]
    elif name is Field.PROGRESS:
        parts = [text, _headed("存在问题", row.text(Field.PROBLEMS))]
    else:
        return text
    return "\n".join(part for part in parts if part)


def part_fields(name: Field) -> tuple[Field, ...]:
    """The columns of a unit's sheet that make up a column of the standard form."""
    return {
        Field.PLAN: (Field.PLAN, Field.GOAL, Field.MEASURES),
        Field.PROGRESS: (Field.PROGRESS, Field.PROBLEMS),
    }.get(name, (name,))


def _headed(heading: str, text: str) -> str:
    return f"{heading}：\n{text}" if text else ""


def wording(name: Field, text: str) -> str:
    """What must be the same in all units' texts of a column. A task's number may stand in front of its name or not."""
    return without_end(comparable_name(text) if name is Field.TASK else text)


def locked_text(name: Field, texts: Mapping[str, str], units: Collection[str]) -> tuple[str, bool]:
    """A locked text, once where all units have the same, else by unit (then true). Empty cells are not another
    wording. ``units`` are all that the task has to do with: none of their names may pass for a heading."""
    filled = {unit: text for unit, text in texts.items() if text.strip()}
    wordings = list(dict.fromkeys(filled.values()))
    if not wordings:
        return "", False
    if len(wordings) == 1 or len({wording(name, text) for text in wordings}) == 1:
        return wordings[0], False
    return merge_texts(filled, also=units), True


def progress_text(texts: Mapping[str, str], units: Collection[str]) -> str:
    """The progress by unit; ``split_texts`` with all ``units`` takes it apart again."""
    filled = {unit: text for unit, text in texts.items() if text.strip()}
    return merge_texts(filled, also=units) if filled else ""


def wordings(name: Field, texts: Mapping[str, str]) -> dict[str, str]:
    """The units' wordings of a column, for comparison; without the units whose cell is empty."""
    return {unit: wording(name, text) for unit, text in texts.items() if text.strip()}
