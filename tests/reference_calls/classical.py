"""How the records of the classical measures are computed: one public call each, then reshaping."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from netdiff.errors import ConvergenceError, DataWarning
from netdiff.metrics import (
    attack,
    brokerage,
    centrality,
    coalitions,
    communities,
    coreperiphery,
    exchange,
    freeman,
    groups,
    hearing,
    hierarchy,
    holes,
    keyplayers,
    layers,
    likeness,
    mixing,
    walks,
)
from netdiff.network import Network

Record = Mapping[str, Any]
ROLES = list(brokerage.ROLES)


# -- shapes -----------------------------------------------------------------------------------------------------------


def shaped(values: pd.Series, record: Record) -> Any:
    """As the record writes it: by name, in order, of one person, or one number for all alike."""
    wanted, ego = record["expected"], record["params"].get("ego")
    if isinstance(wanted, Mapping):
        return {name: values[name] for name in wanted}
    if isinstance(wanted, list):
        return values.tolist()
    return values[ego] if ego else values.iloc[0]


def node_measure(measure: Callable[..., pd.Series], *names: str, **fixed: Any) -> Callable[[Network, Record], Any]:
    """A measure of people with some of the record's parameters."""

    def call(net: Network, record: Record) -> Any:
        chosen = {name: record["params"][name] for name in names if name in record["params"]}
        return shaped(measure(net, **(fixed | chosen)), record)

    return call


def grouped(net: Network, record: Record) -> Network:
    groups_of = [str(group) for group in record["params"]["groups"]]
    return Network.from_frames(net.nodes.assign(group=groups_of), net.ties, net.layers)


def stacked(nets: Mapping[str, Network]) -> Network:
    """Several networks of the same people as layers of one."""
    nodes = next(iter(nets.values())).nodes[[]]
    ties = [net.ties[["source", "target"]].assign(layer=name) for name, net in nets.items()]
    return Network.from_frames(nodes, pd.concat(ties), means="meets")


# -- calls ------------------------------------------------------------------------------------------------------------


def _freeman(net: Network, record: Record) -> Any:
    loops = bool(record["params"].get("loops", False))
    return {of: freeman.centralisation(net, of=of, loops=loops) for of in record["expected"]}  # type: ignore[arg-type]


def _centralised(of: Any) -> Callable[[Network, Record], float]:
    return lambda net, record: freeman.centralisation(net, of=of, loops=bool(record["params"].get("loops", False)))


def _argmax(net: Network, record: Record) -> Any:
    degree = net.adjacency().astype(bool).sum(axis=1)
    scores = {
        "degree": pd.Series(degree, index=net.nodes.index),
        "betweenness": centrality.betweenness(net),
        "closeness": centrality.closeness(net),
    }
    best = {of: values.index[np.isclose(values, values.max())].tolist() for of, values in scores.items()}
    return {of: best[of] if isinstance(wanted, list) else best[of][0] for of, wanted in record["expected"].items()}


def _max_modularity(net: Network, record: Record) -> Any:
    found = communities.max_modularity(net)
    wanted = record["expected"]
    return {"Q": found.modularity, "k": found.labels.nunique()} if isinstance(wanted, Mapping) else found.modularity


