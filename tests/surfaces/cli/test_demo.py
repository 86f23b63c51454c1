"""The sample run does what its words say, and does it again over its own results."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.surfaces.cli.test_cli import as_json, run
from xl_tools.app.score import score
from xl_tools.sample.assessment_year import write_filled_scores


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("demo")
    assert run("demo", "--out", out).returncode == 0
    again = run("demo", "--out", out)
    assert again.returncode == 0
    return out, again.stdout


def test_every_step_is_told_and_done(done: tuple[Path, str]) -> None:
    out, said = done
    assert len(list((out / "1-县里报来").glob("*.xlsx"))) == len(list((out / "2-校验后").glob("*.xlsx"))) == 9
    for step in ("校验并标记", "汇总", "下发、收报、邮件", "考核"):
        assert step in said
    for book in ("3-丽水市汇总.xlsx", "4-浙江省汇总.xlsx", "6-收报/收报情况2022-11.xlsx", "8-考核/考核得分.xlsx"):
        assert (out / book).exists()
    assert len(list((out / "5-下期下发").glob("*.xlsx"))) == 10


def test_the_mails_are_drafts(done: tuple[Path, str]) -> None:
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in done[0].rglob("*.eml")]
    assert len(mails) == 25
    assert {mail["X-Unsent"] for mail in mails} == {"1"}


def test_the_marked_copies_hold_what_the_manifest_foresees(done: tuple[Path, str]) -> None:
    out, _ = done
    before = as_json("check", out / "1-县里报来", "--as-of", "2022-12-20")
    after = as_json("check", out / "2-校验后", "--as-of", "2022-12-20")
    assert before["counts"] == after["counts"]


def test_the_sample_scores_are_varied_and_the_same_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_filled_scores(first)
    write_filled_scores(second)
    assert first.read_bytes() == second.read_bytes()
    offices = score(first).offices
    assert len(offices) == 26
    assert all(office.total is not None for office in offices)
    assert len({office.total for office in offices if office.kind == "key"}) > 6
