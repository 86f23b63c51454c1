from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_tools import data
from xl_tools.core import regions
from xl_tools.core.records import Level, Region
from xl_tools.core.regions import UnitList, ancestors, by_code, candidates, children, expected_units, find, nearest
from xl_tools.core.text import squeeze
from xl_tools.parse.table.blocks import names_in

ROWS = [line.split(",") for line in (files(data) / "regions.csv").read_text("utf-8").splitlines()[1:]]
ALL = [region for code, *_ in ROWS if (region := by_code(code))]


def the(name: str, within: Region | None = None) -> Region:
    region = find(name, within=within)
    assert region is not None, name
    return region


def names(places: tuple[Region, ...]) -> list[str]:
    return [place.name for place in places]


# --- the data -------------------------------------------------------------------------------------


def test_counts_by_level() -> None:
    # 34, 333 and 2,847: the ministry's list at the end of 2024 (2,846 counties) and the changes since.
    count = Counter(region.level for region in ALL)
    assert count == {Level.PROVINCE: 34, Level.CITY: 333, Level.COUNTY: 2847}


def test_codes_are_well_formed_unique_and_sorted() -> None:
    codes = [code for code, *_ in ROWS]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert codes == sorted(set(codes))


def test_every_region_hangs_from_one_above() -> None:
    for region in ALL:
        above = regions.parent(region)
        if region.level is Level.PROVINCE:
            assert above is None
        else:
            assert above is not None, region
            assert above.code[:2] == region.code[:2]
            assert above.level is Level.PROVINCE or region.code.startswith(above.code[:4])
            assert region in children(above)


def test_names_need_no_folding() -> None:
    # The index is made of the names as they stand in the file.
    for _, *texts in ROWS:
        assert [squeeze(text) for text in texts] == texts


def test_full_names_tell_siblings_apart() -> None:
    assert not [key for key, n in Counter((r.parent, r.name) for r in ALL).items() if n > 1]


def test_short_names_tell_siblings_apart_but_for_a_city_and_the_county_around_it() -> None:
    shared = {key for key, n in Counter((r.parent, r.short) for r in ALL).items() if n > 1}
    assert {short for _, short in shared} == {"临夏", "和田", "伊宁"}


def test_short_names_are_parts_of_the_name() -> None:
    for region in ALL:
        assert region.name.startswith(region.short)
        assert len(region.short) >= 2


def test_all_counties_of_lishui_in_code_order() -> None:
    lishui = the("丽水市")
    assert lishui.code == "331100"
    assert names(children(lishui)) == [
        *("莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市"),
    ]
    assert expected_units(lishui) == children(lishui)


def test_eleven_cities_of_zhejiang() -> None:
    cities = expected_units(the("浙江省"))
    assert len(cities) == 11
    assert {city.level for city in cities} == {Level.CITY}
    assert 85 <= sum(len(expected_units(city)) for city in cities) <= 95


@pytest.mark.parametrize(
    ("county", "above"),
    [
        ("莲都区", ["丽水市", "浙江省"]),
        ("随县", ["随州市", "湖北省"]),
        ("临平区", ["杭州市", "浙江省"]),
        ("钱塘区", ["杭州市", "浙江省"]),
        ("西沙区", ["三沙市", "海南省"]),
        ("双湖县", ["那曲市", "西藏自治区"]),
        ("和康县", ["和田地区", "新疆维吾尔自治区"]),
        ("岑岭县", ["喀什地区", "新疆维吾尔自治区"]),
        ("石河子市", ["新疆维吾尔自治区"]),
        ("济源市", ["河南省"]),
        ("仙桃市", ["湖北省"]),
        ("神农架林区", ["湖北省"]),
        ("两江新区", ["重庆市"]),
        ("浦东新区", ["上海市"]),
    ],
)
def test_where_a_county_belongs(county: str, above: list[str]) -> None:
    region = the(county)
    assert region.level is Level.COUNTY
    assert names(ancestors(region)) == above


def test_municipalities_have_districts_and_no_cities() -> None:
    for name, districts in {"北京市": 16, "天津市": 16, "上海市": 16, "重庆市": 37}.items():
        below = expected_units(the(name))
        assert {unit.level for unit in below} == {Level.COUNTY}
        assert len(below) == districts


def test_a_province_expects_its_cities_and_the_counties_it_governs() -> None:
    hubei = expected_units(the("湖北"))
    assert Counter(unit.level for unit in hubei) == {Level.CITY: 13, Level.COUNTY: 4}
    assert expected_units(the("东莞市")) == ()
    assert expected_units(the("莲都区")) == ()


# --- names ----------------------------------------------------------------------------------------


