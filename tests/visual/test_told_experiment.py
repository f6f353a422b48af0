"""The page of an experiment: offline, escaped, and without anybody's name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import netdiff as nd
from netdiff.errors import DataError
from netdiff.experiments import CARDS, Contrast, demand, displacement, read_sector
from netdiff.network import Network
from netdiff.visual.contrast_charts import arms_chart, region_chart

REGION = {"arrivals": (0.2, 5.0), "bar": (0.5, 0.8)}


@pytest.fixture(scope="module")
def found() -> Contrast:
    return demand(nd.load_sample("coalition"), runs=10, region=REGION, rng=1)


def page(found: Contrast, folder: Path, **options: object) -> str:
    return nd.report_experiment(found, folder / "page.html", **options).read_text(encoding="utf-8")  # type: ignore[arg-type]


def test_it_tells_all_that_a_manager_needs(found: Contrast, tmp_path: Path) -> None:
    text = page(found, tmp_path)
    card = CARDS["demand"]
    for words in (card.title, card.question, card.refuted, card.cannot_say, card.follows, card.fails):
        assert words.replace("'", "&#39;") in text
    for title in ("In short", "What came of it", "What is the same on both sides", "Where it follows and where not"):
        assert title in text
    assert "Built in: " in text
    assert text.count("data:image/svg+xml") == 3


def test_it_fetches_nothing_and_runs_nothing(found: Contrast, tmp_path: Path) -> None:
    text = page(found, tmp_path)
    assert "<script" not in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert 'src="http' not in text


@pytest.mark.parametrize("audience", ["private", "partners", "public"])
def test_it_names_nobody_for_anybody(audience: str, tmp_path: Path) -> None:
    nodes = pd.DataFrame({"label": ["Zacharias Quill"] * 6}, index=pd.Index([f"secret-{k}" for k in range(6)]))
    ties = pd.DataFrame({"source": ["secret-0"], "target": ["secret-1"], "layer": "who tells Zacharias"})
    net = Network.from_frames(nodes, ties, [nd.Layer("who tells Zacharias", "tells")])
    told = demand(net, layer="who tells Zacharias", runs=5, region={}, rng=1)
    text = page(told, tmp_path, audience=audience, assumptions=False)
    assert "secret-" not in text
    assert "Quill" not in text
    assert ("who tells" in text) == (audience == "private")
    assert ("6 people" in text) == (audience == "private")
    assert (tmp_path / f"{audience.upper()}-page.html").exists()


def test_hostile_words_stay_words(found: Contrast, tmp_path: Path) -> None:
    hostile = replace(found, question=replace(found.question, claim="<img src=x onerror=alert(1)>"))
    text = page(hostile, tmp_path, title="</title><script>x</script>", purpose="<b>bold</b>")
    assert "<img src=x" not in text
    assert "<script>x" not in text
    assert "<b>bold" not in text


def test_a_made_up_sector_says_so_and_the_crossing_is_told(tmp_path: Path) -> None:
    sheet = pd.DataFrame(
        {"organisation": ["A", "B"], "share": [0.3, 0.7], "quality": [2.0, 1.0], "innovative": ["yes", "no"]}
    )
    text = page(displacement(read_sector(sheet), runs=20, region={}, rng=1), tmp_path, assumptions=False)
    assert "cross at a radicalness of about" in text
    assert "made-up" not in text
    assert "made-up" in page(nd.experiments.run("displacement", nd.load_sample("coalition"), runs=5, rng=1), tmp_path)


def test_pictures_are_data_first(found: Contrast) -> None:
    arms, grid = arms_chart(found), region_chart(found)
    assert arms.parts[0].names == list(found.arms)  # type: ignore[union-attr]
    assert grid is not None
    assert grid.parts[0].values == (found.region_map() * 100).round().to_numpy().tolist()  # type: ignore[union-attr]
    assert region_chart(replace(found, region=found.region.iloc[:0])) is None


def test_what_is_no_experiment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not the result of an experiment"):
        nd.report_experiment(3, tmp_path / "x.html")  # type: ignore[arg-type]
