"""Which class a failure is of: by the HTTP status, or by what aiohttp raised. One table each."""

import ssl
from datetime import timedelta

import aiohttp

from connectors.feeds.state import ErrorClass
from schemas.errors import AddressRefused, FetchFailed

SHOWN = 300  # characters of a detail

_STATUSES = {
    **dict.fromkeys((401, 402, 403, 407, 451), ErrorClass.FORBIDDEN),
    404: ErrorClass.NOT_FOUND,
    408: ErrorClass.TIMEOUT,
    410: ErrorClass.GONE,
    **dict.fromkeys((420, 429), ErrorClass.RATE_LIMITED),
    425: ErrorClass.SERVER_ERROR,
}
_EXCEPTIONS: tuple[tuple[type[BaseException], ErrorClass], ...] = (  # the narrower before the wider
    (AddressRefused, ErrorClass.ADDRESS_REFUSED),
    (TimeoutError, ErrorClass.TIMEOUT),
    (aiohttp.ClientConnectorDNSError, ErrorClass.DNS),
    (aiohttp.ClientSSLError, ErrorClass.TLS),
    (aiohttp.ServerFingerprintMismatch, ErrorClass.TLS),
    (ssl.SSLError, ErrorClass.TLS),
    (aiohttp.ClientPayloadError, ErrorClass.INCOMPLETE_BODY),
    (aiohttp.InvalidURL, ErrorClass.BAD_ADDRESS),
    (aiohttp.ClientResponseError, ErrorClass.BAD_ANSWER),
    (aiohttp.ClientError, ErrorClass.CONNECTION),
    (OSError, ErrorClass.CONNECTION),
)


def of_status(status: int, url: str, retry_after: timedelta | None) -> FetchFailed:
    """The failure that an HTTP status means."""
    found = _STATUSES.get(status)
    if found is None and 400 <= status < 500:
        found = ErrorClass.CLIENT_ERROR
    elif found is None and status >= 500:
        found = ErrorClass.UNAVAILABLE if status == 503 and retry_after else ErrorClass.SERVER_ERROR
    return FetchFailed(found or ErrorClass.BAD_ANSWER, f"{url} answered {status}"[:SHOWN], retry_after)


def of_exception(error: Exception, url: str) -> FetchFailed:
    """The failure that an exception means. What nobody foresaw is a bad answer: it must not stop the poller."""
    causes = _chain(error)
    for kind, found in _EXCEPTIONS:
        if any(isinstance(cause, kind) for cause in causes):
            return FetchFailed(found, _detail(error, url))
    return FetchFailed(ErrorClass.BAD_ANSWER, _detail(error, url))


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error and what it came from, as far as it matters."""
    found: list[BaseException] = []
    while error is not None and len(found) < 5:
        found.append(error)
        error = error.__cause__
    return found


def _detail(error: Exception, url: str) -> str:
    if isinstance(error, AddressRefused):
        return str(error)[:SHOWN]
    return f"{url}: {type(error).__name__} {error}".strip()[:SHOWN]
