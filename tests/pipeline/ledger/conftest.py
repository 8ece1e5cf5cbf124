"""Ledger tests write fingerprints as plain words; only those that share one are near."""

import pytest

from tests.pipeline.ledger import fakes


@pytest.fixture(autouse=True)
def plain_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.plain_fingerprints(monkeypatch)
