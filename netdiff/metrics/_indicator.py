"""What an indicator is: a code, plain words, and one of four ways from data to a number.

The same formula serves four times: on the ties that were seen, on networks whose silent rows were drawn, on random
networks, and for the other group. Therefore a formula reads a `Scene` (a whole network seen from one group) and
never asks where it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.errors import DataError
from netdiff.metrics._arrays import components, either_way, share
from netdiff.metrics._estimate import Estimate, row_quotient
from netdiff.metrics._measure import Word
from netdiff.metrics._view import Groups, View, group_mask, view

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = [
    "EVERYWHERE",
    "Facts",
    "Indicator",
    "Lacking",
    "Pairs",
    "Rows",
    "Scene",
    "Scope",
    "Table",
    "Way",
    "Whole",
    "measured",
    "scene_of",
    "with_ties",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
T = TypeVar("T")


class Lacking(Exception):  # noqa: N818  # not an error: a fact about the file
    """Says what a file does not hold and what to add.

    Parameters
    ----------
    because : str
        What is missing, to follow "not computable from this file because".
    add : str
        What to add, to follow "add".
    """

    def __init__(self, because: str, add: str) -> None:
        self.because, self.add = because, add
        super().__init__(
            f"Not computable from this file because {because}. Add {add}{'' if add.endswith('?') else '.'}"
        )


@dataclass(frozen=True, eq=False)
class Scene:
    """One whole network as an indicator reads it, seen from one group.

    Attributes
    ----------
    ties : csr_array, shape (n, n)
        1.0 where the row names the column.
    own, other : array of bool, shape (n,)
        The group in question and the one it is set beside.
    decide : array of bool, shape (n,)
        Named decision makers.
    nameable : array of bool, shape (n,)
        Who could be named at all.
    body : array of bool, shape (n,)
        Organisations, where the network holds some beside people.
    place : array of int, shape (n,)
        Code of each person's place, -1 where unknown.
    place_names : pandas.Index
        The places that the codes stand for, also those where nobody lives.
    places : int
        Number of places.
    means : str
        What a tie says, as `Layer.means`.
    scope : hashable
        Which part of the population both groups were cut down to, such as a place; None for all of it.
    shared : dict
        What all scenes of the same network need, worked out once.
    """

    ties: csr_array
    own: Mask
    other: Mask
    decide: Mask
    nameable: Mask
    body: Mask
    place: Ints
    place_names: pd.Index
    places: int
    means: str
    scope: Hashable = None
    shared: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def inside(self) -> csr_array:
        """The ties among the group's members; lacking where none of them could be named."""
        if self.own.any() and not (self.own & self.nameable).any():
            raise Lacking("its question did not let them be named", "a question in which they can be named")
        own = np.flatnonzero(self.own)
        return self.ties[own][:, own]

    @cached_property
    def inner_contacts(self) -> csr_array:
        """Which of the group's members are linked, in either direction."""
        own = np.flatnonzero(self.own)
        return self.contacts[own][:, own]

    @cached_property
    def pieces(self) -> Ints:
        """Sizes of the pieces that the group's members fall into, largest first."""
        return np.sort(np.bincount(components(self.inside)))[::-1]

    @property
    def largest_piece(self) -> float:
        """Share of the members in their largest piece."""
        return share(float(self.pieces.max(initial=0)), float(self.pieces.sum()))

    @property
    def contacts(self) -> csr_array:
        """Who is linked with whom, in either direction."""
        return self.once("contacts", lambda: either_way(self.ties))

    @property
    def influence(self) -> csr_array:
        """Entry [i, j] = 1 where i influences j."""
        if self.means == "turns_to":
            return self.once("influence", self.ties.T.tocsr)
        return self.ties if self.means == "tells" else self.contacts

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made at most once for all scenes of this network."""
        if name not in self.shared:
            self.shared[name] = make()
        return cast("T", self.shared[name])

    def turned(self) -> Scene:
        """The same network seen from the other group."""
        return replace(self, own=self.other, other=self.own)

    def within(self, here: Mask, scope: Hashable, places: int) -> Scene:
        """The same network, both groups cut down to the people of a place or the like."""
        return replace(self, own=self.own & here, other=self.other & here, scope=scope, places=places)


def with_ties(scenes: Iterable[Scene], ties: csr_array) -> list[Scene]:
    """The same people with other ties."""
    shared: dict[Hashable, Any] = {}
    return [replace(scene, ties=ties, shared=shared) for scene in scenes]


def scene_of(net: Network, seen: View, own: Mask, other: Mask, decide: Mask, means: str) -> Scene:
    """The ties as seen, with places; masks follow the population of the view."""
    nodes = net.nodes.loc[seen.ids]
    names = nodes["place"] if "place" in nodes else pd.Series([None] * len(nodes), dtype=object)
    every = pd.unique(names.dropna()) if net.places is None else net.places.index.unique()
    every = pd.Index(every, dtype=object)
    code = every.get_indexer(pd.Index(names, dtype=object))
    body = nodes["mode"].eq("organisation").fillna(value=False) if "mode" in nodes else np.zeros(len(nodes))
    masks = own, other, decide, seen.pairs.nameable, np.asarray(body, dtype=bool)
    return Scene(seen.ties, *masks, np.asarray(code), every, len(every), means)


def measured(
    net: Network,
    way: Rows | Whole,
    group: Groups | None,
    *,
    other: Groups | None = None,
    decide: Iterable[Hashable] = (),
    layer: str | None = None,
) -> float:
    """The number behind a public measure: over answered rows, or on the ties that were seen."""
    seen = view(net, layer)
    own = group_mask(net, group, seen.ids)
    beside = ~own if other is None else group_mask(net, other, seen.ids) & ~own
    deciders = seen.ids.isin(net.nodes.index[net.index_of(decide)])
    means = next((net.layers[name].means for name in ([layer] if layer else net.layers)), "meets")
    scene = scene_of(net, seen, own, beside, deciders, means)
    try:
        if isinstance(way, Rows):
            return row_quotient(seen, *way.sides(scene), 0.9).value
        return way.value(scene)
    except Lacking as lack:
        problem = f"this cannot be computed because {lack.because}"
        raise DataError(problem, cure=f"Add {lack.add}.") from None


@dataclass(frozen=True)
class Scope:
    """A part of the population: those with one value in one column of the people sheet.

    Attributes
    ----------
    by : str
        The column; empty for the whole population.
    value : hashable
        The value.
    """

    by: str = ""
    value: Hashable = None


EVERYWHERE = Scope()


@dataclass(frozen=True, eq=False)
class Facts:
    """What indicators that do not rest on ties alone may read.

    Attributes
    ----------
    net : Network
    own, other : array of bool, shape (len(net),)
        Members of the two groups, over all nodes of the network.
    layer : str or None
        The layer of ties in question.
    level : float
        Coverage aimed at.
    before : Network or None
        The earlier round.
    users : bool
        Whether the group in question is the users' side: those with the need live among the users.
    scope : Scope
        Which part of the population both groups were cut down to.
    """

    net: Network
    own: Mask
    other: Mask
    layer: str | None
    level: float
    before: Network | None = None
    users: bool = True
    scope: Scope = EVERYWHERE

    @cached_property
    def here(self) -> Mask:
        """Everybody of the scope, of whatever group."""
        if not self.scope.by:
            return np.ones(len(self.net), dtype=bool)
        return np.asarray(self.net.nodes[self.scope.by].eq(self.scope.value).fillna(value=False), dtype=bool)

    def of(self, net: Network) -> Mask:
        """The members of the same groups, in the same scope, of another round."""
        names = pd.unique(self.net.nodes.loc[self.own, "group"].dropna())
        blank = pd.Series(None, index=net.nodes.index, dtype=object)
        member = net.nodes.get("group", blank).isin(names)
        if self.scope.by:
            member &= net.nodes.get(self.scope.by, blank).eq(self.scope.value).fillna(value=False)
        return np.asarray(member, dtype=bool)

    def within(self, scope: Scope) -> Facts:
        """The same facts, both groups cut down to a scope."""
        whole = replace(self, scope=scope)
        return replace(whole, own=self.own & whole.here, other=self.other & whole.here)


@dataclass(frozen=True)
class Rows:
    """A quotient of sums over people: per person what counts, and what it counts among."""

    sides: Callable[[Scene], tuple[Floats, Floats]]

    def value(self, scene: Scene) -> float:
        """The quotient on a whole network."""
        part, whole = self.sides(scene)
        return share(float(part.sum()), float(whole.sum()))


@dataclass(frozen=True)
class Pairs:
    """A quotient of sums over pairs, as two symmetric matrices, and the same said shortly for a whole network."""

    sides: Callable[[Scene], tuple[csr_array, csr_array]]
    formula: Callable[[Scene], float]

    def value(self, scene: Scene) -> float:
        """The quotient on a whole network."""
        return self.formula(scene)


@dataclass(frozen=True)
class Whole:
    """A formula over the whole network, which has no closed interval."""

    formula: Callable[[Scene], float]

    def value(self, scene: Scene) -> float:
        """The formula."""
        return float(self.formula(scene))


@dataclass(frozen=True)
class Table:
    """A count from the tables beside the ties (acts, places, bodies, columns of people)."""

    count: Callable[[Facts], Estimate]


Way = Rows | Pairs | Whole | Table


@dataclass(frozen=True)
class Indicator:
    """One line of the scorecard.

    Attributes
    ----------
    code : str
        Such as `"C2"`, with a letter where an indicator has several parts.
    word : str
        One of the four words.
    title : str
        Plain name.
    measure : str
        The measure it shows; its meaning, caution and source are read from the catalogue.
    unit : {"share", "people", "times", "steps", "index", "count", "points", "groups", "days"}
        How the value is written.
    say : str
        A sentence with `{who}` and `{value}`.
    way : Rows, Pairs, Whole or Table
        From data to number.
    chance : bool
        Whether a random network says anything about it.
    """

    code: str
    word: Word
    title: str
    measure: str
    unit: str
    say: str
    way: Way
    chance: bool = True
