"""Coins that depend on their key alone: the compiled twin of `netdiff._random.coins`.

A kernel gets, per run, a *state* (run key mixed with the name of a component) and, per tie or node, a key.
`coin_bits(state, key)` is the same 64 bits that the numpy version turns into a uniform number.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

__all__ = ["bound_of", "coin", "coin_bits", "mix", "unit"]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_TO_UNIT = float(2.0**-53)


@jit
def mix(key: np.uint64) -> np.uint64:
    """Scramble 64 bits (the splitmix64 finaliser)."""
    z = key + _GOLDEN
    z = (z ^ (z >> _S30)) * _FIRST
    z = (z ^ (z >> _S27)) * _SECOND
    return z ^ (z >> _S31)


@jit
def coin_bits(state: np.uint64, key: np.uint64) -> np.uint64:
    """64 random bits for this run, component and key."""
    return mix(state ^ key)


@jit
def unit(bits: np.uint64) -> float:
    """A uniform number above 0 and below 1 from 64 random bits."""
    return (np.float64(bits >> _S11) + 0.5) * _TO_UNIT


@jit
def coin(state: np.uint64, key: np.uint64) -> float:
    """A uniform number in [0, 1) for this run, component and key."""
    return np.float64(mix(state ^ key) >> _S11) * _TO_UNIT


def bound_of(chances: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    """The largest bits that still count as a success: `coin_bits <= bound` exactly where `coin < chance`.

    Chances must be above 0; a kernel then compares whole numbers instead of fractions.
    """
    steps = np.ceil(np.asarray(chances, dtype=np.float64) * 2.0**53).astype(np.uint64)
    return (steps << _S11) - np.uint64(1)
