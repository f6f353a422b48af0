"""Every way out: audiences, small cells, formulas, escaping."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.privacy import (
    Policy,
    consented,
    hidden_cells,
    nhs_rounded,
    opted_out,
    people_out,
    public_table,
    safe_cell,
    safe_frame,
    safe_path,
    table_html,
    write_csv,
)


@pytest.fixture
def net() -> Network:
    nodes = pd.DataFrame(
        {
            "label": ["Ann", "Bo", "Cy", "Di", "Ed"],
            "group": ["user", "user", "manager", "user", "user"],
            "place": ["N", "N", "N", "S", "S"],
            "consent": ["yes", "no", None, "Yes ", "yes"],
            "support": [5, 1, 2, 3, 4],
            "email": ["ann@example.org"] * 5,
        },
        index=pd.Index(list("abcde"), name="node"),
    )
    ties = pd.DataFrame({"source": ["a"], "target": ["e"]})
    states = pd.DataFrame({"ties": ["answered", "answered", "asked", "answered", "not_asked"]}, index=nodes.index)
    return Network.from_frames(nodes, ties, means="turns_to", answers=states)


def test_blank_consent_is_never_yes(net: Network) -> None:
    assert consented(net).tolist() == [True, False, False, True, True]
    assert opted_out(net).tolist() == [False, True, False, False, False]


def test_a_private_file_holds_allow_listed_attributes_only(net: Network) -> None:
    table, left_out = people_out(net, Policy("private"))
    assert list(table) == ["shown", "group", "place"]
    assert left_out == 0
    assert table["shown"].tolist() == ["Ann", "Bo", "Cy", "Di", "Ed"]


def test_partners_see_codes_save_for_who_agreed(net: Network) -> None:
    table, left_out = people_out(net, Policy("partners"), rng=1)
    assert table.index.tolist() == ["a", "c", "d"]
    assert left_out == 2
    assert table["shown"].tolist()[0] == "Ann"
    assert table["shown"].tolist()[1].startswith("P")
    assert not {"support", "email"} & set(table)


def test_codes_differ_between_exports(net: Network) -> None:
    big = Network.from_frames(
        pd.DataFrame(index=np.arange(50)), pd.DataFrame({"source": [0], "target": [1]}), means="tells"
    )
    one, other = (people_out(big, Policy("partners"), rng=seed)[0]["shown"].tolist() for seed in (1, 2))
    assert one != other


def test_a_public_file_holds_no_person(net: Network) -> None:
    with pytest.raises(DataError, match="no person"):
        people_out(net, Policy("public"))
    shown = public_table(net)
    assert set(shown.to_numpy().ravel()) <= {"fewer than 5", "0"}
    assert public_table(net, policy=Policy("public", preset="nhs")).loc["user", "N"] == "5"


@settings(max_examples=200, deadline=None)
@given(arrays.arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 40)))
def test_no_margin_gives_a_small_cell_away(counts: np.ndarray) -> None:
    hidden = hidden_cells(counts, 5)
    assert hidden[(counts > 0) & (counts < 5)].all()
    for table, marks in ((counts, hidden), (counts.T, hidden.T)):
        for row, mark in zip(table, marks, strict=True):
            assert mark.sum() != 1 or (row[~mark] > 0).sum() == 0


@given(st.integers(0, 10_000))
def test_hospital_rounding(count: int) -> None:
    shown = int(nhs_rounded([count])[0])
    assert shown % 5 == 0
    assert (shown == 5) if 1 <= count <= 7 else abs(shown - count) <= 2


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", " =1", "|x", "%0A=1", "\u00a0=1", "\ufeff=1"]
)
def test_formulas_become_text(text: str) -> None:
    assert str(safe_cell(text)).startswith("'")


@pytest.mark.parametrize("value", ["-3.5", "+44", "Ann", "a=b", 3, None, -2.5])
def test_plain_values_stay(value: object) -> None:
    assert safe_cell(value) == value


def test_a_spreadsheet_is_safe_in_every_corner(tmp_path: Path) -> None:
    table = pd.DataFrame({"=head": ["=cell"]}, index=["=index"])
    path = write_csv(table, tmp_path / "x.csv", "private", index=True)
    assert path.name == "PRIVATE-x.csv"
    assert "'=head" in path.read_text(encoding="utf-8-sig")
    assert safe_frame(table).index[0] == "'=index"
    assert path.read_text(encoding="utf-8-sig").count("'=") == 3


def test_file_names_say_whom_they_are_for() -> None:
    assert safe_path("a/map.html", "partners") == Path("a/PARTNERS-map.html")
    assert safe_path("a/PRIVATE-map.html", "public") == Path("a/PUBLIC-map.html")
    with pytest.raises(ModelError, match="audience"):
        safe_path("a", "everyone")  # type: ignore[arg-type]


def test_html_tables_escape_and_cut() -> None:
    html = table_html(pd.DataFrame({"<b>": ["<script>alert(1)</script>"] * 70}), caption="<i>")
    assert "<script>" not in html
    assert "&lt;b&gt;" in html
    assert "10 more rows" in html


@pytest.mark.parametrize("parts", [{"audience": "all"}, {"min_cell": 1}, {"preset": "x"}])
def test_a_policy_knows_its_words(parts: dict[str, object]) -> None:
    with pytest.raises(ModelError):
        Policy(**parts)  # type: ignore[arg-type]
