"""Why each pick: whom it reaches that nobody else on the list does, and through whom to ask; and who is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.recruit.gates import Gate, gates_of
from netdiff.recruit.judge import Judge, paired
from netdiff.recruit.problem import Problem
from netdiff.spread.estimate import Estimate

__all__ = ["NOT_KNOWN", "Reason", "called", "left_out", "reasons"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CLEARLY = 0.5
NOT_KNOWN = "(not known)"
IN_FAVOUR_UNKNOWN = "Whether this person is in favour is not known"


@dataclass(frozen=True)
class Reason:
    """Why somebody is on the list, in numbers.

    Parameters
    ----------
    person : id
    alone : float
        People this recruit is expected to reach alone, itself included.
    only : Estimate
        People reached that nobody else on the list would reach: what the list loses without this recruit.
    by_group, by_place : mapping of str to float
        The same people by group and by place.
    examples : tuple of id
        Those whose chance to be reached falls most without this recruit.
    held_by : str or None
        Who has the relationship.
    acceptance : float
        The chance that this person says yes.
    cost : float or None
    ask : str or None
        What to ask of them.
    flags : tuple of str
        What to know before approaching.
    brings : float or None
        Where this is an organisation: how many people it is expected to bring once it has said yes.
    gates : tuple of Gate
        Gates that are shut for this person, the one that binds most first: what support comes before anything else.
    goal : str
        The plan's objective: whether those counted are reached, or ask.

    Notes
    -----
    Stability: experimental.
    """

    person: object
    alone: float
    only: Estimate
    by_group: Mapping[str, float] = field(default_factory=dict)
    by_place: Mapping[str, float] = field(default_factory=dict)
    examples: tuple[object, ...] = ()
    held_by: str | None = None
    acceptance: float = 1.0
    cost: float | None = None
    ask: str | None = None
    flags: tuple[str, ...] = ()
    brings: float | None = None
    gates: tuple[Gate, ...] = ()
    goal: str = "reach"

    def __str__(self) -> str:
        told = [*self.flags, *map(str, self.gates[:1])]
        return " ".join([self.reach_in_words(), self.way_in(), *(f"{line}." for line in told)])

    def reach_in_words(self) -> str:
        """What the recruit adds, in whole people."""
        bring, count = ("bring", people_to_ask) if self.goal == "asking" else ("reach", people)
        comes = "E" if self.brings is None else f"Brings about {people(self.brings)}; e"
        reaches = f"{comes}xpected to {bring} {count(self.alone)}"
        if round(self.only.value) < 1:
            return f"{reaches}, nearly all of whom others on the list {bring} too."
        where = [phrase for phrase in (_shares(self.by_group), _places(self.by_place)) if phrase]
        told = f": {', '.join(where)}" if where else ""
        return f"{reaches}, {round(self.only.value):,} of whom nobody else on the list would {bring}{told}."

    def way_in(self) -> str:
        """Through whom, and for what."""
        through = f"Ask through {self.held_by}." if self.held_by else "No way in is known."
        return f"{through} What to ask: {self.ask}." if self.ask else through


def reasons(
    net: Network, problem: Problem, judge: Judge, listed: Ints, gates: Mapping[str, float], goal: str = "reach"
) -> list[Reason]:
    """A reason for each pick, computed on the runs of the judge."""
    about, shut = problem.about(net), gates_of(net, gates)
    whole, full = judge.chance_by_person(listed), judge.arrivals(listed)
    judge.prepare([*([one] for one in listed), *(np.delete(listed, at) for at in range(listed.size))])
    without_any = judge.arrivals(listed[:0])
    found = []
    for position, person in enumerate(listed.tolist()):
        others = np.delete(listed, position)
        lost = np.clip(whole - judge.chance_by_person(others), 0.0, None)
        found.append(
            Reason(
                person=about.index[person],
                alone=paired(judge.arrivals([person]), without_any).value,
                only=paired(full, judge.arrivals(others)),
                by_group=_totals(net, "group", lost * problem.weight),
                by_place=_totals(net, "place", lost * problem.weight),
                examples=_examples(net, lost, person),
                held_by=called(net, _word(about, "held_by", person)),
                acceptance=float(problem.accept[person]),
                cost=_number(about, "cost", person),
                ask=_ask(net, _word(about, "group", person)),
                flags=_flags(net, about, person),
                brings=_brings(problem, person),
                gates=shut[person] if person < len(net) else (),
                goal=goal,
            )
        )
    return found


def left_out(net: Network, chance: Floats, random: Floats) -> pd.DataFrame:
    """Whom the plan leaves out: expected share reached by group, place and standing, beside random lists.

    Returns
    -------
    pandas.DataFrame
        Columns `kind`, `who`, `people`, `reached`, `share`, `share_random`, worst off first within each kind.
    """
    keys = [("everybody", pd.Series("everybody", index=net.nodes.index))]
    keys += [(name, net.nodes[name].fillna(NOT_KNOWN).astype(str)) for name in ("group", "place") if name in net.nodes]
    rows = [row for kind, key in keys for row in _shares_by(kind, key.to_numpy(), chance, random)]
    for who, mask in _standing(net).items():
        rows += [row for row in _shares_by("standing", np.where(mask, who, ""), chance, random) if row["who"]]
    return pd.DataFrame(rows, columns=["kind", "who", "people", "reached", "share", "share_random"])


def people(number: float) -> str:
    """A number of people as one says it."""
    whole = round(number)
    return "1 person" if whole == 1 else f"{whole:,} people"


def people_to_ask(number: float) -> str:
    """A number of people who have the need and ask for it."""
    return f"{people(number)} with the need to ask"


def _standing(net: Network) -> dict[str, npt.NDArray[np.bool_]]:
    """People whom lists built on links overlook."""
    touched = net.influence()
    linked = (np.diff(touched.indptr) > 0) | (np.diff(touched.tocsc().indptr) > 0)
    status = net.status.to_numpy()
    standing = {
        "no links at all": ~linked,
        "asked, no answer": status == "asked",
        "never asked": status == "not_asked",
    }
    return {who: mask for who, mask in standing.items() if mask.any()}


def _shares_by(kind: str, key: npt.NDArray[np.object_], chance: Floats, random: Floats) -> list[dict[str, object]]:
    table = pd.DataFrame({"who": key, "chance": chance, "random": random}).groupby("who")
    found = table.agg(
        people=("chance", "size"), reached=("chance", "sum"), share=("chance", "mean"), share_random=("random", "mean")
    )
    ordered = found.sort_values("share", kind="stable").reset_index()
    return [{"kind": kind, **row} for row in ordered.to_dict("records")]


def _totals(net: Network, column: str, lost: Floats) -> dict[str, float]:
    """People lost by group or place, the largest first."""
    if column not in net.nodes:
        return {}
    key = net.nodes[column].fillna(NOT_KNOWN).astype(str).to_numpy()
    total = pd.Series(lost).groupby(key).sum().sort_values(ascending=False, kind="stable")
    return {str(who): float(number) for who, number in total.items()}


def _examples(net: Network, lost: Floats, person: int, most: int = 3) -> tuple[object, ...]:
    order = np.argsort(-lost, kind="stable")
    return tuple(net.nodes.index[i] for i in order[: most + 1] if i != person and lost[i] >= CLEARLY / 10)[:most]


def _shares(by_group: Mapping[str, float]) -> str:
    """`about 6 users and 3 citizens`; groups with less than half a person are not named."""
    shares = [(round(number), who) for who, number in by_group.items() if who != NOT_KNOWN]
    named = [f"{count} {who if count == 1 or who.endswith('s') else f'{who}s'}" for count, who in shares if count >= 1]
    return f"about {_and(named)}" if named else ""


def _places(by_place: Mapping[str, float]) -> str:
    named = [who for who, number in by_place.items() if round(number) >= 1 and who != NOT_KNOWN][:3]
    return f"mostly in {_and(named)}" if named else ""


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _brings(problem: Problem, position: int) -> float | None:
    """How many people an organisation brings; None for a person who brings himself."""
    if problem.candidates is None or not problem.candidates.collective[position]:
        return None
    return problem.candidates.expected(position)


def _word(about: pd.DataFrame, column: str, position: int) -> str | None:
    if column not in about or pd.isna(about[column].iloc[position]):
        return None
    return str(about[column].iloc[position]).strip() or None


def called(net: Network, who: str | None) -> str | None:
    """The name of somebody who is given by id; names stay as they are."""
    if who is None or "label" not in net.nodes or who not in net.nodes.index:
        return who
    label = net.nodes["label"].loc[who]
    return who if pd.isna(label) else str(label)


def _number(about: pd.DataFrame, column: str, position: int) -> float | None:
    word = _word(about, column, position)
    number = pd.to_numeric(word, errors="coerce") if word is not None else float("nan")
    return None if pd.isna(number) else float(number)


def _ask(net: Network, group: str | None) -> str | None:
    """The cheapest thing to ask of a group, from the table of asks."""
    asks = net.asks
    if asks is None or not {"ask", "group"} <= set(asks.columns):
        return None
    fitting = asks[asks["group"].isna() | (asks["group"].astype(str).str.casefold() == str(group).casefold())]
    if "cost" in fitting:
        fitting = fitting.sort_values("cost", kind="stable")
    return None if fitting.empty else str(fitting["ask"].iloc[0])


def _flags(net: Network, about: pd.DataFrame, position: int) -> tuple[str, ...]:
    flags = []
    state = net.status.iloc[position] if position < len(net) else None
    if state == "not_asked":
        flags.append("Not surveyed: approach to confirm")
    if state == "asked":
        flags.append("Did not answer the survey: whom this person listens to is estimated")
    if _word(about, "support", position) is None and "support" in about:
        flags.append("Whether they are in favour is not known" if state is None else IN_FAVOUR_UNKNOWN)
    return tuple(flags)
