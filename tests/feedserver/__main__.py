"""`python -m tests.feedserver feeds.toml`: the world of feeds, served for real, for `vedette monitor` to poll.

python -m tests.feedserver /tmp/feeds.toml --feeds 500 --speed 60 &
vedette monitor --feeds /tmp/feeds.toml --store sqlite:////tmp/v.db --allow-private-addresses --once
"""

import argparse
import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

from connectors.feeds.feedfile import write_feeds
from tests.feedserver.server import FeedServer
from tests.feedserver.world import World


async def serve(path: Path, feeds: int, speed: float, silent: int) -> None:
    """Serve until told to stop. What is published is published `speed` times as fast."""
    began = datetime.now(UTC)

    def clock() -> datetime:
        return began + speed * (datetime.now(UTC) - began)

    world = World(feeds, clock, silent=silent)
    async with FeedServer(world.answer, keep=False) as server:
        path.write_text(write_feeds(world.feeds(server)), encoding="utf-8")
        print(f"{feeds} feeds at {server.base}, listed in {path}", flush=True)
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the feeds file to write")
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--silent", type=int, default=3, help="feeds that accept a question and never answer")
    options = parser.parse_args()
    asyncio.run(serve(options.file, options.feeds, options.speed, options.silent))


if __name__ == "__main__":
    main()
