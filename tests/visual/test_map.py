"""What a map holds, read from its bytes."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import netdiff.visual.page as page_module
from netdiff import IndependentCascade, recommend, simulate
from netdiff.errors import DataError, UnknownNodeError
from netdiff.layer import Layer
from netdiff.network import Network
from netdiff.visual.map import Map, draw
from netdiff.visual.palette import COLORS, SHAPES

SECRETS = ("Zebulon", "Quirinus", "SECRETNOTE", "zeb@example.org", "SECRETID")


def held(drawn: Map) -> dict[str, Any]:
    """The data in the page."""
    found = re.search(r'<script type="application/json" id="payload">(.*?)</script>', drawn.html, re.DOTALL)
    assert found is not None
    return dict(json.loads(found.group(1)))


def pair(means: str, ties: list[tuple[str, str]], directed: bool = True) -> Network:
    frame = pd.DataFrame(ties, columns=["source", "target"])
    return Network.from_frames(pd.DataFrame(index=["a", "b", "c"]), frame, means=means, directed=directed)


def arrows(net: Network) -> set[tuple[str, str]]:
    """(from, to) labels of every arrow head in the page."""
    data = held(draw(net))
    name = {node["id"]: node["label"] for node in data["nodes"]}
    heads = set()
    for edge in data["edges"]:
        if "to" in edge["arrows"]:
            heads.add((name[edge["from"]], name[edge["to"]]))
        if "from" in edge["arrows"]:
            heads.add((name[edge["to"]], name[edge["from"]]))
    return heads


def test_arrows_run_the_way_influence_runs() -> None:
    ties = [("a", "b"), ("b", "c")]
    assert arrows(pair("turns_to", ties)) == {("b", "a"), ("c", "b")}
    assert arrows(pair("tells", ties)) == {("a", "b"), ("b", "c")}
    assert arrows(pair("meets", ties, directed=False)) == set()
    assert arrows(pair("rates", ties)) == {("a", "b"), ("b", "c")}


def test_arrows_agree_with_the_influence_matrix(region: Network) -> None:
    matrix = region.influence().tocoo()
    name = region.nodes["label"].tolist()
    assert arrows(region) == {(name[i], name[j]) for i, j in zip(matrix.row, matrix.col, strict=True)}


def test_every_relation_of_a_pair_is_a_line_of_its_own() -> None:
    ties = pd.DataFrame({"source": ["a", "b", "a"], "target": ["b", "a", "b"], "layer": ["x", "x", "y"]})
    layers = {"x": Layer("x", "turns_to"), "y": Layer("y", "tells")}
    data = held(draw(Network.from_frames(pd.DataFrame(index=["a", "b"]), ties, layers)))
    assert [(edge["l"], edge["arrows"]) for edge in data["edges"]] == [(0, "to, from"), (1, "to")]
    assert "smooth" not in data["edges"][0]
    assert data["edges"][1]["smooth"]["enabled"]


def test_everybody_is_on_the_map_the_lonely_too(region: Network) -> None:
    assert len(held(draw(region))["nodes"]) == len(region)


def test_a_group_has_a_colour_and_a_shape_of_its_own(region: Network) -> None:
    items = held(draw(region))["page"]["color"]["items"]
    assert [item["name"] for item in items] == ["clinician", "manager", "user"]
    assert len({item["color"] for item in items}) == len({item["shape"] for item in items}) == 3
    assert sum(item["count"] for item in items) == len(region)


def test_many_groups_share_grey_and_blank_is_not_known() -> None:
    ids = [f"p{n}" for n in range(30)]
    groups = [f"g{n % 12}" for n in range(29)] + [None]
    nodes = pd.DataFrame({"group": groups}, index=ids)
    net = Network.from_frames(nodes, pd.DataFrame({"source": ["p0"], "target": ["p1"]}), means="meets")
    items = held(draw(net))["page"]["color"]["items"]
    assert [item["name"] for item in items][-2:] == ["others", "not known"]
    assert len(items) == 9
    assert sum(item["count"] for item in items) == 30


def test_numbers_as_colour_come_in_steps(region: Network) -> None:
    value = pd.Series(np.linspace(0, 1, 240), index=region.nodes.index, name="share")
    value.iloc[0] = np.nan
    items = held(draw(region, color=value))["page"]["color"]["items"]
    assert [item["count"] for item in items][:-1] == pytest.approx([48] * 5, abs=1)
    assert items[-1] == {"name": "not known", "color": "#9AA0A6", "shape": "dot", "count": 1}


def test_area_follows_size(region: Network) -> None:
    value = pd.Series(np.arange(240.0), index=region.nodes.index, name="years")
    sizes = np.array([node["size"] for node in held(draw(region, size=value))["nodes"]])
    area = sizes**2
    assert np.corrcoef(area, np.arange(240))[0, 1] > 0.999
    legend = held(draw(region, size=value))["page"]["size"]
    assert [stop["text"] for stop in legend["stops"]] == ["0", "120", "239"]


def test_recruits_are_lit_in_their_order(region: Network) -> None:
    chosen = list(region.nodes.index[[5, 2, 9]])
    data = held(draw(region, highlight=chosen))
    name = {node["id"]: node["label"] for node in data["nodes"]}
    assert [(mark["rank"], name[mark["id"]]) for mark in data["page"]["recruits"]] == [
        (rank, region.nodes.loc[node, "label"]) for rank, node in enumerate(chosen, start=1)
    ]


def test_page_ids_are_random_and_differ_per_export(region: Network) -> None:
    first, second = (held(draw(region)) for _ in range(2))
    ids = [{node["id"] for node in data["nodes"]} for data in (first, second)]
    assert len(ids[0]) == 240
    assert not ids[0] & ids[1]
    assert not any("SECRETID" in one for one in ids[0])


def test_only_allowed_columns_leave(region: Network) -> None:
    html = draw(region).html
    assert "SECRETNOTE" not in html
    assert "zeb@example.org" not in html
    assert "SECRETNOTE" in draw(region, columns=["notes"]).html


def test_partners_see_codes_and_public_sees_nobody(region: Network) -> None:
    partners, public = (
        draw(region, audience=who, highlight=list(region.nodes.index[:3])) for who in ("partners", "public")
    )
    for secret in SECRETS:
        assert secret not in partners.html + partners.svg
        assert secret not in public.html + public.svg
    assert len(held(partners)["nodes"]) == 240
    assert len(held(public)["nodes"]) <= 9
    assert held(public)["page"]["recruits"] == []
    assert "Rings of the movement" not in [layout["name"] for layout in held(partners)["page"]["layouts"]]


def test_partners_may_not_see_support(region: Network) -> None:
    with pytest.raises(DataError, match="may not be shown"):
        draw(region, color="support", audience="partners")


def test_who_said_no_is_not_drawn_for_partners(region: Network) -> None:
    nodes = region.nodes.assign(consent=["no", "yes"] + [None] * 238)
    net = Network.from_frames(nodes, region.ties[["source", "target", "layer"]], region.layers)
    data = held(draw(net, audience="partners", highlight=[net.nodes.index[0], net.nodes.index[1]]))
    assert len(data["nodes"]) == 239
    assert [node["label"] for node in data["nodes"] if node["label"].startswith("Zebulon")] == ["Zebulon1 Quirinus"]
    assert len(data["page"]["recruits"]) == 1
    assert any("1 people are not drawn" in line for line in data["page"]["cautions"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1), st.integers(20, 90))
def test_no_small_number_is_public(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    nodes = pd.DataFrame(
        {"group": rng.choice(list("ABC"), count), "place": rng.choice(["N", "S"], count, p=[0.85, 0.15])},
        index=[f"SECRETID{n}" for n in range(count)],
    )
    pairs = rng.integers(0, count, (3 * count, 2))
    ties = pd.DataFrame(nodes.index.to_numpy()[pairs[pairs[:, 0] != pairs[:, 1]]], columns=["source", "target"])
    drawn = draw(Network.from_frames(nodes, ties.drop_duplicates(), means="turns_to"), audience="public")
    true = pd.crosstab(nodes["group"], nodes["place"])
    shown = {node["label"].rpartition(":")[0] for node in held(drawn)["nodes"]}
    for (group, place), number in true.stack().items():  # noqa: PD013  pairs of labels are wanted
        if 0 < number < 5:
            assert f"{group}, {place}" not in shown
    assert "SECRETID" not in drawn.html


def test_the_file_name_says_whom_it_is_for(region: Network, tmp_path: Path) -> None:
    for audience in ("private", "partners", "public"):
        assert draw(region, audience=audience).save(tmp_path / "m.html").name == f"{audience.upper()}-m.html"


def test_positions_carry_over(region: Network) -> None:
    first = draw(region, rng=3)
    pd.testing.assert_index_equal(first.positions.index, region.nodes.index)
    again = draw(region, rng=3, start=first.positions)
    assert np.median(np.hypot(*(again.positions - first.positions).to_numpy().T)) < 100


@pytest.mark.parametrize("wish", [{"color": "colour"}, {"size": "nothing"}, {"columns": ["no_such"]}])
def test_a_column_that_is_not_there(region: Network, wish: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="no column"):
        draw(region, **wish)


def test_wrong_wishes_are_told_so(region: Network) -> None:
    with pytest.raises(UnknownNodeError):
        draw(region, highlight=["nobody"])
    with pytest.raises(DataError, match="names nobody"):
        draw(region, highlight="SECRETID001")
    with pytest.raises(DataError, match="shares no id"):
        draw(region, size=pd.Series([1.0], index=["zzz"]))
    with pytest.raises(TypeError, match=r"from_networkx|Network"):
        draw("a network")  # type: ignore[call-overload]


@pytest.mark.parametrize("ids", [[], ["a"], ["a", "b"]])
def test_tiny_networks_can_be_drawn(ids: list[str]) -> None:
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:]}, dtype="str")
    net = Network.from_frames(pd.DataFrame(index=pd.Index(ids, dtype="str")), ties, means="turns_to")
    for audience in ("private", "partners", "public"):
        assert "<svg" in draw(net, audience=audience).svg


def test_nothing_in_the_page_points_outside(region: Network) -> None:
    html = draw(region).html
    own = html.replace(str(page_module.vendored("vis-network")), "")
    assert set(re.findall(r"https?://[^\s\"'<>]+", own)) <= {"http://www.w3.org/2000/svg"}
    assert "src=" not in re.sub(r"<script.*?</script>", "", own, flags=re.DOTALL)


def test_vendored_scripts_are_what_the_manifest_says() -> None:
    folders = [entry for entry in page_module._VENDOR.iterdir() if entry.is_dir()]
    assert [folder.name for folder in folders] == ["vis-network"]
    for folder in folders:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert hashlib.sha256((folder / manifest["file"]).read_bytes()).hexdigest() == manifest["sha256"]
        assert manifest["version"] in (folder / manifest["file"]).read_text(encoding="utf-8")[:2000]
        for licence in manifest["licence_files"]:
            assert (folder / licence).stat().st_size > 500


def test_colours_are_told_apart_by_colour_blind_readers() -> None:
    """Okabe and Ito's own test in numbers: simulated for the three kinds of colour blindness (Viénot; Brettel)."""
    kinds = {
        "red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
        "green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
        "blue": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
    }
    rgb = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in COLORS])
    for matrix in kinds.values():
        seen = (rgb**2.2) @ np.array(matrix).T
        gaps = [np.abs(seen[i] - seen[j]).sum() for i in range(len(seen)) for j in range(i)]
        assert min(gaps) > 0.12


