"""From the words of a request to a problem: who may be asked, at what cost, and what was assumed on the way."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns, check_positive_int, close_matches
from netdiff.errors import DataError, Fault, ModelError
from netdiff.network import Network
from netdiff.privacy import opted_out
from netdiff.recruit.asking import NEED, chance_to_ask
from netdiff.recruit.candidates import Candidates
from netdiff.recruit.feasible import check_feasible
from netdiff.recruit.problem import Limit, Problem

__all__ = ["Request", "adopted", "in_doubt", "not_persons", "opponents", "pose", "quota_of", "what_is_left"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Quota = Mapping[str, int] | Mapping[str, Mapping[str, int]]

AGAINST = {
    "against",
    "opponent",
    "opposed",
    "opposes",
    "oppose",
    "active opponent",
    "passive opponent",
    "hostile",
    "no",
}


@dataclass(frozen=True)
class Request:
    """What was asked for, as it was said; see `recommend`."""

    k: int | None = 10
    exclude: Iterable[Hashable] = ()
    already: Iterable[Hashable] = ()
    include: Iterable[Hashable] = ()
    budget: float | None = None
    at_least: Quota = field(default_factory=dict)
    at_most: Quota = field(default_factory=dict)
    per_recruiter: int | None = None
    worth: str | None = None
    opponents: bool = False
    sized_later: bool = False
    candidates: Candidates | None = None
    asking: bool = False
    asks: float | str | None = None


def pose(net: Network, request: Request) -> tuple[Problem, tuple[str, ...]]:
    """The problem that a request poses on a network, and what was assumed or left out, one sentence each."""
    notes: list[str] = []
    scene = _Scene(net, request.candidates)
    already = adopted(net, request.already, request.candidates)
    include = np.setdiff1d(scene.index_of(request.include), already)
    out = _out(scene, request)
    scene = scene.without(np.any(list(out.values()), axis=0), already)
    candidate = _candidates(scene, out, already, include, notes)
    cost = _costs(scene, request, candidate, include, notes)
    size = _size(request, candidate, notes)
    problem = Problem(
        candidate=candidate,
        k=size,
        cost=cost,
        budget=request.budget,
        limits=tuple(_limits(scene, request)),
        include=include,
        already=already,
        accept=_acceptance(scene, already, notes),
        weight=_worth(net, request, notes),
        candidates=scene.candidates,
    )
    check_feasible(problem)
    return problem, tuple(notes)


@dataclass(frozen=True)
class _Scene:
    """The network, and what is known of whoever may be picked: people, or organisations beside them."""

    net: Network
    candidates: Candidates | None

    @property
    def kind(self) -> str:
        return "people" if self.candidates is None else self.candidates.kind

    @property
    def about(self) -> pd.DataFrame:
        return self.net.nodes if self.candidates is None else self.candidates.about

    def index_of(self, ids: Iterable[Hashable]) -> Ints:
        return self.net.index_of(ids) if self.candidates is None else self.candidates.index_of(ids)

    def listed(self) -> Bools:
        """Who could be picked at all: everybody, or organisations that bring anybody."""
        if self.candidates is None:
            return np.ones(len(self.net), dtype=bool)
        return np.asarray(self.candidates.listed & (np.diff(self.candidates.brings.indptr) > 0))

    def padded(self, of_nodes: Bools) -> Bools:
        """A mask over nodes as a mask over positions."""
        return np.concatenate([of_nodes, np.zeros(len(self.about) - len(of_nodes), dtype=bool)])

    def without(self, out: Bools, already: Ints) -> _Scene:
        """The same scene when those who are not to be approached are brought by nobody."""
        if self.candidates is None:
            return self
        never = out.copy()
        never[already] = False
        return replace(self, candidates=self.candidates.never(never[: len(self.net)]))


def what_is_left(net: Network, request: Request, agreed: Iterable[Hashable]) -> Request:
    """The request once some have said yes: what they cost is spent, and they count towards the limits."""
    scene = _Scene(net, request.candidates)
    chosen = scene.index_of(agreed)
    budget = request.budget
    if budget is not None:
        cost = _numbers(scene.about, "cost", low=0.0) if "cost" in scene.about else np.ones(len(scene.about))
        budget = max(budget - float(np.nansum(cost[chosen])), 0.0)

    def reduced(quota: Quota, name: str) -> dict[str, dict[str, int]]:
        left: dict[str, dict[str, int]] = {}
        for (column, value), number in _by_column(quota, name).items():
            there = int(_members(scene.about, column, value)[chosen].sum())
            left.setdefault(column, {})[value] = max(number - there, 0)
        return left

    least, most = reduced(request.at_least, "at_least"), reduced(request.at_most, "at_most")
    return replace(request, budget=budget, at_least=least, at_most=most)


def quota_of(words: Iterable[str]) -> dict[str, Any]:
    """Limits from words: ``user:2`` speaks of a group, ``place=North:1`` of any column.

    Examples
    --------
    >>> quota_of(["user:2", "place=North:1"])
    {'user': 2, 'place': {'North': 1}}
    """
    found: dict[str, Any] = {}
    for word in words:
        who, colon, number = word.rpartition(":")
        if not colon or not who or not number.strip().isdigit():
            message = f"{word!r} is no limit. Cure: write the group and a number, user:2, or place=North:1."
            raise ModelError(message)
        column, equals, value = who.partition("=")
        if equals:
            found.setdefault(column.strip(), {})[value.strip()] = int(number)
        else:
            found[who.strip()] = int(number)
    return found


def in_doubt(net: Network) -> Bools:
    """Names that could not be settled on one person: nobody can be approached under them yet."""
    if "unsettled" not in net.nodes:
        return np.zeros(len(net), dtype=bool)
    return np.asarray(net.nodes["unsettled"].astype("str").str.casefold() == "true", dtype=bool)


def opponents(net: Network) -> Bools:
    """Who is against the change: `support` 1 or 2 of 5, a negative number, or a word that says so (blank: unknown)."""
    return _against(net.nodes)


def _against(about: pd.DataFrame) -> Bools:
    if "support" not in about:
        return np.zeros(len(about), dtype=bool)
    support = about["support"]
    number = pd.to_numeric(support, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    signed = bool((number < 0).any())  # -2 … 2, where 1 and 2 are in favour
    low = number < 0 if signed else (number >= 1) & (number <= 2)
    words = support.astype("str").str.strip().str.casefold().isin(AGAINST).to_numpy(dtype=bool)
    return np.asarray(low | (words & np.isnan(number)), dtype=bool)


def _out(scene: _Scene, request: Request) -> dict[str, Bools]:
    """Who is not considered, by reason."""
    net = scene.net
    excluded = np.zeros(len(scene.about), dtype=bool)
    excluded[scene.index_of(request.exclude)] = True
    no_person = scene.padded(not_persons(net))
    return {
        "excluded as you asked": excluded,
        "against the change": np.zeros(excluded.size, dtype=bool) if request.opponents else _against(scene.about),
        "asked not to be approached": scene.padded(opted_out(net)),
        "not in the population at this time": scene.padded((net.status == "absent").to_numpy()),
        "whose name is still in doubt": scene.padded(in_doubt(net)),
        "not persons": no_person if scene.candidates is None else no_person & ~scene.candidates.listed,
    }


def _candidates(scene: _Scene, out: Mapping[str, Bools], already: Ints, include: Ints, notes: list[str]) -> Bools:
    """Whoever could be picked, but those who have adopted or are not considered."""
    _check_include(scene, out, include)
    allowed = scene.listed()
    allowed[already] = False
    for reason, who in out.items():
        left_out = int((who & allowed).sum())
        allowed &= ~who
        if left_out:
            notes.append(f"Not considered: {left_out} {reason}.")
    allowed[include] = True
    _check_anybody(scene.net, allowed, already)
    return allowed


def _check_include(scene: _Scene, out: Mapping[str, Bools], include: Ints) -> None:
    """Whoever must be on the list may be asked, was not excluded, and brings somebody."""
    faults = {
        "somebody who must be on the list has opted out": (
            out["asked not to be approached"],
            "Take them off include=; they are never asked.",
        ),
        "the same people are in include and in exclude": (
            out["excluded as you asked"],
            "Take them off one of the two.",
        ),
        f"not among the {scene.kind} that may be picked": (~scene.listed(), "Take them off include=."),
    }
    for fault, (who, cure) in faults.items():
        if who[include].any():
            raise DataError(fault, value=scene.about.index[include[who[include]]].tolist(), cure=cure)


def _check_anybody(net: Network, allowed: Bools, already: Ints) -> None:
    if allowed.any():
        return
    if len(net) == 0:
        raise DataError(
            "there is nobody in this network", cure="Check the file: nd.read_…(…).receipt says what became of each row."
        )
    if already.size == len(net):
        raise DataError("everybody has adopted already, so there is nobody left to recruit", cure="Shorten already=.")
    raise DataError(
        "nobody is left to choose from", cure="Exclude fewer people, or pass opponents=True if they may be asked."
    )


def _size(request: Request, candidate: Bools, notes: list[str]) -> int | None:
    if request.k is None:
        if request.budget is None and not request.sized_later:
            message = "Say how many people to recruit, k=10, or what they may cost together, budget=20."
            raise ModelError(message)
        return None
    k, there = check_positive_int(request.k, "k"), int(candidate.sum())
    if k > there:
        notes.append(f"You asked for {k} people; only {there} can be chosen, so the list is shorter.")
    return k


def _costs(scene: _Scene, request: Request, candidate: Bools, include: Ints, notes: list[str]) -> Floats:
    """What each costs; people without a price are no candidates under a budget (changes `candidate`)."""
    if "cost" not in scene.about:
        if request.budget is not None:
            notes.append(f"There is no column 'cost': all {scene.kind} are taken to cost 1.")
        return _check_budget(request, np.ones(len(scene.about)))
    cost = _numbers(scene.about, "cost", low=0.0)
    blank = np.isnan(cost) & candidate
    if request.budget is not None and blank.any():
        if blank[include].any():
            raise DataError("somebody who must be on the list has no cost", column="cost", cure="Fill it in.")
        candidate &= ~blank
        kind = "people" if scene.candidates is None else scene.candidates.kind
        notes.append(f"Not considered: {int(blank.sum())} {kind} without a cost, since there is a budget.")
        _check_anybody(scene.net, candidate, np.empty(0, dtype=np.int64))
    return _check_budget(request, np.nan_to_num(cost, nan=0.0))


def _check_budget(request: Request, cost: Floats) -> Floats:
    budget = request.budget
    if budget is not None and not (0 <= budget < np.inf):
        message = f"budget must be a number of at least 0, in the units of the column 'cost', not {budget!r}."
        raise ModelError(message)
    return cost


def _acceptance(scene: _Scene, already: Ints, notes: list[str]) -> Floats:
    about = scene.about
    if "acceptance" not in about:
        return np.ones(len(about))
    chance = _numbers(about, "acceptance", low=0.0, high=1.0)
    if np.isnan(chance).all():
        return np.ones(len(about))
    blank = np.isnan(chance)
    usual = float(np.nanmean(chance))
    notes.append("People say yes with the chance in the column 'acceptance'; reach is what is expected after that.")
    if blank.any():
        notes.append(f"{int(blank.sum())} people have no 'acceptance': the mean of the others, {usual:.2f}, is used.")
    chance = np.where(blank, usual, chance)
    chance[already] = 1.0
    return chance


def _worth(net: Network, request: Request, notes: list[str]) -> Floats:
    """How much reaching each counts: 1 for every person, what a column says (blank: 0), or the chance that they ask."""
    person, column = ~not_persons(net), request.worth
    if column is None and not request.asking:
        return person.astype(float)
    if request.asking:
        column = column or NEED
        worth, told = chance_to_ask(net, column, request.asks)
        worth = worth * person
        notes.extend(told)
    else:
        check_columns([str(column)], net.nodes.columns)
        worth = np.nan_to_num(_numbers(net.nodes, str(column), low=0.0), nan=0.0) * person
    if not worth.any():
        raise DataError("nobody counts", column=column, cure="Give those who count a number above 0.")
    return worth


def _limits(scene: _Scene, request: Request) -> list[Limit]:
    """Limits from quotas; a capacity per recruiter is a limit on each `held_by`."""
    least, most = _by_column(request.at_least, "at_least"), _by_column(request.at_most, "at_most")
    if request.per_recruiter is not None:
        capacity = check_positive_int(request.per_recruiter, "per_recruiter")
        check_columns(["held_by"], scene.about.columns)
        names = scene.about["held_by"].dropna().unique()
        most |= {("held_by", str(name)): capacity for name in names if str(name).strip()}
    return [
        Limit(
            column,
            value,
            _members(scene.about, column, value),
            least.get((column, value), 0),
            most.get((column, value)),
        )
        for column, value in dict.fromkeys([*least, *most])
    ]


def _by_column(quota: Quota, name: str) -> dict[tuple[str, str], int]:
    """``{"user": 2}`` speaks of groups, ``{"place": {"North": 1}}`` of any column."""
    flat: dict[tuple[str, str], int] = {}
    for key, number in quota.items():
        if isinstance(number, Mapping):
            flat |= {(str(key), str(value)): check_positive_int(n, name, least=0) for value, n in number.items()}
        else:
            flat["group", str(key)] = check_positive_int(number, name, least=0)
    return flat


def _members(about: pd.DataFrame, column: str, value: str) -> Bools:
    check_columns([column], about.columns)
    words = about[column].astype("str").str.strip()
    members = (words == value).to_numpy(dtype=bool)
    if not members.any():
        known = sorted(set(words[about[column].notna()]))
        hint = f"Did you mean {' or '.join(close_matches(value, known))}?" if close_matches(value, known) else ""
        raise DataError(
            f"nobody has {column} {value!r}", column=column, cure=f"{hint} There are: {', '.join(known[:12])}.".strip()
        )
    return np.asarray(members)


def adopted(net: Network, already: Iterable[Hashable] | str, candidates: Candidates | None = None) -> Ints:
    """Who has adopted: ids, or the word ``"adopted"`` for those in the table of adoption times."""
    if isinstance(already, str) and already == "adopted" and "adopted" not in net.nodes.index:
        if net.adoption is None:
            raise DataError("this network has no table of adoption times", cure="Pass the ids of those who adopted.")
        frame = net.adoption.frame
        here = frame.loc[frame["adopted"].notna() & frame["dropped"].isna(), "node"].unique()
        return np.unique(net.index_of(list(here)))
    return np.unique(_Scene(net, candidates).index_of(already))


def not_persons(net: Network) -> Bools:
    """What is no person, by `mode`, where some are said to be persons."""
    if "mode" not in net.nodes:
        return np.zeros(len(net), dtype=bool)
    words = net.nodes["mode"].astype("str").str.strip().str.casefold()
    person = words.isin({"person", "people"})
    return np.asarray(person.any() & ~person & net.nodes["mode"].notna(), dtype=bool)


def _numbers(about: pd.DataFrame, column: str, *, low: float, high: float = np.inf) -> Floats:
    """A column as numbers; every cell that is no number within the range is named at once."""
    raw = about[column]
    number = pd.to_numeric(raw, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    blank = raw.isna().to_numpy() | (raw.astype("str").str.strip() == "").to_numpy()
    bad = ~blank & ~((number >= low) & (number <= high))
    if bad.any():
        span = f"from {low:g} to {high:g}" if np.isfinite(high) else f"of at least {low:g}"
        where = raw[bad].items()
        raise DataError.of(
            [
                Fault(
                    f"{column} of {who} is no number {span}",
                    "Mend the cell or leave it blank.",
                    column=column,
                    value=value,
                )
                for who, value in _first(where, 10)
            ]
        )
    return np.asarray(number)


def _first(items: Iterable[Any], count: int) -> list[Any]:
    return [item for item, _ in zip(items, range(count), strict=False)]
