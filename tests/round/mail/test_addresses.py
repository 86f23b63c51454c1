"""The address sheet: what is an address, who is who, and every bad row named."""

from __future__ import annotations

import pytest

from xl_tools.core import regions
from xl_tools.core.grid import Grid, Visibility
from xl_tools.round.mail.address_book import AddressBook, is_address, key_of, read_addresses

HEADING = ["单位", "姓名", "邮箱", "角色"]


def book(*rows: list[object]) -> AddressBook:
    return read_addresses([sheet(["丽水市督察整改通讯录"], HEADING, *rows)])


def sheet(*rows: list[object], name: str = "通讯录", **facts: object) -> Grid:
    """A sheet of which everything is known; ``facts`` are those that are not as usual."""
    looked = {"hidden_rows": frozenset(), "hidden_columns": frozenset(), "struck": frozenset(), "struck_parts": {}}
    return Grid(name, rows, **{**looked, **facts})  # type: ignore[arg-type]


def key(name: str) -> str:
    return key_of(name)


@pytest.mark.parametrize("text", ["a@b.cn", "zhang.san+x@mail.lishui.gov.cn", "x_1@a-b.com", "a@xn--fiqs8s.xn--55qx5d"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "张三", "a@b", "@b.cn", "a@.cn", "a@b..cn", "a b@c.cn", "a@b.cn,c@d.cn", "a@b.cn\r\nBcc: x@y.cn",
        "a@b.cn\n", "张三@b.cn", "a@丽水.cn", "ａ@b.cn", ".a@b.cn", "a.@b.cn", "a@-b.cn", f"{'a' * 65}@b.cn",
        f"a@{'b' * 250}.cn",
        "<a@b.cn>", "a@b.cn>", "a@[127.0.0.1]", '"a b"@c.cn', "a@b.cn SIZE=1",
    ],
)  # fmt: skip
def test_no_addresses(text: str) -> None:
    assert not is_address(text)


def test_receivers_copies_and_those_who_have_left() -> None:
    people = book(
        ["莲都区", "张三", "z@a.cn", "联系人"],
        ["莲都区", "李四", "l@a.cn", "抄送"],
        ["莲都区", "王五", "w@a.cn", ""],
        ["莲都区", "赵六", "x@a.cn", "停用"],
        ["丽水市莲都区", "", "z@A.cn", "抄送"],
    )
    assert people.to(key("莲都区")) == ("z@a.cn", "w@a.cn")
    assert people.cc(key("莲都区")) == ("l@a.cn", "z@A.cn")
    assert people.faults == ()


def test_a_cell_may_hold_several_addresses_and_names_before_them() -> None:
    people = book(["景宁", "", "张三 <z@a.cn>；l@a.cn, w@a.cn\nq@a.cn", None])
    assert people.to(regions.find("景宁畲族自治县").code) == ("z@a.cn", "l@a.cn", "w@a.cn", "q@a.cn")  # type: ignore[union-attr]


def test_bad_rows_are_named_with_their_place_and_left() -> None:
    people = book(
        ["莲都区", "", "z@a", ""],
        ["青田县", "", "ｑ@a.cn", ""],
        ["", "某人", "n@a.cn", ""],
        ["缙云县", "", "j@a.cn", "司机"],
        ["遂昌县", "", "", ""],
        ["松阳县", "", "s@a.cn\r\nBcc: evil@b.cn", ""],
        ["云和县", "李四", "", "抄送"],
        ["云和县", "王五", "", "停用"],
    )
    assert [text for _, text in people.faults] == [
        "通讯录第 3 行（莲都区）的“z@a”不是邮箱地址。",
        "通讯录第 4 行（青田县）的“ｑ@a.cn”不是邮箱地址，是否指 q@a.cn。",
        "通讯录第 5 行没有写单位，地址“n@a.cn”没有用。",
        "通讯录第 6 行（缙云县）的角色“司机”不认识，这一行没有用。",
        "通讯录第 7 行（遂昌县）没有写地址。",
        "通讯录第 8 行（松阳县）的“Bcc:”不是邮箱地址。",
        "通讯录第 9 行（云和县）没有写地址。",
    ]
    assert people.to(key("松阳县")) == ()
    assert people.to(key("莲都区")) == ()