def _power(net: Network, beta: float) -> pd.Series:
    """Beyond the limit of beta the records want numbers, too; where there is no solution, none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        try:
            return walks.bonacich_power(net, beta=beta)
        except ConvergenceError:
            return pd.Series(np.nan, index=net.nodes.index)


def _bonacich(net: Any, record: Record) -> Any:
    params, wanted = record["params"], record["expected"]
    if isinstance(net, Mapping):
        by_letter = {name.removeprefix("bonacich_")[:5]: one for name, one in net.items()}
        letters = {"chain": "c", "gd": "d", "ge": "e", "gf": "f"}
        return {
            letters[short]: {beta: _power(one, float(beta)).tolist() for beta in wanted[letters[short]]}
            for short, one in by_letter.items()
        }
    if "beta" in params:
        return shaped(_power(net, params["beta"]), record)
    return {beta: _power(net, float(beta))[params["nodes"]].tolist() for beta in wanted}


def _brokerage_global(net: Network, record: Record) -> Any:
    table = brokerage.brokerage_total(grouped(net, record), variance="sna")
    return {"raw": table["count"].tolist(), "expected": table["expected"].tolist(), "z": table["z"].tolist()}


def _brokerage_chance(part: str) -> Callable[[Network, Record], Any]:
    return lambda net, record: brokerage.brokerage_chance(grouped(net, record))[part][ROLES].to_numpy().tolist()


def _weights_of(record: Record) -> Any:
    return "row" if record["params"].get("weights", "binary").startswith("row") else "binary"


def _moran(net: Network, record: Record) -> Any:
    found = likeness.moran(net, record["params"]["x"], weights=_weights_of(record), draws=9)
    return {"I": found["I"], "E": found["expected"], "var_randomisation": found["variance"]}


def _coleman(net: Network, record: Record) -> Any:
    table = mixing.coleman_homophily(net, by=record["params"]["attribute"])
    names = {
        "share_inside": "H",
        "baseline": "baseline",
        "inbreeding": "coleman_IH",
        "inbreeding_finite": "coleman_IH_finite",
    }
    return {group: {names[column]: row[column] for column in names} for group, row in table.iterrows()}


def _best_set(objective: Any) -> Callable[[Network, Record], Any]:
    def call(net: Network, record: Record) -> Any:
        params = record["params"]
        found = keyplayers.key_players(net, params["k"], objective=objective, steps=params.get("m", 2))
        told = {"value": found.value, "argmax": found.sets, "n_optimal_sets": found.n_optimal}
        return {name: told[name] for name in record["expected"]}

    return call


def _group_degree(net: Network, record: Record) -> Any:
    found = groups.best_group(net, record["params"]["k"])
    share = groups.group_degree(net, found.sets[0], normalized=True)
    told = {"value": found.value, "normalised": share, "argmax": found.sets, "n_optimal_sets": found.n_optimal}
    return {name: told[name] for name in record["expected"]}


def _core(net: Network, record: Record) -> Any:
    between: Any = "ones" if "ones" in record["params"]["ideal"] else "ignored"
    found = coreperiphery.core_periphery(net, between=between)
    return {"correlation": found.correlation, "core": found.core.index[found.core].tolist()}


def _schneider(net: Network, record: Record) -> float:
    words = record["params"]["attack"]
    by: Any = next((name for name in ("betweenness", "random") if name in words), "degree")
    return attack.resilience(net, attack=by, adaptive="recomputed" in words)


def _identity(net: Network, record: Record) -> str:
    """The record's sentence, if its three identities hold here."""
    radius = walks.spectral_radius(net)
    degree = net.adjacency().astype(bool).sum(axis=1)
    first = hearing.diffusion_centrality(net, q=0.3, horizon=1)
    long = hearing.diffusion_centrality(net, q=1 / radius, horizon=5_000)
    eigen = walks.eigenvector(net)
    finite = hearing.diffusion_centrality(net, q=0.5 / radius, horizon=200)
    holds = (
        np.allclose(first, 0.3 * degree),
        np.allclose(long / np.linalg.norm(long), eigen, atol=1e-3),
        np.allclose(finite, walks.katz(net, alpha=0.5 / radius) - 1),
    )
    return str(record["expected"]) if all(holds) else f"identities hold: {holds}"


def _vote(index: Callable[..., pd.Series]) -> Callable[[None, Record], Any]:
    """One value per member, or one per size of vote where the record lists those."""

    def call(_: None, record: Record) -> Any:
        weights = pd.Series(record["params"]["weights"])
        values = index(weights, record["params"]["quota"])
        one_each = len(record["expected"]) == len(weights)
        return (values if one_each else values[~weights.duplicated().to_numpy()]).tolist()

    return call


def _closeness(net: Network, record: Record) -> Any:
    """Over n - 1, or the plain reciprocal of the sum of steps."""
    plain = record["params"].get("normalized", True) is False
    return shaped(centrality.closeness(net) / (len(net) - 1 if plain else 1), record)


def _eigenvector(net: Network, record: Record) -> Any:
    """Of length 1, or with 1 as the largest."""
    values = walks.eigenvector(net)
    return shaped(values / values.max() if "max" in record["params"].get("scale", "") else values, record)


def _hearing_row(net: Network, record: Record) -> Any:
    params = record["params"]
    return hearing.hearing_matrix(net, q=params["q"], horizon=params["T"]).loc[params["row"]].tolist()


def _layer_pair(table: Callable[[Network], pd.DataFrame], column: str) -> Callable[[Any, Record], float]:
    return lambda nets, record: float(table(stacked(nets)).iloc[0][column])


