"""Plain words for numbers: how a value is written, and what a comparison says.

Words come from comparison with the other group and with chance, never from a cut-off of our own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from netdiff.metrics._estimate import Estimate
from netdiff.metrics._replies import replies_to_settle

if TYPE_CHECKING:
    from netdiff.metrics._appraise import Chance
    from netdiff.metrics._view import Groups

__all__ = ["beside_chance", "beside_other", "people_of", "ranged", "ranged_text", "sentence", "written"]


def people_of(group: Groups) -> str:
    """The members of a group or groups in words: "users", "users and citizens"."""
    names = [group] if isinstance(group, str) else list(group)
    return " and ".join(name if name.endswith("s") else f"{name}s" for name in names)


MARKS = {"share": " %", "times": " times", "points": " points", "days": " days"}


def written(value: float, unit: str) -> str:
    """A value as people read it."""
    return "unknown" if math.isnan(value) else f"{_figure(value, unit)}{MARKS.get(unit, '')}"


def ranged(found: Estimate, unit: str) -> str:
    """A value with its range, where it has one: "12 (10 to 14) %"."""
    return ranged_text(found.value, found.low, found.high, unit)


def ranged_text(value: float, low: float, high: float, unit: str) -> str:
    """The same, from the bare numbers."""
    if math.isnan(value):
        return "unknown"
    text, least, most = (_figure(each, unit) for each in (value, low, high))
    return f"{text}{'' if least == most else f' ({least} to {most})'}{MARKS.get(unit, '')}"


def _figure(value: float, unit: str) -> str:
    """The bare figure, with as many digits as a reader wants."""
    if unit == "share":
        return f"{100 * value:.0f}" if value >= 0.1 or value == 0 else f"{100 * value:.1f}"
    if unit == "points":
        return f"{round(100 * value):+d}"
    if math.isinf(value):
        return "never"
    if unit in ("count", "days"):
        return f"{value:.0f}"
    digits = 2 if unit == "index" or (unit == "times" and value < 1) else 1
    return f"{value:.{digits}f}"


def sentence(say: str, who: str, found: Estimate, unit: str) -> str:
    """The indicator's sentence with its value filled in, beginning with a capital."""
    text = say.format(who=who, value=ranged(found, unit))
    return text[:1].upper() + text[1:]


def beside_other(found: Estimate, other: Estimate, who: str, unit: str) -> str:
    """What the other group's value says about this one."""
    if math.isnan(other.value) or math.isnan(found.value):
        return ""
    value = f"{who[:1].upper()}{who[1:]}: {ranged(other, unit)}"
    if found.value == other.value:
        return f"{value}, the same."
    if found.overlaps(other):
        more = replies_to_settle(found, other)
        settle = f" About {more} more replies would settle it." if more else ""
        return f"{value}. The ranges overlap, so there may be no gap.{settle}"
    return f"{value}, which is {'more' if other.value > found.value else 'less'}."


def beside_chance(found: Estimate, chance: Chance, unit: str) -> str:
    """What chance would give, and on which side of it the value lies."""
    if math.isnan(chance.mean) or math.isnan(found.value):
        return ""
    about = f"chance alone would give about {written(chance.mean, unit)}"
    if found.low > chance.high:
        return f"That is more than luck: {about}."
    if found.high < chance.low:
        return f"That is less than luck: {about}."
    return f"Luck could do the same: {about}."
