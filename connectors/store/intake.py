"""What has come in, counted from the stored articles: by feed, and by hour, language and country. Changes nothing."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Integer, func, select, type_coerce

from connectors.feeds.intake import FeedIntake, HourlyIntake
from connectors.store.columns import EPOCH
from connectors.store.engine import Database
from connectors.store.tables import articles, feeds
from schemas import Feed, wire

DAYS = timedelta(days=9)  # of hours that are compared
_HOUR = 3_600_000_000  # microseconds


class Intake:
    """The intake of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_feed(self) -> dict[str, FeedIntake]:
        """All articles of each feed that are still kept."""
        passed = func.sum(articles.c.passed.cast(Integer))
        query = select(articles.c.feed, articles.c.language, func.count(), passed)
        with self._database.read() as connection:
            rows = connection.execute(query.group_by(articles.c.feed, articles.c.language)).all()
        found: dict[str, FeedIntake] = {}
        for feed, language, count, through in sorted(rows, key=lambda row: (row[0], row[1])):
            before = found.get(feed, FeedIntake())
            found[feed] = FeedIntake(
                entries=before.entries + count,
                passed=before.passed + int(through or 0),
                languages=(*before.languages, (language, count)),
            )
        return found

    def hourly(self, now: datetime) -> list[HourlyIntake]:
        """Articles of the last days by hour, language and country of the feed, sorted."""
        hour = type_coerce(articles.c.seen_at, BigInteger).op("/")(_HOUR).label("hour")
        passed = func.sum(articles.c.passed.cast(Integer))
        query = select(hour, articles.c.language, articles.c.feed, func.count(), passed)
        query = query.where(articles.c.seen_at >= now - DAYS).group_by(hour, articles.c.language, articles.c.feed)
        with self._database.read() as connection:
            kept = (wire.decode(data, Feed) for data in connection.execute(select(feeds.c.data)).scalars())
            countries = {feed.url: feed.country for feed in kept}
            rows = connection.execute(query).all()
        sums: dict[tuple[int, str, str], tuple[int, int]] = {}
        for at, language, feed, count, through in rows:
            key = (int(at), language, countries.get(feed, ""))
            before = sums.get(key, (0, 0))
            sums[key] = (before[0] + count, before[1] + int(through or 0))
        return [
            HourlyIntake(
                hour=EPOCH + timedelta(hours=at),
                language=language,
                country=country,
                entries=count,
                passed=through,
            )
            for (at, language, country), (count, through) in sorted(sums.items())
        ]
