"""`WriteToKafka`: records to a topic; out come the dead letters of those that no broker will take."""

import functools
from typing import Any

import apache_beam as beam

from connectors.kafka.address import Connection
from connectors.kafka.publisher import Publisher
from connectors.writing import Writing
from schemas import DeadLetter
from schemas.errors import ConfigError


class WriteToKafka(beam.PTransform):
    """Takes a PCollection of records of ours, gives a PCollection[DeadLetter]."""

    def __init__(self, connection: Connection, topic: str) -> None:
        super().__init__()
        if not topic:
            raise ConfigError("a Kafka address to write to names a topic: kafka://localhost:9092/vedette.reports")
        self._connection, self._topic = connection, topic

    def expand(self, records: Any) -> Any:
        writing = Writing("kafka", self._topic, functools.partial(Publisher, self._connection, self._topic))
        return records | "Write" >> beam.ParDo(writing).with_output_types(DeadLetter)
