"""How a command is made: its bundles of options are spread out for Typer, its help is its docstring."""

import sys
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, cleandoc, signature
from typing import Annotated, Any, NamedTuple, get_args

import typer
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from gutbone.base.commands import going_on_with

Debug = Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")]
DEBUG = Parameter("debug", Parameter.KEYWORD_ONLY, default=False, annotation=Debug)


class Without(NamedTuple):
    """Beside the type of a bundle: the options of it that a command does not take."""

    names: tuple[str, ...]


def wants_trace() -> bool:
    """Say whether ``--debug`` was given, also where a command was not understood and never ran."""
    return "--debug" in sys.argv


def command(app: typer.Typer, name: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command of an app, with ``--debug`` as the last of its options."""

    def add(function: Callable[..., None]) -> Callable[..., None]:
        app.command(name, **helped(function.__doc__))(_spread(function))
        return function

    return add


def helped(doc: str | None) -> dict[str, Any]:
    """Make help of a docstring: its examples first, which stand behind a $; and a line for the list of commands."""
    lines = cleandoc(doc or "").splitlines()
    examples = (f"  {line.strip().removeprefix('$ ')}" for line in lines if line.lstrip().startswith("$"))
    about = " ".join(line for line in lines if line and not line.lstrip().startswith("$"))
    return {"help": "\n".join(["\b", "Examples:", *examples, "", about]), "short_help": about}


def _spread(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command whose parameters are the fields of a function's bundles, beside its other parameters."""
    bundles: dict[str, tuple[type[Struct], list[str]]] = {}
    parameters = []
    for parameter in signature(function).parameters.values():
        bundle, *notes = get_args(parameter.annotation) or (parameter.annotation,)
        if isinstance(bundle, type) and issubclass(bundle, Struct):
            left_out = {name for note in notes for name in note.names}
            own = [one for one in _fields(bundle) if one.name not in left_out]
            bundles[parameter.name] = bundle, [one.name for one in own]
            parameters += own
        else:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY))

    @wraps(function)
    def run(**given: Any) -> None:
        del given[DEBUG.name]
        lasting = {"rules": given.get("rules"), "plain": given.get("plain", False), "saves": given.get("save", True)}
        for name, (bundle, own) in bundles.items():
            given[name] = bundle(**{option: given.pop(option) for option in own})
        with going_on_with(**lasting):
            function(**given)

    run.__signature__ = Signature([*parameters, DEBUG])  # type: ignore[attr-defined]  # where Typer looks for it
    return run


def _fields(bundle: type[Struct]) -> list[Parameter]:
    """Give a bundle's fields as parameters with their defaults."""
    return [
        Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            default=field.default if field.default_factory is NODEFAULT else field.default_factory(),
            annotation=field.type,
        )
        for field in fields(bundle)
    ]
