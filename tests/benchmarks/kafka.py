"""`python -m tests.benchmarks.kafka`: what our Kafka source costs a record, beside a bare kafka-python consumer.

One run, one process, one real broker, the same records; processor time, because it is the same on a busy machine. The
best of some rounds each, taken in turns.
"""

import argparse
import contextlib
import time
from collections.abc import Callable
from typing import Any

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from kafka import KafkaConsumer, TopicPartition
from rich.console import Console
from rich.table import Table

from connectors.kafka import ReadFromKafka
from tests.integration.kafka.reading import new_topic, producer, source
from tests.integration.servers.kafka import Kafka

BODY = b"x" * 300


def bare(bootstrap: str, topic: str, count: int) -> int:
    options = {"isolation_level": "read_committed", "metrics_enabled": False, "enable_auto_commit": False}
    with contextlib.closing(KafkaConsumer(bootstrap_servers=bootstrap, **options)) as consumer:
        parts = [TopicPartition(topic, number) for number in range(3)]
        consumer.assign(parts)
        consumer.seek_to_beginning()
        got = 0
        while got < count:
            got += sum(len(records) for records in consumer.poll(timeout_ms=500, max_records=1000).values())
    return got


def ours(bootstrap: str, topic: str, count: int) -> int:
    """The calls that Beam makes for each record, without Beam."""
    reader = source(bootstrap, topic).create_reader(None, None)
    more, got = reader.start(), 0
    while got < count:
        if more:
            reader.get_current(), reader.get_current_timestamp(), reader.get_watermark()
            got += 1
        more = got < count and reader.advance()
    reader.close()
    return got


def in_beam(bootstrap: str, topic: str, count: int) -> int:
    """The whole of it in Beam's own runner, one worker."""
    bounded = source(bootstrap, topic, until_now=True).reading
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        pipeline | ReadFromKafka(bounded) | beam.Map(len_of)
    return count


def len_of(message: Any) -> int:
    return len(message.value)


def cost(read: Callable[[str, str, int], int], bootstrap: str, topic: str, count: int) -> float:
    """Microseconds of processor time a record."""
    started = time.process_time()
    assert read(bootstrap, topic, count) >= count
    return 1e6 * (time.process_time() - started) / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bootstrap", default="", help="a running Kafka; else one is started")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        bootstrap = options.bootstrap or stack.enter_context(Kafka()).bootstrap
        topic = new_topic(bootstrap)
        with producer(bootstrap, linger_ms=50, batch_size=1 << 17) as made:
            for number in range(options.records):
                made.send(topic, BODY, partition=number % 3, headers=[("ce_type", b"vedette.entry")])
        ways = {"bare kafka-python": bare, "our reader": ours, "in a Beam pipeline": in_beam}
        costs: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, read in ways.items():
                costs[name].append(cost(read, bootstrap, topic, options.records))
    best = {name: min(found) for name, found in costs.items()}
    table = Table("reading", "µs a record", "records/s of one core", "× bare", box=None)
    for name, least in best.items():
        table.add_row(name, f"{least:.1f}", f"{1e6 / least:,.0f}", f"{least / best['bare kafka-python']:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
