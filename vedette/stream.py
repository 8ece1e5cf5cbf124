"""`vedette stream`: the graph on a distributed engine, from a broker's topic into a PostgreSQL store.

This process makes the job ready (store, subscriptions), submits it and, unless told otherwise, waits for it. The work
is done by the engine's workers (pipeline/stream.py); alerts leave by `vedette deliver`. docs/stream.md tells the rest.
"""

import enum
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy import make_url

from connectors.store import open_store
from connectors.topics import DEAD, ENTRIES, REPORTS
from pipeline.catalogue.own import own_file, read_own, use_own_file
from pipeline.settings import Settings
from schemas.errors import ConfigError, EngineError
from vedette.monitor.settings import MonitorSettings, read_settings
from vedette.options import instant
from vedette.ownership import adopt_file
from vedette.stores import store_path

GROUP = "vedette"  # of consumers, where an address names none
FLUSHED = "--finish_bundle_before_checkpointing"  # else what a bundle gives in a checkpoint waits for the next bundle
ENDLESS_FLINK = (  # a checkpoint is what commits offsets, and none is made once Flink takes its sources for finished
    FLUSHED,
    "--checkpointing_interval=10000",
    f"--shutdown_sources_after_idle_ms={(1 << 63) - 1}",
)
BOUNDED_FLINK = (FLUSHED, "--shutdown_sources_after_idle_ms=0")  # else a job with checkpoints would wait for more
screen = Console(stderr=True)


class Runner(enum.StrEnum):
    """Engines that can run an endless job; Beam's in-process runner cannot."""

    FLINK = "FlinkRunner"
    PRISM = "PrismRunner"
    DATAFLOW = "DataflowRunner"
    PORTABLE = "PortableRunner"


