"""A history in plain sentences, and times as people type them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff.adoption import Adoption, in_words
from netdiff.errors import DataError
from netdiff.network import Network
from tests.adoption.test_fit import history
from tests.adoption.test_fit_diffusion import replace_nodes


def typed(times: list[object]) -> Network:
    ids = [f"{i:03}" for i in range(len(times))]
    ties = pd.DataFrame({"source": ids, "target": [*ids[1:], ids[0]]})
    return Network.from_frames(pd.DataFrame({"used": times}, index=ids), ties, means="turns_to")


def test_an_association_is_told_with_its_caution_and_its_absence_too() -> None:
    strong, none = in_words(history(51, 3.0), rng=1), in_words(history(52, 0.0), rng=1)
    assert "more than shuffled times give" in strong
    assert "does not show that people passed it on" in strong
    assert "does not show that links matter" in none
    for text in (strong, none):
        assert "influence" not in text


def test_too_few_say_nothing_about_links() -> None:
    case = Adoption.of(typed([1, 2, None, 3, None, 2, 1]), "used")
    assert "Too few took it up" in in_words(case, by=None)


def test_groups_are_compared_only_where_their_ranges_part() -> None:
    case = history(53, 0.0)
    same = Adoption.of(replace_nodes(case.net, group=["a", "b"] * 125), case.toa, first=1, last=12)
    assert "No group was clearly faster" in in_words(same, draws=5)
    toa = case.toa.where(case.toa.index < 125)
    apart = Adoption.of(replace_nodes(case.net, group=["a"] * 125 + ["b"] * 125), toa, first=1, last=12)
    assert "Fastest was group a, faster than b" in in_words(apart, draws=5)


def test_words_for_never_and_blanks_are_no_dates() -> None:
    case = Adoption.of(
        typed(["2026-01-31", "never", "n/a", "", None, "2026-03-02", "2026-02-01"]), "used", period="month"
    )
    assert case.toa.tolist()[:2] == [1.0, pytest.approx(np.nan, nan_ok=True)]
    assert case.toa.dropna().tolist() == [1.0, 3.0, 2.0]
    assert case.unit == "month"
    assert "3 months" in in_words(case, by=None)
    numbers = Adoption.of(typed(["1", "3", "not yet", "2"]), "used")
    assert numbers.toa.dropna().tolist() == [1.0, 3.0, 2.0]


def test_a_cell_that_is_no_time_names_itself() -> None:
    with pytest.raises(DataError, match=r"'used', row 2.*neither.*'soon'"):
        Adoption.of(typed(["2026-01-31", "soon"]), "used", period="month")
    with pytest.raises(DataError, match="read two ways"):
        Adoption.of(typed(["03/04/2026", "05/06/2026"]), "used", period="month")


def test_a_heap_in_the_last_period_is_taken_for_a_code_unless_told() -> None:
    times = [*range(1, 18), *[18] * 10]
    with pytest.raises(DataError, match=r"code for 'never adopted'.*never=18"):
        Adoption.of(typed(times), "used")
    assert Adoption.of(typed(times), "used", never=18).toa.notna().sum() == 17
    assert Adoption.of(typed(times), "used", never=-1).toa.notna().sum() == 27
