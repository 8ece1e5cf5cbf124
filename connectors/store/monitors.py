"""Who monitors a store. On PostgreSQL several may; on SQLite there is one writer, and a second monitor is refused.

A monitor's row has its owner (a random word), host, process and heartbeat. A dead one is taken over at once where its
process is gone from this host, else when it has not been heard of for `SILENT`.
"""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, update

from connectors.store.columns import NEVER
from connectors.store.engine import put
from connectors.store.tables import entries, feeds, monitors, outbox
from schemas.errors import StoreTaken

BEAT = timedelta(seconds=20)
SILENT = timedelta(seconds=90)


def claim(connection: Connection, owner: str, pid: int, now: datetime) -> None:
    """Take the one place on SQLite, or a place of its own on PostgreSQL. The leases of a dead monitor end."""
    single = connection.dialect.name == "sqlite"
    for other in connection.execute(select(monitors).with_for_update()).all():
        if other.owner == owner:
            continue
        if not _is_dead(other, pid, now):
            if single:
                raise StoreTaken(_taken(other, now))
            continue
        leave(connection, other.owner)
    name = "monitor" if single else owner
    row = {"name": name, "owner": owner, "host": _host(), "pid": pid, "started_at": now, "heartbeat": now}
    put(connection, monitors, [row])


def beat(connection: Connection, owner: str, now: datetime) -> None:
    mine = update(monitors).where(monitors.c.owner == owner).values(heartbeat=now)
    if not connection.execute(mine).rowcount:
        raise StoreTaken("another monitor has taken this store over: this one was silent for too long. Start it again.")


def leave(connection: Connection, owner: str) -> None:
    connection.execute(delete(monitors).where(monitors.c.owner == owner))
    for table in (feeds, entries, outbox):
        mine = update(table).where(table.c.lease_owner == owner)
        connection.execute(mine.values(lease_owner="", lease_until=NEVER))


def all_monitors(connection: Connection) -> list[Any]:
    return list(connection.execute(select(monitors).order_by(monitors.c.name)))


def _is_dead(other: Any, pid: int, now: datetime) -> bool:
    if now - other.heartbeat > SILENT:
        return True
    return bool(other.host == _host() and (other.pid == pid or not _lives(other.pid)))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _host() -> str:
    """This machine since it was started, and this container: elsewhere the same process number means another one."""
    parts = [socket.gethostname()]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    except OSError:
        pass  # not Linux: the name must do
    return " ".join(parts)


def _taken(other: Any, now: datetime) -> str:
    ago = max(now - other.heartbeat, timedelta()).total_seconds()
    return (
        f"the store has a monitor already: process {other.pid} on {other.host.split()[0]}, heard of {ago:.0f} s ago."
        f" Stop it first, or use PostgreSQL for several. A dead one is taken over after {SILENT.total_seconds():.0f} s."
    )
