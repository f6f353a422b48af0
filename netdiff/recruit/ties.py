"""`recommend_ties`: which introductions or meetings to broker."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._progress import Progress, track
from netdiff._random import RngLike, generator, run_keys
from netdiff.errors import DataError, ModelError, NetdiffError
from netdiff.metrics.bridges import bridge_pairs, cross_ratio
from netdiff.metrics.connectedness import density, mean_names_given
from netdiff.metrics.existence import linked_share
from netdiff.metrics.power import turned_to_ratio
from netdiff.network import Network, check_network
from netdiff.recruit.ask import Request, adopted, pose
from netdiff.recruit.bridging import Purse, build
from netdiff.recruit.declared import STRENGTHS, declared_models
from netdiff.recruit.grown import Ground, grown_network
from netdiff.recruit.judge import mean_of, paired
from netdiff.recruit.openings import Cost, Openings, Sides, openings_of
from netdiff.recruit.search import Aim, in_words
from netdiff.recruit.solve import QUICK, solve
from netdiff.recruit.tiesplan import TiesPlan
from netdiff.spread.fitted import with_arms

__all__ = ["recommend_ties"]

Ints = npt.NDArray[np.int64]
Pair = tuple[int, int]
SCREENING, FINER, JUDGED = 100, 400, 1_500
RANDOM_SETS = 30
LINKS_A_RUN = 4e7  # ties looked at on one list's runs, at most


def recommend_ties(  # noqa: PLR0913 (a front door: options as people like them, flat)
    net: Network,
    k: int = 5,
    *,
    seeds: Iterable[Hashable] | str | None = None,
    model: Any = None,
    horizon: int | None = None,
    within: Sides = None,
    between: Sides = None,
    by: str = "group",
    exclude: Iterable[Hashable] = (),
    opponents: bool = False,
    cost: Cost = None,
    budget: float | None = None,
    users: str = "user",
    professionals: str = "professional",
    strengths: Sequence[float] = STRENGTHS,
    layer: str | None = None,
    rng: RngLike = None,
    progress: Progress = None,
) -> TiesPlan:
    """Which introductions to broker so that a change spreads further from those who carry it.

    Parameters
    ----------
    net : Network
    k : int
        Most introductions to make.
    seeds : iterable of ids, Plan or "adopted", optional
        Who carries it from the start: ids, a plan for recruits, or whoever has adopted by the table of adoption times.
        Without them, the recruits that `recommend` would pick under the model (one in ten, at least two, at most ten).
    model : model, sequence of models, optional
        How the change spreads; of several, the introductions are for the first and are tried under all. Without one,
        cascades of several `strengths`, as in `recommend`.
    horizon : int, optional
        Rounds (periods of the network) that count.
    within, between : str, list of str or True, optional
        Only inside a group (any, if True), or only across groups; of the column `by`. People whose group is not known
        are then left out.
    by : str
        The column of groups.
    exclude : iterable of ids
        Who must not be introduced to anybody. Nor are people against the change, those who opted out, and names that
        are not settled.
    opponents : bool
        Whether people against the change may be introduced.
    cost : mapping of pair of ids to number, or function of two ids, optional
        What each introduction costs; by default the number of people to ask for it: 1 for a common contact or one
        person who holds both relationships (`held_by`), 2 for one holder each, the people in between on a longer way,
        4 where no way is known.
    budget : float, optional
        Most that all of them may cost.
    users, professionals : str
        Groups whose power and connectedness are shown before and after.
    strengths : sequence of float
        Chances that a link passes it on, tried where no model is given.
    layer : str, optional
        Which links carry it, where the network has several kinds.
    rng : int, Generator or None
        Say a number for a result that can be repeated.
    progress : bool, callable or None
        See `netdiff._progress.track`.

    Returns
    -------
    TiesPlan

    Raises
    ------
    ModelError
        Where a number or a group makes no sense, or the model goes on for ever without a horizon.
    DataError, UnknownNodeError
        Where nobody can be introduced, or an id is not in the network.

    Notes
    -----
    An introduction is taken to become a link that works both ways; how many do is not known. Gains are paired: all
    other links keep their coins, so they differ by the new links alone. Where a model needs several voices, one link
    into a new circle does nothing and several into one place may carry it over (wide bridges), so such sets are tried
    together. Nothing is proved about how far the set is from the best one, save where all were tried.

    Stability: experimental.

    References
    ----------
    Granovetter (1973), The strength of weak ties. Centola and Macy (2007), Complex contagions and the weakness of long
    ties. Valente (2012), Network interventions.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.spread.models import IndependentCascade
    >>> ties = pd.DataFrame({"source": list("abxy"), "target": list("bcyz")})
    >>> net = Network.from_frames(None, ties, means="meets")
    >>> plan = recommend_ties(net, 1, seeds=["a"], model=IndependentCascade(1.0), rng=1)
    >>> plan.before.value, plan.reach.value
    (3.0, 6.0)
    """
    net = check_network(net) if layer is None else check_network(net).layer(layer)
    purse = Purse(check_positive_int(k, "k"), _checked_budget(budget))
    models = with_arms(declared_models(model, strengths, None))
    stream = generator(rng)
    search, judge, plain, begin = stream.spawn(4)
    openings = openings_of(net, within=within, between=between, by=by, exclude=exclude, opposed=opponents, price=cost)
    start, notes = _starts(net, seeds, models[0], horizon, begin)
    grounds = [_ground(net, one, start, horizon, judge) for one in models]
    screening = grounds[0].with_runs(_runs(grounds[0], SCREENING), search)
    work: dict[str, Callable[[], Any]] = {
        "found": lambda: build(screening, openings, purse, search, runs=_runs(grounds[0], FINER)),
        "baselines": lambda: _beside(grounds[0], openings, purse, done["found"].pairs, plain),
        "strengths": lambda: _under_models(grounds, done["found"].pairs),
        "changes": lambda: _changes(net, done["found"].pairs, users, professionals),
    }
    done: dict[str, Any] = {}
    for name, do in track(work.items(), len(work), progress, "choosing introductions"):
        done[name] = do()
    found = done.pop("found")
    notes = (*notes, *_about(net, found.pairs, k), *openings.notes)
    told = {"all_tried": found.all_tried, "tied": found.tied, "notes": notes, "model": models[0]}
    return TiesPlan(net, found.pairs, start, grounds[0], openings, **done, **told)


def _checked_budget(budget: float | None) -> float | None:
    if budget is not None and not 0 <= budget < np.inf:
        message = f"budget must be a number of at least 0, in the units of the cost, not {budget!r}."
        raise ModelError(message)
    return budget


def _starts(
    net: Network, seeds: Any, model: Any, horizon: int | None, rng: np.random.Generator
) -> tuple[Ints, tuple[str, ...]]:
    """Who carries it from the start, and what there is to say about that."""
    if seeds is None:
        size = int(np.clip(len(net) // 10, 2, 10))
        problem, _ = pose(net, Request(min(size, max(len(net), 1))))
        found = solve(net, problem, Aim(model, horizon=horizon), rng, QUICK).chosen
        note = f"Who carries it from the start was not said: {found.size} recruits chosen for this model are taken to."
        return found, (note,)
    given = adopted(net, getattr(seeds, "people", seeds))
    if not given.size:
        raise DataError("nobody carries it from the start", cure="Say seeds=[...], seeds=plan or seeds='adopted'.")
    return given, ()


def _ground(net: Network, model: Any, seeds: Ints, horizon: int | None, rng: np.random.Generator) -> Ground:
    """The judge of a model: independent runs, the same for all models."""
    weight = np.ones(len(net))
    ground = Ground(net, model, seeds, run_keys(rng.spawn(1)[0], 1), horizon, weight)
    return ground.with_runs(_runs(ground, JUDGED), rng)


def _runs(ground: Ground, wanted: int) -> int:
    """As many runs as wanted, fewer where the network is large."""
    links = ground.net.influence().nnz + len(ground.net) + 1
    return int(np.clip(LINKS_A_RUN / links, 20, wanted))


def _beside(
    ground: Ground, openings: Openings, purse: Purse, chosen: tuple[Pair, ...], rng: np.random.Generator
) -> pd.DataFrame:
    """As many introductions made in plain ways, valued on the same runs.

    Returns
    -------
    pandas.DataFrame
        Index = way; `gain`, `low`, `high` (5th and 95th percentile over draws where it leaves something to chance, else
        the interval of the runs); `less`, `less_low`, `less_high`: how much less than the plan, paired; `lists`: how
        many sets were drawn.
    """
    size = len(chosen) or purse.k
    base, best = ground.reached(), ground.reached(chosen)
    ways = {
        "random pairs": _random(openings, size, rng),
        "best-linked people": [_top_degree(ground.net, openings, size)],
    }
    ways["friends of friends"] = _near_pairs(openings, size, rng)
    rows = {}
    for name, sets in ways.items():
        filled = [one for one in sets if one]
        if filled:
            rows[name] = _plain_row([ground.reached(one) - base for one in filled], best - base)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("way")


def _plain_row(gains: list[npt.NDArray[np.float64]], ours: npt.NDArray[np.float64]) -> dict[str, float]:
    first = mean_of(gains[0])
    value, low, high = first.value, first.low, first.high
    if len(gains) > 1:
        each = [float(one.mean()) for one in gains]
        value, (low, high) = float(np.mean(each)), np.percentile(each, [5, 95])
    less = paired(ours, np.mean(gains, axis=0))
    ends = {"gain": value, "low": float(low), "high": float(high), "less": less.value}
    return ends | {"less_low": less.low, "less_high": less.high, "lists": len(gains)}


def _random(openings: Openings, size: int, rng: np.random.Generator) -> list[list[Pair]]:
    return [openings.drawn(size, rng) for _ in range(RANDOM_SETS)]


def _top_degree(net: Network, openings: Openings, size: int) -> list[Pair]:
    """Those with most links introduced to one another."""
    both = net.influence()
    degree = np.diff(both.maximum(both.T).tocsr().indptr)
    first = openings.everyone[np.argsort(-degree[openings.everyone], kind="stable")][: 40 + 2 * size]
    rows, columns, free = openings.block(first, first)
    upper = free & (rows < columns)
    total = degree[rows[upper]] + degree[columns[upper]]
    ranked = np.argsort(-total, kind="stable")[:size]
    return list(zip(rows[upper][ranked].tolist(), columns[upper][ranked].tolist(), strict=True))


def _near_pairs(openings: Openings, size: int, rng: np.random.Generator) -> list[list[Pair]]:
    """People with a contact in common, drawn evenly: the cheapest introductions."""
    many = [pair for pair in openings.drawn(60 * size + 200, rng) if openings.steps(pair) == 2.0]
    return (
        [[many[place] for place in rng.permutation(len(many))[:size]] for _ in range(RANDOM_SETS // 2)] if many else []
    )


def _under_models(grounds: Sequence[Ground], pairs: tuple[Pair, ...]) -> pd.DataFrame:
    """What the introductions gain under each declared model: `before`, `gain`, `low`, `high`."""
    rows = {}
    for ground in grounds:
        gain = paired(ground.reached(pairs), ground.reached())
        rows[in_words(ground.model)] = (ground.value(), gain.value, gain.low, gain.high)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["before", "gain", "low", "high"]).rename_axis("model")


def _changes(net: Network, pairs: tuple[Pair, ...], users: str, professionals: str) -> pd.DataFrame:
    """Power and connectedness before and after, as the measures of the scorecard give them.

    Returns
    -------
    pandas.DataFrame
        Index = measure in words; `word` of the four, `before`, `after`. What the network cannot carry is left out.
    """
    after = grown_network(net, pairs) if pairs else net
    rows = {}
    for name, (word, measure) in _measures(net, users, professionals).items():
        try:
            rows[name] = (word, float(measure(net)), float(measure(after)))
        except NetdiffError:
            continue
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["word", "before", "after"])
    return table[table["before"].notna() & table["after"].notna()].rename_axis("measure")


def _measures(net: Network, users: str, professionals: str) -> Mapping[str, tuple[str, Callable[[Network], float]]]:
    there = set(net.nodes["group"].dropna()) if "group" in net.nodes else set()
    found: dict[str, tuple[str, Callable[[Network], float]]] = {
        "pairs of everybody that are linked": ("connectedness", density)
    }
    if users in there:
        found |= {
            "users with a link to another user": ("existence", lambda one: linked_share(one, users)),
            "users whom a user names": ("connectedness", lambda one: mean_names_given(one, group=users)),
        }
    if {users, professionals} <= there and users != professionals:
        found |= {
            "professionals turn to users, beside chance": (
                "power",
                lambda one: turned_to_ratio(one, users, professionals),
            ),
            "users turn to professionals, beside chance": (
                "connectedness",
                lambda one: cross_ratio(one, users, professionals),
            ),
            "separate pairs of user and professional": (
                "connectedness",
                lambda one: bridge_pairs(one, users, professionals),
            ),
        }
    return found


def _about(net: Network, pairs: tuple[Pair, ...], k: int) -> tuple[str, ...]:
    notes = ["Each introduction is taken to become a link that works both ways."]
    if len(pairs) < k:
        notes.append(f"You asked for {k}; only {len(pairs)} were found that add anything within the limits.")
    asked = np.asarray(net.status == "not_asked")
    strangers = sum(bool(asked[list(pair)].any()) for pair in pairs)
    if strangers:
        notes.append(f"{strangers} of them involve somebody who was never surveyed: approach to confirm.")
    return tuple(notes)
