"""Articles, windows and scans for the tests of this package, made from a few words."""

from datetime import UTC, datetime

from pipeline.catalogue.catalogue import load
from schemas.article import Article, DateSource, Scanned, Window

SEEN = datetime(2026, 11, 25, 12, tzinfo=UTC)


def article(title: str, text: str = "", language: str = "en", **fields: str) -> Article:
    return Article(
        id="a1",
        entry_key="https://outlet.example/a1",
        revision="r1",
        url="https://outlet.example/a1",
        feed="https://outlet.example/feed",
        outlet=fields.get("outlet", "outlet.example"),
        family=fields.get("family", "outlet.example"),
        title=title,
        text=text,
        language=language,
        published_at=SEEN,
        date_source=DateSource.FEED,
        seen_at=SEEN,
        fingerprint="",
        credit=fields.get("credit", ""),
    )


def window(title: str, text: str = "", language: str = "en") -> Window:
    return scanned(article(title, text, language)).windows[0]


def scanned(item: Article) -> Scanned:
    """The whole body as one window: these tests are about reading, not about scanning."""
    hits = load().hits(item.body, item.language)
    whole = Window(
        article_id=item.id,
        start=0,
        end=len(item.body),
        text=item.body,
        language=item.language,
        title_end=len(item.title),
        hits=hits,
    )
    return Scanned(article=item, windows=(whole,))
