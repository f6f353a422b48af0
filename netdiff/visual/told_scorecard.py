"""The parts of a report that tell of the scorecard: four profiles, places, and what each figure says."""

from __future__ import annotations

import pandas as pd

from netdiff.metrics._plain import ranged, written
from netdiff.metrics.card import Part
from netdiff.visual import charts, painter
from netdiff.visual.matter import Matter, Section, Table, inline, table_of
from netdiff.visual.page import plain

__all__ = ["by_place", "each_part", "four_words"]


def four_words(matter: Matter) -> Section | None:
    """The scorecard: each part with its range, the other group and chance."""
    card = matter.scorecard
    if card is None or matter.public:
        return None
    known = [part for part in card.parts if not part.lacking]
    head = ("Word", "What", card.users, card.professionals, "By chance")
    table = Table(head, tuple(map(_part_row, known)), numbers=frozenset({2, 3, 4}))
    lines = ("Each row sets the two groups side by side. In brackets: the range in which the true figure may lie.",)
    data = charts.chart(card)
    return Section("How strong is each network?", lines, table, inline(painter.picture(data)), data.alt)


def each_part(matter: Matter) -> Section | None:
    """What each part of the scorecard says in words, when it misleads, and what it rests on; what is missing."""
    card = matter.scorecard
    if card is None or matter.public:
        return None
    known = [part for part in card.parts if not part.lacking]
    rows = tuple((plain(part.indicator.title), *map(plain, _told(part))) for part in known)
    table = Table(("What", "In words", "Take care", "Rests on"), rows)
    missing = tuple(plain(f"{part.indicator.title}: {part.lacking}") for part in card.parts if part.lacking)
    return Section("What each figure says", (), table, points=missing)


def _told(part: Part) -> tuple[str, str, str]:
    return part.sentence, part.caution, part.rests_on


def by_place(matter: Matter) -> Section | None:
    """The four words by place; outside private files without small groups."""
    card = matter.scorecard
    if card is None or matter.public or card.by_frame().empty:
        return None
    words = card.by_words()
    shown = words if matter.private else words[words["people"] >= matter.policy.min_cell]
    by = str(words.columns[1])
    lines = (
        f"Each row is one group in one {by}. Small groups tell little, so each figure is drawn towards what all share.",
        *map(plain, card.by_sentences if matter.private else ()),
    )
    note = "" if len(shown) == len(words) else f"Groups of fewer than {matter.policy.min_cell} people are left out."
    head = ("Group", by.capitalize(), "People", *words.columns[3:])
    return Section(f"How strong is it, {by} by {by}?", lines, table_of(shown, head), note=note)


def _part_row(part: Part) -> tuple[str, ...]:
    unit, chance = part.indicator.unit, part.users_chance
    sides = ("not known" if side is None else ranged(side, unit) for side in (part.users, part.professionals))
    by_chance = "" if chance is None or pd.isna(chance.mean) else written(chance.mean, unit)
    return (part.indicator.word, plain(part.indicator.title), *sides, by_chance)
