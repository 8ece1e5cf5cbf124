"""Prometheus metrics of a monitor, read from its tally whenever they are asked for."""

from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from vedette.monitor.tally import Tally

LOCAL = "127.0.0.1"


class TallyCollector(Collector):
    """The tally as metric families. Names and labels are documented in docs/monitor.md."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[Metric]:
        tally = self._tally
        yield GaugeMetricFamily("vedette_feeds", "Feeds that are polled.", tally.feeds)
        yield GaugeMetricFamily("vedette_feeds_due", "Feeds that are due and not polled yet.", tally.due)
        yield GaugeMetricFamily("vedette_inbox_waiting", "Entries that wait to be read.", tally.waiting)
        yield GaugeMetricFamily("vedette_intake_collapses", "Languages and countries that went quiet.", tally.collapses)
        yield CounterMetricFamily("vedette_entries", "New entries.", tally.entries)
        yield CounterMetricFamily("vedette_entries_forwarded", "Entries that a topic has.", tally.forwarded)
        yield CounterMetricFamily("vedette_articles", "Articles read.", tally.articles)
        yield CounterMetricFamily("vedette_articles_passed", "Articles that the scan let through.", tally.passed)
        yield CounterMetricFamily("vedette_reports", "Reports made.", tally.reports)
        yield CounterMetricFamily("vedette_events_sent", "Alert events decided to be sent.", tally.sent)
        yield CounterMetricFamily("vedette_batches", "Batches committed.", tally.batches)
        yield CounterMetricFamily("vedette_batch_seconds", "Seconds that batches took.", tally.batch_seconds)
        yield _labelled(CounterMetricFamily, "vedette_polls", "Polls by outcome.", "outcome", tally.polls)
        yield _labelled(CounterMetricFamily, "vedette_dead_letters", "Dead letters by stage.", "stage", tally.dead)
        yield _labelled(CounterMetricFamily, "vedette_events", "Alert events by kind.", "kind", tally.events)
        yield _labelled(CounterMetricFamily, "vedette_deliveries", "Attempts by outcome.", "outcome", tally.deliveries)
        yield _labelled(GaugeMetricFamily, "vedette_feeds_in_trouble", "By trouble.", "trouble", tally.troubles)


def _labelled(family: Any, name: str, help_: str, label: str, counts: dict[str, int]) -> Metric:
    metric: Metric = family(name, help_, labels=[label])
    for value, count in sorted(dict(counts).items()):
        metric.add_metric([value], count)  # type: ignore[attr-defined]
    return metric


def serve(tally: Tally, port: int, host: str = LOCAL) -> Callable[[], None]:
    """Serve the metrics at HOST:PORT; call what is returned to stop. Raises OSError where the port is taken."""
    registry = CollectorRegistry()
    registry.register(TallyCollector(tally))
    server, thread = start_http_server(port, addr=host, registry=registry)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(5)

    return stop
