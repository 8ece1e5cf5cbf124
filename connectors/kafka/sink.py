"""`WriteToKafka`: records to a topic; out come the dead letters of those that no broker will take."""

import functools

from connectors.kafka.address import Connection
from connectors.kafka.publisher import Publisher, writable
from connectors.writing import WriteToBroker


class WriteToKafka(WriteToBroker):
    """Takes a PCollection of records of ours, gives a PCollection[DeadLetter]."""

    def __init__(self, connection: Connection, topic: str) -> None:
        super().__init__("kafka", writable(topic), functools.partial(Publisher, connection, topic))
