"""The command line over what it is made for: the sample city's month, the cases with their own commands, readings."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path
from typing import Any

from tests.compare import produced
from tests.compare.noise import Noise
from tests.compare.outside import ROOT, WORKBOOKS, sample_workbooks
from tests.compare.random_books import word_document
from tests.compare.running import command, lay, settle
from tests.compare.steps import AS_OF, Kinds

_DAY = ("--as-of", AS_OF.isoformat())
CORPUS = ROOT / "tests" / "corpus"
KINDS_READ = ("deadline", "status", "serial", "figures")


def demo(folder: Path, noise: Noise) -> Kinds:
    """The sample run: all that it makes."""
    said = command(noise, ["demo", "--out", "demo"])
    return {"said": said, "files": produced.folder(folder / "demo", noise)}


def made(folder: Path, noise: Noise) -> Kinds:
    """The workbooks that are generated into the project."""
    sample_workbooks(folder / "made")
    return {"files": produced.folder(folder / "made", noise)}


def city(folder: Path, noise: Noise) -> Kinds:
    """A month of the sample city, step by step; each step finds the last one's files as old as all inputs."""
    inbox = folder / "来件"
    for path in sorted((WORKBOOKS / "样本市").glob("*.xlsx")):
        lay(path, inbox / path.name)
    people = [["单位", "姓名", "邮箱", "角色"]]
    people += [[path.stem, "某某", f"u{n}@county.example", "联系人"] for n, path in enumerate(sorted(inbox.glob("*")))]
    _sheet(folder / "通讯录.xlsx", people)
    lines = [
        "check 来件 --json --mark --out 校验后",
        "check 来件",
        "clear 校验后 --out 清除后",
        "rollup 来件 --level city --name 丽水市 --out 市.xlsx --json",
        "rollup 来件 --level city --name 丽水市 --out 市2.xlsx --previous 市.xlsx --report-by 2022-12-10",
        "rollup 市.xlsx --level province --name 浙江省 --out 省.xlsx --json",
        "split 市.xlsx --out 拆分 --json",
        "split 省.xlsx --out 拆分省",
        "issue 市.xlsx --out 下发 --period 2022-12 --previous 市.xlsx --json",
        "issue 市.xlsx --out 下发2 --period 2023-01 --number 2",
        "collect 来件 --out 收报 --name 丽水市 --issued 下发 --deadline 2022-12-25 --json",
        "collect 来件 --out 收报2 --name 丽水市",
        "check 来件 --baseline 下发 --previous 市.xlsx --period 2022-12 --json",
        "check 来件 --only T,D --json",
        "mail draft 下发 --files 下发 --addresses 通讯录.xlsx --out 邮件1 --json --signed 某办",
        "mail draft 催报 --files 收报/收报情况2022-12.xlsx --addresses 通讯录.xlsx --out 邮件2 --period 2022-12 --json",
        "mail draft 退回修改 --files 来件 --addresses 通讯录.xlsx --out 邮件3 --period 2022-11 --warnings --json",
        "mail draft 报送 --files 市.xlsx --addresses 通讯录.xlsx --out 邮件4 --period 2022-12 --json",
        "mail draft 分发 --files 市.xlsx --addresses 通讯录.xlsx --out 邮件5 --period 2022-12",
        "check 来件 --mark --in-place --json",
        "clear 来件 --in-place",
        "check 没有.xlsx",
        "check",
        "rollup 来件 --level town --name 丽水市 --out 三.xlsx",
    ]
    return _steps(folder, noise, lines)


def scores(folder: Path, noise: Noise) -> Kinds:
    """Assessments: the task book of the project, scored by itself and with a roll-up's late tasks."""
    for path in sorted(WORKBOOKS.glob("*.xlsx")):
        lay(path, folder / path.name)
    for path in sorted((WORKBOOKS / "样本市").glob("*.xlsx")):
        lay(path, folder / "来件" / path.name)
    late = command(noise, [*shlex.split("rollup 来件 --level city --name 丽水市 --out 市.xlsx --json"), *_DAY])
    (folder / "汇总.json").write_text(json.dumps(late["out"], ensure_ascii=False), "utf-8")
    lines = [
        "score 考核评分表.xlsx --out 得分.xlsx --json",
        "score 考核评分表.xlsx",
        "score 考核评分表.xlsx --progress 汇总.json --out 得分2.xlsx --json",
        "score 县级评价表.xlsx --json",
        "score 考核评分表.xlsx --evaluations . --json",
        "check 考核评分表.xlsx 县级评价表.xlsx --json",
    ]
    return _steps(folder, noise, lines)


