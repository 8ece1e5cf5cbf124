"""Commands that are imported when they are called: a command line that starts fast, however much it can do."""

import importlib
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command

# fmt: off
COMMANDS = {  # name on the command line: module and what in it, a Typer app or a function
    "monitor": ("vedette.monitor.command", "monitor_command"),
    "stream": ("vedette.stream", "stream_command"),
    "deliver": ("vedette.outgoing", "deliver_command"),
    "why": ("vedette.why", "why_command"),
    "feeds": ("vedette.feeds", "app"),
    "subscriptions": ("vedette.subscriptions", "app"),
    "alerts": ("vedette.alerts", "app"),
    "catalogue": ("vedette.catalogue", "app"),
    "db": ("vedette.db", "app"),
    "topics": ("vedette.topics", "app"),
}
# fmt: on


class LazyGroup(TyperGroup):
    """A group that also has COMMANDS."""

    made: ClassVar[dict[str, Any]] = {}  # commands of the Click that Typer carries

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        if cmd_name not in self.made:
            self.made[cmd_name] = _made(cmd_name)
        return self.made[cmd_name]


def _made(name: str) -> Any:
    module, attribute = COMMANDS[name]
    target = getattr(importlib.import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name)(target)
        target = alone
    target._add_completion = False
    command = get_command(target)
    command.name = name
    return command
