"""`pubsub://PROJECT/NAME`: a topic to write to, or a subscription to read from."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from schemas.errors import ConfigError

SCHEME = "pubsub"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}")  # as Pub/Sub has it


class Address(NamedTuple):
    project: str
    name: str

    @property
    def topic(self) -> str:
        return f"projects/{self.project}/topics/{self.name}"

    @property
    def subscription(self) -> str:
        return f"projects/{self.project}/subscriptions/{self.name}"


def parse(url: str) -> Address:
    """The parts of an address. Raises ConfigError."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ConfigError(f"a Pub/Sub address cannot be read: {error}") from error
    if parts.scheme != SCHEME or not parts.netloc or parts.query:
        raise ConfigError(f"{url!r} is no Pub/Sub address: write pubsub://PROJECT/vedette.entries")
    name = parts.path.strip("/")
    if name and not _NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no name of a Pub/Sub topic or subscription")
    return Address(parts.netloc, name)
