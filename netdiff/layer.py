"""What the ties of one layer say: direction, meaning, weight, and who could be named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from netdiff._check import check_choice, check_positive_int
from netdiff.errors import ModelError

__all__ = ["COMBINE", "MEANINGS", "WEIGHTS", "Flow", "Layer"]

Flow = Literal["to_source", "to_target", "both"]

MEANINGS: Mapping[str, Flow | None] = {
    "turns_to": "to_source",
    "tells": "to_target",
    "meets": "both",
    "rates": None,
}
COMBINE: Mapping[str, str] = {
    "strength": "max",
    "count": "sum",
    "duration": "sum",
    "rank": "min",
    "distance": "min",
    "probability": "either",
}
WEIGHTS = tuple(COMBINE)
SENTENCES: Mapping[str, str] = {
    "turns_to": "A link says that one person turns to another, so influence runs from the other to the one.",
    "tells": "A link says that the first person tells the second, so influence runs from the first to the second.",
    "meets": "A link says that two people meet, so influence can run both ways.",
    "rates": "A link is one person's view of another; nothing spreads along it.",
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of tie.

    Parameters
    ----------
    name : str
        The layer's name, as in `net.ties["layer"]`.
    means : {"turns_to", "tells", "meets", "rates"}
        What a reported tie says. `"turns_to"`: influence runs from the one named to the one who names.
        `"tells"`: from source to target. `"meets"`: both ways. `"rates"`: a view (power, trust, conflict) that
        carries no spread.
    directed : bool
        Whether source and target differ. `False` keeps one row per pair.
    weight_is : {"strength", "count", "duration", "rank", "distance", "probability"}
        What a weight is. It fixes how repeated ties of a pair combine: counts and durations add up, the largest
        strength and the smallest rank or distance hold, probabilities combine as independent chances.
    nameable : tuple of str, optional
        The groups that could be named at all; None for everybody.
    boundary : {"open", "roster", "log"}
        Whether people named freely, chose from a list, or were not asked at all: a log that was kept of them.
    cap : int, optional
        The most names that could be given.
    source_mode, target_mode : str, optional
        For two-mode layers: the `mode` of the nodes at each end.
    question : str, optional
        The question as it was asked.

    Raises
    ------
    ModelError
        For a word that is none of the above.

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> Layer("advice", "turns_to").flow
    'to_source'
    """

    name: str
    means: str
    directed: bool = True
    weight_is: str = "strength"
    nameable: tuple[str, ...] | None = None
    boundary: str = "open"
    cap: int | None = None
    source_mode: str | None = None
    target_mode: str | None = None
    question: str | None = None

    def __post_init__(self) -> None:
        check_choice(self.means, "means", MEANINGS)
        check_choice(self.weight_is, "weight_is", WEIGHTS)
        check_choice(self.boundary, "boundary", ("open", "roster", "log"))
        if self.cap is not None:
            check_positive_int(self.cap, "cap")
        if self.means == "tells" and not self.directed:
            message = f"layer {self.name!r} says who tells whom, so it has a direction: write directed=True."
            raise ModelError(message)
        if self.means == "turns_to" and not self.directed:
            message = f"layer {self.name!r} says who turns to whom, so it has a direction: write directed=True."
            raise ModelError(message)
        if self.nameable is not None:
            object.__setattr__(self, "nameable", tuple(self.nameable))

    @property
    def flow(self) -> Flow | None:
        """Which way influence runs along a reported tie; None where it carries none."""
        return MEANINGS[self.means]

    @property
    def combine(self) -> str:
        """How repeated ties of a pair become one number: sum, max, min or either."""
        return COMBINE[self.weight_is]

    @property
    def is_two_mode(self) -> bool:
        """Whether the two ends are different kinds of things."""
        return self.source_mode is not None and self.source_mode != self.target_mode

    @property
    def sentence(self) -> str:
        """How a tie is read, as one plain sentence."""
        return SENTENCES[self.means]

    def agrees_with(self, other: Layer) -> bool:
        """Whether both may be added up as one matrix."""
        mine = (self.directed, self.means, self.weight_is, self.source_mode, self.target_mode)
        return mine == (other.directed, other.means, other.weight_is, other.source_mode, other.target_mode)

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values, for a file."""
        return {name: getattr(self, name) for name in self.__slots__}