def test_every_region_is_found_by_its_names_from_above() -> None:
    for region in ALL:
        above = ancestors(region)
        assert find(region.name, within=above[0] if above else None) == region
        assert find("".join(place.name for place in reversed(above)) + region.name) == region


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("景宁", "331127"),
        ("景宁县", "331127"),
        ("景宁畲族自治县", "331127"),
        ("丽水", "331100"),
        ("莲都", "331102"),
        ("延边", "222400"),
        ("延边州", "222400"),
        ("内蒙古", "150000"),
        ("宁夏", "640000"),
        ("香港", "810000"),
        ("随县", "421321"),
        ("管城区", "410104"),
        ("峰峰", "130406"),
        ("积石山", "622927"),
        ("浦东", "310115"),
        (" 莲 都　区\n", "331102"),
        ("浙江省丽水市莲都区", "331102"),
        ("莲都区人民政府", "331102"),
        ("丽水市莲都区政府", "331102"),
        ("浙江省 丽水市 莲都区", "331102"),
        ("浙江-丽水-莲都", "331102"),
        ("丽水市莲都区", "331102"),
        ("丽水莲都", "331102"),
        ("浙江丽水", "331100"),
        ("湖北随县", "421321"),
        ("北京市朝阳区", "110105"),
        ("吉林省吉林市", "220200"),
        ("河南省济源市", "419001"),
    ],
)
def test_names_and_chains(text: str, code: str) -> None:
    assert the(text).code == code


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("龙海市", "龙海区"),
        ("沙县", "沙县区"),
        ("长治县", "上党区"),
        ("滦县", "滦州市"),
        ("错那县", "错那市"),
        ("临安市", "临安区"),
    ],
)
def test_former_names(former: str, now: str) -> None:
    assert the(former).name == now


@pytest.mark.parametrize(
    "name", ["朝阳区", "鼓楼区", "城关区", "市中", "朝阳", "吉林", "恩施", "伊宁", "海南", "辽宁朝阳"]
)
def test_a_shared_name_is_never_decided(name: str) -> None:
    assert find(name) is None
    assert len(candidates(name)) > 1


def test_from_above_a_shared_name_is_plain() -> None:
    assert the("朝阳区", the("北京市")).code == "110105"
    assert the("朝阳区", the("长春市")).code == "220104"
    assert find("鼓楼区", within=the("江苏省")) is None  # 南京 and 徐州
    assert the("鼓楼区", the("南京市")).code == "320106"
    assert find("吉林", level=Level.CITY) == by_code("220200")
    assert find("吉林", level=Level.PROVINCE) == by_code("220000")


def test_within_means_below_or_failing_that_the_region_itself() -> None:
    lishui = the("丽水市")
    assert find("莲都", within=lishui) == by_code("331102")
    assert find("丽水", within=lishui) == lishui
    assert find("衢州市", within=lishui) is None
    assert find("柯城区", within=lishui) is None


@pytest.mark.parametrize(
    "text", ["", " ", "县", "丽", "松阳县、龙泉市", "松阳县/龙泉市", "丽水经开区", "某某县", "x" * 10_000]
)
def test_unknown(text: str) -> None:
    assert find(text) is None
    assert candidates(text) == ()


def test_candidates_stand_in_code_order() -> None:
    assert [place.code for place in candidates("朝阳区")] == ["110105", "220104"]
    assert names(candidates("海南")) == ["海南区", "海南省", "海南藏族自治州"]


@given(st.text(max_size=60) | st.text(alphabet="吉林海南省市区县恩施 朝阳/-", max_size=60))
def test_any_text_is_taken(text: str) -> None:
    found = find(text)
    assert found is None or found in candidates(text)


def test_a_long_chain_of_names_is_no_place() -> None:
    assert find("吉林" * 20) is None


@pytest.mark.parametrize(
    ("text", "area", "name"),
    [
        ("莲都去", "丽水市", "莲都区"),
        ("锦宁畲族自治县", "丽水市", "景宁畲族自治县"),
        ("丽氺市", "浙江省", "丽水市"),
        ("青天县", "丽水市", "青田县"),
    ],
)
def test_nearest(text: str, area: str, name: str) -> None:
    place = nearest(text, within=the(area))
    assert place is not None
    assert place.name == name


def test_nearest_offers_nothing_far_or_doubtful() -> None:
    assert nearest("整改进展", within=the("丽水市")) is None
    assert nearest("朝阳去") is None
    assert nearest("") is None


# --- zones and unit lists -------------------------------------------------------------------------

HEAD = ("单位", "所属市", "简称", "是否上报")
ZONES = UnitList.from_rows(
    [
        ["附件"],
        [None, "单 位\n名称", "所属地市", "备注", "简称"],
        ["", "丽水经济技术开发区", "丽水市", 2021.0, None],
        ["", "仙都风景名胜区", "浙江省丽水市", "", "仙都"],
        ["", None],
        ["", "衢州高新区", "衢州"],
    ]
)


