"""Nothing that a run reads is written over, and nothing that a person typed into a result is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.books.boxes import form_controls, stack
from tests.trust.by_hand import DONE, assert_kept, carry_out, edit, place
from tests.trust.outputs import AS_OF, BEGIN, END, PAGE, WRITERS, files, lay_out, table_of_outputs, words, written
from tests.trust.runner import run
from xl_tools.books.file.disk import back_up
from xl_tools.surfaces.folder import OUT, Watcher

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner bounds memory as POSIX does")


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("material")
    lay_out(folder)
    return folder


@pytest.fixture
def folder(laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = tmp_path / "办"
    shutil.copytree(laid_out, own)
    monkeypatch.chdir(own)
    return own


@pytest.fixture(scope="module")
def targets(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each command writes."""
    found = {}
    for name, writer in WRITERS.items():
        own = tmp_path_factory.mktemp("clean") / "办"
        shutil.copytree(laid_out, own)
        here = Path.cwd()
        os.chdir(own)
        try:
            before = files(own)
            done = carry_out(words(writer))
        finally:
            os.chdir(here)
        assert done["code"] in DONE, (name, done)
        found[name] = written(before, own)
        assert bool(found[name]) == (writer.edited != "nothing"), name
    return found


CASES = [
    (name, role, how)
    for name, writer in WRITERS.items()
    if writer.edited != "nothing"
    for role, read in writer.reads.items()
    for how in ("path", "symlink", "hard link")
    if how != "path" or (f"{{{role}}}" in writer.words and read.endswith(".xlsx") and role != writer.called_after)
]


@pytest.mark.parametrize(("name", "role", "how"), CASES)
def test_no_result_takes_the_place_of_a_file_that_is_read(
    name: str, role: str, how: str, folder: Path, targets: dict[str, list[str]]
) -> None:
    writer = WRITERS[name]
    for target in dict.fromkeys((targets[name][0], targets[name][-1])):
        if writer.itself.get(target) == role and how != "hard link":
            continue
        known_as = place(how, folder / writer.reads[role], folder / target)
        before = files(folder)
        done = carry_out(words(writer, {role: known_as} if how == "path" else None))
        assert done["code"] == 2, done
        assert any(word in done["err"] for word in ("要读的文件", "已有", "已经是工作台", "要有汇总工作簿")), done
        assert len(done["err"].splitlines()) == 1
        assert files(folder) == before
        (folder / target).unlink()


@pytest.mark.parametrize("name", WRITERS)
def test_what_was_edited_by_hand_is_left_where_a_new_file_would_say_nothing_new(
    name: str, folder: Path, targets: dict[str, list[str]]
) -> None:
    writer = WRITERS[name]
    assert carry_out(words(writer))["code"] in DONE
    first = files(folder)
    assert carry_out(words(writer))["code"] in (*DONE, *((2,) if writer.edited == "refused" else ()))
    assert set(files(folder)) == set(first)  # nobody touched anything: no heap of copies
    for target in targets[name]:
        edit(folder / target)
    edited = files(folder)
    done = carry_out(words(writer))
    if writer.edited == "refused":
        assert done["code"] == 2
        assert files(folder) == edited
        return
    assert done["code"] in DONE
    now = files(folder)
    if writer.edited in ("kept", "nothing"):
        assert_kept(edited, now, targets[name], done["out"])
        return
    if writer.edited == "anew":
        for target in targets[name]:
            stem, _, ending = target.rpartition(".")
            backups = [one for one in now if one.startswith(f"{stem}.备份1（") and one.endswith(ending)]
            assert [now[backup] for backup in backups] == ([edited[target]] if "清单" not in target else [])
        return
    assert now == edited
    for target in targets[name]:
        assert f"“{Path(target).name}”您改过" in done["out"]


