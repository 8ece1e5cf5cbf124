"""Ledger tests write fingerprints as plain words; only equal ones are near."""

import pytest

from schemas import fingerprint


@pytest.fixture(autouse=True)
def plain_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "near", lambda a, b: bool(a) and set(a.split("+")) & set(b.split("+")) != set())
    monkeypatch.setattr(fingerprint, "bands", lambda a: tuple(sorted(set(a.split("+")))))
