"""A captured RSS, Atom or RDF document or news sitemap to entries: the parser of live feeds, with a file around it."""

from collections.abc import Iterator

import msgspec

from connectors.archive.dead import dead
from connectors.archive.fields import file_name
from connectors.feeds import documents
from connectors.feeds.content import Refusal
from schemas import DeadLetter, Entry
from schemas.errors import NotAFeed

SHOWN = 1_000  # characters of what is no feed that its dead letter shows


def feed_entries(text: str, where: str) -> Iterator[Entry | DeadLetter]:
    """The document's entries. Where it was cut, those before the cut, and a dead letter."""
    try:
        channel, items, ending = documents.read(text)
    except NotAFeed as error:
        yield dead(where, error.error_class.replace("_", "-"), error.detail, text[:SHOWN].encode())
        return
    feed = channel.url or channel.link or file_name(where)
    for number, item in enumerate(items, 1):
        place = f"{where}#{number}"
        if isinstance(item, Refusal):
            yield _dead(item, place)
        else:
            yield msgspec.structs.replace(item, feed=feed, where=place)
    if ending:
        yield _dead(ending, where)


def _dead(refusal: Refusal, where: str) -> DeadLetter:
    return dead(where, refusal.reason, refusal.detail, refusal.payload.encode())
