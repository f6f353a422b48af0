"""The words that several commands understand, each said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

IN, PLAN, OUT = "What to read", "Whom to recruit", "What to write"


class Reader(StrEnum):
    """For whose eyes files are made."""

    private = "private"
    partners = "partners"
    public = "public"


class Change(StrEnum):
    """What a change asks of people."""

    news = "news"
    roles = "roles"


Changes = Annotated[
    Change | None,
    typer.Option(help="Is it news, or does it change roles or power? Asked where not said.", rich_help_panel=PLAN),
]
Users = Annotated[str, typer.Option(metavar="GROUP", help="The users' group, as your files call it.")]
Professionals = Annotated[str, typer.Option(metavar="GROUP", help="The professionals' group, likewise.")]
By = Annotated[str | None, typer.Option(metavar="COLUMN", help="Also by the values of a people column, such as place.")]
Decide = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="Who decides; may be repeated. By default whoever sits on a body that decides."),
]
Count = Annotated[int, typer.Option("-k", min=1, metavar="NUMBER", help="How many people.", rich_help_panel=PLAN)]
Chance = Annotated[
    float | None,
    typer.Option(
        min=0, max=1, help="Chance that a link passes it on; several are tried where not said.", rich_help_panel=PLAN
    ),
]
Horizon = Annotated[
    int | None, typer.Option(min=1, metavar="ROUNDS", help="Count what is reached within these.", rich_help_panel=PLAN)
]
Along = Annotated[
    str | None, typer.Option(metavar="NAME", help="The kind of link that it travels along.", rich_help_panel=PLAN)
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="Somebody who must not be picked; may be repeated.", rich_help_panel=PLAN),
]
Robust = Annotated[
    bool,
    typer.Option(
        "--robust", help="Draw what is not known, and say what stays and whom to ask again.", rich_help_panel=PLAN
    ),
]
Frontier = Annotated[
    bool, typer.Option("--frontier", help="Say what more recruits or money would buy.", rich_help_panel=PLAN)
]
Repeatable = Annotated[int, typer.Option(help="Any number; the same one gives the same result.")]
Folder = Annotated[Path, typer.Option(help="Folder for the results.", rich_help_panel=OUT)]
Audience = Annotated[Reader, typer.Option(help="Who may read them; the file names say so.", rich_help_panel=OUT)]
HERE = Path("netdiff-output")
