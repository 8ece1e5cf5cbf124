"""Making Vedette's topics on Pub/Sub, each with one subscription of the same name."""

import contextlib
from collections.abc import Iterable
from typing import Any

from google.api_core.exceptions import AlreadyExists, GoogleAPIError
from google.cloud import pubsub_v1
from google.protobuf.duration_pb2 import Duration

from connectors.pubsub.address import Address
from connectors.topics import Topic
from schemas.errors import ConfigError

ACK_DEADLINE = 60  # seconds; a reader extends it while it works
LONGEST = 7 * 24 * 3600  # seconds that a subscription keeps what nobody acknowledged


def create(project: str, topics: Iterable[Topic]) -> list[str]:
    """Make the topics and subscriptions that are missing; the names of the topics made."""
    publisher, subscriber = pubsub_v1.PublisherClient(), pubsub_v1.SubscriberClient()
    try:
        return [topic.name for topic in topics if _create(publisher, subscriber, Address(project, topic.name), topic)]
    except GoogleAPIError as error:
        raise ConfigError(f"pubsub://{project}: {error}") from error
    finally:
        publisher.stop()
        subscriber.close()


def _create(publisher: Any, subscriber: Any, place: Address, topic: Topic) -> bool:
    made = True
    try:
        publisher.create_topic(name=place.topic)
    except AlreadyExists:
        made = False
    with contextlib.suppress(AlreadyExists):
        subscriber.create_subscription(
            request={
                "name": place.subscription,
                "topic": place.topic,
                "ack_deadline_seconds": ACK_DEADLINE,
                "enable_message_ordering": topic.ordered,
                "message_retention_duration": Duration(seconds=min(int(topic.kept.total_seconds()), LONGEST)),
            }
        )
    return made
