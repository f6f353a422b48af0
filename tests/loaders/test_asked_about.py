"""What a file leaves open is read as it stands, and asked about: codes in matrices, kinds of link in a column."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdiff.errors import DataWarning
from netdiff.loaders._roster_cells import likely_codes
from netdiff.loaders.files import read_files
from netdiff.loaders.graphfiles import read_graph
from netdiff.loaders.roster import read_roster

NAMES = ["Ann", "Bo", "Cy", "Di"]


def matrix(*cells: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"": NAMES, **{name: list(down) for name, down in zip(NAMES, cells, strict=True)}})


NINES = matrix(["", "1", "9", "0"], ["4", "", "3", "9"], ["2", "0", "", "1"], ["3", "4", "2", ""])


def test_a_nine_among_small_ratings_is_asked_about() -> None:
    with pytest.warns(DataWarning, match=r"2 cells hold 9.*\(0 to 4\).*missing=\[9\]"):
        net = read_roster(NINES, means="rates")
    assert (net.ties["weight"] == 9).sum() == 2
    assert any("2 cells hold 9" in note for note in net.receipt.notes)


@pytest.mark.parametrize(("missing", "nines"), [([9], 0), ([], 2)])
def test_what_is_said_of_codes_ends_the_question(missing: list[int], nines: int) -> None:
    net = read_roster(NINES, means="rates", missing=missing)
    assert (net.ties["weight"] == 9).sum() == nines
    assert len(net.missing) == 2 - nines


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([0, 1, 9], [9]), ([0, 1, 2, 3, 4, 8, 9], [8, 9]), ([1, 2, 3, 4, 5, 88, 99], [88, 99]), ([0, 1, 2, -1], [-1]),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], []), ([0, 3, 6, 9], []), ([0, 1, 2, 3, 12], []), ([1, 2, 3], []), ([], []),
        ([9], []), ([0, 9], []), ([-3, -2, -1, 1, 2], []), ([0, 10, 25, 50, 99], []), ([1, 1, 99, 99], [99]),
    ],
)  # fmt: skip
def test_codes_stand_apart(values: list[int], codes: list[int]) -> None:
    assert likely_codes(np.array(values, dtype=float)) == codes


@given(st.lists(st.integers(-10, 100), max_size=12), st.randoms(use_true_random=False))
def test_order_repeats_and_blanks_change_nothing(values: list[int], chance: object) -> None:
    several = [*values, *values, float("nan")]
    chance.shuffle(several)  # type: ignore[attr-defined]
    assert likely_codes(np.array(several)) == likely_codes(np.array(values, dtype=float))


LINKS = pd.DataFrame(
    {
        "From": ["Ann", "Bo", "Cy", "Ann", "Di"],
        "To": ["Bo", "Cy", "Ann", "Bo", "Ann"],
        "Type": ["Advice", "Advice", "Friend", "Friend", ""],
    }
)


def test_kinds_of_link_in_a_column_are_proposed_as_layers() -> None:
    net = read_graph(LINKS, means="turns_to")
    assert list(net.layers) == ["ties"]
    (note,) = [note for note in net.receipt.notes if "relation='Type'" in note]
    assert "'Advice' (2), 'Friend' (2)" in note
    assert "Type" in net.ties
    assert "mode" not in net.ties


def test_kinds_of_link_become_layers_when_told() -> None:
    net = read_graph(LINKS, means="turns_to", relation="Type")
    assert net.ties["layer"].value_counts().to_dict() == {"Advice": 2, "Friend": 2, "ties": 1}
    assert not any("relation=" in note for note in net.receipt.notes)


def test_a_column_of_notes_is_no_kind_of_link() -> None:
    table = LINKS.assign(Type=["met at the fair", "cousins", "x", "colleagues", "old friends"])
    assert not any("relation=" in note for note in read_graph(table, means="turns_to").receipt.notes)


def test_kinds_of_link_from_the_tab_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"Label": NAMES, "Type": ["Person"] * 4}).to_excel(book, sheet_name="Elements", index=False)
        LINKS.to_excel(book, sheet_name="Connections", index=False)
    net = read_files(workbook=path, means="turns_to", relation="Type")
    assert set(net.layers) == {"Advice", "Friend", "ties"}
    assert net.nodes["mode"].unique().tolist() == ["Person"]


def test_no_warning_without_cause() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_roster(matrix(*[["", "1", "0", "2"]] * 4), means="rates")
