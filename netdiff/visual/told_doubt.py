"""The parts of a report that tell of doubt and of money: what stays whatever is true, and what more would buy."""

from __future__ import annotations

from collections.abc import Iterator

from netdiff.recruit.settling import Settling
from netdiff.visual import charts, painter
from netdiff.visual.matter import Matter, Section, Table, inline
from netdiff.visual.page import plain

__all__ = ["PARTS", "to_settle"]

LISTS = {
    "this list": "this list",
    "expected": "best on average",
    "worst case": "best in the worst case",
    "bad fifth": "best in the bad cases",
}


def what_stays(matter: Matter) -> Section | None:
    """The list under all that was declared doubtful."""
    plan = matter.plan
    if plan is None or plan.robust is None or matter.public:
        return None
    robust = plan.robust
    rows = tuple(
        (LISTS[str(name)], f"{row['reach']:,.0f}", f"{row['worst']:.0%}", f"{row['bad']:.0%}", f"{row['shared']:.0f}")
        for name, row in robust.lists.iterrows()
    )
    head = ("List", "People reached", "In the worst case", "In the bad cases", "On this list too")
    lines = [
        (
            f"We drew what we do not know {len(robust.cases)} times: who did not answer, names in doubt, "
            "links left out or wrong."
        ),
        f"{len(robust.solid)} of the {len(plan.chosen)} names stay in all of them, or nearly all.{_who(matter)}",
        "The per cent say how near each list comes to the best one that we found for that case.",
    ]
    table = Table(head, rows, numbers=frozenset({1, 2, 3, 4}))
    return Section("What stays, whatever is true", tuple(lines), table)


def _who(matter: Matter) -> str:
    """The names that stay, where they may be told."""
    robust = None if matter.plan is None else matter.plan.robust
    if robust is None or not matter.private or not robust.solid:
        return ""
    return f" They are: {', '.join(matter.name(one) for one in robust.solid)}."


def what_more_would_buy(matter: Matter) -> Section | None:
    """Reach against budget."""
    what = matter.frontier
    if what is None or matter.public:
        return None
    data = charts.chart(what)
    knee = what.knee
    lines = [
        f"There is no clear point where more buys less: {plain(knee.why_none)}."
        if knee.budget is None
        else f"Up to {knee.budget:g} each unit buys a lot. From there on it buys less. "
        f"That came out in {knee.sure:.0%} of the times we played it."
    ]
    note = "What support does for a person is our guess." if what.with_support else ""
    rows = tuple(
        (f"{row['budget']:g}", f"{row['people']:.0f}", f"{row['reach']:,.0f}", *_supported(row, told=what.with_support))
        for _, row in what.table.iterrows()
    )
    head = (
        "Budget",
        "Recruits",
        "People reached",
        *(["If the last step is spent on support"] if what.with_support else []),
    )
    table = Table(head, rows, numbers=frozenset(range(len(head))))
    return Section("What more would buy", tuple(lines), table, inline(painter.picture(data)), data.alt, (), note)


def _supported(row: object, *, told: bool) -> tuple[str, ...]:
    return (f"{row['support_reach']:,.0f}",) if told else ()  # type: ignore[index]


def to_settle(matter: Matter, told: Settling) -> Iterator[str]:
    """What asking again and settling names could change, as a number; who, where names may be told."""
    yield plain(told.sentence())
    if matter.private and told.ask_again:
        yield f"Ask these again first: {', '.join(matter.name(one) for one in told.ask_again)}."
    if matter.private and told.settle:
        yield f"Settle these names first: {', '.join(plain(one) for one in told.settle)}."


PARTS = (what_stays, what_more_would_buy)
