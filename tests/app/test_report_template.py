"""Templates of the office's own: used as they are, and what is wrong with one is said in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document

from tests.app.test_report import city, shown
from xl_tools.app.report import blank_template, report
from xl_tools.core.errors import UserError

__all__ = ["city"]

ALLOWED = frozenset(
    [
        "for",
        "beside",
        "if",
        "endif",
        "count",
        "d",
        "default",
        "first",
        "join",
        "last",
        "length",
        "lower",
        "trim",
        "upper",
        "names",
        "labels",
        "rate",
    ]
)
"""Words that a message may name."""


def office_template(path: Path, *lines: str) -> Path:
    """A template of the office's own, made in a word processor."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(path)
    return path


def test_an_office_uses_its_own_template(city: Path, tmp_path: Path) -> None:
    own = office_template(
        tmp_path / "本局.docx", "截至{{ as_of }}共{{ n.total }}项。{{ lists.undecided|labels }}待核实。"
    )
    made = report(city, kind="简报", out=tmp_path / "a.docx", template=own)
    assert shown(tmp_path / "a.docx") == "截至2022年12月20日共11项。第39项、第40项、第41项待核实。"
    assert not made.draft


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ n.totals }}", "没有的字段“totals”"),
        ("{{ 总数 }}", "没有的字段“总数”"),
        ("{% for one in units %}{{ one.name }}", "写得不对（有 {% for %} 没有写结尾 {% endfor %}）"),
        ("{% endfor %}", "写得不对（{% endfor %} 前面没有和它成对的 {% for %}）"),
        ("{{ n.total }", "写得不对（{{ 没有写结尾 }}，或者少写了一个括号）"),
        ("{{ n.total，n.done }}", "写得不对（不认识符号 '，'，标点、括号要用半角）"),
        ("{% if n.total = 1 %}{% endif %}", "写得不对（“=”写在这里不对）"),
        ("{% if %}{% endif %}", "写得不对（该写名称的地方空着）"),
        ("{% foo %}", "写得不对（不认识 {% foo %}）"),
        ("{{ n.total is nope }}", "写得不对（不认识“nope”）"),
        ("{% if n.total > area %}{% endif %}", "里有一处算不出来"),
        ("{{ ''.__class__ }}", "没有的字段|写得不对"),
        ("{{ 'a' * 100000000 }}", "写法不能用"),
        ("{{ n.total() }}", "写法不能用"),
    ],
)
def test_a_template_that_is_wrong_is_named_with_what_is_wrong(city: Path, tmp_path: Path, line: str, said: str) -> None:
    own = office_template(tmp_path / "本局.docx", line)
    with pytest.raises(UserError) as told:
        report(city, kind="简报", out=tmp_path / "a.docx", template=own)
    message = str(told.value)
    assert message.startswith("模板“本局.docx”")
    assert any(words in message for words in said.split("|"))
    # What stands in the template is quoted; what is said of it is Chinese.
    about = message.replace("本局.docx", "").replace("--blank", "").split("，在“")[0]
    assert set(re.findall("[A-Za-z]{2,}", about)) <= set(re.findall("[A-Za-z]+", line)) | {"endfor", *ALLOWED}
    assert not (tmp_path / "a.docx").exists()


def test_a_template_that_is_no_document_is_said(city: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes("不是文档".encode())
    with pytest.raises(UserError, match="不是 Word 文档"):
        report(city, kind="简报", out=tmp_path / "a.docx", template=tmp_path / "坏.docx")


def test_our_template_comes_out_to_be_changed_and_goes_in_again(city: Path, tmp_path: Path) -> None:
    blank_template("通报", tmp_path / "模板.docx")
    report(city, kind="通报", out=tmp_path / "a.docx", template=tmp_path / "模板.docx")
    report(city, kind="通报", out=tmp_path / "b.docx")
    assert shown(tmp_path / "a.docx") == shown(tmp_path / "b.docx")


def test_numbers_of_people_in_a_public_version_are_warned_of(city: Path, tmp_path: Path) -> None:
    own = office_template(tmp_path / "本局.docx", "联系 13800001234，身份证 33250119700101123X。共{{ n.total }}项")
    made = report(city, kind="公开", out=tmp_path / "a.docx", template=own)
    said = [found.message for found in made.findings if found.code == "R10"]
    assert "13800001234" in said[0]
    assert "33250119700101123X" in said[1]
