"""The ``netdiff`` command: words on a command line become calls of the public names. No logic lives here.

Exit codes: 0 all went well, 1 something in the data or on this computer needs attention, 2 the command was
put wrongly, 3 a fault in netdiff itself.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
import warnings
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

import netdiff as nd
from netdiff.errors import DataWarning, ModelError, NetdiffError

WENT_WELL, IN_THE_DATA, WRONG_USE, OUR_FAULT = range(4)
SHOW_TRACEBACK = "NETDIFF_TRACEBACK"
ARGUMENT = re.compile(r"\b(alters|contacts|ego|exclude|group|horizon|layer|means|people|rng|survey|tz)=(?:'([^']*)')?")


class _Commands(TyperGroup):
    """The commands, with every error said in one paragraph."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; turn what goes wrong into a message and an exit code."""
        _speak_plainly()
        try:
            return super().invoke(ctx)
        except NetdiffError as error:
            _complain(str(error))
            raise typer.Exit(WRONG_USE if isinstance(error, ModelError) else IN_THE_DATA) from None
        except OSError as error:
            place = f" ({error.filename})" if error.filename else ""
            _complain(f"{error.strerror or error}{place}. Close it elsewhere, or choose another --out.")
            raise typer.Exit(IN_THE_DATA) from None


app = typer.Typer(cls=_Commands, add_completion=False, no_args_is_help=True, rich_markup_mode="rich")


