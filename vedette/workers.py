"""Work spread over processes, with a bounded number of pieces under way."""

import itertools
import logging
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class Workers:
    """Runs pieces of work (functions without arguments that can be pickled) and gives results as they come."""

    def __init__(self, pool: ProcessPoolExecutor | None, count: int) -> None:
        self._pool, self._count = pool, count

    def run(self, work: Iterable[Callable[[], T]]) -> Iterator[T]:
        """Results in no order; at most two pieces a worker are under way, so that memory stays flat."""
        if self._pool is None:
            for piece in work:
                yield piece()
        else:
            yield from self._spread(self._pool, iter(work))

    def _spread(self, pool: ProcessPoolExecutor, work: Iterator[Callable[[], T]]) -> Iterator[T]:
        pending: set[Future[T]] = set()
        while True:
            room = 2 * self._count - len(pending)
            pending |= {pool.submit(piece) for piece in itertools.islice(work, room)}
            if not pending:
                return
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


def quiet() -> None:
    """Beam warns, on importing, of cloud libraries that nobody asked for: only errors are shown."""
    logging.getLogger().setLevel(logging.ERROR)


@contextmanager
def workers(count: int) -> Iterator[Workers]:
    """`count` spawned processes: Beam starts threads, and a fork would copy their locks. One needs no process."""
    if count == 1:
        yield Workers(None, 1)
        return
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=quiet) as pool:
        yield Workers(pool, count)
