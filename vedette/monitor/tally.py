"""What a running monitor counts: read by the live view, the metrics and the log. Counts only, nothing decides by it."""

import collections
from dataclasses import dataclass, field
from datetime import datetime

from schemas import AlertEvent

SHOWN = 8  # alerts and feeds in the live view


@dataclass
class Tally:
    """Counters since the start; written by one process, from several threads, each number by one of them."""

    started: datetime
    feeds: int = 0
    due: int = 0
    polls: collections.Counter[str] = field(default_factory=collections.Counter)  # by outcome: read, unchanged, …
    entries: int = 0  # new ones, into the inbox
    waiting: int = 0  # in the inbox
    to: str = ""  # the topic that entries go to, instead of being read here
    forwarded: int = 0
    articles: int = 0
    passed: int = 0  # articles that the scan let through
    reports: int = 0
    dead: collections.Counter[str] = field(default_factory=collections.Counter)  # by stage
    events: collections.Counter[str] = field(default_factory=collections.Counter)  # by kind
    sent: int = 0  # events decided to be sent
    deliveries: collections.Counter[str] = field(default_factory=collections.Counter)  # by outcome
    batches: int = 0
    batch_seconds: float = 0.0  # of all batches together
    troubles: collections.Counter[str] = field(default_factory=collections.Counter)  # of feeds, by kind
    collapses: int = 0  # languages and countries whose intake has collapsed
    newest: collections.deque[AlertEvent] = field(default_factory=lambda: collections.deque(maxlen=SHOWN))

    def decided(self, events: list[AlertEvent]) -> None:
        for event in events:
            self.events[str(event.kind)] += 1
            if event.sent:
                self.sent += 1
                self.newest.append(event)