def test_a_cell_of_several_units_is_told_to_each() -> None:
    people = book(
        ["莲都区、青田县", "张三", "z@a.cn", "联系人"],
        ["缙云县", "王五", "w@a.cn", "联系人"],
        ["市生态环境局、市水利局", "赵六", "x@a.cn", "联系人"],
    )
    for unit in ("莲都区", "青田县"):
        assert "通讯录第 3 行的“莲都区、青田县”写了几个单位，没有用" in people.fault_of(key(unit))
    assert people.to(key("缙云县")) == ("w@a.cn",)
    assert len(people.faults) == 2


def receivers(city: str) -> tuple[regions.Region, ...]:
    (area,) = regions.candidates(city)
    return regions.expected_units(area)


@pytest.mark.parametrize(
    ("city", "name", "code", "beside", "found"),
    [
        ("晋城市", "城区", "140502", ["泽州县", "高平市"], True),
        ("兰州市", "城关区", "620102", ["榆中县"], True),
        ("晋城市", "城区", "140502", ["泽州县", "莲都区"], False),  # a book of several cities
        ("晋城市", "城区", "140502", [], False),
        ("大理白族自治州", "大理", "532901", ["祥云县"], False),  # it may be the prefecture's
    ],
)
def test_a_name_that_several_places_share_is_the_receivers(
    city: str, name: str, code: str, beside: list[str], found: bool
) -> None:
    people = book([name, "张三", "z@a.cn", "联系人"], *([one, "", f"{at}@a.cn", ""] for at, one in enumerate(beside)))
    settled = people.among(receivers(city))
    assert settled.to(code) == (("z@a.cn",) if found else ())
    told = f"通讯录里的“{name}”可能指几个地方，没有用；请写全称。"
    assert (told in settled.fault_of(code)) is not found


def test_one_address_for_two_units_is_a_slip_unless_it_is_said_to_be_meant() -> None:
    people = book(["莲都区", "", "z@a.cn", ""], ["青田县", "", "Z@a.cn", "抄送"], ["缙云县", "", "j@a.cn", ""])
    assert set(people.shared) == {key("莲都区"), key("青田县")}
    assert "莲都区、青田县的地址都是 z@a.cn" in people.shared[key("莲都区")]
    meant = book(["莲都区", "", "z@a.cn", "联系人（共用）"], ["丽水经开区", "", "z@a.cn", "共用"])
    assert meant.shared == {}
    assert meant.to(key("丽水经开区")) == ("z@a.cn",)


def test_a_sheet_without_the_two_columns_is_no_address_book() -> None:
    assert not read_addresses([sheet(["单位", "电话"], ["莲都区", "1"])]).found


OLD, NEW = ["莲都区", "旧人", "old@a.cn", "联系人"], ["莲都区", "新人", "new@a.cn", "联系人"]


@pytest.mark.parametrize(
    "facts",
    [
        {"hidden_rows": frozenset({2})},
        {"struck": {(2, 1), (2, 2), (2, 3), (2, 4)}},
        {"struck": {(2, 3)}},
        {"struck": {(2, 2)}},
        {"struck": {(2, 1)}},
        {"struck_parts": {(2, 3): ((0, 4),)}},
        {"struck_parts": {(2, 3): ()}},
        {"struck_parts": {(2, 2): ((0, 1),)}},
        {"struck": {(2, 4)}},
    ],
)
def test_a_hidden_or_struck_contact_is_never_used(facts: dict[str, object]) -> None:
    people = read_addresses([sheet(HEADING, OLD, NEW, **facts)])
    assert people.to(key("莲都区")) == ("new@a.cn",)
    [(unit, said)] = people.faults
    assert unit == key("莲都区")
    assert "第 2 行" in said
    assert "没有用" in said


