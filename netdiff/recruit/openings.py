"""Who could be introduced to whom, what it would take, and who could do it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from netdiff._check import check_columns
from netdiff.answers import nameable_mask
from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.privacy import opted_out
from netdiff.recruit.ask import not_persons, opponents
from netdiff.recruit.explain import called

__all__ = ["COLD", "Cost", "Openings", "Sides", "openings_of"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pair = tuple[int, int]
Sides = str | bool | Sequence[str] | None
Cost = Mapping[tuple[Hashable, Hashable], float] | Callable[[Hashable, Hashable], float] | None
COLD = 4.0  # people to ask, where no shorter way from one to the other is known
NO_SIDE = -1


@dataclass(frozen=True, eq=False)
class Openings:
    """The pairs that may be introduced to each other, as positions in the network.

    Parameters
    ----------
    net : Network
    may : array of bool, shape (n,)
        Who may be introduced to anybody.
    known : csr_array, shape (n, n)
        Pairs that are linked already or can't be.
    side : array of int, shape (n,)
        Number of each person's group where `sides` is about groups; -1 = not known.
    sides : function of two arrays of int
        Whether two groups may be brought together.
    price : Cost
        What an introduction costs, where it is not the number of people to ask.
    notes : tuple of str
        Who was left out, and what a cost is.
    """

    net: Network
    may: Bools
    known: csr_array
    side: Ints
    sides: Callable[[Ints, Ints], Bools]
    price: Cost = None
    notes: tuple[str, ...] = ()
    _away: dict[int, tuple[Floats, Ints]] = field(default_factory=dict)

    def allowed(self, first: Ints, second: Ints) -> Bools:
        """Whether each pair may be introduced."""
        free = self.may[first] & self.may[second] & (first != second)
        free &= self.sides(self.side[first], self.side[second])
        if free.any():
            free[free] = np.asarray(self.known[first[free], second[free]]).ravel() == 0
        return np.asarray(free, dtype=bool)

    def block(self, rows: Ints, columns: Ints) -> tuple[Ints, Ints, Bools]:
        """All pairs of some with some others, and which of them are allowed."""
        first, second = np.repeat(rows, columns.size), np.tile(columns, rows.size)
        return first, second, self.allowed(first, second)

    @cached_property
    def everyone(self) -> Ints:
        """Who may be introduced to anybody."""
        return np.flatnonzero(self.may)

    def all_pairs(self) -> list[Pair]:
        """Every pair that may be introduced: for small networks."""
        there = self.everyone
        place = np.triu_indices(there.size, k=1)
        first, second = there[place[0]], there[place[1]]
        free = self.allowed(first, second)
        return list(zip(first[free].tolist(), second[free].tolist(), strict=True))

    def drawn(self, count: int, rng: np.random.Generator, tries: int = 60) -> list[Pair]:
        """Different pairs drawn evenly from all that are allowed: fewer where there are not so many."""
        if self.everyone.size < 2 or count < 1:
            return []
        found: dict[Pair, None] = {}
        for _ in range(tries):
            first, second = rng.choice(self.everyone, size=(2, 8 * count + 8))
            free = self.allowed(first, second)
            low, high = np.minimum(first, second)[free].tolist(), np.maximum(first, second)[free].tolist()
            found |= dict.fromkeys(zip(low, high, strict=True))
            if len(found) >= count:
                return list(found)[:count]
        every = self.all_pairs()
        return [every[place] for place in rng.permutation(len(every))[:count]]

    def costs(self, pairs: Iterable[Pair]) -> Floats:
        """What each introduction costs: as you said, or how many people have to be asked to arrange it."""
        return np.array([self._cost(*pair) for pair in pairs], dtype=np.float64)

    def steps(self, pair: Pair) -> float:
        """How many links lie between the two now, by way of people who may be asked (inf = none are known)."""
        return float(self._from(pair[0])[0][pair[1]])

    def through(self, pair: Pair) -> tuple[str, ...]:
        """Who could bring the two together: who holds both, a common contact, or a chain of people."""
        holders = [self._holders[one] for one in pair]
        if holders[0] and holders[0] == holders[1]:
            return (str(called(self.net, holders[0])),)
        chain = self._chain(*pair)
        if chain and (len(chain) <= 2 or not all(holders)):
            return tuple(str(called(self.net, self.net.nodes.index[one])) for one in chain)
        return tuple(str(called(self.net, one)) for one in holders) if all(holders) else ()

    def _cost(self, first: int, second: int) -> float:
        ids = self.net.nodes.index
        if callable(self.price):
            return _a_cost(self.price(ids[first], ids[second]))
        if self.price is not None:
            there = [key for key in ((ids[first], ids[second]), (ids[second], ids[first])) if key in self.price]
            return min(_a_cost(self.price[key]) for key in there) if there else self._asked(first, second)
        return self._asked(first, second)

    def _asked(self, first: int, second: int) -> float:
        """How many people have to be asked."""
        holders = [self._holders[one] for one in (first, second)]
        held = float(len(set(holders))) if all(holders) else COLD
        return min(held, COLD, max(self.steps((first, second)) - 1.0, 1.0))

    @cached_property
    def _holders(self) -> list[str]:
        if "held_by" not in self.net.nodes:
            return [""] * len(self.net)
        return self.net.nodes["held_by"].astype("str").str.strip().where(self.net.nodes["held_by"].notna(), "").tolist()

    @cached_property
    def _willing(self) -> csr_array:
        """Links among people who may be asked for an introduction."""
        from scipy.sparse import diags_array

        keep = diags_array((self.may | _askable(self.net)).astype(np.float64))
        return (keep @ _acquainted(self.net) @ keep).tocsr()

    def _from(self, person: int) -> tuple[Floats, Ints]:
        """Links from somebody to each other person, and who comes before on the way."""
        if person not in self._away:
            from scipy.sparse.csgraph import dijkstra

            away, before = dijkstra(self._willing, indices=person, unweighted=True, return_predecessors=True)
            self._away[person] = (away, before.astype(np.int64))
        return self._away[person]

    def _chain(self, first: int, second: int) -> list[int]:
        """The people on a shortest way from one to the other; the best linked where there are several in between."""
        away, before = self._from(first)
        if not 2 <= away[second] < np.inf:
            return []
        if away[second] == 2:
            near = self._willing
            common = np.intersect1d(
                near.indices[near.indptr[first] : near.indptr[first + 1]],
                near.indices[near.indptr[second] : near.indptr[second + 1]],
            )
            strength = [float(near[one, first] + near[one, second]) for one in common]
            return [int(common[int(np.argmax(strength))])]
        chain, at = [], int(before[second])
        while at != first:
            chain.append(at)
            at = int(before[at])
        return chain[::-1]


def openings_of(
    net: Network,
    *,
    within: Sides = None,
    between: Sides = None,
    by: str = "group",
    exclude: Iterable[Hashable] = (),
    opposed: bool = False,
    price: Cost = None,
) -> Openings:
    """Who could be introduced to whom: people in the population who did not opt out, are not against and not linked.

    Raises
    ------
    ModelError
        Where `within` and `between` are both given, or name groups that are not there.
    DataError
        Where fewer than two people are left.
    """
    notes: list[str] = []
    may = _nameable(net) & _askable(net)
    _told(
        notes,
        int((~may).sum()),
        "opted out, absent, of a name not settled, or no persons who could be named",
    )
    against = np.zeros(len(net), dtype=bool) if opposed else opponents(net)
    _told(notes, int((may & against).sum()), "against the change")
    out = np.zeros(len(net), dtype=bool)
    out[net.index_of(exclude)] = True
    _told(notes, int((may & ~against & out).sum()), "excluded as you asked")
    may &= ~against & ~out
    if may.sum() < 2:
        raise DataError("fewer than two people are left to introduce", cure="Exclude fewer people or groups.")
    side, sides = _sides(net, within, between, by)
    notes.append("The cost of an introduction is " + ("as you said." if price is not None else _PRICE))
    _check_price(net, price)
    return Openings(net, may, _known(net), side, sides, price, tuple(notes))


_PRICE = (
    "the number of people to ask for it: 1 for a common contact or one person who holds both relationships, "
    f"more along a longer way, {COLD:g} where no way is known."
)


def _told(notes: list[str], count: int, reason: str) -> None:
    if count:
        notes.append(f"Not introduced to anybody: {count} {reason}.")


def _askable(net: Network) -> Bools:
    """Persons who are there, did not opt out, and are known: a name that waits to be settled may be anybody."""
    here = (net.status != "absent").to_numpy() & ~opted_out(net) & ~not_persons(net)
    if "unsettled" in net.nodes:
        here &= ~net.nodes["unsettled"].fillna(value=False).to_numpy(dtype=bool)
    return np.asarray(here, dtype=bool)


def _nameable(net: Network) -> Bools:
    """Who could be named at all in the layers that carry it; a layer between two kinds of things has nobody."""
    carrying = [name for name, layer in net.layers.items() if layer.flow is not None]
    if any(net.layers[name].is_two_mode for name in carrying):
        problem = "an introduction links two people, and these links lead from people to something else"
        raise DataError(problem, cure="Project the layer first: net.project(...).")
    masks = [nameable_mask(net, name) for name in carrying]
    return np.asarray(np.any(masks, axis=0) if masks else np.ones(len(net), dtype=bool))


def _acquainted(net: Network) -> csr_array:
    """Who is linked with whom in any layer between people, whichever way round; entries = strength."""
    from scipy.sparse import csr_array

    ties = net.ties
    ties = ties[ties["layer"].isin([name for name, layer in net.layers.items() if not layer.is_two_mode])]
    ends = net.index_of(ties["source"]), net.index_of(ties["target"])
    strength = ties["weight"].to_numpy(dtype=np.float64)
    linked = csr_array((np.where(strength > 0, strength, 1.0), ends), shape=(len(net), len(net)))
    return (linked + linked.T).tocsr()


def _known(net: Network) -> csr_array:
    """Pairs that need no introduction: linked already, or declared impossible."""
    from scipy.sparse import csr_array

    gaps = net.missing[net.missing["kind"] == "impossible"]
    ends = net.index_of(gaps["source"]), net.index_of(gaps["target"])
    barred = csr_array((np.ones(len(gaps)), ends), shape=(len(net), len(net)))
    return (_acquainted(net) + barred + barred.T).tocsr()


def _sides(net: Network, within: Sides, between: Sides, by: str) -> tuple[Ints, Callable[[Ints, Ints], Bools]]:
    """The group of each, and which groups may be brought together."""
    if not within and not between:
        return np.zeros(len(net), dtype=np.int64), lambda one, other: one == other  # all are of one kind
    if within and between:
        message = "Say within= or between=, not both: an introduction is inside a group or across groups."
        raise ModelError(message)
    check_columns([by], net.nodes.columns)
    side, names = pd.factorize(net.nodes[by].astype("str").where(net.nodes[by].notna()))
    wanted = _groups(within or between, {str(name): place for place, name in enumerate(names)}, by)

    def allowed(one: Ints, other: Ints) -> Bools:
        known = (one != NO_SIDE) & (other != NO_SIDE)
        if wanted:
            known &= np.isin(one, wanted) & np.isin(other, wanted)
        return np.asarray(known & ((one == other) if within else (one != other)), dtype=bool)

    return side.astype(np.int64), allowed


def _groups(said: Sides, places: Mapping[str, int], by: str) -> list[int]:
    """Numbers of the groups that were named; none where any will do."""
    names = [] if said is None or isinstance(said, bool) else [said] if isinstance(said, str) else list(map(str, said))
    strange = [name for name in names if name not in places]
    if strange:
        message = f"There is no {by} {', '.join(map(repr, strange))}. There are: {', '.join(list(places)[:12])}."
        raise ModelError(message)
    return [places[name] for name in names]


def _check_price(net: Network, price: Cost) -> None:
    if isinstance(price, Mapping):
        net.index_of(dict.fromkeys(one for pair in price for one in pair))
        for value in price.values():
            _a_cost(value)


def _a_cost(value: float) -> float:
    number = float(value)
    if not 0.0 <= number < float("inf"):
        message = f"The cost of an introduction must be a number of at least 0, not {value!r}."
        raise ModelError(message)
    return number
