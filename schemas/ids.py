"""The identity rules: an id is a hash of content, so the same input gives the same id in every process."""

import hashlib
import json

DIGEST_CHARACTERS = 20  # 80 bits: two of a billion ids collide with a probability below one in a million


def digest(kind: str, *parts: str) -> str:
    """A stable hex id of the parts; `kind` keeps ids of different things apart."""
    payload = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(payload, digest_size=DIGEST_CHARACTERS // 2).hexdigest()


def entry_key(canonical_url: str, feed: str, guid: str) -> str:
    """What makes two entries revisions of one another: the canonical URL, else the feed and its guid."""
    return canonical_url if canonical_url else f"{feed}#{guid}"


def article_id(canonical_url: str, title: str, text: str) -> str:
    return digest("article", canonical_url, title, text)


def revision_id(title: str, text: str) -> str:
    """Which content of an entry this is."""
    return digest("revision", title, text)


def claim_id(military: str, activity: str, region: str) -> str:
    return digest("claim", military, activity, region)


def report_id(article: str, claim: str, stance: str, holder: tuple[int, int] | None) -> str:
    """`holder` is the holder's character span in the article, or None for the outlet's own voice."""
    return digest("report", article, claim, stance, f"{holder[0]}:{holder[1]}" if holder else "")


def thread_id(subscription: str, root: str, region: str, group: str) -> str:
    return digest("thread", subscription, root, region, group)


def event_id(thread: str, episode: str, kind: str, changed: str) -> str:
    """`changed` is what changed (the k of corroborated, the holder of denied), never the report that caused it."""
    return digest("event", thread, episode, kind, changed)


def silence_id(kind: str, subscription: str, thread: str, root: str, region: str) -> str:
    return digest("silence", kind, subscription, thread, root, region)


def verdict_id(event: str, by: str) -> str:
    return digest("verdict", event, by)


def summary_id(subscription: str, predicate: str, destination: str) -> str:
    """Of the one delivery with which a subscription begins; a changed predicate begins anew."""
    return digest("summary", subscription, predicate, destination)
