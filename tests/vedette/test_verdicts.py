"""A desk's judgement is stored, counted, and exported as a labelled claim."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from connectors.store import Store
from connectors.store.tables import articles
from pipeline.catalogue.catalogue import load
from schemas import AlertEvent, Because, Verdict
from schemas.errors import ConfigError
from tests.vedette.stored import FEED, LONG_AFTER, NOW, filled
from vedette.verdicts import NOBODY, Judgement, counts, export, judge

CLAIM = {
    "military": "French soldiers",
    "military_id": "FRA",
    "region": "Donbas",
    "region_name": "Donbas",
    "region_country": "UA",
    "activity": "train",
    "stance": "affirmed",
    "holder": None,
    "background": False,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with filled(tmp_path) as store:
        yield store


def opened(store: Store) -> AlertEvent:
    return store.alerts.events()[-1]


def say(store: Store, right: bool, *rest: Any, now: Any = NOW, **fields: Any) -> Verdict:
    return judge(store, opened(store), Judgement(right, *rest, **fields), load(), now)


def claims(store: Store) -> list[dict[str, Any]]:
    (line,) = export(store.verdicts.all(), load())
    return list(line["claims"])


def test_a_right_alert_is_exported_as_it_was_read(store: Store) -> None:
    say(store, True)
    (line,) = export(store.verdicts.all(), load())
    assert line["claims"] == [CLAIM]
    assert (line["title"], line["feed"]) == ("French soldiers train in Donbas", FEED)
    assert line["text"] == "They train there, Macron denies it."
    assert line["verdicts"][0]["verdict"] == "right"
    for slot in ("military", "region"):
        assert str(CLAIM[slot]) in f"{line['title']}\n{line['text']}"


@pytest.mark.parametrize("because", [Because.OLD, Because.DUPLICATE])
def test_an_old_or_repeated_alert_was_read_right(store: Store, because: Because) -> None:
    say(store, False, because)
    assert claims(store) == [CLAIM]


def test_a_wrong_reading_is_no_claim_until_somebody_says_what_it_is(store: Store) -> None:
    say(store, False, Because.STANCE)
    assert claims(store) == []
    say(store, False, Because.STANCE, "planned")
    assert claims(store) == [{**CLAIM, "stance": "planned"}]


@pytest.mark.parametrize(
    ("because", "instead", "changed"),
    [
        (Because.MILITARY, "FRA/foreign-legion", {"military_id": "FRA"}),
        (Because.MILITARY, "GBR", {"military_id": "GBR"}),
        (Because.REGION, "ML", {"region_name": "Mali", "region_country": "ML"}),
        (Because.ACTIVITY, "deploy", {"activity": "deploy"}),
        (Because.HOLDER, "Macron", {"holder": "Macron"}),
        (Because.HOLDER, NOBODY, {"holder": None}),
    ],
)
def test_a_slot_is_put_right(store: Store, because: Because, instead: str, changed: dict[str, Any]) -> None:
    say(store, False, because, instead)
    assert claims(store) == [{**CLAIM, **changed}]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (Judgement(True, Because.OLD), "leave them out"),
        (Judgement(False, None, "GBR"), "name it with --because"),
        (Judgement(False, Because.OLD, "GBR"), "name it with --because"),
        (Judgement(False, Because.MILITARY, "Elves"), "is no military"),
        (Judgement(False, Because.REGION, "Narnia"), "is no region"),
        (Judgement(False, Because.STANCE, "sure"), "is no stance"),
        (Judgement(False, Because.HOLDER, "Putin"), "write the holder as the text has it"),
    ],
)
def test_what_cannot_be_is_refused_and_not_stored(store: Store, said: Judgement, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        judge(store, opened(store), said, load(), NOW)
    assert store.verdicts.all() == []


def test_the_last_word_of_a_person_counts_and_another_person_has_one_too(store: Store) -> None:
    say(store, False, Because.OLD, by="Ann")
    say(store, True, by="Ann")
    say(store, False, Because.REGION, by="Ben")
    of_feed, of_subscription = (counts(store, by)[0] for by in ("feed", "subscription"))
    assert of_feed.precision == 0.5
    assert of_feed == (FEED, 1, 1, (("region", 1),))
    assert of_subscription.name == "france-in-ukraine"


def test_a_verdict_outlives_its_article(store: Store) -> None:
    with store.database.write() as connection:
        connection.execute(delete(articles))
    verdict = say(store, True, now=LONG_AFTER)
    assert verdict.text == opened(store).cause.evidence.quote  # type: ignore[union-attr]
    assert claims(store) == [CLAIM]
