"""What a poller can be told: who it says that it is, how much it may do at once, what it may fetch."""

import re
from datetime import timedelta

from connectors.feeds.fetch import Limits
from connectors.feeds.pace import Pace
from schemas.errors import ConfigError
from schemas.record import Record

AGENT = "Vedette"  # the name that robots.txt files may use
VERSION = "0.1"
_CONTACT = re.compile(r"(?:https?://|mailto:)[\x21-\x7e]{3,200}|[\x21-\x7e]+@[\x21-\x7e]+")


class PollSettings(Record, frozen=True, kw_only=True):
    """The settings of a poller."""

    contact: str  # an address where those who run the servers reach who runs this: a URL or an e-mail address
    owner: str = "vedette"  # names this process in leases: another one for each process on one store
    pace: Pace = Pace()
    limits: Limits = Limits()
    page_limits: Limits = Limits(total=timedelta(seconds=30), body=5_000_000, redirects=5)
    concurrency: int = 64  # feeds asked at once; never two of one host
    lease: timedelta = timedelta(minutes=10)
    allow_private: bool = False
    page_age: timedelta = timedelta(days=3)  # entries published longer ago are not worth a page
    patience: timedelta = timedelta(minutes=2)  # whoever finds a host busy for longer comes back another time


def user_agent(contact: str) -> str:
    """The honest name of this program. Raises ConfigError where the contact is missing or is none."""
    if not _CONTACT.fullmatch(contact):
        message = f"the contact {contact!r} is no URL or e-mail address: say where the servers' owners can reach you"
        raise ConfigError(message + ", for instance contact = 'https://example.org/bot'")
    return f"{AGENT}/{VERSION} (news feed monitor; +{contact})"
