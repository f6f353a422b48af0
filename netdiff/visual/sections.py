"""The parts of the report, each one made from one thing that is known, in plain words."""

from __future__ import annotations

import base64
import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from netdiff.answers import response_rate
from netdiff.metrics.scorecard import Scorecard
from netdiff.network import Network
from netdiff.privacy import Policy, hidden_cells, nhs_rounded, opted_out, public_table
from netdiff.recruit.plan import Plan
from netdiff.spread.outcome import Spread
from netdiff.visual import charts, painter
from netdiff.visual.lit import unit_of
from netdiff.visual.page import plain
from netdiff.visual.payload import ANSWERED

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
_BROAD = 20  # the smallest group whose shares stand in a public page
_FEW_ANSWERS = 0.7  # below this share of answers the page warns before it tells


@dataclass(frozen=True)
class Table:
    """A table as text: a head and rows, and who it is for."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Section:
    """One part of the page."""

    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    picture: str = ""
    alt: str = ""
    points: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, eq=False)
class Matter:
    """All that a report may tell of."""

    net: Network
    policy: Policy
    shown: Mapping[Hashable, str]
    plan: Plan | None = None
    scorecard: Scorecard | None = None
    spread: Spread | None = None
    still: str = ""

    @property
    def private(self) -> bool:
        """Whether names and reasons may be told."""
        return self.policy.audience == "private"

    @property
    def public(self) -> bool:
        """Whether only counts may be told."""
        return self.policy.audience == "public"

    def name(self, node: Hashable) -> str:
        """The name or code of somebody; those who may not be shown stay unnamed."""
        return self.shown.get(node, "someone who may not be shown")


def sections(matter: Matter) -> Iterator[Section]:
    """The parts of the report that can be told to this audience, in order."""
    makers = (
        in_short, came_in, who_answered, four_words, groups_and_places, the_map,
        how_it_would_spread, whom_to_recruit, reserves, beside_others, left_out, would_change,
    )  # fmt: skip
    for make in makers:
        section = make(matter)
        if section is not None:
            yield section


def one_sheet(matter: Matter) -> Iterator[Section]:
    """What fits on one sheet of A4: the list, the map, what is left out."""
    for make in (in_short, whom_to_recruit, the_map):
        section = make(matter)
        if section is not None:
            with_table = make is whom_to_recruit
            yield replace(section, lines=section.lines[:2], picture="", note="") if with_table else section


def in_short(matter: Matter) -> Section | None:
    """The four sentences, and what the list would do."""
    lines = [] if matter.plan is None else [_headline(matter.plan)]
    if matter.scorecard is not None and (not matter.public or _is_broad(matter.scorecard)):
        lines.extend(matter.scorecard.sentences)
    return Section("In short", tuple(map(plain, lines))) if lines else None


def _headline(plan: Plan) -> str:
    reach, whole = plan.reach, len(plan.net)
    return (
        f"Ask these {len(plan.chosen)} first. We expect the news to get to about {reach.value:,.0f} of {whole:,} "
        f"people. It may be {reach.low:,.0f}, it may be {reach.high:,.0f}."
    )


def _is_broad(card: Scorecard) -> bool:
    """Whether both groups are large enough for their shares to be told to everybody."""
    sides = [side for part in card.parts for side in (part.users, part.professionals) if side is not None]
    return bool(sides) and min(side.asked for side in sides) >= _BROAD


def came_in(matter: Matter) -> Section | None:
    """What came in, and that it adds up."""
    balance = matter.net.receipt.balance()
    if balance.empty:
        return None
    verdict = "All of it adds up." if matter.net.receipt.adds_up else "It does not add up: look at the rows below."
    lines = (f"Each row you gave us was used, joined with one like it, or put aside. {verdict}",)
    if matter.public:
        return Section("What came in", lines)
    told = balance[["file", "subject", "received", "kept", "merged", "set aside"]]
    head = ("File", "What", "Came in", "Used", "Joined", "Put aside")
    points = tuple(
        f"{line.count:,} {line.subject} put aside: {line.reason}."
        for line in matter.net.receipt.lines
        if line.outcome == "set aside"
    )
    return Section("What came in", lines, _table(told, head), points=tuple(map(plain, points)))


def who_answered(matter: Matter) -> Section:
    """How many answered, by group; a warning where few did."""
    net = matter.net
    counts = net.status.value_counts()
    rate = response_rate(net) if len(net) else float("nan")
    lines = []
    if not math.isnan(rate):
        lines.append(f"{rate:.0%} of those we asked have told us who they turn to.")
    silent, never = int(counts.get("asked", 0)), int(counts.get("not_asked", 0))
    if silent:
        lines.append(f"{_count(matter, silent)} did not. That is not the same as having no one to turn to.")
    if never:
        lines.append(f"{_count(matter, never)} were named by others, but we did not ask them.")
    if rate < _FEW_ANSWERS:
        lines.append("Take care: with so few answers, some of what you read here may be wrong.")
    return Section("Who answered", tuple(lines), None if matter.public else _by_status(matter))


def _by_status(matter: Matter) -> Table | None:
    net = matter.net
    if "group" not in net.nodes:
        return None
    counts = pd.crosstab(net.nodes["group"].fillna("not known"), net.status.map(ANSWERED))
    if not matter.private:
        counts = _guarded(counts, matter.policy)
    return _table(counts.reset_index(), ("Group", *counts.columns))


def _guarded(counts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Counts as partners may see them."""
    if policy.preset == "nhs":
        return pd.DataFrame(nhs_rounded(counts.to_numpy()), index=counts.index, columns=counts.columns)
    hidden = hidden_cells(counts.to_numpy(), policy.min_cell)
    return counts.astype(object).mask(hidden, f"fewer than {policy.min_cell}")


