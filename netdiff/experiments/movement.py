"""Mechanism 2: building a movement. Who acts depends on who else acts, on the case, and on what there is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import ndtri

from netdiff._check import check_choice, check_positive, check_positive_int
from netdiff._random import RngLike, coins, run_keys
from netdiff.errors import DataError, ModelError
from netdiff.experiments._people import person_keys
from netdiff.experiments.contrast import Contrast, Question, put
from netdiff.network import Network, check_network

__all__ = ["Movement", "crowd", "movement"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
REGION: Mapping[str, Sequence[Any]] = {"private": (0.2, 0.35, 0.5), "spread": (0.1, 0.25), "example": (0.4, 0.8)}


def crowd(thresholds: npt.ArrayLike) -> int:
    """How many act in a crowd where everybody sees everybody: the first resting point, from nobody.

    Parameters
    ----------
    thresholds : array of int
        How many others must act before each does.

    Returns
    -------
    int

    References
    ----------
    .. [1] Granovetter, M. (1978). Threshold models of collective behavior. American Journal of Sociology 83,
       1420-1443.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> crowd(range(100))
    100
    >>> crowd([0, 2, *range(2, 100)])
    1
    """
    needs = np.asarray(list(thresholds) if isinstance(thresholds, range) else thresholds)
    acting = -1
    now = 0
    while now != acting:
        acting, now = now, int((needs <= now).sum())
    return acting


@dataclass(frozen=True)
class Movement:
    """When people act in public: support + case + vision + example of contacts, against what the act costs them.

    Parameters
    ----------
    private, spread : float
        Mean and standard deviation of private support, on the scale of costs.
    cost : float
        Mean cost of acting; where there are several ways to act, their mean.
    rungs : int
        How many ways to act there are, evenly spaced in cost around the mean: 1, or a ladder.
    reach : float
        From the mean to the cheapest (and dearest) rung.
    example : float
        What it adds when all one's contacts act at the dearest rung.
    case : float
        What the case for change adds to everybody's support.
    vision : float
        Chance of going on in spite of having no reason left; acts once begun are otherwise dropped.
    """

    private: float = 0.35
    spread: float = 0.2
    cost: float = 0.6
    rungs: int = 1
    reach: float = 0.3
    example: float = 0.6
    case: float = 0.0
    vision: float = 0.5

    def __post_init__(self) -> None:
        check_positive_int(self.rungs, "rungs")
        check_positive(self.cost - self.reach, "the cost of the cheapest rung (cost - reach)")

    @property
    def ladder(self) -> Floats:
        """What each way to act costs, from the cheapest."""
        return (
            np.linspace(self.cost - self.reach, self.cost + self.reach, self.rungs)
            if self.rungs > 1
            else np.array([self.cost])
        )


def movement(
    net: Network,
    *,
    lever: str = "ladder",
    amount: int | None = None,
    model: Movement | None = None,
    by: str = "group",
    layer: str | None = None,
    region: Mapping[str, Sequence[Any]] | None = None,
    runs: int = 100,
    rng: RngLike = None,
) -> Contrast:
    """Whether several ways to engage, or alliances between groups, bring more people to act.

    Parameters
    ----------
    net : Network
        Everybody in it may act.
    lever : {"ladder", "alliances"}
        *Ladder*: three ways to act, against one way at the same mean cost.
        *Alliances*: links added between groups, against as many inside groups.
    amount : int, optional
        Links added, for alliances; by default one for every five people.
    model : Movement, optional
    by : str
        The column that says who belongs together; blank ones are a group of their own.
    layer : str, optional
    region : mapping, optional
        Settings of `Movement` varied together, fixed before the run.
    runs : int
        Paired runs.
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `as it is`, and `ladder` beside `one way`, or `between groups` beside `inside groups`.

    Raises
    ------
    DataError
        Where alliances are asked for and there is one group only.

    Notes
    -----
    A cheap rung lets more people act and each act then shows less: an act counts as its cost relative to the dearest.
    People who act cheaply are counted as acting; whether that is worth as much is not for the model to say. Which links
    are added is drawn once, so the interval for alliances does not hold the luck of that draw: try other values of
    `rng`.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> idle = movement(nd.load_sample("coalition"), lever="alliances", amount=0, runs=10, region={}, rng=1)
    >>> idle.effect.value
    0.0
    """
    check_choice(lever, "lever", ("ladder", "alliances"))
    people, rule = check_network(net), model or Movement()
    listens = (sparse.csr_array(people.influence(layer).T) > 0).astype(np.float64)
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))
    coin = _coin(people, keys)
    codes = _codes(people, by) if lever == "alliances" else np.zeros(len(people), dtype=np.int64)
    size = max(1, len(people) // 5) if amount is None else check_positive_int(amount, "amount", least=0)

    def play(*, links: int, rungs: int, **settings: Any) -> Mapping[str, Floats]:
        one = Movement(**settings, rungs=1)
        arms = {"as it is": (one, listens)}
        if lever == "ladder":
            arms |= {"ladder": (Movement(**settings, rungs=rungs), listens), "one way": (one, listens)}
        else:
            arms |= {
                name: (one, listens + _links(codes, links, keys, name)) for name in ("between groups", "inside groups")
            }
        return {arm: _acting(drive, ears, coin) for arm, (drive, ears) in arms.items()}

    settings = {
        name: getattr(rule, name) for name in ("private", "spread", "cost", "reach", "example", "case", "vision")
    }
    doses = ("rungs", [1, 2, 3, 5]) if lever == "ladder" else ("links", [0, size // 2, size, 2 * size])
    declared = REGION if region is None else region
    return put(_question(lever, size), play, settings | {"links": size, "rungs": 3}, doses=doses, region=declared)


def _acting(model: Movement, listens: sparse.csr_array, coin: Mapping[str, Floats], horizon: int = 30) -> Floats:
    """Share of people who act at the end, per run."""
    support = model.private + model.case + model.spread * ndtri(np.clip(coin["support"], 1e-12, None))
    contacts = np.maximum(listens.sum(axis=1), 1.0)[:, None]
    keeps = coin["persists"] < model.vision
    ladder = model.ladder
    act = np.zeros(support.shape)
    for _ in range(horizon):
        seen = listens @ (act / (model.cost + (model.reach if model.rungs > 1 else 0.0))) / contacts
        rung = np.searchsorted(ladder, support + model.example * seen, side="right")
        now = np.where(rung > 0, ladder[np.maximum(rung - 1, 0)], np.where(keeps, act, 0.0))
        if np.array_equal(now, act):
            break
        act = now
    return np.asarray((act > 0).mean(axis=0))


def _links(codes: npt.NDArray[np.int64], count: int, keys: Keys, kind: str) -> sparse.csr_array:
    """Random mutual links between or inside groups, the same in all runs; more include the fewer."""
    found: list[tuple[int, int]] = []
    step = 0
    while len(found) < count:
        drawn = coins(keys[0], "link", np.arange(step, step + 2 * codes.size, dtype=np.uint64)).reshape(-1, 2)
        ends = (drawn * codes.size).astype(np.int64)
        between = codes[ends[:, 0]] != codes[ends[:, 1]]
        fits = between if kind == "between groups" else ~between & (ends[:, 0] != ends[:, 1])
        found += [tuple(pair) for pair in ends[fits].tolist()]
        step += 2 * codes.size
    one, other = np.array(found[:count], dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(2 * count)
    both = (np.concatenate([one, other]), np.concatenate([other, one]))
    return sparse.coo_array((ones, both), shape=(codes.size, codes.size)).tocsr()


def _codes(net: Network, by: str) -> npt.NDArray[np.int64]:
    if by not in net.nodes or net.nodes[by].nunique(dropna=False) < 2:
        raise DataError(f"there are not two groups in {by!r}", cure="Name a column that tells groups apart with by=.")
    codes = net.nodes[by].astype("string").fillna("").astype("category").cat.codes.to_numpy(dtype=np.int64)
    if (np.bincount(codes) < 2).all():
        message = f"no group in {by!r} has two people, so there is no link inside a group to compare with."
        raise ModelError(message)
    return np.asarray(codes)


def _coin(net: Network, keys: Keys) -> dict[str, Floats]:
    names = person_keys(net.nodes.index)
    return {matter: coins(keys[None, :], matter, names) for matter in ("support", "persists")}


def _question(lever: str, amount: int) -> Question:
    ladder = lever == "ladder"
    favoured, rival = ("ladder", "one way") if ladder else ("between groups", "inside groups")
    cost = 0.0 if ladder else float(amount)
    claims = {
        "ladder": "Several ways to engage bring more people to act than one way at the same mean cost.",
        "alliances": "Alliances between groups bring more people to act than as many links inside groups.",
    }
    return Question(
        claim=claims[lever],
        outcome="share of people who act at the end",
        favoured=favoured,
        rival=rival,
        costs={"as it is": 0.0, favoured: cost, rival: cost},
        fixed=("private support of each person", "existing links", "who persists"),
        assumes=(
            "people act once support and the example of contacts outweigh the cost",
            "private support is normal and does not depend on the links",
            "a rung costs the organisers nothing" if ladder else "a link costs the same wherever it is made",
        ),
        built_in=(
            "a rung below the mean cost: those between it and the mean act because it is there"
            if ladder
            else "nothing in favour of alliances but where the links go; needs measured as shares favour links inside"
        ),
    )
