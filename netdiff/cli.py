"""The ``netdiff`` command: words on a command line become calls of the public names. No logic lives here.

Exit codes: 0 all went well, 1 something in the data or on this computer needs attention, 2 the command was put
wrongly, 3 a fault in netdiff itself.
"""

from __future__ import annotations

import inspect
import os
import sys
import traceback
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text
from typer.core import TyperGroup

import netdiff as nd
from netdiff._console import aside, complain, headline, say, speak_plainly, spread_out
from netdiff.errors import DataError, ModelError, NetdiffError, UnknownNodeError

if TYPE_CHECKING:
    from netdiff.network import Network
else:
    Network = Any  # the words of a command are read when it starts, long before any network is needed

WENT_WELL, IN_THE_DATA, WRONG_USE, OUR_FAULT = range(4)
SHOW_TRACEBACK = "NETDIFF_TRACEBACK"
IN, PLAN, OUT = "What to read", "Whom to recruit", "What to write"


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


# -- what every command that reads files understands -----------------------------------------------------------------


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


def _reading(command: Callable[..., None]) -> Callable[..., None]:
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


# -- the commands ----------------------------------------------------------------------------------------------------


@app.command()
@_reading
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
    _account(net)
    card = _measured(net, users, professionals, draws=24, benchmark_runs=40)
    plan = _planned(
        net,
        k,
        chance=chance,
        layer=layer,
        changes=_asked_first(changes, chance),
        horizon=horizon,
        exclude=exclude or (),
        robust=robust,
        rng=rng,
    )
    curve = _curve(plan, exclude, rng) if frontier and plan.ranked else None
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
        *_list_of(plan, out, audience),
    ]
    _where(made)


@app.command()
@_reading
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
    _account(net)
    _to_decide(net)
    if review is not None:
        _where([nd.write_review(net, review)])


@app.command("score", hidden=True)
@app.command()
@_reading
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
    card = _measured(net, users, professionals, decide=decide, by=by, layer=layer)
    if card is None:
        raise typer.Exit(IN_THE_DATA)
    if by:
        headline(f"By {by}")
        say(card.by_words().to_string(index=False))
    if out is not None:
        title = "How the networks stand"
        _where([nd.report(net, path=out / "scorecard.html", scorecard=card, title=title, audience=audience.value)])


