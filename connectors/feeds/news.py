"""What of a document is news: entries not seen before, and entries seen before with other content. Pure.

A feed repeats itself at every poll. What it said last time is known by a short key an entry, twelve characters of its
identity and eight of its content, so that nothing is stored twice and the learned interval counts only what is new.
The store drops what still comes twice; this memory need not be perfect, only small.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas import DeadLetter, Entry, ids

IDENTITY, CONTENT = 12, 8
VANISHED = 300  # entries remembered that are no longer in the document: some servers take turns in telling
PAGED = "p"  # behind a key: the page of this entry has been fetched


class Fresh(NamedTuple):
    """An entry that is new, or has new content."""

    entry: Entry
    key: str
    is_new: bool
    was_paged: bool


class News(NamedTuple):
    fresh: tuple[Fresh, ...]
    dead: tuple[DeadLetter, ...]  # dead letters not seen before
    known: tuple[str, ...]  # what to remember of all this


def compare(known: Sequence[str], entries: Sequence[Entry], dead: Iterable[DeadLetter] = ()) -> News:
    """The news in a document, given what was known."""
    old = {key[: IDENTITY + CONTENT] for key in known}
    identities = {key[:IDENTITY]: key.endswith(PAGED) for key in known}
    links = Counter(entry.link for entry in entries)
    found: dict[str, Fresh] = {}
    for entry in entries:
        identity = _identity(entry, links[entry.link] > 1)
        key = identity + _content(entry)
        found.setdefault(key, Fresh(entry, key, identity not in identities, identities.get(identity, False)))
    letters = {_letter(letter): letter for letter in dead}
    fresh = tuple(each for key, each in found.items() if key not in old)
    current = [key + PAGED if each.was_paged else key for key, each in found.items()]
    return News(
        fresh, tuple(letter for key, letter in letters.items() if key not in old), _remembered(known, current, letters)
    )


def with_page(known: Sequence[str], key: str) -> tuple[str, ...]:
    """What is known once the page of an entry was fetched: all contents of the entry are marked."""
    identity = key[:IDENTITY]
    return tuple(each + PAGED if each.startswith(identity) and not each.endswith(PAGED) else each for each in known)


def _remembered(known: Sequence[str], current: Sequence[str], letters: Iterable[str]) -> tuple[str, ...]:
    """All of the document, then what was known of entries that it no longer has, the latest first.

    A document without entries is a mishap, not a reason to forget.
    """
    if not current:
        return (*letters, *(key for key in known if key not in set(letters)))
    identities = {key[:IDENTITY] for key in (*current, *letters)}
    vanished = [key for key in known if key[:IDENTITY] not in identities]
    return (*current, *letters, *vanished[:VANISHED])


def _identity(entry: Entry, is_shared: bool) -> str:
    """By the link, because guids are made up anew at each request here and there; where entries share one, by both."""
    if entry.link and not is_shared:
        return ids.digest("link", entry.link)[:IDENTITY]
    return ids.digest("guid", entry.link, entry.guid or entry.title)[:IDENTITY]


def _content(entry: Entry) -> str:
    return ids.digest("content", entry.title, entry.summary, entry.content)[:CONTENT]


def _letter(letter: DeadLetter) -> str:
    return ids.digest("dead", letter.reason, letter.payload or letter.detail)[: IDENTITY + CONTENT]
