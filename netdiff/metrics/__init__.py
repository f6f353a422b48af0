"""How far a network exists, holds power, is connected and is mobilised: Network in, numbers out."""

from __future__ import annotations

from netdiff.metrics._measure import Measure, catalogue, measures
from netdiff.metrics.census import dyad_census, reciprocity_dyadic, reciprocity_nonnull, triad_census
from netdiff.metrics.connectedness import (
    average_clustering,
    components,
    density,
    largest_component_share,
    mean_names_given,
    reciprocity,
    transitivity,
)
from netdiff.metrics.degrees import degree, in_degree, isolates, out_degree, strength

__all__ = [
    "Measure",
    "average_clustering",
    "catalogue",
    "components",
    "degree",
    "density",
    "dyad_census",
    "in_degree",
    "isolates",
    "largest_component_share",
    "mean_names_given",
    "measures",
    "out_degree",
    "reciprocity",
    "reciprocity_dyadic",
    "reciprocity_nonnull",
    "strength",
    "transitivity",
    "triad_census",
]