@pytest.mark.parametrize("what", ["value", "formula", "note", "fill"])
def test_each_kind_of_work_counts(what: str, folder: Path) -> None:
    run(words(WRITERS["split"]))
    (path, *_) = sorted((folder / "出").glob("*.xlsx"))
    book = openpyxl.load_workbook(path)
    cell = book.worksheets[0]["K40"]
    if what == "note":
        cell.comment = Comment("请核", "张三")
    elif what == "fill":
        cell.fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    else:
        cell.value = {"value": 7, "formula": "=1+1"}[what]
    book.save(path)
    edited = path.read_bytes()
    assert "您改过" in run(words(WRITERS["split"]))["out"]
    assert path.read_bytes() == edited


@pytest.mark.parametrize("ticked", [0, 1])
def test_a_tick_set_in_a_control_counts(ticked: int, folder: Path) -> None:
    """Linked to no cell it stands in its own part alone; unticked is written, or not."""
    first = form_controls(stack(2, [True, False, False, False]))
    later = form_controls(stack(2, [n == ticked for n in range(4)]))
    (folder / "控件.xlsx").write_bytes(first)
    made = ["check", "控件.xlsx", "--mark", "--out", "出", *AS_OF]
    assert run(made)["code"] in DONE
    path = folder / "出/控件.xlsx"
    rewritten = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(BytesIO(later)) as other, zipfile.ZipFile(rewritten, "w") as new:
        for name in old.namelist():
            state = other.read(name).replace(b' checked="Unchecked"', b"") if "ctrlProps" in name else old.read(name)
            new.writestr(name, state)
    path.write_bytes(rewritten.getvalue())
    assert ("您改过" in run(made)["out"]) == bool(ticked)


@pytest.mark.parametrize("name", ["check --mark", "rollup", "split", "score", "collect", "mail draft 下发"])
def test_opening_and_saving_by_another_program_is_no_edit(
    name: str, folder: Path, targets: dict[str, list[str]]
) -> None:
    run(words(WRITERS[name]))
    before = set(files(folder))
    for target in targets[name]:
        if target.endswith(".xlsx") and name != "collect":
            saved = BytesIO()
            openpyxl.load_workbook(folder / target).save(saved)
            assert saved.getvalue() != (folder / target).read_bytes()
            (folder / target).write_bytes(saved.getvalue())
    assert run(words(WRITERS[name]))["code"] in DONE
    assert set(files(folder)) == before