def test_a_unit_whose_contacts_are_all_hidden_has_none() -> None:
    people = read_addresses([sheet(HEADING, OLD, hidden_rows=frozenset({2}))])
    assert people.to(key("莲都区")) == ()
    assert "隐藏" in people.fault_of(key("莲都区"))


@pytest.mark.parametrize("how", [Visibility.HIDDEN, Visibility.VERY_HIDDEN])
def test_contacts_on_a_hidden_sheet_are_never_used(how: Visibility) -> None:
    people = read_addresses([sheet(HEADING, NEW), sheet(HEADING, OLD, name="2021年旧通讯录", visibility=how)])
    assert people.to(key("莲都区")) == ("new@a.cn",)
    assert [said for _, said in people.faults if "“2021年旧通讯录”" in said]
    alone = read_addresses([sheet(HEADING, OLD, name="2021年旧通讯录", visibility=how)])
    assert not alone.found
    assert alone.faults


def test_a_hidden_column_of_old_addresses_is_never_used() -> None:
    heading, row = ["单位", "邮箱", "电子邮箱"], ["莲都区", "old@a.cn", "new@a.cn"]
    assert read_addresses([sheet(heading, row)]).to(key("莲都区")) == ("old@a.cn",)
    people = read_addresses([sheet(heading, row, hidden_columns=frozenset({2}))])
    assert people.to(key("莲都区")) == ("new@a.cn",)
    none = read_addresses([sheet(HEADING, NEW, hidden_columns=frozenset({3}))])
    assert not none.found
    assert "隐藏" in none.faults[0][1]


@pytest.mark.parametrize("column", [1, 2, 3, 4], ids=HEADING)
@pytest.mark.parametrize("how", ["hidden", "struck"])
def test_columns_that_are_hidden_or_whose_heading_is_struck_tell_nothing(column: int, how: str) -> None:
    """What they would tell is not known then: a contact who has left may be written to."""
    facts = {"hidden_columns": frozenset({column})} if how == "hidden" else {"struck": {(1, column)}}
    left = [*OLD[:3], "停用"]
    people = read_addresses([sheet(HEADING, left, NEW, **facts)])
    assert not people.found
    assert not people.people
    assert f"“{HEADING[column - 1]}”" in people.faults[0][1]


def test_an_old_column_beside_the_new_one_is_told() -> None:
    heading, row = ["单位", "邮箱", "电子邮箱"], ["莲都区", "old@a.cn", "new@a.cn"]
    for facts in ({"hidden_columns": frozenset({2})}, {"struck": {(1, 2)}}):
        people = read_addresses([sheet(heading, row, **facts)])
        assert people.to(key("莲都区")) == ("new@a.cn",)
        assert "“邮箱”" in people.faults[0][1]


def test_one_whose_role_is_struck_is_told_though_it_says_that_they_have_left() -> None:
    people = read_addresses([sheet(HEADING, [*OLD[:3], "停用"], NEW, struck={(2, 4)})])
    assert people.to(key("莲都区")) == ("new@a.cn",)
    assert "划掉" in people.fault_of(key("莲都区"))


def test_a_struck_telephone_does_not_matter_and_one_who_has_left_is_not_told() -> None:
    heading = [*HEADING, "电话"]
    people = read_addresses([sheet(heading, [*NEW, "123"], struck={(2, 5)})])
    assert people.to(key("莲都区")) == ("new@a.cn",)
    assert people.faults == ()
    left = [*OLD[:3], "停用"]
    assert read_addresses([sheet(HEADING, left, NEW, hidden_rows=frozenset({2}))]).faults == ()


def test_a_source_that_cannot_tell_what_is_hidden_or_struck_is_named() -> None:
    people = read_addresses([Grid("通讯录", [HEADING, NEW])])  # type: ignore[list-item]
    assert people.to(key("莲都区")) == ("new@a.cn",)
    assert "看不出" in people.faults[0][1]