@app.command()
@_reading
def recommend(  # noqa: PLR0913 (a front door: options as people like them, flat)
    net: Network,
    *,
    k: Annotated[
        int | None,
        typer.Option(
            "-k", min=1, metavar="NUMBER", help="How many; 10 where there is no budget.", rich_help_panel=PLAN
        ),
    ] = None,
    budget: Annotated[
        float | None, typer.Option(min=0, help="Most that the list may cost (column cost).", rich_help_panel=PLAN)
    ] = None,
    quota: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP:NUMBER", help="At least so many: user:2 or place=North:1.", rich_help_panel=PLAN),
    ] = None,
    at_most: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP:NUMBER", help="At most so many, written likewise.", rich_help_panel=PLAN),
    ] = None,
    per_recruiter: Annotated[
        int | None, typer.Option(min=1, help="Most asked through the same person.", rich_help_panel=PLAN)
    ] = None,
    changes: Changes = None,
    objective: Annotated[str, typer.Option(help="reach, speed, asking, worst off.", rich_help_panel=PLAN)] = "reach",
    asks: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Chance that who has the need asks, once reached.", rich_help_panel=PLAN),
    ] = None,
    target: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Share of all to reach, with the fewest recruits.", rich_help_panel=PLAN),
    ] = None,
    candidates: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Recruit what people belong to.", rich_help_panel=PLAN)
    ] = None,
    chance: Chance = None,
    horizon: Horizon = None,
    layer: Along = None,
    include: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Somebody who must be picked.", rich_help_panel=PLAN)
    ] = None,
    exclude: Exclude = None,
    already: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Somebody who has it already.", rich_help_panel=PLAN)
    ] = None,
    own_list: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Your own list, to set beside.", rich_help_panel=PLAN)
    ] = None,
    organiser: Annotated[
        str | None, typer.Option(metavar="ID", help="Who drew the map; taken off it first.", rich_help_panel=PLAN)
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Rank people even on thin data.", rich_help_panel=PLAN)
    ] = False,
    robust: Robust = False,
    frontier: Frontier = False,
    rng: Repeatable = 1,
    out: Folder = HERE,
) -> None:
    """Recommend whom to recruit, and write the list, the plan with its reasons, and one sheet to carry along.

    [bold]netdiff recommend survey.csv people.xlsx --budget 20 --quota user:2 --out results[/bold]
    """
    from netdiff.recruit.ask import quota_of

    plan = _planned(
        net,
        k or (None if budget is not None or target is not None else 10),
        chance=chance,
        layer=layer,
        rng=rng,
        budget=budget,
        at_least=quota_of(quota or ()),
        at_most=quota_of(at_most or ()),
        per_recruiter=per_recruiter,
        changes=_asked_first(changes, chance),
        objective=objective,
        asks=asks,
        target=target,
        candidates=candidates,
        horizon=horizon,
        include=include or (),
        exclude=exclude or (),
        already=already or (),
        own_list=own_list or None,
        organiser=organiser,
        anyway=anyway,
        robust=robust,
    )
    curve = _curve(plan, exclude, rng) if frontier and plan.ranked else None
    out.mkdir(parents=True, exist_ok=True)
    title = "Whom to recruit" if plan.ranked else "Whom to ask first"
    pages = [
        nd.report(plan.net, plan, out / "plan.html", title=title, frontier=curve),
        *_printed(nd.report(plan.net, plan, out / "one-sheet.html", title=title, short=True)),
    ]
    _where([*_list_of(plan, out, Reader.private), *pages])


@app.command()
@_reading
def coalition(  # noqa: PLR0913  a front door: flat options
    net: Network,
    *,
    k: Annotated[
        int | None, typer.Option("-k", min=1, metavar="NUMBER", help="How many partners.", rich_help_panel=PLAN)
    ] = None,
    budget: Annotated[
        float | None, typer.Option(min=0, help="What winning them over may cost together.", rich_help_panel=PLAN)
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="COLUMN", help="Column that says where people belong.", rich_help_panel=PLAN)
    ] = "organisation",
    mobilise: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Chance that a member comes along; several are tried if not said.",
            rich_help_panel=PLAN,
        ),
    ] = None,
    chance: Chance = None,
    horizon: Horizon = None,
    layer: Along = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A partner that must not be picked; may be repeated.", rich_help_panel=PLAN),
    ] = None,
    can_say_no: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An organisation or body that could stop it.", rich_help_panel=PLAN),
    ] = None,
    own: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A partner on your own list, to set beside it.", rich_help_panel=PLAN),
    ] = None,
    counts_as: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GROUP=WORD", help="Whom your words mean: users=Patient; may be repeated.", rich_help_panel=PLAN
        ),
    ] = None,
    organiser: Annotated[
        str | None, typer.Option(metavar="ID", help="Who drew the map: taken off it.", rich_help_panel=PLAN)
    ] = None,
    rng: Repeatable = 1,
    out: Folder = HERE,
    audience: Audience = Reader.private,
) -> None:
    """Say which organisations to win, where they stand and who can say no, and write a page with the power grid.

    [bold]netdiff coalition contacts.xlsx --means meets -k 5 --can-say-no "Valley Health Board"[/bold]
    """
    aside("Choosing whom to win ...")
    plan = nd.recommend_coalition(
        net, by, k=k, budget=budget, mobilise=mobilise, model=None if chance is None else nd.IndependentCascade(chance),
        horizon=horizon, layer=layer or _first_that_carries(net), exclude=exclude or (), can_say_no=can_say_no or None,
        stakeholders=_declared(counts_as or []),
        own_list=own or None, organiser=organiser, rng=rng,
    )  # fmt: skip
    headline("Whom to win")
    say("\n".join(f"{place}. {plan.said(name)}" for place, name in enumerate(plan.names, 1)))
    say(plan.summary())
    out.mkdir(parents=True, exist_ok=True)
    made = [nd.report(net, plan, out / "coalition.html", title="Whom to win for the change", audience=audience.value)]
    _where([*made, *_list_of(plan, out, audience, "coalition.csv")])


