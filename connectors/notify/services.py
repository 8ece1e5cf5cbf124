"""E-mail, chat, push and text messages through Apprise, to the services in `services.tsv` and no others.

On that list is what sends over HTTP or SMTP from the thread that asks for it, so that `guard` sees every connection:
a service in the cloud and one of your own, by the same check. Not on it: what starts programs, writes to this machine's
desktop or log, keeps threads of its own, or reads key files.
"""

import asyncio
import contextlib
import logging
import threading
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from connectors.network import check_host
from connectors.notify import formats
from connectors.notify.destination import Place
from connectors.notify.guard import watched
from connectors.notify.letter import Letter, letter
from connectors.notify.outbox import Pending
from connectors.notify.plain import clip, unmentioned
from connectors.notify.redact import redact
from connectors.notify.wording import Names
from schemas.delivery_times import RateCap
from schemas.errors import ConfigError, DeliveryFailed, DeliveryRefused

SERVICES = Path(__file__).parent / "services.tsv"
_FILES = ("attach", "cert", "keyfile", "pgp", "pgpkey", "template")  # options that would read files of this machine
TIMEOUT = 60.0  # seconds: Apprise itself waits up to 5.5 between two messages to one service
_SHORT = 500  # a service with room for less gets the short form
_HOSTS = {"mail": "smtp_host", "server": "host"}  # what Apprise calls it; elsewhere a token may stand in its place
_TOLD = ("WARNING", "ERROR", "CRITICAL")
ID_HEADER = "X-Vedette-Id"


class Listed(NamedTuple):
    """A service of the list; `kind` is mail, server (its host stands in the URL) or cloud."""

    name: str
    kind: str


@cache
def allowed() -> dict[str, Listed]:
    """The list, by URL scheme."""
    rows = (row.split("\t") for row in SERVICES.read_text(encoding="utf-8").splitlines() if not row.startswith("#"))
    return {scheme: Listed(name, kind) for name, schemes, kind in rows for scheme in schemes.split()}


class Service:
    """`Destination` through one Apprise URL."""

    def __init__(self, place: Place, names: Names, *, allow_private: bool = False, timeout: float = TIMEOUT) -> None:
        self.rate: RateCap | None = place.rate
        self._place, self._names, self._allow_private, self._timeout = place, names, allow_private, timeout
        self._kind = allowed()[require_allowed(place.url, place.name)].kind
        self._plugin: Any = None
        self._thread: threading.Thread | None = None

    def check(self) -> None:
        """Refuse what can be refused at the start: ConfigError, AddressRefused. Names are looked up by who connects."""
        self._plugin = self._plugin or _plugin(self._place)
        host = getattr(self._plugin, _HOSTS[self._kind], "") if self._kind in _HOSTS else ""
        if host:
            check_host(str(host), allow_private=self._allow_private)

    async def send(self, message: Pending) -> None:
        """In a thread of its own, for Apprise blocks; one that hangs is waited for, and not joined by a second."""
        if self._thread is not None and self._thread.is_alive():
            raise DeliveryFailed(f"{self._place.name}: still busy with an earlier message")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        arguments = (letter(message, self._names), loop, done)
        self._thread = threading.Thread(target=self._run, args=arguments, daemon=True, name="apprise")
        self._thread.start()
        try:
            await asyncio.wait_for(done, self._timeout)
        except TimeoutError as error:
            raise DeliveryFailed(f"{self._place.name}: no answer in {self._timeout:.0f} s") from error

    def _run(self, written: Letter, loop: asyncio.AbstractEventLoop, done: "asyncio.Future[None]") -> None:
        error: Exception | None = None
        try:
            self._notify(written)
        except Exception as raised:  # whatever a plugin raises: the event loop must hear of it
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, done, error)

    def _notify(self, written: Letter) -> None:
        self.check()  # not under watch: loading Apprise may look around on this machine
        with watched(allow_private=self._allow_private) as watch:
            result = self._apprise(written)
        if watch.refused:
            raise DeliveryRefused(f"{self._place.name}: {redact(watch.refused, self._place.url)}")
        if not result:
            raise DeliveryFailed(f"{self._place.name}: {self._complaint(result)}")

    def _apprise(self, written: Letter) -> Any:
        import apprise

        if isinstance(getattr(self._plugin, "headers", None), dict):  # e-mail, and plain HTTP
            self._plugin.headers[ID_HEADER] = written.id
        body, kind = self._body(written)
        service = apprise.Apprise()
        service.add(self._plugin)
        return service.notify(body=body, title=unmentioned(written.title), body_format=kind)

    def _body(self, written: Letter) -> tuple[str, Any]:
        """The message in the richest form that the service shows as it is meant."""
        from apprise import NotifyFormat

        form, kind = formats.text, NotifyFormat.TEXT
        if self._kind == "mail" and self._plugin.resolve_format(NotifyFormat.HTML) == NotifyFormat.HTML:
            form, kind = formats.html, NotifyFormat.HTML
        elif self._plugin.resolve_format(NotifyFormat.TEXT) == NotifyFormat.MARKDOWN:
            form, kind = formats.markdown, NotifyFormat.MARKDOWN
        room = self._room(written)
        body = formats.fitting(form, written, room) if room >= _SHORT else None
        return (formats.counted(written, room), NotifyFormat.TEXT) if body is None else (body, kind)

    def _room(self, written: Letter) -> int:
        """How long the body may be: some services put the title into it."""
        joined = self._plugin.title_maxlen <= 0 or self._plugin.overflow_amalgamate_title
        return max(int(self._plugin.body_maxlen) - (len(written.title) + 4 if joined else 0), 20)

    def _complaint(self, result: Any) -> str:
        told = [entry.message for entry in result.logs() if entry.level in _TOLD]
        words = redact("; ".join(told), self._place.url) or "the service did not take it"
        return ascii(clip(" ".join(words.split()), 300))[1:-1]


def require_allowed(url: str, name: str) -> str:
    """The scheme of an Apprise URL. Raises ConfigError for what Vedette does not send through."""
    scheme = url.partition("://")[0].casefold()
    if scheme not in allowed():
        raise ConfigError(
            f"destination {name!r}: {scheme!r} is no service that Vedette sends to: docs/notifications.md lists them"
        )
    options = {key.casefold().lstrip(" +-:") for key, _ in parse_qsl(url.partition("?")[2], keep_blank_values=True)}
    if options.intersection(_FILES):
        raise ConfigError(f"destination {name!r}: {min(options.intersection(_FILES))} would read a file: leave it out")
    return scheme


def _plugin(place: Place) -> Any:
    import apprise

    _quiet()
    asset = apprise.AppriseAsset(app_id="Vedette", app_desc="Vedette", app_url="", secure_logging=True)
    plugin = apprise.Apprise.instantiate(place.url, asset=asset)
    if plugin is None:
        raise ConfigError(
            f"destination {place.name!r}: Apprise cannot read its URL: see https://appriseit.com/services for its form"
        )
    if plugin.overflow_mode == apprise.OverflowMode.UPSTREAM:
        plugin.overflow_mode = apprise.OverflowMode.SPLIT  # should our count of characters not be the service's
    return plugin


def _quiet() -> None:
    """Apprise and urllib3 write URLs, and so tokens, into the log; what went wrong is in the error."""
    logging.getLogger("apprise").propagate = False
    logging.getLogger("urllib3").setLevel(logging.ERROR)


def _settle(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
