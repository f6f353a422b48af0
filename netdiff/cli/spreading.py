"""Commands about spread: played, put to the test, and as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import netdiff as nd
from netdiff._console import aside, headline, say, spread_out
from netdiff.cli.reading import reading, reading_anything
from netdiff.cli.speech import first_that_carries, tell_where
from netdiff.cli.words import (
    HERE,
    PLAN,
    Along,
    Audience,
    Count,
    Exclude,
    Folder,
    Horizon,
    Professionals,
    Reader,
    Repeatable,
    Users,
)

if TYPE_CHECKING:
    from netdiff.network import Network
else:
    Network = Any  # the words of a command are read when it starts, long before any network is needed


@reading
def simulate(
    net: Network,
    *,
    seeds: Annotated[
        list[str], typer.Option(metavar="ID", help="Who is recruited; may be repeated.", rich_help_panel=PLAN)
    ],
    model: Annotated[
        str,
        typer.Option(
            help="How it spreads: news, voices, share, thresholds, contagion, bass, funnel.", rich_help_panel=PLAN
        ),
    ] = "news",
    strength: Annotated[
        float | None,
        typer.Option(
            help="How strong: a chance, a number of voices, or a share of those around.", rich_help_panel=PLAN
        ),
    ] = None,
    horizon: Horizon = None,
    layer: Along = None,
    runs: Annotated[int, typer.Option(min=1, help="How often it is played.")] = 1000,
    rng: Repeatable = 1,
) -> None:
    """Play how it would spread if certain people were recruited. Nothing is written.

    [bold]netdiff simulate survey.csv people.xlsx --seeds P-014 --seeds P-020 --model voices --strength 2[/bold]
    """
    from netdiff.spread.named import model_named

    along = layer or first_that_carries(net)
    spread = nd.simulate(
        net, model_named(model, strength), seeds=seeds, horizon=horizon, layer=along, runs=runs, rng=rng
    )
    headline("How it would spread")
    say(spread)
    headline("By group")
    say(spread.by_group().round(2).to_string())


def _list_experiments(wanted: bool) -> None:
    """The experiments with what each asks, and no more."""
    if wanted:
        table = nd.experiments.listed()[["asks", "choices"]]
        spread_out(([name, *row] for name, row in table.iterrows()), titles=("experiment", *table.columns))
        raise typer.Exit


def _known_experiment(name: str) -> str:
    """A wrong word is told before anything is read."""
    return nd.experiments.card(name).name


@reading
def experiment(  # noqa: PLR0913  a front door: flat options
    net: Network,
    name: Annotated[str, typer.Argument(help="Which one: see --list.", show_default=False, callback=_known_experiment)],
    *,
    list_: Annotated[  # noqa: ARG001  done before anything is read
        bool,
        typer.Option("--list", help="List the experiments and stop.", callback=_list_experiments, is_eager=True),
    ] = False,
    choice: Annotated[
        str | None, typer.Option(metavar="WORD", help="Which version, where there are several: see --list.")
    ] = None,
    organisations: Annotated[
        Path | None,
        typer.Option(help="For displacement: a sheet of organisations with share, quality, innovative."),
    ] = None,
    users: Users = "user",
    professionals: Professionals = "professional",
    fair: Annotated[
        str, typer.Option(help="For user_networks: fair by count, degree or cost.", metavar="WORD")
    ] = "count",
    silent: Annotated[str, typer.Option(help="Those who did not answer: draw their links, or ignore them.")] = "draw",
    assumptions: Annotated[bool, typer.Option(help="Play it again with each number a little lower and higher.")] = True,
    runs: Annotated[int, typer.Option(min=2, help="How often it is played.")] = 100,
    layer: Along = None,
    rng: Repeatable = 1,
    out: Folder = HERE,
    audience: Audience = Reader.private,
) -> None:
    """Put one of the founding claims to the test on your network, and write a page about it.

    [bold]netdiff experiment support survey.csv people.xlsx --means turns_to[/bold]
    """
    nd.experiments.card(name, choice)  # a wrong word is told before the play
    along = layer or first_that_carries(net)
    aside("Playing the experiment ...")
    found = nd.experiments.run(
        name, net, choice, layer=along, silent=silent, runs=runs, rng=rng, organisations=organisations, users=users,
        professionals=professionals, fair=fair,
    )  # fmt: skip
    headline(nd.experiments.card(name).title)
    for sentence in found.sentences:
        say(sentence)
    headline("What came of it")
    say(found.to_frame().round(3).to_string())
    say(f"Built in: {found.question.built_in}.")
    page = "-".join(["experiment", name, *([choice] if choice else [])])
    tell_where([nd.report_experiment(found, out / f"{page}.html", audience=audience.value, assumptions=assumptions)])


@reading
def readings(
    net: Network,
    *,
    k: Count = 5,
    change: Annotated[str, typer.Option(help="What you take it to be: radical or incremental.")] = "radical",
    layer: Along = None,
    exclude: Exclude = None,
    rng: Repeatable = 1,
    out: Folder = HERE,
) -> None:
    """Say what follows if a change is radical and if it is incremental, and where the evidence conflicts.

    [bold]netdiff readings survey.csv people.xlsx --means turns_to --change radical[/bold]
    """
    from netdiff.privacy import write_csv

    along = layer or first_that_carries(net)
    aside("Choosing for both readings ...")
    both = nd.experiments.readings(net, k, change=change, layer=along, exclude=exclude or (), rng=rng)
    say(both)
    out.mkdir(parents=True, exist_ok=True)
    tell_where([write_csv(both.lists.reset_index(), out / "readings.csv", "private")])


@reading_anything
def history(
    net: Network,
    *,
    adopted_at: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="People column: when each adopted (2026-01-31, or a number of periods)."),
    ] = None,
    period: Annotated[str, typer.Option(help="What dates are counted in: day, week, month, quarter, year.")] = "month",
    never: Annotated[float | None, typer.Option(help="A number that says 'never adopted'.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Whom to set side by side; groups where there are any.")
    ] = None,
    layer: Along = None,
) -> None:
    """Say how fast something did spread, among whom, and whether it went along the links. Nothing is written.

    [bold]netdiff history survey.csv people.xlsx --adopted-at first_used --period month[/bold]
    """
    along = layer or first_that_carries(net)
    told = nd.adoption.Adoption.of(net, adopted_at, period=period, never=never, layer=along, by=by)
    side = by or ("group" if "group" in net.nodes else None)
    say(nd.adoption.in_words(told, by=side))
    headline("What was read")
    say(told.receipt)
    headline(f"How fast, by {told.unit or 'period'}")
    say(nd.adoption.adoption_table(told).round(2).to_string())
    headline(f"How fast, by {side or 'everybody together'}")
    say(nd.adoption.rates(told, by=side).round(2).T.to_string())
    say("\nThe numbers behind it, with their doubt: nd.adoption.fit_diffusion(…) in Python.")
