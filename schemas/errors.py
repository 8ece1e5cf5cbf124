"""Every error Vedette raises on purpose. A message says what was wrong, where, and what to do.

VedetteError
├── ConfigError         a setting, subscription file or option cannot be used
├── InputError          an input cannot be read at all (a bad record inside it is a DeadLetter, not an error)
├── CatalogueError      the catalogue's data contradict themselves
├── WireError           bytes that are not a record of the schema version we read
├── RejectedEntry       one entry cannot become an article; carries the dead letter's reason
└── DeadLettersFound    `--strict` was asked for and the run had dead letters
"""


class VedetteError(Exception):
    """The root of the tree: catch this to catch everything Vedette raises on purpose."""


class ConfigError(VedetteError):
    """A setting, subscription file or option cannot be used."""


class InputError(VedetteError):
    """An input cannot be read at all."""


class CatalogueError(VedetteError):
    """The catalogue's data contradict themselves."""


class WireError(VedetteError):
    """Bytes that are not a record of the schema version we read."""


class RejectedEntry(VedetteError):
    """One entry cannot become an article; `reason` is the dead letter's reason, such as `undated`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class DeadLettersFound(VedetteError):
    """`--strict` was asked for and the run had dead letters."""
