"""Who owns a subscription: what a file defines is read-only in the store; the store owns everything else."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from connectors.store.subscriptions import Subscriptions
from pipeline.subscriptions.load import load_subscriptions, parse_subscriptions
from pipeline.subscriptions.values import Names
from pipeline.subscriptions.write import as_toml
from schemas import OwnedSubscription, Subscription
from schemas.errors import ConfigError
from vedette.monitor.settings import MonitorSettings


def adopt_file(store: Subscriptions, settings: MonitorSettings, names: Names) -> None:
    """What the settings' file defines, made so in the store; what another file defined before rests from now on."""
    if not settings.subscriptions:
        return
    path = Path(settings.subscriptions)
    wanted = load_subscriptions(path, names)
    if settings.max_age:
        longest = settings.longest_age()
        wanted = [msgspec.structs.replace(each, max_age=longest) for each in wanted]
    adopt(store, path, wanted)
    store.only_files([str(path.resolve())])


def adopt(store: Subscriptions, path: Path, wanted: Sequence[Subscription]) -> None:
    """Make the store hold what a file defines, no more and no less. What is the store's own stays."""
    owner = str(path.resolve())
    names = {subscription.name for subscription in wanted}
    for kept in store.all():
        if kept.owner != owner and kept.subscription.name in names:
            raise ConfigError(_foreign(kept))
    store.define(wanted, owner)


def add_to_store(store: Subscriptions, subscription: Subscription, *, replace: bool = False) -> None:
    """A subscription of the store's own."""
    kept = _kept(store, subscription.name)
    if kept is not None and kept.owner:
        raise ConfigError(_foreign(kept))
    if kept is not None and not replace:
        raise ConfigError(f"there is a subscription {subscription.name!r} already: --replace changes it")
    store.put(subscription)


def remove_from_store(store: Subscriptions, name: str) -> None:
    kept = _kept(store, name)
    if kept is None:
        raise ConfigError(f"there is no subscription {name!r}: `vedette subscriptions list` shows them")
    if kept.owner:
        raise ConfigError(_foreign(kept))
    store.remove(name)


def add_to_file(path: Path, subscription: Subscription, names: Names) -> None:
    """Append a table to a TOML file, or begin one. What stands in it stays letter for letter."""
    with _locked(path) as file:
        before = _decoded(os.pread(file, os.fstat(file).st_size, 0), path)
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        after = before + gap + as_toml(subscription)
        parse_subscriptions(after, str(path), names)
        os.pwrite(file, (gap + as_toml(subscription)).encode(), len(before.encode()))
        os.fsync(file)


def _kept(store: Subscriptions, name: str) -> OwnedSubscription | None:
    return next((one for one in store.all() if one.subscription.name == name), None)


def _foreign(kept: OwnedSubscription) -> str:
    name = kept.subscription.name
    if kept.owner:
        return f"subscription {name!r} is defined in {kept.owner}: change it there, in the store it is read-only"
    return f"subscription {name!r} is the store's own: rename one, or `vedette subscriptions remove {name}`"


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file open for one writer at a time."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 ({error}): save it as UTF-8") from error
