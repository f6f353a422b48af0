"""Contact logs: notations of time, slots, both badges, clocks that change; the ward's published figures."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdiff.errors import DataError
from netdiff.loaders._contact_spans import joined
from netdiff.loaders._dates import parse_durations, parse_times
from netdiff.loaders.contacts import read_contacts

DATA = os.environ.get("NETDIFF_DATA")


def log(*rows: tuple, columns: str = "a b start end") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def spans(net) -> list[tuple]:
    return list(net.ties[["source", "target", "weight"]].itertuples(index=False, name=None))


@pytest.mark.skipif(not DATA, reason="NETDIFF_DATA does not name a folder with the hospital ward's records")
def test_the_hospital_ward_gives_the_published_number_of_contacts() -> None:
    """Vanhems et al. 2013: 14,037 contacts among 75 people (46 staff, 29 patients)."""
    net = read_contacts(Path(DATA) / "sp_hospital_lyon" / "tij_hospital.dat")
    assert net.receipt.balance().iloc[0][["received", "kept", "merged", "set aside"]].tolist() == [
        32_424,
        14_037,
        18_387,
        0,
    ]
    assert len(net) == 75
    assert len(net.ties) == 14_037
    assert net.adjacency().nnz // 2 == 1_139
    assert net.ties["weight"].sum() == 32_424 * 20, "every slot's 20 seconds are in some contact"


def test_slots_in_a_row_are_one_contact() -> None:
    rows = [(str(t), "1", "2") for t in (20, 40, 60, 120, 140, *range(1000, 1400, 20))]
    net = read_contacts(pd.DataFrame(rows, columns=["1", "2", "3"]))
    assert net.ties[["start", "end", "weight"]].to_numpy().tolist() == [[0, 60, 60], [100, 140, 40], [980, 1380, 400]]
    assert "slots of 20 s" in str(net.receipt)


def test_slots_can_be_denied() -> None:
    rows = [(str(t), "1", "2") for t in range(20, 600, 20)]
    net = read_contacts(pd.DataFrame(rows, columns=["1", "2", "3"]), slot=0)
    assert len(net.ties) == len(rows)
    assert net.layers["contacts"].weight_is == "count"


def test_who_whom_time_is_read_by_which_column_rises() -> None:
    rows = [("9", "3", "100"), ("4", "8", "130"), ("9", "1", "170")]
    net = read_contacts(pd.DataFrame(rows, columns=["1", "2", "3"]))
    assert set(net.nodes.index) == {"1", "3", "4", "8", "9"}
    unclear = pd.DataFrame([("9", "3", "1"), ("4", "8", "3"), ("9", "1", "2")], columns=["1", "2", "3"])
    with pytest.raises(DataError, match="rises like a clock"):
        read_contacts(unclear)


def test_reports_from_both_badges_are_one_contact_and_the_receipt_says_so() -> None:
    net = read_contacts(
        log(("A", "B", "2031-06-02 09:00", "2031-06-02 09:10"), ("B", "A", "2031-06-02 09:05", "2031-06-02 09:20"))
    )
    assert spans(net) == [("A", "B", 1200.0)]
    assert net.receipt.to_frame().set_index("outcome")["rows"]["merged"] == (2,)


def test_with_a_direction_the_two_ways_round_stay_two() -> None:
    rows = log(("A", "B", "2031-06-02 09:00", "2031-06-02 09:10"), ("B", "A", "2031-06-02 09:05", "2031-06-02 09:20"))
    with pytest.raises(DataError, match="means='tells'"):
        read_contacts(rows, directed=True)
    assert len(read_contacts(rows, directed=True, means="tells").ties) == 2


def test_messages_in_one_second_are_two_messages() -> None:
    rows = log(("A", "B", "2031-06-02 09:00:01"), ("A", "B", "2031-06-02 09:00:01"), columns="sender recipient time")
    net = read_contacts(rows, directed=True, means="tells", layer="mail")
    assert len(net.ties) == 2
    assert net.adjacency("mail").sum() == 2


def test_lengths_are_real_time_across_the_change_of_clocks() -> None:
    """In the night of 30 March 2031 there is no 01:30 in London; in that of 26 October there are two."""
    rows = log(
        ("A", "B", "2031-03-30 00:30", "2031-03-30 02:30"),
        ("A", "B", "2031-10-26 00:30", "2031-10-26 02:30"),
        ("A", "B", "2031-06-02 23:50", "2031-06-03 00:10"),
    )
    net = read_contacts(rows, tz="Europe/London")
    assert sorted(net.ties["weight"]) == [1200, 3600, 10800]


def test_times_with_and_without_zone_need_to_be_told_where_the_clocks_were() -> None:
    rows = log(
        ("A", "B", "2031-06-02 09:00", "2031-06-02 09:10"),
        ("A", "C", "2031-06-02T09:00:00+02:00", "2031-06-02T09:10:00+02:00"),
    )
    with pytest.raises(DataError, match="tz='Europe/London'"):
        read_contacts(rows)
    net = read_contacts(rows, tz="Europe/Paris")
    assert len(set(net.ties["start"])) == 1
    with pytest.raises(DataError, match="no such time zone"):
        read_contacts(rows, tz="Europe/Londn")


def test_day_first_is_settled_by_any_day_above_twelve_or_asked() -> None:
    clear = log(("A", "B", "02/06/2031 09:00", "02/06/2031 09:10"), ("A", "C", "25/06/2031 09:00", "25/06/2031 09:10"))
    assert read_contacts(clear).ties["start"].dt.month.unique().tolist() == [6]
    unclear = log(("A", "B", "02/06/2031 09:00", "02/06/2031 09:10"))
    net = read_contacts(unclear)
    assert len(net.ties) == 0
    assert "day_first=True or False" in str(net.receipt)
    assert net.receipt.adds_up
    assert read_contacts(unclear, day_first=False).ties["start"].dt.month.tolist() == [2]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 min", 1800),
        ("00:20:00", 1200),
        ("1800", 1800),
        ("1h 5m", 3900),
        ("PT30M", 1800),
        ("1,5 h", 5400),
        ("2 days", 172800),
    ],
)
def test_lengths_of_time_in_many_notations(text: str, seconds: float) -> None:
    found, odd = parse_durations(pd.Series([text], dtype="str"), "duration")
    assert found.tolist() == [seconds]
    assert not odd.any()


def test_a_bare_length_takes_its_unit_from_the_header() -> None:
    net = read_contacts(
        log(("A", "B", "2031-06-02 09:00", "5"), columns="a b start duration_minutes"), duration="duration_minutes"
    )
    assert spans(net) == [("A", "B", 300.0)]


def test_ids_that_differ_in_case_and_signs_are_one_but_never_by_force() -> None:
    rows = log(
        *[(a, "Z-1", "2031-06-02 09:00", "2031-06-02 09:10") for a in ("b017", "B-017", "B-017 ", "A-11", "A1-1")]
    )
    assert set(read_contacts(rows).nodes.index) == {"B-017", "A-11", "A1-1", "Z-1"}


def test_min_duration_half_life_and_silence() -> None:
    rows = log(
        ("A", "B", "2031-06-02 09:00", "2031-06-02 09:00:30"),
        ("A", "C", "2031-06-02 09:00", "2031-06-02 09:10"),
        ("A", "C", "2031-06-09 09:00", "2031-06-09 09:10"),
    )
    net = read_contacts(rows, min_duration="1min", half_life="7D")
    assert net.ties["weight"].round(6).tolist() == [300.0, 600.0]
    assert "shorter than min_duration" in str(net.receipt)
    assert "no data, which is not no contact" in str(net.receipt)
    assert net.receipt.adds_up


def test_who_is_on_the_sheet_but_not_in_the_log_was_not_observed() -> None:
    people = pd.DataFrame({"id": ["A", "B", "C"], "name": ["Ann", "Bo", "Cy"], "group": "user"})
    rows = log(("A", "B", "2031-06-02 09:00", "2031-06-02 09:10"))
    net = read_contacts(rows, people=people)
    assert net.status["C"] == "not_asked"
    assert read_contacts(rows, people=people, everybody=True).status["C"] == "answered"


def test_windows_of_a_log() -> None:
    rows = log(("A", "B", "2031-06-02 09:00", "2031-06-02 09:10"), ("A", "B", "2031-06-04 09:00", "2031-06-04 09:10"))
    sizes = [len(window.ties) for window in read_contacts(rows).windows("1D")]
    assert sizes == [1, 0, 1]


def test_times_in_words_and_from_1970() -> None:
    column = pd.Series(["5 January 2031", "Jan 6, 2031", "1938168300000", "rubbish", ""], dtype="str")
    times = parse_times(column, tz="UTC")
    assert times.local.dt.strftime("%Y-%m-%d").tolist()[:3] == ["2031-01-05", "2031-01-06", "2031-06-02"]
    assert times.unreadable.tolist() == [False, False, False, True, False]


moments = st.integers(0, 60)
contacts = st.lists(st.tuples(st.integers(0, 3), moments, st.integers(0, 20)), max_size=30)


@given(contacts)
@settings(max_examples=200, deadline=None)
def test_joining_against_the_slow_and_obvious_way(rows: list[tuple[int, int, int]]) -> None:
    """Minutes of a pair covered by any span, in runs: the reference paints every half minute."""
    pair = np.array([p for p, _, _ in rows], dtype=np.int64)
    start = np.array([float(s) for _, s, _ in rows])
    end = np.array([float(s + d) for _, s, d in rows])
    first, begins, ends, again = joined(pair, start, end)
    found = sorted(zip(pair[first].tolist(), begins.tolist(), ends.tolist(), strict=True))
    expected = []
    for p in sorted(set(pair.tolist())):
        painted = {k for q, s, d in rows if q == p for k in range(2 * s, 2 * (s + d) + 1)}
        marks = sorted(painted)
        edges = [marks[0]] if marks else []
        for one, two in pairwise(marks):
            if two > one + 1:
                expected.append((p, edges.pop() / 2, one / 2))
                edges = [two]
        expected += [(p, edges[0] / 2, marks[-1] / 2)] if edges else []
    assert found == sorted(expected)
    assert len(first) + int(again.sum()) == len(rows)
