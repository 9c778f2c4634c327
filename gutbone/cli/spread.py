"""How a command is made: its bundles of options are spread out for Typer, its help is its docstring."""

import sys
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, cleandoc, signature
from typing import Annotated, Any, get_args

import typer
from msgspec import Struct
from msgspec.structs import fields

from gutbone.base.commands import going_on_with
from gutbone.cli.helping import Command

Debug = Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")]
DEBUG = Parameter("debug", Parameter.KEYWORD_ONLY, default=False, annotation=Debug)
Without = frozenset[str]  # beside the type of a bundle: the options of it that a command does not take


def wants_trace() -> bool:
    """Say whether ``--debug`` was given, also where a command was not understood and never ran."""
    return "--debug" in sys.argv


def command(app: typer.Typer) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command of an app, with ``--debug`` as the last of its options."""

    def add(function: Callable[..., None]) -> Callable[..., None]:
        made = app.command(function.__name__.rstrip("_"), cls=Command, **helped(function.__doc__))
        return made(spread(function))

    return add


def helped(doc: str | None) -> dict[str, Any]:
    """Make help of a docstring: its examples first, which stand behind a $; and a line for the list of commands."""
    lines = cleandoc(doc or "").splitlines()
    examples = (f"  {line.strip().removeprefix('$ ')}" for line in lines if line.lstrip().startswith("$"))
    about = " ".join(line for line in lines if line and not line.lstrip().startswith("$"))
    return {"help": "\n".join(["\b", "Examples:", *examples, "", about]), "short_help": about}


def spread(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command whose parameters are the fields of a function's bundles, beside its other parameters."""
    bundles: dict[str, type[Struct]] = {}
    parameters = []
    for parameter in signature(function).parameters.values():
        bundle, *notes = get_args(parameter.annotation) or (parameter.annotation,)
        if isinstance(bundle, type) and issubclass(bundle, Struct):
            bundles[parameter.name] = bundle
            parameters += [
                Parameter(own.name, DEBUG.kind, default=getattr(bundle(), own.name), annotation=own.type)
                for own in fields(bundle)
                if not any(own.name in left_out for left_out in notes)
            ]
        else:
            parameters.append(parameter.replace(kind=DEBUG.kind))

    @wraps(function)
    def run(**given: Any) -> None:
        del given[DEBUG.name]
        lasting = {"rules": given.get("rules"), "plain": given.get("plain", False), "saves": given.get("save", True)}
        for name, bundle in bundles.items():
            given[name] = bundle(**{own: given.pop(own) for own in bundle.__struct_fields__ if own in given})
        with going_on_with(**lasting):
            function(**given)

    run.__signature__ = Signature([*parameters, DEBUG])  # type: ignore[attr-defined]  # where Typer looks for it
    return run
