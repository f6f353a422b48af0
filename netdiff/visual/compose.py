"""From what was asked of `draw` to what the page holds, by way of `netdiff.privacy`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from netdiff import privacy
from netdiff._memo import once
from netdiff._random import RngLike
from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.privacy import Audience, Policy
from netdiff.visual import cells, channels, payload
from netdiff.visual.arrangements import arrangements
from netdiff.visual.layout import Arrangement, Points, positions
from netdiff.visual.lit import Lit, lit, times_of
from netdiff.visual.page import plain
from netdiff.visual.payload import Encoding, Heading, Picture
from netdiff.visual.register import Issue


@dataclass(frozen=True, eq=False)
class Composed:
    """What the page holds, where its people stand, which code is whose, and what a register is to say of it."""

    picture: Picture
    arrangement: Arrangement
    index: pd.Index
    key: pd.DataFrame
    issue: Issue


@dataclass(frozen=True)
class Wish:
    """What was asked of `draw`, in one piece."""

    color: str | pd.Series | None = "group"
    size: str | pd.Series | None = None
    shape: str | pd.Series | None = None
    layers: Sequence[str] | None = None
    highlight: Any = None
    spread: Any = None
    columns: tuple[str, ...] = ()
    policy: Policy = field(default_factory=Policy)
    title: str = ""
    start: pd.DataFrame | None = None
    positions: pd.DataFrame | None = None
    individuals: bool = False
    rng: RngLike = 0

    @property
    def named(self) -> list[str]:
        """The columns of the network that the picture would show."""
        named = [wish for wish in (self.color, self.size, self.shape) if isinstance(wish, str)]
        return list(dict.fromkeys([*named, *self.columns]))


def composed(net: Network, wish: Wish, audience: Audience) -> Composed:
    """Everything about the map that was wished for."""
    policy = _policy(net, wish, audience)
    if policy.audience == "public":
        found, arrangement, index = cells.picture(net, policy, _heading(wish, policy, 0), wish.rng)
        issue = Issue(policy, 0, ("groups by place",), cells.public_cells(net, policy))
        return Composed(found, arrangement, index, _key(pd.Series(dtype="str")), issue)
    return _people(net, wish, policy)


def _key(shown: pd.Series) -> pd.DataFrame:
    """Who stands under which code."""
    return pd.DataFrame({"code": shown.to_numpy(), "id": shown.index})


def _policy(net: Network, wish: Wish, audience: Audience) -> Policy:
    """What may leave: the usual attributes and those asked for by name, save what is never for this audience."""
    for name in wish.columns:
        channels.column_of(net, name)
    extra = [name for name in wish.named if name not in privacy.ALLOWED and (name != "group" or name in net.nodes)]
    policy = replace(wish.policy, audience=audience, allow=(*privacy.ALLOWED, *extra))
    cells.refuse_sensitive(policy, extra)
    return policy


def _people(net: Network, wish: Wish, policy: Policy) -> Composed:
    table, left_out = privacy.people_out(net, policy)
    shown = net.select(list(table.index)) if left_out else net
    marks = lit(net, wish.highlight, set(table.index), told=policy.audience == "private")
    encoding = _encoding(shown, table, wish, marks)
    layouts = arrangements(shown, _first(shown, wish), allowed=_arranging(wish, policy), layers=wish.layers)
    heading = _heading(wish, policy, left_out)
    found = payload.picture(shown, table["shown"].map(plain).tolist(), encoding, layouts, heading, wish.layers)
    if policy.audience != "private" and policy.preset == "nhs":
        found = payload.rounded(found)
    key = _key(table["shown"] if policy.audience == "partners" else table["shown"].iloc[:0])
    holds = tuple(column["title"] for column in found.page["columns"])
    return Composed(found, layouts[0], shown.nodes.index, key, Issue(policy, len(shown), holds))


def _first(net: Network, wish: Wish) -> Points:
    """Where people stand at first: where they were put, or where their links pull them."""
    if wish.positions is None:
        return _pulled(net, wish)
    given = np.asarray(wish.positions.reindex(net.nodes.index)[["x", "y"]], dtype=float)
    if not np.isfinite(given).all():
        raise DataError(
            f"{int((~np.isfinite(given).all(axis=1)).sum())} people have no place in `positions`",
            cure="give everybody a place, or let newcomers find theirs: start= instead of positions=",
        )
    return given


def _pulled(net: Network, wish: Wish) -> Points:
    """Where links pull people, ratings left out where there is anything else; map and report share it."""
    carrying = [name for name, layer in net.layers.items() if layer.flow is not None]
    chosen = list(wish.layers) if wish.layers is not None else carrying or None

    def found() -> Points:
        return np.asarray(positions(net, rng=wish.rng, start=wish.start, layers=chosen))

    if wish.start is not None or not isinstance(wish.rng, int):
        return found()
    return once(net, ("positions", wish.rng, None if chosen is None else tuple(chosen)), found).copy()


def _arranging(wish: Wish, policy: Policy) -> set[str]:
    """The columns by which people may be laid out; support only for bodies, or with a stated purpose."""
    if policy.audience != "private":
        return set(policy.columns)
    return {*policy.columns, "support of bodies", *(["support"] if wish.individuals and policy.purpose else [])}


def _encoding(net: Network, table: pd.DataFrame, wish: Wish, lit_up: Sequence[Lit]) -> Encoding:
    color = None if _is_absent_group(wish.color, net) else wish.color
    used = {name for name in (color, wish.shape) if isinstance(name, str)}
    size = None if wish.size is None else channels.column_of(net, wish.size)
    facts = [
        table[name] for name in table.columns if name != "shown" and name not in used and table[name].notna().any()
    ]
    if size is not None and str(size.name) not in table:
        facts.append(size)
    return Encoding(
        color=None if color is None else channels.kinds(channels.column_of(net, color)),
        shape=None if wish.shape is None else channels.kinds(channels.column_of(net, wish.shape)),
        size=size,
        columns=(*facts, payload.answered(net)),
        marks=payload.marks(net, lit_up),
        times=times_of(net, wish.spread),
    )


def _is_absent_group(color: str | pd.Series | None, net: Network) -> bool:
    return isinstance(color, str) and color == "group" and "group" not in net.nodes


def _heading(wish: Wish, policy: Policy, left_out: int) -> Heading:
    from netdiff import __version__

    made = f"Made with netdiff {__version__} on {date.today().isoformat()}."  # noqa: DTZ011  a date for the reader
    cautions = [
        "Not for judging anybody's performance at work.",
        "Closeness on the map is a help to the eye, not a measure.",
    ]
    if left_out:
        cautions.append(
            f"{left_out:,} people are not drawn: they said no, or are known only because others named them."
        )
    facts = (("Purpose", policy.purpose), ("Kept by", policy.owner), ("Delete after", policy.delete_after))
    banner = " ".join([policy.banner, *(f"{name}: {plain(value)}." for name, value in facts if value)])
    return Heading(wish.title, policy.audience, banner, made, tuple(cautions), f"{policy.audience.upper()}-map")
