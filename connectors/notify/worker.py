"""The outbox worker: takes messages, hands them to their destinations, and writes down what became of each.

Every destination is served by a task of its own, one message at a time, so that a slow or dead one holds up nobody.
A message is sent at least once: the process may die between sending and writing that down, and then the same message
comes again under the same id. The outbox is asked from threads: a store that is busy with a long transaction must not
stop the event loop, in which feeds are polled too.
"""

import asyncio
import contextlib
import functools
import logging
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple, ParamSpec, Protocol, TypeVar

from connectors.notify import timing
from connectors.notify.destination import Destination
from connectors.notify.outbox import Outbox, Pending, over_cap
from schemas import AlertEvent, Delivery, Subscription
from schemas.delivery_times import RateCap
from schemas.errors import AddressRefused, ConfigError, DeliveryFailed, DeliveryRefused

BATCH = 20  # messages under one lease
LEASE = timedelta(minutes=4)  # so long may what a killed process held have to wait
LONGEST_SEND = timedelta(seconds=90)
STRIKES = 3  # failures in a row after which the destination is left alone for a while
TICK = 1.0  # seconds between two looks at the outbox
ASKING = 4  # threads that ask the outbox
GRACE = 10.0  # seconds that a stopping worker gives to what it is sending
_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], datetime]
Hold = Callable[[AlertEvent, datetime], str]  # why an event is silenced, "" if it is not
Told = Callable[[Delivery], None]


def nothing(event: AlertEvent, now: datetime) -> str:
    """A `Hold` that silences nothing."""
    return ""


def nobody(delivery: Delivery) -> None:
    """A `Told` that is not interested."""


class Destinations(Protocol):
    def find(self, key: str, subscription: Subscription) -> Destination: ...


class Outcome(NamedTuple):
    """What became of a message. `again`: when it is tried again; `pause`: until when its destination is left alone."""

    word: str  # delivered, failed, dead, held, folded, later
    again: datetime | None = None
    pause: datetime | None = None


async def deliver(
    outbox: Outbox,
    destinations: Destinations,
    clock: Clock,
    *,
    owner: str,
    hold: Hold = nothing,
    told: Told = nobody,
) -> int:
    """Send all that is due; returns how many messages were delivered. What fails comes back at its own time."""
    return await Worker(outbox, destinations, clock, owner=owner, hold=hold, told=told).once()


