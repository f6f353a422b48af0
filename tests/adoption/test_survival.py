"""Share not yet adopted: published figures, Greenwood the slow way, ends, coverage, and the chart's band."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.adoption import Adoption, survival
from netdiff.adoption.kaplan_meier import kaplan_meier
from netdiff.network import Network
from netdiff.visual.charts import chart
from netdiff.visual.history_charts import history_chart

NORMAL_90 = 1.6448536269514722


def group_of(times: list[float], group: list[str] | None = None, last: int = 4) -> Adoption:
    ids = pd.Index([f"p{n:03d}" for n in range(len(times))], name="node")
    nodes = pd.DataFrame({"group": group or ["x"] * len(times)}, index=ids)
    ties = pd.DataFrame({"source": ids[:1], "target": ids[1:2]})
    net = Network.from_frames(nodes, ties, means="turns_to")
    return Adoption.of(net, pd.Series(times, index=ids), first=1, last=last)


def test_remission_under_6_mp_as_published() -> None:
    """21 patients on 6-mercaptopurine (Freireich and others 1963), with censoring: the textbook's 95 % limits."""
    left, at_risk = [3, 1, 1, 1, 1, 1, 1], [21, 17, 15, 12, 11, 7, 6]
    table = kaplan_meier(np.array(left, dtype=float), np.array(at_risk, dtype=float), 0.95).round(4)
    assert table["survival"].tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert table["se"].tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert table["low"].tolist() == [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881]
    assert table["high"].tolist() == [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801]


def test_a_history_the_slow_way_period_by_period() -> None:
    times = [1, 1, 2, 2, 2, 3, 4, 4, math.nan, math.nan, math.nan]
    table = survival(group_of(times)).loc["x"]
    share, summed = 1.0, 0.0
    for period in (1, 2, 3, 4):
        n = sum(not time < period for time in times)
        d = sum(time == period for time in times)
        share, summed = share * (1 - d / n), summed + d / (n * (n - d))
        row = table.loc[period]
        assert (row["at_risk"], row["new"]) == (n, d)
        assert row["survival"] == pytest.approx(share)
        assert row["se"] == pytest.approx(math.sqrt(share * (1 - share) / len(times)))  # nobody out of sight
        stretch = NORMAL_90 * math.sqrt(summed) / math.log(share)
        ends = sorted(share ** math.exp(sign * stretch) for sign in (1, -1))
        assert [row["low"], row["high"]] == pytest.approx(ends)


def test_nobody_and_everybody_have_the_exact_interval() -> None:
    table = survival(group_of([2, 2, 3, 3])).loc["x"]
    assert table["survival"].tolist() == [1.0, 0.5, 0.0, 0.0]
    assert table.loc[1, ["low", "high"]].tolist() == pytest.approx([0.05 ** (1 / 4), 1.0])
    for period in (3, 4):
        assert table.loc[period, ["low", "high"]].tolist() == pytest.approx([0.0, 1 - 0.05 ** (1 / 4)])
    alone = survival(group_of([2.0, 1.0], ["x", "y"]))
    assert alone.loc[("x", 1), ["low", "high"]].tolist() == pytest.approx([0.05, 1.0])
    gone = kaplan_meier(np.array([1.0, 0.0]), np.array([2.0, 0.0]))  # the other one went out of sight
    assert np.isnan(gone.loc[1, ["survival", "low", "high"]]).all()


def test_names_and_rows_change_nothing_and_who_is_not_known_is_left_out() -> None:
    case = group_of([1, 2, math.nan, 3, 1, math.nan], list("xxxyyy"))
    order = list(reversed(case.net.nodes.index))
    other = Adoption.of(case.net.select(order), case.toa, first=1, last=4)
    pd.testing.assert_frame_equal(survival(case), survival(other))
    some = Adoption.of(case.net, case.toa.iloc[:5], first=1, last=4, unlisted="unknown")
    assert survival(some).loc[("y", 1), "at_risk"] == 2


def test_intervals_hold_the_truth_about_nine_times_in_ten() -> None:
    rng, chance, people, runs = np.random.default_rng(3), 0.2, 40, 600
    inside = np.zeros(4)
    for _ in range(runs):
        times = rng.geometric(chance, people)
        new = np.array([(times == period).sum() for period in (1, 2, 3, 4)], dtype=float)
        table = kaplan_meier(new, people - np.r_[0.0, np.cumsum(new)[:-1]])
        truth = (1 - chance) ** np.arange(1, 5)
        inside += (table["low"] <= truth) & (truth <= table["high"])
    assert (inside / runs > 0.86).all()
    assert (inside / runs < 0.96).all()


def test_the_chart_is_drawn_as_a_band_by_group() -> None:
    case = group_of([1, 2, math.nan, 3, 1, math.nan], list("xxxyyy"))
    line = history_chart(case, "survival").parts[0]
    table = survival(case, by=None)
    assert line.y == pytest.approx((100 * table["survival"]).tolist())
    assert line.low == pytest.approx((100 * table["low"]).tolist())
    assert line.high == pytest.approx((100 * table["high"]).tolist())
    ax = nd.plot(case, show="survival", by="group")
    assert [len(small.collections) for small in ax.child_axes] == [1, 1]  # a band in each small chart
    assert chart(case).title != history_chart(case, "survival").title
