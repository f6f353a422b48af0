"""A model as a reader wants to see it: its name and what was chosen, defaults left out."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

__all__ = ["brief"]


def brief(model: Any) -> str:
    """For example `IndependentCascade(p=0.1)`."""
    chosen = [
        f"{part.name}={getattr(model, part.name)!r}"
        for part in fields(model)
        if getattr(model, part.name) != _usual(part)
    ]
    return f"{type(model).__name__}({', '.join(chosen)})"


def _usual(part: Any) -> object:
    return part.default_factory() if part.default_factory is not MISSING else part.default
