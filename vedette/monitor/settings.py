"""What `vedette monitor` can be told: by option, by environment, or by the table `[monitor]` of `vedette.toml`.

An option beats the environment, which beats the file. Everything but the feeds has a default.
"""

import tomllib
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from connectors.feeds.settings import user_agent
from connectors.notify.address import Address, read_address
from pipeline.settings import DEFAULT_MODEL
from schemas.errors import ConfigError
from vedette.options import age

CONTACT = "https://pypi.org/project/vedette/"  # honest, but nobody's in particular: the log asks for a better one


class Format(StrEnum):
    LIVE = "live"
    TABLE = "table"
    JSONL = "jsonl"


class LogStyle(StrEnum):
    TEXT = "text"
    JSON = "json"


class MonitorSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[monitor]`."""

    feeds: str = ""  # OPML or TOML file; "" where the store's own feeds are enough
    subscriptions: str = ""  # TOML file; "" where the store's own are enough
    store: str = "sqlite:///vedette.db"
    to: str = ""  # kafka://… or pubsub://…: entries go there, and are not read here
    model: str = DEFAULT_MODEL
    max_age: str = ""  # overrides the subscriptions': 3d, 12h, none
    contact: str = CONTACT
    archive: str = ""  # folder in which everything fetched is kept as it came
    archive_days: int | None = None  # how long; None: for ever
    article_days: int = 400  # how long articles are kept; the quoted windows of reports outlive them
    allow_private_addresses: bool = False
    metrics_port: int | None = None  # Prometheus metrics
    metrics_host: str = "127.0.0.1"  # where they are served: 0.0.0.0 in a container, whose network is its own
    serve: str = ""  # HOST:PORT on which feeds of the subscriptions are served; "": nowhere
    concurrency: int = 64  # feeds asked at once
    spacing: float = 5.0  # seconds between two requests to one host

    def longest_age(self) -> timedelta | None:
        return age(self.max_age)

    def serve_at(self) -> Address | None:
        return read_address(self.serve) if self.serve else None


def read_settings(file: Path | None, given: dict[str, Any]) -> MonitorSettings:
    """The settings of a file, with what was given over them (None: not given). Raises ConfigError."""
    table = _table(file)
    known = {field.name for field in msgspec.structs.fields(MonitorSettings)}
    for key in table:
        if key not in known:
            raise ConfigError(f"{file}: [monitor] has no setting {key!r}; it has {', '.join(sorted(known))}")
    values = {**table, **{key: value for key, value in given.items() if value is not None}}
    try:
        settings = msgspec.convert(values, MonitorSettings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file or 'options'}: [monitor]: {error}") from error
    user_agent(settings.contact)  # refuses what is no address
    if settings.max_age:
        settings.longest_age()
    settings.serve_at()
    return settings


def _table(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("monitor", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read ({error}): give a TOML file in UTF-8") from error
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: write a table [monitor]")
    return table
