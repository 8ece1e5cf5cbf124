"""What the tests of the stages share: articles made of a sentence, and the one catalogue of the process."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue, load
from schemas import Article, DateSource

SHARED = Path(__file__).resolve().parents[3] / "shared"
_THEN = datetime(2024, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    def make(title: str, language: str, text: str = "", outlet: str = "") -> Article:
        return Article(
            id="a", entry_key="a", revision="", url="", feed="", outlet=outlet, family=outlet, title=title, text=text,
            language=language, published_at=_THEN, date_source=DateSource.GIVEN, seen_at=_THEN, fingerprint="",
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.exists():
        pytest.skip("needs ../shared beside the repository")
    return SHARED
