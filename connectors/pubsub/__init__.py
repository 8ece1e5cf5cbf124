"""Google Cloud Pub/Sub: subscriptions as an unbounded source and topics as a sink, on any Beam runner.

The emulator is used where PUBSUB_EMULATOR_HOST is set; else Google's default credentials.
"""

from connectors.broker import record
from connectors.pubsub.address import parse
from connectors.pubsub.message import Message
from connectors.pubsub.reading import Reading
from connectors.pubsub.sink import WriteToPubSub
from connectors.pubsub.source import ReadFromPubSub

__all__ = ["Message", "ReadFromPubSub", "Reading", "WriteToPubSub", "parse", "record"]
