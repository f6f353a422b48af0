"""Recruiting without a map of the network: rules that only need to ask people, tried on networks like yours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_fraction, check_positive, check_positive_int
from netdiff._progress import Progress, track
from netdiff._random import RngLike, generator
from netdiff.errors import ModelError
from netdiff.network import Network, check_network
from netdiff.recruit.ask import Request, pose
from netdiff.recruit.baselines import RULES
from netdiff.recruit.declared import declared_models
from netdiff.recruit.feasible import fill
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import QUICK, solve
from netdiff.recruit.trials import runs_affordable, trials_of
from netdiff.spread.estimate import estimate_mean

__all__ = ["BLIND", "sampled_networks", "try_seeding"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LISTS, WORK = 20, 6e6
GOSSIP_NAMES, GOSSIP_ASKED = 3, 2
MAPPED = ("top degree", "the plan")


def sampled_networks(
    people: int = 300,
    *,
    mean_names: float = 4.0,
    places: int = 6,
    inside: float = 0.7,
    skew: float = 0.8,
    count: int = 20,
    rng: RngLike = None,
) -> list[Network]:
    """Made-up networks of a size and kind that you can guess without a survey.

    Parameters
    ----------
    people : int
        How many.
    mean_names : float
        Whom each would name, on average.
    places : int
        Places (or teams) of about equal size.
    inside : float
        Share of the names that stay in the own place, above 0 and up to 1.
    skew : float
        How unequally people are named: the standard deviation of the log of their draw. 0 = all alike.
    count : int
        How many networks.
    rng : int, Generator or None

    Returns
    -------
    list of Network
        Links mean ``"turns_to"``: whoever is named influences the one who names.

    Notes
    -----
    Nobody's network looks like this in earnest: there is no return of names and no closed circle beyond the places. Try
    several settings, or networks of people like yours. Stability: experimental.

    Examples
    --------
    >>> len(sampled_networks(40, count=2, rng=1)[0])
    40
    """
    check_positive_int(people, "people", least=2)
    check_positive_int(places, "places")
    check_positive_int(count, "count")
    check_positive(mean_names, "mean_names")
    check_fraction(inside, "inside")
    if not 0.0 <= skew < 5.0:
        message = f"skew must be a number from 0 to 5, not {skew!r}."
        raise ModelError(message)
    return [_sampled(people, mean_names, places, inside, skew, one) for one in generator(rng).spawn(count)]


def _sampled(
    people: int, mean_names: float, places: int, inside: float, skew: float, rng: np.random.Generator
) -> Network:
    place = np.arange(people) % places
    draw = np.exp(skew * rng.normal(size=people))
    names = np.minimum(rng.poisson(mean_names, size=people), people - 1)
    source = np.repeat(np.arange(people), names)
    target = np.empty(source.size, dtype=np.int64)
    stays = rng.random(source.size) < inside
    for which in range(places):
        here, own = np.flatnonzero(place == which), stays & (place[source] == which)
        target[own] = rng.choice(here, size=int(own.sum()), p=draw[here] / draw[here].sum())
    target[~stays] = rng.choice(people, size=int((~stays).sum()), p=draw / draw.sum())
    ids = np.array([f"n{number:04d}" for number in range(people)])
    ties = pd.DataFrame({"source": ids[source], "target": ids[target]})[source != target].drop_duplicates()
    nodes = pd.DataFrame({"place": [f"place {one + 1}" for one in place]}, index=pd.Index(ids))
    return Network.from_frames(nodes, ties, means="turns_to", directed=True)


def try_seeding(
    networks: Sequence[Network] | Network | None = None,
    k: int = 10,
    *,
    model: Any = None,
    horizon: int | None = None,
    layer: str | None = None,
    rng: RngLike = None,
    progress: Progress = None,
) -> pd.DataFrame:
    """What rules that need no map of the network would reach, tried where the network is known.

    Parameters
    ----------
    networks : Network or sequence of Network, optional
        Networks like the one that you don't know: made up (`sampled_networks`, the default), or known ones.
    k : int
        How many to recruit.
    model : model, optional
        How the change spreads; a cascade with a chance of 0.1 if not given.
    horizon : int, optional
        Rounds that count.
    layer : str, optional
        Which links carry it, where the networks have several kinds.
    rng : int, Generator or None
    progress : bool, callable or None
        See `netdiff._progress.track`.

    Returns
    -------
    pandas.DataFrame
        Index = rule: ``random``; ``friend nomination`` (people drawn by lot name one whom they turn to, who is
        recruited); ``pairs`` (somebody drawn by lot and one whom they turn to, both recruited); ``gossip`` (twice as
        many are asked for three names, and those named most are recruited); and, where there is a map, ``top degree``
        and ``the plan``. Columns: `reach` (mean over networks), `low`, `high` (5th and 95th percentile over networks),
        `more` than random with `more_low`, `more_high` (paired by network), `better` (share of networks in which the
        rule beats random), `asked` (people asked for names), `needs_map`.

    Raises
    ------
    ModelError
        Where there is no network, or more are to be recruited than there are people.

    Notes
    -----
    Within a network all rules are valued on the same runs; lists of a rule that leaves something to chance are drawn
    twenty times. It says how rules compare on these networks under this model, not how they would do on yours.

    Stability: experimental.

    References
    ----------
    Kim et al. (2015), Social network targeting to maximise population behaviour change. Banerjee, Chandrasekhar, Duflo
    and Jackson (2019), Using gossips to spread information. Chin, Eckles and Ugander (2022), Evaluating stochastic
    seeding strategies in networks. Akbarpour, Malladi and Saberi, Just a few seeds more.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.spread.models import IndependentCascade
    >>> ties = pd.DataFrame({"source": list("abcdefghi"), "target": ["hub"] * 9})
    >>> star = Network.from_frames(None, ties, means="turns_to", directed=True)
    >>> float(try_seeding(star, 1, model=IndependentCascade(1.0), rng=1).loc["friend nomination", "reach"])
    10.0
    """
    check_positive_int(k, "k")
    draw, play = generator(rng).spawn(2)
    known = _known(networks, layer, draw)
    aim = Aim(declared_models(model, (0.1,), None)[0], horizon=horizon)
    streams = play.spawn(len(known))
    rows = [
        _reached(net, k, aim, stream)
        for net, stream in track(zip(known, streams, strict=True), len(known), progress, "trying rules")
    ]
    return _compared(pd.DataFrame(rows), k)


def _known(networks: Any, layer: str | None, rng: np.random.Generator) -> list[Network]:
    if networks is None:
        return sampled_networks(rng=rng)
    given = [networks] if isinstance(networks, Network) else list(networks)
    if not given:
        message = "There is no network to try rules on. Cure: sampled_networks(people=300), or networks that you know."
        raise ModelError(message)
    return [check_network(one) if layer is None else check_network(one).layer(layer) for one in given]


def _reached(net: Network, k: int, aim: Aim, rng: np.random.Generator) -> dict[str, float]:
    """Mean reach of each rule on one network, all on the same runs."""
    problem, _ = pose(net, Request(k))
    if problem.most < k:
        message = f"k={k} recruits are asked for, and a network has {problem.most} people to choose from."
        raise ModelError(message)
    value, draw, solved = rng.spawn(3)
    trials = trials_of(net, problem, aim, runs_affordable(net, aim, WORK, 5 * LISTS, least=20, most=200), value)
    found = {}
    for (name, rule), stream in zip(BLIND.items(), draw.spawn(len(BLIND)), strict=True):
        lists = [tuple(one.tolist()) for one in islice(rule(net, problem, stream), LISTS)]
        found[name] = float(trials.values(lists).mean()) if lists else float("nan")
    found["the plan"] = trials.value(solve(net, problem, aim, solved, QUICK).chosen)
    return found


def _compared(table: pd.DataFrame, k: int) -> pd.DataFrame:
    """Each rule over networks, beside random."""
    rows: dict[str, dict[str, Any]] = {}
    asked = {"random": 0, "friend nomination": k, "pairs": (k + 1) // 2, "gossip": GOSSIP_ASKED * k}
    for name in table.columns:
        values = table[name].dropna()
        if values.empty:
            continue
        low, high = np.percentile(values, [5, 95])
        gap = (table[name] - table["random"]).dropna().to_numpy()
        told = estimate_mean(gap)
        row = {"reach": float(values.mean()), "low": float(low), "high": float(high), "more": told.value}
        row |= {"more_low": told.low, "more_high": told.high, "better": float((gap > 1e-9).mean())}
        rows[name] = row | {"asked": asked.get(name, 0), "needs_map": name in MAPPED}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("rule")


def _pairs(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """Somebody drawn by lot and one whom they turn to, both recruited; then the next two."""
    into = net.influence().tocsc()
    for _ in range(LISTS):
        score = rng.random(problem.size)
        for turn, one in enumerate(rng.permutation(len(net)).tolist()):
            near = into.indices[into.indptr[one] : into.indptr[one + 1]]
            other = int(rng.choice(near)) if near.size else one
            for person in (one, other):
                score[person] = max(score[person], 1.0 + 2.0 * (len(net) - turn))
            if turn > 2 * problem.most:
                break
        yield fill(problem, score)


def _gossip(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """Ask twice as many people as are to be recruited for up to three names, and take those named most."""
    into = net.influence().tocsc()
    for _ in range(LISTS):
        votes = np.zeros(problem.size)
        for one in rng.permutation(len(net))[: GOSSIP_ASKED * problem.most].tolist():
            near = into.indices[into.indptr[one] : into.indptr[one + 1]]
            votes[rng.permutation(near)[:GOSSIP_NAMES]] += 1.0
        yield fill(problem, votes + 0.5 * rng.random(problem.size))


Rule = Callable[[Network, Problem, np.random.Generator], Any]
BLIND: dict[str, Rule] = {
    "random": RULES["random"],
    "friend nomination": RULES["friend nomination"],
    "pairs": _pairs,
    "gossip": _gossip,
    "top degree": RULES["top degree"],
}