def test_each_shape_has_about_the_same_weight() -> None:
    def area(path: str) -> float:
        points = np.array([[float(v) for v in xy.split()] for xy in path.strip("MZ").split("L")])
        x, y = points.T
        return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2

    areas = {name: area(path) for name, path in SHAPES.items() if name != "dot"}
    assert areas["square"] == pytest.approx(4.0)
    assert areas["diamond"] == pytest.approx(2.0)
    assert all(0.8 < value < 4.1 for value in areas.values())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["yes", "no", "agreed", "", "maybe", None]), min_size=8, max_size=8))
def test_partners_see_the_names_of_those_who_said_yes_and_of_nobody_else(consent: list[str | None]) -> None:
    names = [f"Zebulon{n}" for n in range(8)]
    nodes = pd.DataFrame(
        {"label": names, "group": list("aabbaabb"), "consent": consent}, index=[f"SECRETID{n}" for n in range(8)]
    )
    ties = pd.DataFrame({"source": nodes.index[:7], "target": nodes.index[1:]})
    drawn = draw(Network.from_frames(nodes, ties, means="turns_to"), audience="partners")
    for name, said in zip(names, consent, strict=True):
        assert (f'"{name}"' in drawn.html) == (said in {"yes", "agreed"})
    assert "SECRETID" not in drawn.html + drawn.svg


