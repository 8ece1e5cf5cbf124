"""Where a Kafka cluster is and how to log in: `kafka://host:port,host:port/topic?group=…&security=SASL_SSL&…`.

Secrets are named, not held: the address says which environment variable has the password, so that neither a log, a
pickled source nor a process list ever shows it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from schemas.errors import ConfigError
from schemas.record import Record

SCHEME = "kafka"
PORT = 9092
SECURITY = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")


class Connection(Record, frozen=True, kw_only=True):
    """A cluster, and how to log in there."""

    servers: tuple[str, ...]  # host:port, any of the cluster
    security: str = "PLAINTEXT"
    mechanism: str = ""  # with SASL
    username: str = ""
    password_env: str = ""  # the environment variable that holds the password
    ca: str = ""  # file of the certificates to trust; "": the system's
    certificate: str = ""  # file of the client's own certificate, and its key
    key: str = ""
    key_password_env: str = ""

    def options(self, environ: Mapping[str, str]) -> dict[str, Any]:
        """What kafka-python's clients are made with."""
        options: dict[str, Any] = {"bootstrap_servers": list(self.servers), "security_protocol": self.security}
        if self.security.endswith("SSL"):
            files = {"ssl_cafile": self.ca, "ssl_certfile": self.certificate, "ssl_keyfile": self.key}
            options |= {name: file for name, file in files.items() if file}
            if self.key_password_env:
                options["ssl_password"] = _secret(self.key_password_env, environ)
        if self.security.startswith("SASL"):
            options["sasl_mechanism"] = self.mechanism
            options["sasl_plain_username"] = self.username
            options["sasl_plain_password"] = _secret(self.password_env, environ)
        return options


class Address(NamedTuple):
    connection: Connection
    topic: str
    group: str


def parse(url: str) -> Address:
    """The parts of an address. Raises ConfigError, which never repeats a password that stood in it."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ConfigError(f"a Kafka address cannot be read: {error}") from error
    if parts.scheme != SCHEME:
        raise ConfigError("a Kafka address begins with kafka://, such as kafka://localhost:9092/vedette.entries")
    if "@" in parts.netloc:
        raise ConfigError("a Kafka address holds no password: write ?username=NAME&password_env=VARIABLE")
    servers = tuple(_server(server) for server in parts.netloc.split(",") if server)
    if not servers:
        raise ConfigError("a Kafka address names a server: kafka://localhost:9092")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    group = options.pop("group", "")
    return Address(_connection(servers, options), unquote(parts.path.strip("/")), group)


def _connection(servers: tuple[str, ...], options: dict[str, str]) -> Connection:
    known = [name for name in Connection.__struct_fields__ if name != "servers"]
    unknown = sorted(options.keys() - set(known))
    if unknown:
        raise ConfigError(f"a Kafka address has no option {unknown[0]!r}: group, {', '.join(known)}")
    connection = msgspec.convert({"servers": servers, **options}, Connection)
    connection = msgspec.structs.replace(connection, security=connection.security.upper())
    if connection.security not in SECURITY:
        raise ConfigError(f"a Kafka address: security is one of {', '.join(SECURITY)}, not {connection.security!r}")
    return _logged_in(connection)


def _logged_in(connection: Connection) -> Connection:
    """With a mechanism for SASL, or refused."""
    if not connection.security.startswith("SASL"):
        if connection.username or connection.password_env:
            raise ConfigError("a Kafka address: a username needs security=SASL_SSL")
        return connection
    mechanism = connection.mechanism.upper() or MECHANISMS[-1]
    if mechanism not in MECHANISMS:
        raise ConfigError(f"a Kafka address: mechanism is one of {', '.join(MECHANISMS)}, not {mechanism!r}")
    if not (connection.username and connection.password_env):
        raise ConfigError("a Kafka address: SASL needs username=NAME and password_env=VARIABLE")
    return msgspec.structs.replace(connection, mechanism=mechanism)


def _server(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):  # no port, or an IPv6 address without one
        return f"{text}:{PORT}"
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
        raise ConfigError(f"a Kafka address: {text!r} is not host:port")
    return text


def _secret(variable: str, environ: Mapping[str, str]) -> str:
    if not environ.get(variable):
        raise ConfigError(f"a Kafka address: the environment variable {variable} is not set")
    return environ[variable]
