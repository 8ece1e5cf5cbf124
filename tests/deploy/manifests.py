"""Objects of deploy/kubernetes, and whether the schemas of Kubernetes and of the Flink Operator take them."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
VERSION = "1.37"  # of Kubernetes, of the schemas in kubernetes-validate


def documents(file: Path) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


def objects() -> list[dict[str, Any]]:
    """Everything that kustomization.yaml makes of files."""
    made = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
    return [one for name in made["resources"] for one in documents(FOLDER / name)]


def problems(one: dict[str, Any], crds: Path) -> list[str]:
    """What is wrong with an object; unknown fields are."""
    if one["apiVersion"].startswith("flink.apache.org/"):
        schema = _crd(crds, one["kind"], one["apiVersion"].split("/")[1])
        return [f"{list(error.path)}: {error.message}" for error in jsonschema.Draft7Validator(schema).iter_errors(one)]
    try:
        kubernetes_validate.validate(one, VERSION, strict=True)
    except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
        return [str(error)]
    return []


def pods(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The pod specifications of an object."""
    spec = one.get("spec", {})
    if "template" in spec:
        yield spec["template"]["spec"]
    for holder in (spec, spec.get("taskManager", {}), spec.get("jobManager", {})):
        if "podTemplate" in holder:
            yield holder["podTemplate"]["spec"]


@functools.cache
def _crd(crds: Path, kind: str, version: str) -> dict[str, Any]:
    for file in sorted(crds.glob("*.crd.yml")):
        crd = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # half a megabyte
        if crd["spec"]["names"]["kind"] == kind:
            schema: dict[str, Any] = next(
                each["schema"]["openAPIV3Schema"] for each in crd["spec"]["versions"] if each["name"] == version
            )
            _close(schema)
            kept: dict[str, Any] = {name: {} for name in ("apiVersion", "kind", "metadata")}
            return {**schema, "properties": {**schema["properties"], **kept}}
    raise LookupError(f"no definition of {kind} {version}")


def _close(schema: Any) -> None:
    """Refuse properties that a schema does not name, where it does not say that they are to be kept."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            _close(part)
    elif isinstance(schema, list):
        for part in schema:
            _close(part)
