"""The report in a real browser: it opens without a word or a request, shows its pictures, and prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from netdiff import IndependentCascade, recommend, simulate
from netdiff.network import Network
from netdiff.visual.report import report

pytestmark = pytest.mark.browser

HOSTILE = "</td><script>window.ran = 1</script><img src=x onerror=window.ran=1>"


@pytest.fixture
def written(two_places: Network, tmp_path: Path) -> Callable[..., Path]:
    plan = recommend(two_places, 2, model=IndependentCascade(0.3), layer="advice", rng=1)
    spread = simulate(two_places, IndependentCascade(0.3), seeds=plan.people, layer="advice", runs=20, rng=1)

    def write(**options: Any) -> Path:
        return report(two_places, plan, tmp_path / "r.html", spread=spread, **options)

    return write


@pytest.mark.parametrize("audience", ["private", "partners", "public"])
def test_it_opens_in_peace_and_shows_its_pictures(
    written: Callable[..., Path], visit: Callable[..., Any], audience: str
) -> None:
    opened = visit(written(audience=audience), drawn=False)
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []
    assert opened.js("document.scripts.length") == 0
    assert opened.js("[...document.images].every((image) => image.naturalWidth > 50 && image.alt.length > 20)")
    assert opened.js("document.images.length") >= 2


def test_hostile_text_does_not_run(tmp_path: Path, visit: Callable[..., Any]) -> None:
    people = pd.DataFrame(
        {"label": [HOSTILE, "b", "c"], "group": [HOSTILE, "x", "x"], "place": [HOSTILE, "y", "y"]}, index=list("abc")
    )
    ties = pd.DataFrame({"source": ["b", "c"], "target": ["a", "a"]})
    net = Network.from_frames(people, ties, means="turns_to")
    plan = recommend(net, 1, model=IndependentCascade(0.5), rng=1)
    opened = visit(report(net, plan, tmp_path / "r.html", title=HOSTILE, purpose=HOSTILE, owner=HOSTILE), drawn=False)
    opened.settle()
    assert opened.js("window.ran ?? null") is None
    assert opened.page.inner_text("h1") == HOSTILE
    assert opened.said == []


def test_dark_readers_get_a_dark_page(written: Callable[..., Path], visit: Callable[..., Any]) -> None:
    opened = visit(written(), drawn=False, color_scheme="dark")
    assert opened.js("getComputedStyle(document.body).backgroundColor") == "rgb(22, 25, 29)"
