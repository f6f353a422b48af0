"""`recommend_coalition`: which organisations to win, so that what they can bring carries the change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from netdiff._check import check_positive_int
from netdiff._progress import Progress, track
from netdiff._random import RngLike, generator
from netdiff.errors import ModelError
from netdiff.network import Network, check_network
from netdiff.recruit.ask import Request
from netdiff.recruit.baselines import RULES, compare_rules
from netdiff.recruit.coalition_doubt import largest_membership, reach_alone, under_cases
from netdiff.recruit.coalition_plan import CoalitionPlan
from netdiff.recruit.coalition_table import RATES, Table, rate_in_words, rates_of
from netdiff.recruit.declared import STRENGTHS, declared_models
from netdiff.recruit.doubt import reserves_of
from netdiff.recruit.partners import Costs, Rate, Stakeholders, belonging, memberships, stakeholder_of, unmapped
from netdiff.recruit.scene import about_models, aims_of, goal_of, scene_of
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import solve
from netdiff.recruit.standing import holders_of, stands_of
from netdiff.recruit.vantage import in_the_middle
from netdiff.recruit.weighing import random_chance
from netdiff.spread.models import ComplexContagion, IndependentCascade

__all__ = ["recommend_coalition"]


def recommend_coalition(  # noqa: PLR0913 (a front door: options as people like them, flat)
    net: Network,
    by: str = "organisation",
    *,
    k: int | None = None,
    budget: float | None = None,
    model: Any = None,
    horizon: int | None = None,
    objective: str = "reach",
    mobilise: Rate | None = None,
    rates: Sequence[float] = RATES,
    costs: Costs | None = None,
    stakeholders: Stakeholders | None = None,
    at_least: Mapping[str, int] | None = None,
    include: Iterable[Hashable] = (),
    exclude: Iterable[Hashable] = (),
    already: Iterable[Hashable] = (),
    can_say_no: Iterable[Hashable] | None = None,
    individuals: bool = False,
    purpose: str = "",
    own_list: Iterable[Hashable] | None = None,
    organiser: Hashable | None = None,
    opponents: bool = False,
    changes: str | None = None,
    strengths: Sequence[float] = STRENGTHS,
    layer: str | None = None,
    rng: RngLike = None,
    progress: Progress = None,
) -> CoalitionPlan:
    """Which organisations to win for a change: what each would bring, add and duplicate, and whom they leave out.

    Parameters
    ----------
    net : Network
    by : str
        Column that says where people belong, or the kind of thing (`mode`) they are tied to.
    k : int, optional
        Most partners; 5 where neither `k` nor `budget` is given.
    budget : float, optional
        Most that winning them over may cost, in the units of `costs`.
    model, horizon, objective, changes, strengths, layer
        As in `recommend`. Without a model, cascades of several strengths are tried and one that needs two voices.
    mobilise : float, str or mapping, optional
        The chance that a member comes along once the organisation has: one number, a column of the people sheet, or a
        number per organisation. Without it the plan is made for the middle one of `rates` and tried under all.
    rates : sequence of float
        Chances tried where `mobilise` is not given.
    costs : float or mapping, optional
        What winning each over costs; by default the `cost` of its own row in the network, else 1 each.
    stakeholders : mapping, optional
        Which words of the column `group` are users, citizens, professionals, managers, policy makers:
        ``{"users": ["patient", "carer"]}``. By default the five under their own names; managers are never counted as
        professionals unless you say so.
    at_least : mapping, optional
        Least number of partners that bring somebody of a stakeholder group: ``{"users": 2}``.
    include, exclude : iterable of str
        Partners that must, or must not, be in it. Opponents are not, nor are members who are against or opted out
        counted on, unless `opponents`.
    already : iterable of ids
        People who have adopted.
    can_say_no : iterable of str, optional
        Organisations or decision bodies that could stop it; by default the bodies of the network.
    individuals : bool
        Lets single people be named in `can_say_no`; needs a `purpose`, which is printed.
    purpose : str
        What this is for.
    own_list : iterable of str, optional
        Your own coalition, to be held beside the plan.
    organiser : id, optional
        Whoever drew the map: removed before anything else.
    opponents : bool
        Whether those who are against may be picked.
    rng : int, Generator or None
    progress : bool, callable or None

    Returns
    -------
    CoalitionPlan

    Raises
    ------
    ModelError
        Where no coalition keeps every limit (with the nearest that works), or a number makes no sense.
    DataError, UnknownNodeError
        Where the data cannot carry the request, or a name is not known.

    Notes
    -----
    An organisation that says yes brings each member with the stated chance, one independently of another; whoever is
    brought starts to spread. Under an independent cascade or a linear threshold, reach is submodular in partners too
    (each brings a random set of seeds), so the same certificate is proved as for people; elsewhere nothing is. What a
    partner really brings depends on the chance of coming along, which is rarely known: read `doubt` first.

    Stability: experimental.

    References
    ----------
    Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network.
    Shapley (1953), A value for n-person games. Grabisch and Roubens (1999), on interaction among players.
    Albury, D. Innovation Unit: strengthening alliances and coalitions of user and professional networks.

    Examples
    --------
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"organisation": ["clinic", "clinic", "circle", None, None]}, index=list("abcde"))
    >>> ties = pd.DataFrame({"source": list("ac"), "target": list("de")})
    >>> net = Network.from_frames(nodes, ties, means="tells")
    >>> plan = recommend_coalition(net, k=1, model=IndependentCascade(1.0), mobilise=1.0, rng=1)
    >>> plan.names, plan.reach.value
    (('clinic',), 3.0)
    """
    check_network(net)
    if individuals and not purpose.strip():
        message = "individuals=True needs a purpose: what is this list of single people for? It is printed with it."
        raise ModelError(message)
    whole = net if organiser is None else net.select(net.nodes.index[net.nodes.index != organiser])
    net, told = scene_of(net, layer, organiser)
    aims = aims_of(_declared(model, strengths, changes, objective), goal_of(net, objective, horizon, None, "group"))
    found, spelled = memberships(whole, by)
    belongs = belonging(found, net)
    table = Table(
        net=net,
        whole=whole,
        by=by,
        found=found,
        belongs=belongs,
        stands=stands_of(net, belongs),
        stakeholder=stakeholder_of(net, stakeholders),
        costs=costs,
        request=Request(
            k=_size(k, budget),
            exclude=list(exclude),
            already=already if isinstance(already, str) else list(already),
            include=list(include),
            budget=budget,
            opponents=opponents,
        ),
        at_least=dict(at_least or {}),
    )
    chances = rates_of(mobilise, rates)
    problem, notes = table.pose(chances[0])
    stream = generator(rng)
    streams = stream.spawn(7)
    aim = next(iter(aims.values()))
    best = solve(net, problem, aim, streams[0])
    rules = {"largest membership": largest_membership(table)} | dict(RULES)
    own_list = [] if own_list is None else list(own_list)
    own = problem.index_of(net, own_list) if own_list else None
    holders = holders_of(net, can_say_no, belongs, individuals=individuals)
    work: dict[str, Callable[[], Any]] = {
        "baselines": lambda: compare_rules(net, problem, best.judge, best.chosen, streams[1], own, rules=rules),
        "doubt": lambda: under_cases(table, aims, chances, (problem, best), rules, streams[2]),
        "alone": lambda: reach_alone(table, problem, aim, holders, chances[0], streams[3]),
        "random_chance": lambda: random_chance(net, problem, best.judge, streams[4]),
        "reserves": lambda: reserves_of(net, problem, best.judge, best.chosen),
    }
    done = {name: do() for name, do in track(work.items(), len(work), progress, "weighing the coalition")}
    doubt, judges = done.pop("doubt")
    return CoalitionPlan(
        net=net,
        whole=whole,
        by=by,
        problem=problem,
        chosen=best.chosen,
        model=aim.model,
        horizon=horizon,
        judge=best.judge,
        judges=judges,
        certificate=best.certificate,
        why_no_guarantee=best.why_no_guarantee,
        near_best=best.near_best,
        belongs=belongs,
        stands=table.stands,
        stakeholder=table.stakeholder,
        holders=tuple(holders),
        doubt=doubt,
        mobilise=rate_in_words(mobilise, chances),
        reading=" ".join(one.sentence for one in net.layers.values()),
        purpose=purpose,
        notes=(
            *best.told,
            *_vantage(net, belongs, own_list),
            *told,
            *spelled,
            *unmapped(net, table.stakeholder),
            *notes,
            *table.outside(problem),
            *about_models(model, _cascades(aims)),
        ),
        **done,
    )


def _size(k: int | None, budget: float | None) -> int | None:
    if k is None:
        return 5 if budget is None else None
    return check_positive_int(k, "k")


def _vantage(net: Network, belongs: pd.DataFrame, own: Sequence[Hashable]) -> tuple[str, ...]:
    """What a coalition of one's own may owe to a map drawn around one person."""
    middle = in_the_middle(net)
    if middle is None or not own:
        return ()
    hub, share = middle
    ties = net.influence()
    near = {*net.nodes.index[(ties + ties.T)[[hub]].indices], net.nodes.index[hub]}
    members = set(belongs.loc[belongs["name"].isin(own), "node"])
    if not members & near:
        return ()
    drawn = f"the map was drawn around one person: {100 * share:.0f} % of the links touch the same person"
    close = f"{len(members & near)} of its {len(members)} members are that person or linked to them"
    cure = "Compare without that person: organiser=…."
    return (f"Your own list may look better than it is, for {drawn}, and {close}. {cure}",)


def _declared(model: Any, strengths: Sequence[float], changes: str | None, objective: str) -> list[Any]:
    """The declared models; where nothing was said, also one that needs two voices (it cannot look after groups)."""
    models = declared_models(model, strengths, changes)
    said = model is not None or changes is not None or objective == "worst off"
    return models if said else [*models, ComplexContagion(count=2)]


def _cascades(aims: Mapping[str, Aim]) -> dict[str, Aim]:
    """The declared models that are cascades, whose strength has to be spoken of."""
    first = next(iter(aims.values()))
    kept = {name: aim for name, aim in aims.items() if isinstance(aim.model, IndependentCascade)}
    return kept if isinstance(first.model, IndependentCascade) else dict([next(iter(aims.items()))])
