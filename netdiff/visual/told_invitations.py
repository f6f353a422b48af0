"""The parts of a report that tell of invitations: what they unlock, and what the ring would look like."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from netdiff.recruit.invitation_plan import InvitationPlan
from netdiff.visual import charts, painter
from netdiff.visual.matter import Matter, Section, Table, inline, maybe, ranged
from netdiff.visual.page import plain

__all__ = ["PARTS", "headline"]


def headline(what: InvitationPlan) -> str:
    """The invitations in plain sentences."""
    unlocks = what.unlocks
    return (
        f"Ask these {len(what.people)} to move from the ring “{plain(what.rings.source)}” into the ring "
        f"“{plain(what.rings.ring)}”. The ring would then get to about {unlocks.value:,.0f} more people. "
        f"{maybe(unlocks.low, unlocks.high)}"
    )


def what_invitations_unlock(matter: Matter) -> Section | None:
    """What each invitation opens up."""
    what = matter.invitations
    if what is None or matter.public:
        return None
    rows = tuple(
        (f"{row['rank']}", matter.name(row["person"]), _new(row), *_counts(row))
        for row in what.to_frame().to_dict("records")
    )
    lines = (
        "New people: those whom the ring and the names above do not get to.",
        f"Made ready: those still outside who would then know {what.voices} in the ring.",
    )
    head = ("", "Who", "New people", "Knows in the ring", "Made ready")
    return Section("What each invitation opens up", lines, Table(head, rows, numbers=frozenset({2, 3, 4})))


def _new(row: Mapping[Hashable, Any]) -> str:
    return ranged(*(row[name] for name in ("unlocks", "unlocks_low", "unlocks_high")))


def _counts(row: Mapping[Hashable, object]) -> tuple[str, str]:
    return f"{row['contacts']}", f"{row['readies']}"


def where_the_ring_comes_from(matter: Matter) -> Section | None:
    """Contexts and users in the ring, now and then."""
    what = matter.invitations
    if what is None or matter.public:
        return None
    groups = what.design_group()
    lines = ["Each mark shows how many in the ring come from one place. The more even, the more views it hears."]
    if what.users in groups.index:
        users = groups.loc[what.users]
        lines.append(f"It holds {users['before']} of group {plain(what.users)}. It would hold {users['after']}.")
    data = charts.chart(what)
    return Section("Where the ring comes from", tuple(lines), None, inline(painter.picture(data)), data.alt)


PARTS = (what_invitations_unlock, where_the_ring_comes_from)
