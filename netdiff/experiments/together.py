"""The three mechanisms in concert: nested communities, a movement and an enabling environment, alone and together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._random import RngLike, run_keys
from netdiff.errors import ModelError
from netdiff.experiments._acting import Crowd, Movement, Scene
from netdiff.experiments._ears import Ears
from netdiff.experiments._rings import INNOVATOR, Play, Rings
from netdiff.experiments.contrast import Basis, Contrast, Question, put
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.estimate import estimate_mean
from netdiff.spread.live import Silent

__all__ = ["MECHANISMS", "interactions", "together"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MECHANISMS = ("communities", "movement", "conditions")
ALL, SUM, BEST = "all three", "sum of the three", "best alone"
REGION: Mapping[str, Sequence[Any]] = {
    "media": (0.01, 0.05),
    "need": (0, 2),
    "demand": (0.5, 2.0),
    "private": (0.2, 0.4),
}


def together(  # noqa: PLR0913  a front door: flat options
    net: Network,
    *,
    against: str = "sum",
    budget: float = 1.0,
    links: float = 6.0,
    shifts: float = 0.3,
    eases: float = 1.0,
    rings: Rings | None = None,
    crowd: Movement | None = None,
    layer: str | None = None,
    silent: Silent = "draw",
    region: Mapping[str, Sequence[Any]] | None = None,
    periods: int = 30,
    runs: int = 30,
    rng: RngLike = None,
) -> Contrast:
    """Whether the three mechanisms bring more in concert than the sum of each, or than the best one for all the money.

    Parameters
    ----------
    net : Network
        Where nodes have a `ring` (`interest`, `adopter`, `innovator`), people start there; others start outside.
    against : {"sum", "best"}
        *Sum*: a third of the budget on each mechanism, against what each third brings by itself, added up.
        *Best*: the same, against all of the budget on whichever mechanism does best by itself.
    budget : float
        Spent in all; 0 leaves everything as it is.
    links, shifts, eases : float
        What a unit of budget buys: *communities*, so many links a period made by a facilitator, every other one within
        a ring and between; *movement*, so much more support for the change by everybody (its case); *conditions*, the
        chance to move into the two inner rings as if it had `1 + eases` tries in place of one, up to what one period
        has room for.
    rings : Rings, optional
        Its `demand` says how far people who act in public draw others on; 1 unless rings are given. `need` is 2 unless
        rings are given, or 0 where nobody is an innovator from the start.
    crowd : Movement, optional
        Who acts in public, and when.
    layer : str, optional
    silent : {"draw", "ignore"}
        What becomes of people who did not answer, as in `simulate`.
    region : mapping, optional
        Settings of `Rings` and `Movement` (or `budget`, `links`, `shifts`, `eases`) varied together, fixed before the
        run.
    periods, runs : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Each mechanism alone, each pair and all three, at the same stated cost; `sum of the three` and `best alone`;
        and, for `interactions`, each mechanism and pair with a third of the budget apiece.

    Notes
    -----
    *Refuted* where all three do no better than the sum, or than the best alone. People move inwards in steps, and
    each mechanism acts on another one, so their chances multiply: where few have moved, the whole exceeds the sum by
    construction. Where most have, nobody is left to move twice and it falls short. Whichever mechanism is best alone
    is picked after the fact, which leans a little against the claim. Sums are of shares and may pass 1.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> idle = together(nd.load_sample("coalition"), budget=0.0, runs=5, periods=5, region={}, rng=1)
    >>> idle.effect.value
    0.0
    """
    check_choice(against, "against", ("sum", "best"))
    for name, value in {"budget": budget, "links": links, "shifts": shifts, "eases": eases}.items():
        if not 0.0 <= value < np.inf:
            message = f"{name} must be a number of at least 0, not {value!r}."
            raise ModelError(message)
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))
    people = somebody(net)
    ears = Ears.of(people, layer, keys, silent)
    play = Play(people, ears, keys, check_positive_int(periods, "periods"))
    inner, acting = rings or _usual(play), crowd or Movement()
    stage = _Stage(play, Scene.of(people, ears, keys), acting)
    settings = asdict(inner) | asdict(acting) | {"ladders": acting.ladders}
    settings |= {"budget": budget, "links": links, "shifts": shifts, "eases": eases}
    doses = ("budget", [0.0, budget / 2, budget, 2 * budget] if budget else [0.0])
    declared = REGION if region is None else region
    asked = _question(against, budget, periods)
    return put(asked, stage.play, settings, doses=doses, region=declared, basis=Basis.of(people, layer))


def interactions(contrast: Contrast) -> pd.DataFrame:
    """By how much pairs, and all three, exceed the sum of their parts, each with a third of the budget.

    Parameters
    ----------
    contrast : Contrast
        Of `together`.

    Returns
    -------
    DataFrame
        Index `together`: the three pairs and `all three`; columns `whole` and `sum` (gain over leaving things as they
        are), `interaction` (whole less sum) with `low` and `high`, paired run by run, and `share` of the whole.

    Raises
    ------
    ModelError
        For a contrast of another experiment.

    Notes
    -----
    Differences of shares: whether the whole exceeds the sum depends on that scale. On a scale of odds or of ratios the
    answer may be another.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> found = together(nd.load_sample("coalition"), runs=5, periods=5, region={}, rng=1)
    >>> interactions(found).index.tolist()[-1]
    'all three'
    """
    if contrast.question.experiment != "together":
        message = "only `together` plays mechanisms alone and in concert. Cure: hand over its result."
        raise ModelError(message)
    arms = contrast.arms
    idle, rows = arms["as it is"], {}
    for size in (2, 3):
        for parts in combinations(MECHANISMS, size):
            whole = arms[_third(parts)] - idle
            apart = sum((arms[_third((part,))] - idle for part in parts), start=np.zeros(idle.shape))
            gap = estimate_mean((whole - apart).round(12))  # what adds up exactly is 0, not a rounding
            name = ALL if size == 3 else " + ".join(parts)
            share = gap.value / whole.mean() if whole.mean() else float("nan")
            rows[name] = (whole.mean(), apart.mean(), gap.value, gap.low, gap.high, share)
    columns = ["whole", "sum", "interaction", "low", "high", "share"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("together")


def _third(parts: Sequence[str]) -> str:
    """The arm in which each of these gets a third of the budget."""
    return ALL if len(parts) == len(MECHANISMS) else " + ".join(parts) + ", a third each"


def _usual(play: Play) -> Rings:
    return Rings(demand=1.0, need=2 if (play.start() == INNOVATOR).any() else 0)


@dataclass(frozen=True, eq=False)
class _Stage:
    """The network and the coins on which all arms are played."""

    at: Play
    scene: Scene
    crowd: Movement

    def play(
        self, *, budget: float, links: float, shifts: float, eases: float, **settings: Any
    ) -> Mapping[str, Floats]:
        """Share of people who are innovators, mean over all periods, per run, of every arm."""
        rings = Rings(**{one.name: settings[one.name] for one in fields(Rings)})
        crowd = Movement(**{one.name: settings[one.name] for one in fields(Movement)})

        def counted(parts: Sequence[str], spent: float) -> Ints:
            made = links * spent if "communities" in parts else 0.0
            moved = replace(crowd, case=crowd.case + shifts * spent) if "movement" in parts else crowd
            eased = _eased(rings, eases * spent) if "conditions" in parts else rings
            people = Crowd.of(moved, self.scene)
            now = [(one.ring == INNOVATOR).sum(axis=0) for one in self.at.moments(eased, made, 0.5, people)]
            return np.asarray(np.sum(now, axis=0))

        third = budget / len(MECHANISMS)
        found = {"as it is": counted((), 0.0)}
        found |= {one: counted((one,), budget) for one in MECHANISMS}
        found |= {" + ".join(pair): counted(pair, budget / 2.0) for pair in combinations(MECHANISMS, 2)}
        found[ALL] = counted(MECHANISMS, third)
        apart = {_third((one,)): counted((one,), third) for one in MECHANISMS}
        found |= apart | {_third(pair): counted(pair, third) for pair in combinations(MECHANISMS, 2)}
        found[SUM] = np.sum(list(apart.values()), axis=0) - (len(MECHANISMS) - 1) * found["as it is"]
        found[BEST] = found[max(MECHANISMS, key=lambda one: found[one].mean())]
        most = max(len(self.at.net), 1) * self.at.periods
        return {arm: count / most for arm, count in found.items()}


def _eased(rings: Rings, tries: float) -> Rings:
    """The chances to move into the two inner rings as if there were more tries, as far as one period has room."""
    if not tries:
        return rings
    better = 1.0 + rings.feedback
    room = {
        "to_adopter": (1.0 - rings.drop_interest) / (better * (1.0 + rings.lift)) - 1e-12,
        "to_innovator": (1.0 - rings.drop_adopter) / better - 1e-12,
    }
    more = {name: 1.0 - (1.0 - getattr(rings, name)) ** (1.0 + tries) for name in room}
    return replace(rings, **{name: max(getattr(rings, name), min(more[name], room[name])) for name in room})


def _question(against: str, budget: float, periods: int) -> Question:
    pairs = list(combinations(MECHANISMS, 2))
    whole = [*MECHANISMS, *map(" + ".join, pairs), ALL, SUM, BEST]
    costs = {"as it is": 0.0} | dict.fromkeys(whole, budget)
    costs |= {_third((one,)): budget / 3.0 for one in MECHANISMS} | {_third(pair): budget / 1.5 for pair in pairs}
    rival = {"sum": "each by itself, added up", "best": "all of the budget on the best one alone"}[against]
    return Question(
        experiment="together",
        claim=f"The three mechanisms in concert bring more than {rival}.",
        outcome=f"share of people who are innovators, mean over {periods} periods",
        favoured=ALL,
        rival=SUM if against == "sum" else BEST,
        costs=costs,
        fixed=("links that exist", "coins for each step and for support", "who stands in which ring at the start"),
        assumes=(
            "what a unit of budget buys of each mechanism (links, shifts, eases)",
            "people who act in public pass interest on and draw people further in (demand)",
            "a movement buys a case for change, and conditions make the two inner steps easier",
        ),
        built_in="that the steps follow each other, so chances multiply; against it, that nobody moves twice",
    )
