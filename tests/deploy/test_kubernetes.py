"""The Kubernetes manifests: by the published schemas, within the standard `restricted`, and closed to each other."""

import copy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from connectors.kafka import parse
from tests.deploy.manifests import FOLDER, documents, objects, pods, problems

OBJECTS = objects()
AS_JAR = [one for file in sorted((FOLDER / "as-jar").glob("*.yaml")) for one in documents(file)]
FLINK = next(one for one in OBJECTS if one["kind"] == "FlinkDeployment")
RUNNING = [one for one in OBJECTS if any(pods(one))]
READ = ("vedette.entries", "vedette")  # topic and group
POLICIES = [one["spec"] for one in OBJECTS if one["kind"] == "NetworkPolicy"]


def named(one: dict[str, Any]) -> str:
    return f"{one['kind']} {one['metadata'].get('name', '')}"


@pytest.mark.parametrize("one", [*OBJECTS, *AS_JAR], ids=named)
def test_an_object_is_valid_by_its_published_schema(one: dict[str, Any], schemas: Path) -> None:
    assert problems(one, schemas) == []


@pytest.mark.parametrize("place", [("spec",), ("spec", "taskManager"), ("spec", "podTemplate", "spec")])
def test_the_operators_schema_refuses_what_it_does_not_know(place: tuple[str, ...], schemas: Path) -> None:
    wrong = copy.deepcopy(FLINK)
    inside = wrong
    for name in place:
        inside = inside[name]
    inside["flinkConfig"] = {}
    assert "flinkConfig" in problems(wrong, schemas)[0]


def test_kubernetes_schema_refuses_what_it_does_not_know(schemas: Path) -> None:
    wrong = copy.deepcopy(next(one for one in OBJECTS if one["kind"] == "Deployment"))
    next(pods(wrong))["containers"][0]["resorces"] = {}
    assert "resorces" in problems(wrong, schemas)[0]


def test_kustomize_makes_one_image_of_ours_everywhere(tmp_path: Path) -> None:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "config").mkdir(exist_ok=True)
    for name in ("feeds", "subscriptions", "vedette"):
        (tmp_path / "config" / f"{name}.toml").touch()
    done = subprocess.run(["kubectl", "kustomize", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = [one for one in yaml.safe_load_all(done.stdout) if one]
    assert {one["metadata"].get("namespace", "vedette") for one in made} == {"vedette"}
    images = [box["image"] for one in made for pod in pods(one) for box in pod["containers"] if "image" in box]
    assert {image for image in images if "beam" not in image} == {"registry.example.org/vedette:0.1.0"}


@pytest.mark.parametrize("one", RUNNING, ids=named)
def test_a_pod_is_within_the_standard_restricted(one: dict[str, Any]) -> None:
    common = next(pods(one)).get("securityContext", {})
    assert common["runAsNonRoot"]
    assert common["seccompProfile"]["type"] == "RuntimeDefault"
    for rights in (box["securityContext"] for pod in pods(one) for box in pod["containers"]):
        assert rights["allowPrivilegeEscalation"] is False
        assert rights["capabilities"] == {"drop": ["ALL"]}


@pytest.mark.parametrize("one", RUNNING, ids=named)
def test_a_container_asks_for_what_it_needs_and_is_bounded(one: dict[str, Any]) -> None:
    for box in (box for pod in pods(one) for box in pod["containers"] if box["name"] != "flink-main-container"):
        assert {"cpu", "memory"} <= set(box["resources"]["requests"])
        assert "memory" in box["resources"]["limits"]


@pytest.mark.parametrize("name", ["poller", "jobserver"])
def test_what_listens_is_probed(name: str) -> None:
    deployment = next(one for one in OBJECTS if named(one) == f"Deployment {name}")
    box = next(pods(deployment))["containers"][0]
    assert {"readinessProbe", "livenessProbe"} <= set(box)


def test_nothing_is_open_but_what_a_policy_names_and_nobody_reaches_a_worker() -> None:
    assert any(
        policy["podSelector"] == {} and set(policy["policyTypes"]) == {"Ingress", "Egress"} for policy in POLICIES
    )
    ports = [port for policy in POLICIES for rule in policy.get("ingress", ()) for port in rule["ports"]]
    assert ports
    assert not any(port["port"] <= 50000 <= port.get("endPort", port["port"]) for port in ports)


def test_the_poller_has_no_way_to_private_networks() -> None:
    (public,) = (
        peer["ipBlock"]
        for policy in POLICIES for rule in policy.get("egress", ()) for peer in rule.get("to", ())
        if peer.get("ipBlock", {}).get("cidr") == "0.0.0.0/0"
    )  # fmt: skip
    assert {"10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8"} <= set(public["except"])


def test_what_a_pod_refers_to_is_made_here_or_by_the_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    made = {named(one) for one in OBJECTS} | {"ConfigMap vedette-config", "ConfigMap vedette-addresses"}
    for pod in (pod for one in RUNNING for pod in pods(one)):
        for volume in pod.get("volumes", ()):
            if "configMap" in volume:
                assert f"ConfigMap {volume['configMap']['name']}" in made
            if "persistentVolumeClaim" in volume:
                assert f"PersistentVolumeClaim {volume['persistentVolumeClaim']['claimName']}" in made
        for source in (each for box in pod["containers"] for each in box.get("envFrom", ())):
            if "secretRef" in source:
                assert f"create secret generic {source['secretRef']['name']} " in readme


def test_the_job_has_a_worker_for_each_slot_and_the_checkpoints_of_the_cluster() -> None:
    cluster = FLINK["spec"]["flinkConfiguration"]
    job = next(one for one in OBJECTS if named(one) == "Job stream")
    words = next(pods(job))["containers"][0]["args"]
    assert f"--sdk_worker_parallelism={cluster['taskmanager.numberOfTaskSlots']}" in words
    server = next(one for one in OBJECTS if named(one) == "ConfigMap jobserver")
    asked = yaml.safe_load(server["data"]["flink-conf.yaml"])
    assert asked.items() <= dict(cluster).items()
    assert "execution.checkpointing.interval" in asked


def test_the_addresses_can_be_read_and_the_store_travels_without_a_password() -> None:
    lines = (FOLDER / "addresses.env").read_text(encoding="utf-8").splitlines()
    addresses = dict(line.split("=", 1) for line in lines)
    assert make_url(addresses["VEDETTE_STORE"]).password is None
    entries = parse(addresses["ENTRIES"])
    assert (entries.connection, entries.topic, entries.group) == (parse(addresses["KAFKA"]).connection, *READ)
