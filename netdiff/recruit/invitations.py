"""`recommend_invitations`: whom of an outer ring to invite one ring further in, and what each invitation unlocks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_columns, check_positive_int
from netdiff._progress import Progress
from netdiff._random import RngLike, generator
from netdiff.errors import DataError, ModelError
from netdiff.metrics._sheets import RINGS
from netdiff.network import Network, check_network
from netdiff.recruit.ask import Request, pose
from netdiff.recruit.ask import opponents as opponents_of
from netdiff.recruit.declared import STRENGTHS, declared_models
from netdiff.recruit.feasible import check_feasible
from netdiff.recruit.invitation_plan import InvitationPlan, Rings
from netdiff.recruit.judge import paired
from netdiff.recruit.problem import Limit, Problem
from netdiff.recruit.scene import about_models, aims_of, goal_of, scene_of
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import QUICK, solve
from netdiff.recruit.vantage import vantage_of
from netdiff.recruit.weighing import planned
from netdiff.spread.estimate import Estimate

__all__ = ["recommend_invitations"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def recommend_invitations(  # noqa: PLR0913 (a front door: options as people like them, flat)
    net: Network,
    ring: str = "adopter",
    *,
    capacity: int = 10,
    rings: Sequence[str] = RINGS,
    contexts: str = "place",
    per_context: int | None = None,
    users: str = "user",
    least_users: int = 0,
    voices: int = 2,
    model: Any = None,
    horizon: int | None = None,
    objective: str = "reach",
    changes: str | None = None,
    strengths: Sequence[float] = STRENGTHS,
    budget: float | None = None,
    include: Iterable[Hashable] = (),
    exclude: Iterable[Hashable] = (),
    per_recruiter: int | None = None,
    own_list: Iterable[Hashable] | None = None,
    organiser: Hashable | None = None,
    opponents: bool = False,
    layer: str | None = None,
    rng: RngLike = None,
    progress: Progress = None,
) -> InvitationPlan:
    """Whom to invite one ring further in: of those interested among the potential adopters, of these to the innovators.

    Parameters
    ----------
    net : Network
        Needs a column `ring` of the people sheet.
    ring : str
        The ring to invite into; whoever is in the next one outwards can be invited.
    capacity : int
        Most people to invite.
    rings : sequence of str
        The rings as the file calls them, outermost first.
    contexts : str
        Column that says where somebody comes from; what is blank is a context not known.
    per_context : int, optional
        Most people invited from the same context, so that the ring stays diverse.
    users : str
        What the column `group` calls users.
    least_users : int
        Fewest users in the ring once all invited have joined, those who are in it already included.
    voices : int
        How many contacts inside a ring make somebody ready for it.
    model, horizon, objective, changes, strengths, layer
        As in `recommend`: how word would spread from the ring.
    budget, include, exclude, per_recruiter, own_list, organiser, opponents
        As in `recommend`.
    rng : int, Generator or None
    progress : bool, callable or None

    Returns
    -------
    InvitationPlan

    Raises
    ------
    DataError
        Where there is no column of rings, or nobody to invite.
    ModelError
        Where there is no such ring, or no list keeps every limit (with the nearest that works).

    Notes
    -----
    Those in the ring, and further in, count as on board; an invitation is worth what the larger ring reaches beyond
    that. Who becomes *ready* by it (has so many contacts in the ring who had not before) is counted from the links
    alone, without any model. Stability: experimental.

    References
    ----------
    Albury, D. Innovation Unit: organic growth and nested communities.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.spread.models import IndependentCascade
    >>> nodes = pd.DataFrame({"ring": ["adopter", "interest", "interest", None, None]}, index=list("abcde"))
    >>> ties = pd.DataFrame({"source": list("bcc"), "target": list("ade")})
    >>> net = Network.from_frames(nodes, ties, means="tells")
    >>> plan = recommend_invitations(net, "adopter", capacity=1, model=IndependentCascade(1.0), rng=1)
    >>> plan.people, plan.unlocks.value
    (('c',), 3.0)
    """
    check_network(net)
    capacity = check_positive_int(capacity, "capacity")
    net, told = scene_of(net, layer, organiser)
    where = _rings_of(net, ring, rings)
    aims = aims_of(declared_models(model, strengths, changes), goal_of(net, objective, horizon, None, "group"))
    include, exclude = list(include), list(exclude)
    _check_inside(net, where, include)
    inner = net.nodes.index[where.inner].tolist()
    request = Request(capacity, exclude, inner, include, budget, per_recruiter=per_recruiter, opponents=opponents)
    posed, notes = pose(net, request)
    free = replace(posed, candidate=posed.candidate & where.outer)
    _check_anybody(free, ring, where)
    limits = (*free.limits, *_contexts(net, contexts, per_context), *_users(net, free, where, users, least_users))
    problem = replace(free, limits=limits)
    check_feasible(problem)
    stream = generator(rng)
    names = [] if own_list is None else list(own_list)
    own = None if own_list is None else net.index_of(names)
    vantage = vantage_of(net, names, next(iter(aims.values())).model, horizon, stream.spawn(1)[0]) if names else ()
    aboard = f"Those in the ring {ring!r} and further in count as having adopted already."
    said = (aboard, *vantage, *told, *_left_aside(net, free, where, request), *_kept(notes), *_short(free, capacity))
    plan = planned(net, problem, aims, (*said, *about_models(model, aims)), own, stream, progress)
    aim = next(iter(aims.values()))
    return InvitationPlan(
        plan=plan,
        rings=where,
        contexts_by=contexts,
        users=users,
        least_users=least_users,
        voices=check_positive_int(voices, "voices"),
        held_back=_held_back(net, problem, free, aim, plan, stream.spawn(1)[0]) if limits else None,
    )


def _rings_of(net: Network, ring: str, rings: Sequence[str]) -> Rings:
    """Who is in the ring or further in, and who in the next one outwards."""
    names = [str(name) for name in rings]
    if len(names) < 2:
        message = "rings must name at least two rings, the outermost first."
        raise ModelError(message)
    check_choice(ring, "ring", names)
    if ring == names[0]:
        message = (
            f"{ring!r} is the outermost ring: nobody is in a ring outside it who could be invited. "
            f"Choose {' or '.join(map(repr, names[1:]))}; for the outermost one, use nd.recommend."
        )
        raise ModelError(message)
    if "ring" not in net.nodes:
        raise DataError(
            "nothing says who is in which ring",
            column="ring",
            cure=f"Add a column ring to the people sheet: {', '.join(names)}, or blank.",
        )
    said = net.nodes["ring"].astype("str").str.strip().str.casefold().where(net.nodes["ring"].notna(), "")
    level = said.map({name.casefold(): place for place, name in enumerate(names)}).fillna(-1).to_numpy(dtype=np.int64)
    strange = sorted(set(net.nodes["ring"][(level < 0) & (said != "").to_numpy()].astype(str)))
    if strange:
        raise DataError(
            f"the column ring holds {', '.join(map(repr, strange[:8]))}",
            column="ring",
            cure=f"Mend these cells, or name your rings outermost first: rings=[…]; taken were {', '.join(names)}.",
        )
    place = names.index(ring)
    return Rings(ring, names[place - 1], level >= place, level == place - 1)


def _check_inside(net: Network, where: Rings, include: list[Hashable]) -> None:
    outside = [one for one in include if not where.outer[net.index_of([one])[0]]]
    if outside:
        raise DataError(
            f"somebody in include= is not in the ring {where.source!r}", value=outside, cure="Take them off include=."
        )


def _check_anybody(problem: Problem, ring: str, where: Rings) -> None:
    if problem.candidate.any():
        return
    there = int(where.outer.sum())
    cure = "Say opponents=True or exclude fewer people." if there else "Grow that ring first, or choose another one."
    raise DataError(
        f"of the {there} people in the ring {where.source!r} nobody can be invited into {ring!r}", cure=cure
    )


def _contexts(net: Network, column: str, most: int | None) -> Iterable[Limit]:
    """At most so many from each context."""
    if most is None:
        return
    check_positive_int(most, "per_context")
    check_columns([column], net.nodes.columns)
    words = net.nodes[column].astype("str").str.strip().where(net.nodes[column].notna(), "(not known)")
    for word in sorted(set(words)):
        yield Limit(column, word, (words == word).to_numpy(dtype=bool), most=most)


def _users(net: Network, problem: Problem, where: Rings, users: str, least: int) -> Iterable[Limit]:
    """At least so many users in the ring afterwards."""
    check_positive_int(least, "least_users", least=0)
    if not least:
        return
    check_columns(["group"], net.nodes.columns)
    member = (net.nodes["group"].astype("str").str.strip() == users).to_numpy(dtype=bool)
    if not member.any():
        known = sorted(set(net.nodes["group"].dropna().astype(str)))
        raise DataError(f"nobody has group {users!r}", column="group", cure=f"There are: {', '.join(known[:12])}.")
    here, could = int((member & where.inner).sum()), int((member & problem.candidate).sum())
    most = here + min(could, problem.most)
    if least > most:
        room = f"of {could} who could be invited there is room for {min(could, problem.most)}"
        message = (
            f"The ring {where.ring!r} should hold {least} of group {users!r}; it holds {here}, and {room} "
            f"(nearest: least_users={most})."
        )
        raise ModelError(message)
    if least > here:
        yield Limit("group", users, member, least=least - here)


def _left_aside(net: Network, problem: Problem, where: Rings, request: Request) -> tuple[str, ...]:
    """How many of the outer ring are not considered, and how many of these are against."""
    aside = where.outer & ~problem.candidate
    if not aside.any():
        return ()
    against = 0 if request.opponents else int((opponents_of(net) & aside).sum())
    told = f"Not considered: {int(aside.sum())} of {int(where.outer.sum())} in the ring {where.source!r}"
    return (f"{told} ({against} against the change; the others excluded, opted out or without a price).",)


def _kept(notes: tuple[str, ...]) -> tuple[str, ...]:
    """What was assumed, without the counts over the whole network."""
    return tuple(note for note in notes if not note.startswith(("Not considered:", "You asked for")))


def _short(problem: Problem, capacity: int) -> tuple[str, ...]:
    there = int(problem.candidate.sum())
    return (f"There is room for {capacity}; only {there} can be invited.",) if there < capacity else ()


def _held_back(
    net: Network, problem: Problem, free: Problem, aim: Aim, plan: Any, rng: np.random.Generator
) -> tuple[tuple[Hashable, ...], Estimate]:
    """The list that would be made without the limits on contexts and users, and how much more it would reach."""
    found = solve(net, free, aim, rng, QUICK)
    more = paired(plan.judge.runs(found.chosen), plan.judge.runs(plan.chosen))
    return problem.named(net, found.chosen), more
