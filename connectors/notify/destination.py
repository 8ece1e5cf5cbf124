"""A destination: something that takes a message, or says whether it may take it later."""

from typing import NamedTuple, Protocol

from connectors.notify.outbox import Pending
from schemas.delivery_times import RateCap


class Destination(Protocol):
    """`send` returns once the message is taken. It raises DeliveryFailed to be tried again, DeliveryRefused not to be.

    It is called for one message at a time, and again with the same id where nobody knows whether it was taken.
    """

    @property
    def rate(self) -> RateCap | None: ...
    async def send(self, message: Pending) -> None: ...


class Place(NamedTuple):
    """A destination as it is configured: where it is, what signs for it, how much it may get."""

    name: str
    url: str
    secret: str = ""
    rate: RateCap | None = None

    def __repr__(self) -> str:
        return f"Place({self.name!r})"  # neither URL nor secret ever reaches a log
