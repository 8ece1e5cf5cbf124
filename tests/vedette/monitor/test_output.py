"""The log of a monitor: what is ours, a line each, as text or as JSON."""

import json
import logging
from collections.abc import Iterator

import pytest
from rich.console import Console

from vedette.monitor.output import start_log


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def logged(style: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    start_log(style, Console(stderr=True))
    logging.warning("of a library that gives no name")
    logging.getLogger("apache_beam.somewhere").warning("of Beam")
    logging.getLogger("vedette.monitor").warning("ours\nin \x1b[31mtwo", extra={"feed": "https://a.example/f"})
    logging.error("no name, but a fault")
    return capsys.readouterr().err.splitlines()


def test_json_is_a_line_for_each_record_and_keeps_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    ours, fault = map(json.loads, logged("json", capsys))
    assert (ours["message"], ours["level"], ours["feed"]) == ("ours\nin \x1b[31mtwo", "warning", "https://a.example/f")
    assert (fault["message"], fault["level"]) == ("no name, but a fault", "error")


def test_text_has_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    lines = logged("text", capsys)
    assert len(lines) == 3
    assert not [line for line in lines if "\x1b" in line]
