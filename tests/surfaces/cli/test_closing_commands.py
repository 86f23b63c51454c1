"""``xl-tools closing``, by its words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from xl_tools.surfaces.cli.entry import main


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["xl-tools", "closing", *words])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


def test_days_tell_the_end_and_the_holidays(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run(capsys, monkeypatch, "days", "2024-09-29", "--count", "10")
    assert code == 0
    assert "2024-09-29 至 2024-10-16：10 个工作日，18 个日历日。" in out
    assert "放假：国庆节10月1日至7日。" in out
    assert "调休上班：国庆节9月29日、10月12日。" in out
    assert "估算" not in out


def test_days_count_a_given_period(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = run(capsys, monkeypatch, "days", "2024年9月29日", "--end", "2024.10.9", "--json")
    said = json.loads(out)
    assert code == 0
    assert (said["end"], said["asked"], said["working_days"], said["calendar_days"]) == ("2024-10-09", None, 4, 11)


def test_days_of_an_office_s_own_calendar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "台账.xlsx")
    sheet = workbook.add_worksheet("工作日历")
    sheet.write_row(0, 0, ["日期", "放假或调休上班", "节日", "来源", "年度", "放假安排"])
    sheet.write_row(1, 0, ["2027-01-01", "放假", "元旦", "", 2027, "已公布"])
    workbook.close()
    words = ["days", "2026-12-31", "--count", "2", "--json"]
    _, without, _ = run(capsys, monkeypatch, *words)
    _, own, _ = run(capsys, monkeypatch, *words, "--calendar", str(tmp_path / "台账.xlsx"))
    assert (json.loads(without)["end"], json.loads(without)["estimated"]) == ("2027-01-01", [2027])
    assert (json.loads(own)["end"], json.loads(own)["estimated"]) == ("2027-01-04", [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2024-09-29"], "二者选一"),
        (["2024-09-29", "--count", "3", "--end", "2024-10-01"], "二者选一"),
        (["2024-09-29", "--count", "99999"], "1 到 3660"),
        (["2024-09-29", "--end", "2024-09-28"], "早于起日"),
        (["2024-09-29", "--end", "2044-09-28"], "1 到 3660"),
        (["2024-09-31", "--count", "3"], "日期“2024-09-31”不对"),
        (["2024-09-29", "--count", "3", "--unit", "天"], "--unit 请写"),
    ],
)
def test_a_slip_is_one_sentence(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run(capsys, monkeypatch, "days", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