def test_a_power_grid_of_people_needs_a_purpose_and_a_private_file(region: Network) -> None:
    def names(**options: Any) -> list[str]:
        return [layout["name"] for layout in held(draw(region, **options))["page"]["layouts"]]

    assert "Power grid" not in names()
    assert "Power grid" not in names(individuals=True)
    assert "Power grid" in names(individuals=True, purpose="To find allies")
    assert "Power grid" not in names(individuals=True, purpose="To find allies", audience="partners")


def test_bodies_have_a_power_grid_without_asking(region: Network) -> None:
    nodes = region.nodes[["label", "support"]].assign(mode="organisation")
    net = Network.from_frames(nodes, region.ties[["source", "target", "layer"]], region.layers)
    data = held(draw(net))["page"]
    assert [layout["name"] for layout in data["layouts"]] == ["Who is linked with whom", "Power grid"]
    assert data["noun"] == "organisations"


def test_positions_are_kept_as_given(region: Network) -> None:
    spots = pd.DataFrame({"x": np.arange(240.0), "y": -np.arange(240.0)}, index=region.nodes.index)
    data = held(draw(region, positions=spots))
    assert [(node["x"], node["y"]) for node in data["nodes"]] == [(n, -n) for n in range(240)]
    with pytest.raises(DataError, match="have no place"):
        draw(region, positions=spots.iloc[:5])


