"""The charts as PNG files."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import pytest

from tests.rollup.counties import merged
from tests.write.cities import city, tracked
from xl_tools.books.file.output import Output
from xl_tools.core.errors import UserError
from xl_tools.write.pictures import FONTS, write_pictures

NAMES = ["各单位任务状态.png", "历期完成率.png", "完成时限分布.png", "状态矩阵.png"]


def chinese_font() -> bool:
    pytest.importorskip("matplotlib")
    from matplotlib.font_manager import fontManager

    return not {font.name for font in fontManager.ttflist}.isdisjoint(FONTS)


@pytest.mark.parametrize("make", [city, tracked, merged])
def test_pictures_are_drawn_with_colours_of_the_statuses(tmp_path: Path, make: object) -> None:
    if not chinese_font():
        pytest.skip("no Chinese font on this machine")
    from PIL import Image

    paths = write_pictures(make(), tmp_path, Output())  # type: ignore[operator]
    assert sorted(path.name for path in paths) == sorted(path.name for path in tmp_path.glob("*.png")) == sorted(NAMES)
    for path in paths:
        with Image.open(BytesIO(path.read_bytes())) as picture:
            assert min(picture.size) > 90
    if make is not merged:
        with Image.open(tmp_path / NAMES[0]) as picture:
            colours = {colour for _, colour in picture.convert("RGB").getcolors(1_000_000) or ()}
        assert {(0x00, 0x72, 0xB2), (0x56, 0xB4, 0xE9)} <= colours


def test_without_the_package_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UserError, match=r"\.\[pictures\]"):
        write_pictures(city(), tmp_path, Output())
    assert not list(tmp_path.glob("*.png"))


def test_without_a_chinese_font_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setattr("xl_tools.write.pictures.FONTS", ())
    with pytest.raises(UserError, match="没有中文字体"):
        write_pictures(city(), tmp_path, Output())
