"""The parts of a report that tell of a coalition: whom to win, where they stand, who can stop it, what it would do."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from netdiff.errors import DataError
from netdiff.privacy import nhs_rounded
from netdiff.recruit.coalition_plan import CoalitionPlan
from netdiff.visual import painter
from netdiff.visual.matter import BROAD, Matter, Section, Table, inline, maybe, ranged, table_of
from netdiff.visual.page import plain
from netdiff.visual.powergrid import grid_chart
from netdiff.visual.told_plan import left_out_table

__all__ = ["PARTS", "headline", "whom_to_win"]

STANDS = {"ally": "for it", "undecided": "undecided", "opponent": "against it", "not known": "not known"}
HIDDEN = "not told here"
SEVERAL = ("ComplexContagion", "LinearThreshold")
RULES = {
    "random": "picked by lot",
    "largest membership": "those with most members",
    "friend nomination": "those of people whom others name",
    "top degree": "those with most links",
    "degree discount": "those with most links, but not to the same people",
    "diffusion centrality": "those from whom news gets far in a few steps",
    "k-core": "those in the thick of it",
    "role holders": "those with a title",
    "one per community": "one from each circle",
    "clustered": "a tight circle",
}


def headline(what: CoalitionPlan) -> str:
    """The coalition in a few plain sentences."""
    reach, everyone = what.reach, int((what.problem.weight > 0).sum())
    return (
        f"Win these {what.chosen.size} first. We think they will bring about {what.brought:,.0f} people with them. "
        f"The news would then get to about {reach.value:,.0f} of {everyone:,} people. "
        f"{maybe(reach.low, reach.high)}"
    )


def _called(matter: Matter, what: CoalitionPlan, name: Hashable) -> str:
    """What a partner may be called here: organisations by name, small ones and people not to the public."""
    if what.is_person(name):
        return matter.name(name) if matter.private else "one person"
    small = name in what.stands.index and what.stands.loc[name, "members"] < matter.policy.min_cell
    return "a small group" if matter.public and small else plain(name)


def _guarded(matter: Matter, what: CoalitionPlan) -> pd.DataFrame:
    """Where everybody stands, as this audience may know it: not on the word of a few, and no single person."""
    grid = what.grid()
    if matter.private:
        return grid
    few = (grid["known"] < matter.policy.min_cell).to_numpy()
    grid.loc[few, "lean"] = np.nan
    grid.loc[few, "position"] = "not known"
    return grid[(grid["kind"] != "person") & ~np.array([what.is_person(name) for name in grid.index], dtype=bool)]


def whom_to_win(matter: Matter) -> Section | None:
    """The partners, what each brings and what only it reaches."""
    what = matter.coalition
    if what is None:
        return None
    frame = what.to_frame()
    if matter.public:
        names = tuple(_called(matter, what, name) for name in frame["partner"])
        return Section("Whom to win", ("These are the groups to win, in this order.",), points=names)
    head = ("", "Who", "Mostly", "Would bring", "Gets to alone", "Only through it", "Fair share", "If not, ask")
    known = frame.to_dict("records")
    lines = (
        "In this order. Those further down add to those above them.",
        "The fair share splits what they reach as one. It counts who else would have got to the same people.",
    )
    points = tuple(f"{_called(matter, what, row['partner'])}: {_stand(matter, what, row)}" for row in known)
    note = f"In brackets: the likely range. What can be proved: {plain(what.guarantee)}"
    table = Table(head, tuple(_partner_row(matter, what, row) for row in known), numbers=frozenset(range(3, 7)))
    return Section("Whom to win", lines, table, points=points, note=note)


def _partner_row(matter: Matter, what: CoalitionPlan, row: dict[Hashable, Any]) -> tuple[str, ...]:
    guarded = matter.policy.preset is not None and not matter.private
    members = int(nhs_rounded([row["members"]])[0]) if guarded else row["members"]
    alone, reserve = what.alone.loc[row["partner"]], row["reserve"]
    return (
        f"{row['rank']}",
        _called(matter, what, row["partner"]),
        plain(row["stakeholders"]),
        f"{row['brings']:,.0f} of {members}",
        ranged(*alone),
        ranged(*(row[name] for name in ("only", "only_low", "only_high"))),
        ranged(*(row[name] for name in ("share", "share_low", "share_high"))),
        "" if reserve is None or pd.isna(reserve) else _called(matter, what, reserve),
    )


def _stand(matter: Matter, what: CoalitionPlan, row: dict[Hashable, Any]) -> str:
    stands = what.stands.loc[row["partner"]]
    few = not matter.private and stands["known"] < matter.policy.min_cell and not stands["own"]
    view = HIDDEN if few and row["position"] != "not known" else STANDS[str(row["position"])]
    rests = (
        ""
        if few or view == "not known"
        else " (its own word)"
        if stands["own"]
        else (f" ({int(stands['known'])} of {int(stands['members'])} gave a view)")
    )
    stay = f"Picked in {row['solid']:.0%} of the cases we tried."
    return f"{view}{rests}. {stay}"


def where_they_stand(matter: Matter) -> Section | None:
    """The power grid."""
    what = matter.coalition
    if what is None or matter.public:
        return None
    data = grid_chart(_guarded(matter, what), lambda name: _called(matter, what, name))
    lines = [
        "To the right: for it. To the left: against it. The higher, the more people they could get to on their own.",
        "In the grey field are those whose view we do not know. That is not the same as undecided.",
    ]
    note = "" if matter.private else f"Where fewer than {matter.policy.min_cell} people gave a view, it is not shown."
    return Section("Where they stand", tuple(lines), None, inline(painter.picture(data)), data.alt, (), note)


def who_is_seen_to_decide(matter: Matter) -> Section | None:
    """The power grid by ratings, where people were asked who decides."""
    what = matter.coalition
    if what is None or matter.public:
        return None
    grid = _guarded(matter, what)
    if not matter.private:
        grid.loc[grid["raters"] < matter.policy.min_cell, "rated"] = np.nan
    rated = grid["rated"].notna()
    if not rated.any():
        return None
    data = grid_chart(grid, lambda name: _called(matter, what, name), "rated")
    layer, unrated = plain(grid.attrs["ratings"]), int((~rated).sum())
    lines = [
        f"The higher, the more others say they decide. It is the mean of what people gave in “{layer}”.",
        "It is what people believe. They may not know. No one rates their own group here.",
    ]
    note = f"Not shown: {unrated}, for too few people rated them." if unrated else ""
    return Section("Who is seen to decide", tuple(lines), None, inline(painter.picture(data)), data.alt, (), note)


def who_is_covered(matter: Matter) -> Section | None:
    """The five groups: who is at the table, who would be reached."""
    what = matter.coalition
    if what is None:
        return None
    covered = what.coverage
    if matter.public:
        covered = covered[covered["people"] >= BROAD]
    missing = covered.index[(covered["people"] > 0) & (covered["partners"] == 0)].tolist()
    lines = [f"No one at the table speaks for: {', '.join(missing)}." if missing else "Each group has a seat."]
    unseen = covered.index[covered["people"] == 0].tolist()
    if unseen:
        lines.append(f"No one in your file is counted as: {', '.join(unseen)}.")
    shown = covered[covered["people"] > 0].reset_index()
    counts = () if matter.public else ("people", "partners", "brought", "reached")
    ends = zip(shown["reached"], shown["low"], shown["high"], strict=True)
    shown = shown.assign(reached=[ranged(*one) for one in ends], brought=shown["brought"].round().astype(int))
    told = shown[["stakeholders", *counts, "share", "share_random"]].copy()
    for name in ("share", "share_random"):
        told[name] = told[name].map("{:.0%}".format)
    head = (
        "Group",
        *(() if matter.public else ("People", "Partners", "Brought", "Reached")),
        "Share reached",
        "By lot",
    )
    table = replace(table_of(told, head), numbers=frozenset(range(1, len(head))))
    return Section("Who is covered", tuple(lines), table if len(told) else None)


def who_can_say_no(matter: Matter) -> Section | None:
    """Those who can stop it, and how far the coalition gets to them."""
    what = matter.coalition
    if what is None or matter.public:
        return None
    table = what.can_say_no()
    if not matter.private:
        table = table[table["kind"] != "person"]
    if table.empty:
        line = "You named no one who can say no. Who could stop this? Name them, and run this again."
        return Section("Who can say no", (line,))
    views = _guarded(matter, what)["position"]
    rows = tuple(
        (
            matter.name(name) if row["kind"] == "person" else plain(name),
            STANDS[str(views.get(name, "not known"))],
            f"{row['people']}",
            f"{row['reached']:.1f} ({max(row['low'], 0.0):.1f}–{row['high']:.1f})",
            "none" if pd.isna(row["steps"]) else f"{row['steps']:.0f}",
        )
        for name, row in zip(table.index, table.to_dict("records"), strict=True)
    )
    head = ("Who", "View", "People", "Reached", "Links away")
    lines = ("They can stop it. The fewer of them we reach, the more you need a way in.",)
    return Section("Who can say no", lines, Table(head, rows, numbers=frozenset({2, 3, 4})))


def who_stands_in(matter: Matter) -> Section | None:
    """Which partners can stand in for each other, and which need each other."""
    what = matter.coalition
    if what is None or matter.public or len(what.judges) == 0:
        return None
    points = []
    for place, model in enumerate(what.judges):
        if place == 0 or str(model).startswith(SEVERAL):
            told = what.pairs(model)
            first = told[told["reading"] != ""].head(4).to_dict("records")
            points += [_pair(matter, what, row, several=place > 0) for row in first]
    if not points:
        return Section("Who can stand in for whom", ("As far as we can tell, no two of them do the same job.",))
    line = "Some reach the same people, so one can stand in for the other. Some only get far as a pair."
    note = (
        "Under a cascade one voice is enough, so two partners can only overlap. That two need each other can show only "
        "where several voices are needed."
    )
    return Section("Who can stand in for whom", (line,), points=tuple(points), note=note)


def _pair(matter: Matter, what: CoalitionPlan, row: dict[Hashable, Any], *, several: bool) -> str:
    one, other = (_called(matter, what, row[end]) for end in ("one", "other"))
    people = f"about {abs(row['together']):,.0f}"
    alike = row["together"] < 0
    told = f"{one} and {other} share {people} people" if alike else f"{one} and {other} win {people} more as a pair"
    return f"{told}, if people need to hear it from more than one." if several else f"{told}."


def what_it_would_do(matter: Matter) -> Section | None:
    """The users' power and connectedness before, and after the partners have met."""
    what = matter.coalition
    if what is None or matter.public:
        return None
    try:
        table = what.scorecard()
    except DataError as lack:
        return Section("What it would do for users", (f"This cannot be told: {plain(lack)}",))
    said = plain(table.attrs["sentence"])
    shown = [
        (plain(row["part"]), _figure(row["before"], row["unit"]), _figure(row["after"], row["unit"]), _range(row))
        for row in table[table["clear"]].to_dict("records")
    ]
    rows = tuple(row for row in shown if row[1] != row[2])
    if not rows:
        line = "As far as we can tell, it would not change how strong the users' network is."
        return Section("What it would do for users", (line,), note=said)
    lines = ("This is what would change for users if those you win meet each other. It is a what if, not a promise.",)
    head = ("What", "Now", "Then", "Likely range")
    return Section("What it would do for users", lines, Table(head, rows, numbers=frozenset({1, 2, 3})), note=said)


