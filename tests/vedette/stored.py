"""A store with a short story in it: French instructors in Donbas, a second origin, a denial."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from connectors.store import Store, open_store
from pipeline.catalogue.catalogue import load
from pipeline.ledger.policy import Policy
from pipeline.ledgers import decide_root
from pipeline.store_ledgers import Batch, StoreLedgers
from schemas import Article, DateSource, Mention, Report, Subscription
from tests.pipeline.ledger.fakes import HOUR, MONDAY, asks, say

TRAIN = "FRA affirmed train donbas"
TITLE = "French soldiers train in Donbas"
STORY = (
    say(TRAIN, article="one", entry="https://herald.example/1"),
    say(TRAIN, outlet="b.example", at=MONDAY + HOUR),
    say("FRA denied presence UA", by="Macron", at=MONDAY + 2 * HOUR),
)
NOW = MONDAY + 3 * HOUR
FEED = "https://herald.example/feed"


@contextmanager
def filled(folder: Path, *subscriptions: Subscription, story: Sequence[Report] = STORY) -> Iterator[Store]:
    """The story, as these subscriptions (by default one for France in Ukraine) were told it."""
    with open_store(f"sqlite:///{folder}/vedette.db") as store:
        fill(store, *(subscriptions or (asks(destinations=("desk",)),)), story=story)
        yield store


def fill(store: Store, *subscriptions: Subscription, story: Sequence[Report] = STORY) -> None:
    """Tell a store the story, each report in its time."""
    ledgers = StoreLedgers(store, load(), Policy())
    for subscription in subscriptions:
        store.subscriptions.put(subscription)
    ledgers.begin(MONDAY - HOUR)
    for report in map(legible, story):
        ledgers.commit(Batch([report], articles=[article(report)]), report.seen_at)


def follows(store: Store) -> set[str]:
    """The events that follow from what is stored, decided anew."""
    now, asked = datetime.now(UTC), [owned.subscription for owned in store.subscriptions.all()]
    ids: set[str] = set()
    for root in store.reading.roots():
        made, seen = store.reading.reports_of_root(root), store.reading.revisions_of_root(root)
        ids |= {event.id for event in decide_root(made, seen, asked, load(), Policy(), now)[1]}
    return ids


def legible(report: Report, **fields: Any) -> Report:
    """The report with slots that are really in its title."""
    military = Mention(start=0, end=15, surface="French soldiers")
    region = Mention(start=25, end=31, surface="Donbas")
    return msgspec.structs.replace(report, military=military, region=region, title=TITLE, **fields)


def article(report: Report) -> Article:
    return Article(
        id=report.article_id, entry_key=report.entry_key, revision=report.revision, url=report.url, feed=FEED,
        outlet=report.outlet, family=report.family, title=TITLE, text="They train there, Macron denies it.",
        language="en", published_at=report.published_at, date_source=DateSource.FEED, seen_at=report.seen_at,
        fingerprint="",
    )  # fmt: skip


LONG_AFTER = NOW + timedelta(days=60)
