"""Independent origins that add up: told once each."""

from tests.pipeline.ledger.fakes import HOUR, MONDAY, outlets, say
from tests.pipeline.subscriptions.stories import TRAIN, events, kinds, of_kind, sent


def test_each_milestone_of_independent_origins_is_told_once() -> None:
    found = events(*(say(TRAIN, outlet=outlet, at=MONDAY + n * HOUR) for n, outlet in enumerate(outlets(6))))
    assert [(event.kind, event.changed) for event in found] == [
        ("opened", ""),
        ("corroborated", "2"),
        ("corroborated", "3"),
        ("corroborated", "5"),
    ]


def test_a_wire_copy_or_a_citation_corroborates_nothing() -> None:
    first = say(TRAIN, by="Paris Match", fingerprint="story")
    copy = say(TRAIN, outlet="copy.example", at=MONDAY + HOUR, fingerprint="story")
    citation = say(TRAIN, by="Paris Match", outlet="other.example", at=MONDAY + 2 * HOUR)
    assert kinds(events(first, copy, citation)) == ["opened"]


def test_min_origins_waits_for_enough_independent_origins() -> None:
    made = [say(TRAIN, outlet=outlet, at=MONDAY + n * HOUR) for n, outlet in enumerate(outlets(3))]
    found = events(*made, min_origins=2)
    assert [(event.kind, event.at) for event in found] == [
        ("opened", MONDAY + HOUR),
        ("corroborated", MONDAY + 2 * HOUR),
    ]
    assert events(say("FRA planned deploy UA"), say("FRA denied deploy UA"), min_origins=2) == []


def test_corroboration_after_a_denial_is_kept_for_who_asks_and_told_to_who_does_not() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + HOUR)
    second = say(TRAIN, outlet="b.example", at=MONDAY + 2 * HOUR)
    assert sent(say(TRAIN), denial, second) == ["opened", "contested", "corroborated"]
    found = events(say(TRAIN), denial, second, inhibit_corroborated_after_denied=True)
    assert kinds([event for event in found if event.sent]) == ["opened", "contested"]
    assert "after a denial is not asked for" in of_kind(found, "corroborated").sent_reason


def test_corroboration_before_a_denial_is_told_whatever_follows() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + 2 * HOUR)
    second = say(TRAIN, outlet="b.example", at=MONDAY + HOUR)
    told = sent(say(TRAIN), second, denial, inhibit_corroborated_after_denied=True)
    assert told == ["opened", "corroborated", "contested"]
