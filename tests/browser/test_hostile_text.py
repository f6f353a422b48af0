"""What people typed is text, wherever it lands: nothing of it runs, nothing of it breaks the page.

The ten probes that stock pyvis was put to (markup in label, hover text, hover text with `href`, heading, id twice over,
options, colours and sizes, groups, DOT text) and a suite of hostile labels go into every place of ours that takes text.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from netdiff.layer import Layer
from netdiff.network import Network
from netdiff.visual.map import draw

pytestmark = pytest.mark.browser

HOSTILE = {
    "script": "<script>window.ran = 1</script>",
    "image": "<img src=x onerror='window.ran = 1'>",
    "svg": "<svg onload=window.ran=1><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "link": "<a href='javascript:window.ran=1'>href</a>",
    "closing": "</script><script>window.ran = 1</script>",
    "option": '"><option value="x" onfocus=window.ran=1 autofocus>',
    "style": "red;}</style><script>window.ran = 1</script>",
    "dot": 'digraph { a -> b [label="</script><script>window.ran=1</script>"] }',
    "comment": "<!--<script>window.ran = 1//",
    "template": "{{ 7 * 7 }}{% for x in range(9) %}x{% endfor %}${window.ran = 1}",
    "handler": "' onmouseover='window.ran=1' x='",
    "bidi": "abc \u202e gnp.exe \u2066 x \u200f <b onclick=window.ran=1>",
    "long": "A<b>" * 2500,
    "emoji": "👩🏽‍⚕️<img src=x onerror=window.ran=1>\u2028\u2029\x00\x07",
    "formula": "=HYPERLINK(\"javascript:window.ran=1\")",
}  # fmt: skip


def hostile_network(text: str) -> Network:
    """A small network in which every text is hostile: ids, labels, groups, attributes, columns, layers."""
    ids = [text, text + "2", text + "3"]
    column = "x" + text[:80]
    people = pd.DataFrame(
        {"label": ids, "group": [text, "b" + text, text], "place": ids, column: [text, "plain", text]},
        index=pd.Index(ids, name="node", dtype="str"),
    )
    ties = pd.DataFrame({"source": ids[:2], "target": ids[1:]})
    ties["layer"] = text
    return Network.from_frames(people, ties, {text: Layer(text, "turns_to")})


def use_everything(opened: Any) -> None:
    """Every control that shows text once."""
    page = opened.page
    page.mouse.move(600, 400)
    page.fill("#search", "a")
    page.click("#panel .person >> nth=0")
    page.click("#twin summary")
    for summary in page.locator("#filters summary").all():
        summary.click()
    page.hover("#legend .key >> nth=0")
    page.click("#legend .key >> nth=0")
    page.select_option("#layouts", index=page.locator("#layouts option").count() - 1)
    page.keyboard.press("Escape")
    for kind in ("svg", "csv"):
        with page.expect_download():
            page.click(f"#{kind}")
    opened.settle()


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_stays_text(kind: str, tmp_path: Path, visit: Callable[..., Any]) -> None:
    text = HOSTILE[kind]
    net = hostile_network(text)
    times = pd.Series([0, 1, 2], index=net.nodes.index)
    extra = [str(net.nodes.columns[-1])]
    drawn = draw(net, highlight=list(net.nodes.index[:2]), title=text, purpose=text, columns=extra, spread=times)
    opened = visit(drawn.save(tmp_path / "map.html"))
    use_everything(opened)
    assert opened.js("window.ran ?? null") is None
    assert [line for line in opened.said if "X-Frame" not in line] == []
    assert len([url for url in opened.asked if not url.startswith(("data:", "blob:"))]) == 1
    assert opened.js("document.querySelectorAll('script').length") == 3
    assert opened.js("document.querySelectorAll('img, iframe, object, embed, a[href^=\"javascript\"]').length") == 0


def test_hostile_text_is_shown_as_it_was_typed(tmp_path: Path, visit: Callable[..., Any]) -> None:
    text = HOSTILE["image"]
    opened = visit(draw(hostile_network(text), title=text).save(tmp_path / "map.html"))
    assert opened.page.inner_text("h1") == text
    opened.page.fill("#search", "img")
    assert text in opened.page.inner_text("#found")


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_still_picture_holds_no_markup_of_others(kind: str) -> None:
    from defusedxml.ElementTree import fromstring

    svg = draw(hostile_network(HOSTILE[kind]), highlight=[HOSTILE[kind]]).svg
    tags = {element.tag.rpartition("}")[2] for element in fromstring(svg).iter()}
    assert tags <= {"svg", "path", "circle", "text"}


def test_the_trap_would_snap(tmp_path: Path, visit: Callable[..., Any]) -> None:
    """The check itself can fail: the same text unescaped, in a page without a policy, does run."""
    file = tmp_path / "careless.html"
    file.write_text(f"<!doctype html><h1>{HOSTILE['image']}</h1>{HOSTILE['script']}", encoding="utf-8")
    opened = visit(file, drawn=False)
    opened.settle()
    assert opened.js("window.ran ?? null") == 1
