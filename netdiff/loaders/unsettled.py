"""Names that wait for a decision, carried as alternatives: who each may be, how likely, and the network if so.

With it a plan can be tried under many readings of the uncertain names and say which of them matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._random import RngLike, generator
from netdiff.errors import DataError, Fault
from netdiff.loaders._mentions import _stranger_key
from netdiff.loaders.review import carry_out, unsettled_nodes
from netdiff.network import Network, check_network

__all__ = ["alternatives", "draw_names", "settled"]

COLUMNS = ("name", "spelling", "ego", "layer", "candidate", "score", "chance")
PER_NAME = {"name": "str", "spelling": "str", "candidate": "str", "score": "float64", "chance": "float64"}
NOBODY = 68.0
SPREAD = 10.0
"""Score that "nobody on the list" stands at, and how many points of score make one candidate e times as likely as
another: the likeliest values for the review rows of `messy_names` (24 rosters, 8,347 uncertain mentions)."""


def alternatives(net: Network) -> pd.DataFrame:
    """Who each uncertain name may be: one row per mention and candidate, "nobody on the list" among them.

    Parameters
    ----------
    net : Network
        As a reader made it: uncertain names are nodes of their own (`unsettled` in `net.nodes`).

    Returns
    -------
    pandas.DataFrame
        - `name`: id of the node that stands for the uncertain person; what `settled` takes as key.
        - `spelling`: how it was written.
        - `ego`, `layer`: who wrote it and to which question; both missing for a name that answered the survey itself.
        - `candidate`: id of the person it may be; missing = nobody on the list.
        - `score`: likeness of the names, 65 to 100; missing for nobody.
        - `chance`: 0 to 1, adds up to 1 over the candidates of each mention.

        Rows of one mention stand together, the likeliest candidate first.

    Notes
    -----
    A chance grows with the score as exp(score / 10), and nobody on the list stands at a score of 68: fitted to made-up
    misspellings (`messy_names`), where one in ten uncertain mentions meant somebody on no list. Real files differ, so
    take it as a weight for trying things out, not as a finding. Whoever is tied to the uncertain person is not that
    person: nobody names themselves. All mentions of one spelling are taken for one person, as in `apply_review`.
    It holds names: keep it as private as the survey. Stability: experimental.

    Examples
    --------
    >>> from netdiff.loaders.survey import read_survey
    >>> people = pd.DataFrame({"id": ["P1", "P2", "P3"], "name": ["Ann Lee", "Anna Lee", "Bo Day"]})
    >>> answers = pd.DataFrame({"id": ["P3"], "ask_1": ["A. Lee"]})
    >>> net = read_survey(answers, alters="ask_", means="turns_to", people=people)
    >>> alternatives(net)[["name", "ego", "candidate", "chance"]].round(2)
         name ego candidate  chance
    0  A. Lee  P3        P1    0.46
    1  A. Lee  P3        P2    0.46
    2  A. Lee  P3       NaN    0.08
    """
    per_name = _per_name(net)
    mentions = _mentions(net, list(dict.fromkeys(per_name["name"])))
    return mentions.merge(per_name, on="name", sort=False)[list(COLUMNS)]


def draw_names(net: Network, draws: int, *, rng: RngLike = None) -> pd.DataFrame:
    """Draw whom each uncertain name means, by the chances of `alternatives`.

    Parameters
    ----------
    net : Network
    draws : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    pandas.DataFrame
        Draws by names (node ids); each cell an id, or missing for nobody on the list. A row is what `settled` takes.

    Notes
    -----
    Names are drawn one apart from the other. Stability: experimental.

    Examples
    --------
    >>> from netdiff.loaders.survey import read_survey
    >>> people = pd.DataFrame({"id": ["P1", "P2", "P3"], "name": ["Ann Lee", "Anna Lee", "Bo Day"]})
    >>> answers = pd.DataFrame({"id": ["P3"], "ask_1": ["A. Lee"]})
    >>> net = read_survey(answers, alters="ask_", means="turns_to", people=people)
    >>> drawn = draw_names(net, 20, rng=1)
    >>> drawn.shape, {settled(net, one).ties["target"].iloc[0] for _, one in drawn.iterrows()} <= {"P1", "P2", "A. Lee"}
    ((20, 1), True)
    """
    check_positive_int(draws, "draws")
    random = generator(rng)
    found: dict[str, npt.NDArray[np.object_]] = {}
    for name, rows in _per_name(net).groupby("name", sort=False):
        picked = random.choice(len(rows), size=draws, p=rows["chance"].to_numpy(dtype=float))
        found[str(name)] = rows["candidate"].to_numpy(dtype=object)[picked]
    return pd.DataFrame(found, index=pd.RangeIndex(draws, name="draw"), dtype="str")


def settled(net: Network, choices: Mapping[str, Any] | pd.Series) -> Network:
    """The network if uncertain names are the people chosen.

    Parameters
    ----------
    net : Network
    choices : mapping or Series of name to id
        Names as in the column `name` of `alternatives`; None (or NaN) = nobody on the list. Names left out still wait.

    Returns
    -------
    Network

    Raises
    ------
    DataError
        For names that are not uncertain and ids that nobody bears: all at once.

    Notes
    -----
    For trying readings out. A decision made in earnest goes through `apply_review`, by spelling, so that it is kept
    for the next wave. Stability: experimental.

    Examples
    --------
    >>> from netdiff.loaders.survey import read_survey
    >>> people = pd.DataFrame({"id": ["P1", "P2", "P3"], "name": ["Ann Lee", "Anna Lee", "Bo Day"]})
    >>> answers = pd.DataFrame({"id": ["P3"], "ask_1": ["A. Lee"]})
    >>> net = read_survey(answers, alters="ask_", means="turns_to", people=people)
    >>> settled(net, {"A. Lee": "P2"}).ties["target"].tolist(), settled(net, {"A. Lee": None}).ties["target"].tolist()
    (['P2'], ['A. Lee'])
    """
    spellings = _spellings(check_network(net))
    chosen = {str(name): None if pd.isna(person) else str(person) for name, person in dict(choices).items()}
    _refuse(net, chosen, spellings)
    return carry_out(net, {text: chosen[name] or "outside" for name in chosen for text in spellings[name]})


def _spellings(net: Network) -> dict[str, list[str]]:
    """Node of an uncertain person → its spellings that wait."""
    nodes, found = unsettled_nodes(net), dict[str, list[str]]()
    for text in dict.fromkeys(net.receipt.review["spelling"]):
        node = nodes.get(_stranger_key(str(text)))
        if node is not None:
            found.setdefault(node, []).append(str(text))
    return found


def _per_name(net: Network) -> pd.DataFrame:
    """`name`, `spelling`, `candidate`, `score`, `chance`: one row per uncertain person and candidate."""
    review = check_network(net).receipt.review
    sure = net.nodes.index.difference(list(unsettled_nodes(net).values()))
    review = review[review["candidate"].isin(sure)]
    beside = _neighbours(net)
    parts = []
    for node, texts in _spellings(net).items():
        best = review[review["spelling"].isin(texts)].groupby("candidate", sort=False)["score"].max()
        best = best.astype(float).sort_values(ascending=False, kind="stable")
        chance = _chances(best.to_numpy(), ~best.index.isin(list(beside.get(node, ()))))
        rows = {"name": node, "spelling": texts[0], "candidate": [*best.index, None], "score": [*best, np.nan]}
        parts.append(pd.DataFrame({**rows, "chance": chance}))
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in PER_NAME.items()})
    return pd.concat(parts, ignore_index=True)


def _chances(scores: npt.ArrayLike, free: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Chance of each candidate, and of nobody on the list last; none for those who cannot be meant."""
    weight = np.exp((np.append(np.asarray(scores, dtype=float), NOBODY) - 100.0) / SPREAD) * np.append(free, True)
    return np.asarray(weight / weight.sum(), dtype=np.float64)


