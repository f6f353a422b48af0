"""The front door: every error said in one paragraph.

Exit codes: 0 all went well, 1 something in the data or on this computer needs attention, 2 the command was put
wrongly, 3 a fault in netdiff itself.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import netdiff as nd
from netdiff._console import complain, say, speak_plainly
from netdiff.errors import ModelError, NetdiffError, UnknownNodeError

WENT_WELL, IN_THE_DATA, WRONG_USE, OUR_FAULT = range(4)
SHOW_TRACEBACK = "NETDIFF_TRACEBACK"


class _Commands(TyperGroup):
    """The commands, with every error said in one paragraph."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; turn what goes wrong into a message and an exit code."""
        speak_plainly()
        try:
            return super().invoke(ctx)
        except NetdiffError as error:
            complain(str(error))
            raise typer.Exit(WRONG_USE if isinstance(error, ModelError | UnknownNodeError) else IN_THE_DATA) from None
        except OSError as error:
            place = f" ({error.filename})" if error.filename else ""
            complain(f"{error.strerror or error}{place}. Close it elsewhere, or choose another --out.")
            raise typer.Exit(IN_THE_DATA) from None


app = typer.Typer(cls=_Commands, add_completion=False, no_args_is_help=True, rich_markup_mode="rich")


def main() -> None:
    """Run the command line; anything unforeseen becomes one paragraph that says how to report it."""
    try:
        app(prog_name="netdiff")
    except Exception as error:  # noqa: BLE001 - the last door of the house
        if os.environ.get(SHOW_TRACEBACK):
            traceback.print_exc()
        complain(
            f"netdiff stumbled over something it did not foresee ({type(error).__name__}: {error}). "
            "This is a fault in netdiff, not in your files. Please report it; "
            f"with {SHOW_TRACEBACK}=1 set, the same command shows the details."
        )
        sys.exit(OUR_FAULT)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print netdiff's version and stop.")] = False,
) -> None:
    """Measure how far networks of people carry a change, try out how it spreads, and find whom to recruit.

    Start with [bold]netdiff report[/bold]: without any file it runs everything on a fictional region.
    """
    if version:
        say(f"netdiff {nd.__version__}")
        raise typer.Exit
