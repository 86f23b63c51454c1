"""The charts of a roll-up as PNG files, for mails. Needs matplotlib (the extra ``pictures``) and a Chinese font."""

from __future__ import annotations

import logging
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.books.file.output import Output
from xl_tools.core.errors import UserError, not_installed
from xl_tools.core.text import shortened
from xl_tools.rollup.records import Merged
from xl_tools.write.formats import STATUS_COLOURS
from xl_tools.write.rollup.charts import CHART_COLOURS, periods, spans
from xl_tools.write.rollup.formulas import label_columns, status_labels
from xl_tools.write.rollup.matrix import NOT_ITS_OWN, SIGNS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "SimSun",
)
"""Fonts that write Chinese; the first that is installed is taken."""
_DPI = 110
_LONGEST_NAME = 24
"""Characters of a name beside a chart: longer ones leave no room to draw in."""
_MOST_PIXELS = 30_000
_MOST_CELLS = 100_000


def write_pictures(merged: Merged, folder: Path, output: Output) -> list[Path]:
    """Write the four pictures into ``folder``; gives their paths.

    Raises UserError when matplotlib or a Chinese font is not installed, or a file cannot be written.
    """
    try:
        import matplotlib
    except ImportError:
        raise not_installed("用 --picture 要有画图的程序包", "pictures") from None
    logging.getLogger("matplotlib").setLevel(logging.CRITICAL)  # its remarks on a cache that it cannot write
    drawings = {
        "各单位任务状态": _by_unit,
        "状态矩阵": _matrix,
        "完成时限分布": _along_time,
        "历期完成率": _over_periods,
    }
    written = []
    if len(merged.units) * len(merged.tasks) > _MOST_CELLS:
        many = f"{len(merged.tasks)} 项任务、{len(merged.units)} 个单位"
        raise UserError(f"{many}，状态矩阵太大，画不成图；请去掉 --picture 再汇总。没有写出文件。")
    # "$" is a sign like any other.
    with matplotlib.rc_context({"font.family": _font(), "axes.unicode_minus": False, "text.parse_math": False}):
        for name, draw in drawings.items():
            path = folder / f"{name}.png"
            output.write(path, _png(draw(merged)))
            written.append(path)
    return written


def _font() -> str:
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    found = next((name for name in FONTS if name in installed), None)
    if found is None:
        raise UserError("这台机器上没有中文字体，画不出图；请安装 Noto Sans CJK（Linux：fonts-noto-cjk）再试。")
    return found


def _figure(title: str, width: float, height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=14)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _png(figure: Figure) -> bytes:
    buffer = BytesIO()
    dpi = min(_DPI, _MOST_PIXELS / max(figure.get_size_inches()))
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def _by_unit(merged: Merged) -> Figure:
    units = [unit.name for unit in merged.units]
    counts = Counter((part.unit, part.standing.label) for task in merged.tasks for part in task.parts)
    figure, axes = _figure(f"{merged.region.name}各单位任务状态（项）", 10, 1.6 + 0.24 * len(units))
    left = [0] * len(units)
    for label in status_labels():
        values = [counts[unit, label] for unit in units]
        axes.barh(range(len(units)), values, left=left, color=CHART_COLOURS[label], label=label, height=0.7)
        left = [one + more for one, more in zip(left, values, strict=True)]
    axes.set_yticks(range(len(units)), [shortened(unit, _LONGEST_NAME) for unit in units])
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.tick_params(axis="y", labelsize=8)
    _legend(axes)
    return figure


def _matrix(merged: Merged) -> Figure:
    from matplotlib.patches import Rectangle

    units, tasks = merged.units, merged.tasks
    figure, axes = _figure(f"{merged.region.name}任务状态矩阵", 2.2 + 0.22 * len(tasks), 1.4 + 0.2 * len(units))
    signs = dict(zip(label_columns(), SIGNS, strict=True))
    rows = {unit.name: place for place, unit in enumerate(units)}
    for column, task in enumerate(tasks):
        said = {part.unit: part.standing.label for part in task.parts}
        for unit, row in rows.items():
            label = said.get(unit, "")
            colour = STATUS_COLOURS.get(label, "#FFFFFF")
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor="#BFBFBF", linewidth=0.4))
            sign = signs.get(label, NOT_ITS_OWN)
            axes.text(column + 0.5, row + 0.5, sign, ha="center", va="center", fontsize=7)
    axes.set_xlim(0, max(len(tasks), 1))
    axes.set_ylim(max(len(units), 1), 0)
    places = [place + 0.5 for place in range(len(tasks))]
    axes.set_xticks(places, [shortened(task.label, _LONGEST_NAME) for task in tasks], rotation=90, fontsize=7)
    axes.set_yticks(
        [place + 0.5 for place in rows.values()], [shortened(unit, _LONGEST_NAME) for unit in rows], fontsize=7
    )
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    return figure


def _along_time(merged: Merged) -> Figure:
    known = spans(merged)
    figure, axes = _figure(f"{merged.region.name}完成时限分布（项）", 10, 4)
    labels = [span.label for span in known]
    done, unfinished = [span.done for span in known], [span.open for span in known]
    axes.bar(labels, done, color=CHART_COLOURS["已完成"], label="已完成", width=0.6)
    axes.bar(labels, unfinished, bottom=done, color=CHART_COLOURS["未完成"], label="未完成", width=0.6)
    axes.tick_params(axis="x", rotation=45, labelsize=8)
    _whole(axes)
    _legend(axes)
    return figure


def _over_periods(merged: Merged) -> Figure:
    known = periods(merged)
    figure, axes = _figure(f"{merged.region.name}历期完成率", 10, 4)
    labels = [period.day.isoformat() for period in known]
    rates = [100 * period.totals.completed / period.totals.tasks if period.totals.tasks else 0 for period in known]
    axes.plot(labels, rates, marker="o", color=CHART_COLOURS["达到序时进度"])
    for label, rate in zip(labels, rates, strict=True):
        axes.annotate(f"{rate:.0f}%", (label, rate), xytext=(0, 8), textcoords="offset points", ha="center")
    axes.set_ylim(0, 105)
    axes.set_ylabel("%")
    return figure


def _whole(axes: Any) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _legend(axes: Axes) -> None:
    figure = axes.get_figure()
    if figure is not None:
        figure.legend(loc="outside lower center", ncols=5, frameon=False, fontsize=9)