def stream_command(
    source: Annotated[
        str, typer.Option("--from", metavar="URL", help="kafka://HOST:PORT/TOPIC or pubsub://PROJECT/SUBSCRIPTION.")
    ],
    runner: Annotated[Runner, typer.Option(help="The engine that runs the job.")],
    beam: Annotated[
        list[str] | None, typer.Argument(metavar="[-- BEAM OPTION…]", help="Options of Beam and the engine.")
    ] = None,
    store: Annotated[
        str | None, typer.Option(envvar="VEDETTE_STORE", help="postgresql+psycopg://…, as the workers reach it.")
    ] = None,
    to: Annotated[
        str, typer.Option(metavar="URL", help="kafka://HOST:PORT or pubsub://PROJECT, for reports and dead letters.")
    ] = "",
    subscriptions: Annotated[
        Path | None, typer.Option(envvar="VEDETTE_SUBSCRIPTIONS", help="TOML file of subscriptions.")
    ] = None,
    max_age: Annotated[
        str | None, typer.Option(envvar="VEDETTE_MAX_AGE", help="Older entries open no alert: 3d, 12h or none.")
    ] = None,
    start: Annotated[
        str, typer.Option(help="Where nothing was read before: earliest, latest, or a time.")
    ] = "earliest",
    until_now: Annotated[
        bool, typer.Option("--until-now", help="End with what is there now, instead of never.")
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(parser=instant, metavar="TIME", help="Only entries first seen by this time, decided as of then."),
    ] = None,
    wait: Annotated[bool, typer.Option(help="Stay until the job ends, or only submit it.")] = True,
    model: Annotated[str | None, typer.Option(envvar="VEDETTE_MODEL", help="The claim model.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="vedette.toml; else ./vedette.toml or $VEDETTE_CONFIG.")
    ] = None,
) -> None:  # fmt: skip
    """Run the graph as a streaming job, from a topic of entries into a store that many workers share."""
    use_own_file(config)
    given = {
        "store": store, "subscriptions": subscriptions and str(subscriptions), "model": model, "max_age": max_age,
    }  # fmt: skip
    settings = read_settings(own_file(config), given)
    graph = Settings(model=settings.model, until=until, own=read_own(own_file(config)).seal().decode())
    _shared(settings.store)
    messages, sinks = read_from(source, start=start, until_now=until_now), write_to(to)
    _begin(settings, graph)
    job = submit(messages, sinks, graph, settings.store, options(runner, beam or (), endless=not until_now))
    if wait and finish(job) and until_now:
        _settle(settings.store, graph)


def read_from(url: str, *, start: str = "earliest", until_now: bool = False) -> Any:
    """The transform that reads messages at an address. Raises ConfigError."""
    begin = start if start in ("earliest", "latest") else instant(start)
    if url.startswith("pubsub:"):
        from connectors import pubsub  # Google's client takes a second to import

        if start != "earliest":
            raise ConfigError(
                "--start: a Pub/Sub subscription has its own place; `gcloud pubsub subscriptions seek` moves it"
            )
        return pubsub.ReadFromPubSub(pubsub.Reading(subscription=_subscription(url), until_idle=until_now))
    from connectors import kafka  # with it comes Beam, which a list of commands does not need

    address = kafka.parse(url)
    reading = kafka.Reading(
        connection=address.connection,
        topic=address.topic or ENTRIES.name,
        group=address.group or GROUP,
        until_now=until_now,
    )
    return kafka.ReadFromKafka(reading, start=begin)


def write_to(url: str) -> dict[str, Any]:
    """The transforms that write to the topics at an address; none where it is "". Raises ConfigError."""
    topics = {"reports": REPORTS.name, "dead": DEAD.name}
    if not url:
        return {}
    if url.startswith("pubsub:"):
        from connectors import pubsub

        place = pubsub.parse(url)
        _bare(place.name, url)
        return {what: pubsub.WriteToPubSub(place._replace(name=name).topic) for what, name in topics.items()}
    from connectors import kafka

    address = kafka.parse(url)
    _bare(address.topic, url)
    return {what: kafka.WriteToKafka(address.connection, name) for what, name in topics.items()}


def options(runner: Runner, beam: Sequence[str], *, endless: bool = True) -> Any:
    """Beam's options: what this engine needs, then whatever the user says."""
    from apache_beam.options.pipeline_options import PipelineOptions

    if any(word.split("=")[0] == "--runner" for word in beam):
        raise ConfigError("--runner is an option of `vedette stream`: write it before --")
    usual = (ENDLESS_FLINK if endless else BOUNDED_FLINK) if runner is Runner.FLINK else ()
    return PipelineOptions(["--job_name=vedette-stream", *usual, *beam, f"--runner={runner}", "--streaming"])


def submit(messages: Any, sinks: dict[str, Any], settings: Settings, store: str, options: Any) -> Any:
    """Hand the job to the engine: Beam's result of it. Raises EngineError."""
    import apache_beam
    import grpc

    from pipeline.stream import stream

    pipeline = apache_beam.Pipeline(options=options)
    stream(pipeline | "Messages" >> messages, settings, store, sinks)
    try:
        job = pipeline.run()
    except (grpc.RpcError, grpc.FutureTimeoutError, RuntimeError, OSError) as error:
        why = _first_line(error)
        raise EngineError(f"the engine does not take the job: {why}. Is its job server up?") from error
    screen.print(f"submitted {getattr(job, '_job_id', 'the job')}", highlight=False)
    return job


def finish(job: Any, pause: float = 2.0) -> bool:
    """Ask until the job ends: whether it came to its own end. Raises EngineError where it failed.

    Beam's own waiting ends after five minutes where a job server streams its states (`--job_server_timeout`).
    """
    from apache_beam.runners.runner import PipelineState

    try:
        while not PipelineState.is_terminal(job.state):
            time.sleep(pause)
        if job.state == PipelineState.FAILED:
            job.wait_until_finish()  # raises, with what the engine says
    except KeyboardInterrupt:
        screen.print("no longer waiting: the job goes on where its workers are not in this process")
        raise
    except Exception as error:  # whatever a runner's client raises
        raise EngineError(f"the job has failed: {_first_line(error)}. The engine's log has the rest") from error
    screen.print(f"the job has ended: {job.state}", highlight=False)
    return bool(job.state == PipelineState.DONE)


def _shared(url: str) -> None:
    """Refuse a store that workers cannot share, and say what is unwise."""
    if store_path(url) is not None:
        raise ConfigError(
            f"store {url!r}: workers on other machines cannot share an SQLite file: give --store "
            "postgresql+psycopg://…, or use `vedette monitor`, which needs no engine"
        )
    if make_url(url).password:
        screen.print(
            "the store's address has a password, which the engine will show to whoever may see its jobs: "
            "leave it out, and set PGPASSWORD where the workers run", style="yellow",
        )  # fmt: skip


def _begin(settings: MonitorSettings, graph: Settings) -> None:
    """The store made ready: its tables, the subscriptions of the file, and their beginning."""
    from pipeline.catalogue.catalogue import load
    from pipeline.claims.models import load as load_model
    from pipeline.stream import ledgers

    load_model(settings.model)  # what is wrong with it, or with names of your own, stops here and not in a worker
    names = load()
    with open_store(settings.store) as store:
        adopt_file(store.subscriptions, settings, names)
        for name in ledgers(store, graph).begin(graph.until or datetime.now(UTC)):
            screen.print(f"the subscription {name} begins to tell", highlight=False)


def _settle(url: str, graph: Settings) -> None:
    """The end of a bounded job: what silence means by now, and the ledgers of large roots."""
    from pipeline.stream import ledgers

    with open_store(url) as store:
        now = graph.until or datetime.now(UTC)
        kept = ledgers(store, graph)
        kept.pass_time(now)
        kept.settle(now)


def _subscription(url: str) -> str:
    from connectors import pubsub

    place = pubsub.parse(url)
    return place.subscription if place.name else place._replace(name=ENTRIES.name).subscription


def _bare(topic: str, url: str) -> None:
    if topic:
        raise ConfigError(f"--to {url}: leave {topic!r} out: reports go to {REPORTS.name}, dead letters to {DEAD.name}")


def _first_line(error: BaseException) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