class Worker:
    """`once` for one pass, `run` until told to stop. `told` hears of every attempt, one `Delivery` an event."""

    def __init__(
        self,
        outbox: Outbox,
        destinations: Destinations,
        clock: Clock,
        *,
        owner: str,
        hold: Hold = nothing,
        told: Told = nobody,
        longest: timedelta = LONGEST_SEND,
    ) -> None:
        self._outbox, self._destinations, self._clock, self._owner = outbox, destinations, clock, owner
        self._hold, self._told, self._longest = hold, told, longest
        self._busy: dict[str, asyncio.Task[int]] = {}
        self._threads = ThreadPoolExecutor(ASKING, thread_name_prefix="outbox")
        self._stopping = False
        self.delivered = 0

    async def once(self) -> int:
        await self._start()
        counts = await asyncio.gather(*self._busy.values(), return_exceptions=True)
        self._busy.clear()
        for count in counts:
            if isinstance(count, BaseException):
                raise count
            self.delivered += count
        return self.delivered

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: what is being sent then has GRACE seconds to end; the rest is given back for the next start."""
        while not stop.is_set():
            self._reap()
            await self._start()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TICK)
        self._stopping = True
        if self._busy:
            _, late = await asyncio.wait(self._busy.values(), timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._reap()

    async def _ask(self, call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        asked = functools.partial(call, *arguments, **named)
        return await asyncio.get_running_loop().run_in_executor(self._threads, asked)

    async def _start(self) -> None:
        for destination in await self._ask(self._outbox.waiting, self._clock()):
            if destination not in self._busy:
                self._busy[destination] = asyncio.create_task(self._serve(destination), name=f"to {destination}")

    def _reap(self) -> None:
        for destination in [name for name, task in self._busy.items() if task.done()]:
            task = self._busy.pop(destination)
            error = None if task.cancelled() else task.exception()
            if error is not None:  # the store's, for those of a destination are outcomes: it is tried again
                _log.error("delivering to %s stopped: %s", destination, error)
            elif not task.cancelled():
                self.delivered += task.result()

    async def _serve(self, destination: str) -> int:
        """Everything that is due at one destination, until it asks for a pause or there is no more."""
        delivered = strikes = 0
        while not self._stopping:
            batch = await self._ask(self._outbox.due, destination, self._clock(), BATCH, self._owner, LEASE)
            until = self._clock() + LEASE - self._longest
            for at, message in enumerate(batch):
                outcome = await self._one(message, until)
                delivered += outcome.word == "delivered"
                strikes = strikes + 1 if outcome.word == "failed" else 0
                pause = outcome.again if strikes >= STRIKES else outcome.pause
                if self._stopping:
                    pause = pause or self._clock()
                if pause is not None:
                    await self._give_back(batch[at + 1 :], pause)
                    return delivered
            if not batch:
                break
        return delivered

    async def _give_back(self, messages: Iterable[Pending], at: datetime) -> None:
        for message in messages:
            await self._ask(self._outbox.later, message.id, at)

    async def _one(self, message: Pending, until: datetime) -> Outcome:
        now = self._clock()
        if now > until:  # the lease would run out in sending
            await self._ask(self._outbox.later, message.id, now)
            return Outcome("later")
        kept = await self._ask(self._unsilenced, message, now)
        return Outcome("held") if kept is None else await self._attempt(kept, now)

    async def _attempt(self, message: Pending, now: datetime) -> Outcome:
        try:
            destination = self._destinations.find(message.destination, message.subscription)
            return await self._put_off(message, destination, now) or await self._send(message, destination)
        except (DeliveryRefused, AddressRefused, ConfigError) as error:
            return await self._dead(message, self._clock(), str(error))
        except DeliveryFailed as error:
            return await self._failed(message, str(error), error.retry_after)
        except TimeoutError:
            return await self._failed(message, f"no answer in {self._longest.total_seconds():.0f} s")
        except Exception as error:  # a fault of ours or a plugin's: this message's trouble, never the worker's
            where = "".join(traceback.format_tb(error.__traceback__))  # without its text, which may hold a token
            _log.error("message %s: %s\n%s", message.id, type(error).__name__, where)
            return await self._failed(message, f"{type(error).__name__} in sending")

    def _unsilenced(self, message: Pending, now: datetime) -> Pending | None:
        """The message without what was silenced since it was planned."""
        reasons = {event.id: reason for event in message.events if (reason := self._why_held(event, now))}
        for reason in dict.fromkeys(reasons.values()):
            silenced = [id for id, why in reasons.items() if why == reason]
            self._outbox.held(message.id, silenced, now, reason)
        kept = tuple(event for event in message.events if event.id not in reasons)
        return message._replace(events=kept) if kept else None

    def _why_held(self, event: AlertEvent, now: datetime) -> str:
        try:
            return self._hold(event, now)
        except Exception as error:  # a silence that cannot be read keeps nobody in the dark
            _log.error("event %s: whether it is silenced cannot be told: %s", event.id, error)
            return ""

    async def _put_off(self, message: Pending, destination: Destination, now: datetime) -> Outcome | None:
        """What the subscription's cap or the destination's rate has no room for now."""
        to, name = message.destination, message.subscription.name
        cap = await self._ask(over_cap, message.subscription, functools.partial(self._sent, to, now, name), now)
        if cap is not None and not message.slot and message.attempt == 1:
            await self._ask(self._outbox.fold, [message.id], *cap)
            return Outcome("folded")
        if cap is not None:
            await self._ask(self._outbox.later, message.id, cap[1])
            return Outcome("later")
        rate = destination.rate
        free = timing.free_at(rate, await self._ask(self._sent, to, now, "", rate), now) if rate else None
        if free is None:
            return None
        await self._ask(self._outbox.later, message.id, free)
        return Outcome("later", pause=free)

    def _sent(self, destination: str, now: datetime, subscription: str, rate: RateCap) -> list[datetime]:
        return self._outbox.sent(destination, rate.limit, subscription, since=now - rate.period)

    async def _send(self, message: Pending, destination: Destination) -> Outcome:
        async with asyncio.timeout(self._longest.total_seconds()):
            await destination.send(message)
        now = self._clock()
        await self._ask(self._outbox.delivered, message.id, now)
        self._tell(message, now, "delivered")
        return Outcome("delivered")

    async def _failed(self, message: Pending, error: str, asked: timedelta | None = None) -> Outcome:
        now = self._clock()
        at = timing.retry_at(message.id, message.attempt, now, asked)
        if at is None:
            return await self._dead(message, now, f"after {message.attempt} attempts: {error}")
        await self._ask(self._outbox.retry, message.id, at, error)
        self._tell(message, now, f"failed: {error}")
        return Outcome("failed", again=at, pause=at if asked else None)

    async def _dead(self, message: Pending, now: datetime, error: str) -> Outcome:
        await self._ask(self._outbox.dead, message.id, now, error)
        self._tell(message, now, f"dead: {error}")
        return Outcome("dead")

    def _tell(self, message: Pending, now: datetime, outcome: str) -> None:
        for event in message.events:
            self._told(
                Delivery(
                    id=message.id,
                    event=event.id,
                    destination=message.destination,
                    attempt=message.attempt,
                    at=now,
                    outcome=outcome,
                )
            )
