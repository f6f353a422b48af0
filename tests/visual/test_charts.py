"""Charts as data: the series are the result's own numbers, and the words say what the eye would see."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from netdiff import AdoptionTable, IndependentCascade, draw, load_sample, recommend, scorecard, simulate
from netdiff.adoption import Adoption, adoption_table, exposure, fit_diffusion, threshold
from netdiff.errors import DataError, ModelError
from netdiff.metrics.uncertainty import sensitivity, top_k
from netdiff.network import Network
from netdiff.recruit.plan import Plan
from netdiff.spread.outcome import Spread
from netdiff.visual.chartdata import Grid, Line, Marks
from netdiff.visual.charts import chart, plot
from netdiff.visual.history_charts import history_chart
from netdiff.visual.painter import figure, picture

mpl.use("agg")


@pytest.fixture(scope="module")
def spread(region: Network) -> Spread:
    return simulate(region, IndependentCascade(0.1), seeds=list(region.nodes.index[:5]), runs=60, rng=1)


@pytest.fixture(scope="module")
def plan(region: Network) -> Plan:
    return recommend(region, 4, model=IndependentCascade(0.1), rng=1)


def test_adoption_curve_is_the_spread_s_own(spread: Spread) -> None:
    (line, *_), curve = chart(spread).parts, spread.curve()
    assert isinstance(line, Line)
    assert line.y == curve["mean"].tolist()
    assert line.low == curve["low"].tolist()
    assert line.high == curve["high"].tolist()
    assert f"about {curve['mean'].iloc[-1]:,.0f} of {spread.population:,}" in chart(spread).alt


def test_a_step_is_a_round_unless_it_was_fitted(spread: Spread) -> None:
    assert chart(spread).x == "rounds"


def test_the_plan_s_curve_stands_beside_the_saying(plan: Plan, region: Network) -> None:
    parts = chart(plan).parts
    own, saying = parts[0], parts[-1]
    assert isinstance(own, Line)
    assert isinstance(saying, Line)
    assert own.y == [0.0, *(plan.to_frame()["reach"] / len(region) * 100)]
    assert saying.x[-1] == pytest.approx(0.03 * 240)
    assert set(saying.y) == {85.0}


def test_four_profiles_hold_the_scorecard_s_shares(region: Network) -> None:
    card = scorecard(region, users="user", professionals="clinician", benchmark_runs=20, draws=5, rng=1)
    frame = card.to_frame()
    frame = frame[(frame["unit"] == "share") & frame["users"].notna()]
    first = chart(card).parts[0]
    assert isinstance(first, Marks)
    np.testing.assert_allclose(first.values, frame["users"] * 100)
    assert chart(card).alt == " ".join(card.sentences)


def test_mixing_is_a_shaded_table() -> None:
    table = pd.DataFrame([[3.0, 1.0], [0.0, 2.0]], index=["user", "clinician"], columns=["user", "clinician"])
    (grid,) = chart(table).parts
    assert grid == Grid(["user", "clinician"], ["user", "clinician"], [[3.0, 1.0], [0.0, 2.0]])
    assert "Most: from user to user, 3." in chart(table).alt


def test_a_table_of_one_value_is_shaded_as_what_it_is() -> None:
    ax = plot(pd.DataFrame([[100.0, 100.0], [100.0, 100.0]], index=["c", "d"], columns=["c", "d"]))
    (picture_,) = ax.images
    assert picture_.get_clim() == (0.0, 100.0)
    assert {text.get_color() for text in ax.texts} == {"white"}


def test_observed_adoption_counts_upwards() -> None:
    frame = pd.DataFrame({"node": list("abcd"), "innovation": "x", "adopted": [3.0, 1.0, np.nan, 3.0]})
    frame["dropped"], frame["observed_until"] = np.nan, 5.0
    (line,) = chart(AdoptionTable(frame)).parts
    assert isinstance(line, Line)
    assert (line.x, line.y) == ([1.0, 3.0, 3.0], [1.0, 2.0, 3.0])


def test_what_cannot_be_charted_is_told_so() -> None:
    with pytest.raises(DataError, match="there is no chart for a int"):
        plot(3)


def test_painting_shows_what_the_data_say(spread: Spread) -> None:
    ax = plot(spread)
    assert ax.get_title() == "People reached over time"
    np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), spread.curve()["mean"])
    assert len(ax.collections) == 1  # the band


def test_a_picture_is_the_same_bytes_each_time(spread: Spread, plan: Plan) -> None:
    assert picture(chart(spread)) == picture(chart(spread))
    assert picture(chart(plan)).startswith(b"<?xml")
    assert figure(chart(plan)).axes[0].get_ylabel() == "% of all people reached"


def test_lost_ties_stand_beside_what_was_told(region: Network) -> None:
    table = sensitivity(region, "density", missing=[0.1, 0.5], runs=5)
    marks, seen = chart(table).parts
    assert isinstance(marks, Marks)
    assert isinstance(seen, Marks)
    assert marks.values == table["mean"].tolist()
    assert marks.low == table["low"].tolist()
    assert seen.values == table["seen"].tolist()
    assert max(marks.values) < min(seen.values)
    assert "50 % of ties lost" in chart(table).alt


def test_the_firmness_of_an_order_is_a_likeness(region: Network) -> None:
    data = chart(sensitivity(region, "in_degree", missing=[0.1], runs=5))
    assert data.x == "how alike the order is"
    assert len(data.parts) == 1


def test_ranks_show_how_surely_somebody_is_among_the_first(region: Network) -> None:
    table = top_k(region, "in_degree", 5, draws=10)
    (marks,) = chart(table).parts
    assert isinstance(marks, Marks)
    assert marks.values == (table["inclusion"].head(20) * 100).tolist()
    assert chart(table).alt.startswith(f"{(table['inclusion'] >= 0.95).sum()} people")


def test_a_list_under_other_guesses(region: Network) -> None:
    found = recommend(region, 4, rng=1).strengths
    (marks,) = chart(found).parts
    assert isinstance(marks, Marks)
    assert marks.values == (found["share"] * 100).tolist()
    assert plot(found).get_xlabel() == "% of the best"


def test_frontier_runs_from_cheap_to_dear() -> None:
    table = pd.DataFrame(
        {"cost": [3.0, 1.0], "reach": [30.0, 12.0], "reach_low": [25.0, 10.0], "reach_high": [35.0, 14.0]}
    )
    (line,) = chart(table).parts
    assert line == Line("best list", [1.0, 3.0], [12.0, 30.0], [10.0, 25.0], [14.0, 35.0])


def test_a_contrast_shows_the_difference_with_its_band(region: Network, spread: Spread) -> None:
    other = simulate(region, IndependentCascade(0.1), seeds=list(region.nodes.index[:2]), runs=60, rng=1)
    compared = spread.compare(other)
    (line,) = chart(compared).parts
    assert isinstance(line, Line)
    assert line.y == compared.curve()["mean"].tolist()
    assert line.low == compared.curve()["low"].tolist()


def test_an_observed_history_is_a_staircase() -> None:
    from netdiff.adoption import Adoption

    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    net = Network.from_frames(pd.DataFrame(index=list("abc")), ties, means="turns_to")
    made = chart(Adoption.of(net, {"a": 1, "b": 3, "c": None}))
    (line,) = made.parts
    assert line.x == [1.0, 2.0, 3.0]
    assert line.y == [1.0, 1.0, 2.0]
    assert line.steps
    assert "2 of 3" in made.alt


def test_a_contrast_shows_the_difference_with_its_interval() -> None:
    from netdiff.experiments import user_networks

    net = load_sample("florentine").layer("marriage")
    groups = ["user", "professional"] * (len(net) // 2)
    told = Network(net.nodes.assign(group=groups), net.ties, net.layers)
    contrast = user_networks(told, dial="mobilisation", runs=8, rng=1, region={})
    made = chart(contrast)
    line, nothing = made.parts
    assert isinstance(nothing, Line)
    assert set(nothing.y) == {0.0}
    assert line.y == (contrast.doses["effect"] * 100).tolist()
    assert all(low <= y <= high for low, y, high in zip(line.low, line.y, line.high, strict=True))
    assert contrast.verdict.capitalize() in made.alt


def told(net: Network) -> Adoption:
    rank = np.arange(len(net))
    return Adoption.of(net, pd.Series(np.where(rank % 3, rank % 7 + 1.0, np.nan), net.nodes.index))


@pytest.mark.parametrize("show", ["curve", "hazard", "survival", "exposure", "thresholds", "infectiousness"])
def test_every_chart_of_a_history_takes_a_simulation_too(region: Network, show: str) -> None:
    advice = region.layer(next(iter(region.layers)))
    played = simulate(advice, IndependentCascade(0.3), seeds=list(region.nodes.index[:5]), horizon=6, runs=20, rng=1)
    for what in (told(advice), played):
        ax = plot(what, show=show, net=advice)
        assert ax.get_title()
        assert ax.get_ylabel()
        small = plot(what, show=show, net=advice, by="group")
        assert len(small.child_axes) == advice.nodes["group"].nunique()
        assert len({each.get_ylim() for each in small.child_axes}) == 1
    mpl.pyplot.close("all")


def test_charts_of_a_history_hold_its_own_numbers(region: Network) -> None:
    history = told(region.layer(next(iter(region.layers))))
    table = adoption_table(history)
    (line,) = history_chart(history, "hazard").parts
    assert line.y == (table["hazard"].iloc[1:] * 100).tolist()
    assert all(low <= y <= high for low, y, high in zip(line.low, line.y, line.high, strict=True))
    (dots,) = history_chart(history, "thresholds").parts
    known = pd.DataFrame({"t": history.toa, "th": threshold(history)}).dropna()
    assert sum(dots.count) == len(known)
    did, did_not = history_chart(history, "exposure").parts
    seen = exposure(history)
    assert did.y[2] == pytest.approx(seen.loc[history.toa == 3, 3].mean() * 100)
    assert did_not.y[2] == pytest.approx(seen.loc[~(history.toa <= 3), 3].mean() * 100)


def test_one_chart_only_is_said(plan: Plan, spread: Spread) -> None:
    with pytest.raises(DataError, match="one chart only"):
        plot(plan, show="hazard")
    with pytest.raises(DataError, match="does not keep its links"):
        plot(spread, show="exposure")
    with pytest.raises(ModelError, match="show"):
        plot(spread, show="pie")


def test_a_fit_s_chart_and_the_bounds_on_thresholds(region: Network) -> None:
    fit = fit_diffusion(told(region.layer(next(iter(region.layers)))), draws=3, rng=1, progress=False)
    parts = chart(fit).parts
    assert parts[0].y == fit.curves["observed"].tolist()
    assert parts[1].low == fit.curves["low"].tolist()
    least, most, _ = chart(fit.thresholds).parts
    assert least.y == (fit.thresholds["at_least"] * 100).tolist()
    assert most.high == (fit.thresholds["high"] * 100).tolist()


def test_a_history_draws_itself_as_a_map(region: Network) -> None:
    page = draw(told(region.layer(next(iter(region.layers))))).html
    assert "Others around who adopted next" in page
