"""Surveys for the experiments on silence: a real one where it is at hand, a made one for every day."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netdiff.network import Layer, Network


def made_survey(people: int = 120, rng: int = 3) -> Network:
    """Four towns; people name within their town, mostly the popular, often returned; two groups that differ."""
    draw = np.random.default_rng(rng)
    town = np.arange(people) % 4
    pull = draw.exponential(size=people) + 0.2
    group = np.where(draw.random(people) < 0.4, "chatty", "quiet")
    pairs: set[tuple[int, int]] = set()
    for one in range(people):
        chance = pull * (town == town[one]) * (np.arange(people) != one)
        wanted = draw.poisson(5 if group[one] == "chatty" else 2)
        named = draw.choice(people, min(wanted, people // 4 - 1), False, chance / chance.sum())
        pairs |= {(one, int(other)) for other in named}
    back = {(b, a) for a, b in sorted(pairs) if draw.random() < 0.3}
    index = pd.Index(range(people), name="node")
    nodes = pd.DataFrame({"place": [f"town {each}" for each in town], "group": group}, index=index)
    ties = pd.DataFrame(sorted(pairs | back), columns=["source", "target"]).assign(layer="advice")
    return Network.from_frames(nodes, ties, Layer("advice", "turns_to"))


def nominations(path: Path, group: str, prefix: str, ident: str = "id") -> Network:
    """A wide survey: one row per respondent, ids that start again in every town, names in columns of one prefix.

    People who were named but are no rows of the file are left out; names under several questions count once.
    """
    table = pd.read_csv(path)
    key = table[group].astype(str) + "-" + table[ident].astype(str)
    named = [name for name in table.columns if name.startswith(prefix)]
    long = table[named].assign(source=key, where=table[group].astype(str)).melt(["source", "where"], value_name="name")
    long = long.dropna(subset=["name"])
    ties = pd.DataFrame(
        {"source": long["source"], "target": long["where"] + "-" + long["name"].astype(int).astype(str)}
    )
    ties = ties[ties["target"].isin(key) & (ties["source"] != ties["target"])].drop_duplicates().assign(layer="named")
    nodes = pd.DataFrame({"place": table[group].astype(str).to_numpy()}, index=pd.Index(key, name="node", dtype="str"))
    return Network.from_frames(nodes, ties.reset_index(drop=True), Layer("named", "turns_to"))


def doctors() -> Network:
    """Medical Innovation (Coleman, Katz and Menzel 1966), from where outside data are kept."""
    folder = os.environ.get("NETDIFF_DATA")
    path = Path(folder or ".") / "netdiffuser" / "medInnovations.csv"
    if not folder or not path.exists():
        pytest.skip("NETDIFF_DATA does not name a folder with netdiffuser/medInnovations.csv")
    return nominations(path, group="city", prefix="net")


def said(name: str) -> Network:
    """A network of plain pairs from where outside data are kept, such as `"lazega_lawfirm/law_advice"`."""
    folder = os.environ.get("NETDIFF_DATA")
    path = Path(folder or ".") / f"{name}_ties.csv"
    if not folder or not path.exists():
        pytest.skip(f"NETDIFF_DATA does not name a folder with {name}_ties.csv")
    pairs = pd.read_csv(path)[["from", "to"]].drop_duplicates().set_axis(["source", "target"], axis=1)
    pairs = pairs[pairs["source"] != pairs["target"]].reset_index(drop=True)
    people = pd.Index(sorted(set(pairs["source"]) | set(pairs["target"])), name="node")
    return Network.from_frames(pd.DataFrame(index=people), pairs.assign(layer="named"), Layer("named", "turns_to"))


def silenced(net: Network, share: float, rng: np.random.Generator, tilt: np.ndarray | None = None) -> Network:
    """The survey as it would have come back with a share of people silent, at random or in proportion to `tilt`."""
    chance = None if tilt is None else tilt / tilt.sum()
    silent = rng.choice(len(net), round(share * len(net)), replace=False, p=chance)
    state = np.full(len(net), "answered", dtype=object)
    state[silent] = "asked"
    layer = next(iter(net.layers))
    ties = net.ties
    ties = ties[~ties["source"].isin(net.nodes.index[silent])].reset_index(drop=True)
    return Network(net.nodes, ties, net.layers, answers=pd.DataFrame({layer: state}, index=net.nodes.index))


def experiment(
    net: Network, share: float, draws: int, rng: int, measures=("density", "reciprocity"), tilt=None, **options
) -> pd.DataFrame:
    """Per measure: mean error, error of reading silence as no tie, coverage, width beside the oracle's.

    The oracle knows the truth: its interval is the estimate plus or minus 1.645 times the standard deviation that the
    estimate really has over all draws.
    """
    from netdiff.metrics import interval

    stream = np.random.default_rng(rng)
    truth = {name: interval(net, name).value for name in measures}
    found: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in measures}
    for _ in range(draws):
        thin = silenced(net, share, stream, tilt)
        naive = Network(thin.nodes, thin.ties, thin.layers)
        for name in measures:
            each, blind = interval(thin, name, **options), interval(naive, name)
            found[name].append((each.value, each.low, each.high, blind.value))
    return pd.DataFrame({name: _judged(np.array(rows), truth[name]) for name, rows in found.items()}).T


def _judged(rows: np.ndarray, truth: float) -> dict[str, float]:
    value, low, high, blind = rows.T
    return {
        "error": value.mean() / truth - 1,
        "blind": blind.mean() / truth - 1,
        "coverage": float(((low <= truth) & (truth <= high)).mean()),
        "width": float((high - low).mean() / (2 * 1.6449 * value.std())),
    }
