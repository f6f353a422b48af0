"""`recommend`: from a request in words to a plan."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_fraction
from netdiff._progress import Progress
from netdiff._random import RngLike, generator
from netdiff.errors import ModelError
from netdiff.network import Network, check_network
from netdiff.recruit.ask import Quota, Request, adopted, pose, what_is_left
from netdiff.recruit.candidates import Candidates
from netdiff.recruit.declared import STRENGTHS, declared_models
from netdiff.recruit.gates import check_gates, gates_of
from netdiff.recruit.goals import fewest
from netdiff.recruit.nominate import too_thin, whom_to_ask
from netdiff.recruit.plan import Plan
from netdiff.recruit.problem import Problem
from netdiff.recruit.robust import Doubts, weigh_doubts
from netdiff.recruit.scene import about_models, aims_of, bringing_of, goal_of, scene_of
from netdiff.recruit.search import Aim, in_words
from netdiff.recruit.vantage import vantage_of
from netdiff.recruit.weighing import planned, unranked

__all__ = ["recommend"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def recommend(  # noqa: PLR0913 (a front door: options as people like them, flat)
    net: Network,
    k: int | None = 10,
    *,
    model: Any = None,
    horizon: int | None = None,
    objective: str = "reach",
    exclude: Iterable[Hashable] = (),
    already: Iterable[Hashable] = (),
    include: Iterable[Hashable] = (),
    budget: float | None = None,
    at_least: Quota | None = None,
    at_most: Quota | None = None,
    per_recruiter: int | None = None,
    worth: str | None = None,
    asks: float | str | None = None,
    target: float | None = None,
    floors: Mapping[str, float] | None = None,
    by: str = "group",
    changes: str | None = None,
    own_list: Iterable[Hashable] | None = None,
    organiser: Hashable | None = None,
    opponents: bool = False,
    strengths: Sequence[float] = STRENGTHS,
    layer: str | None = None,
    candidates: str | Candidates | None = None,
    robust: Doubts | bool = False,
    gates: float | Mapping[str, float] | None = None,
    anyway: bool = False,
    rng: RngLike = None,
    progress: Progress = None,
) -> Plan:
    """Whom to recruit so that a change spreads far or fast, with reasons, what is proved, and plain rules beside it.

    Parameters
    ----------
    net : Network
    k : int or None
        Most people to recruit; None leaves it to the budget, or to the target.
    model : model, sequence of models, optional
        How the change spreads, such as ``nd.IndependentCascade(0.1)``; of several, the list is for the first and is
        tried under all; a fit of `adoption.fit_diffusion` counts as three. Without one the list is for a cascade of
        middling strength, tried under all `strengths`.
    horizon : int, optional
        Rounds (periods of the network) that count: the deadline.
    objective : {"reach", "speed", "asking", "worst off"}
        People reached by the end; people reached on average over the rounds up to the horizon, so that early counts;
        people with the need who ask for it by the horizon (see `asks`); or the share reached of the group that is
        reached least.
    exclude, already, include : iterable of ids
        Who must not be picked, who has adopted (``"adopted"``: whoever has by the table of adoption times), and who
        must be on the list. People against the change (`support`) and those who opted out (`consent`) are not picked.
    budget : float, optional
        Most that the list may cost, in units of the column `cost`.
    at_least, at_most : mapping, optional
        Limits per group, ``{"user": 2}``, or per any column, ``{"place": {"North": 1}}``.
    per_recruiter : int, optional
        Most people asked through the same person (`held_by`).
    worth : str, optional
        Column that says how much reaching each person counts; by default 1 for everybody. For ``"asking"`` the column
        that says who has the need (yes, no, or a chance), by default `need`.
    asks : float or str, optional
        For ``"asking"``: the chance that somebody with the need asks once reached, in that round; one number, or a
        column. None takes it that all do.
    target : float, optional
        Share of all who count to be reached: takes the fewest recruits for it, whatever `k` says.
    floors : mapping of group to share, optional
        Least share of each of these groups to be reached.
    by : str
        Column that says who belongs together for `floors` and ``"worst off"``.
    changes : {"news", "roles"}, optional
        Does the change ask for new roles or power? Chooses the models where none is given: a cascade for news; two
        voices, three in ten of those around, and a linear threshold for roles.
    own_list : iterable of ids, optional
        Your own list, to be held beside the plan.
    organiser : id, optional
        Whoever made the map: removed before anything else, since a map drawn by one person has them in the middle.
    opponents : bool
        Whether people against the change may be picked.
    strengths : sequence of float
        Chances that a link passes it on, tried where no model is given.
    layer : str, optional
        Which links carry it, where the network has several kinds.
    candidates : str or Candidates, optional
        Who may be picked, if not people: a column such as ``"organisation"``, each of which brings its members (all of
        them, or with the chance in their column `acceptance`); or what `recruit.organisations` makes, to say more.
    robust : Doubts or bool
        What is not known, to be tried out: ``True`` for the usual doubts, or ``Doubts(forgotten=0.2)`` to declare them.
        The result is ``plan.robust``: expected value, worst case and bad cases side by side, which picks stay under
        all, and whom to ask again because that could change the list most.
    gates : float or mapping, optional
        What it takes at the gates `desirable`, `feasible` and `viable` of the people sheet, on its scale; the middle of
        the scale where nothing is said. Where a pick stands below, the reason says what support comes first.
    anyway : bool
        Rank people even where too little is known to do so.
    rng : int, Generator or None
        Say a number for a result that can be repeated.
    progress : bool, callable or None
        See `netdiff._progress.track`.

    Returns
    -------
    Plan

    Raises
    ------
    ModelError
        Where no list keeps every limit (with the nearest that works), or a number makes no sense.
    DataError, UnknownNodeError
        Where the data cannot carry the request, or an id is not in the network.

    Notes
    -----
    The list is chosen on reverse-reachable sets and the certificate proved on fresh ones (Tang et al. 2018);
    everything printed beside it is valued on a third, independent collection. The proof holds for the stated model on
    the network as it is known: it says nothing about links nobody reported, and nothing about another model. Expected
    reach depends mostly on the chance that a link passes it on, which is rarely known: read the table of strengths
    first.

    Stability: experimental.

    References
    ----------
    Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network.
    Borgs, Brautbar, Chayes and Lucier (2014), Maximizing social influence in nearly optimal time.
    Tang, Tang, Xiao and Yuan (2018), Online processing algorithms for influence maximization.

    Examples
    --------
    >>> import networkx
    >>> from netdiff.spread.models import IndependentCascade
    >>> net = Network.from_networkx(networkx.karate_club_graph())
    >>> plan = recommend(net, k=2, model=IndependentCascade(0.1), rng=1)
    >>> sorted(plan.people)
    [0, 33]
    """
    check_network(net)
    net, told = scene_of(net, layer, organiser, " (plan.middle says who)")
    aims = aims_of(declared_models(model, strengths, changes), goal_of(net, objective, horizon, floors, by))
    exclude, include = list(exclude), list(include)
    already = already if isinstance(already, str) else list(already)
    quotas = (at_least or {}, at_most or {}, per_recruiter)
    size = k if target is None else None
    bringing, wanted = bringing_of(net, candidates), (objective == "asking", asks)
    request = Request(
        size, exclude, already, include, budget, *quotas, worth, opponents, target is not None, bringing, *wanted
    )
    problem, notes = pose(net, request)
    notes = (*told, *notes, *about_models(model, aims))
    stream, takes = generator(rng), check_gates(gates)
    gates_of(net, takes)  # a cell off the scale is told now
    if (thin := too_thin(net)) and not anyway:
        plan = unranked(net, problem, next(iter(aims.values())), thin, stream)
        left = [name for name, asked in (("robust", robust), ("own_list", own_list), ("target", target)) if asked]
        return replace(
            plan, notes=(*plan.notes, *(f"{name}= was not tried: there is no list." for name in left), *told)
        )
    if target is not None:
        problem, said = _sized_for(net, problem, next(iter(aims.values())), check_fraction(target, "target"), stream)
        notes = (said, *notes)
    own_list = None if own_list is None else list(own_list)
    own = None if own_list is None else problem.index_of(net, own_list)
    if own_list and bringing is None:
        notes = (*vantage_of(net, own_list, next(iter(aims.values())).model, horizon, stream.spawn(1)[0]), *notes)
    plan = planned(net, problem, aims, notes, own, stream, progress)
    asking = whom_to_ask(net, rng=stream.spawn(1)[0]) if thin else None
    notes = (*([f"Ranked as you asked, though {thin}."] if thin else []), *plan.notes)
    doubts = Doubts() if robust is True else robust or None
    weighed = (
        None
        if doubts is None
        else weigh_doubts(
            net, problem, aims=aims, chosen=plan.chosen, doubts=doubts, rng=stream.spawn(1)[0], progress=progress
        )
    )
    return replace(
        plan, again=_maker(net, request, aims, takes), ask_first=asking, gates=takes, notes=notes, robust=weighed
    )


def _sized_for(
    net: Network, problem: Problem, aim: Aim, target: float, rng: np.random.Generator
) -> tuple[Problem, str]:
    """The problem with as many recruits as the target takes, and what is to be said about it."""
    live = aim.live_edges(net)
    if live is None:
        message = (
            f"How few are enough can't be said for {in_words(aim.model)}. Cure: try k=5, 10, 20 and compare the plans."
        )
        raise ModelError(message)
    found = fewest(aim.draws(problem, live), problem, target, rng.spawn(1)[0])
    people = target * float(problem.weight.sum())
    return replace(problem, k=found.enough), (
        f"To reach {100 * target:g} % ({people:,.0f} people) under {in_words(aim.model)}, a list of {found.enough} is "
        f"expected to be enough; one shorter than {found.needed} is not, whoever is on it (95 % confidence)."
    )


def _maker(net: Network, request: Request, aims: dict[str, Aim], gates: Mapping[str, float]) -> Callable[..., Plan]:
    """How the next plan is made: what is left of the same request, with more people on board and others off it."""

    def again(k: int, agreed: list[Hashable], adopters: list[Hashable], exclude: list[Hashable], rng: RngLike) -> Plan:
        later = what_is_left(net, request, agreed)
        ids = net.nodes.index if request.candidates is None else request.candidates.ids
        known = ids[adopted(net, request.already, request.candidates)].tolist()
        gone = {*agreed, *adopters, *exclude}
        later = replace(
            later,
            k=k,
            already=[*known, *agreed, *adopters],
            exclude=[*request.exclude, *exclude],
            include=[one for one in request.include if one not in gone],
        )
        problem, notes = pose(net, later)
        plan = planned(net, problem, aims, notes, None, generator(rng), None)
        return replace(plan, gates=gates, again=_maker(net, later, aims, gates))

    return again
