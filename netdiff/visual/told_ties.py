"""The parts of a report that tell of introductions: whom to bring together, who could do it, what it would change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from netdiff.recruit.tiesplan import TiesPlan
from netdiff.visual import charts, painter
from netdiff.visual.matter import Matter, Section, Table, inline, maybe, ranged
from netdiff.visual.page import plain

__all__ = ["PARTS", "headline", "whom_to_introduce"]

UNDER_ONE = "under 1"
SHARES = ("pairs of everybody that are linked", "users with a link to another user")
WAYS = {
    "random pairs": "pairs picked by lot",
    "best-linked people": "those with the most links, with one another",
    "friends of friends": "people who share a contact",
}


def headline(what: TiesPlan) -> str:
    """The introductions in plain sentences."""
    if not what.chosen:
        return "We found no pair of people whose meeting would bring it to anyone else."
    gain, number = what.gain, len(what.chosen)
    pairs = "this pair" if number == 1 else f"these {number} pairs"
    after, before = f"{what.reach.value:,.0f}", f"{what.before.value:,.0f}"
    of_all = f"{after}, not {before}," if after != before else f"{after}"
    more = "one more person or fewer" if round(gain.value) <= 1 else f"about {gain.value:,.0f} more people"
    return (
        f"Bring {pairs} together. We expect it to get to {more}: {of_all} of {len(what.net):,}. "
        f"{maybe(gain.low, gain.high)}"
    )


def whom_to_introduce(matter: Matter) -> Section | None:
    """The pairs, and who could bring them together."""
    what = matter.introductions
    if what is None or matter.public or not what.chosen:
        return None
    head = ("", "One", "The other", "Link", "More people", "Meeting", *(["Who could do it"] if matter.private else []))
    rows = tuple(_pair(matter, row) for row in what.to_frame().to_dict("records"))
    meetings = what.meetings()
    lines = ["In this order. Each adds to those above it.", _width(what), _little(rows)]
    if len(meetings) < len(what.chosen):
        lines.append(f"Pairs with the same number under Meeting could meet at once: {len(meetings)} in all.")
    data = charts.chart(what)
    note = "Not all introductions become links. Ask both first: nobody has to meet anyone."
    table = Table(head, rows, numbers=frozenset({4, 5}))
    picture = inline(painter.picture(data))
    return Section("Whom to introduce", tuple(filter(None, lines)), table, picture, data.alt, (), note)


def _pair(matter: Matter, row: Mapping[Any, Any]) -> tuple[str, ...]:
    way = "no way in is known" if pd.isna(row["through"]) else plain(row["through"])
    through = (way,) if matter.private else ()
    sides = (matter.name(row["one"]), matter.name(row["other"]))
    gain = _more(*(row[name] for name in ("gain", "gain_low", "gain_high")))
    return (f"{row['rank']}", *sides, _link(row), gain, f"{row['meeting']}", *through)


def _more(value: float, low: float, high: float) -> str:
    """So many people more; what is more than nobody and less than one is said so, not called nobody."""
    return UNDER_ONE if low > 0 and high < 1 else ranged(value, low, high)


def _little(rows: Sequence[tuple[str, ...]]) -> str:
    """A word where most pairs alone add less than one person."""
    little = sum(UNDER_ONE in row for row in rows)
    return f"“{UNDER_ONE}”: less than one person on average. What counts is all of them together." if little else ""


def _link(row: Mapping[Any, Any]) -> str:
    """What kind of link it would be: inside a group or across, in one place or between two."""
    words = []
    for name in ("group", "place"):
        ends = [row.get(f"{side}_{name}") for side in ("one", "other")]
        if not any(pd.isna(end) for end in ends):
            words.append(plain(ends[0]) if ends[0] == ends[1] else f"{plain(ends[0])} and {plain(ends[1])}")
    return "; ".join(words)


def _width(what: TiesPlan) -> str:
    """A word where several links into one place only work together."""
    frame = what.to_frame()
    if ((frame["gain"] < 0.5) & (frame["only"] > 0.5)).any():
        return "Some do nothing alone. They only work together: people there need to hear it from more than one."
    return ""


def beside_plain_ways(matter: Matter) -> Section | None:
    """As many introductions made in other ways."""
    what = matter.introductions
    if what is None or what.baselines.empty or not what.chosen:
        return None
    own = ("these", _more(what.gain.value, what.gain.low, what.gain.high))
    rows = [
        own,
        *((WAYS.get(str(name), plain(name)), _more(r["gain"], r["low"], r["high"])) for name, r in _ways(what)),
    ]
    lines = ["As many pairs, found in other ways."]
    if (what.baselines["less_low"] <= 0).any():
        lines.append("At least one plain way does as well here, as far as we can tell. You may well use that one.")
    table = Table(("How found", "More people"), tuple(rows), numbers=frozenset({1}))
    return Section("Are these pairs better than plain ones?", tuple(lines), table)


def _ways(what: TiesPlan) -> list[tuple[Any, Any]]:
    return list(what.baselines.sort_values("gain", ascending=False).iterrows())


def what_it_changes(matter: Matter) -> Section | None:
    """Power and connectedness before and after."""
    what = matter.introductions
    if what is None or matter.public or what.changes.empty or not what.chosen:
        return None
    rows = tuple(
        (plain(name), plain(row["word"]), _figure(str(name), row["before"]), _figure(str(name), row["after"]))
        for name, row in what.changes.iterrows()
    )
    lines = ("If all of them become links.", "Beside chance: 1 means as often as their number suggests.")
    head = ("What", "Which of the four words", "Now", "Then")
    return Section("What it changes for users", lines, Table(head, rows, numbers=frozenset({2, 3})))


def _figure(name: str, value: float) -> str:
    """A share in percent, any other figure as it is."""
    return f"{100 * value:.3g} %" if name.startswith(SHARES) else f"{value:.3g}"


def what_it_rests_on(matter: Matter) -> Section | None:
    """Assumptions, other models, and who was left out."""
    what = matter.introductions
    if what is None or matter.public:
        return None
    points = [plain(note) for note in what.notes]
    if len(what.strengths) > 1:
        points.insert(0, _other_guesses(what))
    proof = "Every set of so many was tried." if what.all_tried else "Nothing is proved: a better set may be missed."
    return Section("What the pairs rest on", (proof,), points=tuple(points))


def _other_guesses(what: TiesPlan) -> str:
    each = "; ".join(f"{_guess(str(name))}: {row['gain']:,.0f}" for name, row in what.strengths.iterrows())
    return f"More people under each guess of how it spreads: {each}."


def _guess(model: str) -> str:
    """A declared model as people would say it."""
    passed = re.fullmatch(r"IndependentCascade\(p=([\d.]+)\)", model)
    return plain(model) if passed is None else f"if a link passes it on with a chance of {passed[1]}"


PARTS = (whom_to_introduce, beside_plain_ways, what_it_changes, what_it_rests_on)
