"""Uncertainty: what silence, missing ties and short forms may have done to a measure.

Two things are kept apart. *Intervals* ask what full answers would have given if silent people are like those who
replied (closed forms), or like what their group said and who names them suggests (drawn rows, rehearsed). *Bounds*
assume nothing: they ask for the worst that silence could hide. People are resampled for intervals, ties for the
sensitivity to ties that were forgotten.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._progress import Progress, track
from netdiff._random import RngLike, generator
from netdiff.errors import ModelError
from netdiff.metrics._appraise import Chance, Draws, hidden_again, rehearsed
from netdiff.metrics._bounds import bounds
from netdiff.metrics._estimate import Estimate, counted
from netdiff.metrics._fill import completed
from netdiff.metrics._reading import Measured, network_with, reading
from netdiff.metrics._replies import replies_needed, replies_to_settle
from netdiff.metrics._sensitivity import sensitivity
from netdiff.metrics._view import view

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "Estimate",
    "bounds",
    "filled_networks",
    "interval",
    "replies_needed",
    "replies_to_settle",
    "sensitivity",
    "top_k",
    "verdict",
]


def interval(
    net: Network,
    measure: Measured,
    *,
    layer: str | None = None,
    level: float = 0.9,
    silence: str = "group",
    draws: int = 60,
    rng: RngLike = 1,
    progress: Progress = None,
    **options: Any,
) -> Estimate:
    """A measure with the range that silence leaves open.

    Parameters
    ----------
    net : Network
    measure : str or callable
        A measure of the catalogue that gives one number, or any function of a Network that does.
    layer : str, optional
        One layer; None where there is one, or where all agree.
    level : float
        Coverage aimed at, above 0 and below 1.
    silence : {"group", "popularity"}
        Who stands for a silent person: those of his group who replied; or those of his group who replied and are
        named about as often, for where the much named reply less often than others.
    draws : int
        How often silent rows are drawn, where there is no closed form.
    rng : int or numpy.random.Generator
    progress : bool or callable, optional
    **options
        Handed on to the measure, such as `group="user"`.

    Returns
    -------
    Estimate
        Value, low, high, and the assumption about silence they rest on.

    Raises
    ------
    ModelError
        Where the measure is not in the catalogue, or gives one number per person (`top_k` is for these).

    Notes
    -----
    `density`, `mean_names_given` and `reciprocity` have closed forms: those who answered are a random sample, without
    replacement, of those asked in their group. Everything else is taken over networks whose silent rows were drawn;
    the same is rehearsed in each drawn network, where the truth is known, and the errors found there correct the
    value and make the interval. Silence that depends on what people would have said is not covered; `bounds` is.
    Stability: stable.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley. Nandi, H. K. and Sen, P. K. (1963). On the properties
    of U-statistics when the observations are not independent. Calcutta Statistical Association Bulletin 12.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> said = pd.DataFrame({"ties": ["answered"] * 3 + ["asked"]}, index=list("abcd"))
    >>> ties = pd.DataFrame({"source": list("aabc"), "target": list("bcca")})
    >>> net = Network.from_frames(pd.DataFrame(index=list("abcd")), ties, means="turns_to", answers=said)
    >>> str(interval(net, "density"))
    '0.444 (0.282 to 0.607)'
    """
    level = _check_level(level)
    read, stream = reading(net, measure, layer, options, silence), generator(rng)
    seen, closed = read.seen, read.closed(level)
    if closed is not None:
        return closed
    if seen.is_full:
        return counted(read.plain(), len(seen), level)
    values, errors = [], []
    for whole in track(completed(seen, draws, stream), draws, progress, "drawing what silent people may have said"):
        again = next(completed(hidden_again(seen, whole, stream), 1, stream))
        values.append(read.number(whole))
        errors.append(read.number(again) - values[-1])
    return rehearsed(seen, Draws(np.array(values), np.array(errors)), level, unit=read.unit)


def filled_networks(net: Network, draws: int, *, layer: str | None = None, rng: RngLike = 1) -> Iterator[Network]:
    """Networks in which everybody has answered: the silent rows are drawn anew each time.

    Parameters
    ----------
    net : Network
    draws : int
    layer : str, optional
        One layer; None where there is one, or where all agree.
    rng : int or numpy.random.Generator

    Yields
    ------
    Network
        The people asked, one layer, weights 1.

    Notes
    -----
    A drawn name is no fact about anybody: never show these ties. Stability: experimental.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": list("ab"), "target": list("bc")})
    >>> [len(each.ties) for each in filled_networks(Network.from_frames(None, ties, means="turns_to"), 2)]
    [2, 2]
    """
    check_positive_int(draws, "draws")
    seen = view(net, layer)
    return (network_with(net, seen, ties, layer) for ties in completed(seen, draws, rng))


def top_k(
    net: Network,
    measure: Measured,
    k: int,
    *,
    layer: str | None = None,
    draws: int = 100,
    rng: RngLike = 1,
    progress: Progress = None,
    **options: Any,
) -> pd.DataFrame:
    """Who is among the first k, and how often, over what silent people may have said.

    Parameters
    ----------
    net : Network
    measure : str or callable
        A measure that gives one number per person.
    k : int
    layer : str, optional
    draws : int
    rng : int or numpy.random.Generator
    progress : bool or callable, optional
    **options
        Handed on to the measure.

    Returns
    -------
    pandas.DataFrame
        Index = people; `seen` (the measure on the ties as seen), `inclusion` (share of the draws in which the person
        is among the first k), `mean`; most frequent first. Equal values are put in random order in each draw.

    Notes
    -----
    Resamples people's answers, not people, so that ranks stay comparable. Where everybody answered, only equal
    values move. Stability: experimental.

    References
    ----------
    Smith, J. A. and Moody, J. (2013). Structural effects of network sampling coverage I. Social Networks 35.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": list("abd"), "target": list("ccc")})
    >>> found = top_k(Network.from_frames(None, ties, means="turns_to"), "in_degree", 1, draws=5)
    >>> found.index[0], found["inclusion"].iloc[0].item()
    ('c', 1.0)
    """
    check_positive_int(k, "k")
    read, stream = reading(net, measure, layer, options), generator(rng)
    seen = read.seen
    hits, total = np.zeros(len(seen)), np.zeros(len(seen))
    for whole in track(completed(seen, draws, stream), draws, progress, "drawing what silent people may have said"):
        value = read.per_person(whole).to_numpy(dtype=float)
        order = np.lexsort((stream.random(len(value)), -np.nan_to_num(value, nan=-np.inf)))
        hits[order[:k]] += 1
        total += value
    base = read.per_person(seen.ties).to_numpy(dtype=float)
    table = pd.DataFrame({"seen": base, "inclusion": hits / draws, "mean": total / draws}, index=seen.ids)
    return table.sort_values(["inclusion", "mean"], ascending=False, kind="stable")


def verdict(found: Estimate, *, other: Estimate | None = None, chance: Chance | None = None) -> str:
    """Whether an estimate says anything, in a plain sentence.

    Parameters
    ----------
    found : Estimate
    other : Estimate, optional
        The other group's value.
    chance : Chance, optional
        What random networks gave.

    Returns
    -------
    str
        Begins with "Do not use", "Too thin" or "Good enough".

    Notes
    -----
    No cut-off of our own: an estimate is too thin when its range leaves room for everything it could be compared
    with. Stability: experimental.

    Examples
    --------
    >>> thin = Estimate(0.3, 0.0, 0.9, 0.9, 3, 30, "weighted", "")
    >>> verdict(thin, other=Estimate(0.5, 0.5, 0.5, 0.9, 30, 30, "counted", ""))
    'Too thin to tell: 3 of 30 have answered, and the range leaves room for both more and less.'
    """
    if math.isnan(found.value) or found.answered < 2:
        return f"Do not use this: {found.answered} of {found.asked} have answered."
    open_to = [found.overlaps(other)] if other is not None and not math.isnan(other.value) else []
    open_to += [found.low <= chance.low and chance.high <= found.high] if chance is not None else []
    said = f"{found.answered} of {found.asked} have answered"
    if open_to and all(open_to) and found.low < found.high:
        return f"Too thin to tell: {said}, and the range leaves room for both more and less."
    return f"Good enough to compare: {said}."


def _check_level(level: float) -> float:
    if not 0.0 < level < 1.0:
        message = f"level must lie between 0 and 1, not {level}. Write 0.9 for a range meant to hold 90 % of the time."
        raise ModelError(message)
    return level
