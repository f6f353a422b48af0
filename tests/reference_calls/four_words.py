"""How the records of the four words are computed: one public call each, then reshaping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from netdiff import metrics

CALLS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "size": lambda net, record: {"n": len(net), "m": len(net.ties)},
    "density": lambda net, record: metrics.density(net),
    "reciprocity_arc": lambda net, record: metrics.reciprocity(net),
    "reciprocity_dyadic": lambda net, record: metrics.reciprocity_dyadic(net),
    "reciprocity_nonnull": lambda net, record: metrics.reciprocity_nonnull(net),
    "dyad_census_MAN": lambda net, record: metrics.dyad_census(net).tolist(),
    "triad_census_16_MAN_order": lambda net, record: metrics.triad_census(net).tolist(),
    "transitivity_global": lambda net, record: metrics.transitivity(net),
    "transitivity_weak_directed": lambda net, record: metrics.directed_transitivity(net),
    "average_clustering": lambda net, record: metrics.average_clustering(
        net, few="zero" if record["params"].get("isolates_and_leaves", "zero") == "zero" else "skip"
    ),
    "average_path_length": lambda net, record: metrics.average_path_length(net),
    "diameter": lambda net, record: metrics.diameter(net),
    "weak_components": lambda net, record: metrics.components(net).nunique(),
    "strong_components": lambda net, record: metrics.components(net, strong=True).nunique(),
    "indegree": lambda net, record: metrics.in_degree(net).tolist(),
    "outdegree": lambda net, record: metrics.out_degree(net).tolist(),
    "degree": lambda net, record: metrics.degree(net).to_dict(),
}
