"""Code under watch reaches no address that it may not, whatever it does to get there."""

import contextlib
import http.server
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator

import pytest

from connectors.notify.guard import watched
from schemas.errors import AddressRefused


@pytest.fixture
def target() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_connection_is_refused_when_it_is_made(target: int) -> None:
    with watched(allow_private=False) as watch, pytest.raises(AddressRefused, match="loopback"):
        socket.create_connection(("localhost", target))
    assert "loopback" in watch.refused


def test_what_is_refused_is_remembered_where_the_error_is_swallowed(target: int) -> None:
    with watched(allow_private=False) as watch, contextlib.suppress(Exception):
        urllib.request.urlopen(f"http://2130706433:{target}/", timeout=5)
    assert "loopback" in watch.refused


def test_a_redirect_to_a_metadata_service_is_refused() -> None:
    class Away(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Away) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        with watched(allow_private=True) as watch, contextlib.suppress(Exception):
            urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/", timeout=5)
    assert "metadata" in watch.refused


def test_a_local_socket_a_datagram_and_a_program_are_refused() -> None:
    with watched(allow_private=True):
        with pytest.raises(AddressRefused), socket.socket(socket.AF_UNIX) as path:
            path.connect("/tmp/some.sock")
        with pytest.raises(AddressRefused), socket.socket(type=socket.SOCK_DGRAM) as datagram:
            datagram.sendto(b"", ("169.254.169.254", 53))
        with pytest.raises(AddressRefused, match="another program"):
            subprocess.run([sys.executable, "-c", ""], check=False)


def test_nothing_else_is_looked_at(target: int) -> None:
    with watched(allow_private=False):
        pass
    socket.create_connection(("127.0.0.1", target)).close()


def test_other_threads_are_not_watched(target: int) -> None:
    with watched(allow_private=False) as watch:
        thread = threading.Thread(target=lambda: socket.create_connection(("127.0.0.1", target)).close())
        thread.start()
        thread.join()
    assert not watch.refused
