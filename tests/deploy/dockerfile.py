"""A Dockerfile as its instructions, as far as ours use them; what it cannot read is an error, not a guess."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

_KNOWN = {"ARG", "FROM", "ENV", "WORKDIR", "COPY", "RUN", "LABEL", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


class Instruction(NamedTuple):
    word: str
    text: str  # what stands behind it, as one line

    @property
    def words(self) -> list[str]:
        return shlex.split(self.text)

    @property
    def flags(self) -> dict[str, str]:
        """--name=value in front."""
        pairs = (word[2:].partition("=") for word in self.words if word.startswith("--"))
        return {name: value for name, _, value in pairs}

    @property
    def operands(self) -> list[str]:
        return [word for word in self.words if not word.startswith("--")]


def read(file: Path) -> list[Instruction]:
    text = re.sub(r"^[ \t]*#.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    instructions = []
    for line in filter(str.strip, text.splitlines()):
        word, _, rest = line.partition(" ")
        if word not in _KNOWN:
            raise ValueError(f"{file}: {word} is not known here")
        instructions.append(Instruction(word, " ".join(rest.split()) if word != "RUN" else rest.strip()))
    return instructions


def expanded(text: str, values: dict[str, str]) -> str:
    """${NAME} filled in."""
    return re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], text)


def is_let_in(ignore: Path, name: str) -> bool:
    """Whether a .dockerignore leaves this path (from the context's root) in: the last pattern that fits says so."""
    kept = True
    for line in ignore.read_text(encoding="utf-8").splitlines():
        pattern = line.strip()
        if pattern and not pattern.startswith("#") and _fits(pattern.removeprefix("!"), name):
            kept = pattern.startswith("!")
    return kept


def _fits(pattern: str, name: str) -> bool:
    """The pattern fits the path, or a folder that it lies in."""
    expression = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(f"{expression}(?:/.*)?", name) is not None
