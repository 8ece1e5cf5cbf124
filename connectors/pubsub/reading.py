"""`Reading`: which subscription is read, and whether it ends."""

from connectors import broker


class Reading(broker.Reading, frozen=True, kw_only=True):
    subscription: str  # projects/PROJECT/subscriptions/NAME
    until_idle: bool = False  # end once nothing came for `idle`
    splits: int = 2  # every reader of a process takes from one stream
