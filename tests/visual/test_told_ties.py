"""Pages of introductions, doubts and budgets: what each audience may read, and that what is said is what was found."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.network import Network
from netdiff.recruit import Doubts, recommend, recommend_ties
from netdiff.recruit.frontier import frontier
from netdiff.spread.models import ComplexContagion, IndependentCascade
from netdiff.visual.charts import chart

SURE = IndependentCascade(1.0)


@pytest.fixture
def valley() -> Network:
    """Two circles of eight with names of their own; one did not answer; one refused; one agreed to be named."""
    names = [f"id{n}" for n in range(16)]
    circles = [[(a, b) for a in part for b in part if a < b] for part in (range(8), range(8, 16))]
    ties = pd.DataFrame([(names[a], names[b]) for part in circles for a, b in part], columns=["source", "target"])
    nodes = pd.DataFrame(
        {
            "label": [f"Zoë Quill{n}son<b>" for n in range(16)],
            "group": ["user", "professional"] * 8,
            "place": ["North"] * 8 + ["South"] * 8,
            "consent": ["yes", "no", *[""] * 14],
            "held_by": ["Priya"] * 16,
        },
        index=names,
    )
    return Network.from_frames(nodes, ties, means="meets")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.fixture
def introduced(valley: Network) -> nd.recruit.TiesPlan:
    return recommend_ties(valley, 3, seeds=["id2", "id3"], model=[ComplexContagion(count=2), SURE], rng=1)


def test_the_private_page_names_pairs_and_who_could_do_it(
    valley: Network, introduced: nd.recruit.TiesPlan, tmp_path: Path
) -> None:
    page = text_of(nd.report(valley, introduced, tmp_path / "x.html"))
    assert "Whom to introduce" in page
    assert "Priya" in page
    for person in introduced.people:
        assert f"Quill{person.removeprefix('id')}son&lt;b&gt;" in page
    assert "<b>" not in page
    assert f"Bring these {len(introduced.chosen)} pairs together" in page
    assert "They only work together" in page
    assert "What it changes for users" in page
    assert "<script" not in page


def test_partners_see_codes_and_the_public_nobody(
    valley: Network, introduced: nd.recruit.TiesPlan, tmp_path: Path
) -> None:
    partners = text_of(nd.report(valley, introduced, tmp_path / "x.html", audience="partners"))
    assert "Whom to introduce" in partners
    named = set(re.findall(r"Quill(\d+)son", partners))
    assert named <= {"0"}  # who agreed
    assert "Priya" not in partners
    public = text_of(nd.report(valley, introduced, tmp_path / "x.html", audience="public"))
    assert "Quill" not in public
    assert "Priya" not in public
    assert "Whom to introduce" not in public
    assert not re.search(r"\bid\d+\b", public)


def test_one_sheet_and_a_map_of_the_pairs(valley: Network, introduced: nd.recruit.TiesPlan, tmp_path: Path) -> None:
    sheet = text_of(nd.report(valley, introduced, tmp_path / "x.html", short=True))
    assert "Whom to introduce" in sheet
    assert "Who answered" not in sheet
    drawn = nd.draw(introduced.grown(), highlight=introduced)
    assert drawn is not None


def test_where_no_way_in_is_known_it_is_said(tmp_path: Path) -> None:
    """a-b-c, v-w apart, and a common contact for one pair only: the other has no way in."""
    ties = pd.DataFrame([("a", "b"), ("b", "c"), ("v", "w"), ("x", "y")], columns=["source", "target"])
    net = Network.from_frames(None, ties, means="meets")
    plan = recommend_ties(net, 2, seeds=["a"], model=SURE, rng=1)
    page = text_of(nd.report(net, plan, tmp_path / "x.html"))
    assert "no way in is known" in page
    assert "<bdi>nan</bdi>" not in page


def test_nothing_to_introduce_is_said(tmp_path: Path) -> None:
    ties = pd.DataFrame([(a, b) for a in "abc" for b in "abc" if a < b], columns=["source", "target"])
    net = Network.from_frames(None, ties, means="meets")
    page = text_of(nd.report(net, recommend_ties(net, 2, seeds=["a"], model=SURE, rng=1), tmp_path / "x.html"))
    assert "no pair of people" in page


def test_the_chart_of_introductions_begins_at_nothing(introduced: nd.recruit.TiesPlan) -> None:
    line = chart(introduced).parts[0]
    assert line.y[0] == 0.0
    assert line.y[-1] == pytest.approx(introduced.gain.value)
    assert nd.plot(introduced).get_title() == "What each introduction adds"


def test_doubts_and_budgets_in_the_report(tmp_path: Path) -> None:
    """A silent hub: the hint to ask again is a number where it was worked out, and a hint where it was not."""
    rng = np.random.default_rng(1)
    names = [f"n{i:02d}" for i in range(30)]
    pairs = [(a, names[int(b)]) for a in names[1:] for b in rng.choice(30, 2, replace=False) if a != names[int(b)]]
    ties = pd.DataFrame([*pairs, *((a, "n00") for a in names[5:15])], columns=["source", "target"]).drop_duplicates()
    net = Network.from_frames(pd.DataFrame(index=names), ties, means="turns_to", directed=True)
    answers = net.answers.copy()
    answers.loc[["n00", "n29", "n28", "n27"]] = "asked"
    net = Network(net.nodes, net.ties, net.layers, answers=answers)
    plain = text_of(nd.report(net, recommend(net, 2, model=SURE, rng=1), tmp_path / "x.html"))
    assert "Ask these again, for many turn to them" in plain
    plan = recommend(net, 2, model=IndependentCascade(0.3), robust=Doubts(draws=2), rng=1)
    curve = frontier(net, [1, 2, 4], model=IndependentCascade(0.3), rng=1)
    page = text_of(nd.report(net, plan, tmp_path / "x.html", frontier=curve))
    assert "4 who did not answer" in page
    assert "Ask these again, for many turn to them" not in page
    assert "What stays, whatever is true" in page
    assert "What more would buy" in page
    public = text_of(nd.report(net, plan, tmp_path / "x.html", frontier=curve, audience="public"))
    assert "What stays" not in public
    assert "n00" not in public


def test_less_than_one_person_is_not_called_nobody_and_models_are_told_in_words(tmp_path: Path) -> None:
    """Each link reaches one of ten with a chance of 0.3: less than one more, and more than none."""
    names = [f"id{n}" for n in range(12)]
    nodes = pd.DataFrame({"group": "user", "held_by": "Priya"}, index=names)
    ties = pd.DataFrame({"source": ["id0", "id2"], "target": ["id1", "id3"]})
    net = Network.from_frames(nodes, ties, means="meets")
    found = recommend_ties(net, 1, seeds=["id0"], model=[IndependentCascade(0.3), IndependentCascade(0.2)], rng=1)
    row = found.to_frame().iloc[0]
    assert 0 < row["gain_low"] <= row["gain_high"] < 1
    page = text_of(nd.report(net, found, tmp_path / "x.html"))
    assert ">under 1<" in page
    assert "less than one person on average" in page
    assert "if a link passes it on with a chance of 0.3" in page
    assert "IndependentCascade(p=0.2): " not in page
    assert re.search(r"pairs of everybody that are linked.*?3\.03 %", page, re.S)  # 2 of 66 pairs
