"""`WriteToPubSub`: records to a topic; out come the dead letters of those that no broker will take."""

import functools

from connectors.pubsub.publisher import Publisher, writable
from connectors.writing import WriteToBroker


class WriteToPubSub(WriteToBroker):
    """Takes a PCollection of records of ours, gives a PCollection[DeadLetter]."""

    def __init__(self, topic: str, *, ordered: bool = False) -> None:
        super().__init__("pubsub", writable(topic), functools.partial(Publisher, topic, ordered=ordered))
