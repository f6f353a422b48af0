"""Pages and pictures of coalitions and invitations: who is named to whom, plain words, names that do not overlap."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.network import Network
from netdiff.privacy import Policy
from netdiff.recruit import CoalitionPlan
from netdiff.visual.chartdata import Spots
from netdiff.visual.charts import chart
from netdiff.visual.labels import placed
from netdiff.visual.matter import Matter
from netdiff.visual.report import _shown, report
from netdiff.visual.sections import sections
from tests.visual.conftest import SECRETS
from tests.visual.test_report import reading_age

AUDIENCES = ("private", "partners", "public")
ORGANISATIONS = ("North Circle", "South Clinic", "East Council", "Hill Friends", "<b>Bold & Co</b>")


@pytest.fixture(scope="module")
def town(region: Network) -> Network:
    """The region with organisations, one of them with three members only, and a body that decides."""
    rng = np.random.default_rng(2)
    home = rng.choice(ORGANISATIONS[:4], len(region)).astype(object)
    home[:3] = ORGANISATIONS[4]
    nodes = region.nodes.assign(organisation=home)
    bodies = pd.DataFrame({"body": "The Board", "node": nodes.index[[5, 6, 7]], "seats": 3})
    return Network(nodes, region.ties, region.layers, bodies=bodies)


@pytest.fixture(scope="module")
def plan(town: Network) -> CoalitionPlan:
    groups = {"users": "user", "professionals": "clinician", "managers": "manager"}
    return nd.recommend_coalition(town, k=5, stakeholders=groups, rng=1)


@pytest.fixture(scope="module")
def pages(town: Network, plan: CoalitionPlan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("coalitions")
    files = {who: report(town, plan, folder / "c.html", audience=who, purpose="A trial") for who in AUDIENCES}
    assert [file.name for file in files.values()] == [f"{who.upper()}-c.html" for who in AUDIENCES]
    return {who: file.read_text(encoding="utf-8") for who, file in files.items()}


def test_rules_and_views_are_told_in_peoples_words(pages: dict[str, str]) -> None:
    told = pages["private"]
    assert "gave a view" in told
    assert "have said so" not in told
    for jargon in ("friend nomination", "top degree", "k-core", "degree discount"):
        assert jargon not in told


def everything(html: str) -> str:
    """The page with its pictures unpacked."""
    pictures = [base64.b64decode(one).decode() for one in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", html)]
    return html + "".join(pictures)


@pytest.mark.parametrize("who", AUDIENCES)
def test_no_person_is_named_by_a_coalition_and_nothing_is_fetched(pages: dict[str, str], who: str) -> None:
    html = pages[who]
    told = html.split("<h2>What came in</h2>")[0] if who == "private" else everything(html)
    assert not [word for word in SECRETS if word in told]
    assert "<script" not in html
    assert "<b>Bold" not in everything(html)
    assert all(one.startswith(("data:image/svg+xml", "#")) for one in re.findall(r'(?:src|href)="([^"]{0,40})', html))


def test_private_and_partners_see_the_grid_and_the_public_does_not(pages: dict[str, str]) -> None:
    for who in ("private", "partners"):
        assert "Where they stand" in pages[who]
        assert "The Board" in pages[who]
        assert "Who can say no" in pages[who]
    public = pages["public"]
    assert "Where they stand" not in public
    assert "undecided" not in public
    assert "The Board" not in public
    assert "North Circle" in public
    assert "a small group" in public  # three members: not by name
    assert "Bold" not in public


def test_partners_do_not_learn_the_view_of_a_few(pages: dict[str, str], plan: CoalitionPlan) -> None:
    few = plan.grid().loc["<b>Bold & Co</b>"]
    assert few["known"] == 3
    assert few["position"] != "not known"
    assert f"Bold &amp; Co&lt;/b&gt;: {'not told here'}" in pages["partners"]
    assert "not told here" not in pages["private"]


def test_our_own_words_are_for_readers_of_nine(town: Network, plan: CoalitionPlan) -> None:
    policy = Policy("private")
    matter = Matter(town, policy, _shown(town, policy), coalition=plan, still="<svg/>")
    own = [line for section in sections(matter) for line in section.lines]
    assert len(own) > 14
    assert reading_age(own) <= 9


def test_the_sections_of_a_coalition(pages: dict[str, str]) -> None:
    for title in ("Whom to win", "Who is covered", "Who can stand in for whom", "What it would do for users"):
        assert f"<h2>{title}</h2>" in pages["private"]
    assert "No one in your file is counted as: citizens, policy makers." in pages["private"]


def test_the_grid_is_a_chart_with_roles_and_words() -> None:
    plan = nd.recommend_coalition(nd.load_sample("coalition"), k=2, can_say_no=["Tarrow Valley Health Board"], rng=1)
    data = chart(plan)
    roles = {part.label: part for part in data.parts if isinstance(part, Spots)}
    assert set(roles) == {"in the coalition", "can say no", "others"}
    assert len(roles["in the coalition"].x) == 2
    assert roles["can say no"].names == ["Tarrow Valley Health Board"]
    assert roles["can say no"].x[0] < -1.1  # two views only: where it stands is not known
    assert "In the coalition:" in data.alt
    assert list(data.ticks.values()) == ["not known", "against", "undecided", "for"]


def test_a_person_who_can_say_no_is_not_named_in_a_picture() -> None:
    net = nd.load_sample("coalition")
    asked = {"can_say_no": ["Petra Coppercroft"], "individuals": True, "purpose": "to meet her"}
    data = chart(nd.recommend_coalition(net, k=2, rng=1, **asked))
    told = [name for part in data.parts if isinstance(part, Spots) for name in part.names]
    assert "a single person" in told
    assert not any("Petra" in name for name in (*told, data.alt))


def test_plot_and_the_page_of_invitations(region: Network, tmp_path: Path) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    plan = nd.recommend_invitations(region, "innovator", capacity=3, rng=1)
    ax = nd.plot(plan)
    assert ax.get_title() == "Where the ring of innovators comes from"
    private = report(region, plan, tmp_path / "i.html").read_text(encoding="utf-8")
    assert "What each invitation opens up" in private
    assert "Zebulon" in private
    public = report(region, plan, tmp_path / "i.html", audience="public").read_text(encoding="utf-8")
    assert not [word for word in SECRETS if word in everything(public)]
    matter = Matter(region, Policy("private"), _shown(region, Policy("private")), plan.plan, invitations=plan)
    assert reading_age([line for section in sections(matter) for line in section.lines]) <= 9
    import matplotlib.pyplot as plt

    plt.close("all")


def test_names_meet_no_other_name_and_stay_inside() -> None:
    rng = np.random.default_rng(4)
    points = [(float(x), float(y)) for x, y in 0.2 + 0.6 * rng.random((14, 2))]
    spots = placed(points, [0.22] * 14, 0.03, 0.01)
    boxes = [(x if side == "left" else x - 0.22, y) for x, y, side in spots]
    for place, (left, y) in enumerate(boxes):
        assert left >= 0
        assert left + 0.22 <= 1
        for other, height in boxes[:place]:
            assert abs(y - height) >= 0.03 - 1e-9 or abs(left - other) >= 0.22 - 1e-9


def test_names_with_no_room_are_put_beside_their_point_all_the_same() -> None:
    spots = placed([(0.5, 0.5)] * 40, [0.9] * 40, 0.2, 0.01)
    assert len(spots) == 40
