"""What every measure of the catalogue promises, on the standard small networks."""

from __future__ import annotations

import dataclasses
import inspect
import warnings

import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.errors import DataWarning, NetdiffError
from netdiff.network import Network

STANDARD = [
    "empty",
    "one_node",
    "no_ties",
    "star",
    "path",
    "two_cliques_one_bridge",
    "directed",
    "two_layers",
    "two_mode",
    "with_silent_people",
]
MINE = {
    *("bridges", "census", "closure", "cohesion", "connectedness", "degrees", "existence"),
    *("mobilisation", "momentum", "pieces", "power", "rings", "seats"),
}
EVERY = metrics.measures()
ROOM = {name: each for name, each in EVERY.items() if each.module in MINE}


def arguments(measure, net, layer=None):
    """Something sensible for every argument a measure insists on."""
    people = list(net.nodes.index)
    first = net.nodes["group"].dropna().unique()[:1].tolist() if "group" in net.nodes else []
    given = {
        "group": (first or ["user"])[0],
        "other": "professional",
        "by": "professional",
        "beside": "professional",
        "decide": people[:1],
        "before": net,
        "layer": layer or next(iter(net.layers), "ties"),
        "members": people[:1],
        "k": 1,
        "quota": 1,
        "column": "group",
        "one": people[0] if people else "a",
    }
    if measure.name == "qap":
        given["one"] = given["other"] = next(iter(net.layers), "ties")
    if measure.name == "bridge_width":
        given["other"] = people[-1] if people else "b"
    wanted = inspect.signature(measure.function).parameters.values()
    needed = {p.name: given[p.name] for p in wanted if p.default is p.empty and p.name in given}
    return needed | ({"layer": layer} if layer and any(p.name == "layer" for p in wanted) else {})


def grouped(net):
    """The same network with two groups, where it has people enough."""
    frames = net.to_frames()
    nodes = frames["nodes"].assign(group=["user" if i % 2 == 0 else "professional" for i in range(len(net))])
    return Network(nodes, frames["ties"], net.layers, answers=net.answers, missing=net.missing)


def computed(measure, net, layer=None):
    """The value, or the error that says what to do; a warning of ours is an answer too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        try:
            return measure.function(net, **arguments(measure, net, layer))
        except NetdiffError as error:
            return error


def plain(value, order=None):
    """A value as numbers that can be compared; per person in a common order."""
    if isinstance(value, pd.Series):
        return value.reindex(order).to_numpy(dtype=float) if order is not None else value.to_numpy(dtype=float)
    if isinstance(value, pd.DataFrame):
        return value.to_numpy(dtype=float)
    return np.array([value], dtype=float)


def test_the_catalogue_is_complete():
    table = metrics.catalogue()
    assert len(ROOM) >= 45
    assert table["meaning"].str.endswith(".").all()
    assert (table["caution"].str.len() > 5).all()
    assert (table["source"].str.len() > 3).all()
    assert table["reads"].isin(["reported", "influence", "tables"]).all()


@pytest.mark.parametrize("name", sorted(ROOM))
def test_the_docstring_is_a_lesson(name):
    text = inspect.getdoc(ROOM[name].function)
    for part in ("Parameters", "Returns", "Notes", "References", "Examples", "Stability:"):
        assert part in text, part


@pytest.mark.parametrize("shape", STANDARD)
@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_measure_answers_or_says_what_to_do(name, shape, request):
    net = grouped(request.getfixturevalue(shape))
    value = computed(EVERY[name], net)
    if isinstance(value, NetdiffError):
        assert str(value).strip().endswith((".", "?", ")"))
        assert len(str(value)) > 30
    elif isinstance(value, pd.Series) and value.index.equals(net.nodes.index):
        assert len(value) == len(net)
        assert value.name
    else:
        number = isinstance(value, int | float | np.integer | np.floating | pd.Series | pd.DataFrame)
        assert number or dataclasses.is_dataclass(value)


@pytest.mark.parametrize("shape", ["star", "path", "two_cliques_one_bridge", "directed", "with_silent_people"])
@pytest.mark.parametrize("name", sorted(ROOM))
def test_names_and_row_order_change_nothing(name, shape, request):
    net = grouped(request.getfixturevalue(shape))
    value = computed(ROOM[name], net)
    if isinstance(value, NetdiffError) or name in {"components", "robustness"}:
        return  # labels of equal pieces, and who goes first of those equally named, follow the order on purpose
    order = list(net.nodes.index)[::-1]
    turned = Network(
        net.nodes.loc[order], net.ties.iloc[::-1].reset_index(drop=True), net.layers,
        answers=net.answers.loc[order], missing=net.missing,
    )  # fmt: skip
    options = arguments(ROOM[name], net)
    if "before" in options:
        options["before"] = turned
    again = ROOM[name].function(turned, **options)
    per_person = isinstance(value, pd.Series) and value.index.equals(net.nodes.index)
    np.testing.assert_allclose(plain(again, net.nodes.index if per_person else None), plain(value), rtol=1e-12)


@pytest.mark.parametrize(
    "name",
    sorted(
        set(ROOM)
        & {
            "degree",
            "in_degree",
            "strength",
            "transitivity",
            "diameter",
            "average_path_length",
            "cut_people",
            "reciprocity",
        }
    ),
)
def test_an_added_isolate_changes_no_one_else(name, two_cliques_one_bridge):
    before = ROOM[name].function(two_cliques_one_bridge)
    nodes = pd.concat([two_cliques_one_bridge.nodes, pd.DataFrame(index=pd.Index(["z"], name="node"))])
    more = Network(nodes, two_cliques_one_bridge.ties, two_cliques_one_bridge.layers)
    after = ROOM[name].function(more)
    if isinstance(before, pd.Series):
        after = after.drop("z")
    np.testing.assert_allclose(plain(after), plain(before))


@pytest.mark.parametrize("name", ["reach_share", "steps_to_deciders", "gatekeeping"])
def test_reversed_ties_with_flow_reversed_are_the_same_influence(name, directed):
    turns = grouped(directed)
    flipped = turns.ties.rename(columns={"source": "target", "target": "source"})
    tells = Network.from_frames(turns.nodes, flipped[["source", "target"]], means="tells")
    options = arguments(ROOM[name], turns)
    assert ROOM[name].function(turns, **options) == pytest.approx(ROOM[name].function(tells, **options), nan_ok=True)


@pytest.mark.parametrize("name", ["density", "in_degree", "reciprocity", "transitivity", "largest_component_share"])
def test_a_layer_said_twice_counts_once(name, directed):
    layer = next(iter(directed.layers.values()))
    one = directed.ties.assign(layer="one")
    ties = pd.concat([one, one.assign(layer="two")], ignore_index=True)
    from dataclasses import replace

    net = Network.from_frames(directed.nodes, ties, [replace(layer, name="one"), replace(layer, name="two")])
    np.testing.assert_allclose(plain(ROOM[name].function(net)), plain(ROOM[name].function(directed)))


def test_a_two_mode_layer_is_refused_with_the_cure(two_mode):
    with pytest.raises(NetdiffError, match=r"net\.project\('went'\)"):
        metrics.density(two_mode)
