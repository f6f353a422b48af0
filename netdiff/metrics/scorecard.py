"""The scorecard: four profiles of one group beside another and beside chance. Never one total."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_fraction
from netdiff._progress import Progress
from netdiff._random import RngLike, generator
from netdiff.errors import DataError
from netdiff.metrics import connectedness, existence, mobilisation, power
from netdiff.metrics._appraise import Appraisal
from netdiff.metrics._estimate import Estimate, pair_errors, row_errors
from netdiff.metrics._fill import completed
from netdiff.metrics._indicator import Facts, Indicator, Lacking, Pairs, Rows, Table, scene_of
from netdiff.metrics._measure import measures
from netdiff.metrics._plain import beside_chance, beside_other, people_of, sentence
from netdiff.metrics._sides import Found, Side, appraise
from netdiff.metrics._view import Groups, View, group_mask, view
from netdiff.metrics._waves import Round
from netdiff.metrics.card import Part, Scorecard
from netdiff.metrics.degrees import out_degree
from netdiff.metrics.places import by_table, scopes_of

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["Part", "Scorecard", "scorecard"]

Mask = npt.NDArray[np.bool_]

INDICATORS = existence.INDICATORS + power.INDICATORS + connectedness.INDICATORS + mobilisation.INDICATORS


def scorecard(  # noqa: PLR0913  # the front door
    net: Network,
    *,
    users: Groups = "user",
    professionals: Groups = "professional",
    decide: Iterable[Hashable] | None = None,
    by: str | None = None,
    layer: str | None = None,
    before: Network | None = None,
    silence: str = "group",
    chance: str = "names",
    draws: int = 60,
    benchmark_runs: int = 200,
    level: float = 0.9,
    rng: RngLike = 1,
    progress: Progress = None,
) -> Scorecard:
    """Existence, power, connectedness and mobilisation of users beside professionals and beside chance.

    Parameters
    ----------
    net : Network
        Needs a column `group` of the people sheet. What else it holds decides how many parts can be computed.
    users, professionals : str or list of str
        The groups set beside each other. Nothing counts managers as professionals unless told to.
    decide : iterable of ids, optional
        Who decides on this change; by default whoever sits on the bodies that decide, where such a sheet is known.
        Without either, steps and gates to them cannot be computed.
    by : str, optional
        A column such as `"place"`: adds a table of both groups by its values.
    layer : str, optional
        Which layer of ties to read; by default the only one, or the first that means `"turns_to"`.
    before : Network, optional
        An earlier round, for links that last.
    silence : {"group", "popularity"}
        Who stands for a silent person: those of the same group who replied, or of them those named about as often.
    chance : {"names", "degrees"}
        What random networks keep: how many people everyone names, or also how often everyone is named.
    draws : int
        How often silent rows are drawn, and rehearsed.
    benchmark_runs : int
        How many random networks.
    level : float
        Coverage of intervals and of the range of chance.
    rng : int or numpy.random.Generator
        The same number gives the same scorecard.
    progress : bool or callable, optional
        See `netdiff._progress.track`.

    Returns
    -------
    Scorecard

    Raises
    ------
    DataError
        Where no group is known, nobody is in a group, or the two groups overlap.

    Notes
    -----
    Every part states its range, the other group's value, what chance would give, a caution and what it rests on.
    Intervals speak of silence (and, for counts of acts, of luck), not of questions misread. Stability: stable.

    References
    ----------
    Albury, D. Innovation Unit: myths and mechanisms of diffusion.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["user"] * 3 + ["professional"] * 3}, index=list("abcdef"))
    >>> ties = pd.DataFrame({"source": list("abdef"), "target": list("bcefa")})
    >>> card = scorecard(Network.from_frames(nodes, ties, means="turns_to"), benchmark_runs=20)
    >>> card["C1a"].sentence
    'Each of the users names 0.7 of their own on average. Professionals: 0.7, the same. ...'
    """
    check_choice(chance, "chance", ("names", "degrees"))
    name = _layer_of(net, layer)
    how = Appraisal(view(net, name, silence), draws, benchmark_runs, chance, check_fraction(level, "level"))
    sides = _sides(net, how, _groups(net, users, professionals), _deciders(net, decide), name, before)
    who, stream = (people_of(users), people_of(professionals)), generator(rng)
    places = scopes_of(net, by) if by else []
    wholes = list(completed(how.seen, 1 if how.seen.is_full else how.draws, stream))
    found = appraise(how, sides, INDICATORS, wholes, stream, progress)
    parts = tuple(_part(each, found, who, name) for each in INDICATORS)
    table = by_table(how, dict(zip(who, sides, strict=True)), places, INDICATORS, wholes, rng=stream, progress=progress)
    return Scorecard(parts, *who, level, _notes(net, how, name), table, _round(how, sides))


def _groups(net: Network, users: Groups, professionals: Groups) -> list[tuple[Mask, Mask]]:
    own, other = group_mask(net, users), group_mask(net, professionals)
    if (own & other).any():
        problem = f"{people_of(users)} and {people_of(professionals)} share {int((own & other).sum())} people"
        raise DataError(problem, cure="Name two groups that do not overlap.")
    return [(own, other), (other, own)]


def _round(how: Appraisal, sides: Sequence[Side]) -> Round:
    """Who answered, and what each adds to the error of every quotient: what a later round is compared with."""
    seen = how.seen
    people = pd.DataFrame({"stratum": seen.stratum, "answered": seen.answered}, index=seen.ids)
    errors = {}
    for name, side in zip(("users", "professionals"), sides, strict=True):
        for each in INDICATORS:
            with suppress(Lacking):
                if isinstance(each.way, Rows):
                    errors[each.code, name] = row_errors(seen, *each.way.sides(side.scene))
                elif isinstance(each.way, Pairs):
                    errors[each.code, name] = pair_errors(seen, *each.way.sides(side.scene))
    return Round(people, errors)


def _deciders(net: Network, decide: Iterable[Hashable] | None) -> list[Hashable]:
    """Those named, or else whoever sits on the bodies that decide."""
    if decide is not None:
        return list(decide)
    seats = net.bodies
    return [] if seats is None or "node" not in seats else seats["node"].dropna().unique().tolist()


def _layer_of(net: Network, layer: str | None) -> str:
    """The layer named, the only one, the first that says who turns to whom, or the first that carries anything."""
    if layer is not None:
        return check_choice(layer, "layer", net.layers)
    carrying = [name for name, each in net.layers.items() if each.flow is not None and not each.is_two_mode]
    turning = [name for name in carrying if net.layers[name].means == "turns_to"]
    if not carrying:
        problem = "no layer says who is linked with whom"
        raise DataError(problem, cure="Add one, or make one of a two-mode layer: net.project().")
    return (turning or carrying)[0]


def _sides(
    net: Network,
    how: Appraisal,
    groups: Sequence[tuple[Mask, Mask]],
    decide: Sequence[Hashable],
    layer: str,
    before: Network | None,
) -> list[Side]:
    """Users and professionals, each set beside the other."""
    inside = net.index_of(how.seen.ids)
    deciders = how.seen.ids.isin(net.nodes.index[net.index_of(decide)])
    own, other = groups[0]
    scene = scene_of(net, how.seen, own[inside], other[inside], deciders, net.layers[layer].means)
    facts = Facts(net, own, other, layer, how.level, before)
    return [Side(facts, scene), Side(replace(facts, own=other, other=own, users=False), scene.turned())]


def _part(indicator: Indicator, found: Sequence[Found], who: tuple[str, str], layer: str) -> Part:
    sides = [each.estimates[indicator.code] for each in found]
    random = [each.chances.get(indicator.code) for each in found]
    users, professionals = (each if isinstance(each, Estimate) else None for each in sides)
    known = measures().get(indicator.measure)
    caution = known.caution if known else ""
    if users is None or math.isnan(users.value):
        lacking = str(sides[0]) if isinstance(sides[0], Lacking) else _nothing(who[0])
        return Part(indicator, users, professionals, random[0], random[1], lacking, caution, "", lacking)
    told = [sentence(indicator.say, who[0], users, indicator.unit)]
    told += [beside_other(users, professionals, who[1], indicator.unit)] if professionals else []
    told += [beside_chance(users, random[0], indicator.unit)] if random[0] else []
    text = " ".join(each for each in told if each)
    rests_on = _rests_on(indicator, users, layer)
    return Part(indicator, users, professionals, random[0], random[1], text, caution, rests_on)


def _nothing(who: str) -> str:
    return f"Not computable from this file because there is nothing to divide by for {who}. Add their answers."


def _rests_on(indicator: Indicator, found: Estimate, layer: str) -> str:
    where = "the sheets beside the links" if isinstance(indicator.way, Table) else f"the links of {layer!r}"
    return f"{where[:1].upper()}{where[1:]}; {found.answered} of {found.asked} people. {found.assumption}"


def _notes(net: Network, how: Appraisal, layer: str) -> tuple[str, ...]:
    seen = how.seen
    what = "how many people each one names" if how.keep == "names" and seen.directed else "how many links each one has"
    notes = [
        f"Read from the links of {layer!r}. {net.layers[layer].sentence} {_who_answered(net, seen, layer)}",
        f"A range is meant to hold the figure of full answers {100 * how.level:.0f} % of the time.",
        f"Chance: {how.runs} random networks that keep {what}.",
    ]
    notes += [f"Silent people were drawn {how.draws} times and rehearsed as often."] if not seen.is_full else []
    return (*notes, *_cut_short(net, layer))


def _cut_short(net: Network, layer: str) -> tuple[str, ...]:
    """How many filled every line of a form with few lines."""
    cap = net.layers[layer].cap
    given = out_degree(net, layer=layer).dropna()
    if cap is None or not (given >= cap).any():
        return ()
    share = 100 * float((given >= cap).mean())
    return (f"{share:.0f} % filled all {cap} lines of the form; they may know more people than they could name.",)


def _who_answered(net: Network, seen: View, layer: str) -> str:
    outside = len(net) - len(seen)
    if net.layers[layer].boundary == "log":
        return f"It is a log, so nobody was asked; {len(seen)} people are in it, {outside} are not and are left out."
    told = f"{int(seen.answered.sum())} of {len(seen)} people asked have answered."
    return f"{told} {outside} more were never asked and are left out." if outside else told
