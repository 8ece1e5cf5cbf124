"""Entries as those of the feed that was polled, wherever redirects led: the feed is part of their identity. Pure."""

import msgspec

from connectors.feeds.parse import Document
from schemas import Entry, Feed


def localised(feed: Feed, document: Document) -> Document:
    """The document's entries as this feed's. Their language is their own, else the document's, else the feed's."""

    def own(entry: Entry) -> Entry:
        language = entry.language or document.language or feed.language
        where = feed.url + entry.where[entry.where.rfind("#") :]
        return msgspec.structs.replace(entry, feed=feed.url, language=language, where=where)

    return document._replace(entries=tuple(map(own, document.entries)))
