"""How far a network exists, holds power, is connected and is mobilised: Network in, numbers out."""

from __future__ import annotations

from netdiff.metrics._measure import Measure, catalogue, measures

__all__ = ["Measure", "catalogue", "measures"]