def _range(row: Mapping[Hashable, Any]) -> str:
    """What the draws of delegates leave open."""
    least, most = (_figure(row["before"] + row[end], row["unit"]) for end in ("low", "high"))
    return f"{least} to {most} {'' if row['unit'] in ('share', 'index', 'count') else row['unit']}".strip()


def _figure(value: float, unit: object) -> str:
    return "" if pd.isna(value) else f"{value:.0%}" if unit == "share" else f"{value:,.3g}"


def beside_other_coalitions(matter: Matter) -> Section | None:
    """The coalition beside plain rules under the same limits."""
    what = matter.coalition
    if what is None or what.baselines.empty:
        return None
    rules = what.baselines.sort_values("value", ascending=False)
    own = ("these", f"{what.value.value:,.0f}", f"{what.value.low:,.0f} to {what.value.high:,.0f}")
    rows = [own, *(_rule_row(str(name), row) for name, row in rules.iterrows())]
    lines = ["The same number, or the same money, spent in other ways."]
    if (rules.drop(index="your own list", errors="ignore")["less_low"] <= 0).any():
        lines.append("At least one plain way does as well here, as far as we can tell. You may well use that one.")
    table = Table(("How chosen", "People reached", "Likely range"), tuple(rows), numbers=frozenset({1, 2}))
    return Section("Is this better than a plain choice?", tuple(lines), table)


def _rule_row(name: str, row: pd.Series) -> tuple[str, ...]:
    return plain(RULES.get(name, name)), f"{row['value']:,.0f}", f"{row['low']:,.0f} to {row['high']:,.0f}"


def left_out_by_it(matter: Matter) -> Section | None:
    """Whom the coalition leaves out."""
    what = matter.coalition
    return None if what is None else left_out_table(matter, what.leaves_out())


def what_would_change_it(matter: Matter) -> Section | None:
    """What was assumed, and in how many cases it holds."""
    what = matter.coalition
    if what is None or matter.public:
        return None
    doubt = what.under_doubt()
    for rule in ("friend nomination", "top degree"):
        doubt = doubt.replace(rule, f"taking {RULES[rule]}")
    told = [what.mobilise, doubt, what.reading, *what.notes]
    points = tuple(plain(line) for line in told if line)
    return Section("What would change the choice", ("Before you ask anyone, look at these.",), points=points)


PARTS = (
    whom_to_win, where_they_stand, who_is_seen_to_decide, who_is_covered, who_can_say_no, who_stands_in,
    what_it_would_do, beside_other_coalitions, left_out_by_it, what_would_change_it,
)  # fmt: skip
