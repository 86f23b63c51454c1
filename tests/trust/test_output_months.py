"""A month takes the place of no file of its workspace, and loses nothing that people typed into what it made."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.trust.by_hand import DONE, assert_kept, edit, place
from tests.trust.outputs import MONTH, files, lay_out_months, words, written
from tests.trust.runner import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner bounds memory as POSIX does")

LOG = "本期记录2022-12.xlsx"


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("material")
    lay_out_months(folder)
    return folder


def workspace(laid_out: Path, name: str, own: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(laid_out / MONTH[name].where, own)
    monkeypatch.chdir(own)
    return own


def results(before: dict[str, bytes], folder: Path, name: str) -> list[str]:
    """What the step wrote but drafts of mails, which are tried on their own, and the record of the month."""
    found = [one for one in written(before, folder) if "/草稿/" not in one and not one.endswith(LOG)]
    assert any(one.startswith(MONTH[name].out) for one in found), found
    return found


@pytest.mark.parametrize("how", ["symlink", "hard link"])
@pytest.mark.parametrize("name", MONTH)
def test_no_result_of_a_step_takes_the_place_of_a_file_of_the_workspace(
    name: str, how: str, laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = workspace(laid_out, name, tmp_path / "试", monkeypatch)
    before = files(clean)
    assert run(words(MONTH[name]))["code"] in DONE
    found = [one for one in results(before, clean, name) if not one.endswith("下发清单2022-12.xlsx")]
    for number, (role, read) in enumerate(MONTH[name].reads.items()):
        for target in dict.fromkeys((found[0], found[-1])):
            own = workspace(laid_out, name, tmp_path / f"{number}{Path(target).name}", monkeypatch)
            place(how, own / read, own / target)
            before = files(own)
            done = run(words(MONTH[name]))
            assert done["code"] in (*DONE, 2), done
            assert files(own)[read] == before[read], (role, target, done)


@pytest.mark.parametrize("name", MONTH)
def test_what_was_edited_in_a_month_is_there_when_it_has_gone_on(
    name: str, laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = workspace(laid_out, name, tmp_path / "督察", monkeypatch)
    before = files(own)
    assert run(words(MONTH[name]))["code"] in DONE
    found = results(before, own, name)
    for target in found:
        edit(own / target)
    edited = files(own)
    said = ""
    for _ in range(12):
        done = run(words(MONTH[name]))
        assert done["code"] in DONE, done
        said += done["out"]
    assert_kept(edited, files(own), found, said)