def _count(matter: Matter, number: int) -> str:
    """A count as it may be told: in public rounded to 5 and never small."""
    if not matter.public:
        return f"{number:,} people"
    least = matter.policy.min_cell
    return f"Fewer than {least} people" if number < least else f"About {round(number / 5) * 5:,} people"


def four_words(matter: Matter) -> Section | None:
    """The scorecard: each part with its range, the other group and chance."""
    card = matter.scorecard
    if card is None or matter.public:
        return None
    frame = card.to_frame()
    known = frame[frame["lacking"] == ""]
    rows = [_part_row(row) for row in known.to_dict("records")]
    head = ("Word", "What", card.users, card.professionals, "By chance")
    table = Table(head, tuple(rows), numbers=frozenset({2, 3, 4}))
    missing = len(frame) - len(known)
    note = f"{missing} more can be told once the file holds more." if missing else ""
    lines = ("Each row sets the two groups side by side. In brackets: the range in which the true figure may lie.",)
    data = charts.chart(card)
    return Section("How strong is each network?", lines, table, _uri(painter.picture(data)), data.alt, (), note)


def _part_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    unit = row["unit"]
    sides = (_ranged(row[side], row[f"{side}_low"], row[f"{side}_high"], unit) for side in ("users", "professionals"))
    return (row["word"], plain(row["part"]), *sides, _number(row["users_chance"], unit))


def _ranged(value: float, low: float, high: float, unit: str) -> str:
    if pd.isna(value):
        return "not known"
    span = "" if pd.isna(low) or pd.isna(high) else f" ({_number(low, unit)} to {_number(high, unit)})"
    return _number(value, unit) + span


def _number(value: float, unit: str = "") -> str:
    if pd.isna(value):
        return ""
    return f"{value:.0%}" if unit == "share" else f"{value:,.3g}"


def groups_and_places(matter: Matter) -> Section | None:
    """The public view of who is in the network."""
    if not matter.public:
        return None
    counts = public_table(matter.net, policy=matter.policy)
    line = (
        "How many people of each kind live in each place. Small numbers are hidden, so that no one can be picked out."
    )
    return Section("Who is in the network", (line,), _table(counts.reset_index(), ("Group", *map(str, counts.columns))))


def the_map(matter: Matter) -> Section | None:
    """The map as a still picture."""
    if not matter.still:
        return None
    line = "Each mark is a person. Marks that are linked stand close." + (
        " A ring with a number: one to recruit." if matter.plan is not None and not matter.public else ""
    )
    if matter.public:
        line = "Each mark is a group in a place. The larger the mark, the more people."
    return Section("The map", (line,), picture=_uri(matter.still.encode()), alt="Map of the network as a still picture")


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
    return Section("How it would spread", tuple(lines), None, _uri(painter.picture(data)), data.alt, (), note)


def whom_to_recruit(matter: Matter) -> Section | None:
    """The list, with reasons where they may be told."""
    plan = matter.plan
    if plan is None or matter.public:
        return None
    frame = plan.to_frame()
    rows = tuple(_recruit_row(matter, row) for row in frame.to_dict("records"))
    head = ("", "Who", "Group and place", "People reached so far", *(["Why"] if matter.private else []))
    line = "In this order. Those further down add to those above them."
    picture = charts.chart(plan)
    note = f"What can be proved: {plain(plan.guarantee)}"
    table = Table(head, rows, numbers=frozenset({3}))
    return Section("Whom to recruit", (line,), table, _uri(painter.picture(picture)), picture.alt, (), note)


