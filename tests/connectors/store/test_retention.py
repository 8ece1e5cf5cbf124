from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from connectors.store import Store, inbox, ledger, retention
from connectors.store.retention import Keep, forget
from connectors.store.tables import metadata, roots
from schemas import Article, DateSource, DeadLetter, Entry, Report, Revision
from tests.pipeline.ledger.fakes import say

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
OLD = NOW - 400 * DAY


def article(id: str, at: datetime, entry: str = "") -> Article:
    return Article(
        id=id, entry_key=entry or id, revision="", url="", feed="f", outlet="o", family="o", title="t", text="x",
        language="en", published_at=at, date_source=DateSource.FEED, seen_at=at, fingerprint="",
    )  # fmt: skip


def fill(store: Store) -> Report:
    """An old article with a report and one without, a new one; old entries, one of them waiting."""
    report = say("FRA affirmed train donbas", at=OLD, article="told", entry="told")
    with store.database.write() as connection:
        made = [article("told", OLD), article("silent", OLD), article("new", NOW)]
        ledger.put_articles(connection, made)
        ledger.put_sightings(connection, [Revision(entry_key=a.id, article_id=a.id, seen_at=a.seen_at) for a in made])
        ledger.lock_root(connection, "FRA")
        ledger.put_reports(connection, [report], {"told": "f"})
    store.inbox.add([Entry(title="read", seen_at=OLD), Entry(title="waiting", seen_at=OLD)], OLD)
    read, _ = store.inbox.take(2, "me", OLD, DAY)
    store.database.writing(lambda connection: inbox.done(connection, [read.id], OLD))
    store.dead_letters.add([DeadLetter(stage="scan", reason="failed", detail="", where="")], OLD)
    return report


def count(store: Store, name: str) -> int:
    with store.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one())


def test_articles_go_and_the_words_that_reports_quote_stay(store: Store) -> None:
    report = fill(store)
    forget(store.database, NOW)
    assert store.reading.article("told") is None
    kept = store.reading.report(report.id)
    assert kept is not None
    assert kept.evidence.quote == report.evidence.quote
    assert store.reading.article("new") is not None


def test_sightings_stay_where_a_report_needs_them(store: Store) -> None:
    fill(store)
    forget(store.database, NOW)
    with store.database.read() as connection:
        left = ledger.sightings_of_entries(connection, ["told", "silent", "new"])
    assert [one.entry_key for one in left] == ["new", "told"]


def test_what_was_not_read_yet_stays_however_old(store: Store) -> None:
    fill(store)
    assert forget(store.database, NOW)["entries"] == 1
    assert store.inbox.waiting() == 1


def test_what_is_forgotten_is_counted_and_forgotten_once(store: Store) -> None:
    fill(store)
    assert forget(store.database, NOW)["articles"] == 2
    assert set(forget(store.database, NOW).values()) == {0}


def test_many_rows_go_in_many_small_transactions(store: Store) -> None:
    with store.database.write() as connection:
        ledger.put_articles(connection, [article(f"a{number}", OLD) for number in range(retention.AT_ONCE + 5)])
    assert forget(store.database, NOW)["articles"] == retention.AT_ONCE + 5


def test_nothing_is_forgotten_where_nothing_is_to_be(store: Store) -> None:
    fill(store)
    forget(store.database, NOW, Keep(articles=None, entries=None, deliveries=None, dead_letters=None))
    assert [count(store, name) for name in ("articles", "entries", "sightings", "dead_letters")] == [3, 2, 3, 1]


def test_roots_are_never_forgotten(store: Store) -> None:
    fill(store)
    forget(store.database, NOW)
    with store.database.read() as connection:
        assert list(connection.execute(select(roots.c.root)).scalars()) == ["FRA"]
