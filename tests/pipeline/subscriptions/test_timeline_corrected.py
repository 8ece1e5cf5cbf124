"""An entry that is edited takes back what it said."""

from datetime import datetime

from schemas import Revision
from tests.pipeline.ledger.fakes import DAY, HOUR, MONDAY, say
from tests.pipeline.subscriptions.stories import TRAIN, events, kinds, of_kind


def revised(at: datetime, article: str = "edited") -> Revision:
    return Revision(entry_key="entry", article_id=article, seen_at=at)


def test_a_report_that_its_entry_no_longer_makes_is_corrected() -> None:
    found = events(say(TRAIN, entry="entry"), revisions=(revised(MONDAY + HOUR),))
    assert [(event.kind, event.status, event.sent) for event in found] == [
        ("opened", "reported", True),
        ("corrected", "uncertain", True),
    ]
    assert found[1].reason == "herald.example no longer says: train in donbas, affirmed by herald.example"


def test_an_edit_that_says_the_same_corrects_nothing() -> None:
    edited = say(TRAIN, entry="entry", article="edited", at=MONDAY + HOUR)
    assert kinds(events(say(TRAIN, entry="entry"), edited)) == ["opened"]


def test_an_edit_into_a_denial_is_corrected_and_denied() -> None:
    edited = say("FRA denied train donbas", entry="entry", at=MONDAY + HOUR)
    found = events(say(TRAIN, entry="entry"), edited)
    assert [(event.kind, event.before, event.status) for event in found] == [
        ("opened", None, "reported"),
        ("corrected", "reported", "denied"),
        ("denied", "reported", "denied"),
    ]


def test_a_correction_shows_the_status_after_everything_of_its_moment() -> None:
    holds = say(TRAIN, by="Macron", entry="entry")
    edited = say("FRA affirmed deploy UA", by="Macron", entry="entry", at=MONDAY + HOUR)
    found = events(holds, edited)
    assert [(event.kind, event.status) for event in found] == [("opened", "reported"), ("corrected", "reported")]


def test_a_correction_a_month_later_belongs_to_the_episode_it_corrects() -> None:
    found = events(say(TRAIN, entry="entry"), revisions=(revised(MONDAY + 30 * DAY),), now=MONDAY + 31 * DAY)
    assert of_kind(found, "corrected").episode == "2026-W10"


def test_content_that_comes_back_counts_again() -> None:
    first = say(TRAIN, entry="entry", article="first")
    back = (revised(MONDAY + HOUR), revised(MONDAY + 2 * HOUR, "first"))
    second = say(TRAIN, outlet="b.example", at=MONDAY + 3 * HOUR)
    found = events(first, second, revisions=back)
    assert [(event.kind, event.changed, event.status) for event in found] == [
        ("opened", "", "reported"),
        ("corrected", "entry", "uncertain"),
        ("opened", "again", "reported"),
        ("corroborated", "2", "corroborated"),
    ]
    assert found[2].reason == "reported again after a correction: train in donbas, affirmed by herald.example"


def test_an_entry_that_goes_back_and_forth_is_told_each_time() -> None:
    first = say(TRAIN, entry="entry", article="first")
    other = say(TRAIN, outlet="b.example", at=MONDAY + HOUR)
    turns = tuple(revised(MONDAY + n * HOUR, "first" if n % 2 else "edited") for n in range(2, 6))
    found = [event for event in events(first, other, revisions=turns) if event.kind == "corrected"]
    assert [(event.changed, event.status, event.sent) for event in found] == [
        ("entry", "reported", True),
        ("entry again", "corroborated", True),
        ("entry 2", "reported", True),
        ("entry 2 again", "corroborated", True),
    ]
    assert found[1].reason == "herald.example says again: train in donbas, affirmed by herald.example"


def test_content_that_comes_back_in_a_later_episode_is_told() -> None:
    first = say(TRAIN, entry="entry", article="first")
    back = (revised(MONDAY + HOUR), revised(MONDAY + 7 * DAY, "first"))
    found = events(first, revisions=back, now=MONDAY + 8 * DAY)
    assert [(event.kind, event.changed) for event in found if event.sent][-1] == ("opened", "again")


def test_a_denial_that_comes_back_is_told() -> None:
    denial = say("FRA denied train UA", by="Macron", entry="entry", article="first", at=MONDAY + HOUR)
    back = (revised(MONDAY + 2 * HOUR), revised(MONDAY + 3 * HOUR, "first"))
    found = events(say(TRAIN), denial, revisions=back)
    assert [(event.kind, event.status) for event in found] == [
        ("opened", "reported"),
        ("contested", "contested"),
        ("corrected", "reported"),
        ("corrected", "contested"),
    ]


def test_what_others_report_after_a_correction_is_told() -> None:
    other = say(TRAIN, outlet="b.example", at=MONDAY + 2 * HOUR)
    found = events(say(TRAIN, entry="entry"), other, revisions=(revised(MONDAY + HOUR),))
    assert [(event.kind, event.changed) for event in found] == [
        ("opened", ""),
        ("corrected", "entry"),
        ("opened", "again"),
    ]