def _recruit_row(matter: Matter, row: Mapping[str, Any]) -> tuple[str, ...]:
    where = ", ".join(plain(row[name]) for name in ("group", "place") if name in row and pd.notna(row[name]))
    why = (plain(row["why"]),) if matter.private else ()
    return (f"{row['rank']}", matter.name(row["person"]), where, f"{row['reach']:,.0f}", *why)


def reserves(matter: Matter) -> Section | None:
    """Whom to ask when somebody says no."""
    plan = matter.plan
    if plan is None or matter.public or plan.reserves.empty:
        return None
    found = plan.reserves[plan.reserves["reserve"].notna()]
    rows = tuple(
        (matter.name(pick), matter.name(reserve), f"{max(loss, 0):,.0f}")
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
    rules = plan.baselines.sort_values("value", ascending=False)
    own = ("this list", f"{plan.value.value:,.0f}", f"{plan.value.low:,.0f} to {plan.value.high:,.0f}")
    rows = [
        own,
        *((plain(name), f"{r['value']:,.0f}", f"{r['low']:,.0f} to {r['high']:,.0f}") for name, r in rules.iterrows()),
    ]
    lines = ["The same number of people, chosen in other ways."]
    if (rules["less_low"] <= 0).any():
        lines.append("At least one plain way does as well here, as far as we can tell. You may well use that one.")
    if plan.extra_random is not None and plan.extra_random > len(plan.chosen):
        lines.append(f"It would take {plan.extra_random} people picked by lot to get as far.")
    table = Table(("How chosen", "People reached", "Likely range"), tuple(rows), numbers=frozenset({1, 2}))
    return Section("Is this list better than a plain one?", tuple(lines), table)


def left_out(matter: Matter) -> Section | None:
    """Whom the list leaves out, by group and place."""
    plan = matter.plan
    if plan is None:
        return None
    found = plan.leaves_out()
    found = found[found["people"] >= (_BROAD if matter.public else 1 if matter.private else matter.policy.min_cell)]
    told = found[["kind", "who", "people", "share", "share_random"]].drop(columns=["people"] if matter.public else [])
    if matter.policy.preset == "nhs" and not matter.private and "people" in told:
        told["people"] = nhs_rounded(told["people"].astype(int).to_numpy())
    for name in ("share", "share_random"):
        told[name] = told[name].map("{:.0%}".format)
    head = ("By", "Who", *(() if matter.public else ("People",)), "Reached", "If picked by lot")
    worst = found[found["kind"].isin(["group", "place"])].sort_values("share")
    lines = ["No list gets to everyone. The lower the share, the more they are left out."]
    if len(worst):
        lines.append(f"Least of all: {plain(worst.iloc[0]['who'])}. Think of one more person who can get to them.")
    return Section("Whom it leaves out", tuple(lines), _table(told, head))


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
    """Answers to chase and names to settle."""
    net = matter.net
    waiting = net.receipt.review
    if len(waiting):
        yield f"{waiting['spelling'].nunique():,} names are still in doubt. Settle them and run this again."
    silent = net.status.index[np.asarray(net.status == "asked") & ~opted_out(net)]
    named = net.ties[net.ties["target"].isin(silent)]["target"].value_counts().head(5)
    if len(named) and matter.private:
        who = ", ".join(f"{matter.name(node)} (named by {count})" for node, count in named.items())
        yield f"Ask these again, for many turn to them and they did not answer: {who}."


def _table(frame: pd.DataFrame, head: Sequence[str]) -> Table:
    texts = frame.astype(object).where(frame.notna(), "")
    rows = tuple(tuple(_cell(value) for value in row) for row in texts.itertuples(index=False))
    numbers = frozenset(place for place, name in enumerate(frame.columns) if _is_figures(frame[name]))
    return Table(tuple(map(plain, head)), rows, numbers=numbers)


def _is_figures(column: pd.Series) -> bool:
    """Whether a column holds numbers or shares, so that it is set flush right."""
    return pd.api.types.is_numeric_dtype(column) or bool(column.astype(str).str.fullmatch(r"[\d.,]+ ?%").all())


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else plain(value)


def _uri(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