def test_zones_are_regions_with_made_codes() -> None:
    assert [(zone.code, zone.level, zone.parent) for zone in ZONES.zones] == [
        ("331100Z01", Level.COUNTY, "331100"),
        ("331100Z02", Level.COUNTY, "331100"),
        ("330800Z01", Level.COUNTY, "330800"),
    ]
    assert ZONES.faults == ()
    assert names(ancestors(ZONES.zones[0])) == ["丽水市", "浙江省"]


@pytest.mark.parametrize(
    "text", ["丽水经济技术开发区", "丽水经开区", "经开区", "丽水开发区", "丽水市经开区", "浙江省丽水市经济技术开发区"]
)
def test_a_zone_is_found_by_its_names(text: str) -> None:
    assert find(text, units=ZONES) == ZONES.zones[0]
    assert find(text) is None


def test_zones_of_two_cities_share_the_name_of_their_kind() -> None:
    both = UnitList.from_rows([HEAD, ["丽水经开区", "丽水市"], ["衢州经开区", "衢州市"]])
    assert find("经开区", units=both) is None
    assert find("经开区", within=the("衢州市"), units=both) == both.zones[1]
    assert names(candidates("经开区", units=both)) == ["衢州经开区", "丽水经开区"]


def test_lists_that_differ_in_a_short_name_are_not_taken_for_each_other() -> None:
    lists = [UnitList.from_rows([HEAD, ["南城新材料园", "丽水市", f"南城、{short}"]]) for short in ("老园", "新园")]
    assert lists[0] != lists[1]
    assert [names_in(the("丽水市"), one)("新园") for one in lists] == [None, "南城新材料园"]


def test_zones_are_expected_after_the_counties() -> None:
    lishui = the("丽水市")
    assert names(expected_units(lishui, units=ZONES)[-3:]) == ["龙泉市", "丽水经济技术开发区", "仙都风景名胜区"]
    assert len(expected_units(lishui, units=ZONES)) == 11


def test_a_unit_can_be_taken_out() -> None:
    units = UnitList.from_rows([HEAD, ["莲都区", "", "", "否"], ["松阳县", "", "", "是"], ["云和县", "", "", False]])
    assert len(expected_units(the("丽水市"), units=units)) == 7
    assert "莲都区" not in names(expected_units(the("丽水市"), units=units))


def test_a_complete_list_sets_units_and_order() -> None:
    rows = [HEAD, ["龙泉市"], ["莲都区"], ["丽水经开区", "丽水市"], ["云和县", "", "", "否"]]
    units = UnitList.from_rows(rows, only=True)
    assert names(expected_units(the("丽水市"), units=units)) == ["龙泉市", "莲都区", "丽水经开区"]
    assert expected_units(the("衢州市"), units=units) == children(the("衢州市"))


def test_a_kind_that_is_also_a_heading_makes_no_heading_of_its_row() -> None:
    rows = [
        [*HEAD, "类型"],
        ["莲都区", "", "", "", "县（市、区）"],
        ["南城新材料园", "丽水市", "", "", "功能区"],
        ["云和县"],
    ]
    units = UnitList.from_rows(rows)
    assert (names(units.listed), units.faults) == (["莲都区", "南城新材料园", "云和县"], ())
    assert set(units.kinds.values()) == {"县(市、区)", "功能区"}


def test_rows_that_cannot_be_used_are_told() -> None:
    units = UnitList.from_rows(
        [
            HEAD,
            ["朝阳区"],
            ["经开区"],
            ["松阳县", "衢州市"],
            ["新区", "某某市"],
            ["", "丽水市"],
            ["", ""],
            ["朝阳区", "北京市"],
        ]
    )
    assert [(fault.row, fault.name) for fault in units.faults] == [
        (2, "朝阳区"),
        (3, "经开区"),
        (4, "松阳县"),
        (5, "新区"),
        (6, ""),
    ]
    assert [unit.code for unit in units.listed] == ["110105"]


@pytest.mark.parametrize("rows", [[], [["莲都区"], ["松阳县"]]])
def test_a_list_without_heading_is_told(rows: list[list[str]]) -> None:
    units = UnitList.from_rows(rows)
    assert units.listed == ()
    assert [fault.row for fault in units.faults] == [0]


def test_a_unit_listed_twice_counts_once() -> None:
    units = UnitList.from_rows([HEAD, *[["丽水经开区", "丽水市"]] * 2, *[["莲都区"]] * 2])
    assert len(units.zones) == 1
    assert len(expected_units(the("丽水市"), units=units)) == 10


@given(st.lists(st.lists(st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(HEAD))))
def test_any_rows_are_taken(rows: list[list[object]]) -> None:
    UnitList.from_rows(rows)
