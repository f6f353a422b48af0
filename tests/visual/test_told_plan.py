"""A plan as pages tell it: thin data, organisations, the sheet that is carried along."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pandas as pd

from netdiff import IndependentCascade, load_sample, recommend
from netdiff.network import Layer, Network
from netdiff.visual.lit import lit as lit_of
from netdiff.visual.map import draw
from netdiff.visual.report import report


def test_on_thin_data_pages_say_whom_to_ask_and_rank_nobody(tmp_path: Path) -> None:
    names = [f"Person {n}" for n in range(12)]
    ties = pd.DataFrame({"source": names[:2], "target": names[2:4], "layer": "ties"})
    answers = pd.DataFrame({"ties": ["answered"] * 2 + ["asked"] * 10}, index=names)
    net = Network.from_frames(pd.DataFrame(index=names), ties, Layer("ties", "turns_to"), answers=answers)
    plan = recommend(net, 3, rng=1)
    for short in (False, True):
        html = report(net, plan, tmp_path / "r.html", short=short).read_text(encoding="utf-8")
        assert "Whom to ask first" in html
        assert "Whom to recruit" not in html
        assert "word spreads?" in html
        assert html.count("Person ") >= 12
    assert draw(net, highlight=plan).save(tmp_path / "m.html").exists()


def test_organisations_go_by_their_names_and_their_members_are_lit(tmp_path: Path) -> None:
    net, model = load_sample("region"), IndependentCascade(0.1)
    plan = recommend(net, 2, model=model, layer="advice", candidates="organisation", rng=1)
    html = report(plan.net, plan, tmp_path / "r.html").read_text(encoding="utf-8")
    assert all(escape(name) in html for name in plan.people)
    assert "Ask these 2 organisations first" in html
    lit = {one.node for one in lit_of(plan.net, plan, set(plan.net.nodes.index)) if not one.reserve}
    assert lit == {who for one in plan.people for who in plan.brings(one)}


def test_the_sheet_to_carry_along_holds_an_errand_per_name(tmp_path: Path) -> None:
    nodes = pd.DataFrame(
        {"held_by": ["Priya", None, None, None, None], "feasible": [1, 5, 5, 5, 5], "group": ["user"] * 5},
        index=["Ann", "Ben", "Cem", "Dee", "Eli"],
    )
    asks = pd.DataFrame({"ask": ["sign the letter"], "group": ["user"], "cost": [1.0]})
    ties = pd.DataFrame({"source": ["Ann", "Ann", "Dee"], "target": ["Ben", "Cem", "Eli"]})
    net = Network.from_frames(nodes, ties, means="tells", asks=asks)
    plan = recommend(net, 2, model=IndependentCascade(1.0), rng=1)
    html = report(net, plan, tmp_path / "r.html", short=True).read_text(encoding="utf-8")
    assert plan.people == ("Ann", "Dee")
    assert "<bdi>Priya</bdi>" in html
    assert "sign the letter. First, offer training, time, or hands to help" in html
    assert "no way in is known" in html
    assert "Reached least:" not in html or "user: 100%" in html
    assert "<bdi>nan</bdi>" not in html
    partners = report(net, plan, tmp_path / "p.html", short=True, audience="partners").read_text(encoding="utf-8")
    assert "Priya" not in partners
    assert "training" not in partners
