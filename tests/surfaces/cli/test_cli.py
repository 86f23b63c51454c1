"""The command line as people and programs use it: exit codes, sentences, JSON, files written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from xl_tools.sample import write_sample_city

AS_OF = ["--as-of", "2022-12-20"]


def run(*words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xl_tools", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        input=stdin,
        check=False,
    )


def as_json(*words: object) -> dict[str, Any]:
    done = run(*words, "--json")
    assert done.returncode in (0, 1), done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_sample_city(folder)
    return folder


def assert_sentence(text: str) -> None:
    """One Chinese sentence for a clerk: no traceback, no Python words."""
    assert text.strip()
    assert "Traceback" not in text
    assert "Error" not in text
    assert any("一" <= char <= "鿿" for char in text)


# --- check ----------------------------------------------------------------------------------------


def test_check_prints_the_contract_json_and_nothing_else(city: Path) -> None:
    report = as_json("check", city / "遂昌县.xlsx", *AS_OF)
    assert list(report)[:5] == ["schema", "as_of", "files", "counts", "not_run"]
    assert report["schema"] == "xl-tools/check/1"
    assert report["as_of"] == "2022-12-20"
    (file,) = report["files"]
    assert {"path", "outcome", "reason", "marked", "sheets", "findings"} <= set(file)
    (sheet,) = file["sheets"]
    assert sheet["form"] == "progress"
    assert sheet["level"] == "county"
    assert sheet["region"] == "遂昌县"
    assert sheet["period"] == "2022-11"
    assert {"row", "serial", "province_serial", "ticks", "status", "due", "modes", "units"} <= set(sheet["rows"][0])
    keys = ["code", "severity", "sheet", "row", "cell", "field", "message", "advice", "accepted"]
    assert list(file["findings"][0])[:9] == keys
    assert report["counts"]["error"] == sum(found["severity"] == "error" for found in file["findings"])
    assert {"rule": "X701", "reason": "没有上期表"} in report["not_run"]


def test_days_levels_and_classes_as_people_write_them(city: Path, tmp_path: Path) -> None:
    asked, usual = (
        run("check", city / "遂昌县.xlsx", "--as-of", day, "--only", only, "--json").stdout
        for day, only in (("2022年12月20日", "勾选，完成时限"), ("2022-12-20", "T,D"))
    )
    assert asked == usual
    merged = run(
        "rollup", city, "--level", "市", "--name", "丽水市", "--out", tmp_path / "市.xlsx", "--as-of", "2022.12.20"
    )
    assert merged.returncode == 1, merged.stderr


def test_the_plan_is_one_json_document_and_writes_nothing(city: Path, tmp_path: Path) -> None:
    done = run("check", city / "遂昌县.xlsx", "--plan", *AS_OF)
    document = json.loads(done.stdout)
    assert list(document) == ["schema", "path", "actions", "not_run"]
    assert done.returncode == run("check", city / "遂昌县.xlsx", *AS_OF).returncode
    refused = run("check", city / "遂昌县.xlsx", "--plan", "--out", tmp_path / "out")
    assert refused.returncode == 2
    assert_sentence(refused.stderr)
    assert not (tmp_path / "out").exists()
    several = run("check", city, "--plan")
    assert several.returncode == 2
    assert "--plan 一次只给一个工作簿" in several.stderr


def test_exit_codes_of_check(city: Path) -> None:
    assert run("check", city / "云和县.xlsx", *AS_OF).returncode == 0
    assert run("check", city / "遂昌县.xlsx", *AS_OF).returncode == 1
    assert run("check", city / "没有这个.xlsx").returncode == 2


def test_only_some_rules(city: Path) -> None:
    report = as_json("check", city, *AS_OF, "--only", "D403，M")
    codes = {found["code"] for file in report["files"] for found in file["findings"]}
    assert "D403" in codes
    assert all(code == "D403" or code.startswith("M") for code in codes)


def test_marked_copies_and_back_again(city: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in city.iterdir()}
    report = as_json("check", city, *AS_OF, "--mark", "--out", tmp_path / "标记")
    assert {path.name: path.read_bytes() for path in city.iterdir()} == before
    marked = [Path(file["marked"]) for file in report["files"]]
    assert len(marked) == 9
    again = as_json("check", tmp_path / "标记", *AS_OF)
    assert again["counts"] == report["counts"]
    assert run("clear", tmp_path / "标记", "--out", tmp_path / "清除").returncode == 0
    cleared = as_json("check", tmp_path / "清除", *AS_OF)
    assert [file["findings"] for file in cleared["files"]] == [file["findings"] for file in report["files"]]


def test_in_place_keeps_a_backup(city: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(city / "遂昌县.xlsx", tmp_path))
    original = file.read_bytes()
    assert run("check", tmp_path, *AS_OF, "--in-place").returncode == 1
    (backup,) = (path for path in tmp_path.iterdir() if "备份" in path.name)
    assert backup.read_bytes() == original
    assert file.read_bytes() != original
    assert len(as_json("check", tmp_path, *AS_OF)["files"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check"], "请写明要校验的工作簿或文件夹"),
        (["check", "x.xlsx", "--mark"], "--out"),
        (["check", "x.xlsx", "--as-of", "昨天"], "2022-12-20"),
        (["check", "x.xlsx", "--nonsense"], "--nonsense"),
        (["check", "x.xlsx", "--only", "T999"], "T999"),
        (["check", "x.xlsx", "--only", "，"], "--only 后面没有写代码"),
        (["check", "x.xlsx", "--in-place", "--out", "y"], "--in-place"),
        (["read", "--as", "weather", "x"], "deadline"),
        (["read", "--as", "deadline"], "--stdin"),
        (["rollup", "x.xlsx", "--level", "town", "--name", "丽水市", "--out", "y.xlsx"], "city"),
        (["rollup", "x.xlsx", "--level", "city", "--name", "立水市", "--out", "y.xlsx"], "立水市"),
        (["nonsense"], "--help"),
        (["check", ""], "路径是空的"),
        (["check", "x.xlsx", "--mark", "--out", ""], "路径是空的"),
        (["check", "x.xlsx", "--mark", "--out="], "路径是空的"),
        (["watch", ""], "路径是空的"),
        (["rollup", "", "--level", "city", "--name", "丽水市", "--out", "y.xlsx"], "路径是空的"),
    ],
)
def test_bad_words_get_one_chinese_sentence(words: list[str], said: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xl_tools", *words], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert_sentence(done.stderr)
    assert not list(tmp_path.iterdir())


# --- bad input ------------------------------------------------------------------------------------


@pytest.fixture
def mixed(city: Path, tmp_path: Path) -> Path:
    """A folder with one good workbook and one of each bad kind."""
    folder = tmp_path / "混合"
    folder.mkdir()
    shutil.copy(city / "云和县.xlsx", folder)
    (folder / "文本.xlsx").write_text("县区,任务\n", encoding="utf-8")
    (folder / "截断.xlsx").write_bytes((city / "遂昌县.xlsx").read_bytes()[:4000])
    encrypted = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    (folder / "加密.xlsx").write_bytes(encrypted)
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "老式.xls").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1016))
    import xlsxwriter

    with xlsxwriter.Workbook(str(folder / "没有表.xlsx")) as book:
        book.add_worksheet().write_string("A1", "会议通知")
    with xlsxwriter.Workbook(str(folder / "空白.xlsx")) as book:
        book.add_worksheet()
    (folder / "~$云和县.xlsx").write_bytes(b"lock")
    (folder / ".隐藏.xlsx").write_bytes(b"hidden")
    return folder


def test_each_bad_file_has_its_reason_and_the_good_one_is_done(mixed: Path, tmp_path: Path) -> None:
    report = as_json("check", mixed, mixed / "不在.xlsx", *AS_OF, "--mark", "--out", tmp_path / "出")
    outcome = {Path(file["path"]).name: file["outcome"] for file in report["files"]}
    assert outcome == {
        "云和县.xlsx": "checked",
        "加密.xlsx": "unreadable",
        "截断.xlsx": "unreadable",
        "文本.xlsx": "unreadable",
        "没有表.xlsx": "no_table",
        "空.xlsx": "unreadable",
        "空白.xlsx": "no_table",
        "老式.xls": "unreadable",
        "不在.xlsx": "unreadable",
    }
    for file in report["files"]:
        if file["outcome"] != "checked":
            assert_sentence(file["reason"])
            assert Path(file["path"]).name in file["reason"]
    assert {
        found["code"] for file in report["files"] if file["outcome"] == "no_table" for found in file["findings"]
    } == {"S101"}
    written = {path.name for path in (tmp_path / "出").glob("[!.]*")}
    assert written == {"云和县.xlsx", "没有表.xlsx", "空白.xlsx"}


@pytest.mark.parametrize("name", ["文本.xlsx", "截断.xlsx", "加密.xlsx", "空.xlsx", "老式.xls", "不在.xlsx"])
def test_a_bad_file_alone_exits_2_and_leaves_nothing(mixed: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "出"
    done = run("check", mixed / name, "--mark", "--out", out)
    assert done.returncode == 2
    assert_sentence(done.stdout + done.stderr)
    assert not out.exists() or not list(out.iterdir())


@pytest.mark.parametrize("command", ["check", "clear"])
def test_an_output_folder_that_cannot_be_written(city: Path, tmp_path: Path, command: str) -> None:
    occupied = tmp_path / "文件"
    occupied.write_text("x", encoding="utf-8")
    done = run(command, city / "云和县.xlsx", "--out", occupied / "里面")
    assert done.returncode == 2
    assert_sentence(done.stderr)
    assert "路径中间的一段是文件" in done.stderr
    assert occupied.read_text(encoding="utf-8") == "x"


def test_marking_never_goes_over_the_input(city: Path) -> None:
    before = (city / "云和县.xlsx").read_bytes()
    done = run("check", city / "云和县.xlsx", *AS_OF, "--mark", "--out", city)
    assert done.returncode == 2
    assert_sentence(done.stderr)
    assert (city / "云和县.xlsx").read_bytes() == before


# --- roll-up --------------------------------------------------------------------------------------


def test_rollup_to_city_and_on_to_the_province(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "丽水市.xlsx"
    report = as_json("rollup", city, "--level", "city", "--name", "丽水", "--out", out, *AS_OF)
    assert report["schema"] == "xl-tools/rollup/1"
    assert (report["level"], report["name"], report["out"]) == ("city", "丽水市", str(out))
    assert report["units"][0]["name"] == "莲都区"
    assert len(report["units"]) == 9
    assert report["missing"] == []
    totals = report["totals"]
    assert totals["tasks"] == len(report["tasks"]) == 11
    statuses = ("completed", "on_schedule", "behind", "not_started", "undecided")
    assert sum(totals[status] for status in statuses) == 11
    assert {"province_serial", "serial", "status", "by_unit", "due", "light"} <= set(report["tasks"][0])
    province = as_json("rollup", out, "--level", "province", "--name", "浙江省", "--out", tmp_path / "省.xlsx", *AS_OF)
    assert [unit["name"] for unit in province["units"] if unit["reported"]] == ["丽水市"]
    assert len(province["missing"]) == 10
    by_task = {task["province_serial"]: task["status"] for task in report["tasks"]}
    assert {task["province_serial"]: task["by_unit"]["丽水市"] for task in province["tasks"]} == by_task


def test_a_missing_county_and_a_bad_file_cost_a_finding_not_the_run(city: Path, tmp_path: Path) -> None:
    folder = tmp_path / "来"
    shutil.copytree(city, folder)
    (folder / "云和县.xlsx").write_bytes(b"PK\x03\x04")
    report = as_json("rollup", folder, "--level", "city", "--name", "丽水市", "--out", tmp_path / "市.xlsx", *AS_OF)
    assert report["missing"] == ["云和县"]
    codes = {found["code"] for found in report["findings"]}
    assert {"S117", "X706"} <= codes
    shown = run("rollup", folder, "--level", "city", "--name", "丽水市", "--out", tmp_path / "看.xlsx", *AS_OF).stdout
    assert "警告 X706 云和县没有上报。" in shown
    assert "[]" not in shown  # what has no place is shown without one
    assert all(task["by_unit"].get("云和县") is None for task in report["tasks"])


def test_county_sheets_go_to_a_province_under_their_city(city: Path, tmp_path: Path) -> None:
    report = as_json("rollup", city, "--level", "province", "--name", "浙江省", "--out", tmp_path / "省.xlsx", *AS_OF)
    reported = [unit["name"] for unit in report["units"] if unit["reported"]]
    assert len(reported) == 9
    assert reported[0] == "丽水市莲都区"
    assert "杭州市" in report["missing"]


def test_nothing_readable_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"x")
    out = tmp_path / "出" / "市.xlsx"
    done = run("rollup", tmp_path / "坏.xlsx", "--level", "city", "--name", "丽水市", "--out", out)
    assert done.returncode == 2
    assert_sentence(done.stderr)
    assert not out.exists()


# --- the small commands ---------------------------------------------------------------------------


def test_read_one_json_object_a_line_in_order() -> None:
    done = run("read", "--as", "deadline", "--stdin", "--json", stdin="2021年12月底前\n\n立行立改，长期坚持\n")
    readings = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reading["due"] for reading in readings] == ["2021-12-31", None, None]
    assert readings[1]["text"] == ""
    assert readings[2]["modes"] == ["immediate", "ongoing"]
    assert {"text", "due", "start", "modes", "alternatives", "blocks"} <= set(readings[0])


@pytest.mark.parametrize(
    ("what", "text", "keys"),
    [
        ("status", "☑已完成\t□达到序时进度", {"text", "ticks", "status", "stage", "also"}),
        ("serial", "第十六项：某问题", {"text", "number", "province_serial"}),
        ("figures", "共排查83个，已完成整改83个", {"text", "claims"}),
    ],
)
def test_read_kinds(what: str, text: str, keys: set[str]) -> None:
    reading = json.loads(run("read", "--as", what, text, "--json").stdout)
    assert keys <= set(reading)


def test_read_a_cell_with_a_block_for_each_unit() -> None:
    reading = json.loads(run("read", "松阳县\n2021年12月底前\n龙泉市\n2022年6月底前", "--json").stdout)
    assert [(block["unit"], block["due"]) for block in reading["blocks"]] == [
        ("松阳县", "2021-12-31"),
        ("龙泉市", "2022-06-30"),
    ]


def test_rules_and_schemas_and_doctor(tmp_path: Path) -> None:
    codes = [rule["code"] for rule in json.loads(run("rules", "--json").stdout)]
    assert {"S101", "M201", "T301", "D401", "X706"} <= set(codes)
    assert codes == sorted(codes)
    assert run("schemas", "--out", tmp_path).returncode == 0
    assert run("schemas", "--check", "--out", tmp_path).returncode == 0
    (tmp_path / "finding.schema.json").unlink()
    assert run("schemas", "--check", "--out", tmp_path).returncode == 1
    doctor = run("doctor")
    assert doctor.returncode == 0
    assert "python-calamine" in doctor.stdout


def test_help_lists_every_command() -> None:
    shown = run("--help").stdout
    for command in ("check", "clear", "rollup", "read", "rules", "schemas", "doctor", "demo"):
        assert command in shown


def test_a_workbook_name_with_control_characters_prints_safely(city: Path, tmp_path: Path) -> None:
    odd = tmp_path / "云和\x1b[31m县.xlsx"
    shutil.copy(city / "云和县.xlsx", odd)
    assert "\x1b[31m" not in run("check", odd, *AS_OF).stdout
