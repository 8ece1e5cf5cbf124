"""Events of a subscription in a real store, with the rows of its outbox."""

from collections.abc import Iterable

from msgspec.structs import replace

from connectors.notify.outbox import planned
from connectors.store import Store, alerts, outbox
from schemas import AlertEvent, Subscription
from tests.connectors.notify.making import NOW


def fill(store: Store, asked: Subscription, events: Iterable[AlertEvent]) -> None:
    """As if they had been decided for it at NOW."""
    store.subscriptions.define([asked], asked.name)
    own = [replace(each, thread=replace(each.thread, subscription=asked.name)) for each in events]
    with store.database.write() as connection:
        alerts.keep(connection, own, NOW)
        outbox.write_rows(connection, [outbox.Row(each, row) for each in own for row in planned(each, asked, NOW)])
