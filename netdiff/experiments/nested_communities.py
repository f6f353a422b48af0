"""Mechanism 1: interest, potential adopters, innovators, and where a facilitator should make links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from netdiff._check import check_positive_int, check_probability
from netdiff._random import RngLike, coins, run_keys
from netdiff.errors import ModelError
from netdiff.experiments._people import person_keys
from netdiff.experiments.contrast import Contrast, Question, put
from netdiff.network import Network, check_network

__all__ = ["RINGS", "Rings", "nested_communities", "steady_state"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
RINGS = {"outside": 0, "interest": 1, "adopter": 2, "innovator": 3}
REGION: Mapping[str, Sequence[Any]] = {"hold": (0.1, 0.3), "lift": (0.0, 1.0), "need": (0, 2), "contact": (0.01, 0.05)}


@dataclass(frozen=True)
class Rings:
    """How people move inwards, and drop out.

    Parameters
    ----------
    media, contact : float
        Chance per period to become interested: from outside, and through each contact in any ring.
    to_adopter, to_innovator : float
        Chance per period to move one ring further in.
    lift : float
        `to_adopter` is multiplied by `1 + lift * share of contacts who are adopters or innovators`.
    need : int
        Innovators one must know before becoming one.
    drop_interest, drop_adopter, drop_innovator : float
        Chance per period to drop out of each ring, to the outside.
    hold : float
        Each link to somebody in one's own ring or further in takes this part of the chance to drop out away.
    """

    media: float = 0.02
    contact: float = 0.02
    to_adopter: float = 0.1
    to_innovator: float = 0.1
    lift: float = 1.0
    need: int = 2
    drop_interest: float = 0.2
    drop_adopter: float = 0.1
    drop_innovator: float = 0.05
    hold: float = 0.2

    def __post_init__(self) -> None:
        check_positive_int(self.need, "need", least=0)
        for name, value in asdict(self).items():
            if name not in ("need", "lift"):
                check_probability(value, name)
        inwards = self.to_adopter * (1.0 + self.lift)
        if max(inwards + self.drop_interest, self.to_innovator + self.drop_adopter) > 1.0:
            message = "moving in and dropping out have a chance above 1 together. Cure: make the period shorter."
            raise ModelError(message)


def steady_state(rings: Rings) -> pd.Series:
    """Shares of the population in each ring in the long run, where nobody's links matter.

    The chain `outside -> interest -> adopter -> innovator`, each ring dropping out to the outside: what flows into a
    ring equals what leaves it.

    Parameters
    ----------
    rings : Rings
        Its `contact`, `lift`, `need` and `hold` are taken as 0.

    Returns
    -------
    Series
        `outside`, `interest`, `adopter`, `innovator`; adds up to 1.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> steady_state(Rings(media=0.1, to_adopter=0.1, drop_interest=0.1)).round(3).to_dict()
    {'outside': 0.444, 'interest': 0.222, 'adopter': 0.111, 'innovator': 0.222}
    """
    interest = rings.media / (rings.to_adopter + rings.drop_interest)
    adopter = interest * rings.to_adopter / (rings.to_innovator + rings.drop_adopter)
    innovator = adopter * rings.to_innovator / rings.drop_innovator
    parts = pd.Series([1.0, interest, adopter, innovator], index=list(RINGS))
    return parts / parts.sum()


def nested_communities(
    net: Network,
    *,
    links: int = 5,
    model: Rings | None = None,
    layer: str | None = None,
    region: Mapping[str, Sequence[Any]] | None = None,
    periods: int = 30,
    runs: int = 60,
    rng: RngLike = None,
) -> Contrast:
    """Whether links made within and between the rings bring more innovators than all within or all between.

    Parameters
    ----------
    net : Network
        Where nodes have a `ring` (`interest`, `adopter`, `innovator`), people start there; others start outside.
    links : int
        Links a facilitator makes per period, in every arm.
    model : Rings, optional
    layer : str, optional
    region : mapping, optional
        Settings of `Rings` varied together, fixed before the run.
    periods, runs : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `as it is`, `within`, `between`, `mixed`, and `better of the two`: whichever of within and between does
        better on average at those settings.

    Raises
    ------
    ModelError
        For chances above 1.

    Notes
    -----
    A link that cannot be made because a ring is empty is lost: its cost counts all the same. Picking the better of two
    after the fact leans a little against the claim.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> idle = nested_communities(nd.load_sample("coalition"), links=0, runs=5, periods=5, region={}, rng=1)
    >>> idle.effect.value
    0.0
    """
    base = model or Rings()
    check_positive_int(links, "links", least=0)
    stage = _Stage(check_network(net), layer, run_keys(rng, check_positive_int(runs, "runs", least=2)), periods)

    def play(*, links: int, **settings: Any) -> Mapping[str, Floats]:
        rings, ways = Rings(**settings), {"as it is": 0.0, "within": 1.0, "between": 0.0, "mixed": 0.5}
        arms = {arm: stage.play(rings, 0 if arm == "as it is" else links, way) for arm, way in ways.items()}
        better = max(("within", "between"), key=lambda arm: arms[arm].mean())
        return arms | {"better of the two": arms[better]}

    doses = ("links", sorted({0, links // 2, links, 2 * links}))
    declared = REGION if region is None else region
    return put(_question(links, periods), play, asdict(base) | {"links": links}, doses=doses, region=declared)


@dataclass(frozen=True, eq=False)
class _Stage:
    """The network and the coins on which all arms are played."""

    net: Network
    layer: str | None
    keys: Keys
    periods: int

    def play(self, rings: Rings, links: int, within: float) -> Floats:
        """Share of people who are innovators, mean over the periods, per run."""
        return np.asarray((self.paths(rings, links, within) == RINGS["innovator"]).mean(axis=(0, 1)))

    def paths(self, rings: Rings, links: int, within: float) -> Ints:
        """Ring of each person after each period, shape (periods, n, runs)."""
        base = (sparse.csr_array(self.net.influence(self.layer).T) > 0).astype(np.float64)
        names = person_keys(self.net.nodes.index)
        ring = np.repeat(self._start()[:, None], self.keys.size, axis=1)
        made, told = np.empty((3, 0), dtype=np.int64), []
        for period in range(self.periods):
            made = np.concatenate([made, _make(ring, self.keys, period, links, within)], axis=1)
            coin = coins(self.keys[None, :], f"step {period}", names)
            ring = _move(rings, ring, coin, _Contacts(base, made, ring.shape))
            told.append(ring)
        return np.array(told)

    def _start(self) -> Ints:
        if "ring" not in self.net.nodes:
            return np.zeros(len(self.net), dtype=np.int64)
        return np.asarray(self.net.nodes["ring"].map(RINGS).fillna(0).to_numpy(dtype=np.int64))


class _Contacts:
    """Sums over contacts: the network's own, and the links made so far in each run."""

    def __init__(self, base: sparse.csr_array, made: Ints, shape: tuple[int, ...]) -> None:
        run, one, other = made
        rows, columns = np.concatenate([one, other]) * shape[1], np.concatenate([other, one]) * shape[1]
        both, size = np.concatenate([run, run]), shape[0] * shape[1]
        extra = sparse.coo_array((np.ones(both.size), (rows + both, columns + both)), shape=(size, size))
        self._base, self._extra, self._shape = base, extra.tocsr(), shape

    def __call__(self, what: npt.NDArray[np.generic]) -> Floats:
        values = np.asarray(what, dtype=np.float64)
        return np.asarray(self._base @ values + (self._extra @ values.ravel()).reshape(self._shape))


