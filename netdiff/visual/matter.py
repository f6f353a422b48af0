"""What the parts of a report are made of: sections, tables, and all that a report may tell of."""

from __future__ import annotations

import base64
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from netdiff.metrics.scorecard import Scorecard
from netdiff.network import Network
from netdiff.privacy import Policy
from netdiff.recruit.coalition_plan import CoalitionPlan
from netdiff.recruit.curve import Frontier
from netdiff.recruit.invitation_plan import InvitationPlan
from netdiff.recruit.plan import Plan
from netdiff.recruit.tiesplan import TiesPlan
from netdiff.spread.outcome import Spread
from netdiff.visual.page import plain

__all__ = ["BROAD", "Matter", "Section", "Table", "inline", "maybe", "ranged", "table_of"]

BROAD = 20  # the smallest group whose shares stand in a public page


@dataclass(frozen=True)
class Table:
    """A table as text: a head and rows, and who it is for."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Section:
    """One part of the page."""

    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    picture: str = ""
    alt: str = ""
    points: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, eq=False)
class Matter:
    """All that a report may tell of."""

    net: Network
    policy: Policy
    shown: Mapping[Hashable, str]
    plan: Plan | None = None
    scorecard: Scorecard | None = None
    spread: Spread | None = None
    still: str = ""
    coalition: CoalitionPlan | None = None
    invitations: InvitationPlan | None = None
    introductions: TiesPlan | None = None
    frontier: Frontier | None = None

    @property
    def private(self) -> bool:
        """Whether names and reasons may be told."""
        return self.policy.audience == "private"

    @property
    def public(self) -> bool:
        """Whether only counts may be told."""
        return self.policy.audience == "public"

    def name(self, node: Hashable) -> str:
        """The name or code of somebody; those who may not be shown stay unnamed."""
        return self.shown.get(node, "someone who may not be shown")


def table_of(frame: pd.DataFrame, head: Sequence[str]) -> Table:
    """A frame as text, figures flush right."""
    texts = frame.astype(object).where(frame.notna(), "")
    rows = tuple(tuple(_cell(value) for value in row) for row in texts.itertuples(index=False))
    numbers = frozenset(place for place, name in enumerate(frame.columns) if _is_figures(frame[name]))
    return Table(tuple(map(plain, head)), rows, numbers=numbers)


def _is_figures(column: pd.Series) -> bool:
    """Whether a column holds numbers or shares, so that it is set flush right."""
    return pd.api.types.is_numeric_dtype(column) or bool(column.astype(str).str.fullmatch(r"[\d.,]+ ?%").all())


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else plain(value)


def inline(svg: bytes) -> str:
    """A picture as an address that holds it whole."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def ranged(value: float, low: float, high: float) -> str:
    """A number of people with its likely range, never below nobody."""
    number, least, most = (f"{max(end, 0.0):,.0f}" for end in (value, low, high))
    return number if least == most else f"{number} ({least}–{most})"


def maybe(low: float, high: float) -> str:
    """The likely range of a number of people, as a sentence."""
    least, most = f"{max(low, 0.0):,.0f}", f"{max(high, 0.0):,.0f}"
    return "Chance in the runs hardly moves this." if least == most else f"It may be {least}, it may be {most}."
