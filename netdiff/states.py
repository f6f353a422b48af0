"""The five states in which somebody can stand towards a question; absent is not zero."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["STATES", "rate_of", "state_codes"]

STATES = ("answered", "partial", "asked", "not_asked", "absent")


def state_codes(states: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Positions in `STATES`, -1 for a word that is not a state."""
    known = pd.Index(STATES, dtype="str")
    codes = [known.get_indexer(pd.Index(states[name])) for name in states]
    return np.column_stack(codes).astype(np.int8) if codes else np.empty((len(states), 0), dtype=np.int8)


def rate_of(states: pd.Series) -> float:
    """Share of those asked who answered, in full or in part; NaN where nobody was asked."""
    answered = int(states.isin(["answered", "partial"]).sum())
    asked = answered + int((states == "asked").sum())
    return answered / asked if asked else float("nan")
