"""The public page before a judge of its own: axe-core, in a headless Chromium."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import subprocess
import tarfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.app.test_report_change import DONE, ON, month
from xl_tools.app.report import report

VERSION = "4.14.1"
HASH = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
"""Of the package, as the npm registry tells it (sha512)."""
pytestmark = pytest.mark.real("chromium", "npm")


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, by npm; skipped with the reason where no registry can be reached."""
    folder = tmp_path_factory.mktemp("axe")
    command = ["npm", "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=folder)
    if done.returncode:
        reason = f"axe-core does not come from the registry: {done.stderr.strip()[-200:]}"
        if os.environ.get("XL_TOOLS_REQUIRE_REAL") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    package = (folder / f"axe-core-{VERSION}.tgz").read_bytes()
    assert base64.b64encode(hashlib.sha512(package).digest()).decode() == HASH
    with tarfile.open(fileobj=BytesIO(package)) as files:
        script = files.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


def judged(page: str, axe: str, folder: Path) -> dict[str, Any]:
    """What axe says of a page."""
    # A page may hold the end of a script in a text of the script: it must not end it.
    run = "axe.run().then(said => { document.documentElement.textContent = JSON.stringify(said); });"
    (folder / "axe.js").write_text(f"{axe}\nwindow.addEventListener('load', () => {{ {run} }});", "utf-8")
    (folder / "页.html").write_text(page.replace("</head>", '<script src="axe.js"></script></head>', 1), "utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=20000", "--dump-dom", (folder / "页.html").as_uri()]
    told = subprocess.run(command, capture_output=True, timeout=120, check=True).stdout.decode()
    said: dict[str, Any] = json.loads(html.unescape(re.sub(r"^.*?<html[^>]*>|</html>\s*$", "", told, flags=re.DOTALL)))
    return said


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A public version of many tasks, with signs of markup in their texts."""
    folder = tmp_path_factory.mktemp("city")
    lines = [(place, DONE if place % 2 else ON, "2023年6月<b>底前", "清运&完毕。") for place in range(1, 12)]
    book = month(folder / "a", date(2022, 12, 20), *lines)
    report(book, kind="公开", out=folder / "公开.html")
    return (folder / "公开.html").read_text("utf-8")


def test_axe_finds_nothing_in_the_public_page(page: str, axe: str, tmp_path: Path) -> None:
    said = judged(page, axe, tmp_path)
    assert said["violations"] == []
    assert said["incomplete"] == []
    passed = {rule["id"] for rule in said["passes"]}
    assert {"document-title", "html-has-lang", "landmark-one-main", "color-contrast", "th-has-data-cells"} <= passed


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (' lang="zh-CN"', "", "html-has-lang"),
        ("color: #1a1a1a", "color: #d0d0d0", "color-contrast"),
        (' tabindex="0"', ' tabindex="3"', "tabindex"),
        ("<title>", "<title></title><i hidden>", "document-title"),
    ],
)
def test_axe_finds_a_page_that_was_spoiled(page: str, axe: str, tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert old in page
    found = judged(page.replace(old, new, 1), axe, tmp_path)["violations"]
    assert rule in {one["id"] for one in found}
