"""`plot`: a chart of whatever can be charted. Each chart is built as data first (`chart`), then painted.

So tests, and readers who cannot see, get the same: the series, the titles, and the words that say what the chart shows.
"""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netdiff._check import check_choice
from netdiff.adoption import Adoption, DiffusionFit
from netdiff.errors import DataError
from netdiff.metrics.scorecard import Scorecard
from netdiff.recruit.coalition_plan import CoalitionPlan
from netdiff.recruit.curve import Frontier
from netdiff.recruit.invitation_plan import InvitationPlan
from netdiff.recruit.plan import Plan
from netdiff.recruit.tiesplan import TiesPlan
from netdiff.spread.outcome import Comparison, Spread
from netdiff.times import AdoptionTable
from netdiff.visual.chartdata import Chart, Line, Marks
from netdiff.visual.history_charts import SHOWN, fit_chart, hazard_of_spread, history_chart, observed, panels_of
from netdiff.visual.lit import unit_of
from netdiff.visual.painter import paint, size_of
from netdiff.visual.powergrid import grid_chart
from netdiff.visual.tables import table_chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from netdiff.network import Network

__all__ = ["chart", "plot"]

SLOGAN = 0.03, 0.85  # "3 % of the people reach 85 % of the rest": said in health services, without a source


@singledispatch
def chart(what: Any) -> Chart:
    """The chart of a result, as data.

    Parameters
    ----------
    what : Spread, Comparison, Plan, CoalitionPlan, InvitationPlan, TiesPlan, Frontier, Scorecard, Adoption, …
        Or a DataFrame, which is known by its columns: from `uncertainty.sensitivity` or `uncertainty.top_k`, a plan's
        table of strengths; any other is taken as who turns to whom by group, as `mixing_matrix` gives it.

    Returns
    -------
    Chart

    Raises
    ------
    DataError
        For anything else.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> chart(pd.DataFrame([[3, 1], [0, 2]], index=["user", "clinician"], columns=["user", "clinician"])).title
    'Who is linked with whom, by group'
    """
    from netdiff.experiments import Contrast  # loaded only here: a report has none

    if isinstance(what, Contrast):
        from netdiff.visual.contrast_charts import doses_chart

        return doses_chart(what)
    raise DataError(
        f"there is no chart for a {type(what).__name__}",
        cure="plot a Spread, a Comparison, a Plan, a Scorecard, an Adoption, a Contrast or a table by group",
    )


@chart.register
def _(what: Spread) -> Chart:
    curve, unit = what.curve(), unit_of(what)
    parts = [_curve("mean of the runs, with the range of 9 runs in 10", curve)]
    if what.respondents_only is not None:
        parts.append(_curve("if those who did not answer listen to nobody", what.respondents_only.curve(), band=False))
    last = curve.iloc[-1]
    alt = (
        f"Line chart of people reached by {unit}. After {curve.index[-1]} {unit}s about {last['mean']:,.0f} of "
        f"{what.population:,} people are reached on average; in 9 runs of 10 between {last['low']:,.0f} and "
        f"{last['high']:,.0f}."
    )
    return Chart("People reached over time", f"{unit}s", "people reached", tuple(parts), alt)


def _curve(label: str, curve: pd.DataFrame, *, band: bool = True) -> Line:
    x = curve.index.to_numpy(dtype=float).tolist()
    if not band:
        return Line(label, x, curve["mean"].tolist(), dashed=True)
    return Line(label, x, curve["mean"].tolist(), curve["low"].tolist(), curve["high"].tolist())


@chart.register
def _(what: Comparison) -> Chart:
    curve = what.curve()
    low, high = (curve[name].tolist() for name in ("low", "high"))
    line = Line("difference", curve.index.to_numpy(dtype=float).tolist(), curve.iloc[:, 0].tolist(), low, high)
    end = f"{line.y[-1]:+,.0f} ({low[-1]:,.0f} to {high[-1]:,.0f})"
    alt = f"Line chart of the difference in people reached; at the end {end}."
    return Chart("Difference between the two", "rounds", "more people reached", (line,), alt)


@chart.register
def _(what: Plan) -> Chart:
    frame = what.to_frame()
    whole = len(what.net)
    share = [0.0, *(frame["reach"] / whole * 100)]
    own = Line("this list, the first so many", list(range(len(share))), share)
    slogan = Line(
        "the saying: 3 % reach 85 %", [0.0, SLOGAN[0] * whole], [SLOGAN[1] * 100, SLOGAN[1] * 100], dashed=True
    )
    rules = [_rule(name, value / whole * 100, len(frame)) for name, value in what.baselines["value"].items()]
    best = sorted(rules, key=lambda line: -line.y[-1])[:2]
    alt = f"Line chart: the {len(frame)} recruits together reach about {share[-1]:.0f} % of {whole:,} people. "
    alt += "; ".join(f"{line.label}: {line.y[-1]:.0f} %" for line in best) + "."
    return Chart("How far the first few reach", "recruits", "% of all people reached", (own, *best, slogan), alt)


def _rule(name: object, share: float, count: int) -> Line:
    return Line(f"{name}", [0.0, float(count)], [share, share], dashed=True)


@chart.register
def _(what: Frontier) -> Chart:
    table = what.table
    budget = table["budget"].tolist()
    recruits = Line("recruiting", budget, *(table[name].tolist() for name in ("reach", "reach_low", "reach_high")))
    names = ("support_reach", "support_low", "support_high")
    other = [Line("the last step for support", budget, *(table[name].tolist() for name in names))]
    knee = what.knee.budget
    top = float(table["reach"].max())
    mark = [] if knee is None else [Line(f"knee at {knee:g}", [knee, knee], [0.0, top], dashed=True)]
    parts = (recruits, *(other if what.with_support else ()), *mark)
    return Chart("What more would buy", "budget", "people reached", parts, " ".join(what.sentences()[:3]))


