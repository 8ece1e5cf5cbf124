"""From what a subscription calls a destination to the destination itself.

    [destinations.desk]                     # in vedette.toml; a subscription then says destinations = ["desk"]
    url = "slack://…"                       # or url_env = "DESK_URL", to keep it out of the file
    rate = "10/minute"                      # at most
    [destinations.hook]
    url = "https://example.org/vedette"     # a signed webhook
    secret_env = "HOOK_SECRET"
    [destinations.feeds]
    url = "feed:/srv/www/feeds"             # an Atom feed and a JSON Feed for each subscription

A subscription may also name an Apprise URL itself, or `stdout`.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from connectors.notify import services
from connectors.notify.destination import Destination, Place
from connectors.notify.feedfiles import FeedFiles
from connectors.notify.outbox import destination_key
from connectors.notify.services import Service
from connectors.notify.webhook import Webhook
from connectors.notify.wording import Names
from schemas import Subscription, delivery_times
from schemas.delivery_times import RateCap
from schemas.errors import AddressRefused, ConfigError

STDOUT = "stdout"
FEED = "feed:"
_WEB = ("http://", "https://")
_SERVICE_RATE = RateCap(20, timedelta(minutes=1))  # what chat services commonly bear


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `[destinations.NAME]` table."""

    url: str = ""
    url_env: str = ""
    secret: str = ""
    secret_env: str = ""
    rate: str = ""


class Directory:
    """Every destination, made when first asked for. `printed` is what stands for `stdout`."""

    def __init__(
        self,
        places: Mapping[str, Place],
        names: Names,
        session: aiohttp.ClientSession,
        clock: Callable[[], datetime],
        *,
        allow_private: bool = False,
        printed: Destination | None = None,
    ) -> None:
        self._places, self._names, self._session, self._clock = places, names, session, clock
        self._allow_private = allow_private
        self._made: dict[str, Destination] = {STDOUT: printed} if printed else {}

    def find(self, key: str, subscription: Subscription) -> Destination:
        """The destination that the outbox calls `key`. Raises ConfigError, or AddressRefused, where there is none."""
        if key not in self._made:
            self._made[key] = self._make(self._place(key, subscription))
        return self._made[key]

    def check(self, subscriptions: Iterable[Subscription]) -> None:
        """Refuse at the start what could never be delivered."""
        for subscription in subscriptions:
            for text in subscription.destinations:
                try:
                    destination = self.find(destination_key(text), subscription)
                    if isinstance(destination, Service):
                        destination.check()
                except (ConfigError, AddressRefused) as error:
                    raise ConfigError(f"subscription {subscription.name!r}: {error}") from error

    def _place(self, key: str, subscription: Subscription) -> Place:
        if key in self._places:
            return self._places[key]
        url = next((text for text in subscription.destinations if "://" in text and destination_key(text) == key), "")
        if url:
            return Place(key, url, rate=_SERVICE_RATE)
        close = difflib.get_close_matches(key, self._places, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"add [destinations.{key}] with a url to vedette.toml"
        raise ConfigError(f"no destination is called {key!r}: {hint}")

    def _make(self, place: Place) -> Destination:
        if place.url.startswith(FEED):
            return FeedFiles(Path(place.url.removeprefix(FEED)).expanduser(), self._names)
        if place.url.casefold().startswith(_WEB):
            return Webhook(place, self._names, self._session, self._clock, allow_private=self._allow_private)
        return Service(place, self._names, allow_private=self._allow_private)


def places(tables: Mapping[str, Any], environ: Mapping[str, str], where: str) -> dict[str, Place]:
    """The places in `[destinations]`; `where` is the file's name in errors."""
    return {name: _place(name, table, environ, f"{where}: [destinations.{name}]") for name, table in tables.items()}


def _place(name: str, table: Any, environ: Mapping[str, str], where: str) -> Place:
    try:
        settings = msgspec.convert(table, Settings)
        rate = delivery_times.rate_cap(settings.rate)
    except (msgspec.ValidationError, ValueError) as error:
        raise ConfigError(f"{where}: {error}") from error
    url = _given(settings.url, settings.url_env, environ, where, "url")
    if not url:
        raise ConfigError(f"{where}: url is missing: write url = … or url_env = the name of a variable that holds it")
    if not url.startswith(FEED) and "://" not in url:
        raise ConfigError(f"{where}: its url is none: write https://…, feed:/folder or an Apprise URL such as ntfy://…")
    is_service = not url.startswith(FEED) and not url.casefold().startswith(_WEB)
    if is_service:
        services.require_allowed(url, name)
    secret = _given(settings.secret, settings.secret_env, environ, where, "secret")
    return Place(name, url, secret, rate or (_SERVICE_RATE if is_service else None))


def _given(value: str, variable: str, environ: Mapping[str, str], where: str, key: str) -> str:
    if value and variable:
        raise ConfigError(f"{where}: {key} and {key}_env: write one of them")
    if variable and not environ.get(variable):
        raise ConfigError(f"{where}: {key}_env: the variable {variable} is not set")
    return value or environ.get(variable, "")
