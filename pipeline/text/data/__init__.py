"""The tables of pipeline.text: TSV that a person can edit and a diff can show. `#` starts a comment line."""

from importlib.resources import files


def rows(name: str) -> list[tuple[str, ...]]:
    """The rows of a table, without its header and comments."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    return [tuple(line.split("\t")) for line in lines[1:]]
