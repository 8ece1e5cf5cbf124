"""Apache Kafka: topics as an unbounded source and as a sink, over kafka-python, without Java."""

from connectors.broker import record
from connectors.kafka.address import Address, Connection, parse
from connectors.kafka.message import Message
from connectors.kafka.reading import Reading
from connectors.kafka.sink import WriteToKafka
from connectors.kafka.source import ReadFromKafka

__all__ = ["Address", "Connection", "Message", "ReadFromKafka", "Reading", "WriteToKafka", "parse", "record"]
