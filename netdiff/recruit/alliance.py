"""What a coalition would do to the users' network: the scorecard before, and after its partners have met.

A stated "what if", no forecast: some members of each partner are taken to be linked with some of every other.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff.errors import DataError
from netdiff.metrics.scorecard import scorecard
from netdiff.network import Network

__all__ = ["Scene", "before_after", "steps_from", "with_meetings"]

Floats = npt.NDArray[np.float64]
TINY = 1e-9
WORDS = ("power", "connectedness")
FILLS, BENCHMARKS = 16, 2


@dataclass(frozen=True, eq=False)
class Scene:
    """What the scorecard is read from.

    Parameters
    ----------
    whole : Network
        Everything that is known, with all layers.
    layer : str
        The links that the partners add to.
    stakeholder : pandas.Series
        Everybody's stakeholder group.
    deciders : list of ids
        Those who sit where it is decided.
    """

    whole: Network
    layer: str
    stakeholder: pd.Series
    deciders: list[Hashable]


def before_after(
    scene: Scene, net: Network, coming: Sequence[Floats], delegates: int, draws: int, rng: np.random.Generator
) -> pd.DataFrame:
    """The users' power and connectedness before and after the partners have met.

    Parameters
    ----------
    scene : Scene
    net : Network
        The people whom `coming` is about.
    coming : sequence of array
        For each partner, the chance that each person comes along.
    delegates, draws : int
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        Index = code of the part; `word`, `part`, `unit`, `before` with `before_low` and `before_high` (doubt from those
        who did not answer), `after`, `change` with `low` and `high` (least and most over the draws of delegates),
        `clear` (every draw moves it the same way, and out of that doubt). Parts that the file cannot tell are left out.
        `attrs["links"]`: how many links were added on average; `attrs["sentence"]` says what was assumed.
    """
    delegates, draws = check_positive_int(delegates, "delegates"), check_positive_int(draws, "draws")
    start = _measured(scene, scene.whole)
    later, links = [], []
    for stream in rng.spawn(draws):
        sent = [_sent(one, net, delegates, stream) for one in coming]
        met = with_meetings(scene.whole, scene.layer, sent)
        links.append(len(met.ties) - len(scene.whole.ties))
        later.append(_measured(scene, met)["users"])
    after = pd.concat(later, axis=1)
    change = after.sub(start["users"], axis=0)
    table = start[["word", "part", "unit"]].assign(before=start["users"])
    table = table.assign(before_low=start["users_low"], before_high=start["users_high"], after=after.mean(axis=1))
    table = table.assign(change=change.mean(axis=1), low=change.min(axis=1), high=change.max(axis=1))
    up = (table["low"] > TINY) & (table["after"] > table["before_high"].fillna(table["before"]))
    down = (table["high"] < -TINY) & (table["after"] < table["before_low"].fillna(table["before"]))
    table["clear"] = up | down
    told = table[table["before"].notna() | table["after"].notna()]
    told.attrs = {"links": float(np.mean(links)), "sentence": _assumed(scene, len(coming), delegates, links)}
    return told


def with_meetings(net: Network, layer: str, sent: Sequence[Sequence[Hashable]]) -> Network:
    """The network with a link both ways between every two delegates of different partners."""
    ties = net.ties
    own = ties[ties["layer"] == layer]
    known = set(zip(own["source"], own["target"], strict=True))
    met = {pair for here, there in combinations(sent, 2) for pair in product(here, there) if pair[0] != pair[1]}
    both_ways = met | {(there, here) for here, there in met}
    wanted = both_ways if net.layers[layer].directed else {min(pair, pair[::-1], key=str) for pair in met}
    if not net.layers[layer].directed:
        known |= {(there, here) for here, there in known}
    fresh = sorted(wanted - known, key=str)
    new = pd.DataFrame(fresh, columns=["source", "target"]).assign(layer=layer)
    if "weight" in ties:
        new["weight"] = float(own["weight"].median()) if len(own) and own["weight"].notna().any() else 1.0
    both = pd.concat([ties, new.astype({"source": ties["source"].dtype, "target": ties["target"].dtype})])
    return Network(
        net.nodes, both.reset_index(drop=True), net.layers, answers=net.answers, missing=net.missing, period=net.period,
        acts=net.acts, places=net.places, bodies=net.bodies, asks=net.asks, adoption=net.adoption,
    )  # fmt: skip


def _sent(coming: Floats, net: Network, delegates: int, rng: np.random.Generator) -> list[Hashable]:
    """Members of a partner, drawn by their chance of coming along."""
    could = np.flatnonzero(coming > 0)
    count = min(delegates, could.size)
    if not count:
        return []
    drawn = rng.choice(could, size=count, replace=False, p=coming[could] / coming[could].sum())
    return net.nodes.index[np.sort(drawn)].tolist()


def _measured(scene: Scene, net: Network) -> pd.DataFrame:
    """Power and connectedness of the users, part by part."""
    words = {name: _words(scene, name) for name in ("users", "professionals")}
    here = [one for one in scene.deciders if one in net.nodes.index]
    effort = {"draws": FILLS, "benchmark_runs": BENCHMARKS, "progress": False}
    card = scorecard(net, **words, decide=here or None, layer=scene.layer, rng=1, **effort)  # type: ignore[arg-type]
    frame = card.to_frame()
    return frame[frame["word"].isin(WORDS)]


def _words(scene: Scene, name: str) -> list[str]:
    """The file's words for a stakeholder group."""
    if "group" not in scene.whole.nodes or not (scene.stakeholder == name).any():
        raise DataError(
            f"nobody is among the {name}, so a scorecard cannot set users beside professionals",
            column="group",
            cure="Say which words of the column they are: stakeholders={'users': …, 'professionals': …}.",
        )
    who = scene.stakeholder.index[scene.stakeholder == name]
    return sorted(scene.whole.nodes["group"].loc[who].astype(str).unique())


def _assumed(scene: Scene, partners: int, delegates: int, links: Sequence[int]) -> str:
    who = f"{delegates} of those who come along from each of the {partners} partners"
    return (
        f"If {who} came to be linked with as many of every other ({np.mean(links):.0f} new links in {scene.layer!r})."
    )


def steps_from(net: Network, start: npt.NDArray[np.bool_]) -> Floats:
    """Fewest links from any of some people to each person, along the way influence runs; infinite without a way."""
    ties = (net.influence() != 0).astype(np.float64).tocsr()
    away, front, step = np.where(start, 0.0, np.inf), start.astype(np.float64), 0
    while front.any():
        step += 1
        front = ((front @ ties > 0) & np.isinf(away)).astype(np.float64)
        away[front > 0] = step
    return away
