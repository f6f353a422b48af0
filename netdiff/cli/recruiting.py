"""Commands that say whom to recruit, win, invite and bring together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

import netdiff as nd
from netdiff._console import aside, complain, headline, say
from netdiff.cli.reading import reading
from netdiff.cli.speech import (
    asked_first,
    curve_of,
    declared,
    first_that_carries,
    list_of,
    planned,
    printed,
    tell_where,
)
from netdiff.cli.words import (
    HERE,
    PLAN,
    Along,
    Audience,
    Chance,
    Changes,
    Count,
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

    plan = planned(
        net,
        k or (None if budget is not None or target is not None else 10),
        chance=chance,
        layer=layer,
        rng=rng,
        budget=budget,
        at_least=quota_of(quota or ()),
        at_most=quota_of(at_most or ()),
        per_recruiter=per_recruiter,
        changes=asked_first(changes, chance),
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
    curve = curve_of(plan, exclude, rng) if frontier and plan.ranked else None
    if frontier and curve is None:
        complain("No curve of reach against budget is drawn: there is no list.")
    out.mkdir(parents=True, exist_ok=True)
    title = "Whom to recruit" if plan.ranked else "Whom to ask first"
    pages = [
        nd.report(plan.net, plan, out / "plan.html", title=title, frontier=curve),
        *printed(nd.report(plan.net, plan, out / "one-sheet.html", title=title, short=True)),
    ]
    tell_where([*list_of(plan, out, Reader.private), *pages])


@reading
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
        horizon=horizon, layer=layer or first_that_carries(net), exclude=exclude or (), can_say_no=can_say_no or None,
        stakeholders=declared(counts_as or []),
        own_list=own or None, organiser=organiser, rng=rng,
    )  # fmt: skip
    headline("Whom to win")
    say("\n".join(f"{place}. {plan.said(name)}" for place, name in enumerate(plan.names, 1)))
    say(plan.summary())
    out.mkdir(parents=True, exist_ok=True)
    made = [nd.report(net, plan, out / "coalition.html", title="Whom to win for the change", audience=audience.value)]
    tell_where([*made, *list_of(plan, out, audience, "coalition.csv")])


@reading
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
        layer=layer or first_that_carries(net), exclude=exclude or (), rng=rng,
    )  # fmt: skip
    headline("Whom to invite")
    say(plan.summary())
    out.mkdir(parents=True, exist_ok=True)
    made = [nd.report(net, plan, out / "invitations.html", title="Whom to invite", audience=audience.value)]
    tell_where([*made, *list_of(plan, out, audience, "invitations.csv")])


@reading
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
        within=within, between=between or None, by=by, budget=budget, layer=layer or first_that_carries(net),
        exclude=exclude or (), users=users, professionals=professionals, rng=rng,
    )  # fmt: skip
    headline("Whom to bring together")
    say(plan.summary())
    out.mkdir(parents=True, exist_ok=True)
    title = "Whom to bring together"
    made = [nd.report(net, plan, out / "introductions.html", title=title, audience=audience.value)]
    if audience is Reader.private:
        made.append(write_csv(plan.to_frame(), out / "introductions.csv", "private"))
    tell_where(made)