@pytest.mark.real("soffice")
@pytest.mark.parametrize("edits", [False, True], ids=["saved", "edited"])
def test_what_libreoffice_saved(edits: bool, folder: Path, targets: dict[str, list[str]]) -> None:
    """Opened and saved: no edit. Edited and saved: left as it is, or where a new one is asked for kept beside."""
    names = ["check --mark", "rollup", "split", "score", "issue --replace"]
    apart: dict[str, Path] = {}
    for name in names:
        assert run(words(WRITERS[name]))["code"] in DONE
        apart[name] = folder / f"出 {name}"
        (folder / "出").rename(apart[name])
        if edits:
            edit(apart[name] / Path(targets[name][-1]).name)  # of issue a county's workbook, not its list
        done = subprocess.run(
            [
                *("soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"),
                *("xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "存" / name)),
                *map(str, sorted(apart[name].glob("*.xlsx"))),
            ],
            capture_output=True,
            check=True,
            timeout=300,
        )
        assert done.returncode == 0
        for path in (folder / "存" / name).iterdir():
            shutil.copy(path, apart[name] / path.name)
    for name in names:
        apart[name].rename(folder / "出")
        done_again = run(words(WRITERS[name]))
        assert done_again["code"] in DONE, (name, done_again)
        kept = [path.name for path in (folder / "出").iterdir() if "备份" in path.name]
        assert len(kept) == int(edits and name == "issue --replace"), (name, kept)
        assert ("您改过" in done_again["out"]) == (edits and name != "issue --replace"), name
        shutil.rmtree(folder / "出")


def test_without_its_index_a_folder_keeps_what_was_there(folder: Path) -> None:
    for damage in (lambda index: index.unlink(), lambda index: index.write_bytes(b'{"name": [[[\xff\n')):
        assert run(words(WRITERS["rollup"]))["code"] in DONE
        damage(folder / "出" / ".xl-tools.jsonl")
        (folder / "甲/遂昌县.xlsx").write_bytes((folder / "甲/遂昌县.xlsx").read_bytes())
        before = (folder / "出/汇总.xlsx").read_bytes()
        assert run(["rollup", "甲", "--level", "city", "--name", "丽水市", "--out", "出/汇总.xlsx"])["code"] in DONE
        kept = [path for path in (folder / "出").iterdir() if "备份" in path.name]
        assert before in [path.read_bytes() for path in kept]


@pytest.mark.parametrize("name", ["check --mark", "split", "clear"])
def test_originals_in_another_folder_are_not_replaced(name: str, folder: Path) -> None:
    (folder / "出").mkdir()
    for original in ("甲/遂昌县.xlsx", "乙/松阳县.xlsx"):
        shutil.copy(folder / original, folder / "出")
    before = files(folder)
    done = run(words(WRITERS[name]))
    assert done["code"] == 2
    assert "可能是原件" in done["err"]
    assert files(folder) == before


def test_an_original_that_bears_marks_is_no_copy_of_ours(folder: Path) -> None:
    (folder / "出").mkdir()
    shutil.copy(folder / "甲/遂昌县.xlsx", folder / "出")
    assert run(["check", "出", "--in-place", *AS_OF])["code"] in DONE
    before = files(folder)
    for name in ("check --mark", "clear"):
        done = run(words(WRITERS[name]))
        assert done["code"] == 2
        assert "可能是原件" in done["err"]
        assert files(folder) == before


def test_an_original_among_received_copies_is_not_replaced(folder: Path, targets: dict[str, list[str]]) -> None:
    copy = next(folder / target for target in targets["collect"] if "/2022-12/" in target)
    copy.parent.mkdir(parents=True)
    shutil.copy(folder / "乙/松阳县.xlsx", copy)
    edit(copy)
    before = files(folder)
    done = run(words(WRITERS["collect"]))
    assert done["code"] == 2
    assert "可能是原件" in done["err"]
    assert files(folder) == before


def test_watching_puts_no_copy_in_an_original_s_place(folder: Path) -> None:
    (folder / "甲" / OUT).mkdir()
    shutil.copy(folder / "乙/松阳县.xlsx", folder / "甲" / OUT / "遂昌县.xlsx")
    before = files(folder)
    said: list[str] = []
    watcher = Watcher(folder / "甲", quiet=0.0, tell=said.append)
    watcher.look()
    watcher.look()
    assert any("可能是原件" in line for line in said)
    assert {name: files(folder)[name] for name in before} == before


def test_an_earlier_roll_up_among_its_counties_is_made_anew_and_a_county_is_not(folder: Path) -> None:
    shutil.copy(folder / "乙/松阳县.xlsx", folder / "甲")
    made = ["rollup", "甲", "--level", "city", "--name", "丽水市", "--out"]
    assert run([*made, "甲/汇总.xlsx"])["code"] in DONE
    again = run([*made, "甲/汇总.xlsx"])
    assert again["code"] in DONE
    assert "2 个单位已报" in again["out"]
    before = files(folder)
    assert run([*made, "甲/松阳县.xlsx"])["code"] == 2
    assert files(folder) == before


def test_in_place_a_link_stays_a_link_and_its_file_has_the_backup(folder: Path) -> None:
    (folder / "真").mkdir()
    real = folder / "真" / "遂昌县.xlsx"
    (folder / "甲/遂昌县.xlsx").rename(real)
    (folder / "甲/遂昌县.xlsx").symlink_to(real)
    before = real.read_bytes()
    lock = real.with_name("~$遂昌县.xlsx")
    lock.write_bytes(b"")
    assert "正在 Excel 或 WPS 中打开" in run(["check", "甲/遂昌县.xlsx", "--in-place"])["out"]
    assert real.read_bytes() == before
    lock.unlink()
    assert run(["check", "甲/遂昌县.xlsx", "--in-place"])["code"] in DONE
    assert (folder / "甲/遂昌县.xlsx").is_symlink()
    assert real.read_bytes() != before
    (backup,) = [path for path in real.parent.iterdir() if "备份" in path.name]
    assert backup.read_bytes() == before


def test_in_place_again_with_nothing_to_change_makes_no_further_copy(folder: Path) -> None:
    for _ in range(3):
        assert run(["check", "甲", "--in-place", *AS_OF])["code"] in DONE
    assert len([name for name in files(folder / "甲") if "备份" in name]) == 1


def test_the_same_content_is_kept_once(folder: Path) -> None:
    """By runs at once, and by tries of which each failed after its copy."""
    path = folder / "甲/遂昌县.xlsx"
    assert back_up(path) == back_up(path)
    path.write_bytes(b"other")
    copies = [back_up(path), back_up(path), back_up(path, b"third")]
    assert copies[0] == copies[1] != copies[2]


def test_an_imported_workbook_takes_no_original_s_place(folder: Path) -> None:
    shutil.copy(folder / "甲/遂昌县.xlsx", folder / "进展.xlsx")
    before = files(folder)
    done = run(["import", "进展.docx", "--out", "."])
    assert done["code"] == 2
    assert "可能是原件" in done["err"]
    assert files(folder) == before


def test_a_scan_beside_a_received_copy_stays(folder: Path) -> None:
    collected = ["collect", "来件", "--out", "出", "--name", "丽水市", "--period", "2022-12", *AS_OF]
    assert run(collected)["code"] in DONE
    (copy,) = (folder / "出").rglob("遂昌县*.xlsx")
    copy.with_suffix(".pdf").write_bytes(b"%PDF-1.4")
    edit(folder / "来件/遂昌县.xlsx")
    assert run(collected)["code"] in DONE
    assert copy.with_suffix(".pdf").read_bytes() == b"%PDF-1.4"


def test_a_link_in_a_circle_is_no_place_to_write(folder: Path) -> None:
    (folder / "圈.xlsx").symlink_to("圈.xlsx")
    done = run(["rollup", "甲", "--level", "city", "--name", "丽水市", "--out", "圈.xlsx"])
    assert done["code"] == 2
    assert "绕成一圈的链接" in done["err"]


def test_reasons_in_an_earlier_marked_copy_are_carried_over(folder: Path) -> None:
    run(words(WRITERS["check --mark"]))
    path = folder / "出/遂昌县.xlsx"
    book = openpyxl.load_workbook(path)
    (sheet,) = [sheet for sheet in book.worksheets if sheet.title.startswith("校验结果")]
    heading = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "说明")
    severity = next(cell for cell in sheet[heading.row] if cell.value == "级别")
    rows = [
        row for row in range(heading.row + 1, sheet.max_row + 1) if sheet.cell(row, severity.column).value != "错误"
    ]
    sheet.cell(rows[0], heading.column).value = "已向省里说明"
    sheet.cell(rows[0], heading.column - 1).value = "我已经电话问过"
    sheet.cell(heading.row, heading.column + 4).value = "经办人"
    sheet.cell(rows[0], heading.column + 4).value = "王某"
    sheet.cell(sheet.max_row + 2, 1).value = "下周再看"
    book.save(path)
    for _ in range(3):
        done = run(words(WRITERS["check --mark"]))
        assert "已说明：已向省里说明" in done["out"]
        again = openpyxl.load_workbook(path)
        texts = [str(cell.value) for sheet in again.worksheets for row in sheet.iter_rows() for cell in row]
        assert texts.count("已向省里说明") == 1
        for said in ("怎么改改写为：我已经电话问过", "经办人：王某", "下周再看"):
            assert len([text for text in texts if text.endswith(said)]) == 1
    assert len(list(path.parent.glob("*备份*"))) == 1


def test_the_page_says_what_is_tried() -> None:
    assert PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0] == table_of_outputs()
