"""Models by the names that a command line knows them by, each with one number for how strong it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netdiff._check import check_choice
from netdiff.spread.engine import SpreadModel
from netdiff.spread.funnel import Funnel
from netdiff.spread.hazards import Epidemic, NetworkBass
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold

__all__ = ["MODELS", "model_named"]

MODELS: Mapping[str, Callable[[float | None], SpreadModel]] = {
    "news": lambda strength: IndependentCascade(0.1 if strength is None else strength),
    "voices": lambda strength: ComplexContagion(count=2 if strength is None else strength),
    "share": lambda strength: ComplexContagion(share=0.25 if strength is None else strength),
    "thresholds": lambda _: LinearThreshold(),
    "contagion": lambda strength: Epidemic(0.05 if strength is None else strength),
    "bass": lambda strength: NetworkBass(q=0.38 if strength is None else strength),
    "funnel": lambda strength: Funnel(p_info=0.15 if strength is None else strength),
}


def model_named(name: str, strength: float | None = None) -> SpreadModel:
    """A model of spread from its plain name.

    Parameters
    ----------
    name : {"news", "voices", "share", "thresholds", "contagion", "bass", "funnel"}
        One try per contact; a number of voices; a share of those around; a threshold nobody knows; tries in every
        period; Bass; a funnel with three gates.
    strength : float, optional
        The chance, the number of voices, the share, or q.

    Returns
    -------
    model of spread

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> model_named("voices", 3)
    ComplexContagion(count=3)
    """
    return MODELS[check_choice(name, "model", MODELS)](strength)
