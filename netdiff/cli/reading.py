"""What every command that reads files understands: one network from all that was named."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import netdiff as nd
from netdiff._console import aside
from netdiff.cli.words import IN

if TYPE_CHECKING:
    from netdiff.network import Network
else:
    Network = Any  # the words of a command are read when it starts, long before any network is needed


def _read(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Your files, in any order.", show_default=False)
    ] = None,
    *,
    sample: Annotated[
        str | None, typer.Option(help="A network that comes with netdiff: see netdiff samples.", rich_help_panel=IN)
    ] = None,
    survey: Annotated[
        Path | None, typer.Option(help="The survey, as exported (CSV or Excel).", rich_help_panel=IN)
    ] = None,
    contacts: Annotated[Path | None, typer.Option(help="A log of who met whom, and when.", rich_help_panel=IN)] = None,
    people: Annotated[
        Path | None, typer.Option(help="The sheet of everybody asked: id, name, group, place.", rich_help_panel=IN)
    ] = None,
    ego: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Survey column: who answers.", rich_help_panel=IN)
    ] = None,
    alters: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN", help="Survey columns that name others, or how they begin: turn_to_", rich_help_panel=IN
        ),
    ] = None,
    means: Annotated[
        str | None,
        typer.Option(
            metavar="WORD", help="What a link of the survey says: turns_to, tells, meets, rates.", rich_help_panel=IN
        ),
    ] = None,
    group: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Which group a person is in.", rich_help_panel=IN)
    ] = None,
    tz: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Where the clocks were: Europe/London", rich_help_panel=IN)
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(help="Names you decided on: the file of --review, filled in.", rich_help_panel=IN),
    ] = None,
) -> Network:
    """One network from all that was named; bare files are told apart by their columns."""
    named = {"survey": survey, "contacts": contacts, "people": people}
    if sample is not None or not (files or any(named.values())):
        aside(f"Reading the sample {sample or 'region'!r} ...")
        return nd.load_sample(sample or "region")
    from netdiff.loaders.files import KINDS, read_files, tell_apart

    found = tell_apart(files or [])
    for kind, path in found.items():
        aside(f"Reading {path.name} as {KINDS[kind]} ...")
    columns = alters[0] if alters and len(alters) == 1 else alters or None
    said = {"ego": ego, "alters": columns, "means": means, "group": group, "tz": tz, "decisions": decisions}
    return read_files(**{**named, **found}, **said)  # type: ignore[arg-type]


def reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the words of `_read`, and the network that they lead to as its first argument."""
    words = inspect.signature(_read, eval_str=True).parameters
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    first = [word for word in own if word.kind is word.POSITIONAL_OR_KEYWORD]

    def run(**said: Any) -> None:
        net = _read(**{name: said.pop(name) for name in words})
        command(net, **said)

    both = [*first, *words.values(), *(word for word in own if word not in first)]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {word.name: word.annotation for word in both}
    run.__signature__ = inspect.Signature(both)  # type: ignore[attr-defined]
    return run
