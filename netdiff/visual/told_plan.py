"""The parts of a report that tell of a plan: how it would spread, whom to recruit, whom it leaves out."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from netdiff.privacy import nhs_rounded, opted_out
from netdiff.recruit.explain import NOT_KNOWN
from netdiff.recruit.nominate import Asking
from netdiff.recruit.plan import Plan
from netdiff.visual import charts, painter
from netdiff.visual.lit import unit_of
from netdiff.visual.matter import BROAD, Matter, Section, Table, inline, table_of
from netdiff.visual.page import plain
from netdiff.visual.told_doubt import to_settle

__all__ = [
    "beside_others", "headline", "how_it_would_spread", "in_short_left_out", "left_out", "left_out_table", "reserves",
    "to_carry_along", "who", "whom_to_recruit", "would_change",
]  # fmt: skip

MOST_ERRANDS = 25  # what one sheet of A4 holds
RULES = {
    "random": "picked by lot",
    "friend nomination": "friends of people picked by lot",
    "top degree": "those with the most links",
    "degree discount": "those with the most links, but not side by side",
    "diffusion centrality": "those from whom news gets far in a few steps",
    "k-core": "those in the thick of it",
    "clustered": "a tight circle",
    "role holders": "those with a title",
    "one per community": "one from each circle",
    "own list": "your own list",
}


def headline(plan: Plan) -> str:
    """The plan in two sentences."""
    if not plan.ranked:
        return "Too little is known so far to say whom to recruit. First ask some people whom they would tell."
    reach, whole = plan.reach, plan.problem.weight.sum()
    range_ = f"It may be {reach.low:,.0f}, it may be {reach.high:,.0f}."
    ask = (
        f"Ask these {plan.problem.counted(len(plan.chosen))} first." if len(plan.chosen) > 1 else "Ask this one first."
    )
    if plan.objective == "asking":
        by = "" if plan.horizon is None else f" within {plan.horizon} rounds"
        return f"{ask} We expect that about {reach.value:,.0f} people with the need will ask for it{by}. {range_}"
    return f"{ask} We expect it to get to about {reach.value:,.0f} of {whole:,.0f} people. {range_}"


def who(matter: Matter, one: Hashable) -> str:
    """The name or code of somebody on a list; an organisation goes by its name."""
    plan = matter.plan
    if plan is None or plan.problem.candidates is None or matter.public or one in matter.net.nodes.index:
        return matter.name(one)
    return plain(one)


def how_it_would_spread(matter: Matter) -> Section | None:
    """The curve of people reached, and what it rests on."""
    spread = matter.spread
    if spread is None:
        return None
    data = charts.chart(spread)
    reach, whole = spread.reach, spread.population
    lines = [
        f"We played it {spread.runs:,} times. On average it got to {reach.value:,.0f} of {whole:,} people.",
        "The shaded band holds 9 runs in 10.",
    ]
    if matter.plan is not None and (matter.plan.problem.accept < 1).any():
        lines.append("Here all of those on the list say yes. The figure at the top allows for some who say no.")
    if unit_of(spread) == "round":
        lines.append("A round is one step from person to person. It is not a day or a week.")
    note = "This is how news would travel. It does not say that people will change what they do."
    return Section("How it would spread", tuple(lines), None, inline(painter.picture(data)), data.alt, (), note)


def whom_to_recruit(matter: Matter) -> Section | None:
    """The list, with reasons where they may be told."""
    plan = matter.plan
    if plan is None or matter.public:
        return None
    if plan.ask_first is not None and not plan.ranked:
        return _whom_to_ask(matter, plan.ask_first)
    frame = plan.to_frame()
    rows = tuple(_recruit_row(matter, row) for row in frame.to_dict("records"))
    head = ("", "Who", "Group and place", "People reached so far", *(["Why"] if matter.private else []))
    line = "In this order. Those further down add to those above them."
    title = "Whom to recruit"
    if matter.invitations is not None:
        title, line = (
            "More on each of them",
            "The same names, with reasons. Those in the ring already count as reached.",
        )
    picture = charts.chart(plan)
    note = f"What can be proved: {plain(plan.guarantee)}"
    table = Table(head, rows, numbers=frozenset({3}))
    return Section(title, (line,), table, inline(painter.picture(picture)), picture.alt, (), note)


def _whom_to_ask(matter: Matter, asking: Asking) -> Section:
    """Whom to ask the gossip question, in no order of worth."""
    line = f"Drawn by lot. Ask each of them: “{plain(asking.question)}” Each may give up to {asking.how_many} names."
    rows = tuple((matter.name(one), "") for one in asking.people)
    note = "Then recruit those who are named most, or add the answers to your file and run this again."
    return Section("Whom to ask first", (line,), Table(("Who", "Whom they name"), rows), note=note)


def to_carry_along(matter: Matter) -> Section | None:
    """The list as it is carried along: who asks whom, for what, what comes first, and who if not."""
    plan = matter.plan
    if plan is None or matter.public or not plan.ranked:
        return whom_to_recruit(matter)
    head, frame = ("", "Who", "Who asks", "What to ask", "If the answer is no"), plan.to_frame()
    rows = tuple(_errand(matter, row) for row in frame.head(MOST_ERRANDS).to_dict("records"))
    line = "In this order. Those further down add to those above them."
    more = f" {len(frame) - MOST_ERRANDS} more stand in the full list." if len(frame) > MOST_ERRANDS else ""
    return Section("Whom to recruit", (line + more,), Table(head, rows))


def _errand(matter: Matter, row: Mapping[str, Any]) -> tuple[str, ...]:
    through = plain(row["held_by"]) if matter.private and pd.notna(row["held_by"]) else ""
    ask = plain(row["ask"]) if pd.notna(row["ask"]) else "whether they will join in"
    first = f". First, {plain(row['first'])}" if matter.private and pd.notna(row["first"]) else ""
    reserve = f"ask {who(matter, row['reserve'])}" if pd.notna(row["reserve"]) else "nobody else fits"
    where = ", ".join(plain(row[name]) for name in ("group", "place") if name in row and pd.notna(row[name]))
    name = f"{who(matter, row['person'])}{f' ({where})' if where else ''}"
    return (f"{row['rank']}", name, through or "no way in is known", f"{ask}{first}", reserve)


def in_short_left_out(matter: Matter) -> Section | None:
    """Whom the list leaves out, in a few lines."""
    plan = matter.plan
    if plan is None or matter.public or not plan.ranked:
        return None
    found = plan.leaves_out()
    found = found[(found["people"] >= (1 if matter.private else matter.policy.min_cell)) & (found["who"] != NOT_KNOWN)]
    told = [*_worst(found, ("group", "place"), 3), *_worst(found, ("standing",), 3)]
    return (
        Section("Whom it leaves out", (f"Reached least: {'; '.join(told)}. In brackets: if picked by lot.",))
        if told
        else None
    )


def _worst(found: pd.DataFrame, kinds: tuple[str, ...], most: int) -> list[str]:
    """Who is reached least, beside lots."""
    least = found[found["kind"].isin(kinds)].sort_values("share", kind="stable").head(most)
    return [f"{plain(row['who'])}: {row['share']:.0%} ({row['share_random']:.0%})" for row in least.to_dict("records")]


def _recruit_row(matter: Matter, row: Mapping[str, Any]) -> tuple[str, ...]:
    where = ", ".join(plain(row[name]) for name in ("group", "place") if name in row and pd.notna(row[name]))
    why = (plain(row["why"]),) if matter.private else ()
    return (f"{row['rank']}", who(matter, row["person"]), where, f"{row['reach']:,.0f}", *why)


def reserves(matter: Matter) -> Section | None:
    """Whom to ask when somebody says no."""
    plan = matter.plan
    if plan is None or matter.public or plan.reserves.empty:
        return None
    found = plan.reserves[plan.reserves["reserve"].notna()]
    rows = tuple(
        (who(matter, pick), who(matter, reserve), f"{max(loss, 0):,.0f}")
        for pick, reserve, loss in found[["reserve", "loss"]].itertuples()
    )
    line = "If one of them says no, ask the other. The last column says how many people fewer we would get to."
    table = Table(("If this one says no", "ask this one", "Fewer people"), rows, numbers=frozenset({2}))
    return Section("Reserves", (line,), table)


def beside_others(matter: Matter) -> Section | None:
    """The list beside plain rules that anyone could use."""
    plan = matter.plan
    if plan is None or plan.baselines.empty:
        return None
    what = "People who ask" if plan.objective == "asking" else "People reached"
    rules = plan.baselines.sort_values("value", ascending=False)
    own = ("this list", f"{plan.value.value:,.0f}", f"{plan.value.low:,.0f} to {plan.value.high:,.0f}")
    rows = [
        own,
        *(_rule_row(str(name), row) for name, row in rules.iterrows()),
    ]
    lines = [f"The same number of {plan.problem.kind}, chosen in other ways."]
    if (rules["less_low"] <= 0).any():
        lines.append("At least one plain way does as well here, as far as we can tell. You may well use that one.")
    if plan.extra_random is not None and plan.extra_random > len(plan.chosen):
        lines.append(f"It would take {plan.extra_random} {plan.problem.kind} picked by lot to get as far.")
    table = Table(("How chosen", what, "Likely range"), tuple(rows), numbers=frozenset({1, 2}))
    return Section("Is this list better than a plain one?", tuple(lines), table)


def _rule_row(name: str, row: pd.Series) -> tuple[str, ...]:
    return plain(RULES.get(name, name)), f"{row['value']:,.0f}", f"{row['low']:,.0f} to {row['high']:,.0f}"


def left_out(matter: Matter) -> Section | None:
    """Whom the list leaves out, by group and place."""
    plan = matter.plan
    return None if plan is None or not plan.ranked else left_out_table(matter, plan.leaves_out())


def left_out_table(matter: Matter, found: pd.DataFrame) -> Section:
    """Shares reached by group and place, the worst off first, as this audience may see them."""
    found = found[found["people"] >= (BROAD if matter.public else 1 if matter.private else matter.policy.min_cell)]
    told = found[["kind", "who", "people", "share", "share_random"]].drop(columns=["people"] if matter.public else [])
    if matter.policy.preset == "nhs" and not matter.private and "people" in told:
        told["people"] = nhs_rounded(told["people"].astype(int).to_numpy())
    for name in ("share", "share_random"):
        told[name] = told[name].map("{:.0%}".format)
    head = ("By", "Who", *(() if matter.public else ("People",)), "Reached", "If picked by lot")
    worst = found[found["kind"].isin(["group", "place"]) & (found["who"] != NOT_KNOWN)].sort_values("share")
    lines = ["No list gets to everyone. The lower the share, the more they are left out."]
    if len(worst):
        lines.append(f"Least of all: {plain(worst.iloc[0]['who'])}. Think of one more person who can get to them.")
    return Section("Whom it leaves out", tuple(lines), table_of(told, head))


def would_change(matter: Matter) -> Section | None:
    """What would change the list: other strengths, the other reading, silence, names to settle."""
    plan = matter.plan
    if plan is None or matter.public:
        return None
    points = [plain(plan.reading)]
    if len(plan.strengths) > 1:
        stay = sum(share == 1.0 for share in plan.solid.values())
        points.append(
            f"We tried {len(plan.strengths)} guesses of how fast it spreads. {stay} names stay under all of them."
        )
    if plan.reversed is not None:
        points.append(plain(plan.reversed))
    if plan.respondents_only is not None:
        only = plan.respondents_only
        points.append(f"If those who did not answer hear from no one, it would get to {only.value:,.0f} people.")
    points.extend(_to_settle(matter))
    points.extend(plain(note) for note in plan.notes)
    return Section("What would change the list", ("Before you ask anyone, look at these.",), points=tuple(points))


def _to_settle(matter: Matter) -> Iterator[str]:
    """Answers to chase and names to settle: as a number where that was worked out."""
    net, plan = matter.net, matter.plan
    if plan is not None and plan.robust is not None and plan.robust.settling is not None:
        yield from to_settle(matter, plan.robust.settling)
        return
    waiting = net.receipt.review
    if len(waiting):
        yield f"{waiting['spelling'].nunique():,} names are still in doubt. Settle them and run this again."
    silent = net.status.index[np.asarray(net.status == "asked") & ~opted_out(net)]
    named = net.ties[net.ties["target"].isin(silent)]["target"].value_counts().head(5)
    if len(named) and matter.private:
        who = ", ".join(f"{matter.name(node)} (named by {count})" for node, count in named.items())
        yield f"Ask these again, for many turn to them and they did not answer: {who}."
