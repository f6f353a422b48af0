"""Exact reach of any model with live edges, by exploring from the seeds; for small or sparse directed networks.

People who have adopted but not yet spoken wait in a set; one of them speaks, and each tie that leads to somebody new
is decided. What must be remembered is only who has adopted and who still waits, so equal situations are added up.
For an independent cascade a tie passes with its own chance; for one parent per person, with the chance that the
speaker is the parent given that none of those who spoke before is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff.errors import ModelError

if TYPE_CHECKING:
    from netdiff.spread.live import LiveEdges

__all__ = ["MOST_STATES", "reach_by_exploring"]

MOST_STATES = 100_000
Situation = tuple[int, int]  # adopted, waiting: sets of people as bits


def reach_by_exploring(live: LiveEdges, seed_sets: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Expected number of people reached from each seed set (rows of a sets × people mask), seeds included."""
    ties = _outgoing(live)
    parents = live.kind == "one_parent"
    return np.array([_reach(ties, sum(1 << int(node) for node in np.flatnonzero(row)), parents) for row in seed_sets])


def _outgoing(live: LiveEdges) -> list[list[tuple[int, float]]]:
    matrix = live.matrix
    return [
        [(int(matrix.indices[k]), float(matrix.data[k])) for k in range(matrix.indptr[i], matrix.indptr[i + 1])]
        for i in range(matrix.shape[0])
    ]


def _reach(ties: list[list[tuple[int, float]]], seeds: int, parents: bool) -> float:  # noqa: FBT001
    total = 0.0
    into = _incoming(ties) if parents else []
    situations: dict[Situation, float] = {(seeds, seeds): 1.0}
    while situations:
        following: dict[Situation, float] = {}
        for (adopted, waiting), mass in situations.items():
            if not waiting:
                total += mass * adopted.bit_count()
                continue
            speaker = (waiting & -waiting).bit_length() - 1
            spoke = adopted & ~waiting
            new = [(j, _given(into[j], spoke, p) if parents else p) for j, p in ties[speaker] if not adopted >> j & 1]
            for heard, chance in _outcomes(new):
                situation = (adopted | heard, (waiting & ~(1 << speaker)) | heard)
                following[situation] = following.get(situation, 0.0) + mass * chance
        if len(following) > MOST_STATES:
            message = (
                f"Too large for an exact answer: more than {MOST_STATES:,} situations. "
                "Cure: simulate, or ask for the exact answer on a smaller part (about 15 people where ties are dense)."
            )
            raise ModelError(message)
        situations = following
    return total


def _incoming(ties: list[list[tuple[int, float]]]) -> list[list[tuple[int, float]]]:
    into: list[list[tuple[int, float]]] = [[] for _ in ties]
    for i, row in enumerate(ties):
        for j, weight in row:
            into[j].append((i, weight))
    return into


def _given(into: list[tuple[int, float]], spoke: int, weight: float) -> float:
    """The chance that the speaker is the parent, given that nobody who spoke before is."""
    left = 1.0 - sum(other for i, other in into if spoke >> i & 1)
    return min(1.0, weight / left) if left > 1e-12 else 0.0


def _outcomes(new: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Every set of people who may hear it now, with its chance."""
    if len(new) > 20:
        message = f"Too large for an exact answer: one person speaks to {len(new)} others. Cure: simulate."
        raise ModelError(message)
    outcomes = [(0, 1.0)]
    for j, p in new:
        heard = [(told | 1 << j, mass * p) for told, mass in outcomes] if p > 0.0 else []
        outcomes = heard + ([(told, mass * (1.0 - p)) for told, mass in outcomes] if p < 1.0 else [])
    return outcomes
