"""Three gates on the way to adopting: is it wanted, can it be done, does it pay. Which is shut, and what opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff.errors import DataError, Fault, ModelError
from netdiff.network import Network

__all__ = ["GATES", "Gate", "check_gates", "gates_of"]

Floats = npt.NDArray[np.float64]
SCALE = 5.0
MIDDLE = 0.5
GATES: Mapping[str, tuple[str, str]] = {
    "desirable": ("may not want it yet", "let them meet somebody whose life it has made better"),
    "feasible": ("may not be able to do it yet", "offer training, time, or hands to help"),
    "viable": ("may not be able to afford it yet", "settle who pays, or what the contract allows"),
}


@dataclass(frozen=True)
class Gate:
    """Where somebody stands at a gate that is shut.

    Parameters
    ----------
    name : {"desirable", "feasible", "viable"}
    value, needed : float
        Where the person stands, and what it takes, on the scale of the sheet.
    lack : float
        How far below, as a share of the scale.
    top : float
        The end of the scale: 5, or 1.

    Notes
    -----
    Stability: experimental.
    """

    name: str
    value: float
    needed: float
    lack: float
    top: float

    @property
    def support(self) -> str:
        """What would come first."""
        return GATES[self.name][1]

    def __str__(self) -> str:
        """A sentence: which gate, its numbers, and what comes first."""
        stands = f"{self.name!r} is {self.value:g} of {self.top:g}, and {self.needed:g} is needed"
        return f"First, {self.support}: they {GATES[self.name][0]} ({stands})"


def check_gates(gates: float | Mapping[str, float] | None) -> dict[str, float]:
    """What each gate takes, on the scale of the sheet; a gate that is not named takes the middle of it."""
    wanted = dict.fromkeys(GATES, gates) if not isinstance(gates, Mapping) else dict(gates)
    for name, needed in wanted.items():
        check_choice(name, "gates", GATES)
        if needed is not None and not 0 <= needed <= SCALE:
            message = f"What the gate {name!r} takes must lie from 0 to {SCALE:g}, on the scale of the sheet."
            raise ModelError(message)
    return {name: float(needed) for name, needed in wanted.items() if needed is not None}


def gates_of(net: Network, needed: Mapping[str, float]) -> list[tuple[Gate, ...]]:
    """The gates that are shut for each person, the one that binds most first; none where nothing is known.

    Parameters
    ----------
    net : Network
        Columns `desirable`, `feasible`, `viable` of its people sheet: 1 to 5 as in the questionnaire, or 0 to 1.
    needed : mapping of gate to number
        What each takes, on the same scale.

    Examples
    --------
    >>> nodes = pd.DataFrame({"feasible": [2, 4], "viable": [1, 3]}, index=["ann", "bob"])
    >>> net = Network.from_frames(nodes, pd.DataFrame({"source": ["ann"], "target": ["bob"]}), means="tells")
    >>> [[gate.name for gate in shut] for shut in gates_of(net, {})]
    [['viable', 'feasible'], []]
    """
    shut: list[list[Gate]] = [[] for _ in range(len(net))]
    for name in (one for one in GATES if one in net.nodes):
        level, low, top = _levels(net, name)
        takes = needed.get(name, low + MIDDLE * (top - low))
        for person in np.flatnonzero(level < takes).tolist():
            shut[person].append(Gate(name, float(level[person]), takes, (takes - level[person]) / (top - low), top))
    return [tuple(sorted(gates, key=lambda gate: -gate.lack)) for gates in shut]


def _levels(net: Network, name: str) -> tuple[Floats, float, float]:
    """Where each stands (NaN: not known), and the ends of the scale."""
    number = pd.to_numeric(net.nodes[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = np.flatnonzero((number < 0) | (number > SCALE))
    if wrong.size:
        cure = "Write 1 to 5 as in the questionnaire, or 0 to 1."
        raise DataError.of(
            [
                Fault(f"{name} of {net.nodes.index[row]} is off the scale", cure, column=name, value=float(number[row]))
                for row in wrong[:10].tolist()
            ]
        )
    fractions = not (number > 1).any() and bool((number < 1).any())
    return (number, 0.0, 1.0) if fractions else (number, 1.0, SCALE)
