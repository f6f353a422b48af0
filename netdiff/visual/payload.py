"""What a map's page is given: pyvis's lists of nodes and edges, and the legend, panel and layouts that go with them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.privacy import nhs_rounded
from netdiff.visual import channels, links
from netdiff.visual.channels import Kinds
from netdiff.visual.layout import Arrangement
from netdiff.visual.lit import Lit, Times
from netdiff.visual.page import plain
from netdiff.visual.palette import SHAPES, UNKNOWN

ANSWERED = {
    "answered": "answered", "partial": "answered in part", "asked": "asked, did not answer",
    "not_asked": "never asked", "absent": "away",
}  # fmt: skip
_MOST_VALUES = 40  # a column of more kinds than these is shown, but not offered as a filter
_LEAST_FOR_MEANS = 8
_NAMED = 8  # how many of the largest are named on the map at all times


@dataclass(frozen=True)
class Mark:
    """Someone to be lit: a recruit with a rank, or a reserve."""

    place: int
    rank: int
    reason: str = ""
    reserve: bool = False


@dataclass(frozen=True)
class Encoding:
    """What colour, shape and size stand for, which columns the panel may tell, and who is lit."""

    color: Kinds | None = None
    shape: Kinds | None = None
    size: pd.Series | None = None
    columns: tuple[pd.Series, ...] = ()
    marks: tuple[Mark, ...] = ()
    times: Times | None = None


@dataclass(frozen=True)
class Heading:
    """The words around the picture."""

    title: str
    audience: str
    banner: str
    source: str = ""
    cautions: tuple[str, ...] = ()
    file: str = "map"


@dataclass(frozen=True)
class Picture:
    """All that the page holds."""

    page: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    labels: tuple[str, ...] = field(repr=False, default=())


def picture(
    net: Network,
    labels: Sequence[str],
    encoding: Encoding,
    layouts: Sequence[Arrangement],
    heading: Heading,
    layers: Sequence[str] | None = None,
) -> Picture:
    """Bring it all together for the page, under random ids that differ each time."""
    shown = list(net.layers if layers is None else layers)
    found = links.pairs(net, shown)
    ids = random_ids(len(net))
    columns = [*encoding.columns, *counts(net, shown, found)]
    page = {
        **_words(net, found, heading),
        "columns": [_column(column) for column in columns],
        "color": encoding.color and encoding.color.legend(),
        "shape": encoding.shape and encoding.shape.legend(),
        "size": None if encoding.size is None else channels.size_legend(encoding.size),
        "layers": links.layer_legend(net, shown, found),
        "recruits": [_marked(mark, ids) for mark in encoding.marks if not mark.reserve],
        "reserves": [_marked(mark, ids) for mark in encoding.marks if mark.reserve],
        "layouts": [_layout(layout) for layout in layouts],
        "spread": _spread(encoding),
        "shapes": SHAPES,
        "named": _NAMED,
        "least": 1,
    }
    return Picture(page, _nodes(ids, labels, encoding, columns, layouts[0]), links.lines(found, ids), tuple(labels))


def rounded(found: Picture) -> Picture:
    """The picture with counts rounded as English hospital statistics are, and averages only from eight people on."""
    whole = {place for place, column in enumerate(found.page["columns"]) if column["kind"] == "number"}
    nodes = [{**node, "v": [_nhs(v) if at in whole else v for at, v in enumerate(node["v"])]} for node in found.nodes]
    legends = {name: _rounded_items(found.page[name]) for name in ("color", "shape") if found.page[name]}
    page = {**found.page, **legends, "least": _LEAST_FOR_MEANS}
    return replace(found, page=page, nodes=nodes)


def _rounded_items(legend: dict[str, Any]) -> dict[str, Any]:
    return {**legend, "items": [{**item, "count": _nhs(item["count"])} for item in legend["items"]]}


def _nhs(value: float | None) -> float | None:
    return None if value is None else int(nhs_rounded([round(value)])[0])


def random_ids(count: int) -> list[str]:
    """Short random ids, no two alike; nothing about a person can be read from them, nor two exports joined by them."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[secrets.token_hex(4)] = None
    return list(found)


def noun(net: Network) -> str:
    """What the points are: people, unless the network says otherwise."""
    modes = set(net.nodes["mode"].dropna().unique()) if "mode" in net.nodes else set()
    if modes <= {"person"}:
        return "people"
    if modes == {"cell"}:
        return "groups by place"
    if modes <= {"person", "organisation"}:
        return "people and organisations" if "person" in modes else "organisations"
    return "points"


def _words(net: Network, found: pd.DataFrame, heading: Heading) -> dict[str, Any]:
    alone = len(net) - len(np.unique(found[["a", "b"]].to_numpy()))
    tail = f"; {alone:,} without a link stand below" if alone else ""
    return {
        "title": plain(heading.title),
        "audience": heading.audience,
        "banner": plain(heading.banner),
        "source": plain(heading.source),
        "cautions": [plain(line) for line in heading.cautions],
        "summary": f"{len(net):,} {noun(net)}, {len(found):,} links{tail}.",
        "noun": noun(net),
        "file": heading.file,
    }


