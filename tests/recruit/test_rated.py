"""Ratings of who decides on the power grid: worked by hand, who counts, which layer, and where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.errors import DataError, ModelError
from netdiff.network import Layer, Network
from netdiff.recruit.rated import ratings_layer, ratings_of
from netdiff.spread.models import IndependentCascade
from netdiff.visual.powergrid import grid_chart

HOME = {"a": "club", "b": "club", "c": "lab", "d": "lab", "m": "council", "n": "council", "council": None}
GIVEN = [
    *[("e", "a", 6), ("e", "b", 2), ("f", "a", 5), ("g", "b", 3)],  # the club: 4, 5 and 3, each rater with one voice
    ("a", "b", 0),  # nobody rates their own
    *[("e", "c", 0), ("f", "d", 1)],  # the lab: two raters are too few
    *[("e", "council", 1), ("f", "council", 2), ("g", "council", 0)],  # the council itself; zero is a rating
    ("e", "m", 6),  # so what its members were given does not count
]


def rated_town(layer: str = "tower", given: list[tuple[str, str, int]] | None = None) -> Network:
    names = [*"abcdefgmn", "council"]
    nodes = pd.DataFrame({"organisation": [HOME.get(one) for one in names]}, index=pd.Index(names, name="node"))
    nodes["mode"] = ["organisation" if one == "council" else "person" for one in names]
    tells = pd.DataFrame({"source": ["a", "c", "m"], "target": ["e", "f", "g"], "layer": "advice", "weight": 1.0})
    rates = pd.DataFrame(GIVEN if given is None else given, columns=["source", "target", "weight"]).assign(layer=layer)
    ties = pd.concat([tells, rates.astype({"weight": float})], ignore_index=True)
    layers = {"advice": Layer("advice", "tells"), layer: Layer(layer, "rates")}
    return Network.from_frames(nodes, ties, layers)


def coalition(net: Network) -> nd.recruit.CoalitionPlan:  # type: ignore[name-defined]
    return nd.recommend_coalition(net, k=1, model=IndependentCascade(1.0), mobilise=1.0, layer="advice", rng=1)


def test_ratings_on_the_grid_by_hand() -> None:
    table = coalition(rated_town()).grid()
    assert table.attrs["ratings"] == "tower"
    assert table.loc["club", "rated"] == pytest.approx(4.0)
    half = 2.919986 / np.sqrt(3)  # Student's 95 % point with 2 degrees of freedom, times 1 over the root of 3
    assert table.loc["club", ["rated_low", "rated_high"]].tolist() == pytest.approx([4 - half, 4 + half], abs=1e-5)
    assert table.loc["council", ["rated", "rated_low"]].tolist() == pytest.approx([1.0, 0.0])  # no rating is below 0
    assert table.loc["lab", ["rated", "rated_low", "rated_high"]].isna().all()
    assert table["raters"].to_dict() == {"club": 3, "council": 3, "lab": 2}
    assert table["influence"].notna().all()  # what each could reach stays beside it


def test_names_and_rows_change_no_rating() -> None:
    net = rated_town()
    members = {"club": ["a", "b"], "council": ["m", "n"]}
    renamed = {name: f"P{place}" for place, name in enumerate(reversed(net.nodes.index))}
    ties = net.ties.assign(source=net.ties["source"].map(renamed), target=net.ties["target"].map(renamed)).iloc[::-1]
    nodes = net.nodes.rename(index=renamed).iloc[::-1]
    other = Network(nodes, ties.reset_index(drop=True), net.layers)
    theirs = {
        name if name == "club" else renamed["council"]: [renamed[one] for one in own] for name, own in members.items()
    }
    one, two = ratings_of(net, "tower", members), ratings_of(other, "tower", theirs)
    np.testing.assert_allclose(one.to_numpy(), two.to_numpy())


def test_which_layer_is_taken_and_what_there_is_without_one() -> None:
    assert ratings_layer(rated_town("influence")) == "influence"
    assert ratings_layer(rated_town("trust")) is None  # trust is not power
    assert ratings_layer(rated_town("trust"), "trust") == "trust"
    with pytest.raises(DataError, match="does not hold ratings"):
        ratings_layer(rated_town(), "advice")
    with pytest.raises(ModelError, match="ratings"):
        coalition(rated_town()).grid("towr")
    table = coalition(rated_town("trust")).grid()
    assert table.attrs["ratings"] is None
    assert table["rated"].isna().all()
    assert (table["raters"] == 0).all()
    assert coalition(rated_town("trust")).grid("trust").loc["club", "rated"] == pytest.approx(4.0)
    empty = coalition(rated_town(given=[])).grid()
    assert (empty.attrs["ratings"], empty["rated"].isna().all()) == ("tower", True)


def test_the_axis_is_named_and_who_is_not_rated_is_not_drawn() -> None:
    chart = grid_chart(coalition(rated_town()).grid(), str, "rated")
    assert chart.y == "mean rating by others"
    assert sorted(value for part in chart.parts for value in part.y) == pytest.approx([1.0, 4.0])
    assert "lab" not in {name for part in chart.parts for name in part.names}
    assert grid_chart(coalition(rated_town()).grid(), str).y == "people each could reach alone"


def test_the_page_tells_who_is_seen_to_decide_where_people_were_asked(tmp_path: object) -> None:
    net = rated_town()
    told = nd.report(net, coalition(net), f"{tmp_path}/c.html", audience="private", purpose="A trial").read_text(
        "utf-8"
    )
    assert "Who is seen to decide" in told
    assert "“tower”" in told
    assert "Not shown: 1, for too few people rated them." in told
    partners = nd.report(net, coalition(net), f"{tmp_path}/c.html", audience="partners", purpose="A trial")
    assert "Who is seen to decide" not in partners.read_text("utf-8")  # three raters are too few to tell partners
    net = rated_town("trust")
    told = nd.report(net, coalition(net), f"{tmp_path}/d.html", audience="private", purpose="A trial").read_text(
        "utf-8"
    )
    assert "Who is seen to decide" not in told
