"""Models fitted to observed adoption: what they would say if the association were influence in part only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

__all__ = ["ARMS", "FittedModel", "arms_of", "with_arms"]

ARMS: Mapping[str, float] = {"as fitted": 1.0, "halved": 0.5, "at none": 0.0}


@runtime_checkable
class FittedModel(Protocol):
    """A model whose effect of others was estimated from an association, and so may be likeness in part.

    Notes
    -----
    `simulate` and `recommend` take one and try it three times: the association taken as influence in full, by half,
    and not at all. Stability: experimental.
    """

    def at_share(self, share: float) -> Any:
        """The model of spread if only this share of the association, from 0 to 1, is influence."""


def arms_of(model: FittedModel) -> dict[str, Any]:
    """The three arms, by name: `as fitted`, `halved`, `at none`."""
    return {name: model.at_share(share) for name, share in ARMS.items()}


def with_arms(models: Iterable[Any]) -> list[Any]:
    """Models with the arms of each fit in its place."""
    lists = (list(arms_of(one).values()) if isinstance(one, FittedModel) else [one] for one in models)
    return [arm for arms in lists for arm in arms]
