"""How many more replies would narrow a range, or part two."""

from __future__ import annotations

import math

from netdiff._check import check_positive
from netdiff.metrics._estimate import Estimate

__all__ = ["replies_needed", "replies_to_settle"]


def replies_needed(found: Estimate, half_width: float) -> int:
    """How many more replies would narrow a range to plus or minus `half_width`.

    Parameters
    ----------
    found : Estimate
    half_width : float
        Above 0, in the unit of the estimate.

    Returns
    -------
    int
        0 where it is narrow enough; never more than the silent.

    Notes
    -----
    Sampling without replacement narrows a range like the square root of 1/r - 1/n. The half width of the range counts,
    whichever way it was found. Stability: stable.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley, ch. 4.

    Examples
    --------
    >>> replies_needed(Estimate(0.3, 0.2, 0.4, 0.9, 50, 100, "weighted", ""), 0.05)
    30
    """
    check_positive(half_width, "half_width")
    now, silent = found.width / 2, found.asked - found.answered
    if not now > half_width or silent <= 0:
        return 0
    gap = (half_width / now) ** 2 * (1 / max(found.answered, 1) - 1 / found.asked)
    return min(math.ceil(1 / (1 / found.asked + gap)) - found.answered, silent)


def replies_to_settle(one: Estimate, other: Estimate) -> int | None:
    """How many more replies, in both groups together, would part two overlapping ranges.

    Parameters
    ----------
    one, other : Estimate
        If the values stay as they are.

    Returns
    -------
    int or None
        Of each group's own people where each group's answers make its value; of all people together where both values
        rest on the whole network ("filled in"). 0 where they are apart already; None where even full answers could not
        part them (equal values), or where the range does not come from silence.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley, ch. 4.

    Examples
    --------
    >>> one = Estimate(0.30, 0.20, 0.40, 0.9, 50, 100, "weighted", "")
    >>> other = Estimate(0.45, 0.35, 0.55, 0.9, 50, 100, "weighted", "")
    >>> replies_to_settle(one, other)
    28
    """
    if not one.overlaps(other):
        return 0
    gap, widths = abs(one.value - other.value), (one.width + other.width) / 2
    silent = sum(each.asked - each.answered for each in (one, other))
    if not gap or not widths or not silent or "counted" in {one.method, other.method}:
        return None
    shrink = gap / widths
    needed = [replies_needed(each, shrink * each.width / 2) for each in (one, other) if each.width]
    same_people = {one.method, other.method} == {"filled in"}  # both rest on everybody's answers, not on each group's
    return max(needed) if same_people else sum(needed)