def main() -> None:
    """Run the command line; anything unforeseen becomes one paragraph that says how to report it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows code page must not end a run
    try:
        app()
    except Exception as error:  # noqa: BLE001 - the last door of the house
        if os.environ.get(SHOW_TRACEBACK):
            traceback.print_exc()
        _complain(
            f"netdiff stumbled over something it did not foresee ({type(error).__name__}: {error}). "
            "This is a fault in netdiff, not in your files. Please report it; "
            f"with {SHOW_TRACEBACK}=1 set, the same command shows the details."
        )
        sys.exit(OUR_FAULT)


class Reader(StrEnum):
    """For whose eyes files are made."""

    private = "private"
    partners = "partners"
    public = "public"


_IN, _PLAN, _OUT = "What to read", "Whom to recruit", "What to write"
Files = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE...", help="Your files, in any order.", show_default=False)
]
Sample = Annotated[
    str | None,
    typer.Option(help="A network that comes with netdiff: see [bold]netdiff samples[/bold].", rich_help_panel=_IN),
]
Survey = Annotated[Path | None, typer.Option(help="The survey, as exported (CSV or Excel).", rich_help_panel=_IN)]
Contacts = Annotated[Path | None, typer.Option(help="A log of who met whom, and when.", rich_help_panel=_IN)]
People = Annotated[
    Path | None, typer.Option(help="The sheet of everybody asked: id, name, group, place.", rich_help_panel=_IN)
]
Ego = Annotated[str | None, typer.Option(help="Survey column that says who answers.", rich_help_panel=_IN)]
Alters = Annotated[
    list[str] | None,
    typer.Option(help="Survey columns that name others, or how they begin: turn_to_", rich_help_panel=_IN),
]
Means = Annotated[
    str | None,
    typer.Option(help="What a link in the survey says: turns_to, tells, meets or rates.", rich_help_panel=_IN),
]
Group = Annotated[str | None, typer.Option(help="Column that says which group a person is in.", rich_help_panel=_IN)]
Zone = Annotated[
    str | None, typer.Option(help="Where the clocks of the log were, such as Europe/London.", rich_help_panel=_IN)
]


@app.command()
def report(  # noqa: PLR0913
    files: Files = None,
    *,
    sample: Sample = None,
    survey: Survey = None,
    contacts: Contacts = None,
    people: People = None,
    ego: Ego = None,
    alters: Alters = None,
    means: Means = None,
    group: Group = None,
    tz: Zone = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many people to recruit.", rich_help_panel=_PLAN)] = 10,
    chance: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Chance that a link passes it on; several are tried where not said.",
            rich_help_panel=_PLAN,
        ),
    ] = None,
    horizon: Annotated[
        int | None,
        typer.Option(min=1, help="Rounds that count; until nothing changes where not said.", rich_help_panel=_PLAN),
    ] = None,
    layer: Annotated[
        str | None,
        typer.Option(help="Which kind of link it travels along, where there are several.", rich_help_panel=_PLAN),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(help="Id of somebody who must not be picked; may be repeated.", rich_help_panel=_PLAN),
    ] = None,
    users: Annotated[
        str, typer.Option(help="The group of users, as your files call it.", rich_help_panel=_PLAN)
    ] = "user",
    professionals: Annotated[
        str, typer.Option(help="The group of professionals, as your files call it.", rich_help_panel=_PLAN)
    ] = "professional",
    rng: Annotated[
        int, typer.Option(help="Any number; the same one gives the same result.", rich_help_panel=_PLAN)
    ] = 1,
    out: Annotated[Path, typer.Option(help="Folder for the results.", rich_help_panel=_OUT)] = Path("netdiff-output"),
    audience: Annotated[
        Reader, typer.Option(help="Who may read them; the file names say so.", rich_help_panel=_OUT)
    ] = Reader.private,
) -> None:
    """Read your files, say how the networks stand, recommend whom to recruit, and write a report, a map and a list.

    Without any file it runs on a fictional region that comes with netdiff.

    [bold]netdiff report survey.csv contacts.csv people.xlsx -k 10 --out results[/bold]
    """
    if sample is None and not (files or survey or contacts or people):
        sample = "region"
    said = {"survey": survey, "contacts": contacts, "people": people, "tz": tz}
    net = _read(files or [], sample, ego=ego, alters=_columns(alters), means=means, group=group, **said)
    _say(net.receipt)
    _say(net)
    _aside("Measuring how the networks stand ...")
    score = nd.scorecard(net, users=users, professionals=professionals)
    _say(score)
    _aside("Choosing whom to recruit ...")
    model = None if chance is None else nd.IndependentCascade(chance)
    layer = _path_of_spread(net, layer)
    plan = nd.recommend(net, k, model=model, horizon=horizon, layer=layer, exclude=exclude or (), rng=rng)
    _say(plan.summary())
    _aside("Trying out how it would spread ...")
    spread = nd.simulate(plan.net, plan.model, seeds=plan.people, horizon=horizon, rng=rng)
    _say(spread)
    _aside("Drawing and writing ...")
    out.mkdir(parents=True, exist_ok=True)
    made = [
        nd.report(net, out / "report.html", scorecard=score, plan=plan, spread=spread, audience=audience.value),
        nd.draw(net, highlight=plan, spread=spread, audience=audience.value).save(out / "map.html"),
    ]
    if audience is Reader.private:
        from netdiff.privacy import write_csv

        made.append(write_csv(plan.to_frame(), out / "recruits.csv", "private"))
    _where(made)


@app.command()
def check(
    files: Files = None,
    *,
    sample: Sample = None,
    survey: Survey = None,
    contacts: Contacts = None,
    people: People = None,
    ego: Ego = None,
    alters: Alters = None,
    means: Means = None,
    group: Group = None,
    tz: Zone = None,
) -> None:
    """Only read your files, and say what became of every row and every name. Nothing is written.

    [bold]netdiff check survey.csv people.xlsx --means turns_to[/bold]
    """
    said = {"survey": survey, "contacts": contacts, "people": people, "tz": tz}
    net = _read(files or [], sample, ego=ego, alters=_columns(alters), means=means, group=group, **said)
    _say(net.receipt)
    _say(net)


@app.command()
def samples() -> None:
    """List the networks that come with netdiff."""
    table = nd.list_samples()
    shown = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("sample", *table.columns):
        shown.add_column(title)
    for name, row in table.iterrows():
        shown.add_row(Text(str(name)), *(Text(str(cell)) for cell in row))
    _out().print(shown)


@app.command()
def doctor(
    out: Annotated[Path, typer.Option(help="The folder that results would be written to.")] = Path("netdiff-output"),
) -> None:
    """Look whether this computer has all that netdiff needs, and say what to do where it has not."""
    from netdiff._doctor import examine

    findings = examine(out)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for finding in findings:
        table.add_row(_MARKS[finding.state], Text(finding.subject), Text(finding.text))
    _out().print(table)
    if any(finding.state == "trouble" for finding in findings):
        raise typer.Exit(IN_THE_DATA)


_MARKS = {"fine": Text("ok", "green"), "note": Text("note", "yellow"), "trouble": Text("amiss", "bold red")}


def _read(files: list[Path], sample: str | None, **said: Any) -> nd.Network:
    """One network from all that was named; bare files are told apart by their columns."""
    if sample is not None:
        _aside(f"Reading the sample {sample!r} ...")
        return nd.load_sample(sample)
    from netdiff.loaders.files import KINDS, read_files, tell_apart

    found = tell_apart(files)
    for kind, path in found.items():
        _aside(f"Reading {path.name} as {KINDS[kind]} ...")
    return read_files(**{**said, **found})


def _columns(names: list[str] | None) -> list[str] | str | None:
    """One word is a column or how several begin; more are columns."""
    return names[0] if names is not None and len(names) == 1 else names or None


def _path_of_spread(net: nd.Network, layer: str | None) -> str | None:
    """The layer that was asked for; else the first along which anything spreads, saying so where there is a choice."""
    carrying = [name for name, one in net.layers.items() if one.flow is not None and not one.is_two_mode]
    if layer is not None or len(carrying) < 2:
        return layer or next(iter(carrying), None)
    others = ", ".join(carrying[1:])
    _aside(
        f"Note: the change is taken to travel along {carrying[0]!r}. Other kinds of link: {others} (--layer).", "yellow"
    )
    return carrying[0]


def _where(made: list[Path]) -> None:
    """Where the files are: the last words of a run."""
    _say("\nWritten:")
    for path in made:
        _say(f"  {Path(path).resolve()}")


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print netdiff's version and stop.")] = False,
) -> None:
    """Measure how far networks of people carry a change, try out how it spreads, and find whom to recruit.

    Start with [bold]netdiff report --sample region[/bold]: it runs everything on a fictional region.
    """
    if version:
        _say(f"netdiff {nd.__version__}")
        raise typer.Exit


def _out() -> Console:
    """Where results go; made anew so that a redirected stream is seen."""
    return Console(highlight=False, soft_wrap=True)


def _say(words: object) -> None:
    """Print words as they are: what looks like markup in a name stays text, control characters go."""
    text = "".join(letter for letter in str(words) if letter.isprintable() or letter in "\n\t")
    _out().print(Text(text))


def _aside(words: object, style: str = "") -> None:
    """Say something that is not the result: to the error stream, so that results can be piped."""
    text = "".join(letter for letter in str(words) if letter.isprintable() or letter in "\n\t")
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(text, style))


def _complain(words: str) -> None:
    """Say what went wrong; a cure that names an argument of the library names the option here."""
    _aside(ARGUMENT.sub(lambda found: f"--{found[1]} {found[2] or ''}".rstrip(), words), "red")


def _speak_plainly() -> None:
    """Show netdiff's own warnings and announcements as notes; keep other libraries' to themselves."""

    def show(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        if issubclass(category, DataWarning):
            _aside(f"Note: {message}", "yellow")

    class Announce(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            _aside(record.getMessage(), "dim")

    warnings.showwarning = show
    logger = logging.getLogger("netdiff")
    logger.handlers[:] = [Announce()]
    logger.setLevel(logging.INFO)


if __name__ == "__main__":
    main()
