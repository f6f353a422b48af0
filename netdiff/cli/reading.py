"""What every command that reads files understands: one network from all that was named."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import netdiff as nd
from netdiff._console import aside
from netdiff.cli.words import FILES, IN, KIND, Shared
from netdiff.errors import DataError

if TYPE_CHECKING:
    from netdiff.network import Network
else:
    Network = Any  # the words of a command are read when it starts, long before any network is needed


def _read(  # noqa: PLR0913  a front door: flat options
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Your files, in any order.", show_default=False)
    ] = None,
    *,
    sample: Annotated[
        str | None, typer.Option(help="A network that comes with netdiff: see netdiff samples.", rich_help_panel=IN)
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
    relation: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Column of a table of links: which kind each is.", rich_help_panel=IN),
    ] = None,
    project: Annotated[
        Shared | None,
        typer.Option(
            help="Make links between people of who went to what: by how much they share, or (backbone) only where "
            "they share more than chance gives.",
            rich_help_panel=IN,
        ),
    ] = None,
    group: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Which group a person is in.", rich_help_panel=IN)
    ] = None,
    tz: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Where the clocks were: Europe/London", rich_help_panel=IN)
    ] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help="What says 'no answer' in a matrix (9, 99); may be repeated.", rich_help_panel=IN
        ),
    ] = None,
    never: Annotated[
        float | None,
        typer.Option(metavar="NUMBER", help="A number that says 'never adopted'.", rich_help_panel=IN),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Until when everybody was watched for adoption.", rich_help_panel=IN),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(help="Names you decided on: the file of --review, filled in.", rich_help_panel=IN),
    ] = None,
    **named: Path | None,
) -> Network:
    """One network from all that was named; bare files are told apart by their columns."""
    if sample is not None or not (files or any(named.values())):
        aside(f"Reading the sample {sample or 'region'!r} ...")
        return nd.load_sample(sample or "region")
    from netdiff.loaders.files import KINDS, read_files, tell_apart

    found = tell_apart(files or [], named=named)
    for kind, path in found.items():
        aside(f"Reading {path.name} as {KINDS[kind]} ...")
    columns = alters[0] if alters and len(alters) == 1 else alters or None
    told = {"ego": ego, "alters": columns, "means": means, "group": group, "tz": tz, "decisions": decisions}
    more = {"relation": relation, "project": project, "missing": missing or None, "never": never, "end": end}
    return read_files(**{**named, **found}, **told, **more)  # type: ignore[arg-type]


def _words() -> dict[str, inspect.Parameter]:
    """The words of `_read`, with one for each kind of file."""
    words = dict(inspect.signature(_read, eval_str=True).parameters)
    words.pop("named")
    kinds = {
        kind: inspect.Parameter(
            kind,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[Path | None, typer.Option(help=text, rich_help_panel=KIND)],
        )
        for kind, text in FILES.items()
    }
    return words | kinds


def _links_people(net: Network) -> None:
    """Refuse a network in which no link leads from person to person."""
    if net.layers and all(layer.is_two_mode for layer in net.layers.values()):
        first = next(iter(net.layers.values()))
        raise DataError(
            f"these links lead from {first.source_mode} to {first.target_mode}, and this command needs links between "
            "people",
            cure="Add --project backbone (links those who share more than chance gives) or --project count (links "
            "all who share any), or give a file that says who is linked to whom.",
        )


def reading(command: Callable[..., None], *, between_people: bool = True) -> Callable[..., None]:
    """Give a command the words of `_read`, and the network that they lead to as its first argument.

    A word that the command has too is heard by both.
    """
    words = _words()
    own = {word.name: word for word in list(inspect.signature(command, eval_str=True).parameters.values())[1:]}
    first = [word for word in own.values() if word.kind is word.POSITIONAL_OR_KEYWORD]

    def run(**said: Any) -> None:
        net = _read(**{name: said[name] for name in words})
        if between_people:
            _links_people(net)
        command(net, **{name: said[name] for name in own})

    heard = {**words, **own}
    both = [*first, *(word for word in heard.values() if word not in first)]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {word.name: word.annotation for word in both}
    run.__signature__ = inspect.Signature(both)  # type: ignore[attr-defined]
    return run


def reading_anything(command: Callable[..., None]) -> Callable[..., None]:
    """As `reading`, for a command that also makes sense of who went to what."""
    return reading(command, between_people=False)