def _move(rings: Rings, ring: Ints, coin: Floats, contacts: _Contacts) -> Ints:
    """One period: low coins move one ring in, high coins drop out."""
    counts = [contacts(ring >= inner) for inner in range(4)]
    drawn_in = 1.0 - (1.0 - rings.media) * (1.0 - rings.contact) ** counts[1]
    lifted = rings.to_adopter * (1.0 + rings.lift * counts[2] / np.maximum(counts[0], 1.0))
    inwards = np.choose(ring, [drawn_in, lifted, rings.to_innovator * (counts[3] >= rings.need), np.zeros(ring.shape)])
    leaving = np.array([0.0, rings.drop_interest, rings.drop_adopter, rings.drop_innovator])[ring]
    leaving = leaving * (1.0 - rings.hold) ** np.choose(ring, counts)
    return np.where(coin < inwards, ring + 1, np.where(coin >= 1.0 - leaving, 0, ring))


def _make(ring: Ints, keys: Keys, period: int, links: int, within: float) -> Ints:
    """The links a facilitator makes in this period: within a ring, or to somebody one ring further in."""
    found = [np.empty((3, 0), dtype=np.int64)]
    for link in range(links):
        key = np.uint64(period * 100_003 + link)
        inside = (link + period) % 2 < 2 * within  # all, none, or every other one
        one, fine = _pick(ring > 0, coins(keys, "one end", key))
        wanted = ring[one, np.arange(keys.size)] + (0 if inside else 1)
        other, also = _pick(ring == wanted[None, :], coins(keys, "other end", key))
        fits = fine & also & (one != other)
        found.append(np.array([np.flatnonzero(fits), one[fits], other[fits]]))
    return np.concatenate(found, axis=1)


def _pick(among: npt.NDArray[np.bool_], coin: Floats) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """One person per run out of those marked, and whether there was anybody."""
    upto = among.cumsum(axis=0)
    place = np.floor(coin * upto[-1]).astype(np.int64) + 1
    return (upto >= place[None, :]).argmax(axis=0), upto[-1] > 0


def _question(links: int, periods: int) -> Question:
    cost = float(links * periods)
    costs = {"as it is": 0.0} | dict.fromkeys(("within", "between", "mixed", "better of the two"), cost)
    return Question(
        claim="Connections between as well as within the communities grow the community of innovators best.",
        outcome=f"share of people who are innovators, mean over {periods} periods",
        favoured="mixed",
        rival="better of the two",
        costs=costs,
        fixed=("links that exist", "the coin of each person and period", "who stands in which ring at the start"),
        assumes=(
            "links hold people, and those to people further in also draw them in",
            "a link costs the same wherever it is made, and lasts",
        ),
        built_in="that links hold people (hold) and that one must know innovators to become one (need)",
    )
