"""One streaming job of a name on a Flink cluster, whoever starts its launcher how often.

    flink_job.py --flink http://jobmanager:8081 --replace vedette-stream -- vedette stream …

ends the jobs of that name that still run there, waits until they are gone, and becomes the command. Two jobs would do
no harm (what is read twice is written once), but all work twice. The new job goes on from the committed offsets.
"""

import argparse
import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import Any

OVER = {"FINISHED", "CANCELED", "FAILED"}
SECONDS = 300.0  # until a job that was cancelled must be gone

Ask = Callable[[str, str], Any]  # method and path: what Flink's REST interface answers


def running(jobs: list[dict[str, Any]], name: str) -> list[str]:
    """The ids of the jobs of this name that are not over. Beam may write more behind a name."""
    return [
        job["jid"]
        for job in jobs
        if (job["name"] == name or job["name"].startswith((f"{name}-", f"{name}_"))) and job["state"] not in OVER
    ]


def end(ask: Ask, name: str, *, seconds: float = SECONDS, pause: Callable[[float], None] = time.sleep) -> int:
    """Cancel them and wait: how many there were. Raises TimeoutError."""
    asked: set[str] = set()
    left = seconds
    while found := running(ask("GET", "/jobs/overview")["jobs"], name):
        for job in found:
            if job not in asked:
                ask("PATCH", f"/jobs/{job}?mode=cancel")
                asked.add(job)
        if left <= 0:
            raise TimeoutError(f"jobs {', '.join(found)} do not end: look at them in Flink's own pages")
        pause(1.0)
        left -= 1.0
    return len(asked)


def over_http(flink: str) -> Ask:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(method: str, path: str) -> Any:
        request = urllib.request.Request(flink.rstrip("/") + path, method=method)
        with direct.open(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    return ask


def main() -> None:
    parser = argparse.ArgumentParser(description="Replace a job on a Flink cluster.")
    parser.add_argument("--flink", required=True, metavar="URL", help="the job manager, such as http://jobmanager:8081")
    parser.add_argument("--replace", required=True, metavar="NAME", help="the job's name")
    parser.add_argument("command", nargs="+", help="what starts the new one")
    given = parser.parse_args()
    try:
        count = end(over_http(given.flink), given.replace)
    except (OSError, ValueError) as error:  # also TimeoutError, and what is no JSON
        sys.exit(f"flink_job: {given.flink}: {error}")
    print(f"flink_job: {count} jobs of the name {given.replace} ended", file=sys.stderr, flush=True)
    os.execvp(given.command[0], given.command)


if __name__ == "__main__":
    main()