@chart.register
def _(what: TiesPlan) -> Chart:
    more = [0.0, *(what.to_frame()["reach"] - what.before.value).astype(float).tolist()]
    line = Line("these introductions", list(range(len(more))), more)
    plain = [
        Line(f"{name}", [0.0, float(len(what.chosen))], [0.0, gain], dashed=True)
        for name, gain in what.baselines["gain"].items()
    ]
    alt = f"Line chart of people more: with all {len(what.chosen)} introductions about {more[-1]:,.0f}. "
    alt += "; ".join(f"{one.label}: {one.y[-1]:,.0f}" for one in plain) + "."
    return Chart("What each introduction adds", "introductions", "more people reached", (line, *plain), alt)


@chart.register
def _(what: CoalitionPlan) -> Chart:
    kinds = what.grid()["kind"]
    return grid_chart(what.grid(), lambda name: "a single person" if kinds[name] == "person" else what.said(name))


@chart.register
def _(what: InvitationPlan) -> Chart:
    table = what.contexts()
    names = [str(name) for name in table.index]
    now = Marks("in the ring now", names, table["before"].astype(float).tolist())
    then = Marks("if all who are invited join", names, table["after"].astype(float).tolist())
    before, after = what.diversity()
    alt = f"Two of the ring differ in {what.contexts_by} with a chance of {after:.2f}; now {before:.2f}."
    return Chart(f"Where the ring of {what.rings.ring}s comes from", "people", "", (now, then), alt)


@chart.register
def _(what: Scorecard) -> Chart:
    frame = what.to_frame()
    frame = frame[(frame["unit"] == "share") & frame["users"].notna()]
    names = (frame["word"] + ": " + frame["part"]).tolist()
    sides = [_side(frame, "users", what.users), _side(frame, "professionals", what.professionals)]
    chance = Marks("chance, for the first group", names, (frame["users_chance"] * 100).tolist())
    known = [chance] if frame["users_chance"].notna().any() else []
    alt = " ".join(what.sentences)
    return Chart("Four profiles", "%", "", (*sides, *known), alt, limits=(-2.0, 102.0))


def _side(frame: pd.DataFrame, side: str, label: str) -> Marks:
    value, low, high = ((frame[name] * 100).tolist() for name in (side, f"{side}_low", f"{side}_high"))
    return Marks(label, (frame["word"] + ": " + frame["part"]).tolist(), value, low, high)


@chart.register
def _(what: AdoptionTable) -> Chart:
    lines = tuple(_observed(str(name), own) for name, own in what.frame.groupby("innovation", dropna=False))
    alt = "Line chart of people who took it up over time. " + " ".join(
        f"{line.label}: {line.y[-1]:,.0f} in the end." for line in lines
    )
    return Chart("People who took it up", "time", "people so far", lines, alt)


def _observed(name: str, own: pd.DataFrame) -> Line:
    times = np.sort(own["adopted"].dropna().to_numpy(dtype=float))
    return Line(name, times.tolist(), np.arange(1, len(times) + 1, dtype=float).tolist(), steps=True)


@chart.register
def _(what: Adoption) -> Chart:
    return history_chart(what, "curve")


@chart.register
def _(what: DiffusionFit) -> Chart:
    return fit_chart(what)


@chart.register
def _(what: pd.DataFrame) -> Chart:
    return table_chart(what)


def plot(
    what: Any, ax: Axes | None = None, *, show: str = "curve", by: str | None = None, net: Network | None = None
) -> Axes:
    """Draw the chart of a result.

    Parameters
    ----------
    what : Spread, Comparison, Plan, Scorecard, Adoption, AdoptionTable, DiffusionFit, Contrast or DataFrame
        See `chart`.
    ax : matplotlib Axes, optional
        Where to draw; a new picture by default.
    show : {"curve", "hazard", "survival", "exposure", "thresholds", "infectiousness"}
        Which chart of an Adoption or a Spread.
    by : str, optional
        A column of the table of nodes: small charts side by side, one for each of its (at most 12 largest) groups.
    net : Network, optional
        What a Spread was played on, where the chart needs its links or groups; its first run is shown then.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DataError
        Where there is no chart for `what`.

    Notes
    -----
    A plan's chart sets your own curve beside the saying that 3 % of people reach 85 % of the rest; a coalition's is the
    power grid.

    Stability: stable.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> plot(pd.DataFrame([[3, 1], [0, 2]], index=["user", "clinician"], columns=["user", "clinician"])).get_xlabel()
    'to'
    """
    data = _wished(what, show, by, net)
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(figsize=size_of(data), layout="constrained")[1]
    return paint(data, ax)


def _wished(what: Any, show: str, by: str | None, net: Network | None) -> Chart:
    """The chart that is asked for: of a history or a simulation there are several."""
    check_choice(show, "show", SHOWN)
    if show == "curve" and by is None:
        return chart(what)
    if not isinstance(what, Adoption | Spread):
        raise DataError(
            f"a {type(what).__name__} has one chart only",
            cure="Leave show= and by= out, or plot an Adoption or a Spread.",
        )
    if by is not None:
        history = observed(what, net)
        panels = tuple(panels_of(history, by, show))
        whole = history_chart(history, show)
        return replace(whole, title=f"{whole.title}, by {by}", panels=panels, alt=" ".join(map(_told, panels)))
    if isinstance(what, Spread) and show == "hazard":
        return hazard_of_spread(what)
    return history_chart(observed(what, net), show)


def _told(panel: Chart) -> str:
    return f"{panel.title}: {panel.alt}"
