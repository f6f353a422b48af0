"""Myth 2: transfer from organisation to organisation, against the better ones outgrowing the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int, check_probability
from netdiff._random import RngLike, coins, run_keys
from netdiff.experiments._people import person_keys
from netdiff.experiments.contrast import Contrast, Question, put
from netdiff.experiments.sector import Sector

__all__ = ["crossing_point", "displacement", "logistic_share", "odds_step"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
REGION: Mapping[str, Sequence[Any]] = {
    "radicalness": (0.0, 0.25, 0.5, 0.75, 1.0),
    "selection": (0.1, 0.3, 0.5),
    "switching": (0.0, 0.5),
}


def displacement(  # noqa: PLR0913  a front door: flat options
    sector: Sector,
    *,
    radicalness: float = 0.5,
    selection: float = 0.3,
    transfer: float = 0.1,
    loss: float = 0.8,
    switching: float = 0.0,
    closing: float = 0.0,
    permits: float = 1.0,
    outcome: str = "share",
    region: Mapping[str, Sequence[Any]] | None = None,
    periods: int = 20,
    runs: int = 200,
    rng: RngLike = None,
) -> Contrast:
    """Whether the population is better served by innovative organisations growing than by others copying them.

    Parameters
    ----------
    sector : Sector
        The organisations.
    radicalness : float
        0 to 1: the chance to copy per period is `transfer * (1 - radicalness)`, and what is kept of the gain in
        quality is `1 - loss * radicalness`.
    selection : float
        How strongly people move to better organisations per period (the `s` of the replicator).
    transfer : float
        Chance per period that an organisation with an innovative one among its ties copies it, at radicalness 0.
    loss : float
        Part of the gain that is lost in copying at radicalness 1.
    switching : float
        Part of the movement that the cost of switching prevents.
    closing : float
        Share below which an organisation closes and the others take its people over.
    permits : float
        Chance per period that the regulator lets an organisation of that size close; 1: always.
    outcome : {"share", "benefit"}
        Share of the population served by innovative organisations, or the population's mean gain in quality, each as
        the mean over all periods, so that sooner counts.
    region : mapping, optional
        Settings varied together, fixed before the run.
    periods, runs : int
        Length and number of paired runs.
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `neither`, `displacement`, `transfer`, `both`; counted are people served, never organisations.

    Notes
    -----
    Public care is no market: catchment areas, waiting lists and closed lists are capacity and switching cost here, and
    a sheet without capacities lets one organisation serve everybody. Both arms are channels left open, not money
    spent, so their cost is stated as equal (1), which is an assumption of its own.

    References
    ----------
    .. [1] Taylor, P. D. and Jonker, L. B. (1978). Evolutionarily stable strategies and game dynamics.
       Mathematical Biosciences 40, 145-156.

    Stability: experimental.

    Examples
    --------
    >>> import pandas as pd
    >>> two = pd.DataFrame({"share": [0.1, 0.9], "quality": [1.5, 1.0], "innovative": [True, False]})
    >>> displacement(Sector(two), radicalness=1.0, runs=10, region={}, rng=1).verdict
    'follows at these settings'
    """
    check_choice(outcome, "outcome", ("share", "benefit"))
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))

    def play(**settings: float) -> Mapping[str, Floats]:
        arms = {"neither": (0.0, 0.0), "displacement": (1.0, 0.0), "transfer": (0.0, 1.0), "both": (1.0, 1.0)}
        return {arm: _history(sector, keys, periods, *on, **settings)[outcome].mean(axis=0) for arm, on in arms.items()}

    settings = {
        "radicalness": radicalness, "selection": selection, "transfer": transfer,
        "loss": loss, "switching": switching, "closing": closing, "permits": permits,
    }  # fmt: skip
    steps = ("radicalness", [0.0, 0.25, 0.5, 0.75, 1.0])
    declared = REGION if region is None else region
    return put(_question(sector, outcome, periods), play, settings, doses=steps, region=declared)


def crossing_point(contrast: Contrast) -> float:
    """Radicalness from which displacement serves more than transfer on; NaN where it never does.

    Read off the dose-response table by straight lines between its steps; 0 where displacement is ahead from the start.
    """
    table = contrast.doses
    dose, effect = table["radicalness"].to_numpy(), table["effect"].to_numpy()
    behind = np.flatnonzero(effect <= 0)
    if not behind.size:
        return 0.0
    last = behind[-1]
    if last == len(effect) - 1:
        return float("nan")
    part = -effect[last] / (effect[last + 1] - effect[last])
    return float(dose[last] + part * (dose[last + 1] - dose[last]))


def odds_step(selection: float, better: float, other: float, mean: float) -> float:
    """Factor by which the odds of the better of two kinds grow in one period, exactly."""
    return (1.0 + selection * (better - mean)) / (1.0 + selection * (other - mean))


def logistic_share(start: float, selection: float, gap: float, time: npt.ArrayLike) -> Floats:
    """Share of the better of two kinds when periods are short: the logistic curve."""
    odds = (1.0 - start) / start * np.exp(-selection * gap * np.asarray(time, dtype=float))
    return np.asarray(1.0 / (1.0 + odds))


def _history(
    sector: Sector, keys: Keys, periods: int, moves: float, copies: float, *, radicalness: float, selection: float,
    transfer: float, loss: float, switching: float, closing: float, permits: float,
) -> Mapping[str, Floats]:  # fmt: skip
    """Share and benefit after each period, shape (periods, runs)."""
    innovative = np.repeat(sector.table["innovative"].to_numpy(dtype=bool)[:, None], keys.size, axis=1)
    base = np.repeat(sector.table["quality"].to_numpy(dtype=float)[:, None], keys.size, axis=1)
    share, quality = np.repeat(sector.share[:, None], keys.size, axis=1), base.copy()
    reached = quality[innovative].max()
    wait = _waits(sector, keys, copies * transfer * (1.0 - radicalness))
    heard = np.zeros(share.shape)
    told: dict[str, list[Floats]] = {"share": [], "benefit": []}
    names, allowed = person_keys(sector.table.index), check_probability(permits, "permits")
    for period in range(periods):
        heard += _hears(sector, innovative)
        copied = ~innovative & (heard >= wait)
        quality = np.where(copied, base + (1.0 - loss * radicalness) * np.maximum(reached - base, 0.0), quality)
        share = _capped(replicate(share, quality, moves * selection * (1.0 - switching)), sector.capacity, share)
        share = _closed(share, closing, coins(keys[None, :], f"permits {period}", names) < allowed)
        innovative = innovative | copied
        told["share"].append((share * innovative).sum(axis=0))
        told["benefit"].append((share * quality).sum(axis=0) - sector.share @ base[:, 0])
    return {name: np.array(path) for name, path in told.items()}


def replicate(share: Floats, quality: Floats, selection: float) -> Floats:
    """One period of the replicator: shares grow by how much better than the mean they serve."""
    mean = (share * quality).sum(axis=0)
    grown = share * np.maximum(1.0 + selection * (quality - mean), 0.0)
    return np.asarray(grown / grown.sum(axis=0))


def _capped(share: Floats, capacity: Floats, before: Floats) -> Floats:
    """Growth above capacity is turned away: those people stay where they were."""
    full = np.maximum(share - capacity[:, None], 0.0)
    kept, lost = share - full, np.maximum(before - share, 0.0)
    total = lost.sum(axis=0)
    back = np.divide(lost, total, out=np.zeros_like(lost), where=total > 0)
    return np.asarray(kept + back * full.sum(axis=0))


def _closed(share: Floats, least: float, allowed: Mask) -> Floats:
    kept = np.where((share < least) & allowed, 0.0, share)
    total = kept.sum(axis=0)
    return np.where(total > 0, kept / np.where(total > 0, total, 1.0), share)


def _waits(sector: Sector, keys: Keys, chance: float) -> Floats:
    """Periods beside an innovative organisation until each copies it."""
    if chance <= 0.0:
        return np.full((len(sector.table), keys.size), np.inf)
    names = person_keys(sector.table.index)
    drawn = coins(keys[None, :], "copies", names)
    hazard = -np.log(max(1.0 - chance, 1e-12))
    return np.asarray(np.floor(-np.log1p(-drawn) / hazard) + 1.0)


def _hears(sector: Sector, innovative: Mask) -> Mask:
    """Who has an innovative organisation to learn from."""
    if sector.ties is None:
        return np.broadcast_to(innovative.any(axis=0), innovative.shape)
    return np.asarray((sector.ties > 0).astype(float) @ innovative.astype(float) > 0)


def _question(sector: Sector, outcome: str, periods: int) -> Question:
    label = " on a made-up teaching sector" if sector.teaching else ""
    counted = "share of the population served by innovative organisations" if outcome == "share" else "gain in quality"
    return Question(
        experiment="displacement",
        claim="Radical innovations spread by innovative organisations growing, not by transfer between organisations.",
        unit=outcome if outcome == "share" else "number",
        outcome=f"{counted}, mean over {periods} periods{label}",
        favoured="displacement",
        rival="transfer",
        costs={"neither": 0.0, "displacement": 1.0, "transfer": 1.0, "both": 1.0},
        fixed=("shares and qualities at the start", "who can learn from whom", "the coin of each organisation"),
        assumes=(
            "people can and do move to better organisations",
            "opening either channel costs the same",
            "a copied innovation loses quality in proportion to how radical it is",
        ),
        built_in="that copying gets harder with radicalness and growing does not: this alone makes the lines cross",
    )
