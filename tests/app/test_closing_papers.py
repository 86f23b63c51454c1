"""Papers from a ledger: what it tells stands in them, what it does not is an open blank, the end of publicity is
computed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.closing.made import book
from tests.closing.rule_cases import ALL, CLEAN, without
from xl_tools.app.closing_papers import papers
from xl_tools.core.errors import UserError
from xl_tools.parse.closing.ledger import read_rows
from xl_tools.write.closing.ledger_book import ledger_bytes
from xl_tools.write.documents.fill import texts_of

AS_OF = date(2024, 12, 20)
SHOWN, CLOSED = ALL[3], ALL[4]
READY: dict[str, list[dict[str, Any]]] = CLEAN | {
    "cases": [
        {**CLEAN["cases"][0], "title": "河道采砂", "problem": "有12艘采砂船越界。", "deadline": "2024年10月底前"},
        {"serial": 9, "unit": "青田县"},
    ],
    "events": without(SHOWN, CLOSED),
}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return written(tmp_path, READY)


def written(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Path:
    path = folder / "台账.xlsx"
    path.write_bytes(ledger_bytes(read_rows(book(rows)), AS_OF))
    return path


def test_a_notice_has_six_headings_and_its_end_is_computed(ledger: Path, tmp_path: Path) -> None:
    made = papers(ledger, kind="公示", out=tmp_path / "文稿", start=date(2024, 9, 29), as_of=AS_OF)
    (paper,) = made.papers
    assert (paper.cases, paper.publicity_ends) == (("第7项莲都区",), date(2024, 10, 16))
    text = texts_of(Path(paper.path).read_bytes()).whole
    headings = ["整改问题", "整改实施主体", "重点措施", "目标任务", "完成时限", "整改完成情况"]
    places = [text.index(f"{number}、{heading}") for number, heading in zip("一二三四五六", headings, strict=True)]
    assert places == sorted(places)
    assert "央督二轮第7项整改任务（莲都区）验收销号公示" in text
    assert "公示期：2024年9月29日至2024年10月16日，共10个工作日。" in text
    assert "1.清退采砂船12艘。" in text
    assert "有12艘采砂船越界。" in text
    assert "估算" not in text
    assert "【发文机关】" in text


@pytest.mark.parametrize(
    "words", ["已清退，联系13812345678。", "已清退，举报人李小娜反映的也清了。", "浙K·A1234已驶离。"]
)
def test_what_of_a_notice_names_somebody_is_told(tmp_path: Path, words: str) -> None:
    answered = {**READY, "measures": [{**READY["measures"][0], "answer": words}, *READY["measures"][1:]]}
    ledger = written(tmp_path, answered)
    made = papers(ledger, kind="公示", out=tmp_path / "文稿", cases=["7莲都区"], as_of=AS_OF)
    assert [(one.code, one.path) for one in made.findings] == [("V917", made.papers[0].path)]
    assert not papers(ledger, kind="申请表", out=tmp_path / "文稿", cases=["7莲都区"], as_of=AS_OF).findings


def test_a_notice_that_names_nobody_has_nothing_to_tell(ledger: Path, tmp_path: Path) -> None:
    assert not papers(ledger, kind="公示", out=tmp_path / "文稿", cases=["7莲都区"], as_of=AS_OF).findings


def test_a_period_into_an_unknown_year_says_that_it_is_estimated(ledger: Path, tmp_path: Path) -> None:
    (paper,) = papers(ledger, kind="公示", out=tmp_path / "文稿", start=date(2026, 12, 28), as_of=AS_OF).papers
    assert "估算" in texts_of(Path(paper.path).read_bytes()).whole


def test_what_the_ledger_does_not_tell_is_a_blank(ledger: Path, tmp_path: Path) -> None:
    (paper,) = papers(ledger, kind="公示", out=tmp_path / "文稿", cases=["9青田县"], as_of=AS_OF).papers
    assert texts_of(Path(paper.path).read_bytes()).whole.count("【待填】") >= 5


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("申请表", ["央督二轮", "河道采砂", "措施2", "复绿3公里。", "共3份", "7/监测.pdf", "2024年11月4日"]),
        ("验收意见表", ["市水利局", "清退采砂船", "通过／整改后通过／不通过", "市级意见"]),
    ],
)
def test_forms_are_filled_in(kind: str, said: list[str], ledger: Path, tmp_path: Path) -> None:
    (paper,) = papers(ledger, kind=kind, out=tmp_path / "文稿", cases=["第7项"], as_of=AS_OF).papers
    text = texts_of(Path(paper.path).read_bytes()).whole
    assert [word for word in said if word not in text] == []


def test_the_list_for_filing_holds_what_is_closed_and_not_filed(tmp_path: Path) -> None:
    path = written(tmp_path, CLEAN | {"cases": [{"title": "河道采砂"}, {"serial": 9}]})
    (paper,) = papers(path, kind="报备清单", out=tmp_path / "文稿", as_of=AS_OF).papers
    text = texts_of(Path(paper.path).read_bytes()).whole
    assert paper.cases == ("第7项莲都区",)
    assert "2024-12-05至2024-12-18" in text
    assert "共1件" in text


def test_a_notice_without_faults_is_found_faultless_by_the_rules(ledger: Path, tmp_path: Path) -> None:
    """What we write would pass V913 once the office's blanks are filled in."""
    info = tmp_path / "文稿信息.txt"
    said = ("发文机关：市整改办", "成文日期：2024年12月20日", "联系电话：0578-2123456", "电子邮箱：z@example.com")
    info.write_text("\n".join(said), encoding="utf-8")
    (paper,) = papers(ledger, kind="公示", out=tmp_path / "文稿", info=info, as_of=AS_OF).papers
    text = texts_of(Path(paper.path).read_bytes()).whole
    assert "【" not in text
    assert "0578-2123456，电子邮箱：z@example.com。" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"kind": "通知"}, "只能是"),
        ({"kind": "公示", "cases": ["8"]}, "没有“8”"),
        ({"kind": "报备清单"}, "没有轮到"),
    ],
)
def test_a_slip_is_one_sentence(words: dict[str, Any], said: str, ledger: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said):
        papers(ledger, out=tmp_path / "文稿", as_of=AS_OF, **words)
    assert not list(tmp_path.glob("文稿/*.docx"))
