"""The worker: at least once, in order, at its time, and nobody waits for somebody else's receiver."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest

from connectors.notify.destination import Destination
from connectors.notify.memory import MemoryOutbox
from connectors.notify.outbox import Pending, message_id
from connectors.notify.timing import ATTEMPTS
from connectors.notify.worker import BATCH, LEASE, STRIKES, Worker, deliver
from schemas import AlertEvent, Delivery, Subscription
from schemas.delivery_times import RateCap
from schemas.errors import AddressRefused, ConfigError, DeliveryFailed, DeliveryRefused
from tests.connectors.notify.making import NOW, Clock, Desk, outbox, subscription


class Known(dict[str, Destination]):
    """`Destinations` that are there or not."""

    def find(self, key: str, subscription: Subscription) -> Destination:
        if key not in self:
            raise ConfigError(f"no destination is called {key!r}")
        return self[key]


def run(box: MemoryOutbox, desks: Mapping[str, Destination], clock: Clock | None = None, **options: object) -> int:
    return asyncio.run(deliver(box, Known(desks), clock or Clock(), owner="me", **options))  # type: ignore[arg-type]


def states(box: MemoryOutbox) -> list[str]:
    return [row.state for row in box.rows.values()]


def failing(error: Exception, times: int = 10**6) -> Desk:
    left = iter([error] * times)

    def answer(_: Pending) -> None:
        raised = next(left, None)
        if raised:
            raise raised

    return Desk(answer)


def test_everything_due_is_delivered_once_in_order() -> None:
    box, desk = outbox(events=50), Desk()
    assert run(box, {"desk": desk}) == 50
    assert [message.events[0].id for message in desk.got] == [f"france-{n}" for n in range(1, 51)]
    assert run(box, {"desk": desk}) == 0


def test_what_failed_comes_again_under_the_same_id() -> None:
    box, desk, clock = outbox(), failing(DeliveryFailed("busy"), times=2), Clock()
    for _ in range(3):
        run(box, {"desk": desk}, clock)
        clock.pass_(minutes=2)
    assert len(set(desk.ids)) == 1
    assert [message.attempt for message in desk.got] == [1, 2, 3]
    assert states(box) == ["done"]


def test_after_the_last_attempt_it_is_a_dead_letter_that_can_come_back() -> None:
    box, desk, clock = outbox(), failing(DeliveryFailed("busy"), times=ATTEMPTS), Clock()
    for _ in range(ATTEMPTS):
        run(box, {"desk": desk}, clock)
        clock.pass_(days=2)
    assert states(box) == ["dead"]
    assert box.requeue(clock.now) == 1
    assert run(box, {"desk": desk}, clock) == 1
    assert len(set(desk.ids)) == 1


@pytest.mark.parametrize("error", [DeliveryRefused("gone"), AddressRefused("loopback"), ConfigError("no such")])
def test_what_cannot_be_mended_is_dead_at_once(error: Exception) -> None:
    box = outbox()
    run(box, {"desk": failing(error)})
    assert states(box) == ["dead"]
    assert next(iter(box.rows.values())).error == str(error)


def test_a_destination_that_is_gone_from_the_settings_leaves_dead_letters() -> None:
    box = outbox()
    run(box, {})
    assert states(box) == ["dead"]


def test_a_fault_of_ours_is_one_messages_trouble_and_tells_nothing_secret(caplog: pytest.LogCaptureFixture) -> None:
    box = outbox(events=3)
    assert run(box, {"desk": failing(ValueError("token-123"), times=1)}) == 2
    assert [row.error for row in box.rows.values() if row.state == "waiting"] == ["ValueError in sending"]
    assert "token-123" not in caplog.text


def test_a_dead_destination_is_left_alone_after_some_strikes() -> None:
    box, desk = outbox(events=BATCH), failing(DeliveryFailed("refused"))
    run(box, {"desk": desk})
    assert len(desk.got) == STRIKES
    assert sorted(row.attempt for row in box.rows.values())[: BATCH - STRIKES] == [0] * (BATCH - STRIKES)


def test_who_asks_for_time_gets_it_for_everything() -> None:
    box, desk, clock = outbox(events=5), failing(DeliveryFailed("429", timedelta(minutes=7)), times=1), Clock()
    run(box, {"desk": desk}, clock)
    clock.pass_(minutes=6, seconds=59)
    run(box, {"desk": desk}, clock)
    assert len(desk.got) == 1
    clock.pass_(seconds=1)
    assert run(box, {"desk": desk}, clock) == 5


def test_a_slow_destination_holds_up_nobody() -> None:
    async def work() -> None:
        box, gate = outbox(subscription(destinations=("slow", "desk")), events=3), asyncio.Event()
        desk = Desk()

        class Slow:
            rate: RateCap | None = None

            async def send(self, message: Pending) -> None:
                await gate.wait()

        worker = Worker(box, Known({"slow": Slow(), "desk": desk}), Clock(), owner="me")
        passing = asyncio.create_task(worker.once())
        while len(desk.got) < 3:
            await asyncio.sleep(0)
        assert not passing.done()
        gate.set()
        assert await passing == 6

    asyncio.run(asyncio.wait_for(work(), 10))


def test_one_that_hangs_is_given_up() -> None:
    class Hanging:
        rate: RateCap | None = None

        async def send(self, message: Pending) -> None:
            await asyncio.Event().wait()

    box = outbox()
    worker = Worker(box, Known({"desk": Hanging()}), Clock(), owner="me", longest=timedelta(milliseconds=20))
    asyncio.run(asyncio.wait_for(worker.once(), 10))
    assert states(box) == ["waiting"]
    assert next(iter(box.rows.values())).error.startswith("no answer")


def test_a_message_is_not_sent_when_its_lease_could_end_meanwhile() -> None:
    box, clock = outbox(events=3), Clock()
    desk = Desk(lambda _: clock.pass_(seconds=LEASE.total_seconds()))
    run(box, {"desk": desk}, clock)
    assert [message.attempt for message in desk.got] == [1, 1, 1]
    assert len(set(desk.ids)) == 3


def test_what_is_over_the_cap_comes_in_one_message_when_there_is_room() -> None:
    box, desk, clock = outbox(subscription(rate_cap="2/hour"), events=10), Desk(), Clock()
    run(box, {"desk": desk}, clock)
    assert len(desk.got) == 2
    clock.pass_(hours=1)
    run(box, {"desk": desk}, clock)
    assert [len(message.events) for message in desk.got] == [1, 1, 8]
    assert desk.got[-1].slot == "cap 2026-03-03T13:00:00Z"


def test_a_message_that_may_have_arrived_keeps_its_key_over_the_cap() -> None:
    box, clock = outbox(subscription(rate_cap="1/hour"), events=2), Clock()
    first = box.due("desk", NOW, 1, "killed", LEASE)[0].id
    clock.now = NOW + LEASE
    desk = Desk()
    for _ in range(3):
        run(box, {"desk": desk}, clock)
        clock.pass_(hours=1)
    assert first in desk.ids
    assert states(box) == ["done", "done"]


def test_a_destinations_rate_spreads_messages_without_folding_them() -> None:
    box, desk, clock = outbox(events=5), Desk(rate=RateCap(2, timedelta(minutes=1))), Clock()
    counts = []
    for _ in range(3):
        run(box, {"desk": desk}, clock)
        counts.append(len(desk.got))
        clock.pass_(minutes=1)
    assert counts == [2, 4, 5]
    assert {len(message.events) for message in desk.got} == {1}


def test_a_digest_is_one_message_with_one_key() -> None:
    box, desk, clock = outbox(subscription(digest="every 6h"), events=3), Desk(), Clock()
    run(box, {"desk": desk}, clock)
    clock.pass_(hours=6)
    assert run(box, {"desk": desk}, clock) == 1
    assert desk.ids == [message_id(list(box.rows))]


def test_what_was_silenced_meanwhile_is_held() -> None:
    def hold(event: AlertEvent, _: object) -> str:
        return "muted until Friday" if event.id == "france-2" else ""

    box, desk, clock = outbox(subscription(digest="every 6h"), events=3), Desk(), Clock(NOW + timedelta(hours=6))
    run(box, {"desk": desk}, clock, hold=hold)
    assert [event.id for event in desk.got[0].events] == ["france-1", "france-3"]
    assert states(box) == ["done", "held", "done"]


def test_every_attempt_is_told() -> None:
    heard: list[Delivery] = []
    clock = Clock()
    box, desk = outbox(), failing(DeliveryFailed("busy"), times=1)
    for _ in range(2):
        run(box, {"desk": desk}, clock, told=heard.append)
        clock.pass_(minutes=1)
    assert [(each.attempt, each.outcome) for each in heard] == [(1, "failed: busy"), (2, "delivered")]


def test_a_stopped_worker_finishes_what_it_sends_and_gives_the_rest_back() -> None:
    class Stopping(Desk):
        async def send(self, message: Pending) -> None:
            await super().send(message)
            stop.set()
            while not worker._stopping:
                await asyncio.sleep(0)

    async def work() -> None:
        await worker.run(stop)

    box, stop = outbox(events=3), asyncio.Event()
    worker = Worker(box, Known({"desk": Stopping()}), Clock(), owner="me")
    asyncio.run(asyncio.wait_for(work(), 20))
    assert worker.delivered == 1
    assert run(box, {"desk": Desk()}) == 2


def test_a_silence_that_cannot_be_read_keeps_nobody_in_the_dark() -> None:
    def hold(*_: object) -> str:
        raise LookupError("atlantis")

    assert run(outbox(), {"desk": Desk()}, hold=hold) == 1


def test_two_workers_share_the_work_without_doubling_it() -> None:
    async def work() -> list[str]:
        box, desk = outbox(events=60), Desk()
        workers = [Worker(box, Known({"desk": desk}), Clock(), owner=name) for name in ("a", "b")]
        await asyncio.gather(*(worker.once() for worker in workers))
        return desk.ids

    ids = asyncio.run(work())
    assert len(ids) == len(set(ids)) == 60
