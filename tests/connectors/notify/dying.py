"""A delivering process for the crash test: sends what a store's outbox holds to a webhook until it is killed."""

import sys
from datetime import UTC, datetime

from connectors.notify.destination import Place
from connectors.store import open_store
from tests.connectors.notify.making import NAMES
from vedette.deliver import deliver

SECRET = "whsec_" + "a2tr" * 10


def main(store: str, url: str, now: str) -> None:
    at = datetime.fromisoformat(now).astimezone(UTC)
    with open_store(store) as opened:
        known = {"desk": Place("desk", url, SECRET)}
        deliver(opened.outbox, known, NAMES, owner="me", once=True, allow_private=True, clock=lambda: at)


if __name__ == "__main__":
    main(*sys.argv[1:])
