"""The list of parts that the wheel carries is that of the lock file, with hashes."""

from __future__ import annotations

import json
import re

from tests.conftest import ROOT

LOCK = ROOT / ".ci" / "lock"


def locked(name: str) -> dict[str, str]:
    text = (LOCK / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text, re.MULTILINE))


def test_the_list_of_parts_is_that_of_the_lock_file() -> None:
    listed = json.loads((LOCK / "sbom.cdx.json").read_text("utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    assert {part["name"]: part["version"] for part in listed["components"]} == locked("run.txt"), "make sbom"


def test_every_pinned_package_has_a_hash() -> None:
    for name in ("run.txt", "test.txt"):
        entries = re.split(r"\n(?=[a-z0-9])", (LOCK / name).read_text("utf-8").strip())
        assert all("--hash=sha256:" in entry for entry in entries)
