"""Maps drawn by one person: how far a list's advantage is owed to whom the map was drawn around."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from netdiff.network import Network
from netdiff.spread.simulate import simulate

__all__ = ["HUB_SHARE", "in_the_middle", "vantage_of"]

HUB_SHARE = 0.5
RUNS, LOTS = 200, 20


def in_the_middle(net: Network) -> tuple[int, float] | None:
    """The person whom most links touch, and their share; None where no one stands out so, or the network is tiny."""
    ties = net.influence()
    pairs = ties.maximum(ties.T)
    touched = np.diff(pairs.indptr)
    share = 2.0 * touched.max(initial=0) / max(pairs.nnz, 1)
    return None if len(net) < 8 or share < HUB_SHARE else (int(touched.argmax()), float(share))


def vantage_of(
    net: Network, own: Sequence[Hashable], model: Any, horizon: int | None, rng: np.random.Generator
) -> tuple[str, ...]:
    """What a list of one's own owes to a map drawn around one person: a sentence in numbers, or nothing.

    The list is valued on the map without that person, beside as many people drawn by lot.
    """
    middle = in_the_middle(net)
    if middle is None:
        return ()
    hub, share = middle
    ties = net.influence()
    linked = set(net.nodes.index[(ties + ties.T)[[hub]].indices])
    name = net.nodes.index[hub]
    near = sum(one in linked or one == name for one in own)
    rest = net.select(net.nodes.index[net.nodes.index != name])
    left = [one for one in own if one != name]
    if not left:
        return ()
    key = int(rng.integers(2**31))
    there = _reach(rest, left, model, horizon, key, RUNS)
    lots = [rng.choice(len(rest), size=len(left), replace=False) for _ in range(LOTS)]
    by_lot = np.mean([_reach(rest, list(rest.nodes.index[one]), model, horizon, key, RUNS // 4) for one in lots])
    gain = there / by_lot if by_lot else 1.0
    owed = "no further than a list by lot" if gain < 1.05 else f"{100 * (gain - 1):.0f} % further than a list by lot"
    return (
        (
            f"Your own list looks good on this map because the map was drawn around one person: {100 * share:.0f} % of "
            f"the links touch the same person, and {near} of your {len(own)} are that person or linked to them. On the "
            f"map without that person your list gets {owed} ({there:,.0f} people and {by_lot:,.0f})."
        ),
    )


def _reach(net: Network, seeds: list[Hashable], model: Any, horizon: int | None, key: int, runs: int) -> float:
    spread = simulate(net, model, seeds=seeds, horizon=horizon, runs=runs, rng=key, silent="ignore", progress=False)
    return float(spread.reach.value)