def _neighbours(net: Network) -> dict[str, set[str]]:
    """Whom each node has a tie with, in either direction."""
    ties = net.ties
    found: dict[str, set[str]] = {}
    for one, other in (("source", "target"), ("target", "source")):
        for node, others in ties.groupby(one)[other]:
            found.setdefault(str(node), set()).update(map(str, others))
    return found


def _mentions(net: Network, names: list[str]) -> pd.DataFrame:
    """`name`, `ego`, `layer` of every tie that leads to an uncertain person, and of those who only answered."""
    ties = net.ties
    either = ties[ties["layer"].isin([name for name, layer in net.layers.items() if not layer.directed])]
    turned = either.rename(columns={"source": "target", "target": "source"})
    ties = pd.concat([ties, turned]) if len(turned) else ties
    named = ties[ties["target"].isin(names)].drop_duplicates(["source", "target", "layer"])
    frame = pd.DataFrame({"name": named["target"], "ego": named["source"], "layer": named["layer"]}, dtype="str")
    alone = [name for name in names if name not in set(frame["name"])]
    silent = pd.DataFrame({"name": alone, "ego": None, "layer": None}, dtype="str")
    whole = pd.concat([frame, silent], ignore_index=True)
    order = whole["name"].map({name: place for place, name in enumerate(names)})
    return whole.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def _refuse(net: Network, chosen: Mapping[str, str | None], spellings: Mapping[str, list[str]]) -> None:
    waiting = ", ".join(list(spellings)[:5]) or "none"
    faults = [
        Fault("this name does not wait for a decision", f"Names that wait: {waiting}.", value=name)
        for name in chosen
        if name not in spellings
    ]
    known = set(net.nodes.index) - set(spellings)
    faults += [
        Fault("nobody in the network bears this id", "Choose one of the candidates, or None.", value=person)
        for person in chosen.values()
        if person is not None and person not in known
    ]
    if faults:
        raise DataError.of(faults)
