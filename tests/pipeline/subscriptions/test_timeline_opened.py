"""What opens a thread, and what does not."""

from tests.pipeline.ledger.fakes import DAY, HOUR, MONDAY, outlets, say
from tests.pipeline.subscriptions.stories import TRAIN, events, kinds, of_kind, sent


def test_the_first_report_opens_a_thread() -> None:
    (opened,) = events(say(TRAIN, by="Paris Match"))
    assert (opened.kind, opened.status, opened.episode, opened.thread.region) == (
        "opened",
        "reported",
        "2026-W10",
        "UA",
    )
    assert opened.reason == "new here: train in donbas, affirmed by Paris Match"
    assert [voice.outlet for voice in opened.voices] == ["herald.example"]


def test_a_report_that_does_not_match_opens_nothing() -> None:
    assert events(say("RUS affirmed attack UA"), say("FRA affirmed train ML")) == []


def test_old_news_opens_and_sends_nothing() -> None:
    assert events(say(TRAIN, published=MONDAY - 9 * DAY)) == []
    late = say(TRAIN, outlet="b.example", at=MONDAY + HOUR, published=MONDAY - 9 * DAY)
    corroborated = of_kind(events(say(TRAIN), late), "corroborated")
    assert (corroborated.sent, corroborated.sent_reason) == (False, "old")


def test_unknown_militaries_open_only_for_who_asks_and_corroborate_nothing() -> None:
    drones = [say("unknown affirmed attack UA", outlet=outlet) for outlet in outlets(3)]
    assert events(*drones, militaries=()) == []
    assert sent(*drones, militaries=("unknown",)) == ["opened"]


def test_background_opens_nothing_unless_asked_for() -> None:
    known = say(TRAIN, background=True)
    assert events(known) == []
    assert kinds(events(known, background=True)) == ["opened"]


def test_status_is_folded_over_everything_though_the_predicate_is_narrow() -> None:
    (opened,) = events(
        say(TRAIN, language="en"), say(TRAIN, outlet="fr.example", language="fr", at=MONDAY + HOUR), languages=("fr",)
    )[:1]
    assert (opened.kind, opened.status, len(opened.origins)) == ("opened", "corroborated", 2)


def test_an_uncertain_report_is_shown_to_who_asks_and_carries_no_weight() -> None:
    doubtful = say(TRAIN, confidence=0.3)
    found = events(doubtful, say(TRAIN, at=MONDAY + HOUR, outlet="b.example"), min_confidence=0.2)
    assert [(event.kind, event.changed, event.status) for event in found] == [
        ("opened", "uncertain", "uncertain"),
        ("opened", "", "reported"),
    ]
