"""Charts of how something did spread, or was simulated to: curve, hazard, survival, exposure, thresholds."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_columns
from netdiff.adoption import (
    Adoption,
    DiffusionFit,
    adoption_table,
    exposure,
    infectiousness,
    survival,
    susceptibility,
    threshold,
)
from netdiff.adoption.speed import share_interval
from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.spread.outcome import Spread
from netdiff.visual.chartdata import Chart, Line, Points

__all__ = ["SHOWN", "fit_chart", "hazard_of_spread", "history_chart", "observed", "panels_of"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Z90 = 1.6448536269514722
MOST_PANELS = 12


def observed(what: Adoption | Spread, net: Network | None) -> Adoption:
    """A history as it is; of a simulation, its first run on the network it was played on."""
    if isinstance(what, Adoption):
        return what
    if net is None:
        raise DataError("a simulation does not keep its links", cure="Give the network too: net=….")
    return Adoption.from_spread(net, what)


def history_chart(history: Adoption, show: str, among: Mask | None = None) -> Chart:
    """One of the charts of a history, of some of its people; their contacts stay whoever they are."""
    check_choice(show, "show", SHOWN)
    return SHOWN[show](history, history.watched if among is None else history.watched & among)


def curve_chart(history: Adoption, among: Mask) -> Chart:
    """People who took it up, with the doubt that their number leaves about the share."""
    table, people = adoption_table(_only(history, among)), int(among.sum())
    low, high = share_interval(table["total"].to_numpy(dtype=float), np.full(len(table), float(people)))
    line = Line(
        "had adopted, with the 90 % doubt about the share",
        _periods(table.index),
        table["total"].astype(float).tolist(),
        (low * people).tolist(),
        (high * people).tolist(),
        steps=True,
    )
    alt = f"Line chart of people who took it up, {line.y[-1]:,.0f} of {people:,} in the end."
    return Chart("People who took it up", history.unit or "period", "people so far", (line,), alt)


def hazard_chart(history: Adoption, among: Mask) -> Chart:
    """Of those who had not adopted, the share that did, period by period."""
    table = adoption_table(_only(history, among)).iloc[1:]
    low, high = share_interval(table["new"].to_numpy(dtype=float), table["at_risk"].to_numpy(dtype=float))
    value = table["hazard"] * 100
    band = (low * 100).tolist(), (high * 100).tolist()
    line = Line("with its 90 % interval", _periods(table.index), value.tolist(), *band)
    return Chart(_HAZARD, history.unit or "period", "% of them", (line,), _hazard_alt(value))


def survival_chart(history: Adoption, among: Mask) -> Chart:
    """The share that had not adopted yet, with the band that its number of people leaves."""
    table = survival(_only(history, among), by=None).droplevel(0)
    value, low, high = (table[name] * 100 for name in ("survival", "low", "high"))
    band = low.tolist(), high.tolist()
    line = Line("had not adopted, with its 90 % interval", _periods(table.index), value.tolist(), *band, steps=True)
    alt = (
        f"Line chart of the share that had not adopted yet; {value.iloc[-1]:.0f} % of {int(among.sum()):,} in the end."
    )
    return Chart("Had not taken it up yet", history.unit or "period", "% of people", (line,), alt)


def hazard_of_spread(what: Spread) -> Chart:
    """The same over the runs of a simulation."""
    new = np.asarray(what.summary.new, dtype=float)
    at_risk = what.population - np.cumsum(new, axis=1) + new
    share = 100 * np.divide(new, at_risk, out=np.full(new.shape, np.nan), where=at_risk > 0)[:, 1:]
    seen = np.isfinite(share).any(axis=0)
    periods, share = np.arange(1, new.shape[1])[seen], share[:, seen]
    mean, (low, high) = np.nanmean(share, axis=0), np.nanquantile(share, [0.05, 0.95], axis=0)
    line = Line("mean of the runs, with 9 in 10", _periods(periods), mean.tolist(), low.tolist(), high.tolist())
    return Chart(_HAZARD, "period", "% of them", (line,), _hazard_alt(pd.Series(mean, index=periods)))


def exposure_chart(history: Adoption, among: Mask) -> Chart:
    """Exposure of those who adopt in a period, beside that of those who could have and did not."""
    values, place = exposure(history).to_numpy() * 100, history.index_in_time()[:, None]
    when, own = np.arange(len(history.periods)), among[:, None]
    sides = {"adopted in the period": (place == when) & own, "had not adopted by its end": (place > when) & own}
    lines = tuple(_mean_line(name, values, mask, history.periods) for name, mask in sides.items())
    alt = "Line chart of the share of contacts who had adopted one period before. " + " ".join(
        f"Those who {line.label}: {np.nanmean(line.y):.0f} % on average." for line in lines if np.isfinite(line.y).any()
    )
    unit = history.unit or "period"
    return Chart(f"Contacts who had adopted one {unit} before", unit, "% of contacts, mean", lines, alt)


def threshold_chart(history: Adoption, among: Mask) -> Chart:
    """When each adopted, and how many of those around it took."""
    values = pd.DataFrame({"time": history.toa, "threshold": threshold(history) * 100})[among].dropna()
    counted = values.round(6).value_counts()
    times, shares = (counted.index.get_level_values(name).tolist() for name in ("time", "threshold"))
    dots = Points("adopters (larger: more people)", times, shares, counted.tolist())
    low = int((values["threshold"] <= 50).sum())
    alt = f"Dots for {len(values):,} adopters by time and threshold; {low:,} adopted with at most half of them."
    return Chart(
        "When people adopted, and how much it took", "period of adoption", "% of contacts by then", (dots,), alt
    )


def infectiousness_chart(history: Adoption, among: Mask) -> Chart:
    """Who adopts soon after me, against soon after whom I adopt."""
    both = pd.DataFrame(
        {
            "after": infectiousness(history, normalised=False) * 100,
            "before": susceptibility(history, normalised=False) * 100,
        }
    )[among].dropna()
    counted = both.round(6).value_counts()
    x, y = (counted.index.get_level_values(name).tolist() for name in ("before", "after"))
    neither = int(((both["after"] == 0) & (both["before"] == 0)).sum())
    alt = f"Dots for {len(both):,} adopters. For {neither:,} nobody around adopted one period before or after them."
    dots = Points("adopters (larger: more people)", x, y, counted.tolist())
    words = "% of contacts who adopted", "just before the person", "just after the person"
    return Chart("Who adopts right after whom", f"{words[0]} {words[1]}", f"{words[0]} {words[2]}", (dots,), alt)


def fit_chart(fit: DiffusionFit) -> Chart:
    """What was, and what the fit would have foretold."""
    table = fit.curves
    x = _periods(table.index)
    lines = [
        Line("had adopted", x, table["observed"].astype(float).tolist(), steps=True),
        Line("replayed from the fit, 9 in 10", x, *(table[name].tolist() for name in ("mean", "low", "high"))),
    ]
    if "bass" in table:
        lines.append(Line("one curve for all (Bass)", x, table["bass"].tolist(), dashed=True))
    inside = int(table["observed"].between(table["low"], table["high"]).sum())
    alt = f"Line chart. In {inside} of {len(table)} periods the number who had adopted lies within what replays give."
    return Chart("Would the fit have foretold it?", fit.history.unit or "period", "people so far", tuple(lines), alt)


def panels_of(history: Adoption, by: str, show: str) -> list[Chart]:
    """The same chart for each group, the larger groups first."""
    check_columns([by], history.net.nodes.columns)
    groups = history.net.nodes[by].where(history.watched).dropna()
    names = groups.value_counts().index[:MOST_PANELS]
    there = history.net.nodes[by].to_numpy()
    return [_panel(history, there == name, name, show) for name in names]


def _panel(history: Adoption, inside: Mask, name: Hashable, show: str) -> Chart:
    count = int((inside & history.watched).sum())
    return replace(history_chart(history, show, np.asarray(inside, dtype=bool)), title=f"{name} ({count:,})")


def _only(history: Adoption, among: Mask) -> Adoption:
    """The history of some, for counts that need no ties."""
    return replace(history, known=pd.Series(among, index=history.toa.index))


_HAZARD = "Of those who had not adopted, how many did"
SHOWN: dict[str, Callable[[Adoption, Mask], Chart]] = {
    "curve": curve_chart,
    "hazard": hazard_chart,
    "survival": survival_chart,
    "exposure": exposure_chart,
    "thresholds": threshold_chart,
    "infectiousness": infectiousness_chart,
}


def _hazard_alt(value: pd.Series) -> str:
    if value.isna().all():
        return "Line chart without a value: one period only."
    top = value.idxmax()
    return f"Line chart of the share of those left who adopt in each period; most in period {top}, {value[top]:.0f} %."


def _mean_line(name: str, values: Floats, mask: npt.NDArray[np.bool_], periods: tuple[int, ...]) -> Line:
    """Mean over the people of a mask, with its 90 % interval; periods of fewer than two have none."""
    kept = np.where(mask, values, np.nan)
    count = np.isfinite(kept).sum(axis=0)
    total = np.nansum(kept, axis=0)
    mean = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    spread = np.nansum((kept - mean) ** 2, axis=0)
    error = Z90 * np.sqrt(np.divide(spread, count * (count - 1), out=np.full(len(count), np.nan), where=count > 1))
    low, high = np.clip(mean - error, 0, 100), np.clip(mean + error, 0, 100)
    return Line(name, _periods(periods), mean.tolist(), low.tolist(), high.tolist())


def _periods(index: object) -> list[float]:
    return [float(period) for period in index]  # type: ignore[attr-defined]
