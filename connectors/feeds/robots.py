"""robots.txt as RFC 9309 reads it: the longest rule that matches decides, allowing wins a draw. Pure.

Written by hand because the kept libraries turn rules into regular expressions, and a hostile file (`/*a*a*a*a*b`) then
holds the poller for hours; here a rule costs its length times the address's. Python's own knows no wildcards at all.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

LONGEST = 500_000  # bytes that are read of a file, as the RFC asks for
RULES = 5_000
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")
_MEANING = re.compile(r"%(2[afAF]|24|25|3[fF])")
_AGENTS, _RULES, _DELAY = "user-agent", ("allow", "disallow"), "crawl-delay"


class Rule(NamedTuple):
    allows: bool
    path: str


class Robots(NamedTuple):
    """What one agent may ask of one host."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0  # seconds between two requests

    def allows(self, path: str) -> bool:
        """Whether `path` (with its query) may be asked for."""
        target = _comparable(path)
        fitting = [rule for rule in self.rules if _matches(rule.path, target)]
        return max(fitting, key=lambda rule: (len(rule.path), rule.allows)).allows if fitting else True


EVERYTHING = Robots()
NOTHING = Robots((Rule(False, "/"),))


def robots(data: bytes, agent: str) -> Robots:
    """What the file says to `agent`, a product name without its version; to everybody where it does not name it."""
    groups = _groups(data[:LONGEST].decode("utf-8", "replace").lstrip("\ufeff"))
    ours = [group for group in groups if agent.lower() in group.agents]
    chosen = ours or [group for group in groups if "*" in group.agents]
    rules = [rule for group in chosen for rule in group.rules][:RULES]
    return Robots(tuple(rules), max((group.delay for group in chosen), default=0.0))


class _Group:
    def __init__(self) -> None:
        self.agents: set[str] = set()
        self.rules: list[Rule] = []
        self.delay = 0.0
        self.is_open = True  # further agents still belong to it


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    for match in map(_LINE.match, text.splitlines()):
        if match is None:
            continue
        name, value = match[1].lower(), match[2].strip()
        if name == _AGENTS:
            if not groups or not groups[-1].is_open:
                groups.append(_Group())
            groups[-1].agents.add(value.split("/")[0].strip().lower())
        elif groups and (name in _RULES or name == _DELAY):
            groups[-1].is_open = False
            _add(groups[-1], name, value)
    return groups


def _add(group: _Group, name: str, value: str) -> None:
    if name == _DELAY:
        seconds = re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", value)
        group.delay = float(seconds[0]) if seconds else group.delay
    elif value:
        group.rules.append(Rule(name == "allow", _comparable(value)))


def _comparable(path: str) -> str:
    """Escapes undone, byte for byte, so that `%7E` and `~` are one; but not those of the marks that mean something."""
    kept = _MEANING.sub(lambda match: f"%25{match[1].upper()}", path)
    return unquote_to_bytes(kept.encode("utf-8", "surrogatepass")).decode("latin-1")


def _matches(rule: str, path: str) -> bool:
    """Whether a rule fits the beginning of a path; `*` stands for anything, `$` at the end for the end."""
    is_whole = rule.endswith("$")
    first, *pieces = (rule[:-1] if is_whole else rule).split("*")
    if not path.startswith(first):
        return False
    if not pieces:
        return not is_whole or path == first
    at, last = len(first), pieces.pop()
    for piece in pieces:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return len(path) - at >= len(last) and path.endswith(last) if is_whole else path.find(last, at) >= 0
