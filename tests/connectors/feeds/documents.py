"""Small feed documents for tests, and the parser called in one word."""

from datetime import UTC, datetime

from connectors.feeds.parse import Document, parse

URL = "https://news.example.org/feeds/all.xml"
SEEN_AT = datetime(2026, 1, 1, tzinfo=UTC)
DATE = "Mon, 02 Jun 2025 10:00:00 GMT"


def read(document: str | bytes, content_type: str = "", url: str = URL) -> Document:
    body = document.encode() if isinstance(document, str) else document
    return parse(body, url=url, content_type=content_type, seen_at=SEEN_AT)


def rss(items: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n', channel: str = "") -> str:
    about = channel or "<title>Example Wire</title><link>https://news.example.org/</link>"
    return f'{head}<rss version="2.0"><channel>{about}{items}</channel></rss>'


def item(title: str = "T", link: str = "https://news.example.org/a/1", date: str = DATE, more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>{more}</item>"


def atom(entries: str, attributes: str = "") -> str:
    return (
        f'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{attributes}><title>W</title>{entries}</feed>'
    )


def entry(title: str = "<title>T</title>", links: str = "", attributes: str = "") -> str:
    return f"<entry{attributes}>{title}<id>tag:1</id>{links}<updated>2025-06-02T10:00:00Z</updated></entry>"
