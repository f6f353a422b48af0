"""The one decorator that every measure stands under, and the catalogue it fills.

A measure is a plain function of a :class:`~netdiff.network.Network`. The decorator adds what a number
needs before it may be shown to anyone: what it means in plain words, when it misleads, where it comes from, and
which of the two matrices it reads (ties as reported, or who influences whom). The list in the docs, the list of
the command line and the contract tests are all read from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar

import pandas as pd

from netdiff.errors import DataError

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["Measure", "catalogue", "measure", "measures"]

P = ParamSpec("P")
R = TypeVar("R")

Matrix = Literal["reported", "influence", "tables"]
Word = Literal["existence", "power", "connectedness", "mobilisation", "structure"]


@dataclass(frozen=True)
class Measure:
    """What is known about one measure.

    Attributes
    ----------
    name : str
        Name of the function.
    function : callable
        The measure itself.
    meaning, caution, source : str
        Plain meaning, when it misleads, where the definition comes from.
    on : {"reported", "influence", "tables"}
        The matrix it reads; ``"tables"`` for measures that read acts, places or bodies.
    unit : str
        Unit of the value.
    word : str
        The word of the mission it speaks for, or ``"structure"``.
    module : str
        File in which it stands.
    """

    name: str
    function: Callable[..., Any]
    meaning: str
    caution: str
    source: str
    on: Matrix
    unit: str
    word: Word
    module: str


_CATALOGUE: dict[str, Measure] = {}


def measure(
    *,
    meaning: str,
    caution: str,
    source: str,
    on: Matrix,
    unit: str = "",
    word: Word = "structure",
    two_mode: bool = False,
) -> Callable[[Callable[Concatenate[Network, P], R]], Callable[Concatenate[Network, P], R]]:
    """Enter a function into the catalogue of measures and guard its door.

    Parameters
    ----------
    meaning : str
        One plain sentence: what the number says.
    caution : str
        One plain sentence: when the number misleads.
    source : str
        Where the definition comes from.
    on : {"reported", "influence", "tables"}
        Which matrix the function reads.
    unit : str
        Unit of the value, such as ``"people"`` or ``"share"``.
    word : {"existence", "power", "connectedness", "mobilisation", "structure"}
        The word of the mission it speaks for.
    two_mode : bool
        Whether the function also works where sources and targets are different kinds of thing.

    Returns
    -------
    callable
        A decorator that keeps the function's type. The guarded function raises ``TypeError`` when its first
        argument is no Network, and ``DataError`` when a one-mode measure meets a two-mode layer.

    Notes
    -----
    Stability: stable.
    """

    def enter(
        function: Callable[Concatenate[Network, P], R],
    ) -> Callable[Concatenate[Network, P], R]:
        name = function.__name__
        reads_layer = "layer" in signature(function).parameters

        @wraps(function)
        def guarded(net: Network, /, *args: P.args, **kwargs: P.kwargs) -> R:
            _check_network(net)
            if reads_layer and not two_mode:
                _check_one_mode(net, kwargs.get("layer"), name)
            return function(net, *args, **kwargs)

        _CATALOGUE[name] = Measure(
            name,
            guarded,
            meaning,
            caution,
            source,
            on,
            unit,
            word,
            function.__module__.rsplit(".", 1)[-1],
        )
        return guarded

    return enter


def _check_network(net: object) -> None:
    from netdiff.network import check_network

    check_network(net)


def _check_one_mode(net: Network, layer: object, name: str) -> None:
    for each in list(net.layers) if layer is None else [str(layer)]:
        if each in net.layers and net.layers[each].is_two_mode:
            problem = f"{name} compares people with one another, and layer {each!r} links two kinds of thing"
            cure = f"Name a layer of people, or turn it into one first: net.project({each!r})."
            raise DataError(problem, cure=cure)


def measures() -> dict[str, Measure]:
    """Return every measure of the catalogue by name.

    Returns
    -------
    dict of str to Measure
        A copy, in the order in which the files are read.

    Notes
    -----
    Stability: stable.
    """
    return dict(_CATALOGUE)


def catalogue() -> pd.DataFrame:
    """List every measure with its plain meaning, caution, source and the matrix it reads.

    Returns
    -------
    pandas.DataFrame
        One row per measure (index ``measure``); columns ``word``, ``meaning``, ``caution``, ``source``,
        ``reads``, ``unit`` and ``file``.

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> from netdiff import metrics
    >>> str(metrics.catalogue().loc["in_degree", "reads"])
    'reported'
    """
    columns = ["word", "meaning", "caution", "source", "reads", "unit", "file"]
    rows = [[m.word, m.meaning, m.caution, m.source, m.on, m.unit, m.module] for m in _CATALOGUE.values()]
    return pd.DataFrame(
        rows,
        index=pd.Index(list(_CATALOGUE), name="measure", dtype=str),
        columns=columns,
    )
