"""Adoption records: times of adoption in `params["toa"]`, in the order of the nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from netdiff.adoption import (
    Adoption,
    adoption_table,
    exposure,
    hazard,
    infectiousness,
    susceptibility,
    threshold,
    times_summary,
)
from netdiff.network import Network

Record = Mapping[str, Any]


def history(net: Network, record: Record) -> Adoption:
    return Adoption.of(net, pd.Series(record["params"]["toa"], index=net.nodes.index, dtype=float))


def network_exposure(net: Network, record: Record) -> list[list[float]]:
    table = exposure(history(net, record), lag=record["params"].get("lag", 0), isolates="zero")
    return table.to_numpy().tolist()


def thresholds(net: Network, record: Record) -> list[float]:
    lag = record["params"].get("lag", 0)
    first = "blank" if "NA" in str(record["params"].get("first_period_adopters", "0.0")).split(";")[0] else "zero"
    return threshold(history(net, record), lag=lag, first=first, isolates="zero").tolist()


def hazard_rate(net: Network, record: Record) -> list[float]:
    return hazard(history(net, record)).loc[record["params"]["t"]].tolist()


def contagion(measure: Callable[..., pd.Series]) -> Callable[[Network, Record], list[float]]:
    def call(net: Network, record: Record) -> list[float]:
        params = record["params"]
        options = {"lags": params.get("K", 1), "normalised": params.get("normalised", True)}
        return measure(history(net, record), **options).fillna(0).tolist()

    return call


def toa_summary(net: Network, record: Record) -> dict[str, Any]:
    case = history(net, record)
    return times_summary(case).to_dict() | {"cum": adoption_table(case)["total"].tolist()}


CALLS: Mapping[str, Callable[[Any, Record], Any]] = {
    "network_exposure": network_exposure,
    "threshold": thresholds,
    "hazard_rate": hazard_rate,
    "infectiousness": contagion(infectiousness),
    "susceptibility": contagion(susceptibility),
    "toa_summary": toa_summary,
}
