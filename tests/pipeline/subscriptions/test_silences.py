"""What somebody silenced is decided as before, and not delivered."""

from datetime import timedelta
from typing import Any

from pipeline.ledger.policy import Policy
from pipeline.subscriptions.silences import held_back, in_words
from pipeline.subscriptions.timeline import timeline
from schemas import AlertEvent, Silence, SilenceKind, Status
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, HOUR, MONDAY, asks, say

MADE = [
    say("FRA affirmed train donbas"),
    say("FRA affirmed train donbas", outlet="b.example", at=MONDAY + HOUR),
    say("FRA affirmed train donbas", outlet="c.example", at=MONDAY + 2 * HOUR),
    say("FRA denied presence UA", by="Macron", at=MONDAY + 3 * HOUR),
]
OPENED, SECOND, THIRD, CONTESTED = timeline(MADE, asks(), CATALOGUE, Policy(), MONDAY + DAY)
NOW = MONDAY + DAY


def silence(kind: SilenceKind = SilenceKind.SILENCED, **fields: Any) -> Silence:
    return Silence(kind=kind, since=MONDAY, **fields)


def is_held(event: AlertEvent, *silences: Silence, now: Any = NOW) -> bool:
    return held_back(event, silences, CATALOGUE, now) is not None


def test_a_mute_holds_back_everything_of_what_it_names() -> None:
    for fields in ({"thread": OPENED.thread.id}, {"subscription": "france-in-ukraine"}, {"root": "FRA"}):
        muted = silence(SilenceKind.MUTED, **fields)
        assert all(is_held(event, muted) for event in (OPENED, SECOND, CONTESTED))


def test_a_region_is_silenced_with_all_that_lies_in_it() -> None:
    assert is_held(OPENED, silence(region="europe"))
    assert not is_held(OPENED, silence(region="ML"))
    assert not is_held(OPENED, silence(region="atlantis"))


def test_all_that_a_silence_names_must_fit() -> None:
    assert not is_held(OPENED, silence(root="FRA", subscription="another"))


def test_a_silence_that_names_nothing_silences_nothing() -> None:
    assert not is_held(OPENED, silence())


def test_a_silence_is_over_at_its_time() -> None:
    brief = silence(root="FRA", until=NOW)
    assert is_held(OPENED, brief, now=NOW - timedelta(seconds=1))
    assert not is_held(OPENED, brief, now=NOW)
    assert not is_held(OPENED, brief, now=MONDAY - HOUR)


def test_an_acknowledged_alert_tells_its_changes_and_no_more_of_the_same() -> None:
    known = silence(SilenceKind.ACKNOWLEDGED, thread=OPENED.thread.id, status=Status.CORROBORATED)
    assert is_held(THIRD, known)
    assert not is_held(CONTESTED, known)
    assert not is_held(OPENED, known)


def test_what_was_said_again_renews_the_silence() -> None:
    assert silence(root="FRA").id == silence(root="FRA", until=NOW, by="Ann").id
    assert silence(root="FRA").id != silence(root="RUS").id


def test_a_silence_says_who_until_when_and_why() -> None:
    told = in_words(silence(root="FRA", until=NOW, by="Ann", note="known"))
    assert told == "silenced by Ann until 2026-03-03 09:00 UTC: known"
