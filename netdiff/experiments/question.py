"""What an experiment asks, fixed before it runs, and what it is played on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from netdiff.answers import response_rate
from netdiff.errors import DataError, ModelError
from netdiff.network import Network, check_network

__all__ = ["Basis", "Question", "somebody"]


def somebody(net: Network) -> Network:
    """A network with somebody in it."""
    if not len(check_network(net)):
        raise DataError(
            "there is nobody in this network", cure="Check the file: its receipt says what became of each row."
        )
    return net


@dataclass(frozen=True)
class Question:
    """What an experiment asks, fixed before it runs.

    Parameters
    ----------
    claim : str
        The sentence that is examined.
    outcome : str
        What is counted, with its unit.
    favoured, rival : str
        The arm that the claim favours, and the fair control beside it.
    costs : mapping
        Stated cost of each arm. Those of `favoured` and `rival` must be equal.
    fixed, assumes : tuple of str
        What is the same in every arm, and what the model takes for granted.
    built_in : str
        Which assumption builds part of the effect in.
    margin : float
        The smallest difference that would matter; 0 counts any.
    experiment : str
        Its name in `netdiff.experiments.CARDS`.
    unit : {"share", "number"}
        Whether the outcome is a share of people (or periods), or a number on a scale of its own.

    Notes
    -----
    Stability: experimental.
    """

    claim: str
    outcome: str
    favoured: str
    rival: str
    costs: Mapping[str, float]
    fixed: tuple[str, ...]
    assumes: tuple[str, ...]
    built_in: str
    margin: float = 0.0
    experiment: str = ""
    unit: str = "share"

    def __post_init__(self) -> None:
        ours, theirs = self.costs[self.favoured], self.costs[self.rival]
        if not np.isclose(ours, theirs):
            message = (
                f"{self.favoured!r} costs {ours:g} and {self.rival!r} costs {theirs:g}: that comparison is not fair. "
                "Cure: give both arms the same budget."
            )
            raise ModelError(message)


@dataclass(frozen=True)
class Basis:
    """What an experiment was played on: `people`, `links`, the `layer` and the share of those asked who `answered`."""

    people: int
    links: int
    layer: str = ""
    answered: float = float("nan")

    @classmethod
    def of(cls, net: Network, layer: str | None) -> Basis:
        """The same of a network, along one layer or all."""
        along = net if layer is None else net.layer(layer)
        rates = [response_rate(along, name) for name in along.layers]
        return cls(len(net), len(along.ties), layer or "", min(rates, default=float("nan")))
