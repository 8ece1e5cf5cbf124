"""The flex template: its parameters are those of `vedette stream`, and the password stays out of them."""

import base64
import importlib
import io
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from apache_beam.io.filesystems import FileSystems

from tests.deploy.commands import refusal

FOLDER = Path(__file__).parents[2] / "deploy" / "dataflow"
METADATA: dict[str, Any] = json.loads((FOLDER / "metadata.json").read_text(encoding="utf-8"))
PARAMETERS: dict[str, dict[str, Any]] = {each["name"]: each for each in METADATA["parameters"]}
GOOD = {
    "from": "pubsub://p/vedette.entries", "store": "postgresql+psycopg://vedette@10.0.0.3/vedette", "to": "pubsub://p",
    "subscriptions": "gs://b/subscriptions.toml", "config": "gs://b/vedette.toml", "max_age": "3d", "start": "latest",
    "model": "cues", "sdk_container_image": "europe-docker.pkg.dev/p/vedette/dataflow:1",
}  # fmt: skip


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("main")


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("start")


def test_the_metadata_has_the_shape_that_gcloud_takes() -> None:
    assert {"name", "description", "parameters", "streaming"} <= METADATA.keys()
    allowed = {"name", "label", "helpText", "isOptional", "regexes"}
    assert all({"name", "label", "helpText"} <= each.keys() <= allowed for each in PARAMETERS.values())
    assert all(re.compile(regex) for each in PARAMETERS.values() for regex in each.get("regexes", ()))


def test_it_asks_for_what_the_launcher_takes_and_examples_fit(main: Any) -> None:
    assert set(main.OURS) | {"sdk_container_image"} == PARAMETERS.keys() == GOOD.keys()
    for name, value in GOOD.items():
        assert all(re.match(regex, value) for regex in PARAMETERS[name].get("regexes", ()))


def test_a_store_with_a_password_is_refused_by_the_template() -> None:
    (regex,) = PARAMETERS["store"]["regexes"]
    assert not re.match(regex, "postgresql+psycopg://vedette:secret@10.0.0.3/vedette")


def test_parameters_become_a_command_that_exists_and_beams_own_stay_behind_it(main: Any) -> None:
    given = [f"--{name}={value}" for name, value in GOOD.items()] + ["--runner=DataflowRunner", "--project=p"]
    words = main.command(given, {"gs://b/subscriptions.toml": "/tmp/s.toml", "gs://b/vedette.toml": "/tmp/v.toml"})
    assert refusal(words) == ""
    ours, beams = words[: words.index("--")], words[words.index("--") + 1 :]
    assert {"--subscriptions=/tmp/s.toml", "--max-age=3d", "--no-wait", "--runner=DataflowRunner"} <= set(ours)
    assert beams == [f"--sdk_container_image={GOOD['sdk_container_image']}", "--project=p"]


def test_a_parameter_that_is_left_empty_is_left_out(main: Any) -> None:
    words = main.command(["--from=pubsub://p", "--to=", "--subscriptions="], {})
    assert not any(word.startswith(("--to", "--subscriptions")) for word in words)


def test_files_elsewhere_are_fetched_and_files_here_are_not(
    main: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileSystems, "open", lambda address: io.BytesIO(address.encode()))
    given = ["--subscriptions=gs://b/s.toml", "--config=/etc/vedette.toml", "--from=pubsub://p"]
    copies = main.fetch(given, tmp_path)
    assert copies == {"gs://b/s.toml": str(tmp_path / "subscriptions.toml")}
    assert (tmp_path / "subscriptions.toml").read_text(encoding="utf-8") == "gs://b/s.toml"


@pytest.fixture
def google() -> Iterator[str]:
    """Google's metadata server and Secret Manager, as far as they are asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = {
                ("/token", "Google", None): {"access_token": "t"},
                ("/v1/projects/p/secrets/s/versions/1:access", None, "Bearer t"): {
                    "payload": {"data": base64.b64encode(b"swordfish\n").decode()}
                },
            }
            asked = (self.path, self.headers.get("Metadata-Flavor"), self.headers.get("Authorization"))
            self.send_response(200 if asked in answers else 403)
            self.end_headers()
            self.wfile.write(json.dumps(answers.get(asked)).encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_worker_reads_the_password_that_the_image_names(start: Any, google: str) -> None:
    places = {"metadata": f"{google}/token", "secrets": f"{google}/v1/"}
    assert start.password("projects/p/secrets/s/versions/1", **places) == "swordfish"
    with pytest.raises(OSError, match="403"):
        start.password("projects/p/secrets/other/versions/1", **places)


def test_where_the_secret_cannot_be_read_a_worker_says_which(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(secret: str) -> str:
        raise OSError("403")

    monkeypatch.setattr(start, "password", refused)
    monkeypatch.setenv("VEDETTE_STORE_LOGIN", "projects/p/secrets/s/versions/1")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    with pytest.raises(SystemExit, match="projects/p/secrets/s/versions/1"):
        start.prepare()
