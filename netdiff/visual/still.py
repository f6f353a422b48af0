"""The map as a still picture: SVG from the same positions, colours and shapes, with no script in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from netdiff.visual.palette import SHAPES
from netdiff.visual.payload import Picture

INK, PAPER = "#1b1f24", "#ffffff"
_MARGIN = 60


def still(picture: Picture, *, named: int = 12) -> str:
    """The picture as one SVG element, every string escaped.

    Parameters
    ----------
    picture : Picture
    named : int
        At most so many names stand on it: recruits first.
    """
    spots = {node["id"]: node for node in picture.nodes}
    left, top, width, height = _frame(picture.nodes)
    parts = [*_lines(picture, spots), *(_dot(node) for node in picture.nodes), *_rings(picture, spots, named)]
    key = list(_key(picture, left, top + height, width / 1000))
    height += round(34 * width / 1000) * bool(key)
    label = f'role="img" aria-label="{escape(picture.page["summary"])}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" {label}>'
    return Markup(head + "".join([*parts, *key]) + "</svg>")  # noqa: S704  made of numbers and escaped text


def _key(picture: Picture, left: float, low: float, unit: float) -> Iterator[str]:
    """The groups with their marks, in a row below the picture."""
    items = picture.page["color"]["items"] if picture.page["color"] else []
    room = 960 / max(len(items), 1)
    for place, item in enumerate(items):
        x, y = left + (30 + place * room) * unit, low + 8 * unit
        mark = f'transform="translate({x:.1f} {y:.1f}) scale({7 * unit:.2f})" fill="{item["color"]}"'
        look = f'font-size="{15 * unit:.1f}" font-family="system-ui, sans-serif" fill="{INK}"'
        yield f'<path d="{SHAPES[item["shape"]]}" {mark}/>'
        at = f'x="{x + 14 * unit:.1f}" y="{y + 5 * unit:.1f}"'
        yield f"<text {at} {look}>{escape(item['name'][: int(room / 9)])}</text>"


def _frame(nodes: list[dict[str, Any]]) -> tuple[int, int, int, int]:
    if not nodes:
        return 0, 0, 100, 60
    spots = np.array([[node["x"], node["y"]] for node in nodes])
    (left, top), (right, low) = spots.min(axis=0) - _MARGIN, spots.max(axis=0) + _MARGIN
    return int(left), int(top), int(right - left), int(low - top)


def _lines(picture: Picture, spots: dict[str, dict[str, Any]]) -> Iterator[str]:
    """One path per layer: the file stays small and the eye sees the same."""
    for number, layer in enumerate(picture.page["layers"]):
        own = [(spots[e["from"]], spots[e["to"]]) for e in picture.edges if e["l"] == number]
        path = "".join(f"M{a['x']} {a['y']}L{b['x']} {b['y']}" for a, b in own)
        dashes = f' stroke-dasharray="{" ".join(map(str, layer["dashes"]))}"' if layer["dashes"] else ""
        look = f'stroke="{layer["color"]}" stroke-opacity="{layer["opacity"] * 0.8:.2f}" fill="none"'
        yield f'<path d="{path}" {look}{dashes}/>' if own else ""


def _dot(node: dict[str, Any]) -> str:
    place = f"translate({node['x']} {node['y']}) scale({node['size']})"
    width = 1 / node["size"]
    shape = f'<path d="{SHAPES[node["shape"]]}" transform="{place}" fill="{node["color"]}"'
    return f'{shape} stroke="{PAPER}" stroke-width="{width:.3f}"/>'


def _rings(picture: Picture, spots: dict[str, dict[str, Any]], named: int) -> Iterator[str]:
    page = picture.page
    unit = _frame(picture.nodes)[2] / 1000  # so that rings and names keep their size on paper
    for mark in (*page["recruits"], *page["reserves"]):
        node = spots[mark["id"]]
        far = node["size"] * 1.15 + 4 * unit
        dashes = f' stroke-dasharray="{3 * unit:.1f} {3 * unit:.1f}"' if mark["reserve"] else ""
        ring = f'<circle cx="{node["x"]}" cy="{node["y"]}" r="{far:.1f}" fill="none" stroke="{INK}"'
        yield f'{ring} stroke-width="{(1.6 if mark["reserve"] else 2.6) * unit:.2f}"{dashes}/>'
        if not mark["reserve"] and mark["rank"] <= named:
            yield _name(node, f"{mark['rank']}", far, unit)


def _name(node: dict[str, Any], text: str, far: float, unit: float) -> str:
    look = f'font-size="{15 * unit:.1f}" font-family="system-ui, sans-serif" font-weight="700" text-anchor="middle"'
    halo = f'stroke="{PAPER}" stroke-width="{4 * unit:.1f}" paint-order="stroke" fill="{INK}"'
    return f'<text x="{node["x"]}" y="{node["y"] - far - 3 * unit:.1f}" {look} {halo}>{escape(text)}</text>'
