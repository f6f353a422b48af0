"""The parts of the report in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from netdiff.metrics.scorecard import Scorecard
from netdiff.visual import told_coalition, told_doubt, told_invitations, told_ties
from netdiff.visual.matter import BROAD, Matter, Section
from netdiff.visual.page import plain
from netdiff.visual.told_network import came_in, groups_and_places, the_map, who_answered
from netdiff.visual.told_plan import (
    beside_others,
    headline,
    how_it_would_spread,
    in_short_left_out,
    left_out,
    reserves,
    to_carry_along,
    whom_to_recruit,
    would_change,
)  # fmt: skip
from netdiff.visual.told_scorecard import by_place, each_part, four_words

__all__ = ["one_sheet", "sections"]

ROOM_BESIDE_A_MAP = 12


def sections(matter: Matter) -> Iterator[Section]:
    """The parts of the report that can be told to this audience, in order."""
    makers = (
        in_short, *told_coalition.PARTS, *told_invitations.PARTS, *told_ties.PARTS,
        came_in, who_answered, four_words, by_place, groups_and_places, the_map,
        how_it_would_spread, whom_to_recruit, reserves, beside_others, left_out, *told_doubt.PARTS,
        would_change, each_part,
    )  # fmt: skip
    for make in makers:
        section = make(matter)
        if section is not None:
            yield section


def one_sheet(matter: Matter) -> Iterator[Section]:
    """What fits on one sheet of A4: who asks whom for what, the map, who is left out."""
    crowded = matter.plan is not None and len(matter.plan.chosen) > ROOM_BESIDE_A_MAP
    listed = (told_coalition.whom_to_win, told_ties.whom_to_introduce)
    makers = (in_short, *listed, to_carry_along, in_short_left_out)
    for make in makers if crowded else (*makers, the_map):
        section = make(matter)
        if section is not None:
            yield replace(section, points=(), note="", picture="") if make in listed else section


def in_short(matter: Matter) -> Section | None:
    """The four sentences, and what the list would do."""
    lines = list(_headlines(matter))
    if matter.scorecard is not None and (not matter.public or _is_broad(matter.scorecard)):
        lines.extend(matter.scorecard.sentences)
    return Section("In short", tuple(map(plain, lines))) if lines else None


def _headlines(matter: Matter) -> Iterator[str]:
    if matter.coalition is not None:
        yield told_coalition.headline(matter.coalition)
    if matter.introductions is not None:
        yield told_ties.headline(matter.introductions)
    if matter.invitations is not None:
        yield told_invitations.headline(matter.invitations)
    elif matter.plan is not None:
        yield headline(matter.plan)


def _is_broad(card: Scorecard) -> bool:
    """Whether both groups are large enough for their shares to be told to everybody."""
    sides = [side for part in card.parts for side in (part.users, part.professionals) if side is not None]
    return bool(sides) and min(side.asked for side in sides) >= BROAD