def test_times_of_a_spread_come_from_its_most_usual_run(region: Network) -> None:
    spread = simulate(region, IndependentCascade(0.2), seeds=list(region.nodes.index[:3]), runs=40, rng=1)
    data = held(draw(region, spread=spread))
    times = np.array([-1 if node["t"] is None else node["t"] for node in data["nodes"]])
    assert spread.times is not None
    assert (spread.times == times).all(axis=1).any()
    final = (times >= 0).sum()
    assert abs(final - spread.reach.value) < 1.5 * spread.reach_by_run.std() + 1
    assert data["page"]["spread"]["unit"] == "round"
    assert "One run out of 40" in data["page"]["spread"]["words"]


def test_a_plan_lights_recruits_reserves_and_reasons(region: Network) -> None:
    plan = recommend(region, 4, model=IndependentCascade(0.1), rng=1)
    data = held(draw(region, highlight=plan))
    name = {node["id"]: node["label"] for node in data["nodes"]}
    frame = plan.to_frame()
    assert [name[mark["id"]] for mark in data["page"]["recruits"]] == frame["label"].tolist()
    assert [mark["reason"] for mark in data["page"]["recruits"]] == frame["why"].tolist()
    lit = {name[mark["id"]] for mark in data["page"]["reserves"]}
    assert lit == set(region.nodes.loc[plan.reserves["reserve"].dropna(), "label"]) - set(frame["label"])


def test_show_opens_the_saved_page(region: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    path = draw(region).show()
    assert opened == [path.as_uri()]
    assert path.name == "PRIVATE-map.html"


def test_a_notebook_gets_a_frame_of_its_own(region: Network) -> None:
    frame = draw(region, title='a "title" <b>')._repr_html_()
    assert frame.startswith('<iframe title="a &quot;title&quot; &lt;b&gt;" sandbox="allow-scripts allow-downloads"')
    assert "allow-same-origin" not in frame.partition("srcdoc")[0]


def test_a_streamed_spread_fills_those_reached_in_half_of_the_runs(region: Network) -> None:
    from dataclasses import replace

    spread = simulate(region, IndependentCascade(0.6), seeds=list(region.nodes.index[:3]), runs=40, rng=1)
    data = held(draw(region, spread=replace(spread, arrivals=None)))
    reached = {node["label"] for node in data["nodes"] if node["t"] is not None}
    often = spread.adoption_probability[spread.adoption_probability >= 0.5].index
    assert reached == set(region.nodes.loc[often, "label"])
    assert "at least half of the runs" in data["page"]["spread"]["words"]
