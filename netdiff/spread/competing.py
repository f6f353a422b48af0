"""Two or more innovations on one network: each an independent cascade, held together by attention and room."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int
from netdiff._kernels.competing import Choice, Offers, Taken
from netdiff._kernels.csr import Arrivals, Starts
from netdiff._random import component_key, mix
from netdiff.errors import ModelError
from netdiff.spread._brief import brief
from netdiff.spread.engine import Dynamics, Runs, node_keys, pair_keys, states
from netdiff.spread.live import Silent, tidy
from netdiff.spread.models import IndependentCascade

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["Competing", "Rivalry"]

Keys = npt.NDArray[np.uint64]
MOST = 100


@dataclass(frozen=True, repr=False)
class Competing:
    """Several innovations that travel by word of mouth, among people who can look at and keep only so many.

    Parameters
    ----------
    innovations : mapping of name to chance
        The chance that a tie passes each on, as `p` of `IndependentCascade`: a number, a column of `net.ties`, or a
        named rule.
    attention : int, optional
        How many of the innovations that reach somebody in one period they can look at, picked by lot; what they miss is
        lost until somebody else tells. None: all.
    room : int, optional
        How many somebody takes up in all; None: any number. With 1 they are rivals for one need.
    fit : mapping of name to float
        How well each suits people, 0 by default. Where more are looked at than there is room for, the best are taken
        by a logit choice: the odds of one against another are exp(difference in payoff).
    example : float
        What it adds to the payoff of one when all of those one listens to have taken it up (by weight; reported ties
        only).

    Notes
    -----
    Each innovation has coins of its own on every tie, the first the same as in a plain simulation with one `rng`. With
    neither limit they do not touch one another, exactly; a single one is `IndependentCascade`, exactly. Everybody who
    is told in a period chooses at once; what is not chosen is gone until somebody else tells. Nobody gives up one for
    another.

    In `simulate`, `seeds` says who starts with what: `{"app": ["ann"], "visits": ["bob", "cem"]}`. The outcome counts
    people who took up any; `spread.state("app")` is the view of one.

    Stability: experimental.

    References
    ----------
    Carnes, Nagarajan, Wild and van Zuylen (2007), Maximizing influence in a competitive social network. McFadden
    (1974), Conditional logit analysis of qualitative choice behavior.

    Examples
    --------
    >>> import pandas as pd
    >>> import netdiff as nd
    >>> ties = pd.DataFrame({"source": ["ann", "bob"], "target": ["cem", "cem"]})
    >>> net = nd.Network.from_frames(None, ties, means="tells")
    >>> rivals = Competing({"app": 1.0, "visits": 1.0})
    >>> spread = nd.simulate(net, rivals, seeds={"app": ["ann"], "visits": ["bob"]}, runs=200, rng=1)
    >>> spread.reach.value  # cem takes up one of the two
    3.0
    """

    innovations: Mapping[str, float | str]
    attention: int | None = None
    room: int | None = 1
    fit: Mapping[str, float] = field(default_factory=dict)
    example: float = 0.0
    begun: tuple[tuple[Hashable, str], ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.innovations) <= MOST:
            message = f"Competing takes 1 to {MOST} innovations, not {len(self.innovations)}."
            raise ModelError(message)
        for p in self.innovations.values():
            IndependentCascade(p)
        for limit, name in ((self.attention, "attention"), (self.room, "room")):
            if limit is not None:
                check_positive_int(limit, name)
        for name in self.fit:
            check_choice(name, "fit", self.innovations)
        if not np.isfinite([self.example, *self.fit.values()]).all():
            message = "fit and example must be finite numbers."
            raise ModelError(message)

    def __repr__(self) -> str:
        return brief(replace(self, begun=()))

    def seeded(self, seeds: object) -> tuple[Competing, list[Hashable]]:
        """The model that knows who starts with what, and the people who start."""
        if not isinstance(seeds, Mapping) or not set(seeds) <= set(self.innovations):
            names = ", ".join(map(repr, self.innovations))
            message = f"Say who starts with what: seeds={{name: [ids]}}, with names out of {names}."
            raise ModelError(message)
        begun = [(person, name) for name, people in seeds.items() for person in _listed(people)]
        if len(set(begun)) < len(begun):
            message = "A seed is named twice for one innovation. Cure: name each once."
            raise ModelError(message)
        return replace(self, begun=tuple(begun)), list(dict.fromkeys(person for person, _ in begun))

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> None:  # noqa: ARG002
        """None: what one takes up depends on what else there is."""
        return

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Rivalry:
        """The model made ready for a network: what `simulate` plays."""
        if not self.begun:
            message = (
                "Nobody starts with anything. Cure: simulate with seeds={name: [ids]}; recommend cannot pick them."
            )
            raise ModelError(message)
        keys, names = node_keys(net), list(self.innovations)
        live = [tidy(IndependentCascade(p).live_edges(net, silent=silent).matrix) for p in self.innovations.values()]
        nodes = net.index_of([person for person, _ in self.begun])
        which = np.array([names.index(name) for _, name in self.begun], dtype=np.int64)
        return Rivalry(_offers(live, keys), self._choice(net), tuple(names), nodes.astype(np.int32), which, keys)

    def _choice(self, net: Network) -> Choice:
        matrix = tidy(net.influence())
        total = np.asarray(matrix.sum(axis=0), dtype=np.float64)
        return Choice(
            attention=self.attention or 0,
            room=self.room or 0,
            fit=np.array([float(self.fit.get(name, 0.0)) for name in self.innovations]),
            example=float(self.example),
            indptr=matrix.indptr.astype(np.int64),
            indices=matrix.indices.astype(np.int32),
            shares=matrix.data / total[matrix.indices],
        )


@dataclass(frozen=True)
class Rivalry:
    """Competing innovations made ready for a network."""

    offers: Offers
    choice: Choice
    states: tuple[str, ...]
    starters: npt.NDArray[np.int32]
    which: npt.NDArray[np.int64]
    node_keys: Keys

    endless = False
    certain = False

    def run(self, keys: Keys, starts: Starts, horizon: int) -> Runs:
        """Play the runs that these keys tell."""
        from netdiff._kernels.competing import competing

        planned = np.unique(self.starters).size * len(keys)
        if starts.node.size != planned or starts.period.any():
            message = "Here all start in period 0 with an innovation of theirs; a campaign cannot say which it is for."
            raise ModelError(message)
        first = np.arange(len(keys) + 1, dtype=np.int64) * self.starters.size
        begun = Starts(first, np.tile(self.starters, len(keys)), np.zeros(first[-1], dtype=np.int32))
        own = [own_keys(keys, name, place) for place, name in enumerate(self.states)]
        tie, taste, look = (np.array([states(each, matter) for each in own]) for matter in ("tie", "taste", "look"))
        taken = competing(self.offers, self.choice, begun, self.which, tie, taste, look, self.node_keys, horizon)
        told = {name: _arrivals(taken, taken.which == place) for place, name in enumerate(self.states)}
        return Runs(_arrivals(taken, taken.first), states=told)

    def unpaired(self) -> Dynamics:
        """Itself: nothing is gained by a stream."""
        return self


def own_keys(keys: Keys, name: str, place: int) -> Keys:
    """The keys of runs as one innovation sees them: the first as in a plain simulation, each other by its name."""
    return keys if place == 0 else mix(keys ^ component_key(f"innovation {name}"))


def _offers(live: list[csr_array], keys: Keys) -> Offers:
    """The ties of all innovations in shared arrays."""
    from netdiff._kernels.random import bound_of

    ends = np.concatenate([[0], np.cumsum([each.nnz for each in live])])
    return Offers(
        indptr=np.array([each.indptr.astype(np.int64) + end for each, end in zip(live, ends, strict=False)]),
        indices=np.concatenate([each.indices for each in live]).astype(np.int32),
        keys=np.concatenate([pair_keys(keys, each) for each in live]),
        bounds=np.concatenate([bound_of(each.data) for each in live]),
    )


def _arrivals(taken: Taken, here: npt.NDArray[np.bool_]) -> Arrivals:
    """Entries of one innovation, or of the first that each took up."""
    first = np.concatenate([[0], np.cumsum(here, dtype=np.int64)])[taken.first_of_run]
    return Arrivals(first, taken.node[here], taken.period[here], np.empty(0, dtype=np.int32))


def _listed(people: Hashable | Iterable[Hashable]) -> list[Hashable]:
    return [people] if isinstance(people, str | int) else list(people)  # type: ignore[arg-type]
