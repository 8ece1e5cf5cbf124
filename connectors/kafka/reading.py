"""`Reading`: which topic of which cluster is read, from where on."""

from connectors import broker
from connectors.kafka.address import Connection
from connectors.kafka.offsets import EARLIEST


class Reading(broker.Reading, frozen=True, kw_only=True):
    connection: Connection
    topic: str
    group: str = ""  # "": nothing is committed
    start: int = EARLIEST  # EARLIEST, LATEST, or milliseconds since 1970; only where nothing was read before
    until_now: bool = False  # end at what is there when the reading begins
    slack: int = 5_000  # the clocks of producers differ less than a subscription's messages are out of order
