"""Lists in paragraphs whose numbers or labels are not as they should be: no task is lost in the one before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_import_documents import LIST, SECTIONS, by_line, made, written
from xl_tools.core.records import Field, Status


def task(head: str, unit: str, *, before: str = "责任领导：戊某\n") -> str:
    return f"{head}\n{before}责任单位：{unit}\n整改目标：完成。\n整改措施：\n（一）摸底。\n（二）{unit}负责修复。\n"


@pytest.mark.parametrize(
    "head",
    [
        "五、跳了一号的问题。（省序号：31号）",
        "三、重了号的问题。（省序号：31号、32号）",
        "三十二、号大了的问题。",
        "（四）括号里的号。（省序号：31号）",
        "（三）没有省序号的括号问题。",
        "第9项：别样的号。",
        "二、没有省序号的旧号。",
    ],
)
def test_a_task_whose_number_is_out_of_turn_is_a_task_of_its_own(tmp_path: Path, head: str) -> None:
    text = f"{LIST}\n{task(head, '县城管局')}\n"
    file, (sheet,) = written(made(tmp_path, "责任清单.txt", text), tmp_path / "out")
    assert [row.text(Field.UNITS) for row in sheet.rows][2:] == ["县发改局", "县城管局"]
    assert "县城管局负责修复" in sheet.rows[3].text(Field.MEASURES)
    assert sheet.rows[2].text(Field.MEASURES).endswith("无此项整改任务。")
    line = text.splitlines().index(head) + 1
    (note,) = (note.text for note in file.notes if "编号没有接着上一项" in note.text)
    assert f"第 {line} 行" in note
    assert head[:6] in note


def test_a_task_without_labels_is_kept_and_told(tmp_path: Path) -> None:
    more = "\n四、不在本县的问题。（省序号：31号）\n不涉及本县。\n\n" + task("五、往后的问题。", "县城管局")
    file, (sheet,) = written(made(tmp_path, "责任清单.txt", LIST + more), tmp_path / "out")
    assert [row.serial.number for row in sheet.rows] == [1, 2, 3, 4, 5]
    assert "不涉及本县。" in sheet.rows[3].text(Field.TASK)
    assert [row.text(Field.UNITS) for row in sheet.rows][3:] == ["", "县城管局"]
    assert any("后面没有责任单位" in note.text for note in file.notes)


def test_measures_stay_measures_whatever_their_numbers(tmp_path: Path) -> None:
    measures = "一、摸底。\n二、照（省序号：11号）办。\n三、修复。\n（一）先修主管。\n1.再修支管。\n（五）收尾。\n"
    text = LIST + task("四、措施有多种编号。（省序号：31号）", "县城管局") + measures + "责任单位：县财政局\n"
    text += task("五、往后的问题。", "县林业局")
    _, (sheet,) = written(made(tmp_path, "责任清单.txt", text), tmp_path / "out")
    assert [row.serial.number for row in sheet.rows] == [1, 2, 3, 4, 5]
    assert "再修支管" in sheet.rows[3].text(Field.MEASURES)
    assert sheet.rows[4].text(Field.UNITS) == "县林业局"


def test_a_measure_with_a_unit_of_its_own_is_no_task(tmp_path: Path) -> None:
    text = SECTIONS.replace("（三）加密洒水。\n", "（四）加密洒水。\n1.买车。\n责任单位：县城管局\n")
    file, (sheet,) = written(made(tmp_path, "责任清单.txt", "松阳县整改责任清单\n" + text), tmp_path / "out")
    assert [row.text(Field.KIND) for row in sheet.rows] == ["共性", "共性", "个性"]
    assert any("“责任单位”在同一项任务里又出现一次" in note.text for note in file.notes)


def test_a_first_label_that_comes_again_is_told(tmp_path: Path) -> None:
    text = LIST + task("没有编号的问题。", "县城管局")
    file, (sheet,) = written(made(tmp_path, "责任清单.txt", text), tmp_path / "out")
    assert len(sheet.rows) == 3
    line = text.splitlines().index("责任领导：戊某") + 1
    assert any(f"第 {line} 行的“责任领导”在同一项任务里又出现一次" in note.text for note in file.notes)


@pytest.mark.parametrize("before", ["", "整改标准：见方案\n"])
def test_a_task_that_lacks_the_first_label_is_still_one(tmp_path: Path, before: str) -> None:
    text = "遂昌县整改责任清单\n" + task("一、甲问题。（省序号：1号）", "县水利局")
    text += task("二、乙问题。（省序号：2号）", "县城管局", before=before)
    _, (sheet,) = written(made(tmp_path, "责任清单.txt", text), tmp_path / "out")
    assert [row.text(Field.UNITS) for row in sheet.rows] == ["县水利局", "县城管局"]


def test_a_pasted_table_is_a_table_though_its_cells_have_labels(tmp_path: Path) -> None:
    text = by_line().replace("第九项", "第四项")
    _, (sheet,) = written(made(tmp_path, "网页.txt", text), tmp_path / "out")
    assert sheet.form.reports
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, Status.ON_SCHEDULE]


HEADS = (
    "一、河道采砂点越界的问题，群众多次反映。",
    "二、污水管网破损的问题，一直没有修复。",
    "三、矿山边坡没有复绿的问题。",
)


def listed(*plain: int) -> str:
    """Five tasks, some of which are a line and nothing else."""
    heads = (*HEADS, "四、餐饮油烟扰民的问题，没有处置。", "五、畜禽粪污乱堆的问题，没有清理。")
    tasks = (f"{head}\n" if at in plain else task(head, f"县{at}局") for at, head in enumerate(heads, 1))
    return f"整改责任清单\n\n{''.join(tasks)}"


@pytest.mark.parametrize("plain", [(1,), (1, 2), (3,), (2, 3), (5,), (4, 5), (1, 3, 5)])
def test_a_task_of_which_nothing_but_its_line_stands_there_is_a_task(tmp_path: Path, plain: tuple[int, ...]) -> None:
    file, (sheet,) = written(made(tmp_path, "责任清单.txt", listed(*plain)), tmp_path / "out")
    assert [row.serial.number for row in sheet.rows] == [1, 2, 3, 4, 5]
    assert [row.text(Field.UNITS) for row in sheet.rows] == ["" if at in plain else f"县{at}局" for at in range(1, 6)]
    measures = [row.text(Field.MEASURES) for row in sheet.rows]
    assert measures == ["" if at in plain else f"（一）摸底。\n（二）县{at}局负责修复。" for at in range(1, 6)]
    assert sum("后面没有责任单位" in note.text for note in file.notes) == len(plain)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("一、总体要求和工作目标如下\n坚持问题导向。\n", ""),
        ("", "六、保障措施和工作要求\n加强领导。\n"),
        ("", "（一）加强领导，落实责任。\n"),
    ],
)
def test_sections_of_the_document_are_no_tasks(tmp_path: Path, before: str, behind: str) -> None:
    text = listed().replace("整改责任清单\n\n", "")
    text = text if not before else text.replace(task(HEADS[0], "县1局"), "")
    _, (sheet,) = written(made(tmp_path, "责任清单.txt", f"{before}{text}{behind}"), tmp_path / "out")
    assert len(sheet.rows) == (4 if before else 5)
