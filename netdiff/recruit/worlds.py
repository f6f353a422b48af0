"""Networks drawn from what is doubtful: what the silent would have said, whom a name means, what was left out or wrong.

People keep their places, so that a list can be tried in every drawn network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.answers import nameable_mask
from netdiff.loaders.unsettled import alternatives, draw_names
from netdiff.network import Network
from netdiff.privacy import opted_out
from netdiff.spread.silence import expected_answers

__all__ = ["World", "drawn_world", "names_to_settle", "settled_world", "silent_people"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class World:
    """One network that might be the true one.

    Parameters
    ----------
    net : Network
        The same people in the same order, other ties.
    who : array of int, shape (n,)
        Whom each position stands for: an uncertain name stands for the person it was drawn to be.
    """

    net: Network
    who: Ints

    def meant(self, chosen: Iterable[int]) -> Ints:
        """A list as the people it means here."""
        places = np.asarray(list(chosen), dtype=np.int64)
        people = places < self.who.size
        places[people] = self.who[places[people]]
        return np.unique(places)


def silent_people(net: Network) -> Ints:
    """Who was asked, did not answer, and did not opt out: whom one could ask again."""
    asked = (net.status == "asked").to_numpy() & ~opted_out(net)
    naming = any(layer.directed and layer.flow is not None for layer in net.layers.values())
    return np.flatnonzero(asked) if naming else np.empty(0, dtype=np.int64)


def names_to_settle(net: Network) -> list[str]:
    """Uncertain names that stand in the network, those mentioned most first."""
    who = alternatives(net)
    mentions = who.drop_duplicates(["name", "ego", "layer"])["name"].value_counts()
    return [str(name) for name in mentions.index]


def drawn_world(
    net: Network, rng: np.random.Generator, *, silence: bool, names: bool, forgotten: float, mistaken: float
) -> World:
    """A network drawn from all that is declared doubtful."""
    silent = silent_people(net) if silence else ()
    uncertain = names_to_settle(net) if names else []
    world = settled_world(net, silent, uncertain, rng)
    ties = _without(world.net, mistaken, rng)
    added = _left_out(world.net, forgotten, rng)
    if len(ties) == len(world.net.ties) and added is None:
        return world
    return World(_with_ties(world.net, ties, added), world.who)


def settled_world(net: Network, silent: Sequence[int] | Ints, names: Sequence[str], rng: np.random.Generator) -> World:
    """The network if these people answered and these names were settled; everything else as it is."""
    who = np.arange(len(net))
    if names:
        drawn = draw_names(net, 1, rng=rng).iloc[0]
        net, who = _as_meant(net, {name: drawn[name] for name in names if not pd.isna(drawn[name])})
    answers, said = net.answers, []
    people = np.asarray(silent, dtype=np.int64)
    for name, layer in net.layers.items():
        here = people[(answers[name] == "asked").to_numpy()[people]]
        if layer.flow is None or not layer.directed or not here.size or not _anybody_answered(net, name):
            continue
        chance = expected_answers(net, name).matrix[here].tocoo()
        hit = rng.random(chance.nnz) < chance.data
        ends = net.nodes.index[here[chance.row[hit]]], net.nodes.index[chance.col[hit]]
        said.append(pd.DataFrame({"source": ends[0], "target": ends[1], "layer": name}))
        answers = answers.copy()
        answers.loc[net.nodes.index[here], name] = "answered"
    if not said:
        return World(net, who)
    return World(_with_ties(net, net.ties, pd.concat(said, ignore_index=True), answers), who)


def _anybody_answered(net: Network, layer: str) -> bool:
    return bool(net.answers[layer].isin(["answered", "partial"]).any())


def _as_meant(net: Network, choices: Mapping[str, Any]) -> tuple[Network, Ints]:
    """Ties of an uncertain name moved to the person it means; the name stays, with no tie."""
    who = np.arange(len(net))
    if not choices:
        return net, who
    moves = {name: str(person) for name, person in choices.items()}
    who[net.index_of(list(moves))] = net.index_of(list(moves.values()))
    ties = net.ties
    for end in ("source", "target"):
        ties[end] = ties[end].replace(moves)
    ties = ties[ties["source"] != ties["target"]]
    dated = [name for name in ("start", "end") if name in ties]
    ties = ties[~_keys(net, ties).join(ties[dated]).duplicated()]
    answers = net.answers.copy()
    for name, person in moves.items():
        said = answers.loc[name].isin(["answered", "partial"])
        answers.loc[person, said] = "answered"
        answers.loc[name] = "absent"
    return _with_ties(net, ties, None, answers), who


def _without(net: Network, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """The ties less those that were named by mistake; coins go by layer and ends, whatever the order of the rows."""
    ties = net.ties
    if share == 0.0:
        return ties
    coins = np.empty(len(ties))
    coins[_in_order(net, ties)] = rng.random(len(ties))
    return ties[coins >= share]


def _in_order(net: Network, ties: pd.DataFrame) -> Ints:
    """Positions of the rows by layer, ends and date."""
    keys = _keys(net, ties)
    layer = keys["layer"].map({name: place for place, name in enumerate(net.layers)}).to_numpy()
    dates = [pd.factorize(ties[name], sort=True)[0] for name in ("end", "start") if name in ties]
    return np.lexsort([*dates, keys["other"].to_numpy(), keys["one"].to_numpy(), layer]).astype(np.int64)


def _left_out(net: Network, share: float, rng: np.random.Generator) -> pd.DataFrame | None:
    """Ties that people forgot to name: so many that they are this share of all, half of them to a contact's contact.

    Whoever named more is taken to have forgotten more; whoever is named more, to have been forgotten more.
    """
    parts = []
    for name, layer in net.layers.items():
        count = int(rng.binomial(int((net.ties["layer"] == name).sum()), share)) if share else 0
        count = round(count / (1.0 - share))
        if layer.flow is None or layer.is_two_mode or count == 0:
            continue
        ends = _forgotten_pairs(net, name, count, rng)
        ids = net.nodes.index
        parts.append(pd.DataFrame({"source": ids[ends[0]], "target": ids[ends[1]], "layer": name}))
    return pd.concat(parts, ignore_index=True) if parts else None


def _forgotten_pairs(net: Network, layer: str, count: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    reported = (net.adjacency(layer) != 0).tocsr()
    named, naming = np.asarray(reported.sum(axis=0)).ravel(), np.diff(reported.indptr)
    can = nameable_mask(net, layer).astype(float)
    there = (net.answers[layer] != "absent").to_numpy().astype(float)
    source = rng.choice(len(net), size=count, p=_shares((naming + 1.0) * there))
    target = rng.choice(len(net), size=count, p=_shares((named + 1.0) * can))
    near = rng.random(count) < 0.5
    target[near] = [_contact_of_contact(reported, one, other, rng) for one, other in zip(source[near], target[near])]  # noqa: B905
    fresh = (source != target) & (np.asarray(reported[source, target]).ravel() == 0) & (can[target] > 0)
    return source[fresh], target[fresh]


def _contact_of_contact(reported: Any, person: int, otherwise: int, rng: np.random.Generator) -> int:
    at = person
    for _ in range(2):
        near = reported.indices[reported.indptr[at] : reported.indptr[at + 1]]
        if not near.size:
            return otherwise
        at = int(rng.choice(near))
    return at


def _keys(net: Network, ties: pd.DataFrame) -> pd.DataFrame:
    """What makes two ties the same: their layer and ends, in either order where a layer has no direction."""
    directed = ties["layer"].map({name: layer.directed for name, layer in net.layers.items()}).to_numpy(dtype=bool)
    source, target = net.index_of(ties["source"]), net.index_of(ties["target"])
    ends = {"one": np.where(directed, source, np.minimum(source, target))}
    ends["other"] = np.where(directed, target, np.maximum(source, target))
    return pd.DataFrame({**ends, "layer": ties["layer"].to_numpy()}, index=ties.index)


def _shares(weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return weight / weight.sum() if weight.sum() > 0 else np.full(weight.size, 1.0 / weight.size)


def _with_ties(
    net: Network, ties: pd.DataFrame, added: pd.DataFrame | None, answers: pd.DataFrame | None = None
) -> Network:
    """The same people with other ties; a new tie is like a usual one of its layer."""
    if added is not None and len(added):
        usual = net.ties.groupby("layer")["weight"].median()
        added = added.assign(weight=added["layer"].map(usual).fillna(1.0))
        for name in ties.columns.difference(added.columns):
            numbers = pd.api.types.is_numeric_dtype(ties[name]) and name not in ("start", "end")
            if numbers and not pd.api.types.is_bool_dtype(ties[name]):
                added[name] = ties[name].median()
        known = pd.MultiIndex.from_frame(_keys(net, ties))
        keys = _keys(net, added)
        fresh = added[~keys.duplicated().to_numpy() & ~pd.MultiIndex.from_frame(keys).isin(known)]
        ties = pd.concat([ties, fresh[[name for name in ties.columns if name in fresh]]]) if len(ties) else fresh
    told = pd.MultiIndex.from_frame(ties[["source", "target"]])
    missing = net.missing[~pd.MultiIndex.from_frame(net.missing[["source", "target"]]).isin(told)]
    answers = net.answers if answers is None else answers
    return Network(
        net.nodes, ties.reset_index(drop=True), net.layers, answers=answers, missing=missing, period=net.period
    )
