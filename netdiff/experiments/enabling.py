"""The policy environment as a vector: which parameter each enabling condition acts on, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from netdiff._check import check_choice, check_probability
from netdiff.errors import ModelError
from netdiff.experiments._funnel import Funnel, shifted

__all__ = ["FIVE", "ORGANISATIONS", "Dimension", "Enabling"]

NEUTRAL = 0.5
CHANCES = ("p_info", "media", "interest", "bad", "advocacy")
SHIFTED = ("desirable", "feasible", "viable", "support", "persuasion", "incentive", "peer_pull", "peer_help")
ORGANISATIONS = "selection"


@dataclass(frozen=True)
class Dimension:
    """One enabling condition: the parameter that it acts on, and how far.

    Parameters
    ----------
    acts_on : str
        A parameter of `Funnel`, or `"selection"`, that of organisations in `displacement`.
    reach : float
        `adds`: what a level of 1 adds, and a level of 0 takes away. `times`: the factor at 1, and divisor at 0.
    how : {"adds", "times"}

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> Dimension("bad", 2.0, "times").acts_on
    'bad'
    """

    acts_on: str
    reach: float
    how: Literal["adds", "times"] = "adds"

    def __post_init__(self) -> None:
        check_choice(self.how, "how", ("adds", "times"))
        times = self.how == "times"
        check_choice(self.acts_on, "acts_on", (*CHANCES, ORGANISATIONS) if times else (*CHANCES, *SHIFTED))
        if times and not self.reach > 0:
            message = f"reach must be a factor above 0, not {self.reach:g}."
            raise ModelError(message)


FIVE: Mapping[str, Dimension] = {
    "culture": Dimension("desirable", 0.2),
    "capital": Dimension("interest", 2.0, "times"),
    "methods": Dimension("support", 0.02),
    "rewards": Dimension("viable", 0.2),
    "regulation": Dimension(ORGANISATIONS, 2.0, "times"),
}


@dataclass(frozen=True)
class Enabling:
    """The policy environment: a level per dimension, 0 (hinders) to 1 (enables); 0.5 changes nothing, exactly.

    Parameters
    ----------
    levels : mapping of dimension to float
        Those not named stand at 0.5.
    dimensions : mapping of name to Dimension
        By default five: *culture* and leadership make it more desirable; *capital*, funds for innovation and its
        diffusion, lets more people go on to a trial; *methods*, access to support with disciplined methods, makes it
        feasible sooner; *rewards*, incentives and recognition, make it viable; *regulation* that lets better
        organisations grow acts on the selection among organisations, and leaves a funnel of persons as it is.

    Notes
    -----
    The founding paper says five dimensions and lists four bullets. That the second, funds and access to support, makes
    two is our reading. How far each dimension reaches is assumed: look at which ranking holds (`rankings`), not at the
    numbers.

    Stability: experimental.

    Examples
    --------
    >>> Enabling().on_funnel(Funnel()) == Funnel()
    True
    >>> Enabling({"rewards": 1.0}).on_funnel(Funnel()).viable
    0.7
    """

    levels: Mapping[str, float] = field(default_factory=dict)
    dimensions: Mapping[str, Dimension] = field(default_factory=lambda: FIVE)

    def __post_init__(self) -> None:
        for name, value in self.levels.items():
            check_choice(name, "dimension", self.dimensions)
            check_probability(value, name)

    def level(self, name: str) -> float:
        """Where one dimension stands."""
        return self.levels.get(name, NEUTRAL)

    def raised(self, by: Mapping[str, float]) -> Enabling:
        """The same environment with some dimensions higher by as much."""
        return replace(self, levels=dict(self.levels) | {name: self.level(name) + step for name, step in by.items()})

    def on_funnel(self, model: Funnel) -> Funnel:
        """The same people in this environment."""
        for name, dimension in self.dimensions.items():
            if dimension.acts_on != ORGANISATIONS:
                moved = _moved(getattr(model, dimension.acts_on), dimension, self._lean(name))
                model = replace(model, **{dimension.acts_on: moved})
        return model

    def on_selection(self, selection: float) -> float:
        """The selection among organisations in this environment, for `displacement`."""
        for name, dimension in self.dimensions.items():
            if dimension.acts_on == ORGANISATIONS:
                selection *= float(dimension.reach ** self._lean(name))
        return selection

    def overall(self, how: str = "weakest") -> float:
        """One number for the whole environment, by three readings that disagree where one dimension is poor.

        Parameters
        ----------
        how : {"weakest", "geometric", "mean"}
            The lowest level, the geometric mean, or the plain mean.
        """
        check_choice(how, "how", ("weakest", "geometric", "mean"))
        levels = np.array([self.level(name) for name in self.dimensions])
        if how == "weakest":
            return float(levels.min())
        return float(levels.mean()) if how == "mean" else float(np.prod(levels) ** (1.0 / levels.size))

    def _lean(self, name: str) -> float:
        """From -1 (hinders) to 1 (enables)."""
        return (self.level(name) - NEUTRAL) / NEUTRAL


def _moved(value: Any, dimension: Dimension, lean: float) -> Any:
    """A parameter in an environment that leans this way; exactly as it was where it does not lean."""
    if lean == 0.0:
        return value
    if dimension.how == "times":
        return min(value * dimension.reach**lean, 1.0)
    free = dimension.acts_on in ("support", "persuasion", "incentive", "peer_pull")
    bounds = (-np.inf, np.inf) if free else (0.0, 1.0)
    return shifted(value, dimension.reach * lean, *bounds)