@app.command()
@_reading
def invitations(  # noqa: PLR0913  a front door: flat options
    net: Network,
    *,
    ring: Annotated[
        str, typer.Option(metavar="RING", help="The ring to invite into: adopter, innovator.", rich_help_panel=PLAN)
    ] = "adopter",
    k: Count = 10,
    per_context: Annotated[
        int | None, typer.Option(min=1, help="Most people from the same place.", rich_help_panel=PLAN)
    ] = None,
    contexts: Annotated[
        str, typer.Option(metavar="COLUMN", help="Column that says where people come from.", rich_help_panel=PLAN)
    ] = "place",
    least_users: Annotated[
        int, typer.Option(min=0, help="Fewest users in the ring afterwards.", rich_help_panel=PLAN)
    ] = 0,
    users: Users = "user",
    chance: Chance = None,
    horizon: Horizon = None,
    layer: Along = None,
    exclude: Exclude = None,
    rng: Repeatable = 1,
    out: Folder = HERE,
    audience: Audience = Reader.private,
) -> None:
    """Say whom of an outer ring to invite one ring further in, what each invitation unlocks, and write a page.

    [bold]netdiff invitations survey.csv people.xlsx --ring innovator -k 8 --per-context 2 --least-users 10[/bold]
    """
    aside("Choosing whom to invite ...")
    plan = nd.recommend_invitations(
        net, ring, capacity=k, per_context=per_context, contexts=contexts, least_users=least_users, users=users,
        model=None if chance is None else nd.IndependentCascade(chance), horizon=horizon,
        layer=layer or _first_that_carries(net), exclude=exclude or (), rng=rng,
    )  # fmt: skip
    headline("Whom to invite")
    say(plan.summary())
    out.mkdir(parents=True, exist_ok=True)
    made = [nd.report(net, plan, out / "invitations.html", title="Whom to invite", audience=audience.value)]
    _where([*made, *_list_of(plan, out, audience, "invitations.csv")])


@app.command()
@_reading
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

    along = layer or _first_that_carries(net)
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


@app.command()
@_reading
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
    along = layer or _first_that_carries(net)
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
    _where([nd.report_experiment(found, out / f"{page}.html", audience=audience.value, assumptions=assumptions)])


@app.command()
@_reading
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

    along = layer or _first_that_carries(net)
    aside("Choosing for both readings ...")
    both = nd.experiments.readings(net, k, change=change, layer=along, exclude=exclude or (), rng=rng)
    say(both)
    out.mkdir(parents=True, exist_ok=True)
    _where([write_csv(both.lists.reset_index(), out / "readings.csv", "private")])


