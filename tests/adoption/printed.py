"""Data sets as netdiffuseR 1.25 prints them, made up: every value by slow, obvious loops over its stated conventions.

Row = who names; `slices[t][i, j]` = how strongly i names j in period t. What it does with people without a time of
adoption is printed as it does it, its known fault in susceptibility included.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import curve_fit

Matrix = np.ndarray
TIMES = ("Early Adopters", "Early Majority", "Late Majority", "Laggards")
THRESHOLDS = ("Very Low Thresh.", "Low Thresh.", "High Thresh.", "Very High Thresh.")


@dataclass
class Printed:
    """A made-up diffusion: ids, times (nan = never), one matrix per period, and the code that says never."""

    name: str
    ids: list[str]
    toa: list[float]
    slices: list[Matrix]
    first: int
    never: int | None
    groups: list[int]

    @property
    def periods(self) -> list[int]:
        return [self.first + t for t in range(len(self.slices))]

    @property
    def moving(self) -> bool:
        return any((one != self.slices[0]).any() for one in self.slices)

    def without_never(self) -> list[float]:
        return [np.nan if time == self.never else time for time in self.toa]

    def adopted(self, i: int, t: int, toa: list[float]) -> bool:
        return toa[i] <= self.periods[t]

    def exposure(self, toa: list[float], *, incoming=False, valued=False, counted=False, weight=None) -> Matrix:
        n, table = len(self.ids), np.zeros((len(self.ids), len(self.periods)))
        for t, named in enumerate(self.slices):
            for i in range(n):
                top = bottom = 0.0
                for j in range(n):
                    w = named[j, i] if incoming else named[i, j]
                    w = w if valued else float(w > 0)
                    w *= 1.0 if weight is None else weight[j, t]
                    bottom += w
                    top += w * self.adopted(j, t, toa)
                table[i, t] = top if counted else (top / bottom if bottom else 0.0)
        return table

    def thresholds(self, toa: list[float], lag: int = 0) -> list[float]:
        table, out = self.exposure(toa), []
        for i, time in enumerate(toa):
            at = -1 if np.isnan(time) else int(time) - self.first - lag
            out.append(table[i, at] if at >= 0 else np.nan)
        return out

    def soon(self, toa: list[float], *, after: bool, k=1, r=None, normalised=True, incoming=False) -> list[float]:
        """Infection (after) and susceptibility (before)."""
        n, out = len(self.ids), []
        for i in range(n):
            if np.isnan(toa[i]):
                out.append(np.nan)
                continue
            a, top, bottom, others = int(toa[i]), 0.0, 0.0, 0.0
            for step in range(1, k + 1):
                discount = step if r is None else (1 + r) ** (step - 1)
                when, slot = (a + step, a + step) if after else (a - step, a - step + 1)
                if when < self.first or when > self.periods[-1]:
                    continue
                others += sum(time == when for time in toa) / discount
                named = self.slices[slot - self.first]
                for j in range(n):
                    tied = named[j, i] if after != incoming else named[i, j]
                    if j == i or not tied:
                        continue
                    top += (toa[j] == when) / discount
                    late = toa[j] >= when if after else (np.isnan(toa[j]) or toa[j] <= when)  # the fault: nan counts
                    bottom += late / discount
            value = top / bottom if bottom else 0.0
            out.append((value / others if others else 0.0) if normalised else value)
        return out

    def steps(self, named: Matrix) -> Matrix:
        n, steps = len(named), np.zeros(named.shape)
        for i in range(n):
            reached, edge = {i}, {i}
            for step in range(1, 7):
                edge = {j for k in edge for j in range(n) if named[k, j] > 0} - reached
                for j in edge:
                    steps[i, j] = step
                reached |= edge
        return steps

    def moran(self, t: int, *, by_steps: bool) -> tuple[float, float, float, float]:
        named = self.slices[t]
        steps = self.steps(named)
        w = np.divide(1.0, steps, out=np.zeros(steps.shape), where=steps > 0) if by_steps else (named > 0).astype(float)
        w = w / np.where(w.sum(1, keepdims=True) > 0, w.sum(1, keepdims=True), 1.0)
        x = np.array([float(self.adopted(i, t, self.toa)) for i in range(len(self.ids))])
        n, z, s0 = len(x), x - x.mean(), w.sum()
        if not z.any() or not s0:
            return np.nan, -1 / (n - 1), np.nan, np.nan
        observed = n / s0 * sum(w[i, j] * z[i] * z[j] for i in range(n) for j in range(n)) / (z**2).sum()
        s1 = 0.5 * ((w + w.T) ** 2).sum()
        s2 = ((w.sum(1) + w.sum(0)) ** 2).sum()
        b2 = n * (z**4).sum() / (z**2).sum() ** 2
        square = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2) - b2 * (n * (n - 1) * s1 - 2 * n * s2 + 6 * s0**2)
        sd = np.sqrt(square / ((n - 1) * (n - 2) * (n - 3) * s0**2) - 1 / (n - 1) ** 2)
        from math import erfc

        return observed, -1 / (n - 1), sd, erfc(abs(observed + 1 / (n - 1)) / sd / np.sqrt(2))

    def similar(self, *, by_group: bool) -> Matrix:
        n, steps, out = len(self.ids), self.steps(self.slices[0]), np.zeros((len(self.ids), len(self.ids)))
        for group in sorted(set(self.groups)) if by_group else [None]:
            own = [i for i in range(n) if group is None or self.groups[i] == group]
            z = steps[np.ix_(own, own)]
            z = z / z.max() if z.max() > 0 else z
            size, d = len(own), np.zeros((len(own), len(own)))
            for i in range(size):
                for j in range(size):
                    rest = [k for k in range(size) if k not in {i, j}]
                    total = (z[i, j] - z[j, i]) ** 2
                    total += sum((z[i, k] - z[j, k]) ** 2 + (z[k, i] - z[k, j]) ** 2 for k in rest)
                    d[i, j] = np.sqrt(total)
            for i in range(size):
                score = np.array([0.0 if i == j else d[i].max() - d[i, j] for j in range(size)])
                out[own[i], own] = score / score.sum() if score.sum() else 0.0
        return out

    def simulated(self, share: float, seeds: list[int], periods: int) -> list[int | None]:
        named = self.slices[0] > 0
        toa: list[int | None] = [1 if i in seeds else None for i in range(len(self.ids))]
        for t in range(2, periods + 1):
            before = [time is not None and time < t for time in toa]
            for i in range(len(toa)):
                alters = np.flatnonzero(named[i])
                now = sum(before[j] for j in alters) / len(alters) if len(alters) else 0.0
                if toa[i] is None and now >= share:
                    toa[i] = t
        return toa


def cut(values: list[float]) -> list[float]:
    known = [value for value in values if not np.isnan(value)]
    m = sum(known) / len(known)
    s = np.sqrt(sum((value - m) ** 2 for value in known) / (len(known) - 1))
    return [m - s, m, m + s]


def named_classes(values: list[float], names: tuple[str, ...]) -> list[str]:
    ends = cut(values)
    return ["Non-Adopters" if np.isnan(v) else names[sum(v >= end for end in ends)] for v in values]


def rates_of(data: Printed, toa: list[float]) -> dict[str, list[float]]:
    n = len(toa)
    new = [sum(time == period for time in toa) for period in data.periods]
    total = [sum(new[: t + 1]) for t in range(len(new))]
    rate = [0.0] + [(total[t] - total[t - 1]) / (total[t - 1] + 1e-15) for t in range(1, len(new))]
    hazard = [0.0] + [(total[t] - total[t - 1]) / (n - total[t - 1] + 1e-15) for t in range(1, len(new))]
    share = [value / n for value in total]
    return {"adopt": new, "cumadopt_num": total, "cumadopt_prop": share, "adoption_rate": rate, "hazard": hazard}


def write(data: Printed, folder: Path) -> None:
    """Write the files of one data set."""
    degree = np.stack([(one > 0).sum(0) + (one > 0).sum(1) for one in data.slices], axis=1).astype(float)
    tables = {
        "default": data.exposure(data.toa),
        "incoming": data.exposure(data.toa, incoming=True),
        "count": data.exposure(data.toa, counted=True),
        "valued": data.exposure(data.toa, valued=True),
        "attr_degree": data.exposure(data.toa, weight=degree),
    }
    shifted = np.full(tables["default"].shape, np.nan)
    shifted[:, 1:] = tables["default"][:, :-1]
    for variant, table in (tables | {"lag1": shifted}).items():
        frame = pd.DataFrame(table, columns=[str(period) for period in data.periods])
        frame.insert(0, "id", data.ids)
        frame.to_csv(folder / f"{data.name}_exposure_{variant}.csv", index=False, na_rep="NA")
    _nodes(data, degree).to_csv(folder / f"{data.name}_nodes.csv", index=False, na_rep="NA")
    _ties(data).to_csv(folder / f"{data.name}_edgelist.csv", index=False)
    for kind in ("whole", "bygroup"):
        similar = pd.DataFrame(data.similar(by_group=kind == "bygroup"))
        similar.to_csv(folder / f"{data.name}_SE_{kind}.csv")
    (folder / f"{data.name}_reference.json").write_text(json.dumps(_figures(data, degree), default=_plain))


def _nodes(data: Printed, degree: Matrix) -> pd.DataFrame:
    binary = data.slices[0] > 0
    columns = {"id": data.ids, "toa": [None if np.isnan(time) else int(time) for time in data.toa]}
    columns |= {"indegree": binary.sum(0), "outdegree": binary.sum(1), "degree": degree[:, 0].astype(int)}
    columns |= {"threshold": data.thresholds(data.toa), "threshold_lag1": data.thresholds(data.toa, 1)}
    variants = {
        "default": {},
        "not_normalized": {"normalised": False},
        "K3": {"k": 3},
        "K3_exp_r05": {"k": 3, "r": 0.5},
        "incoming": {"incoming": True},
    }
    for after, word in ((True, "infection"), (False, "suscept")):
        columns |= {f"{word}_{name}": data.soon(data.toa, after=after, **kw) for name, kw in variants.items()}
    columns["class_toa"] = named_classes(data.toa, TIMES)
    columns["class_thr"] = named_classes(data.thresholds(data.toa), THRESHOLDS)
    if data.never is not None:
        toa = data.without_never()
        columns |= {"threshold_NA": data.thresholds(toa), "infection_NA": data.soon(toa, after=True)}
        columns |= {"suscept_NA": data.soon(toa, after=False), "class_toa_NA": named_classes(toa, TIMES)}
        columns["class_thr_NA"] = named_classes(data.thresholds(toa), THRESHOLDS)
    table = pd.DataFrame(columns | {"group": data.groups})
    return table.astype({"toa": "Int64"})


def _ties(data: Printed) -> pd.DataFrame:
    rows = [
        {"ego": data.ids[i], "alter": data.ids[j], "value": one[i, j], "time": data.periods[t]}
        for t, one in enumerate(data.slices if data.moving else data.slices[:1])
        for i, j in np.argwhere(one > 0)
    ]
    table = pd.DataFrame(rows)
    return table if data.moving else table.drop(columns="time")


def _figures(data: Printed, degree: Matrix) -> dict[str, object]:
    figures: dict[str, object] = {
        "meta": {"periods": data.periods, "non_adopter_code": data.never, "n": len(data.ids)},
        "adoption": rates_of(data, data.toa),
    }
    rows = [[data.moran(t, by_steps=by_steps) for t in range(len(data.periods))] for by_steps in (True, False)]
    for key, names, found in (
        ("summary", ("moran_obs", "moran_exp", "moran_sd", "moran_pval"), rows[0]),
        ("moran_adjacency", ("observed", "expected", "sd", "p.value"), rows[1]),
    ):
        columns = zip(*found, strict=True)
        figures[key] = {
            name: [None if np.isnan(v) else v for v in part] for name, part in zip(names, columns, strict=True)
        }
    figures["classify"] = {"cut_toa": cut(data.toa), "cut_thr": cut(data.thresholds(data.toa))}
    if data.never is not None:
        toa = data.without_never()
        mean = data.exposure(toa).mean(0).tolist()
        figures["nonadopters_NA"] = rates_of(data, toa) | {"exposure_mean_per_time": mean}
        figures["classify_nonadopters_NA"] = {"cut_toa": cut(toa), "cut_thr": cut(data.thresholds(toa))}
    known = ~np.isnan(data.toa)
    sides = {"indegree_toa": 0, "outdegree_toa": 1}
    figures["degree_adoption_diagnostic"] = {
        name: np.corrcoef(
            np.mean([(one > 0).sum(axis) for one in data.slices], axis=0)[known], np.array(data.toa)[known]
        )[0, 1]
        for name, axis in sides.items()
    }
    share = rates_of(data, data.toa)["cumadopt_prop"]

    def curve(t: Matrix, p: float, q: float) -> Matrix:
        return (1 - np.exp(-(p + q) * t)) / (1 + q / p * np.exp(-(p + q) * t))

    (p, q), _ = curve_fit(
        curve, np.arange(1, len(share) + 1), share, p0=[max(share[0], 0.01), 0.5], xtol=1e-14, ftol=1e-14
    )
    figures["bass"] = {"p": p, "q": q}
    seeds = np.argsort(-(data.slices[0] > 0).sum(0), kind="stable")[:4].tolist()
    for share_needed in (0.1, 0.3):
        figures[f"rdiffnet_thr{share_needed}"] = {
            "seeds_id": [data.ids[i] for i in seeds],
            "cumadopt": [0] * 6,
            "toa": data.simulated(share_needed, seeds, 6),
        }
    return figures


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def farmers() -> Printed:
    """Ids with zeros and letters, calendar years, an empty last period, villages that do not touch, isolates."""
    rng, n = np.random.default_rng(11), 45
    village = np.sort(rng.integers(3, size=n))
    named = rng.integers(1, 7, (n, n)) * (rng.random((n, n)) < 0.16) * (village[:, None] == village[None, :])
    np.fill_diagonal(named, 0)
    named[-3:], named[:, -3:] = 0, 0
    toa = np.clip(1946 + rng.poisson(10, n), 1946, 1965).astype(float)
    toa[rng.random(n) < 0.2] = 1965
    ids = sorted(f"{rank:03d}-v{v}" for rank, v in enumerate(village))
    return Printed("farmers", ids, toa.tolist(), [named.astype(float)] * 21, 1946, 1965, village.tolist())


def moving() -> Printed:
    """Other ties in each period, whole-number ids out of order, periods from 3 on, and people without a time."""
    rng, n = np.random.default_rng(12), 30
    slices = [(rng.random((n, n)) < 0.1).astype(float) for _ in range(8)]
    for one in slices:
        np.fill_diagonal(one, 0)
    toa = rng.integers(3, 11, n).astype(float)
    toa[rng.random(n) < 0.25] = np.nan
    toa[0] = 3.0
    ids = [str(2000 - 7 * i) for i in range(n)]
    return Printed("moving", ids, toa.tolist(), slices, 3, None, rng.integers(2, size=n).tolist())


def undirected() -> Printed:
    """Few people, ties both ways, everybody adopts."""
    rng, n = np.random.default_rng(13), 14
    half = np.triu(rng.integers(0, 3, (n, n)) * (rng.random((n, n)) < 0.25), 1).astype(float)
    toa = np.clip(rng.poisson(2, n), 0, 4).astype(float)
    toa[:2] = 0.0, 4.0
    return Printed("both_ways", [f"{i}" for i in range(1, n + 1)], toa.tolist(), [half + half.T] * 5, 0, 4, [1] * n)


def write_all(folder: Path) -> list[str]:
    """All made-up sets; gives their names."""
    made = [farmers(), moving(), undirected()]
    for data in made:
        write(data, folder)
    return [data.name for data in made]
