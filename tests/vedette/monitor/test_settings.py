"""What the settings of a monitor refuse, before anything is opened."""

from pathlib import Path
from typing import Any

import pytest

from schemas.errors import ConfigError
from vedette.monitor.settings import read_settings


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"serve": "8085"}, "HOST:PORT"),
        ({"max_age": "soon"}, "--max-age"),
        ({"contact": "nobody"}, "contact"),
        ({"metrics_port": "x"}, "metrics_port"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_write(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        read_settings(None, given)


def test_an_option_beats_the_file_and_a_setting_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "vedette.toml"
    file.write_text('[monitor]\nserve = "127.0.0.1:1"\nstore = "a.db"\n')
    settings = read_settings(file, {"serve": "[::1]:2", "store": None})
    assert (settings.serve_at(), settings.store) == (("::1", 2), "a.db")
    file.write_text('[monitor]\nserves = "127.0.0.1:1"\n')
    with pytest.raises(ConfigError, match="'serves'"):
        read_settings(file, {})


def test_nothing_is_served_unless_asked_for() -> None:
    assert read_settings(None, {}).serve_at() is None
