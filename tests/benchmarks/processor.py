"""Processor time of the servers and workers that this process has started, by what they are. Linux only.

Unlike the clock on the wall it means the same on a busy machine.
"""

import os
from collections import defaultdict
from pathlib import Path

ROLES = {  # by what stands in the command line, the first that fits
    "runners.worker.": "Python workers",  # their pool, too
    "taskexecutor.TaskManagerRunner": "Flink task manager",
    "StandaloneSessionClusterEntrypoint": "Flink's management",
    "FlinkJobServerDriver": "Flink's management",
    "kafka.Kafka": "Kafka",
    "postgres": "PostgreSQL",
}
_TICK = os.sysconf("SC_CLK_TCK")


def seconds() -> dict[str, float]:
    """Role -> seconds so far, those of ended children included."""
    parents, used = _processes()
    found: dict[str, float] = defaultdict(float)
    for pid in used:
        role = _role(pid)
        if role and _descends(pid, parents):
            found[role] += used[pid]
    return found


def spent(before: dict[str, float]) -> dict[str, float]:
    """What was used since, the greatest first."""
    now = seconds()
    since = {role: now[role] - before.get(role, 0.0) for role in now}
    return dict(sorted(since.items(), key=lambda item: -item[1]))


def _processes() -> tuple[dict[int, int], dict[int, float]]:
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        pid = int(folder.name)
        parents[pid], used[pid] = int(fields[1]), sum(map(int, fields[11:15])) / _TICK
    return parents, used


def _descends(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False


def _role(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
    return next((role for word, role in ROLES.items() if word in command), "")
