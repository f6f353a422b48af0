"""The problem: who may be recruited, at what cost, within which limits. Every strategy and every rule obeys it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from netdiff.network import Network
from netdiff.recruit.candidates import Candidates

__all__ = ["Limit", "Problem"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Limit:
    """At least and at most so many of some people.

    Parameters
    ----------
    column, value : str
        Whom it is about, as in the people sheet (group: user).
    members : array of bool, shape (n,)
        Who they are.
    least : int
        Fewest that must be on the list.
    most : int or None
        Most that may be on the list.
    """

    column: str
    value: str
    members: Bools
    least: int = 0
    most: int | None = None

    def count(self, chosen: Sequence[int] | npt.NDArray[np.int64]) -> int:
        """How many of them a list holds."""
        return int(self.members[np.asarray(chosen, dtype=np.int64)].sum())

    def __str__(self) -> str:
        return f"{self.column} {self.value!r}"


@dataclass(frozen=True, eq=False)
class Problem:
    """Whom one may choose among, and within which limits (positions, no names).

    Positions are those of the network's nodes; where organisations may be picked, theirs follow, so that there are
    m >= n positions for n people (see `candidates`).

    Parameters
    ----------
    candidate : array of bool, shape (m,)
        Who may be picked.
    k : int or None
        Most on the list.
    cost : array of float, shape (m,)
        What recruiting each would cost.
    budget : float or None
        Most that the list may cost.
    limits : tuple of Limit
        At least and at most so many of a group, a place, an organisation, or a recruiter's own contacts.
    include : array of int
        Who must be on the list.
    already : array of int
        Who has adopted already and spreads without being recruited.
    accept : array of float, shape (m,)
        Chance that each says yes when asked.
    weight : array of float, shape (n,)
        How much reaching each person counts.
    candidates : Candidates or None
        Whom each position brings; None where everybody brings himself.

    Notes
    -----
    Stability: experimental.
    """

    candidate: Bools
    k: int | None
    cost: Floats
    budget: float | None = None
    limits: tuple[Limit, ...] = ()
    include: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    already: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    accept: Floats = field(default_factory=lambda: np.empty(0))
    weight: Floats = field(default_factory=lambda: np.empty(0))
    candidates: Candidates | None = None

    def __post_init__(self) -> None:
        for name, size in (("accept", self.size), ("weight", self.people)):
            if getattr(self, name).size == 0:
                object.__setattr__(self, name, np.ones(size))

    def __repr__(self) -> str:
        return f"Problem: {self.counted(int(self.candidate.sum()))} to choose among, at most {self.most:,}"

    @property
    def size(self) -> int:
        """How many positions there are: people, and whatever else may be picked."""
        return int(self.candidate.size)

    @property
    def people(self) -> int:
        """Size of the network."""
        return self.size if self.brings is None else int(self.brings.shape[1])

    @property
    def brings(self) -> csr_array | None:
        """Chance that each position (row) brings each person (column); None where everybody brings himself."""
        return None if self.candidates is None else self.candidates.brings

    @property
    def kind(self) -> str:
        """What may be picked, in the plural."""
        return "people" if self.candidates is None else self.candidates.kind

    def counted(self, number: int) -> str:
        """So many of what may be picked, in words."""
        one = "person" if self.kind == "people" else self.kind.removesuffix("s")
        return f"1 {one}" if number == 1 else f"{number:,} {self.kind}"

    def about(self, net: Network) -> pd.DataFrame:
        """What is known of each position: the people sheet, and what was told of organisations."""
        return net.nodes if self.candidates is None else self.candidates.about

    def named(self, net: Network, chosen: Iterable[int]) -> tuple[Hashable, ...]:
        """The ids of a list."""
        return tuple(self.about(net).index[np.asarray(list(chosen), dtype=np.int64)])

    def index_of(self, net: Network, ids: Iterable[Hashable]) -> Ints:
        """Positions of ids; an unknown one raises `UnknownNodeError`."""
        return net.index_of(ids) if self.candidates is None else self.candidates.index_of(ids)

    def of_people(self, score: Floats) -> Floats:
        """A score per person as a score per position: an organisation has what those it brings have together."""
        return score if self.brings is None else np.asarray(self.brings @ score)

    @property
    def most(self) -> int:
        """The longest list there could be."""
        open_to = int(np.count_nonzero(self.candidate))
        return open_to if self.k is None else min(self.k, open_to)

    @cached_property
    def cost_floor(self) -> float:
        """A cost below every positive one, so that what is free ranks first but finitely."""
        positive = self.cost[self.cost > 0]
        return float(positive.min()) * 1e-3 if positive.size else 1.0

    @property
    def plain(self) -> bool:
        """Whether the number of people is the only limit."""
        return self.budget is None and not self.limits

    @cached_property
    def disjoint(self) -> bool:
        """Whether nobody counts for two limits."""
        return not self.limits or bool(np.sum([limit.members for limit in self.limits], axis=0).max() <= 1)

    @cached_property
    def families(self) -> tuple[tuple[Limit, ...], ...]:
        """The limits by column, where nobody counts for two of the same column; each alone otherwise."""
        columns = {limit.column: [one for one in self.limits if one.column == limit.column] for limit in self.limits}
        shared = {name: np.sum([one.members for one in limits], axis=0).max() > 1 for name, limits in columns.items()}
        return tuple(
            part
            for name, limits in columns.items()
            for part in ([(one,) for one in limits] if shared[name] else [tuple(limits)])
        )

    @cached_property
    def counts_for(self) -> Ints:
        """A number per position, the same for all who count for the same limits."""
        if not self.limits:
            return np.zeros(self.size, dtype=np.int64)
        members = np.column_stack([limit.members for limit in self.limits])
        return np.unique(members, axis=0, return_inverse=True)[1].ravel().astype(np.int64)

    def spent(self, chosen: Iterable[int]) -> float:
        """What a list costs."""
        return float(self.cost[list(chosen)].sum())

    def allowed_next(self, chosen: Sequence[int]) -> Bools:
        """Who could come onto the list next without breaking an upper limit."""
        taken = np.asarray(chosen, dtype=np.int64)
        if self.k is not None and taken.size >= self.k:
            return np.zeros(self.size, dtype=bool)
        allowed = self.candidate.copy()
        allowed[taken] = False
        if self.budget is not None:
            allowed &= self.cost <= self.budget - self.spent(taken) + 1e-9
        for limit in self.limits:
            if limit.most is not None and limit.count(taken) >= limit.most:
                allowed &= ~limit.members
        return allowed

    def obeyed_by(self, chosen: Sequence[int]) -> bool:
        """Whether a list keeps every limit."""
        listed = np.asarray(chosen, dtype=np.int64)
        upper = all(limit.most is None or limit.count(listed) <= limit.most for limit in self.limits)
        affordable = self.budget is None or self.spent(listed) <= self.budget + 1e-9
        room = self.k is None or listed.size <= self.k
        held = bool(self.candidate[listed].all()) and bool(np.isin(self.include, listed).all())
        return upper and affordable and room and held and not self.wants_more(listed.tolist())

    def wants_more(self, chosen: Sequence[int]) -> bool:
        """Whether a lower limit is still unmet."""
        return any(limit.count(chosen) < limit.least for limit in self.limits)

    def sized(self, k: int) -> Problem:
        """The same candidates with room for k people and no other limit."""
        return replace(self, k=k, budget=None, limits=(), include=np.empty(0, dtype=np.int64))

    def without(self, people: Iterable[int]) -> Problem:
        """The same problem when some people can't be picked any more."""
        gone = [int(person) for person in people]
        candidate = self.candidate.copy()
        candidate[gone] = False
        return replace(self, candidate=candidate, include=np.setdiff1d(self.include, gone))
