"""The compose file: by the specification, closed to the outside, and of versions that fit together."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "compose" / "compose.yaml"
STACK: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = STACK["services"]
OURS = [name for name, service in SERVICES.items() if "VEDETTE_IMAGE" in service["image"]]
FLINK = yaml.safe_load((ROOT / "deploy" / "kubernetes" / "flink.yaml").read_text(encoding="utf-8"))
JOBSERVER = (ROOT / "deploy" / "kubernetes" / "jobserver.yaml").read_text(encoding="utf-8")


def problems(stack: Any, schemas: Path) -> list[str]:
    schema = json.loads((schemas / "compose-spec.json").read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(stack)]


def test_it_is_valid_by_the_compose_specification(schemas: Path) -> None:
    assert problems(STACK, schemas) == []


def test_the_specification_refuses_what_it_does_not_know(schemas: Path) -> None:
    assert problems({"services": {"a": {"image": "a", "restrt": "always"}}}, schemas)


def test_docker_compose_takes_it() -> None:
    if shutil.which("docker") is None or _run(["docker", "compose", "version"]).returncode:
        pytest.skip("docker compose is not installed")
    needed = dict.fromkeys(re.findall(r"\$\{(\w+):\?", FILE.read_text(encoding="utf-8")), "a")
    done = _run(["docker", "compose", "--file", str(FILE), "config", "--quiet"], needed)
    assert done.returncode == 0, done.stderr


def test_every_variable_is_in_the_example_or_has_a_default() -> None:
    used = set(re.findall(r"\$\{(\w+)(?!\w)(?!:-)", FILE.read_text(encoding="utf-8")))
    example = (FILE.parent / "env.example").read_text(encoding="utf-8")
    assert used
    assert all(re.search(f"^{name}=", example, flags=re.MULTILINE) for name in used)


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_brokers_store_workers_and_job_server_have_no_way_out() -> None:
    assert STACK["networks"]["inside"]["internal"] is True
    for name in ("kafka", "postgres", "jobserver", "stream", "topics", "node"):
        assert set(SERVICES[name]["networks"]) == {"inside"}, name
    assert {SERVICES[name]["network_mode"] for name in ("taskmanager", "worker")} == {"service:node"}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_write_nothing_and_may_nothing(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert "/tmp" in service["tmpfs"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_no_address_carries_a_password() -> None:
    assert "@" in STACK["x-vedette"]["environment"]["VEDETTE_STORE"]
    assert not re.search(r"\w+://[^/\s\"']*:[^/@\s\"']*@", FILE.read_text(encoding="utf-8"))


def test_job_server_flink_and_beam_are_of_versions_that_fit() -> None:
    beam = re.search(r"^apache-beam==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert beam
    (server,) = {SERVICES["jobserver"]["image"], *re.findall(r"image: (apache/beam_flink\S+)", JOBSERVER)}
    (flink,) = {SERVICES["jobmanager"]["image"], SERVICES["taskmanager"]["image"], FLINK["spec"]["image"]}
    release = re.match(r"flink:(\d+\.\d+)", flink)
    assert release
    assert server == f"apache/beam_flink{release[1]}_job_server:{beam[1]}"
    assert FLINK["spec"]["flinkVersion"] == f"v{release[1].replace('.', '_')}"
    sdk = (ROOT / "deploy" / "dataflow" / "Dockerfile").read_text(encoding="utf-8")
    assert f"apache/beam_python3.11_sdk:{beam[1]}" in sdk


def test_the_job_has_a_worker_for_each_slot_and_the_checkpoints_of_the_cluster() -> None:
    properties = STACK["x-flink"]["environment"]["FLINK_PROPERTIES"]
    assert STACK["configs"]["flink"]["content"] == properties
    command = SERVICES["stream"]["command"]
    slots = re.search(r"numberOfTaskSlots: (\S+)", properties)
    assert slots
    assert {f"--parallelism={slots[1]}", f"--sdk_worker_parallelism={slots[1]}"} <= set(command)


@pytest.mark.parametrize("name", ["poller", "worker", "kafka", "postgres", "jobmanager"])
def test_what_can_be_asked_how_it_is_is_asked(name: str) -> None:
    healthy = "test" in SERVICES[name].get("healthcheck", {})
    assert healthy or name == "poller"  # the image's own


def test_everything_that_is_mounted_is_there_or_is_made_by_the_readme() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", ())]
    paths = {mount.split(":")[0] for mount in mounts if mount.startswith(".")}
    assert all((FILE.parent / path).exists() for path in paths - {"./config"})
    named = {mount.split(":")[0] for mount in mounts if not mount.startswith((".", "/"))}
    assert named == set(STACK["volumes"])


def _run(command: list[str], more: Mapping[str, str] = MappingProxyType({})) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True, timeout=60, check=False)