def documents(folder: Path, noise: Noise) -> Kinds:
    """Word documents of the sample city's tables, made into workbooks."""
    import openpyxl

    for path in sorted((WORKBOOKS / "样本市").glob("*.xlsx")):
        rows = [
            ["" if value is None else str(value) for value in row]
            for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        ]
        (folder / "文档").mkdir(exist_ok=True)
        word_document(folder / "文档" / f"{path.stem}.docx", [rows[1:], rows[:1]])
    settle(folder)
    return _steps(
        folder, noise, ["import 文档 --out 导入 --json", "import 文档/莲都区.docx --out 导入2", "check 导入 --json"]
    )


def told(folder: Path, noise: Noise) -> Kinds:
    """What the toolkit says of itself: rules, schemas, the help page of each command."""
    lines = ["rules --json", "rules --markdown", "rules", "schemas --out 格式", "--help"]
    names = "check clear import rollup split score read rules schemas watch doctor demo issue collect mail addin"
    lines += [f"{name} --help" for name in names.split()]
    lines += [f"mail {name} --help" for name in ("draft", "send", "password")]
    return _steps(folder, noise, lines)


def readings(folder: Path, noise: Noise, name: str) -> Kinds:
    """Each phrase of a table of the corpus, read as each kind of thing."""
    del folder
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=3))
    phrases = [row[0].replace("\\n", "\n") for row in rows if row]
    phrases = [phrase for phrase in phrases if not phrase.startswith("-")]
    kinds: Kinds = {}
    for kind in KINDS_READ:
        read = command(noise, ["read", "--as", kind, "--json", *_DAY, "--", *phrases])
        if isinstance(read.get("out"), list) and len(read["out"]) == len(phrases):
            read["out"] = {
                f"{n:04} {phrase}": answer for n, (phrase, answer) in enumerate(zip(phrases, read["out"], strict=True))
            }
        kinds[kind] = read
    kinds["text"] = command(noise, ["read", *_DAY, "--", *phrases[:40]])
    return kinds


_OPTIONS_OF_DAY = {"check", "rollup", "issue", "collect", "mail"}


def case(folder: Path, noise: Noise, source: Path) -> Kinds:
    """A case of the real reports, by the commands of its own README, and all its workbooks together."""
    for path in sorted(source.iterdir()):
        if path.is_file() and path.name != "README":
            lay(path, folder / path.name)
    text = next(line for line in (source / "README").read_text("utf-8").splitlines() if line.startswith("command:"))
    lines = [line for part in text.removeprefix("command:").split(" ; ") if (line := _line(part))]
    lines.append("rollup . --level city --name 丽水市 --out 一起/汇总.xlsx --json")
    return _steps(folder, noise, lines)


def _line(part: str) -> str:
    """A command of a README without its remark; a rest left to the reader ("…") is filled in."""
    words = re.split(r"\s{2,}\(", part.strip())[0].removeprefix("xl-tools ")
    return words.replace(" …", " --level city --name 丽水市 --out o.xlsx")


def _steps(folder: Path, noise: Noise, lines: list[str]) -> Kinds:
    """Run one command after the other; the result of each, and what new files it made, under its words."""
    kinds: Kinds = {}
    for line in lines:
        words = shlex.split(line)
        if words and words[0] in _OPTIONS_OF_DAY and "--as-of" not in words and "--help" not in words:
            words += _DAY
        before = _held(folder)
        result: dict[str, Any] = {"result": command(noise, words)}
        fresh = produced.folder(folder, noise, frozenset(before))
        if fresh:
            result["files"] = fresh
        after = _held(folder)
        changed = sorted(name for name, seen in before.items() if after.get(name) != seen)
        if changed:
            result["changed"] = changed
        kinds[line] = result
        settle(folder)
    return kinds


def _held(folder: Path) -> dict[str, tuple[int, float]]:
    """The files of a folder with size and time."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime)
        for path in folder.rglob("*")
        if path.is_file()
    }


def _sheet(path: Path, rows: list[list[str]]) -> None:
    import openpyxl

    from tests.compare.random_books import settled

    file = openpyxl.Workbook()
    for row in rows:
        file.active.append(row)
    file.save(path)
    lay(settled(path.read_bytes()), path)
