"""`normalise`: an entry as it was sent becomes an article that stages can reason about. Pure; each job has its file."""

from datetime import datetime

from pipeline.text.credit import credit, is_agency
from pipeline.text.dates import arbitrate
from pipeline.text.fingerprint import fingerprint
from pipeline.text.html import check_size, has_markup, to_text, to_title
from pipeline.text.language import language
from pipeline.text.outlet import family, outlet
from pipeline.text.urls import canonical
from schemas import ids
from schemas.article import Article
from schemas.entry import Entry
from schemas.errors import RejectedEntry


def normalise(entry: Entry, *, undated_at: datetime | None = None) -> Article:
    """The article of an entry. Raises RejectedEntry with the reason of its dead letter: undated, empty, oversized."""
    for field in (entry.title, entry.summary, entry.content):
        check_size(field)
    title = _encodable(entry.title if entry.plain_title else to_title(entry.title))
    text = _encodable(_fuller(entry, title))
    if not title.strip() and not text.strip():
        raise RejectedEntry("empty", "neither a title nor a text is left once markup and boilerplate are off")
    url = canonical(entry.link, entry.feed) or canonical(entry.guid)
    dates = arbitrate(entry.published, url, entry.seen_at, undated_at)
    tongue = language(title, text, entry.language)
    publisher = outlet(url, entry.feed, entry.source)
    house = family(publisher)
    return Article(
        id=ids.article_id(url, title, text),
        entry_key=_key(entry, url, title, text),
        revision=ids.revision_id(title, text),
        url=url,
        feed=entry.feed,
        outlet=publisher,
        family=house,
        title=title,
        text=text,
        language=tongue,
        published_at=dates.published_at,
        date_source=dates.source,
        seen_at=dates.seen_at,
        fingerprint=fingerprint(title, text, tongue),
        credit=credit(text) or (house if is_agency(house) else ""),
        entry_id=entry.id,
        where=entry.where,
    )


def _fuller(entry: Entry, title: str) -> str:
    """The fuller of an entry's two bodies. The shorter is nearly always the other's beginning, or "read more"."""
    bodies = [_body(body, title) for body in (entry.content, entry.summary) if body]
    return max(bodies, key=len, default="")


def _body(source: str, title: str) -> str:
    """A body's text. In markup a first line that is the headline again is lay-out; in plain text nothing is touched."""
    text = to_text(source)
    first, _, rest = text.partition("\n")
    return rest if has_markup(source) and first == title.strip() else text


def _encodable(text: str) -> str:
    """Lone surrogates, which broken JSON escapes leave behind, have no UTF-8: each becomes one U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _key(entry: Entry, url: str, title: str, text: str) -> str:
    """The entry key. A home page is nobody's address, and an entry without address and guid is only itself."""
    path = url.removeprefix("https://").partition("/")[2]
    name = entry.guid or entry.id or ids.revision_id(title, text)
    return ids.entry_key(url if path else "", entry.feed or url, name)
