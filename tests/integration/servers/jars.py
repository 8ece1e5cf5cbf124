"""Java programs for tests: pinned jars, fetched once by Maven into the cache, every one checked against its sum.

`fetch("kafka", …)` gives the folder that holds exactly the jars listed in `kafka.sha256` beside this file.
"""

import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies"
_SECONDS = 600


class Unavailable(Exception):
    """Maven could not fetch the jars: no network, or no such artifact. One line."""


def missing() -> str:
    """What to install before Java servers can run; "" where nothing is missing."""
    lacking = [name for name in ("java", "mvn") if shutil.which(name) is None]
    return f"needs {' and '.join(lacking)}: apt-get install openjdk-17-jre-headless maven" if lacking else ""


@functools.cache
def fetch(name: str, artifacts: tuple[str, ...]) -> Path:
    """The folder of the jars of `artifacts` ("group:name:version") and of all that they need at run time."""
    sums = _sums(Path(__file__).with_name(f"{name}.sha256"))
    folder = cache() / f"{name}-{_digest(repr(sorted(sums.items())).encode())[:16]}"
    if not folder.exists():
        _install(name, artifacts, folder, sums)
    _check(folder, sums)
    return folder


def cache() -> Path:
    """Where fetched and built servers are kept: outside the repository, shared by all its test runs."""
    chosen = os.environ.get("VEDETTE_CACHE", "")
    return (Path(chosen) if chosen else Path.home() / ".cache" / "vedette") / "servers"


def class_path(folder: Path) -> str:
    return str(folder / "*")  # Java expands it, no shell


def _install(name: str, artifacts: tuple[str, ...], folder: Path, sums: dict[str, str]) -> None:
    """Fetch beside its place and move there once it is whole: two test runs may do so at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder.parent))
    try:
        (work / "pom.xml").write_text(_pom(artifacts), encoding="utf-8")
        command = ["mvn", "-q", "-B", _PLUGIN, f"-DoutputDirectory={work}/lib", "-DincludeScope=runtime"]
        made = subprocess.run(command, cwd=work, capture_output=True, text=True, timeout=_SECONDS, check=False)
        if made.returncode:
            errors = [line for line in made.stdout.splitlines() if line.startswith("[ERROR]")]
            raise Unavailable(f"mvn could not fetch {artifacts[0]}: {errors[0] if errors else made.stderr[:200]}")
        _check(work / "lib", sums)
        if not folder.exists():
            (work / "lib").rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _check(folder: Path, sums: dict[str, str]) -> None:
    found = {jar.name: _digest(jar.read_bytes()) for jar in sorted(folder.glob("*.jar"))}
    wrong = sorted(name for name in found.keys() | sums.keys() if found.get(name) != sums.get(name))
    if wrong:
        raise RuntimeError(f"{folder}: not the pinned files: {', '.join(wrong)}. Delete the folder and try again.")


def _sums(file: Path) -> dict[str, str]:
    """A list as `sha256sum` writes it."""
    pairs = (line.split(maxsplit=1) for line in file.read_text(encoding="utf-8").splitlines() if line)
    return {name: digest for digest, name in pairs}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _pom(artifacts: tuple[str, ...]) -> str:
    dependencies = "".join(_dependency(*artifact.split(":")) for artifact in artifacts)
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>vedette</groupId><artifactId>servers</artifactId><version>1</version>"
        f"<dependencies>{dependencies}</dependencies></project>"
    )


def _dependency(group: str, name: str, version: str) -> str:
    parts = (("groupId", group), ("artifactId", name), ("version", version))
    return "<dependency>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts) + "</dependency>"