CALLS: Mapping[str, Callable[[Any, Record], Any]] = {
    "burt_constraint": node_measure(holes.constraint),
    "burt_constraint_directed": node_measure(holes.constraint),
    "burt_effective_size": node_measure(holes.effective_size),
    "burt_efficiency": node_measure(holes.burt_efficiency),
    "burt_hierarchy": node_measure(holes.burt_hierarchy),
    "betweenness": node_measure(centrality.betweenness, "normalized"),
    "betweenness_normalised": node_measure(centrality.betweenness, "normalized"),
    "betweenness_directed_raw": node_measure(centrality.betweenness, normalized=False),
    "closeness": _closeness,
    "eigenvector": _eigenvector,
    "katz": node_measure(walks.katz, "alpha", "beta", "normalized"),
    "pagerank": node_measure(walks.pagerank, "damping"),
    "core_number": node_measure(centrality.core_number),
    "information_centrality": node_measure(centrality.information_centrality),
    "spectral_radius": lambda net, record: walks.spectral_radius(net),
    "argmax": _argmax,
    "freeman_centralization": _freeman,
    "freeman_degree_centralization": _centralised("degree"),
    "freeman_betweenness_centralization": _centralised("betweenness"),
    "freeman_closeness_centralization": _centralised("closeness"),
    "cent_degree": _centralised("degree"),
    "cent_betweenness": _centralised("betweenness"),
    "cent_closeness": _centralised("closeness"),
    "cent_evcent": _centralised("eigenvector"),
    "centralization_indegree": _centralised("in_degree"),
    "centralization_outdegree": _centralised("out_degree"),
    "centralization_total_degree": _centralised("degree"),
    "GTD_connectedness": lambda net, record: hierarchy.krackhardt(net)["connectedness"],
    "GTD_hierarchy": lambda net, record: hierarchy.krackhardt(net)["hierarchy"],
    "GTD_efficiency": lambda net, record: hierarchy.krackhardt(net)["efficiency"],
    "GTD_LUB": lambda net, record: hierarchy.krackhardt(net)["lub"],
    "bonacich_power": _bonacich,
    "bonacich_power_beta.05_signed_scale_ss=n": lambda net, record: _power(net, 0.05).tolist(),
    "gould_fernandez_raw": lambda net, record: (
        brokerage.brokerage_roles(grouped(net, record))[ROLES].to_numpy().tolist()
    ),
    "gould_fernandez_global": _brokerage_global,
    "gould_fernandez_node_expected": _brokerage_chance("expected"),
    "gould_fernandez_node_z": _brokerage_chance("z"),
    "moran_I": _moran,
    "geary_C": lambda net, record: likeness.geary(net, record["params"]["x"], weights=_weights_of(record)),
    "EI_index": lambda net, record: mixing.ei_index(net, by=record["params"]["attribute"]),
    "EI_expected_at_random": lambda net, record: mixing.ei_test(net, by=record["params"]["attribute"], draws=9)[
        "expected"
    ],
    "attribute_assortativity": lambda net, record: mixing.assortativity(net, by=record["params"]["attribute"]),
    "degree_assortativity": lambda net, record: mixing.degree_assortativity(net),
    "coleman_inbreeding_homophily": _coleman,
    "modularity_partition": lambda net, record: communities.modularity(
        net, by=record["params"]["attribute"], resolution=record["params"].get("gamma", 1.0)
    ),
    "max_modularity": _max_modularity,
    "layer_jaccard": _layer_pair(layers.layer_overlap, "jaccard"),
    "overlap_coefficient": _layer_pair(layers.layer_overlap, "overlap"),
    "dyadic_pearson": _layer_pair(layers.layer_overlap, "pearson"),
    "dyadic_correlation": _layer_pair(layers.layer_overlap, "pearson"),
    "interlayer_degree_correlation": _layer_pair(layers.layer_degrees, "pearson"),
    "interlayer_degree_spearman": _layer_pair(layers.layer_degrees, "spearman"),
    "multiplex_participation": lambda nets, record: shaped(layers.participation(stacked(nets)), record),
    "markovsky_GPI": node_measure(exchange.graph_power_index),
    "shapley_degree_game1": node_measure(coalitions.shapley_fringe),
    "shapley_game2": node_measure(coalitions.shapley_contacts, "k"),
    "shapley_game3": lambda net, record: shaped(coalitions.shapley_ball(net, steps=record["params"]["cutoff"]), record),
    "banzhaf_normalised": _vote(coalitions.banzhaf),
    "shapley_shubik": _vote(coalitions.shapley_shubik),
    "max_group_degree": _group_degree,
    "m_reach_optimum": _best_set("reach"),
    "distance_weighted_reach_optimum": _best_set("distance_reach"),
    "fragmentation_F_optimum": _best_set("fragmentation"),
    "fragmentation_DF_optimum": _best_set("distance_fragmentation"),
    "fragmentation_F": lambda net, record: keyplayers.fragmentation(net, record["params"]["removed"]),
    "distance_weighted_fragmentation": lambda net, record: keyplayers.distance_fragmentation(
        net, record["params"]["removed"]
    ),
    "borgatti_everett_discrete": _core,
    "diffusion_centrality": lambda net, record: shaped(
        hearing.diffusion_centrality(net, q=record["params"]["q"], horizon=record["params"]["T"]), record
    ),
    "hearing_matrix_row": _hearing_row,
    "identity": _identity,
    "schneider_R": _schneider,
}
