"""``make audit`` against a service of advisories that runs here: a hole fails, silence warns."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import ROOT

SILENCE = "NOTHING WAS AUDITED"


@contextmanager
def service(status: int, holed: str = "") -> Iterator[str]:
    """A service that speaks OSV's protocol and knows a hole in one package; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            package = asked["package"]
            events = [{"introduced": "0"}]
            affected = [{"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}]
            hole = {"id": "PYSEC-2099-1", "summary": "a hole", "aliases": [], "affected": affected}
            body = json.dumps({"vulns": [hole]} if package["name"] == holed else {}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def audit(address: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "audit")],
        env=os.environ | {"AUDIT_OSV_URL": address, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def quiet() -> subprocess.CompletedProcess[str]:
    """The audit where no package has a hole; the tests need pip-audit itself, which comes from the index."""
    with service(200) as address:
        done = audit(address)
    if SILENCE in done.stderr:
        assert not os.environ.get("XL_TOOLS_REQUIRE_REAL"), done.stderr
        pytest.skip("pip-audit cannot be had")
    return done


def test_no_hole_is_known(quiet: subprocess.CompletedProcess[str]) -> None:
    assert quiet.returncode == 0
    found = re.search(r"(\d+) of (\d+) packages asked about, 0 known holes", quiet.stdout)
    assert found
    assert found[1] == found[2]
    assert int(found[1]) > 40


def test_a_known_hole_fails(quiet: subprocess.CompletedProcess[str]) -> None:
    with service(200, holed="lxml") as address:
        done = audit(address)
    assert done.returncode == 1, quiet
    assert re.search(r"^lxml [0-9.]+: PYSEC-2099-1$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("status", [404, 500])
def test_who_tells_nothing_is_warned_about(status: int, quiet: subprocess.CompletedProcess[str]) -> None:
    with service(status) as address:
        done = audit(address)
    assert done.returncode == 0, quiet
    assert SILENCE in done.stderr
    assert done.stdout == ""