@app.command()
@_reading
def introductions(  # noqa: PLR0913  a front door: flat options
    net: Network,
    *,
    k: Annotated[
        int, typer.Option("-k", min=1, metavar="NUMBER", help="How many introductions.", rich_help_panel=PLAN)
    ] = 5,
    seeds: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Who carries it from the start; chosen where not said.", rich_help_panel=PLAN),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="How it spreads: news, voices, share, thresholds; news where not said.", rich_help_panel=PLAN
        ),
    ] = None,
    strength: Annotated[
        float | None,
        typer.Option(
            help="How strong: a chance, a number of voices, or a share of those around.", rich_help_panel=PLAN
        ),
    ] = None,
    horizon: Horizon = None,
    within: Annotated[
        str | None, typer.Option(metavar="GROUP", help="Only inside this group.", rich_help_panel=PLAN)
    ] = None,
    between: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP", help="Only across groups; say each of them.", rich_help_panel=PLAN),
    ] = None,
    by: Annotated[str, typer.Option(metavar="COLUMN", help="Which column is meant by group.", rich_help_panel=PLAN)] = (
        "group"
    ),
    budget: Annotated[
        float | None, typer.Option(min=0, help="What they may cost together.", rich_help_panel=PLAN)
    ] = None,
    layer: Along = None,
    exclude: Exclude = None,
    users: Users = "user",
    professionals: Professionals = "professional",
    rng: Repeatable = 1,
    out: Folder = HERE,
    audience: Audience = Reader.private,
) -> None:
    """Say which people to bring together, who could do it and what it would gain, and write a page and a list.

    [bold]netdiff introductions survey.csv people.xlsx -k 5 --model voices --strength 2 --between user[/bold]
    """
    from netdiff.privacy import write_csv
    from netdiff.spread.named import model_named

    aside("Choosing whom to bring together ...")
    plan = nd.recommend_ties(
        net, k, seeds=seeds or None, model=None if model is None else model_named(model, strength), horizon=horizon,
        within=within, between=between or None, by=by, budget=budget, layer=layer or _first_that_carries(net),
        exclude=exclude or (), users=users, professionals=professionals, rng=rng,
    )  # fmt: skip
    headline("Whom to bring together")
    say(plan.summary())
    out.mkdir(parents=True, exist_ok=True)
    title = "Whom to bring together"
    made = [nd.report(net, plan, out / "introductions.html", title=title, audience=audience.value)]
    if audience is Reader.private:
        made.append(write_csv(plan.to_frame(), out / "introductions.csv", "private"))
    _where(made)


@app.command()
@_reading
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
    along = layer or _first_that_carries(net)
    told = nd.adoption.Adoption.of(net, adopted_at, period=period, never=never, layer=along)
    side = by or ("group" if "group" in net.nodes else None)
    say(nd.adoption.in_words(told, by=side))
    headline("What was read")
    say(told.receipt)
    headline(f"How fast, by {told.unit or 'period'}")
    say(nd.adoption.adoption_table(told).round(2).to_string())
    headline(f"How fast, by {side or 'everybody together'}")
    say(nd.adoption.rates(told, by=side).round(2).T.to_string())
    say("\nThe numbers behind it, with their doubt: nd.adoption.fit_diffusion(…) in Python.")


@app.command()
@_reading
def draw(net: Network, *, out: Folder = HERE, audience: Audience = Reader.private) -> None:
    """Draw the map: one file that opens in any browser, without a network."""
    out.mkdir(parents=True, exist_ok=True)
    _where([nd.draw(net, audience=audience.value).save(out / "map.html")])


@app.command()
def measures() -> None:
    """List every measure with its plain meaning."""
    table = nd.metrics.catalogue()
    spread_out(table["meaning"].items(), titles=("measure", "what it says"))


@app.command()
def samples() -> None:
    """List the networks that come with netdiff."""
    table = nd.list_samples()
    spread_out(([name, *row] for name, row in table.iterrows()), titles=("sample", *table.columns))


@app.command()
def doctor(out: Folder = HERE) -> None:
    """Look whether this computer has all that netdiff needs, and say what to do where it has not."""
    from netdiff._doctor import examine

    marks = {"fine": Text("ok", "green"), "note": Text("note", "yellow"), "trouble": Text("amiss", "bold red")}
    findings = examine(out)
    spread_out((marks[finding.state], finding.subject, finding.text) for finding in findings)
    if any(finding.state == "trouble" for finding in findings):
        raise typer.Exit(IN_THE_DATA)


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


# -- what several commands do ----------------------------------------------------------------------------------------


def _account(net: Network) -> None:
    headline("What became of your rows")
    say(net.receipt)
    headline("The network")
    say(net)