def counts(net: Network, layers: Sequence[str], found: pd.DataFrame) -> Iterable[pd.Series]:
    """Numbers that every map can tell: how many each is linked with, and how many turn to them."""
    ends = pd.concat([found[["a", "b"]], found[["b", "a"]].set_axis(["a", "b"], axis=1)]).drop_duplicates()
    yield _tally(net, ends["a"], "Linked with")
    for number, name in enumerate(layers):
        if net.layers[name].means != "turns_to":
            continue
        own = found[found["layer"] == number]
        sources = pd.concat([own.loc[own["to_b"], "a"], own.loc[own["to_a"], "b"]])
        yield _tally(net, sources, f"People who turn to them ({plain(name).replace('_', ' ')})")


def _tally(net: Network, places: pd.Series, title: str) -> pd.Series:
    return pd.Series(
        np.bincount(places.to_numpy(dtype=np.int64), minlength=len(net)), index=net.nodes.index, name=title
    )


def _column(column: pd.Series) -> dict[str, Any]:
    """How the panel, the table and the filters are to take a column."""
    title = channels.title_of(column)
    if channels.is_number(column):
        return {"title": title, "kind": "number", "filter": bool(column.min() < column.max()), "values": []}
    values = sorted(set(channels.words(column)))
    return {"title": title, "kind": "category", "filter": 1 < len(values) <= _MOST_VALUES, "values": values}


def _values(column: pd.Series) -> list[Any]:
    if channels.is_number(column):
        return [_number(value) for value in column]
    return [None if blank else text for text, blank in zip(channels.words(column), column.isna(), strict=True)]


def _number(value: float) -> float | int | None:
    if pd.isna(value) or not np.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(f"{value:.4g}")


def _marked(mark: Mark, ids: list[str]) -> dict[str, Any]:
    return {"id": ids[mark.place], "rank": mark.rank, "reason": plain(mark.reason), "reserve": mark.reserve}


def _layout(layout: Arrangement) -> dict[str, Any]:
    spots = np.rint(layout.positions).astype(int).tolist()
    signs = [{"x": round(s.x), "y": round(s.y), "text": plain(s.text), "at": s.at} for s in layout.signs]
    return {"name": layout.name, "words": layout.words, "positions": spots, "signs": signs}


def _spread(encoding: Encoding) -> dict[str, Any] | None:
    if encoding.times is None:
        return None
    known = encoding.times.by_person.dropna()
    last = int(np.ceil(known.max())) if len(known) else 0
    return {"last": last, "unit": encoding.times.unit, "words": plain(encoding.times.words)}


def _nodes(
    ids: list[str], labels: Sequence[str], encoding: Encoding, columns: list[pd.Series], layout: Arrangement
) -> list[dict[str, Any]]:
    """The people as nodes of pyvis's data model, with what the panel tells of them."""
    count = len(ids)
    frame = {
        "id": ids,
        "label": [plain(label) for label in labels],
        "x": np.rint(layout.positions[:, 0]).astype(int).tolist(),
        "y": np.rint(layout.positions[:, 1]).astype(int).tolist(),
        "size": _radii(encoding, count),
        "color": _by_code(encoding.color, "colors", UNKNOWN, count),
        "shape": _by_code(encoding.shape or encoding.color, "shapes", "dot", count),
        "c": _codes(encoding.color, count),
        "s": _codes(encoding.shape, count),
        "t": [None] * count if encoding.times is None else [_number(time) for time in encoding.times.by_person],
        "v": [list(row) for row in zip(*map(_values, columns), strict=True)] if columns else [[]] * count,
    }
    return [dict(zip(frame, row, strict=True)) for row in zip(*frame.values(), strict=True)]


def _radii(encoding: Encoding, count: int) -> list[float]:
    """How large each is drawn; where size stands for nothing, those who are lit are drawn larger."""
    radii = channels.sizes(encoding.size, count)
    if encoding.size is None:
        radii[[mark.place for mark in encoding.marks]] *= 1.35
    return [float(radius) for radius in np.round(radii, 1)]


def _by_code(kinds: Kinds | None, part: str, usual: str, count: int) -> list[str]:
    return [usual] * count if kinds is None else [getattr(kinds, part)[code] for code in kinds.codes]


def _codes(kinds: Kinds | None, count: int) -> list[int]:
    codes: npt.NDArray[np.int64] = np.zeros(count, dtype=np.int64) if kinds is None else kinds.codes
    return [int(code) for code in codes]


def answered(net: Network) -> pd.Series:
    """Who answered, in words."""
    return net.status.map(ANSWERED).rename("Survey")


def marks(net: Network, lit_up: Sequence[Lit]) -> tuple[Mark, ...]:
    """Those to be lit, by their place in the network as it is shown."""
    places = net.index_of([one.node for one in lit_up])
    return tuple(Mark(int(place), one.rank, one.reason, one.reserve) for place, one in zip(places, lit_up, strict=True))
