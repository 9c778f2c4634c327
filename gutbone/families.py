"""The commands that bring commands of their own, imported only when they, or the help, need them."""

from importlib import import_module
from typing import Any

from typer.core import TyperGroup
from typer.main import get_group

MODULES = {"rules": "gutbone.rulebook.commands", "history": "gutbone.history.commands"}


class Commands(TyperGroup):
    """The program's commands; a name that is none of the plain ones brings the families in."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give a command by its name, as Typer asks for it."""
        if cmd_name not in self.commands:
            self._bring_families()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """Give all names, for the help and for shells."""
        self._bring_families()
        return super().list_commands(ctx)

    def _bring_families(self) -> None:
        for name, module in MODULES.items():
            if name not in self.commands:
                self.commands[name] = get_group(import_module(module).app)
                self.commands[name].name = name
