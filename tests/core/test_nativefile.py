"""netdiff's own file keeps everything, and refuses what is not one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netdiff.errors import DataError
from netdiff.layer import Layer
from netdiff.nativefile import open_network
from netdiff.network import Network
from netdiff.receipt import Receipt
from netdiff.times import AdoptionTable


def whole() -> Network:
    nodes = pd.DataFrame(
        {
            "label": ["Ann", "'quoted'", "\\N", None],
            "cost": [1.0, None, 0.1 + 0.2, 2.0],
            "count": [1, 2, 3, 4],
            "consent": ["yes", None, "", "no"],
            "asked": [True, False, True, True],
            "since": pd.to_datetime(["2026-01-01", None, "2026-02-01 10:30", "2026-03-01"], format="ISO8601"),
            "mixed": [1, "one", None, [1, 2]],
        },
        index=pd.Index(["001", "a,b", "line\nbreak", "é☃"], name="node"),
    )
    ties = pd.DataFrame(
        {
            "source": ["001", "a,b"],
            "target": ["a,b", "é☃"],
            "layer": ["advice", "met"],
            "start": pd.to_datetime([None, "2026-01-05 09:00:00.250"]),
            "note": [None, "=1+1"],
        }
    )
    layers = [Layer("advice", "turns_to", nameable=("user", "citizen"), cap=5), Layer("met", "meets", directed=False)]
    states = pd.DataFrame(
        {"advice": ["answered", "asked", "not_asked", "absent"], "met": "answered"}, index=nodes.index
    )
    gap = pd.DataFrame({"source": ["001"], "target": ["é☃"], "layer": ["advice"], "kind": ["impossible"]})
    adoption = AdoptionTable(
        pd.DataFrame({"node": ["001", "a,b"], "adopted": [1.5, None], "observed_until": [9.0, 9.0]})
    )
    receipt = (
        Receipt().with_received("rows", 2, file="x.csv").with_line("rows", "kept", "ok", rows=[2, 3], file="x.csv")
    )
    acts = pd.DataFrame({"node": ["001"], "date": pd.to_datetime(["2026-01-01"]), "kind": ["did"]})
    return Network(
        nodes,
        ties,
        layers,
        answers=states,
        missing=gap,
        period="month",
        acts=acts,
        adoption=adoption,
        receipt=receipt.with_note("Read as UTF-8."),
    )


def assert_same(one: Network, other: Network) -> None:
    mine, theirs = one.to_frames(), other.to_frames()
    assert set(mine) == set(theirs)
    for name, table in mine.items():
        pd.testing.assert_frame_equal(table, theirs[name], obj=name)
    assert one.layers == other.layers
    assert one.period == other.period
    assert str(one.receipt) == str(other.receipt)


def test_everything_survives(tmp_path: Path) -> None:
    net = whole()
    assert_same(net, open_network(net.save(tmp_path / "x.netdiff")))


def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = whole().save(tmp_path / "a"), whole().save(tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=6, unique=True), st.data())
def test_any_text_survives(tmp_path: Path, ids: list[str], data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.none() | TEXT, min_size=len(ids), max_size=len(ids)))
    weights = data.draw(st.floats(min_value=1e-9, max_value=1e9))
    nodes = pd.DataFrame(
        {"label": pd.Series(labels, dtype="str").to_numpy()}, index=pd.Index(ids, dtype="str", name="node")
    )
    nodes["label"] = nodes["label"].astype("str")
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:], "weight": weights}, dtype=None)
    net = Network.from_frames(nodes, ties.astype({"source": "str", "target": "str"}), means="tells")
    assert_same(net, open_network(net.save(tmp_path / "t.netdiff")))


def test_numbers_as_ids_survive(tmp_path: Path) -> None:
    net = Network.from_frames(None, pd.DataFrame({"source": np.arange(3), "target": np.arange(3) + 1}), means="tells")
    assert_same(net, open_network(net.save(tmp_path / "n.netdiff")))


def test_a_file_that_is_not_there_or_not_ours(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        open_network(tmp_path / "absent")
    (tmp_path / "text").write_text("hello")
    with pytest.raises(DataError, match="not a netdiff file"):
        open_network(tmp_path / "text")
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("a.csv", "x")
    with pytest.raises(DataError, match="not a netdiff file"):
        open_network(tmp_path / "zip")


def test_a_changed_table_is_noticed(tmp_path: Path) -> None:
    path = whole().save(tmp_path / "x.netdiff")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["ties.csv"] = files["ties.csv"].replace(b"advice", b"advise")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(DataError, match="changed after it was saved"):
        open_network(path)
