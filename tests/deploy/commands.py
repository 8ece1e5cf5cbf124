"""Every `vedette` command that stands under deploy/, wherever it stands, and whether the command line knows it."""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from typer.main import get_command

from tests.deploy.dockerfile import read
from vedette.cli import app

DEPLOY = Path(__file__).parents[2] / "deploy"


class Written(NamedTuple):
    """A command, and where it is written."""

    where: str
    words: tuple[str, ...]  # without the program's name
    whole: bool = True  # not only spoken of


def everywhere() -> Iterator[Written]:
    for file in sorted(path for path in DEPLOY.rglob("*") if path.is_file()):
        where = file.relative_to(DEPLOY).as_posix()
        yield from (Written(where, tuple(words)) for words in _found(file))
        if file.suffix == ".md":
            spoken = re.findall(r"`vedette ([a-z][^`…]*)`", file.read_text(encoding="utf-8"))
            yield from (Written(where, tuple(_words(code)), whole=False) for code in spoken)


def refusal(words: Sequence[str], *, whole: bool = True) -> str:
    """Why the command line does not take this; "" where it does. Nothing is run. What is not whole may lack words."""
    command: Any = get_command(app)
    context, rest = command.make_context("vedette", ["--help"], resilient_parsing=True), list(words)
    while hasattr(command, "list_commands"):
        if not rest or rest[0] in ("--version", "--help"):
            return "" if rest else "no command is named"
        name = rest.pop(0)
        command = command.get_command(context, name)
        if command is None:
            return f"there is no command {name}"
    try:
        command.make_context(command.name, rest)
    except Exception as error:  # Typer's own copy of Click
        return "" if not whole and str(error).startswith("Missing ") else str(error)
    except SystemExit:  # --help
        return ""
    return ""


def _found(file: Path) -> Iterator[list[str]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".md":
        yield from _in_blocks(text)
    elif file.suffix in (".yaml", ".yml"):
        for document in yaml.safe_load_all(text):
            yield from _in_tree(document)
    elif file.name == "Dockerfile":
        for one in read(file):
            if one.word == "RUN" and one.text.startswith("["):
                yield from _behind(json.loads(one.text))
    elif file.suffix == ".service":
        for line in re.findall(r"^Exec\w+=(.*)$", text, flags=re.MULTILINE):
            yield from _behind(shlex.split(line))
    elif text.startswith("#!/bin/sh"):
        for line in re.findall(r'"\$bin/vedette" (.*?)(?:;|$)', text, flags=re.MULTILINE):
            yield _words(line)


def _in_blocks(text: str) -> Iterator[list[str]]:
    for block in re.findall(r"^ *```(?:console|sh)\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            for part in re.split(r"&&|\|", line.split(" # ")[0]):
                yield from _behind(_words(part.strip().lstrip("$# ")))


def _in_tree(tree: Any) -> Iterator[list[str]]:
    """Of containers (Kubernetes) and services (Compose) that are of our image."""
    if isinstance(tree, list):
        for each in tree:
            yield from _in_tree(each)
    if isinstance(tree, dict):
        if "vedette" in str(tree.get("image", "")):
            start, more = ("command", "args") if "name" in tree else ("entrypoint", "command")
            words = [*tree.get(start, ["vedette"]), *tree.get(more, [])]
            yield from _behind([re.sub(r"\$\{\w+:-(.*?)\}", r"\1", str(word)) for word in words])
        for value in tree.values():
            yield from _in_tree(value)


def _behind(words: Sequence[str]) -> Iterator[list[str]]:
    """What follows the program: it is first, named by its path, or (`docker run …`) before a command that exists."""
    known = get_command(app).list_commands(None)  # type: ignore[attr-defined]
    for number, word in enumerate(words[:-1]):
        rest = list(words[number + 1 :])
        if word.endswith("/bin/vedette") or (word == "vedette" and (number == 0 or rest[0] in known)):
            yield rest
            return


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return []
