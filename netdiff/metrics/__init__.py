"""How far a network exists, holds power, is connected and is mobilised: Network in, numbers out."""

from __future__ import annotations

from netdiff.metrics._measure import Measure, catalogue, measures
from netdiff.metrics.attack import resilience
from netdiff.metrics.breadth import coalition_breadth, groups_on_board
from netdiff.metrics.bridges import backed_bridges, bridge_pairs, cross_ratio, mean_trust, multiplex_share
from netdiff.metrics.bridging import bridge_width, bridging_scores, bridging_ties
from netdiff.metrics.brokerage import brokerage_chance, brokerage_roles, brokerage_total
from netdiff.metrics.card import Part, Scorecard
from netdiff.metrics.census import (
    directed_transitivity,
    dyad_census,
    reciprocity_dyadic,
    reciprocity_nonnull,
    triad_census,
)
from netdiff.metrics.centrality import betweenness, closeness, core_number, harmonic, information_centrality
from netdiff.metrics.closure import average_clustering, transitivity
from netdiff.metrics.coalitions import banzhaf, myerson, shapley_ball, shapley_contacts, shapley_fringe, shapley_shubik
from netdiff.metrics.cohesion import average_path_length, cut_people, diameter, reach_share, robustness, two_core_share
from netdiff.metrics.communities import Communities, find_communities, max_modularity, modularity
from netdiff.metrics.connectedness import density, mean_names_given, reciprocity
from netdiff.metrics.coreperiphery import CorePeriphery, continuous_core, core_periphery
from netdiff.metrics.coverage import coverage
from netdiff.metrics.degrees import degree, in_degree, isolates, out_degree, strength
from netdiff.metrics.exchange import dependence, graph_power_index, power_over
from netdiff.metrics.existence import contactable, linked_share, penetration
from netdiff.metrics.freeman import centralisation
from netdiff.metrics.groups import best_group, group_betweenness, group_closeness, group_degree
from netdiff.metrics.hearing import (
    complex_centrality,
    complex_paths_script,
    diffusion_centrality,
    hearing_matrix,
    reach,
)
from netdiff.metrics.hierarchy import krackhardt
from netdiff.metrics.holes import burt_efficiency, burt_hierarchy, constraint, effective_size, structural_holes
from netdiff.metrics.keyplayers import (
    KeyPlayers,
    distance_fragmentation,
    distance_reach,
    fragmentation,
    key_players,
    reach_of_set,
)
from netdiff.metrics.lasting import groups_alive, groups_kept, persistence
from netdiff.metrics.layers import cross_layer_ei, layer_degrees, layer_overlap, participation, qap
from netdiff.metrics.leaving import left_share, quiet_share
from netdiff.metrics.likeness import geary, moran
from netdiff.metrics.mixing import (
    assortativity,
    coleman_homophily,
    degree_assortativity,
    ei_by_person,
    ei_index,
    ei_test,
    mixing_matrix,
)
from netdiff.metrics.mobilisation import acts_gini, expressed_demand, user_led_share
from netdiff.metrics.momentum import active_share, doubling_time, growth, new_leaders
from netdiff.metrics.pieces import components, largest_component_share
from netdiff.metrics.power import gatekeeping, naming_gini, rated_power, steps_to_deciders, turned_to_ratio
from netdiff.metrics.rings import joining_through_ties, moved_on_share, ring_table
from netdiff.metrics.seats import agenda_share, leaders, resource_share, seat_share
from netdiff.metrics.turnouts import turnout, turnout_by_leader
from netdiff.metrics.uncertainty import (
    Estimate,
    bounds,
    filled_networks,
    interval,
    replies_needed,
    replies_to_settle,
    sensitivity,
    top_k,
    verdict,
)
from netdiff.metrics.walks import bonacich_power, eigenvector, katz, pagerank, spectral_radius

__all__ = [
    "Communities",
    "CorePeriphery",
    "Estimate",
    "KeyPlayers",
    "Measure",
    "Part",
    "Scorecard",
    "active_share",
    "acts_gini",
    "agenda_share",
    "assortativity",
    "average_clustering",
    "average_path_length",
    "backed_bridges",
    "banzhaf",
    "best_group",
    "betweenness",
    "bonacich_power",
    "bounds",
    "bridge_pairs",
    "bridge_width",
    "bridging_scores",
    "bridging_ties",
    "brokerage_chance",
    "brokerage_roles",
    "brokerage_total",
    "burt_efficiency",
    "burt_hierarchy",
    "catalogue",
    "centralisation",
    "closeness",
    "coalition_breadth",
    "coleman_homophily",
    "complex_centrality",
    "complex_paths_script",
    "components",
    "constraint",
    "contactable",
    "continuous_core",
    "core_number",
    "core_periphery",
    "coverage",
    "cross_layer_ei",
    "cross_ratio",
    "cut_people",
    "degree",
    "degree_assortativity",
    "density",
    "dependence",
    "diameter",
    "diffusion_centrality",
    "directed_transitivity",
    "distance_fragmentation",
    "distance_reach",
    "doubling_time",
    "dyad_census",
    "effective_size",
    "ei_by_person",
    "ei_index",
    "ei_test",
    "eigenvector",
    "expressed_demand",
    "filled_networks",
    "find_communities",
    "fragmentation",
    "gatekeeping",
    "geary",
    "graph_power_index",
    "group_betweenness",
    "group_closeness",
    "group_degree",
    "groups_alive",
    "groups_kept",
    "groups_on_board",
    "growth",
    "harmonic",
    "hearing_matrix",
    "in_degree",
    "information_centrality",
    "interval",
    "isolates",
    "joining_through_ties",
    "katz",
    "key_players",
    "krackhardt",
    "largest_component_share",
    "layer_degrees",
    "layer_overlap",
    "leaders",
    "left_share",
    "linked_share",
    "max_modularity",
    "mean_names_given",
    "mean_trust",
    "measures",
    "mixing_matrix",
    "modularity",
    "moran",
    "moved_on_share",
    "multiplex_share",
    "myerson",
    "naming_gini",
    "new_leaders",
    "out_degree",
    "pagerank",
    "participation",
    "penetration",
    "persistence",
    "power_over",
    "qap",
    "quiet_share",
    "rated_power",
    "reach",
    "reach_of_set",
    "reach_share",
    "reciprocity",
    "reciprocity_dyadic",
    "reciprocity_nonnull",
    "replies_needed",
    "replies_to_settle",
    "resilience",
    "resource_share",
    "ring_table",
    "robustness",
    "seat_share",
    "sensitivity",
    "shapley_ball",
    "shapley_contacts",
    "shapley_fringe",
    "shapley_shubik",
    "spectral_radius",
    "steps_to_deciders",
    "strength",
    "structural_holes",
    "top_k",
    "transitivity",
    "triad_census",
    "turned_to_ratio",
    "turnout",
    "turnout_by_leader",
    "two_core_share",
    "user_led_share",
    "verdict",
]
