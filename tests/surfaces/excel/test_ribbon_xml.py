"""The ribbon: valid in both dialects, every callback there with the right parameters, every button leads to Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import ROOT
from tests.doubles.vba import callbacks, module_texts
from tests.surfaces.excel.customui import faults
from xl_tools.surfaces.excel import ribbon
from xl_tools.surfaces.excel.addin.addin_package import in_2006

XML = (ROOT / "macros" / "ribbon.xml").read_text("utf-8")
TREE = etree.fromstring(XML.encode())
BUTTONS = list(TREE.iter("{*}button"))


@pytest.mark.parametrize("xml", [XML, in_2006(XML)], ids=["2009", "2006"])
def test_the_ribbon_is_valid(xml: str) -> None:
    assert faults(xml.encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('size="large"', 'size="huge"', "may not be huge"),
        ("screentip=", "screen=", "has no attribute screen"),
        ('id="xltCheck"', 'id="xltClear"', "given 2 times"),
        ('<separator id="xltCheckSeparator"/>', '<tab id="t"/>', "may not hold <tab>"),
        ('label="校验本表"', 'label=""', "label is empty"),
        ("</customUI>", "", "malformed"),
    ],
)
def test_the_schema_check_finds_faults(old: str, new: str, said: str) -> None:
    assert old in XML
    assert said in " ".join(faults(XML.replace(old, new, 1).encode()))


def test_every_control_has_an_id_and_every_button_says_what_it_does() -> None:
    assert all(element.get("id") for element in TREE.iter("{*}tab", "{*}group", "{*}button", "{*}separator"))
    for button in BUTTONS:
        for attribute in ("label", "screentip", "supertip", "imageMso", "getEnabled", "onAction"):
            assert button.get(attribute), (button.get("id"), attribute)
        assert re.search(r"[一-鿿]", button.get("label") + button.get("supertip"))


def test_the_groups_hold_the_buttons_that_work_today() -> None:
    labels = {
        group.get("label"): [button.get("label") for button in group.iter("{*}button")]
        for group in TREE.iter("{*}group")
    }
    assert labels["校验"] == ["校验本表", "校验全部", "清除标记", "上一处问题", "下一处问题", "校验结果"]
    assert labels["汇总"] == ["汇总到市", "汇总到省", "未报单位"]
    assert labels["考核"] == ["计算得分", "填报表", "结果告知"]
    assert labels["销号"] == ["销号台账", "校验台账", "下发台账", "收台账", "公示文稿"]
    assert labels["报送"] == ["本月", "下发", "收报", "接批", "生成邮件", "打印稿", "生成报告", "冻结公式"]
    assert labels["设置"] == ["规则开关", "当前日期口径", "自检", "帮助"]


def test_every_picture_is_one_that_excel_has() -> None:
    """A name that Excel does not know leaves a button without a picture, and says nothing."""
    text = Path(__file__).with_name("excel_controls.txt").read_text("ascii")
    known = {line for line in text.splitlines() if not line.startswith("#")}
    assert len(known) > 1000
    assert {button.get("imageMso") for button in BUTTONS} <= known


PARAMETERS = {
    "onAction": "control As IRibbonControl",
    "getEnabled": "control As IRibbonControl, ByRef returnedVal",
    "onLoad": "ribbon As IRibbonUI",
}


def test_every_callback_exists_with_the_parameters_excel_passes() -> None:
    there = callbacks(module_texts()["XltRibbon"])
    named = [
        (attribute, element.get(attribute))
        for element in TREE.iter(etree.Element)
        for attribute in element.attrib
        if attribute == "onAction" or attribute == "onLoad" or attribute.startswith("get")
    ]
    assert len(named) >= 2 * len(BUTTONS)
    for attribute, callback in named:
        assert there.get(callback) == PARAMETERS[attribute], callback


def test_every_callback_is_used_and_every_button_leads_to_its_own_function() -> None:
    text = module_texts()["XltRibbon"]
    leads = dict(re.findall(r'Public Sub (\w+)\(control As IRibbonControl\)\r?\n    Click "(\w+)"', text))
    assert leads.keys() == {button.get("onAction") for button in BUTTONS}
    assert set(leads.values()) == ribbon.BUTTONS.keys()
    assert all(getattr(ribbon, name) is click for name, click in ribbon.BUTTONS.items())
    assert len(set(leads.values())) == len(leads)
