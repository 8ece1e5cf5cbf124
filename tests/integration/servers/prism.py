"""Prism, Beam's own runner in Go, for tests: built once into the cache. Beam starts and ends it with each job."""

from pathlib import Path

from tests.integration.servers.go import built

_SOURCE = Path(__file__).with_name("prism_runner")
_PACKAGE = "github.com/apache/beam/sdks/v2/go/cmd/prism"


class Prism:
    """Where the program is, and how a pipeline is told."""

    def __init__(self) -> None:
        self.program = built("prism", _SOURCE, _PACKAGE)

    def options(self, *more: str) -> list[str]:
        """The options with which a Beam pipeline runs on it, its workers in the process that submits."""
        log = "--prism_log_level=warn"
        return [f"--prism_location={self.program}", log, "--environment_type=LOOPBACK", *more]
