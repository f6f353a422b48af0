"""The receipt adds up; times of adoption are checked and censored."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdiff.errors import DataError
from netdiff.receipt import OUTCOMES, Receipt
from netdiff.times import AdoptionTable, in_periods, overlaps, parse_period


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.integers(0, 9)), max_size=8), st.integers(-1, 1))
def test_a_receipt_adds_up_exactly_when_it_does(lines: list[tuple[str, int]], error: int) -> None:
    receipt = Receipt().with_received("rows", sum(count for _, count in lines) + error, file="f")
    for outcome, count in lines:
        receipt = receipt.with_line("rows", outcome, "because", count, file="f")
    assert receipt.adds_up == (error == 0)
    assert ("does NOT add up" in str(receipt)) == (error != 0)


def test_receipts_join() -> None:
    one = Receipt().with_received("rows", 1, file="f").with_line("rows", "kept", "ok", 1, file="f").with_note("n")
    both = one.plus(one)
    assert both.adds_up
    assert both.received["f", "rows"] == 2
    assert both.notes == ("n",)


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(DataError):
        Receipt().with_line("rows", "lost", "because", 1)


def test_printed_receipts_show_rows_and_no_names() -> None:
    review = pd.DataFrame({"spelling": ["Secret Name"], "candidate": ["x"]})
    receipt = Receipt().with_received("rows", 1).with_line("rows", "set aside", "preview", rows=[7]).with_review(review)
    assert "row 7" in str(receipt)
    assert "Secret" not in str(receipt) + receipt._repr_html_()


def table(**columns: object) -> AdoptionTable:
    return AdoptionTable(pd.DataFrame({"node": ["a", "b"], "adopted": [1.0, None]} | columns))


def test_whoever_had_not_adopted_is_censored() -> None:
    assert table().adopted_by(10).tolist() == [True, False]
    assert "1 adoptions of 2" in repr(table())
    assert len(table()) == 2


def test_dates_need_no_last_look() -> None:
    dated = AdoptionTable(pd.DataFrame({"node": ["a", "b"], "adopted": pd.to_datetime(["2026-01-31", None])}))
    assert dated.frame["observed_until"].isna().all()
    assert dated.adopted_by(pd.Timestamp("2026-02-01")).tolist() == [True, False]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"node": ["a", "a"]}, "twice"),
        ({"dropped": [0.5, None]}, "before it was adopted"),
        ({"observed_until": [0.5, 9.0]}, "after we last looked"),
    ],
)
def test_impossible_times_are_refused(columns: dict[str, object], words: str) -> None:
    with pytest.raises(DataError, match=words):
        table(**columns)


def test_several_innovations_must_be_told_apart() -> None:
    two = table(innovation=["x", "y"])
    with pytest.raises(DataError, match="Say which"):
        two.of()
    assert two.of("y")["node"].tolist() == ["b"]
    with pytest.raises(DataError, match="no such innovation"):
        two.of("z")


def test_lengths_of_time() -> None:
    assert parse_period("weeks") == pd.Timedelta("7D")
    assert parse_period("12h") == pd.Timedelta("12h")
    for bad in ("often", "-1D", "0D"):
        with pytest.raises(DataError, match="length of time"):
            parse_period(bad)
    days = pd.Series(pd.to_datetime(["2026-01-01", "2026-01-15"]))
    assert in_periods(days, "week").tolist() == [0.0, 2.0]


def test_spans_meet_a_half_open_time() -> None:
    start, end = pd.Series([0.0, 5.0, 9.0, None]), pd.Series([4.0, None, 12.0, None])
    assert overlaps(start, end, 5.0, 9.0, 4).tolist() == [False, True, False, True]
    assert overlaps(start, None, 5.0, 9.0, 4).tolist() == [False, True, False, True]
    assert overlaps(None, None, 5.0, 9.0, 4).tolist() == [True] * 4
