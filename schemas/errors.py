"""Every error Vedette raises on purpose. A message says what was wrong, where, and what to do.

VedetteError
├── ConfigError         a setting, subscription file or option cannot be used
├── InputError          an input cannot be read at all (a bad record inside it is a DeadLetter, not an error)
├── CatalogueError      the catalogue's data contradict themselves
├── WireError           bytes that are not a record of the schema version we read
├── StoreError          the store cannot be opened, or is not of the version we read
│   ├── StoreTaken        another monitor writes to it
│   └── OwnedByFile       a file defines it, and only the file changes it
├── FeedError           a feed's answer cannot be used; `error_class` is its name in health reports and metrics
│   ├── NotAFeed        it is no feed document: a web page, nothing at all, letters of an unknown alphabet
│   ├── FeedTooCostly   reading it took more time or memory than a feed is given
│   └── FetchFailed     no usable answer came: its class is one of connectors/feeds/state.py
├── RejectedEntry       one entry cannot become an article; carries the dead letter's reason
├── AddressRefused      a network address that Vedette does not talk to: loopback, private, metadata…
├── DeliveryError       a destination did not take a message
│   ├── DeliveryFailed    for now: it is tried again
│   └── DeliveryRefused   for good: it becomes a dead letter
├── EngineError         a distributed engine does not take a job, or ended it
└── DeadLettersFound    `--strict` was asked for and the run had dead letters
"""

from datetime import timedelta


class VedetteError(Exception):
    """The root of the tree: catch this to catch everything Vedette raises on purpose."""


class ConfigError(VedetteError):
    """A setting, subscription file or option cannot be used."""


class InputError(VedetteError):
    """An input cannot be read at all."""


class CatalogueError(VedetteError):
    """The catalogue's data contradict themselves."""


class WireError(VedetteError):
    """Bytes that are not a record of the schema version we read."""


class StoreError(VedetteError):
    """The store cannot be opened, or is not of the version we read."""


class StoreTaken(StoreError):
    """Another monitor writes to it."""


class OwnedByFile(StoreError):
    """A file defines it, and only the file changes it."""


class FeedError(VedetteError):
    """A feed's answer cannot be used; `error_class` is its name in health reports and metrics, such as `not_a_feed`."""

    def __init__(self, error_class: str, detail: str) -> None:
        super().__init__(error_class, detail)
        self.error_class = error_class
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.error_class}: {self.detail}"


class NotAFeed(FeedError):
    """It is no feed document. Classes: `not_a_feed`, `broken_feed`, `encoding`."""


class FeedTooCostly(FeedError):
    """Reading it took more time or memory than a feed is given. Class: `too_costly`."""


class FetchFailed(FeedError):
    """No usable answer came. Classes: those of `connectors.feeds.state.ErrorClass`."""

    def __init__(self, error_class: str, detail: str, retry_after: timedelta | None = None) -> None:
        super().__init__(error_class, detail)
        self.retry_after = retry_after


class RejectedEntry(VedetteError):
    """One entry cannot become an article; `reason` is the dead letter's reason, such as `undated`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class AddressRefused(VedetteError):
    """A network address that Vedette does not talk to."""


class DeliveryError(VedetteError):
    """A destination did not take a message."""


class DeliveryFailed(DeliveryError):
    """For now: it is tried again, not before `retry_after` has passed where the destination named a time."""

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeliveryRefused(DeliveryError):
    """For good: trying again would not help."""


class EngineError(VedetteError):
    """A distributed engine does not take a job, or ended it."""


class DeadLettersFound(VedetteError):
    """`--strict` was asked for and the run had dead letters."""
