from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.trust.process import Runner


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    process = Runner()
    yield process
    process.close()
