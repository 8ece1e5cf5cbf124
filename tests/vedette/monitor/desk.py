"""A desk to test a monitor at: a real feed server, a real webhook receiver, and the program as people start it."""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook

from connectors.store import open_store
from connectors.store.columns import NEVER
from connectors.store.tables import feeds

ROOT = Path(__file__).resolve().parents[3]
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS1kZXNrLWF0LXRoZS10ZXN0"
LONGEST = 600.0  # seconds after which something must have gone wrong, however busy the machine is
_VEDETTE = (sys.executable, "-m", "vedette")
PLACES = ("Kharkiv", "Kherson", "Bakhmut", "Avdiivka", "Sumy", "Odesa", "Kupiansk", "Zaporizhzhia", "Mykolaiv", "Lviv")


class Desk:
    """Feeds `/feed/N.xml`, each on a loopback host of its own, and a receiver at `/hook`. Use as a context manager."""

    def __init__(self, folder: Path, feeds: int = 1) -> None:
        self.folder, self.feeds = folder, feeds
        self.items: list[list[tuple[str, str, str]]] = [[] for _ in range(feeds)]  # guid, title, date
        self.received: list[tuple[str, list[str]]] = []  # webhook id, event ids
        self.asked = 0

    def __enter__(self) -> "Desk":
        desk = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                desk.asked += 1
                body = desk.document(int(self.path.partition(".")[0].rpartition("/")[2])).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                Webhook(SECRET).verify(body, dict(self.headers))
                desk.received.append((self.headers["webhook-id"], _event_ids(json.loads(body))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._write()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def publish(self, feed: int, count: int) -> None:
        """New stories: each puts Russian forces in another town."""
        for _ in range(count):
            number = len(self.items[feed])
            town = PLACES[(feed + number) % len(PLACES)]
            title = f"Russian forces shelled {town}, says monitor group {feed}-{number}"
            self.items[feed].append((f"{feed}-{number}", title, format_datetime(datetime.now(UTC))))

    def document(self, feed: int) -> str:
        items = "".join(
            f"<item><guid isPermaLink='false'>{guid}</guid><link>https://desk{feed}.example/{guid}</link>"
            f"<title>{title}</title><pubDate>{date}</pubDate></item>"
            for guid, title, date in self.items[feed]
        )
        return f"<rss version='2.0'><channel><title>Desk {feed}</title><language>en</language>{items}</channel></rss>"

    @property
    def store(self) -> str:
        return f"sqlite:///{self.folder / 'store.db'}"

    def arguments(self, *more: str) -> list[str]:
        own = ["--feeds", "feeds.toml", "--subscriptions", "subscriptions.toml", "--store", self.store]
        return ["monitor", *own, "--config", "vedette.toml", *more]

    def run(self, *more: str) -> subprocess.CompletedProcess[str]:
        """`vedette monitor --once`, to its end."""
        return subprocess.run(
            [*_VEDETTE, *self.arguments("--once", *more)], cwd=self.folder, env=_environment(), text=True,
            capture_output=True, timeout=LONGEST, check=False,
        )  # fmt: skip

    def start(self, *more: str) -> "subprocess.Popen[str]":
        """`vedette monitor`, until somebody stops it."""
        return subprocess.Popen(
            [*_VEDETTE, *self.arguments(*more)], cwd=self.folder, env=_environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def make_due(self) -> None:
        """Every feed is due again at once, as if its interval had passed."""
        with open_store(self.store) as store, store.database.write() as connection:
            connection.execute(feeds.update().values(next_due=NEVER))

    def _write(self) -> None:
        feeds = "".join(
            f'[[feed]]\nurl = "http://127.0.0.{feed + 1}:{self.port}/feed/{feed}.xml"\noutlet = "desk{feed}.example"\n'
            for feed in range(self.feeds)
        )
        (self.folder / "feeds.toml").write_text(feeds)
        (self.folder / "subscriptions.toml").write_text(
            '[[subscription]]\nname = "ukraine"\nregions = ["UA"]\ngroup_by = "place"\ndestinations = ["hook"]\n'
        )
        (self.folder / "vedette.toml").write_text(
            '[monitor]\nallow_private_addresses = true\nspacing = 0.0\ncontact = "desk@example.org"\n'
            f'[destinations.hook]\nurl = "http://127.0.0.1:{self.port}/hook"\nsecret = "{SECRET}"\n'
        )


def lines(text: str) -> list[dict[str, Any]]:
    """Lines of JSON; anything else fails."""
    return [json.loads(line) for line in text.splitlines()]


def _event_ids(payload: Any) -> list[str]:
    return [event["id"] for event in payload["data"]["events"]]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
