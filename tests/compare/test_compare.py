"""The comparator itself: the same twice, blind to named noise only, and a change is found and can be named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.compare import random_books
from tests.compare.__main__ import main
from tests.compare.difference import Expected, compare, read_expected, told
from tests.compare.inputs import Input, inputs
from tests.compare.noise import Noise
from tests.compare.produced import parts
from tests.compare.snapshot import Record, records, take

HANDFUL = [
    Input("random/001.xlsx", "random", seed=1),
    Input("round/01", "round", seed=1),
    Input("workbooks/样本市/莲都区.xlsx", "book", "workbooks/样本市/莲都区.xlsx"),
]


def taken(chosen: list[Input]) -> list[Record]:
    return [json.loads(line) for line in records(chosen, workers=1).values()]


@pytest.fixture(scope="module")
def before() -> list[Record]:
    return taken(HANDFUL)


def test_the_same_code_gives_the_same(before: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "a far longer name" / "临时"
    other.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(other))
    assert list(compare(before, taken(HANDFUL))) == []


def test_nothing_fails_and_every_kind_is_there(before: list[Record]) -> None:
    kinds = {kind for record in before for kind in record["kinds"]}
    assert "comparator failed" not in kinds
    assert kinds >= {
        "check",
        "marked",
        "cleared",
        "cleared_book",
        "rollup",
        "rollup_book",
        "split",
        "split_books",
        "excel",
    }
    assert "traceback" not in json.dumps(before)


def test_the_double_is_marked_and_cleared(before: list[Record]) -> None:
    (county,) = (record for record in before if record["input"].endswith("莲都区.xlsx"))
    clicks = county["kinds"]["excel"]
    assert clicks["check"]["sheets"]["整改进展"]["notes"]
    assert clicks["check"]["sheets"]["校验结果"]["rows"]
    assert set(clicks["clear"]["sheets"]) <= {"(front)"}


def test_a_cleared_copy_is_what_came_in(before: list[Record]) -> None:
    (random,) = (record for record in before if record["input"] == "random/001.xlsx")
    cleared = random["kinds"]["cleared_book"]
    assert cleared == parts(random_books.book(1), Noise(Path("nowhere")))
    assert cleared != random["kinds"]["marked"]


def changed(before: list[Record], change: Any) -> list[Record]:
    after: list[Record] = json.loads(json.dumps(before))
    for record in after:
        for file in record["kinds"].get("check", {}).get("value", {}).get("files", ()):
            change(file)
    return after


def first_error(file: dict[str, Any]) -> None:
    file["findings"][0]["severity"] = "changed"


def test_a_severity_is_found_and_can_be_named(before: list[Record], tmp_path: Path) -> None:
    found = list(compare(before, changed(before, first_error)))
    assert {one.path for one in found} == {"value.files[].findings[].severity"}
    assert all(one.kind == "check" and one.code for one in found)
    lines, same = told(found, [])
    assert not same
    assert any("findings[].severity" in line for line in lines)
    listed = tmp_path / "expected.tsv"
    listed.write_text("# wanted\n" + "".join(f"*\tcheck\t{one.code}\n" for one in found), "utf-8")
    assert told(found, read_expected(listed))[1]
    assert told(found, [Expected("*", "check", found[0].path)])[1]
    assert not told(found, [Expected("no such input", "check", "*")])[1]


def test_what_was_named_must_occur(before: list[Record]) -> None:
    lines, same = told(list(compare(before, before)), [Expected("*", "check", "D401")])
    assert not same
    assert any(line.startswith("named but not seen") for line in lines)


def test_a_finding_that_goes_is_one_difference(before: list[Record]) -> None:
    found = list(compare(before, changed(before, lambda file: file["findings"].pop(0))))
    assert {one.path for one in found} == {"value.files[].findings[]"}
    assert all(one.after == "(absent)" for one in found)


def test_a_difference_in_a_note_bears_the_findings_code() -> None:
    notes = [
        [{"input": "a", "made_of": "", "kinds": {"excel": {"B4": [text]}}}] for text in ("错误 T301　一。", "二。")
    ]
    assert [one.code for one in compare(*notes)] == ["T301"]


def test_an_input_that_is_gone_is_told(before: list[Record]) -> None:
    assert [one.kind for one in compare(before, before[1:])] == ["(input)"]


def test_random_books_are_the_same_for_a_seed_and_vary() -> None:
    assert random_books.book(5) == random_books.book(5)
    assert len({random_books.book(seed) for seed in range(20)}) == 20


def test_the_commands_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        take(tmp_path / name, quick=True, only="random/002", workers=1)
    assert (tmp_path / "a" / "records.jsonl.gz").read_bytes() == (tmp_path / "b" / "records.jsonl.gz").read_bytes()
    assert main(["diff", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert "0 differences" in capsys.readouterr().out
    take(tmp_path / "b", only="random/003", workers=1)
    assert main(["diff", str(tmp_path / "a"), str(tmp_path / "b")]) == 2


def test_a_part_is_held_against_the_whole(tmp_path: Path) -> None:
    take(tmp_path / "part", quick=True, only="random/01", workers=1)
    about = tmp_path / "part" / "about.json"
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "records.jsonl.gz").write_bytes((tmp_path / "part" / "records.jsonl.gz").read_bytes())
    (whole / "about.json").write_text(json.dumps(json.loads(about.read_text("utf-8")) | {"quick": False, "only": ""}))
    assert main(["diff", str(whole), str(tmp_path / "part")]) == 2
    assert main(["diff", str(whole), str(tmp_path / "part"), "--quick", "--only", "random/01"]) == 0


def test_without_the_shared_cases_fewer_are_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tests.compare import inputs as module

    monkeypatch.setattr(module, "SHARED", tmp_path / "absent")
    assert module.skipped()
    assert not [one for one in inputs(quick=True) if one.name.startswith("shared/")]
