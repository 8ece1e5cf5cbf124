"""`vedette topics`: make the topics of a broker, and look at them."""

from typing import Annotated

import typer
from rich.console import Console

from vedette import topics

app = typer.Typer(no_args_is_help=True, help="The topics that entries, reports, alerts and dead letters travel on.")
Broker = Annotated[str, typer.Argument(metavar="URL", help="kafka://HOST:PORT or pubsub://PROJECT.")]


@app.command("create")
def create_command(
    url: Broker,
    partitions: Annotated[int, typer.Option(min=1, help="Of a Kafka topic.")] = 12,
    replication: Annotated[int, typer.Option(min=1, help="Copies of a Kafka partition.")] = 3,
) -> None:
    """Make those topics that are missing; what is there stays as it is."""
    made = topics.create(url, partitions=partitions, replication=replication)
    Console(stderr=True).print("made " + ", ".join(made) if made else "nothing was missing", highlight=False)


@app.command("describe")
def describe_command(url: Broker) -> None:
    """Show the topics: partitions, copies, and how much is in them."""
    Console().print(topics.describe(url))
