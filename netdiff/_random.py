"""Randomness: one door for generators, and coins that depend on nothing but their key.

A *coin* is a uniform number made from (run, component, tie) by a hash, not drawn from a stream. Two
simulations that share a tie share its coin, whatever else differs between them, so a comparison is paired
tie by tie: adding ties or changing one layer moves no other draw.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["RngLike", "coins", "component_key", "generator", "mix", "run_keys", "spawn", "tie_keys"]

RngLike = int | np.integer | np.random.Generator | None
Keys = npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_TO_UNIT = float(2.0**-53)


def generator(rng: RngLike = None) -> np.random.Generator:
    """Turn what the caller gave into a Generator.

    Parameters
    ----------
    rng : int, numpy.random.Generator or None
        A whole number for a repeatable stream, a Generator to go on with, None for a fresh one.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    TypeError
        For anything else; a float or a legacy RandomState would hide a mistake.

    Examples
    --------
    >>> generator(1).integers(10) == generator(1).integers(10)
    np.True_
    """
    if isinstance(rng, np.random.Generator):
        return rng
    given: object = rng
    if given is None or (isinstance(given, int | np.integer) and not isinstance(given, bool)):
        return np.random.default_rng(given)
    message = (
        f"rng must be a whole number, a numpy Generator or None, not {type(rng).__name__}. "
        "Write rng=1 for a result that can be repeated."
    )
    raise TypeError(message)


def spawn(rng: RngLike, count: int) -> list[np.random.Generator]:
    """Independent generators, one per piece of work, so that the number of workers changes nothing."""
    return generator(rng).spawn(count)


def mix(keys: npt.ArrayLike) -> Keys:
    """Scramble 64-bit keys (the splitmix64 finaliser of Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        z = np.asarray(keys, dtype=np.uint64) + _GOLDEN
        z = (z ^ (z >> np.uint64(30))) * _FIRST
        z = (z ^ (z >> np.uint64(27))) * _SECOND
    return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def run_keys(rng: RngLike, runs: int) -> Keys:
    """One key per run; run number r has the same key however many runs there are."""
    start = generator(rng).integers(0, 2**63, dtype=np.uint64)
    return mix(mix(start) + np.arange(runs, dtype=np.uint64))


@cache
def component_key(name: str) -> np.uint64:
    """The key of a named part of a model (`"tie"`, `"threshold"`, …), the same on every machine."""
    return np.uint64(_text_hash([name])[0])


def tie_keys(source: npt.ArrayLike, target: npt.ArrayLike, layer: str = "") -> Keys:
    """Keys of ties from the ids at their ends, so that they survive reordering and new ties.

    Parameters
    ----------
    source, target : array of ids, shape (m,)
        All whole numbers or all text.
    layer : str
        Name of the layer; the same pair in another layer has another key.

    Returns
    -------
    array of uint64, shape (m,)
    """
    with np.errstate(over="ignore"):
        first = mix(_id_hash(source) + component_key(layer))
        return mix(first ^ mix(_id_hash(target)))


def coins(run_key: npt.ArrayLike, component: str, keys: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Uniform numbers in [0, 1) keyed by run, component and tie (arrays broadcast)."""
    run = np.asarray(run_key, dtype=np.uint64)
    mixed = mix(mix(run ^ component_key(component)) ^ np.asarray(keys, dtype=np.uint64))
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) * _TO_UNIT)


def _id_hash(ids: npt.ArrayLike) -> Keys:
    values = np.asarray(ids)
    if values.dtype.kind in "iu":
        return mix(values.astype(np.int64).view(np.uint64))
    return _text_hash(values.tolist())


def _text_hash(texts: list[str]) -> Keys:
    codes, unique = pd.factorize(np.asarray(texts, dtype=object))
    hashed = pd.util.hash_array(np.asarray(unique, dtype=object), categorize=False)
    return np.asarray(hashed, dtype=np.uint64)[codes]