def _to_decide(net: Network) -> None:
    """The names that wait for a decision, with the likeliest people beside them, and how to decide."""
    from netdiff.loaders.review import review_in_words

    lines = review_in_words(net)
    if lines:
        headline("Names for you to decide on")
        say("\n".join(lines))


def _measured(net: Network, users: str, professionals: str, **options: Any) -> Any:
    """The scorecard; where the file does not carry one, a note, and the rest goes on."""
    aside("Measuring how the networks stand ...")
    try:
        card = nd.scorecard(net, users=users, professionals=professionals, **options)
    except DataError as error:
        why = str(error)[:1].upper() + str(error)[1:]
        hint = "--group names the column of groups, --users and --professionals say what your files call the two."
        complain(f"Users and professionals are not set beside each other. {why} {hint}")
        return None
    headline("How the networks stand")
    say(card)
    return card


def _planned(net: Network, k: int | None, *, chance: float | None, layer: str | None, **wishes: Any) -> Any:
    aside("Choosing whom to recruit ...")
    model = None if chance is None else nd.IndependentCascade(chance)
    plan = nd.recommend(net, k, model=model, layer=layer or _first_that_carries(net), **wishes)
    headline("Whom to recruit" if plan.ranked else "Whom to ask first")
    say(plan.summary())
    return plan


def _asked_first(changes: Change | None, chance: float | None) -> str | None:
    """Does it change roles or power? Asked of whoever sits at a terminal and did not say; news otherwise."""
    if changes is not None:
        return changes.value
    if chance is not None or not sys.stdin.isatty():
        return None
    return "roles" if typer.confirm("Does this change ask people for new roles, or shift power?") else "news"


def _printed(page: Path) -> list[Path]:
    """The page, and the same as a PDF where this computer has a browser that can print."""
    from netdiff.visual.paper import browser, to_pdf

    return [page] if browser() is None else [page, to_pdf(page)]


def _curve(plan: Any, exclude: list[str] | None, rng: int) -> Any:
    """What more would buy, under the model of the plan."""
    aside("Trying other budgets ...")
    curve = nd.frontier(plan.net, model=plan.model, horizon=plan.horizon, exclude=exclude or (), rng=rng)
    headline("What more would buy")
    say(curve.summary())
    say(curve.table.round(1).to_string(index=False))
    return curve


def _first_that_carries(net: Network) -> str | None:
    """The first kind of link along which anything spreads, saying so where there is a choice."""
    carrying = [name for name, one in net.layers.items() if one.flow is not None and not one.is_two_mode]
    if len(carrying) > 1:
        words = f"the change is taken to travel along {carrying[0]!r}; --layer may choose {', '.join(carrying[1:])}."
        aside(f"Note: {words}", "yellow")
    return next(iter(carrying), None)


def _declared(words: list[str]) -> dict[str, list[str]] | None:
    """`users=Patient users=Carer` as a mapping; None where nothing was said."""
    found: dict[str, list[str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise ModelError(f"--counts-as {word!r} says no word. Write 'users = Patient'.")
        found.setdefault(name.strip(), []).append(value.strip())
    return found or None


def _list_of(plan: Any, out: Path, audience: Reader, name: str = "recruits.csv") -> list[Path]:
    """A list as a file: it names people or says where they stand, so it is made for private eyes only."""
    if audience is not Reader.private:
        aside("The list of recruits names people; it is only written for --audience private.")
        return []
    from netdiff.privacy import write_csv

    if not getattr(plan, "ranked", True):
        return [write_csv(plan.ask_first.to_frame(), out / "ask-first.csv", "private")]
    return [write_csv(plan.to_frame().round(2), out / name, "private")]


def _where(made: list[Path]) -> None:
    """Where the files are: the last words of a run."""
    headline("Written")
    for path in made:
        say(f"  {Path(path).resolve()}")


if __name__ == "__main__":
    main()
