"""`WriteToPubSub`: records to a topic; out come the dead letters of those that no broker will take."""

import functools
from typing import Any

import apache_beam as beam

from connectors.pubsub.publisher import Publisher
from connectors.writing import Writing
from schemas import DeadLetter
from schemas.errors import ConfigError


class WriteToPubSub(beam.PTransform):
    """Takes a PCollection of records of ours, gives a PCollection[DeadLetter]."""

    def __init__(self, topic: str, *, ordered: bool = False) -> None:
        super().__init__()
        if "/topics/" not in topic or topic.endswith("/"):
            raise ConfigError("a Pub/Sub address to write to names a topic: pubsub://PROJECT/vedette.reports")
        self._topic, self._ordered = topic, ordered

    def expand(self, records: Any) -> Any:
        writing = Writing("pubsub", self._topic, functools.partial(Publisher, self._topic, ordered=self._ordered))
        return records | "Write" >> beam.ParDo(writing).with_output_types(DeadLetter)
