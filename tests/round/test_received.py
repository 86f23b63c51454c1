"""What lies in an inbox: an archive's entry that cannot be unpacked is named."""

from __future__ import annotations

import zipfile
from pathlib import Path

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
