"""The parts of a report that tell of the network: what came in, who answered, how strong it is, the map."""

from __future__ import annotations

import math

import pandas as pd

from netdiff.answers import response_rate
from netdiff.privacy import Policy, hidden_cells, nhs_rounded, public_table
from netdiff.visual.matter import Matter, Section, Table, inline, table_of
from netdiff.visual.page import plain
from netdiff.visual.payload import ANSWERED

__all__ = ["came_in", "groups_and_places", "the_map", "who_answered"]

_FEW_ANSWERS = 0.7  # below this share of answers the page warns before it tells


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
    return Section("What came in", lines, table_of(told, head), points=tuple(map(plain, points)))


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
        was = "was" if never == 1 and not matter.public else "were"
        lines.append(f"{_count(matter, never)} {was} named by others. We did not ask them.")
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
    return table_of(counts.reset_index(), ("Group", *counts.columns))


def _guarded(counts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Counts as partners may see them."""
    if policy.preset == "nhs":
        return pd.DataFrame(nhs_rounded(counts.to_numpy()), index=counts.index, columns=counts.columns)
    hidden = hidden_cells(counts.to_numpy(), policy.min_cell)
    return counts.astype(object).mask(hidden, f"fewer than {policy.min_cell}")


def _count(matter: Matter, number: int) -> str:
    """A count as it may be told: in public rounded to 5 and never small."""
    if not matter.public:
        return f"{number:,} {'person' if number == 1 else 'people'}"
    least = matter.policy.min_cell
    return f"Fewer than {least} people" if number < least else f"About {round(number / 5) * 5:,} people"


def groups_and_places(matter: Matter) -> Section | None:
    """The public view of who is in the network."""
    if not matter.public:
        return None
    counts = public_table(matter.net, policy=matter.policy)
    line = (
        "How many people of each kind live in each place. Small numbers are hidden, so that no one can be picked out."
    )
    return Section(
        "Who is in the network", (line,), table_of(counts.reset_index(), ("Group", *map(str, counts.columns)))
    )


def the_map(matter: Matter) -> Section | None:
    """The map as a still picture."""
    if not matter.still:
        return None
    line = "Each mark is a person. Marks that are linked stand close." + (
        " A ring with a number: one to recruit." if matter.plan is not None and not matter.public else ""
    )
    if matter.public:
        line = "Each mark is a group in a place. The larger the mark, the more people."
    return Section(
        "The map", (line,), picture=inline(matter.still.encode()), alt="Map of the network as a still picture"
    )
