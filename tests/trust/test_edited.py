"""What people typed into a result is kept beside it where the new one is another."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest

from tests.trust.by_hand import carry_out
from tests.trust.outputs import WRITERS, files, words
from tests.trust.test_output import DONE, edit, folder, laid_out, targets
from xl_tools.books.file.output import INDEX, Output
from xl_tools.core.kept import KeptCopy
from xl_tools.sample import write_sample_city

__all__ = ["folder", "laid_out", "targets"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner bounds memory as POSIX does")


@pytest.mark.parametrize("name", [name for name, writer in WRITERS.items() if writer.changed])
def test_what_was_edited_by_hand_is_kept_where_the_new_file_is_another(
    name: str, folder: Path, targets: dict[str, list[str]]
) -> None:
    writer = WRITERS[name]
    assert carry_out(words(writer))["code"] in DONE
    for target in targets[name]:
        edit(folder / target)
    edited = {target: (folder / target).read_bytes() for target in targets[name]}
    assert writer.changed
    edit_input(folder / writer.changed)
    done = carry_out(words(writer))
    assert done["code"] in DONE
    now = files(folder)
    renewed = [target for target, data in edited.items() if now[target] != data]
    assert renewed
    for target in renewed:
        stem, _, ending = target.rpartition(".")
        (backup,) = [one for one in now if one.startswith(f"{stem}.备份1（") and one.endswith(ending)]
        assert now[backup] == edited[target]
        assert f"已留为“{Path(backup).name}”" in done["out"]
    assert carry_out(words(writer))["code"] in DONE
    assert set(files(folder)) == set(now)


def edit_input(path: Path) -> None:
    """Other words in a cell of the table that a command reads, or in a line of its text."""
    if path.suffix == ".txt":
        path.write_text(path.read_text("utf-8").rstrip() + "（补）\n", "utf-8")
        return
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.endswith("。"):
                cell.value += "又补。"
    book.save(path)


def test_the_demo_takes_its_day_from_nothing_that_people_may_have_edited(tmp_path: Path) -> None:
    write_sample_city(tmp_path / "1-县里报来", Output().write)
    manifest = tmp_path / "1-县里报来" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8") + "这里记一笔", "utf-8")
    done = carry_out(["demo", "--out", str(tmp_path)])
    assert done["code"] in DONE, done["err"]
    assert manifest.read_text("utf-8").endswith("这里记一笔")


def test_of_a_file_of_ours_whose_record_is_gone_nobody_is_said_to_have_touched_it_for_sure(tmp_path: Path) -> None:
    """A folder that came without its hidden record (copied, cloned)."""
    Output().write(tmp_path / "名单.txt", b"1")
    (tmp_path / INDEX).unlink()
    again = Output()
    again.write(tmp_path / "名单.txt", b"2")
    (kept,) = again.kept
    assert "没有本程序写过它的记录，不知道有没有人改过" in kept.sentence
    assert Path(kept.backup).read_bytes() == b"1"


def test_the_sentence_of_a_copy_gives_the_one_reason_that_holds(tmp_path: Path) -> None:
    """Changed since it was written; never written here; untouched, and taken away with a copy."""
    path = tmp_path / "名单.txt"
    Output().write(path, b"1")
    path.write_bytes(b"2")
    (edited,) = _kept(path, b"3")
    assert "原来的“名单.txt”有人改过，已留为" in edited.sentence
    path.with_name("别的.txt").write_bytes(b"1")
    (strange,) = _kept(path.with_name("别的.txt"), b"2")
    assert "没有本程序写过它的记录" in strange.sentence
    taken = Output()
    taken.retire(path, keep=True)
    assert "原来的“名单.txt”已留为" in taken.kept[0].sentence


def _kept(path: Path, data: bytes) -> list[KeptCopy]:
    output = Output()
    output.write(path, data)
    return output.kept
