"""`vedette topics create|describe`: the topics on a broker, made and looked at.

The brokers' clients, and Beam with them, take seconds to import: only what is asked for is, and never for `--help`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connectors.topics import TOPICS
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from connectors.kafka.topics import State

app = typer.Typer(no_args_is_help=True, help="The topics that entries, reports, alerts and dead letters travel on.")
Broker = Annotated[str, typer.Argument(metavar="URL", help="kafka://HOST:PORT or pubsub://PROJECT.")]


@app.command("create")
def create_command(
    url: Broker,
    partitions: Annotated[int, typer.Option(min=1, help="Of a Kafka topic.")] = 12,
    replication: Annotated[int, typer.Option(min=1, help="Copies of a Kafka partition.")] = 3,
) -> None:
    """Make those topics that are missing; what is there stays as it is."""
    made = create(url, partitions=partitions, replication=replication)
    Console(stderr=True).print("made " + ", ".join(made) if made else "nothing was missing", highlight=False)


@app.command("describe")
def describe_command(url: Broker) -> None:
    """Show the topics: partitions, copies, and how much is in them."""
    Console().print(describe(url))


def create(url: str, *, partitions: int, replication: int) -> list[str]:
    """Make the topics that are missing at `url`, kafka:// or pubsub:// (which has neither partitions nor copies)."""
    if partitions < 1 or replication < 1:
        raise ConfigError("a topic has one partition or more, and one copy of each or more")
    if url.startswith("pubsub:"):
        from connectors.pubsub import parse, topics

        return topics.create(parse(url).project, TOPICS)
    from connectors import kafka
    from connectors.kafka import topics as on_kafka

    address = kafka.parse(url)
    return on_kafka.create(address.connection, TOPICS, partitions=partitions, replication=replication)


def describe(url: str) -> Table:
    """How the topics stand: all four, or the one that `url` names; with `?group=…` how far that group is behind."""
    if url.startswith("pubsub:"):
        raise ConfigError("Pub/Sub counts its messages itself: gcloud pubsub subscriptions describe NAME")
    from connectors import kafka
    from connectors.kafka import topics as on_kafka

    address = kafka.parse(url)
    names = [address.topic] if address.topic else [topic.name for topic in TOPICS]
    return table(on_kafka.describe(address.connection, names, address.group))


def table(states: Iterable["State"]) -> Table:
    shown = Table(box=None, header_style="dim")
    for heading, justify in (("topic", "left"), ("partitions", "right"), ("copies", "right"), ("records", "right")):
        shown.add_column(heading, justify=justify)  # type: ignore[arg-type]
    shown.add_column("behind", justify="right")
    shown.add_column("")
    for state in states:
        shown.add_row(*_row(state))
    return shown


def _row(state: "State") -> Iterable[Any]:
    if not state.partitions:
        return state.name, "", "", "", "", Text("missing: vedette topics create", style="red")
    behind = "" if state.behind is None else f"{state.behind:,}"
    counts = (str(state.partitions), str(state.replication), f"{state.records:,}", behind)
    return state.name, *counts, Text("; ".join(_troubles(state)), style="red")


def _troubles(state: "State") -> Iterable[str]:
    if state.leaderless:
        yield f"nobody serves partition {_listed(state.leaderless)}"
    if state.lagging:
        yield f"copies of partition {_listed(state.lagging)} are behind"


def _listed(partitions: tuple[int, ...]) -> str:
    return ", ".join(map(str, partitions))
