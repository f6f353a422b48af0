"""Myth 2: the replicator's closed form, its logistic limit, and the point where the two channels cross."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import netdiff as nd
from netdiff.errors import DataError, ModelError
from netdiff.experiments.displacement import crossing_point, displacement, logistic_share, odds_step, replicate
from netdiff.experiments.sector import Sector, read_sector, sector_of, teaching_sector
from netdiff.network import Network


def sector(share: list[float], quality: list[float], **columns: list[float]) -> Sector:
    innovative = [value == max(quality) for value in quality]
    return Sector(pd.DataFrame({"share": share, "quality": quality, "innovative": innovative} | columns))


def test_odds_grow_exactly_as_the_closed_form_says() -> None:
    share, quality = np.array([[0.1], [0.9]]), np.array([[1.5], [1.0]])
    for _ in range(12):
        mean = float((share * quality).sum())
        wanted = share[0, 0] / share[1, 0] * odds_step(0.4, 1.5, 1.0, mean)
        share = replicate(share, quality, 0.4)
        assert share[0, 0] / share[1, 0] == pytest.approx(wanted, rel=1e-12)
        assert share.sum() == pytest.approx(1.0)


def test_short_periods_come_to_the_logistic_curve() -> None:
    steps, share, quality = 4000, np.array([[0.05], [0.95]]), np.array([[1.6], [1.0]])
    for _ in range(steps):
        share = replicate(share, quality, 0.5 * 20 / steps)
    assert share[0, 0] == pytest.approx(float(logistic_share(0.05, 0.5, 0.6, 20.0)), abs=1e-3)


def test_without_either_channel_nothing_moves_exactly() -> None:
    contrast = displacement(sector([0.25, 0.75], [1.5, 1.0]), selection=0.0, transfer=0.0, runs=10, region={}, rng=1)
    for arm in contrast.arms.values():
        np.testing.assert_array_equal(arm, np.full(10, 0.25))


def test_waits_for_copying_are_geometric() -> None:
    """Nine equal followers of one innovator: after t periods each has copied with chance 1 - (1 - p)**t."""
    ten = sector([0.1] * 10, [1.5] + [1.0] * 9)
    contrast = displacement(ten, radicalness=0.0, transfer=0.1, periods=8, runs=2000, region={}, rng=1)
    expected = np.mean([0.1 + 0.9 * (1 - 0.9**t) for t in range(1, 9)])
    assert contrast.arms["transfer"].mean() == pytest.approx(expected, abs=0.005)


def test_the_claim_follows_for_the_radical_and_fails_for_the_small_step() -> None:
    ten = sector([0.1] * 10, [1.5] + [1.0] * 9)
    options = {"selection": 0.5, "transfer": 0.2, "runs": 60, "rng": 1}
    radical = displacement(ten, region={"radicalness": (0.95, 1.0)}, **options)
    small = displacement(ten, region={"radicalness": (0.0, 0.2)}, **options)
    assert radical.verdict == "follows"
    assert small.verdict == "does not follow"
    assert 0.2 < crossing_point(small) < 0.95


def test_the_claim_fails_however_radical_where_people_cannot_move() -> None:
    """Capacity at today's share, and something left of copying: growing serves nobody more."""
    full = sector([0.1] * 10, [1.5] + [1.0] * 9, capacity=[0.1] * 10)
    contrast = displacement(full, transfer=0.2, region={"radicalness": (0.5, 0.9)}, runs=60, rng=1)
    assert contrast.verdict == "does not follow"
    assert contrast.between("displacement", "neither").value == pytest.approx(0.0, abs=1e-12)
    assert not crossing_point(contrast) < 0.9


def test_switching_costs_of_one_stop_all_movement_exactly() -> None:
    contrast = displacement(sector([0.25, 0.75], [1.5, 1.0]), switching=1.0, runs=10, region={}, rng=1)
    np.testing.assert_array_equal(contrast.arms["displacement"], contrast.arms["neither"])


def test_capacity_holds_and_nobody_is_lost() -> None:
    capped = sector([0.2, 0.8], [2.0, 1.0], capacity=[0.3, 1.0])
    contrast = displacement(capped, selection=1.0, periods=60, runs=5, region={}, rng=1)
    assert contrast.arms["displacement"].max() <= 0.3 + 1e-12
    assert contrast.arms["displacement"].min() > 0.28


def test_copying_needs_a_tie_where_ties_are_known() -> None:
    three = sector([0.2, 0.4, 0.4], [1.5, 1.0, 1.0])
    tied = Sector(three.table, sparse.csr_array(np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0]])))
    contrast = displacement(tied, radicalness=0.0, transfer=1.0, periods=5, runs=5, region={}, rng=1)
    np.testing.assert_allclose(contrast.arms["transfer"], 0.6)


def test_the_benefit_counts_what_is_lost_in_copying() -> None:
    two = sector([0.5, 0.5], [2.0, 1.0])
    contrast = displacement(
        two, radicalness=0.5, loss=0.8, transfer=1.0, outcome="benefit", periods=200, runs=200, region={}, rng=1
    )
    assert contrast.arms["transfer"].mean() == pytest.approx(0.5 * 0.6, abs=0.01)


