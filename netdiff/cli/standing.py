"""Commands that say how things stand: what was read, how the networks are, the whole report, the map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import netdiff as nd
from netdiff._console import aside, headline, say
from netdiff.cli.door import IN_THE_DATA
from netdiff.cli.reading import reading, reading_anything
from netdiff.cli.speech import account, asked_first, curve_of, list_of, measured, planned, tell_where, to_decide
from netdiff.cli.words import (
    HERE,
    OUT,
    Along,
    Audience,
    By,
    Chance,
    Changes,
    Count,
    Decide,
    Exclude,
    Folder,
    Frontier,
    Horizon,
    Professionals,
    Reader,
    Repeatable,
    Robust,
    Users,
)

if TYPE_CHECKING:
    from netdiff.network import Network
else:
    Network = Any  # the words of a command are read when it starts, long before any network is needed


@reading
def report(  # noqa: PLR0913  a front door: flat options
    net: Network,
    *,
    k: Count = 10,
    chance: Chance = None,
    horizon: Horizon = None,
    layer: Along = None,
    exclude: Exclude = None,
    changes: Changes = None,
    robust: Robust = False,
    frontier: Frontier = False,
    users: Users = "user",
    professionals: Professionals = "professional",
    rng: Repeatable = 1,
    out: Folder = HERE,
    audience: Audience = Reader.private,
) -> None:
    """Read your files, say how the networks stand, recommend whom to recruit, and write a report, a map and a list.

    Without any file it runs on a fictional region that comes with netdiff.

    [bold]netdiff report survey.csv contacts.csv people.xlsx -k 10 --out results[/bold]
    """
    account(net)
    card = measured(net, users, professionals, draws=20, benchmark_runs=32)
    plan = planned(
        net,
        k,
        chance=chance,
        layer=layer,
        changes=asked_first(changes, chance),
        horizon=horizon,
        exclude=exclude or (),
        robust=robust,
        rng=rng,
    )
    curve = curve_of(plan, exclude, rng) if frontier and plan.ranked else None
    spread = None
    if plan.ranked:
        aside("Trying out how it would spread ...")
        spread = nd.simulate(plan.net, plan.model, seeds=plan.people, horizon=horizon, rng=rng)
        headline("How it would spread, if everybody on the list says yes")
        say(spread)
    aside("Drawing and writing ...")
    out.mkdir(parents=True, exist_ok=True)
    made = [
        nd.report(
            net, plan, out / "report.html", scorecard=card, spread=spread, frontier=curve, audience=audience.value
        ),
        nd.draw(net, highlight=plan, spread=spread, audience=audience.value).save(out / "map.html"),
        *list_of(plan, out, audience),
    ]
    tell_where(made)


@reading_anything
def check(
    net: Network,
    *,
    review: Annotated[
        Path | None, typer.Option(help="Write the names to decide on to this file, for a spreadsheet.")
    ] = None,
) -> None:
    """Only read your files, and say what became of every row and every name. Nothing is written unless you ask.

    [bold]netdiff check survey.csv people.xlsx --means turns_to --review names.csv[/bold]
    """
    account(net)
    to_decide(net)
    if review is not None:
        tell_where([nd.write_review(net, review)])


@reading
def scorecard(
    net: Network,
    *,
    users: Users = "user",
    professionals: Professionals = "professional",
    decide: Decide = None,
    by: By = None,
    layer: Annotated[str | None, typer.Option(metavar="NAME", help="The kind of link to read.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for a page of it.", rich_help_panel=OUT)] = None,
    audience: Audience = Reader.private,
) -> None:
    """Say how far the users' network exists, holds power, is connected and is mobilised, beside the professionals'.

    [bold]netdiff score survey.csv people.xlsx --by place --out results[/bold]
    """
    card = measured(net, users, professionals, decide=decide, by=by, layer=layer)
    if card is None:
        raise typer.Exit(IN_THE_DATA)
    if by:
        headline(f"By {by}")
        say(card.by_words().to_string(index=False))
    if out is not None:
        title = "How the networks stand"
        tell_where([nd.report(net, path=out / "scorecard.html", scorecard=card, title=title, audience=audience.value)])


@reading_anything
def draw(net: Network, *, out: Folder = HERE, audience: Audience = Reader.private) -> None:
    """Draw the map: one file that opens in any browser, without a network."""
    out.mkdir(parents=True, exist_ok=True)
    tell_where([nd.draw(net, audience=audience.value).save(out / "map.html")])
