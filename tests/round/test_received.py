"""What lies in an inbox: each file with the folders around it; an entry that cannot be unpacked is named."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from xl_tools.round.collecting.received import gather


def test_an_entry_packed_in_a_way_that_is_not_known_is_named(tmp_path: Path) -> None:
    inbox, unpacked = tmp_path / "来件", tmp_path / "解压"
    inbox.mkdir()
    unpacked.mkdir()
    with zipfile.ZipFile(inbox / "来.zip", "w") as archive:
        archive.writestr("a.xlsx", b"x")
    data = (inbox / "来.zip").read_bytes()
    stored, other = b"\0\0", (97).to_bytes(2, "little")  # 97: WavPack
    data = data.replace(b"PK\x03\x04\x14\0\0\0" + stored, b"PK\x03\x04\x14\0\0\0" + other)
    data = data.replace(b"PK\x01\x02\x14\x03\x14\0\0\0" + stored, b"PK\x01\x02\x14\x03\x14\0\0\0" + other)
    (inbox / "来.zip").write_bytes(data)
    (found,) = gather(inbox, unpacked)
    assert "用了不支持的压缩方式" in (found.problem or "")


@pytest.mark.parametrize("streamed", [False, True])
def test_the_folders_around_a_file_are_told_the_nearest_first(tmp_path: Path, streamed: bool) -> None:
    """In an archive, too, whose names are in GBK, as Windows packs them, or in UTF-8. One that was written piece by
    piece (streamed) says so in the flags that tell the names' encoding."""
    inbox, unpacked = tmp_path / "来件", tmp_path / "解压"
    (inbox / "各县" / "青田县").mkdir(parents=True)
    unpacked.mkdir()
    (inbox / "各县" / "青田县" / "进展.xlsx").write_bytes(b"x")
    with zipfile.ZipFile(inbox / "各县" / "一批.zip", "w") as archive:
        archive.writestr("莲都区/12月/报送.xlsx", b"x")
    gbk = "缙云县/表.xlsx".encode("gbk")
    with zipfile.ZipFile(inbox / "二批.zip", "w") as archive:
        archive.writestr("a" * len(gbk), b"x")
    data = (inbox / "二批.zip").read_bytes().replace(b"a" * len(gbk), gbk)
    if streamed:
        data = data.replace(b"PK\x03\x04\x14\0\0", b"PK\x03\x04\x14\0\x08")
        data = data.replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\x08")
    (inbox / "二批.zip").write_bytes(data)
    found = list(gather(inbox, unpacked))
    assert [one.problem for one in found] == [None] * 3
    assert [one.names for one in found] == [
        ("表", "缙云县", "二批"),
        ("报送", "12月", "莲都区", "一批", "各县"),
        ("进展", "青田县", "各县"),
    ]
    assert [one.path.name for one in found] == ["表.xlsx", "报送.xlsx", "进展.xlsx"]
