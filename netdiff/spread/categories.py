"""Adopter categories: an output of when people adopted, never a label that goes in."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["ROGERS_SHARES", "adopter_shares"]

ROGERS_SHARES = pd.Series(
    {"innovators": 0.025, "early adopters": 0.135, "early majority": 0.34, "late majority": 0.34, "laggards": 0.16},
    name="bell_curve",
)


def adopter_shares(times: pd.Series) -> pd.DataFrame:
    """Share of adopters in each category, cut at mean − 2 sd, mean − sd, mean and mean + sd of their times.

    Parameters
    ----------
    times : Series
        Period of adoption per person; blank for whoever did not adopt (they are in no category).

    Returns
    -------
    DataFrame
        Index = category; columns `share`, and `bell_curve`: the shares that Rogers gives for times that follow a bell
        curve, for comparison. Few diffusions on networks do.

    Notes
    -----
    Stability: experimental.

    References
    ----------
    Rogers (2003), Diffusion of Innovations.

    Examples
    --------
    >>> adopter_shares(pd.Series([1, 2, 2, 3, None]))["share"].tolist()
    [0.0, 0.25, 0.5, 0.0, 0.25]
    """
    known = times.dropna().to_numpy(dtype=np.float64)
    spread = known.std(ddof=1) if len(known) > 1 else 0.0
    cuts = known.mean() + spread * np.array([-2.0, -1.0, 0.0, 1.0]) if len(known) else np.zeros(4)
    counts = np.bincount(np.searchsorted(cuts, known, side="left"), minlength=5)
    return pd.DataFrame({"share": counts / max(len(known), 1), "bell_curve": ROGERS_SHARES})
