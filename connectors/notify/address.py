"""Where to listen: `127.0.0.1:8085`. Apart from what listens, which is slow to import."""

import ipaddress
import re
from typing import NamedTuple

from schemas.errors import ConfigError

_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})", re.ASCII)


class Address(NamedTuple):
    host: str
    port: int

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read_address(text: str) -> Address:
    """`127.0.0.1:8085`, `localhost:8085`, `[::1]:8085`; port 0 is any free one. Raises ConfigError."""
    match = _ADDRESS.fullmatch(text)
    if match is None or int(match[2]) >= 2**16:
        raise ConfigError(f"serve: {text!r} is no address to listen at: write HOST:PORT, such as 127.0.0.1:8085")
    return Address(match[1].strip("[]"), int(match[2]))


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold().removesuffix(".") == "localhost"
