"""Writes the sample city: nine county workbooks and the manifest of what a check must find in them."""

from __future__ import annotations

import json
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.core import regions
from xl_tools.sample.drawing import write_county
from xl_tools.sample.plan import as_of, planted
from xl_tools.sample.sentences import counties, deadline_of, load, plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

MANIFEST = "manifest.json"
CITY = "丽水市"
_LEADS = ("市生态环境局（牵头）", "市建设局（牵头）", "市农业农村局（牵头）", "市自然资源局（牵头）")


def write_sample_city(folder: Path, write: Callable[[Path, bytes], object] = Path.write_bytes) -> None:
    """Write nine workbooks and ``manifest.json`` into ``folder`` (made if absent); the same bytes every time.

    The manifest holds the day for which it is true and, for each file, code and cell of every finding, hints
    included, sorted; the cell is null where a finding is about the whole sheet. ``write`` is how a file is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[dict[str, Any]]] = {}
    for clean in counties():
        county, expected = planted(clean)
        buffer = BytesIO()
        places = write_county(buffer, county)
        name = f"{county.name}.xlsx"
        write(folder / name, buffer.getvalue())
        cells = [(item.code, places.cell(item.row, item.field)) for item in expected]
        found[name] = [
            {"code": code, "cell": cell} for code, cell in sorted(cells, key=lambda pair: (pair[0], pair[1] or ""))
        ]
    manifest = {"as_of": as_of().isoformat(), "files": found}
    write(folder / MANIFEST, _json(manifest).encode())


def write_task_list(target: Path, write: Callable[[Path, bytes], object] = Path.write_bytes) -> None:
    """Write the city's task list: each task's plan and deadline, its kind (个性: it names a place of the city) and who
    leads it."""
    from xl_tools.write.round_lists import List, list_book

    city = regions.find(CITY)
    assert city is not None
    places = [place.short for place in (city, *regions.children(city))]
    rows = [
        (
            task["serial"],
            task["province"],
            task["problem"],
            plan_of(task, "")["plan"],
            deadline_of(task, ""),
            "个性问题" if any(place in task["problem"] for place in places) else "共性问题",
            lead,
        )
        for task, lead in zip(load("tasks")["task"], cycle(_LEADS), strict=False)
    ]
    headings = ("序号", "省序号", "整改任务名称", "整改目标和措施", "完成时限", "问题类型", "责任单位")
    tasks = List(
        "任务清单", f"{CITY}整改任务清单", "样本。", headings, (8, 8, 50, 60, 20, 14, 24), rows, frozenset({2, 3, 6})
    )
    write(target, list_book("任务清单", [tasks]))


def _json(manifest: dict[str, Any]) -> str:
    """One finding a line, so that a change of the plan reads well in a comparison."""
    files = []
    for name, findings in manifest["files"].items():
        lines = ",\n".join(f"      {json.dumps(finding, ensure_ascii=False)}" for finding in findings)
        files.append(f"    {json.dumps(name, ensure_ascii=False)}: [\n{lines}\n    ]" if lines else f'    "{name}": []')
    body = ",\n".join(files)
    return f'{{\n  "as_of": "{manifest["as_of"]}",\n  "files": {{\n{body}\n  }}\n}}\n'
