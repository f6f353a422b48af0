"""The words that several commands understand, each said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

IN, KIND, PLAN, OUT = "What to read", "What a file is, where it is not told", "Whom to recruit", "What to write"
FILES = {
    "survey": "A survey in which people name others, as exported (CSV or Excel).",
    "contacts": "A log of who met whom, and when.",
    "roster": "A matrix: people down the side rate those across the top.",
    "affiliations": "Who went to what, or belongs where: a list or a matrix.",
    "links": "A table with one link in each row.",
    "workbook": "A workbook with tabs of people and of links.",
    "graph": "A graph file: Pajek, GraphML, GML, GEXF.",
    "people": "The sheet of everybody asked: id, name, group, place.",
    "adoption": "When each person took it up.",
    "acts": "Who did what, when, and who led it.",
    "places": "Places: population, and how many have the need.",
    "bodies": "Those who decide: seats, and who sits on them.",
    "asks": "What one can be asked to do, and what it costs.",
}


class Shared(StrEnum):
    """How ties between people come of what they share."""

    number = "count"
    newman = "newman"
    jaccard = "jaccard"
    backbone = "backbone"


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
