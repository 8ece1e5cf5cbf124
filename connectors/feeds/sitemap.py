"""News sitemaps (Google News) to `Content`: they name the headline, the publisher and the time, but carry no text."""

import re

from connectors.feeds.content import Channel, Content, Refusal, not_empty
from connectors.feeds.dates import when
from connectors.feeds.links import host, joined, web_link
from connectors.feeds.markup import unescaped, without_comments
from schemas import Entry
from schemas.errors import NotAFeed, RejectedEntry

SHOWN = 1_000
_URL = re.compile(r"<(?:[\w-]+:)?url\s*>", re.IGNORECASE)
_FIELD = re.compile(
    r"<(?!(?:image|video):)(?:[\w-]+:)?(loc|title|name|language|publication_date|lastmod)\b[^>]*>"
    r"\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))\s*(?=<(/?))",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(r"</(?:[\w-]+:)?(url|urlset)\s*>", re.IGNORECASE)


def read(text: str, base: str = "") -> Content:
    """One entry an address that has news. `text` is prepared. Raises NotAFeed for a sitemap without any."""
    parts = _URL.split(without_comments(text))[1:]
    fields = [_fields(part) for part in parts]
    is_cut, is_half = _cut(parts[-1] if parts else text)
    news = [found for found in (fields[:-1] if is_half else fields) if "title" in found or "publication_date" in found]
    if parts and not news and not is_half:
        raise NotAFeed("not_a_feed", "a sitemap without news: give the address of the news sitemap")
    ending = Refusal("truncated", "the sitemap has no end", text[-SHOWN:]) if is_cut else None
    return Content(_channel(news, base), tuple(_item(found, base) for found in news), ending)


def _fields(part: str) -> dict[str, str]:
    """The texts of one `url` by name, the first of each that says anything."""
    found: dict[str, str] = {}
    for match in _FIELD.finditer(part):
        text = (match[2] if match[2] is not None else unescaped(match[3])).strip()
        if text and match[4]:
            found.setdefault(match[1].lower(), text)
    return found


def _cut(last: str) -> tuple[bool, bool]:
    """Whether the sitemap has no end, and whether its last `url` has none either."""
    ends = {match[1].lower() for match in _END.finditer(last)}
    return "urlset" not in ends, not ends


def _channel(news: list[dict[str, str]], base: str) -> Channel:
    site = host(next((joined(base, found["loc"]) for found in news if "loc" in found), ""))
    return Channel(
        link=f"https://{site}/" if site else "", title=_shared(news, "name"), language=_shared(news, "language")
    )


def _shared(news: list[dict[str, str]], field: str) -> str:
    """What all of them say, or ""."""
    values = {found.get(field, "") for found in news}
    return values.pop() if len(values) == 1 else ""


def _item(found: dict[str, str], base: str) -> Entry | Refusal:
    link = web_link(joined(base, found.get("loc", "")))
    title = found.get("title", "")
    entry = Entry(
        guid=link,
        link=link,
        title=title,
        published=when(found.get("publication_date")) or when(found.get("lastmod")),
        language=found.get("language", ""),
        source=found.get("name", ""),
    )
    try:
        return not_empty(entry)
    except RejectedEntry as error:
        return Refusal(error.reason, error.detail, link)
