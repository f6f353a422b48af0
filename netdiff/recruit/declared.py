"""The declared models: those that were given, or a few strengths of the usual ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from netdiff._check import check_choice, check_probability
from netdiff.errors import ModelError
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold

__all__ = ["STRENGTHS", "declared_models"]

STRENGTHS = (0.05, 0.1, 0.2)


def declared_models(model: Any, strengths: Sequence[float], changes: str | None) -> list[Any]:
    """The declared models, the one the list is made for first."""
    if model is not None:
        return list(model) if isinstance(model, list | tuple) else [model]
    if changes is not None:
        check_choice(changes, "changes", ("news", "roles"))
    if changes == "roles":
        return [ComplexContagion(count=2), ComplexContagion(share=0.3), LinearThreshold()]
    chances = sorted({check_probability(p, "strengths") for p in strengths})
    if not chances:
        message = "strengths must hold at least one chance between 0 and 1, for example (0.05, 0.1, 0.2)."
        raise ModelError(message)
    middle = chances[len(chances) // 2]
    return [IndependentCascade(p) for p in (middle, *(p for p in chances if p != middle))]
