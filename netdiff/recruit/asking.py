"""Who would ask for it: the chance that somebody has the need, and asks once word has come."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns, check_probability
from netdiff.errors import DataError, Fault
from netdiff.network import Network

__all__ = ["NEED", "chance_to_ask"]

Floats = npt.NDArray[np.float64]
NEED = "need"
SAID = {"yes": 1.0, "y": 1.0, "true": 1.0, "no": 0.0, "n": 0.0, "false": 0.0}
ENOUGH_SAID = 5


def chance_to_ask(net: Network, need: str = NEED, asks: float | str | None = None) -> tuple[Floats, tuple[str, ...]]:
    """The chance that each person has the need and asks once reached, and what was assumed, one sentence each.

    Parameters
    ----------
    net : Network
    need : str
        Column that says who has the need: yes or no, or a chance from 0 to 1. Where nothing is said (blank, rather not
        say, never asked) the share among those of the same group who said counts.
    asks : float, str or None
        The chance that somebody with the need asks once reached: one number, or a column; None takes it that all do.

    Returns
    -------
    tuple of (array of float, shape (n,), and tuple of str)
        0 for whoever has asked already by the table of acts: they do not ask for the first time.

    Examples
    --------
    >>> nodes = pd.DataFrame({"need": ["Yes", "no", "Prefer not to say"]}, index=["ann", "bob", "cem"])
    >>> ties = pd.DataFrame({"source": ["ann"], "target": ["bob"]})
    >>> chance_to_ask(Network.from_frames(nodes, ties, means="tells"), asks=0.5)[0].tolist()
    [0.5, 0.0, 0.25]
    """
    check_columns([need], net.nodes.columns)
    known = _said(net, need)
    silent = np.isnan(known)
    if silent.all():
        raise DataError("nobody said whether they have the need", column=need, cure="Fill it in, or choose another.")
    notes = []
    if silent.any():
        share = 100 * float(np.nanmean(known))
        notes.append(
            f"Whether they have the need is not known of {int(silent.sum())} people: the share among those of their "
            f"group who said counts ({share:.0f} % of all who said)."
        )
    chance, told = _asking(net, asks)
    done = _asked_already(net)
    if done.any():
        notes.append(f"{int(done.sum())} people have asked already; they are not counted again.")
    return np.where(done, 0.0, np.where(silent, _usual(net, known), known) * chance), (*notes, told)


def _said(net: Network, need: str) -> Floats:
    """1, 0 or a chance where it was said, NaN where it was not."""
    words = net.nodes[need].astype("str").str.strip().str.casefold()
    said = words.map(SAID).to_numpy(dtype=np.float64, na_value=np.nan)
    number = pd.to_numeric(net.nodes[need], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    _check_chances(net, need, number)
    return np.where(np.isnan(said), number, said)


def _usual(net: Network, known: Floats) -> Floats:
    """The share with the need among those of the same group who said, or of all where few of it did."""
    everybody = float(np.nanmean(known))
    if "group" not in net.nodes:
        return np.full(known.size, everybody)
    group = net.nodes["group"].astype("str").where(net.nodes["group"].notna(), "").to_numpy()
    said = pd.Series(known).groupby(group)
    return np.where(said.transform("count") >= ENOUGH_SAID, said.transform("mean"), everybody)


def _asking(net: Network, asks: float | str | None) -> tuple[Floats, str]:
    if asks is None:
        return np.ones(len(net)), "Everybody with the need is taken to ask once word has come: say asks=0.3 for fewer."
    if not isinstance(asks, str):
        chance = check_probability(asks, "asks")
        return np.full(len(net), chance), f"Of those with the need, {100 * chance:g} % ask once word has come."
    check_columns([asks], net.nodes.columns)
    number = pd.to_numeric(net.nodes[asks], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    _check_chances(net, asks, number)
    if np.isnan(number).all():
        raise DataError("it holds no chance from 0 to 1", column=asks, cure="Give a number, such as asks=0.3.")
    blank = np.isnan(number)
    return np.where(blank, np.nanmean(number), number), (
        f"Whether those with the need ask once word has come is told by the column {asks!r}"
        + (f"; its mean counts for {int(blank.sum())} people of whom it is blank." if blank.any() else ".")
    )


def _asked_already(net: Network) -> npt.NDArray[np.bool_]:
    acts = net.acts
    if acts is None or not {"node", "kind"} <= set(acts.columns):
        return np.zeros(len(net), dtype=bool)
    asked = acts["kind"].astype("str").str.strip().str.casefold() == "asked"
    return np.asarray(net.nodes.index.isin(acts.loc[asked, "node"].dropna()))


def _check_chances(net: Network, column: str, number: Floats) -> None:
    wrong = np.flatnonzero((number < 0) | (number > 1))
    if wrong.size:
        raise DataError.of(
            [
                Fault(
                    f"{column} of {net.nodes.index[row]} is no chance from 0 to 1",
                    "Write yes or no, a number from 0 to 1, or leave it blank.",
                    column=column,
                    value=net.nodes[column].iloc[row],
                )
                for row in wrong[:10].tolist()
            ]
        )
