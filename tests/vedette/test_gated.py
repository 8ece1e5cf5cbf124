"""The gate stands before costly models only, and `explain` shows what it did."""

import io
import json

import pytest
from rich.console import Console

from pipeline.catalogue.catalogue import load
from pipeline.claims.cues import CueModel
from schemas import SpanClaim, Window
from vedette.explain import explain
from vedette.extract import Line, extract, read

CLAIM = "French soldiers train in Donbas"
OTHER = "Germany beat Japan to reach the final"  # a scan finds states and a battle
STRIKER = "The captain scored twice as the striker fired home late."


class Costly(CueModel):
    """Reads like the cue model, behind the gate, and remembers what it was given."""

    gated = True

    def __init__(self) -> None:
        self.seen: list[str] = []

    def read(self, window: Window) -> tuple[SpanClaim, ...]:
        self.seen.append(window.text.partition("\n")[0])
        return super().read(window)


def lines(monkeypatch: pytest.MonkeyPatch) -> list[Line]:
    entries = [{"title": CLAIM, "text": ""}, {"title": OTHER, "text": STRIKER}]
    raw = "\n".join(map(json.dumps, entries)).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    return list(read(None))


def test_a_costly_model_never_sees_what_the_gate_drops(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Costly()
    reports = [extract(line, load(), model)["reports"] for line in lines(monkeypatch)]
    assert model.seen == [CLAIM]
    assert [len(each) for each in reports] == [1, 0]


def test_the_cue_model_reads_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Costly()
    monkeypatch.setattr(Costly, "gated", CueModel.gated)
    for line in lines(monkeypatch):
        extract(line, load(), model)
    assert model.seen == [CLAIM, OTHER]


def test_explain_says_what_the_gate_dropped_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(width=400, file=io.StringIO())
    for line in lines(monkeypatch):
        console.print(explain(line, load(), Costly(), ()))
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "dropped by the gate: -" in said
    assert "against a floor of" in said
