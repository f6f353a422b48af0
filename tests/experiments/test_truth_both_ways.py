"""Worlds in which each claim is true, and in which it is false, by how they were made: the verdict is right in all.

Every world is a fresh random network of a stated kind. The parameters of the world settle what is true; the experiment
is not told which world it is in, and its declared region is the same in both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.experiments import (
    Contrast,
    Demand,
    Design,
    Funnel,
    Movement,
    Pipeline,
    Rings,
    Sector,
    codesign,
    conditions,
    demand,
    displacement,
    movement,
    nested_communities,
    support,
    together,
    user_networks,
)
from netdiff.network import Network

World = Callable[[int], Contrast]


def town(seed: int, people: int = 60) -> Network:
    """A small world; every third person is a professional."""
    graph = nx.watts_strogatz_graph(people, 4, 0.2, seed=seed)
    group = ["professional" if node % 3 == 0 else "user" for node in graph]
    ties = pd.DataFrame([(f"n{a}", f"n{b}") for a, b in graph.edges], columns=["source", "target"])
    nodes = pd.DataFrame({"group": group}, index=pd.Index([f"n{node}" for node in graph], name="node"))
    return Network.from_frames(nodes, ties, means="meets")


def supported(able: float, known: float) -> World:
    model = Funnel(media=known, p_info=known, desirable=1.0, viable=1.0, feasible=able)
    return lambda seed: support(town(seed), model=model, region={"persuades": (0.0, 0.02)}, runs=30, rng=seed)


def sector(loss: float, moving: float) -> World:
    def world(seed: int) -> Contrast:
        drawn = np.random.default_rng(seed)
        share = np.append(drawn.uniform(0.5, 1.5, 8), 3.0)
        table = pd.DataFrame({"share": share, "quality": 1.0, "innovative": False})
        table.loc[8, ["quality", "innovative"]] = [2.0, True]
        made = Sector(table.astype({"innovative": bool}))
        settings: dict[str, Any] = {"loss": loss, "radicalness": 0.9, "switching": 1.0 - moving, "outcome": "benefit"}
        return displacement(made, **settings, region={"transfer": (0.2, 0.4)}, runs=30, rng=seed)

    return world


def designed(variety: float, rough: float) -> World:
    model = Design(variety=variety, rough=rough, bad_word=1.0, adapts=0.0)
    return lambda seed: codesign(town(seed), model=model, region={"learning": (0.2, 0.4)}, runs=60, rng=seed)


def kept(fidelity: float) -> World:
    rule: dict[str, Any] = {"model": Design(fidelity=fidelity, adapts=1.0, rough=0.0), "aspect": "adapting"}
    return lambda seed: codesign(town(seed), **rule, region={"core": (0.5, 0.6)}, runs=60, rng=seed)


def asked(arrivals: float, bar: float) -> World:
    model = Pipeline(arrivals=arrivals, attention=1, bar=bar)
    return lambda seed: demand(town(seed), model=model, region={"moves": (0.1, 0.2)}, runs=40, rng=seed)


def heard(w: float, mobilised: int) -> World:
    """Each user tells two professionals, and nobody tells anybody else: only users can move professionals."""

    def world(seed: int) -> Contrast:
        drawn = np.random.default_rng(seed)
        ties = [(f"u{k}", f"p{p}") for k in range(30) for p in drawn.choice(12, 2, replace=False)]
        ids = [f"u{k}" for k in range(30)] + [f"p{k}" for k in range(12)]
        nodes = pd.DataFrame(
            {"group": ["user" if name[0] == "u" else "professional" for name in ids]}, index=pd.Index(ids)
        )
        net = Network.from_frames(nodes, pd.DataFrame(ties, columns=["source", "target"]), means="tells", directed=True)
        rule = {"model": Demand(w=w), "mobilised": mobilised, "amount": 10, "dial": "mobilisation"}
        return user_networks(net, **rule, region={"threshold": (0.2, 0.3)}, runs=30, rng=seed)  # type: ignore[arg-type]

    return world


def ringed(need: int, hold: float, drop: float) -> World:
    """No links to begin with: what the facilitator makes is all there is."""
    rings = Rings(
        media=0, contact=0, lift=0, need=need, to_innovator=0.3, drop_adopter=0, drop_innovator=drop, hold=hold
    )

    def world(seed: int) -> Contrast:
        size = 40 + 10 * seed
        ids = pd.Index([f"n{k}" for k in range(2 * size)], name="node")
        nodes = pd.DataFrame({"ring": ["innovator"] * size + ["adopter"] * size}, index=ids)
        net = Network.from_frames(nodes, pd.DataFrame({"source": [], "target": []}, dtype="str"), means="meets")
        options: dict[str, Any] = {"links": size // 6, "model": rings, "runs": 15}
        return nested_communities(net, **options, region={"to_adopter": (0.05, 0.1)}, rng=seed)

    return world


def moved(private: float, reach: float) -> World:
    model = Movement(private=private, spread=0.05, reach=reach)
    return lambda seed: movement(town(seed), model=model, region={"example": (0.0, 0.3)}, runs=30, rng=seed)


def bridged(voices: int) -> World:
    """Users act by themselves; professionals stand in circles apart and wait for so many voices."""
    rule = Movement(
        private=0.4, spread=0.01, example=0.3, voices=voices, ladders={"user": (0.2,), "professional": (0.6,)}
    )

    def world(seed: int) -> Contrast:
        circles = [nx.watts_strogatz_graph(12, 4, 0.0, seed=seed) for _ in range(5 + seed)]
        graph = nx.disjoint_union_all([nx.complete_graph(15), *circles])
        group = ["user"] * 15 + ["professional"] * (len(graph) - 15)
        ties = pd.DataFrame([(f"n{a}", f"n{b}") for a, b in graph.edges], columns=["source", "target"])
        nodes = pd.DataFrame({"group": group}, index=pd.Index([f"n{node}" for node in graph], name="node"))
        net = Network.from_frames(nodes, ties, means="meets")
        options: dict[str, Any] = {"lever": "bridges", "amount": 6, "model": rule, "runs": 30}
        return movement(net, **options, region={"width": (3, 4)}, rng=seed)

    return world


def enabled(viable: float, feasible: float) -> World:
    model = Funnel(media=0.3, desirable=1.0, viable=viable, feasible=feasible)
    return lambda seed: conditions(
        town(seed), "rewards", model=model, region={"gates": ("conjunctive",), "bad": (0.0, 0.1)}, runs=40, rng=seed
    )


def played_together(rings: Rings, private: float, shifts: float, eases: float) -> World:
    crowd = Movement(private=private, spread=0.01, example=0.0)
    rule: dict[str, Any] = {"rings": rings, "crowd": crowd, "shifts": shifts, "eases": eases, "periods": 20, "runs": 20}
    return lambda seed: together(town(seed), **rule, region={"links": (0.0, 3.0)}, rng=seed)


STEP_BY_STEP = Rings(media=0.0, contact=0.05, need=0, demand=1.0)  # nobody hears of it without a movement
SAME_STEP = Rings(media=1.0, to_adopter=0.2, to_innovator=1.0, lift=0, need=0, demand=2.0, drop_interest=0,
                  drop_adopter=0, drop_innovator=0)  # fmt: skip

WORLDS: dict[str, tuple[World, World]] = {
    "support": (supported(able=0.2, known=0.9), supported(able=1.0, known=0.01)),
    "displacement": (sector(loss=1.0, moving=1.0), sector(loss=0.0, moving=0.0)),
    "codesign": (designed(variety=1.5, rough=0.0), designed(variety=0.0, rough=0.9)),
    "codesign, adapting": (kept(fidelity=2.0), kept(fidelity=0.0)),
    "demand": (asked(arrivals=20.0, bar=0.9), asked(arrivals=0.1, bar=0.0)),
    "user_networks": (heard(w=1.0, mobilised=0), heard(w=0.0, mobilised=0)),
    "nested_communities": (ringed(need=1, hold=0.8, drop=0.2), ringed(need=0, hold=0.0, drop=0.2)),
    "movement": (moved(private=0.35, reach=0.3), moved(private=0.0, reach=0.1)),
    "movement, bridges": (bridged(voices=2), bridged(voices=1)),
    "together": (played_together(STEP_BY_STEP, 0.35, 0.9, 3.0), played_together(SAME_STEP, 0.35, 0.9, 6.0)),
    "conditions": (enabled(viable=0.3, feasible=1.0), enabled(viable=1.0, feasible=0.3)),
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", WORLDS)
def test_the_verdict_is_right_in_worlds_where_the_claim_is_true_and_where_it_is_false(name: str, seed: int) -> None:
    true, false = WORLDS[name]
    assert true(seed).verdict == "follows"
    assert false(seed).verdict == "does not follow"
