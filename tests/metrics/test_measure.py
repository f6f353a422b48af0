"""The door every measure stands behind."""

from __future__ import annotations

import pandas as pd
import pytest

from netdiff.metrics import _measure


@pytest.fixture
def counted(monkeypatch):
    """A measure entered into a catalogue of its own."""
    monkeypatch.setattr(_measure, "_CATALOGUE", {})

    @_measure.measure(
        meaning="How many people there are.",
        caution="None.",
        source="Counting.",
        on="tables",
        unit="people",
    )
    def headcount(net, *, layer: str | None = None) -> int:
        return len(net)

    return headcount


def test_the_catalogue_tells_what_the_decorator_was_told(counted):
    row = _measure.catalogue().loc["headcount"]
    assert row["meaning"] == "How many people there are."
    assert row["reads"] == "tables"
    assert row["word"] == "structure"
    assert _measure.measures()["headcount"].function is counted


def test_a_foreign_graph_is_refused_with_the_cure(counted):
    networkx = pytest.importorskip("networkx")
    with pytest.raises(TypeError, match=r"networkx.*Network\.from_networkx\(graph, means="):
        counted(networkx.path_graph(3))
    with pytest.raises(TypeError, match=r"Network\.from_frames\(nodes, ties"):
        counted(pd.DataFrame())