def test_a_closed_organisation_hands_its_people_on() -> None:
    contrast = displacement(
        sector([0.02, 0.08, 0.9], [1.0, 1.5, 1.0]), closing=0.05, periods=1, runs=2, region={}, rng=1
    )
    assert contrast.arms["neither"][0] == pytest.approx(0.08 / 0.98)


def test_a_made_up_sector_says_so_in_every_result() -> None:
    made = teaching_sector(nd.load_sample("region"))
    contrast = displacement(made, runs=5, region={}, rng=1)
    assert "made-up teaching sector" in repr(contrast)
    assert made.table["innovative"].sum() == 1


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"share": [1.0], "quality": [1.0]}, "innovative"),
        ({"share": [1.0, -1.0], "quality": [1.0, 2.0], "innovative": [False, True]}, "at least 0"),
        ({"share": [1.0, 1.0], "quality": [1, 2], "innovative": [0, 1], "capacity": [1.0, 0.1]}, "capacity"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(columns: dict[str, list[float]], words: str) -> None:
    with pytest.raises(DataError, match=words):
        Sector(pd.DataFrame(columns))


# ---- from a sheet ----------------------------------------------------------------------------------------------------


def test_a_sheet_in_somebody_elses_words(tmp_path: Path) -> None:
    """Semicolons, other names of the columns, people served in thousands, a capacity that is left blank."""
    path = tmp_path / "providers.csv"
    path.write_text(
        "Provider;Patients;Quality;Innovator;Places\nOak Ward;1,200;1.4;Yes;2,400\n"
        "Elm Ward;2,000;1.0;no;\nAsh Ward;800;0.9;NO;900\n",
        encoding="utf-8-sig",
    )
    read = read_sector(path)
    assert read.share.tolist() == pytest.approx([0.3, 0.5, 0.2])
    assert read.capacity.tolist() == pytest.approx([0.6, 1.0, 0.225])
    assert read.table["innovative"].tolist() == [True, False, False]
    assert not read.teaching
    assert "made-up" not in displacement(read, runs=5, region={}, rng=1).question.outcome


def test_all_faults_of_a_sheet_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("organisation,share,quality,innovative\nA,30,good,yes\nA,-2,1,no\n,10,1,maybe\n", encoding="utf-8")
    with pytest.raises(DataError) as found:
        read_sector(path)
    said = str(found.value)
    for words in ("has no name", "stands twice", "quality is no number", "share is below 0", "neither yes nor no"):
        assert words in said
    assert "bad.csv" in said
    assert "rows 2 and 3" in said


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ({"organisation": ["A", "B"], "share": [1, 1], "quality": [1, 2]}, "no column for innovative"),
        ({"organisation": ["A"], "share": [1], "quality": [1], "innovative": ["no"]}, "no organisation is innovative"),
        (
            {"organisation": ["A", "B"], "share": [1, 1], "quality": [1, 2], "innovative": ["yes", "yes"]},
            "every organisation is innovative",
        ),
        (
            {"organisation": ["A", "B"], "share": [6, 4], "quality": [1, 2], "innovative": ["yes", "no"],
             "capacity": [5, 9]},
            "more than its capacity",
        ),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_used_says_why(sheet: dict[str, list[object]], words: str) -> None:
    with pytest.raises(DataError, match=words):
        read_sector(pd.DataFrame(sheet))


def test_organisations_learn_from_those_whom_their_members_listen_to() -> None:
    nodes = pd.DataFrame({"organisation": ["A", "B", "C", None]}, index=pd.Index(list("abcd"), name="node"))
    ties = pd.DataFrame({"source": ["b", "d"], "target": ["a", "a"]})
    net = Network.from_frames(nodes, ties, means="turns_to", directed=True)
    sheet = pd.DataFrame(
        {"organisation": ["A", "B", "C"], "share": [1, 1, 1], "quality": [2, 1, 1], "innovative": ["yes", "no", "no"]}
    )
    read = sector_of(net, sheet)
    assert read.ties is not None
    assert read.ties.toarray().tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
    found = displacement(read, radicalness=0.0, transfer=1.0, runs=5, periods=10, region={}, rng=1)
    assert found.arms["transfer"].max() < 2 / 3 + 1e-9  # C hears of nobody
    assert read_sector(sheet).ties is None
    assert sector_of(nd.load_sample("region")).teaching


def test_the_regulator_decides_whether_the_small_may_close() -> None:
    """Never is as if nobody closed, always is the plain rule, exactly; in between lies in between."""
    table = pd.DataFrame(
        {"share": [0.2, 0.72, 0.04, 0.04], "quality": [1.5, 1.0, 1.0, 1.0], "innovative": [True, False, False, False]}
    )
    rule: dict[str, Any] = {"selection": 0.01, "transfer": 0.0, "runs": 50, "region": {}, "rng": 1}

    def served(**options: float) -> np.ndarray:
        return displacement(Sector(table), **rule, **options).arms["displacement"]

    np.testing.assert_array_equal(served(closing=0.1, permits=0.0), served())
    np.testing.assert_array_equal(served(closing=0.1, permits=1.0), served(closing=0.1))
    assert served().mean() < served(closing=0.1, permits=0.05).mean() < served(closing=0.1).mean()
    with pytest.raises(ModelError, match="permits"):
        served(permits=1.5)
