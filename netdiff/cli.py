"""The ``netdiff`` command: words on a command line become calls of the public names. No logic lives here.

Exit codes: 0 all went well, 1 something in the data or on this computer needs attention, 2 the command was
put wrongly, 3 a fault in netdiff itself.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
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
    _aside(words, "red")


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
