"""What a subscriber is told, and when: the rules of DESIGN §3 as short stories, a file for each kind of event."""

from schemas import EventKind
from tests.pipeline.ledger.fakes import DAY, HOUR, KYIV, MONDAY, ODESA, daily, say
from tests.pipeline.subscriptions.stories import TRAIN, events, kinds, of_kind


def test_the_founding_article_is_told_once_with_everything_in_it() -> None:
    made = [
        say("FRA affirmed train donbas", by="Paris Match", article="seed"),
        say("FRA denied deploy UA", by="Macron", article="seed"),
        say(f"FRA planned deploy {KYIV}", by="Macron", article="seed"),
        say(f"FRA planned deploy {ODESA}", by="Macron", article="seed"),
    ]
    found = events(*made)
    assert [(event.kind, event.status, event.sent) for event in found] == [
        ("opened", "contested", True),
        ("contested", "contested", False),
    ]
    assert found[0].reason == "new here: train in donbas, affirmed by Paris Match"
    assert found[1].sent_reason == "told with `opened` of the same moment"
    assert {voice.stance for voice in found[0].voices} == {"affirmed", "denied", "planned"}


def test_every_event_says_why_it_was_decided_and_why_it_is_sent_or_not() -> None:
    made = [*daily(TRAIN, 10), say("FRA denied train UA", by="Macron", at=MONDAY + HOUR)]
    for event in events(*made, now=MONDAY + 40 * DAY):
        assert event.reason
        assert event.sent_reason


def test_an_id_never_depends_on_the_report_that_caused_the_event() -> None:
    early, late = say(TRAIN), say(TRAIN, outlet="b.example", at=MONDAY + HOUR)
    assert [event.id for event in events(late)] == [events(early, late)[0].id]
    assert EventKind.CORROBORATED in kinds(events(early, late))


def test_they_were_there_and_have_left_opens_with_the_withdrawal() -> None:
    made = (say("FRA affirmed presence UA", article="one"), say("FRA affirmed withdraw UA", article="one"))
    opened = of_kind(events(*made), "opened")
    assert (opened.status, opened.reason) == ("ended", "new here: withdraw in UA, affirmed by herald.example")
