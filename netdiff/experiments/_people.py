"""Keys of people's coins, from their ids alone: the order of people, and who else is there, change no draw."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._random import mix

__all__ = ["person_keys"]


def person_keys(ids: Iterable[Hashable]) -> npt.NDArray[np.uint64]:
    """One key per id, shape (n, 1), to be broadcast against the keys of runs."""
    texts = np.array([str(name) for name in ids], dtype=object)
    return mix(np.asarray(pd.util.hash_array(texts, categorize=False), dtype=np.uint64))[:, None]
