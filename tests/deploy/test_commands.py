"""No file under deploy/ says a `vedette` command that does not exist."""

import pytest

from tests.deploy.commands import DEPLOY, Written, everywhere, refusal

WRITTEN = list(everywhere())


@pytest.mark.parametrize("written", WRITTEN, ids=lambda one: f"{one.where}: {' '.join(one.words)[:60]}")
def test_the_command_line_takes_it(written: Written) -> None:
    assert refusal(written.words, whole=written.whole) == "", " ".join(written.words)


@pytest.mark.parametrize("part", ["container", "compose", "kubernetes", "dataflow", "systemd"])
def test_each_part_has_commands_that_are_checked(part: str) -> None:
    assert (
        any(one.where.startswith(f"{part}/") and not one.where.endswith(".md") for one in WRITTEN) or part == "dataflow"
    )
    assert any(one.where == f"{part}/README.md" for one in WRITTEN)


@pytest.mark.parametrize("service", ["poller", "stream", "deliver", "topics"])
def test_the_stack_has_each_part_in_compose_and_in_kubernetes(service: str) -> None:
    word = {"poller": "monitor"}.get(service, service)
    assert {one.where.split("/")[0] for one in WRITTEN if one.words[0] == word and ".y" in one.where} >= {
        "compose",
        "kubernetes",
    }


@pytest.mark.parametrize(
    "words", ["stream --form x", "nothing", "db backup", "monitor --feeds", "topics create --to x"]
)
def test_what_does_not_exist_is_refused(words: str) -> None:
    assert refusal(words.split())


def test_every_folder_has_a_readme() -> None:
    folders = [path for path in DEPLOY.iterdir() if path.is_dir()]
    assert len(folders) == 7
    assert all((folder / "README.md").exists() for folder in folders)
