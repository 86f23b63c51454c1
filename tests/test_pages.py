"""The pages hold what the toolkit has, and nothing that it has not: commands, options, buttons, rooms, terms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer

import xl_tools
from tests.conftest import ROOT
from tests.trust.outputs import WRITERS
from xl_tools.core.records import Level, Mode, Severity, Stage, Status
from xl_tools.forms.definitions import forms
from xl_tools.reports.rollup import Light
from xl_tools.round.mail.mails import MailKind
from xl_tools.surfaces.cli.commands import app
from xl_tools.surfaces.cli.help_pages import typer_app
from xl_tools.surfaces.excel.functions import FUNCTIONS

PAGES = {path: path.read_text("utf-8") for path in (*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"))}
ALL_PAGES = "\n".join(PAGES.values())
CODE = "\n".join(path.read_text("utf-8") for path in (ROOT / "xl_tools").rglob("*.py"))
DESIGN, GLOSSARY, ADDIN = (PAGES[ROOT / "docs" / f"{name}.md"] for name in ("design", "glossary", "addin"))


def commands(group: typer.core.TyperGroup, *path: str) -> Iterator[tuple[str, list[str]]]:
    """Each command with its long options."""
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from commands(command, *path, name)
        else:
            names = [one for option in command.params for one in (*option.opts, *option.secondary_opts)]
            yield " ".join((*path, name)), [one for one in names if one.startswith("--") and one != "--help"]


COMMANDS = dict(commands(typer.main.get_command(typer_app(app))))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_are_on_a_page(name: str) -> None:
    assert re.search(rf"xl-tools {name}\b", ALL_PAGES)
    about = "\n".join(page for page in PAGES.values() if re.search(rf"(?:xl-tools |`){name}\b", page))
    missing = [option for option in COMMANDS[name] if not re.search(rf"{option}(?![\w-])", about)]
    assert not missing


def test_every_command_that_writes_is_tried_for_what_it_may_not_do() -> None:
    """``tests/trust/test_output.py`` and its neighbours go by the table ``WRITERS`` of ``tests/trust/outputs.py``."""
    tried = {" ".join(writer.words.split()[:words]) for writer in WRITERS.values() for words in (1, 2)}
    assert {name for name, options in COMMANDS.items() if "--out" in options} - tried == {"addin bundle"}


FROM_PYTHON = {
    "clear": "clear", "closing check": "check_ledger", "closing collect": "collect_ledgers",
    "closing days": "closing_days", "closing issue": "issue_ledgers", "closing notice": "closing_papers",
    "closing start": "start_ledger", "import": "import_files", "letter": "letters", "mail draft": "draft_mails",
    "mail send": "send_mails", "petitions add": "add_petitions", "petitions compare": "compare_petitions",
    "petitions publish": "publish_petitions", "petitions rollup": "roll_up_petitions",
    "petitions stats": "petition_statistics", "print": "print_version", "read": "read_deadline", "rollup": "roll_up",
}  # fmt: skip
"""The functions of ``import xl_tools`` that do what a command does, where they are not called alike."""
NOT_FROM_PYTHON = {"addin", "demo", "doctor", "mail password", "rules", "schemas", "watch"}
"""Commands about the program itself, and those that go on until they are stopped or ask at the keyboard."""


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_does_a_python_function_does(name: str) -> None:
    if name not in NOT_FROM_PYTHON and name.split()[0] not in NOT_FROM_PYTHON:
        assert FROM_PYTHON.get(name, name) in xl_tools.__all__


def test_no_page_names_a_command_that_there_is_not() -> None:
    groups = {name.split()[0] for name in COMMANDS}
    named = set(re.findall(r"xl-tools ([a-z]+)", ALL_PAGES))
    assert named <= groups


READMES = [PAGES[ROOT / name] for name in ("README.md", "README.zh-CN.md")]


def rows_of_commands(page: str) -> list[str]:
    """The commands that the rows of a table name first, in order."""
    return re.findall(r"^\| `xl-tools ([a-z]+(?: [a-z]+)?)\b", page, re.MULTILINE)


def test_both_readmes_have_the_same_commands_links_and_examples() -> None:
    english, chinese = ([line.split()[0] for line in rows_of_commands(page)] for page in READMES)
    assert [*dict.fromkeys(english)] == [one for one in dict.fromkeys(chinese) if one not in ("month", "collect")]
    links = [set(re.findall(r"\]\(([^)#]+\.md)", page)) - {"README.md", "README.zh-CN.md"} for page in READMES]
    assert links[0] == links[1]
    code = [re.findall(r"xl_tools\.(\w+)", page) for page in READMES]
    assert code[0] == code[1] != []
    extras = [set(re.findall(r'"\.\[(\w+)\]"', page)) for page in READMES]
    assert extras[0] == extras[1]


@pytest.mark.parametrize("page", READMES, ids=["English", "Chinese"])
def test_the_readme_leads_to_every_page(page: str) -> None:
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert there - set(re.findall(r"\]\(([^)#]+)", page)) == set()


@pytest.mark.parametrize("page", READMES, ids=["English", "Chinese"])
def test_the_readme_tells_which_commands_print_no_json(page: str) -> None:
    (line,) = [one for one in page.splitlines() if "`--json`" in one]
    told = {one.removeprefix("xl-tools ") for one in re.findall(r"`([a-z ]+)`", line)}
    without = {name for name, options in COMMANDS.items() if "--json" not in options}
    whole = {name.split()[0] for name in without} - {name.split()[0] for name in set(COMMANDS) - without}
    assert told == {name.split()[0] if name.split()[0] in whole else name for name in without}


def test_every_extra_is_named_where_the_program_is_installed_and_no_other() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    wanted = {name for name, packages in declared.items() if packages}
    assert [set(re.findall(r'"\.\[(\w+)\]"', page)) for page in READMES] == [wanted, wanted]
    texts = [*PAGES.values(), CODE]
    named = {name for text in texts for name in re.findall(r"(?:\.|xl-tools)\[(\w+)\]\"", text)}
    assert named <= set(declared)
    assert "pip install xl-tools" not in "".join(texts)  # it is on no index; another's package may be


def test_every_button_is_on_the_page_of_the_addin() -> None:
    ribbon = ElementTree.parse(ROOT / "macros" / "ribbon.xml")
    labels = [node.attrib["label"] for node in ribbon.iter() if node.tag.endswith("}button")]
    assert labels
    assert [label for label in labels if label not in ADDIN] == []


def test_every_worksheet_function_is_on_the_page_of_the_addin() -> None:
    assert [one.__name__ for one in FUNCTIONS if f"`{one.__name__}(" not in ADDIN] == []


def test_every_room_is_on_the_page_of_the_design() -> None:
    rooms = [path.parent.relative_to(ROOT / "xl_tools").as_posix() for path in (ROOT / "xl_tools").rglob("__init__.py")]
    assert [room for room in rooms if room != "." and f"`{room}/" not in DESIGN] == []


_PLACE = re.compile(r"(?<![\w./-])(?:[a-z_]+/)+[\w.*-]*")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_place_in_the_code_that_a_page_names_is_there(page: Path) -> None:
    rooms = {path.name for path in (ROOT / "xl_tools").iterdir() if path.is_dir()} | {"xl_tools", "tests"}
    named = [place for code in re.findall(r"`([^`\n]+)`", PAGES[page]) for place in _PLACE.findall(code)]
    gone = [
        place
        for place in named
        if place.split("/")[0] in rooms and not any([*base.glob(place)] for base in (ROOT, ROOT / "xl_tools"))
    ]
    assert not gone


_MODULE = re.compile(r"(?<![\w./-])((?:\w+/)*\w+\.py)\b")


@pytest.mark.parametrize("room", ["xl_tools", "macros"])
def test_every_module_that_code_or_data_names_is_there(room: str) -> None:
    """In docstrings, comments and messages: a name that has moved on sends its reader nowhere."""
    files = [path for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".toml", ".bas", ".txt"}]
    assert files
    gone = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in _MODULE.findall(path.read_text("utf-8"))
        if not any(found for base in ("xl_tools", "tests", "macros") for found in (ROOT / base).rglob(name))
        and not (ROOT / name).exists()
    ]
    assert gone == []


def terms() -> list[tuple[str, list[str]]]:
    """Each row of the glossary: the Chinese term, and the names in the code that stand for it."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", GLOSSARY, re.MULTILINE)
    return [(term, re.findall(r"`([^`]+)`", name)) for term, name in rows]


@pytest.mark.parametrize("names", [names for _, names in terms()], ids=[term for term, _ in terms()])
def test_what_the_glossary_calls_a_name_is_one(names: list[str]) -> None:
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", CODE)] == []


@pytest.mark.parametrize("values", [Level, Mode, Status, Severity, MailKind], ids=lambda values: values.__name__)
def test_the_glossary_has_every_value_of_the_json(values: type[StrEnum]) -> None:
    assert [value for value in values if f"`{value}`" not in GLOSSARY] == []


def test_the_glossary_has_every_form_and_the_page_of_forms_every_file() -> None:
    assert [name for name in forms() if f"`{name}`" not in GLOSSARY] == []
    rows = set(re.findall(r"^\| `(\w+\.toml)` \|", PAGES[ROOT / "docs" / "forms.md"], re.MULTILINE))
    assert rows == {path.name for path in (ROOT / "xl_tools" / "data" / "forms").glob("*.toml")}


def test_the_glossary_has_the_lights_and_the_steps_of_closing() -> None:
    assert all(name in GLOSSARY for name in (*Stage, "红、橙、黄、绿灯"))
    assert len(Light) == 4
