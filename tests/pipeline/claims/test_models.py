"""Models by name: each is made once in a process, and a name that leads nowhere says what there is."""

from pathlib import Path

import pytest

from pipeline.claims.models import load
from schemas.errors import ConfigError


def test_a_model_is_made_once_in_a_process() -> None:
    assert load("cues") is load("cues")


@pytest.mark.parametrize("name", ["", "cue", "BUNDLED", "hf"])
def test_an_unknown_name_lists_what_there_is(name: str) -> None:
    with pytest.raises(ConfigError, match="bundled, cues, hf:<path or name>"):
        load(name)


def test_an_installation_without_the_bundled_model_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pipeline.claims.reader.model.BUNDLED", tmp_path / "gone")
    with pytest.raises(ConfigError, match="no bundled model"):
        load.__wrapped__("bundled")
