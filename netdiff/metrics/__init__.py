"""How far a network exists, holds power, is connected and is mobilised: Network in, numbers out."""

from __future__ import annotations

from netdiff.metrics._measure import Measure, catalogue, measures
from netdiff.metrics.bridges import backed_bridges, bridge_pairs, cross_ratio, mean_trust, multiplex_share
from netdiff.metrics.card import Part, Scorecard
from netdiff.metrics.census import (
    directed_transitivity,
    dyad_census,
    reciprocity_dyadic,
    reciprocity_nonnull,
    triad_census,
)
from netdiff.metrics.cohesion import average_path_length, cut_people, diameter, reach_share, robustness, two_core_share
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
from netdiff.metrics.existence import contactable, coverage, linked_share, penetration, persistence
from netdiff.metrics.mobilisation import (
    active_share,
    acts_gini,
    coalition_breadth,
    expressed_demand,
    growth,
    new_leaders,
    turnout,
    user_led_share,
)
from netdiff.metrics.power import (
    agenda_share,
    gatekeeping,
    leaders,
    naming_gini,
    rated_power,
    resource_share,
    seat_share,
    steps_to_deciders,
    turned_to_ratio,
)
from netdiff.metrics.rings import joining_through_ties, moved_on_share, ring_table

__all__ = [
    "Measure",
    "Part",
    "Scorecard",
    "active_share",
    "acts_gini",
    "agenda_share",
    "average_clustering",
    "average_path_length",
    "backed_bridges",
    "bridge_pairs",
    "catalogue",
    "coalition_breadth",
    "components",
    "contactable",
    "coverage",
    "cross_ratio",
    "cut_people",
    "degree",
    "density",
    "diameter",
    "directed_transitivity",
    "dyad_census",
    "expressed_demand",
    "gatekeeping",
    "growth",
    "in_degree",
    "isolates",
    "joining_through_ties",
    "largest_component_share",
    "leaders",
    "linked_share",
    "mean_names_given",
    "mean_trust",
    "measures",
    "moved_on_share",
    "multiplex_share",
    "naming_gini",
    "new_leaders",
    "out_degree",
    "penetration",
    "persistence",
    "rated_power",
    "reach_share",
    "reciprocity",
    "reciprocity_dyadic",
    "reciprocity_nonnull",
    "resource_share",
    "ring_table",
    "robustness",
    "seat_share",
    "steps_to_deciders",
    "strength",
    "transitivity",
    "triad_census",
    "turned_to_ratio",
    "turnout",
    "two_core_share",
    "user_led_share",
]
