"""The commands of the round as people and programs use them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.robot import fill
from tests.round.round_kit import addresses, sheet, task_table


def run(*words: object) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "xl_tools", *map(str, words)]
    return subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=False)


def as_json(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round up to its address sheet; 莲都区 has sent a table with a fault."""
    place = tmp_path_factory.mktemp("round")
    task_table(place / "任务.xlsx", "丽水市")
    done = run("issue", place / "任务.xlsx", "--out", place / "下发", "--period", "2022-12", "--json")
    assert done.returncode == 0, done.stderr
    (place / "issue.json").write_text(done.stdout, "utf-8")
    book = next(unit for unit in as_json(done)["units"] if unit["unit"] == "莲都区")
    fill(Path(book["path"]), place / "来" / "表.xlsx", {1: ("", "")})
    addresses(place / "通讯录.xlsx", [["莲都区", "张三", "z@county.example", "联系人"]])
    return place


def test_issue_prints_its_report(folder: Path) -> None:
    report = json.loads((folder / "issue.json").read_text("utf-8"))
    assert (report["schema"], report["period"], report["issue"]) == ("xl-tools/issue/1", "2022-12", "2022-12-1")
    assert len(report["units"]) == 9
    assert set(report["units"][0]) == {"unit", "code", "path", "tasks", "stood"}
    shown = run("issue", folder / "任务.xlsx", "--out", folder / "下发", "--period", "2022-12")
    assert shown.returncode == 0
    assert "莲都区：4 项任务" in shown.stdout


def test_issue_needs_no_more_than_tasks_and_a_folder(folder: Path, tmp_path: Path) -> None:
    units = sheet(tmp_path / "单位.xlsx", [["单位", "任务"], ["莲都区", "全部"]])
    done = run("issue", folder / "任务.xlsx", "--out", tmp_path / "下发", "--units", units)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "下发").glob("莲都区*.xlsx"))) == 1


def test_collect_prints_its_report_and_draft_makes_the_mails(folder: Path, tmp_path: Path) -> None:
    done = run(
        "collect",
        folder / "来",
        "--out",
        tmp_path / "收",
        "--issued",
        folder / "下发",
        "--deadline",
        "2022-12-25",
        "--json",
    )
    report = as_json(done)
    assert done.returncode == 1
    assert report["schema"] == "xl-tools/collect/1"
    assert report["deadline"] == "2022-12-25T23:59:00"
    unit = next(unit for unit in report["units"] if unit["unit"] == "莲都区")
    assert (unit["state"], unit["on_time"], unit["errors"]) == ("received", False, 2)
    words = ["--addresses", folder / "通讯录.xlsx", "--out", tmp_path / "草稿", "--period", "2022-12"]
    mails = run("mail", "draft", "退回修改", "--files", report["folder"], *words, "--json")
    assert mails.returncode == 0, mails.stderr
    mail = as_json(mails)
    assert (mail["schema"], mail["kind"]) == ("xl-tools/mail/1", "return")
    (mail,) = mail["letters"]
    assert (mail["unit"], mail["outcome"], mail["to"]) == ("莲都区", "draft", ["z@county.example"])
    assert Path(mail["file"]).name == "退回修改 莲都区.eml"
    late = run("mail", "draft", "remind", "--files", report["receipt"], *words)
    assert late.returncode == 1
    assert "没有生成 龙泉市" in late.stdout
    assert "没有要写的邮件" not in late.stdout


DRAFT = ["mail", "draft", "群发", "--files", "a", "--addresses", "b", "--out", "x"]
SEND = ["mail", "send", "下发", "--files", "a", "--addresses", "b", "--log", "l", "--host", "h", "--user"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["issue", "没有.xlsx", "--out", "x"], "找不到文件"),
        (["collect", "没有", "--out", "x"], "不是文件夹，或者找不到"),
        (["collect", "没有", "--out", "x", "--deadline", "明天"], "时间“明天”不对"),
        (DRAFT, "没有“群发”这种邮件"),
        ([*SEND, "我"], "不是邮箱地址"),
        ([*SEND, "a@b.cn", "--security", "none"], "不加密不发送"),
    ],
)
def test_bad_words_are_one_sentence(words: list[str], said: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
