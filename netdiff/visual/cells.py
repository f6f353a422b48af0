"""The public map: no person at all, only groups by place, with small numbers and what would betray them hidden."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from netdiff import privacy
from netdiff._random import RngLike
from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.privacy import Policy
from netdiff.visual import channels, layout, payload
from netdiff.visual.layout import Arrangement, Sign
from netdiff.visual.payload import Encoding, Heading, Picture

BLANK = "(not known)"  # as the public table has it
_ACROSS, _DOWN = 130.0, 120.0
SENSITIVE = ("support", "ring", "consent", "held_by", "acceptance", "cost", "resources")


def refuse_sensitive(policy: Policy, names: Iterable[str]) -> None:
    """Support, opposition and what was noted about people stay in private files."""
    found = [name for name in names if name in SENSITIVE] if policy.audience != "private" else []
    if found:
        raise DataError(
            f"{found[0]!r} may not be shown in a file for {policy.audience}",
            cure="draw it with audience='private', or choose another column",
        )


def cells(net: Network, policy: Policy) -> Network:
    """Group by place as a network of its own: one point per cell that may be shown, links between cells in tens.

    The nodes bear `people` (rounded) and never an id of a person; a link stands for at least `min_cell` links between
    the people of two shown cells.
    """
    table = privacy.public_table(net, policy=policy)
    shown = table.stack().astype("str")  # noqa: PD013  a pair of labels per cell is just what is wanted
    shown = shown[~shown.str.startswith("fewer") & (shown != "0")].astype(int)
    names = [_cell_name(group, place) for group, place in shown.index]
    frame = pd.DataFrame(
        {
            "group": [None if group == BLANK else group for group, _ in shown.index],
            "place": [place for _, place in shown.index],
            "people": shown.to_numpy(),
            "mode": "cell",
        },
        index=pd.Index(names, name="node"),
    )
    return Network.from_frames(frame, _between(net, set(names), policy), means="meets")


def public_cells(net: Network, policy: Policy) -> dict[str, str]:
    """What a public file says of each group and place; nothing for other audiences."""
    if policy.audience != "public":
        return {}
    table = privacy.public_table(net, policy=policy)
    return {f"{group} / {place}": str(table.loc[group, place]) for group in table.index for place in table.columns}


def _cell_name(group: object, place: object) -> str:
    return str(group) if place == "all" else f"{group}, {place}"


def _between(net: Network, shown: set[str], policy: Policy) -> pd.DataFrame:
    """How many links run between shown cells, to the nearest ten; fewer than `min_cell` are left out."""
    group, place = _part(net, "group"), _part(net, "place")
    cell = pd.Series([_cell_name(g, p) for g, p in zip(group, place, strict=True)], index=net.nodes.index)
    ends = pd.DataFrame({"source": net.ties["source"].map(cell), "target": net.ties["target"].map(cell)})
    ends = ends[ends["source"].isin(shown) & ends["target"].isin(shown) & (ends["source"] != ends["target"])]
    ordered = pd.DataFrame(np.sort(ends.to_numpy(dtype=object), axis=1), columns=["source", "target"])
    counted = ordered.groupby(["source", "target"]).size().rename("weight").reset_index()
    counted = counted[counted["weight"] >= policy.min_cell]
    counted["weight"] = ((counted["weight"] + 5) // 10 * 10).clip(lower=10)
    return counted


def _part(net: Network, name: str) -> pd.Series:
    if name not in net.nodes:
        return pd.Series("all", index=net.nodes.index)
    return net.nodes[name].fillna(BLANK).astype(str)


def _grid(found: Network, policy: Policy) -> Arrangement:
    """Places across, groups down."""
    group, place = (found.nodes[name].fillna(BLANK) for name in ("group", "place"))
    groups, places = sorted(set(group)), sorted(set(place))
    across = place.map(places.index).to_numpy(dtype=float) * _ACROSS
    down = group.map(groups.index).to_numpy(dtype=float) * _DOWN
    down += np.where(across / _ACROSS % 2, _DOWN / 4, 0.0)  # so that links between neighbours do not hide each other
    top = [Sign(column * _ACROSS, -_DOWN * 0.7, name) for column, name in enumerate(places)]
    words = (
        f"Places across, groups down, by their marks. Groups of fewer than {policy.min_cell} in a place are not drawn."
    )
    return Arrangement("Groups and places", words, np.column_stack([across, down]), tuple(top))


def picture(net: Network, policy: Policy, heading: Heading, rng: RngLike = 0) -> tuple[Picture, Arrangement, pd.Index]:
    """The public map, ready for the page."""
    found = cells(net, policy)
    by_grid, by_link = _grid(found, policy), layout.positions(found, rng=rng).to_numpy(dtype=float) * 2.2
    together = Arrangement("Who is linked with whom", "Groups with many links stand close.", by_link)
    people = found.nodes["people"].rename("About how many people")
    encoding = Encoding(
        color=channels.kinds(found.nodes["group"]), size=people, columns=(found.nodes["place"].rename("Place"), people)
    )
    labels = [f"{name}: about {count}" for name, count in zip(found.nodes.index, people, strict=True)]
    return payload.picture(found, labels, encoding, [together, by_grid], heading), together, found.nodes.index
