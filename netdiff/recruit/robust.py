"""Lists under declared doubts: expected value, the worst case and the bad fifth side by side, and what stays."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_fraction, check_positive_int, check_probability
from netdiff._progress import Progress, track
from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit.cases import ANSWERS, Ensemble, bad_mean, best_answers, case_of
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim
from netdiff.recruit.settling import Settling, Task, worth_settling
from netdiff.recruit.worlds import World, drawn_world, names_to_settle, silent_people

__all__ = ["ANSWERS", "Doubts", "Robust", "weigh_doubts"]

Floats = npt.NDArray[np.float64]
List = tuple[int, ...]
STAYS = 0.95
FOUND = "Shares are of the best list found for each case; a better one may have been missed."


@dataclass(frozen=True)
class Doubts:
    """What is not known, declared before looking at the list.

    Parameters
    ----------
    draws : int
        Networks drawn; each is tried under every declared model.
    silence : bool
        Whether the answers of those who did not reply are drawn (see `spread.silence`).
    names : bool
        Whether names that are not settled are drawn among the people they may mean (see `alternatives`).
    forgotten : float
        Share of all links that nobody named: drawn and added, half of them to a contact's contact.
    mistaken : float
        Share of the named links that are not there: taken away at random.
    weights : sequence of float, optional
        How likely you hold each declared model, in their order; by default all alike.
    tail : float
        The bad cases that `bad fifth` looks at: this share of the drawn cases.
    chase, settle : int
        How many people to ask again and names to settle, of which the plan says what they could change.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> Doubts(forgotten=0.2).forgotten
    0.2
    """

    draws: int = 8
    silence: bool = True
    names: bool = True
    forgotten: float = 0.1
    mistaken: float = 0.1
    weights: Sequence[float] | None = None
    tail: float = 0.2
    chase: int = 5
    settle: int = 3

    def __post_init__(self) -> None:
        check_positive_int(self.draws, "draws")
        check_positive_int(self.chase, "chase", least=0)
        check_positive_int(self.settle, "settle", least=0)
        check_fraction(self.tail, "tail")
        for name in ("forgotten", "mistaken"):
            if check_probability(getattr(self, name), name) >= 1.0:
                message = f"{name} must be below 1: some links must be left."
                raise ModelError(message)


@dataclass(frozen=True, eq=False)
class Robust:
    """What a list is worth under all that was declared doubtful.

    Parameters
    ----------
    lists : pandas.DataFrame
        Rows `this list`, `expected`, `worst case`, `bad fifth`: the plan's list, and the best one found by each answer.
        Columns `people` (tuple of ids), `reach` (mean over the cases), `worst` (least share of what the best list found
        for a case reaches there), `bad` (mean of that share over the worst cases), `shared` (picks on this list too).
    people : pandas.DataFrame
        Index = everybody on one of these lists; `stays` (share of the cases whose own best list holds them), one column
        per answer, and `solid`.
    cases : pandas.DataFrame
        One row per model and drawn network: `model`, `draw`, `reach` (of this list), `best` (of the best list found),
        `share`.
    all_tried : bool
        Whether every list was tried in every case.
    doubts : Doubts
    settling : Settling or None
        What asking people again and settling names could change; None where nobody is silent and no name uncertain.
    notes : tuple of str

    Notes
    -----
    Shares are of the best list that was *found* for a case, so they are an upper estimate. Stability: experimental.
    """

    lists: pd.DataFrame
    people: pd.DataFrame
    cases: pd.DataFrame
    all_tried: bool
    doubts: Doubts
    settling: Settling | None = None
    notes: tuple[str, ...] = ()

    @property
    def solid(self) -> tuple[Hashable, ...]:
        """Picks of the plan that stay under all: on the lists of all three answers and in (nearly) every case."""
        return tuple(self.people.index[self.people["solid"]])

    @cached_property
    def disagreement(self) -> int:
        """How many picks the three answers do not have in common."""
        picks = [set(self.lists.loc[answer, "people"]) for answer in ANSWERS]
        return max(map(len, picks)) - len(set.intersection(*picks))

    def to_frame(self) -> pd.DataFrame:
        """The lists side by side, one row each."""
        return self.lists.drop(columns="people")

    def summary(self) -> str:
        """What the doubts come to, without names."""
        return "\n".join(self.sentences())

    def sentences(self) -> list[str]:
        """What the doubts come to, without names."""
        own, size = self.lists.loc["this list"], len(self.lists.loc["this list", "people"])
        models = self.cases["model"].nunique()
        lines = [
            _of_cases(models, len(self.cases)),
            (
                f"{len(self.solid)} of {size} picks stay under all. In the worst case this list reaches "
                f"{100 * own['worst']:.0f} % of what the best list found for that case does, in the bad cases "
                f"{100 * own['bad']:.0f} % on average."
            ),
            self._in_words(),
        ]
        if self.settling is not None:
            lines.append(self.settling.sentence())
        return [*lines, *self.notes]

    def _in_words(self) -> str:
        if self.disagreement == 0:
            return "Whether you look at the average, the worst case or the bad cases, the same list comes out."
        best = self.lists.loc["worst case"]
        return (
            f"The average, the worst case and the bad cases do not agree: {self.disagreement} "
            f"pick{'s differ' if self.disagreement > 1 else ' differs'}. The list for the worst case keeps "
            f"{100 * best['worst']:.0f} % there and reaches {best['reach']:,.0f} people on average, this one "
            f"{self.lists.loc['this list', 'reach']:,.0f}."
        )

    def __repr__(self) -> str:
        return f"Robust: {len(self.solid)} picks solid (names in .people)\n{self.summary()}"

    def _repr_html_(self) -> str:
        from markupsafe import escape

        from netdiff.privacy import table_html

        return "".join(f"<p>{escape(line)}</p>" for line in self.sentences()) + table_html(
            self.to_frame().round(2).reset_index()
        )


def weigh_doubts(
    net: Network,
    problem: Problem,
    *,
    aims: Mapping[str, Aim],
    chosen: Iterable[int],
    doubts: Doubts,
    rng: np.random.Generator,
    progress: Progress = None,
) -> Robust:
    """Try a list, and look for better ones, under everything declared doubtful.

    Parameters
    ----------
    net, problem
        What the list was made for.
    aims : mapping of str to Aim
        The declared models by name.
    chosen : iterable of int
        The list.
    doubts : Doubts
    rng : Generator
    progress : see `netdiff._progress.track`
    """
    weights = _weights(doubts, len(aims))
    draw, find, settle = rng.spawn(3)
    known = problem.without(_uncertain(net, doubts))
    worlds = [_drawn(net, doubts, one) for one in draw.spawn(doubts.draws)]
    pairs = [
        (name, aim, world, weight)
        for (name, aim), weight in zip(aims.items(), weights, strict=True)
        for world in worlds
    ]
    streams = find.spawn(len(pairs))
    cases = tuple(
        case_of(known, *pair, stream)
        for pair, stream in track(zip(pairs, streams, strict=True), len(pairs), progress, "drawing what is doubtful")
    )
    ensemble = Ensemble(known, cases, doubts.tail)
    plan = tuple(int(one) for one in chosen)
    found, complete = best_answers(ensemble, plan)
    told = _settling(net, problem, next(iter(aims.values())), plan, doubts, settle)
    notes = () if complete else (FOUND,)
    lists, people = _tables(net, ensemble, plan, found)
    return Robust(lists, people, _case_table(ensemble, plan, doubts.draws), complete, doubts, told, notes)


def _tables(
    net: Network, ensemble: Ensemble, plan: List, found: Mapping[str, List]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    best = ensemble.best
    weights = np.array([case.weight for case in ensemble.cases])
    rows = {}
    for name, listed in {"this list": plan, **found}.items():
        shares = ensemble.shares(listed, best)
        bad = bad_mean(shares, weights, ensemble.tail)
        reach = float(np.average(ensemble.values(listed), weights=weights))
        shared = len(set(plan) & set(listed))
        rows[name] = (ensemble.problem.named(net, listed), reach, float(shares.min()), bad, shared)
    lists = pd.DataFrame.from_dict(rows, orient="index", columns=["people", "reach", "worst", "bad", "shared"])
    return lists.rename_axis("list"), _stays(net, ensemble, plan, found)


def _stays(net: Network, ensemble: Ensemble, plan: List, found: Mapping[str, List]) -> pd.DataFrame:
    """Who stays: by case, by answer, and under all."""
    everybody = list(dict.fromkeys([*plan, *(one for listed in found.values() for one in listed)]))
    weights = np.array([case.weight for case in ensemble.cases])
    meant = [set(case.world.meant(case.own).tolist()) for case in ensemble.cases]
    rows = []
    for one in everybody:
        held = [int(case.world.meant([one])[0]) in own for case, own in zip(ensemble.cases, meant, strict=True)]
        on = {answer: one in listed for answer, listed in found.items()}
        stays = float(np.average(held, weights=weights))
        rows.append({"on this list": one in plan, "stays": stays, **on})
    table = pd.DataFrame(rows, index=pd.Index(ensemble.problem.named(net, everybody), name="person"))
    table["solid"] = table["on this list"] & table[list(ANSWERS)].all(axis=1) & (table["stays"] >= STAYS)
    return table


def _case_table(ensemble: Ensemble, plan: List, draws: int) -> pd.DataFrame:
    reach, best = ensemble.values(plan), ensemble.best
    return pd.DataFrame(
        {
            "model": [case.model for case in ensemble.cases],
            "draw": [place % draws for place in range(len(ensemble.cases))],
            "reach": reach,
            "best": best,
            "share": ensemble.shares(plan, best),
        }
    )


def _drawn(net: Network, doubts: Doubts, rng: np.random.Generator) -> World:
    parts = {name: getattr(doubts, name) for name in ("silence", "names", "forgotten", "mistaken")}
    return drawn_world(net, rng, **parts)


def _uncertain(net: Network, doubts: Doubts) -> list[int]:
    """Names that are not settled cannot be recruited: nobody knows yet who they are."""
    return net.index_of(names_to_settle(net)).tolist() if doubts.names else []


def _weights(doubts: Doubts, models: int) -> Floats:
    weights = np.ones(models) if doubts.weights is None else np.asarray(list(doubts.weights), dtype=np.float64)
    if weights.size != models or not (weights >= 0).all() or not weights.sum() > 0:
        message = f"weights must hold one number of at least 0 for each of the {models} declared models."
        raise ModelError(message)
    return weights / weights.sum() / doubts.draws


def _settling(
    net: Network, problem: Problem, aim: Aim, plan: List, doubts: Doubts, rng: np.random.Generator
) -> Settling | None:
    silent = silent_people(net) if doubts.silence and doubts.chase else np.empty(0, dtype=np.int64)
    names = names_to_settle(net) if doubts.names and doubts.settle else []
    if not silent.size and not names:
        return None
    task = Task(net, problem, aim, plan)
    return worth_settling(task, silent, names, most={"ask again": doubts.chase, "settle": doubts.settle}, rng=rng)


def _of_cases(models: int, cases: int) -> str:
    under = "one model" if models == 1 else f"{models} models"
    return f"Tried in {cases} cases: {cases // max(models, 1)} networks drawn from what is doubtful, under {under}."
