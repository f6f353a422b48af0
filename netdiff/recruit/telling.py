"""A plan in words: its sentences, and what it shows of itself without naming anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netdiff.recruit.explain import NOT_KNOWN
from netdiff.recruit.judge import whole
from netdiff.spread.estimate import Estimate

if TYPE_CHECKING:
    from netdiff.recruit.plan import Plan

__all__ = ["PLAIN", "UNITS", "in_html", "in_text", "sentences", "verdict"]

UNITS = {
    "reach": "people reached",
    "worst off": "people reached",
    "asking": "people with the need who ask",
    "speed": "people who have it, on average over the rounds",
}
PLAIN = ("friend nomination", "top degree")
WHERE = "names in to_frame()"
SHOWN = (
    "rank",
    "group",
    "place",
    "gain",
    "reach",
    "cost",
    "acceptance",
    "reserve_loss",
    "solid",
    "stays",
    "stays_under_all",
)


def verdict(plan: Plan) -> str:
    """The comparison with plain rules in a sentence; where one is as good, that comes first."""
    if plan.baselines.empty:
        return "No plain rule could be tried."
    close = plan.baselines[plan.baselines["less_low"] <= 0.0]
    listed = ", ".join(f"{name}: {row['value']:,.0f}" for name, row in plan.baselines.iterrows())
    ruled = f"{listed} ({UNITS[plan.objective]})"
    if len(close):
        best = close["less"].idxmin()
        plain = f"A plain rule does as well here as far as these runs can tell: {best}."
        return f"{plain} This list: {whole(plan.value)}; {ruled}."
    return f"This list: {whole(plan.value)}; {ruled}."


def sentences(plan: Plan) -> list[str]:
    """The plan in a few sentences, without names."""
    if not plan.ranked:
        return [f"Too little is known to rank people. {plan.ask_first}", *plan.notes]
    worst = plan.leaves_out()
    worst = worst[worst["kind"].isin(["group", "place"]) & (worst["who"] != NOT_KNOWN)]
    lines = [
        *([f"Too little is known to rank people well. {plan.ask_first}"] if plan.ask_first is not None else []),
        _headline(plan),
        verdict(plan),
        _in_random(plan),
        plan.guarantee,
        *([_ties_in_words(plan)] if "lists" in plan.near_best.attrs else []),
        *([_sweep_in_words(plan)] if len(plan.strengths) > 1 else []),
        *([str(plan.reliance)] if plan.reliance is not None else []),
        plan.reading,
        *([str(plan.reversed)] if plan.reversed is not None else []),
        *([_silence_in_words(plan.respondents_only)] if plan.respondents_only is not None else []),
    ]
    if len(worst):
        row = worst.sort_values("share").iloc[0]
        random = row["share_random"] * row["people"]
        least = f"{row['kind']} {row['who']}, {row['reached']:.0f} of {row['people']} people"
        lines.append(f"Least reached: {least} (random lists: {random:.0f}).")
    if plan.robust is not None:
        lines.extend(plan.robust.sentences())
    return [*lines, *plan.notes]


def _headline(plan: Plan) -> str:
    deadline = "" if plan.horizon is None else f" within {plan.horizon} rounds"
    list_of, count = f"{plan.problem.counted(len(plan.chosen))} to recruit", plan.problem.weight.sum()
    if plan.objective == "asking":
        there = f"of about {count:,.0f} who would if word reached everybody"
        return f"{list_of}; {whole(plan.reach)} people with the need are expected to ask{deadline}, {there}."
    even = np.isin(plan.problem.weight, (0.0, 1.0)).all()
    of = f"{count:,.0f} {'people' if even else 'who count (by what they are worth)'}"
    return f"{list_of}; {whole(plan.reach)} of {of} are expected to be reached{deadline}."


def _in_random(plan: Plan) -> str:
    if plan.extra_random is None:
        return "No number of random recruits would be worth as much."
    extra = plan.extra_random - len(plan.chosen)
    if extra <= 0:
        return "Random recruits in the same number would be worth as much."
    return f"{plan.extra_random} random recruits ({extra} more) would be worth as much."


def _sweep_in_words(plan: Plan) -> str:
    stay = sum(share == 1.0 for share in plan.solid.values())
    told = f"{stay} of {len(plan.chosen)} picks stay under all {len(plan.strengths)} models that were tried."
    return f"{told} {_plain_under_models(plan)}".strip()


def _plain_under_models(plan: Plan) -> str:
    """Under how many of the models this list does at least as well as the two plain rules (within 1 %)."""
    if not set(PLAIN) <= set(plan.strengths.columns):
        return ""
    lost = plan.strengths["value"] < 0.99 * plan.strengths[list(PLAIN)].max(axis=1)
    many = len(plan.strengths)
    told = f"It reaches at least as many as {PLAIN[0]} and {PLAIN[1]} under {many - int(lost.sum())} of {many}"
    return f"{told}." if not lost.any() else f"{told}; a plain rule does better under {', '.join(lost.index[lost])}."


def _ties_in_words(plan: Plan) -> str:
    lists, tied = plan.near_best.attrs["lists"], plan.near_best.attrs["tied"]
    always = int((plan.near_best["share"] >= 1.0 - 1e-9).sum())
    if plan.near_best.attrs.get("exchanged"):
        told = "None is about as good" if lists == 1 else f"{lists - 1:,} are about as good"
        return f"Of all lists that differ from this one in one pick: {told} (within 1 %); {always} picks are on all."
    return f"{lists:,} lists were found that are about as good ({tied:,} exactly); {always} people are on all of them."


def _silence_in_words(estimate: Estimate) -> str:
    return (
        "People who did not answer are taken to listen to others as those do who answered; if they listened to "
        f"nobody, {whole(estimate)} would be reached."
    )


def in_text(plan: Plan) -> str:
    """What a plan says at a prompt and in a log: how many, and its sentences; nobody's name."""
    told = "\n".join(sentences(plan))
    return f"Plan: {_counted(plan)} ({WHERE})\n{told}" if plan.ranked else f"Plan: no list\n{told}"


def in_html(plan: Plan) -> str:
    """The same in a notebook, with what is known of each pick; the name is left to whoever asks for it."""
    from markupsafe import escape

    from netdiff.privacy import table_html

    told = "".join(f"<p>{escape(line)}</p>" for line in sentences(plan))
    if not plan.ranked:
        return told
    table = plan.to_frame()
    shown = table[[name for name in SHOWN if name in table]].copy()
    for name in ("gain", "reach", "reserve_loss"):
        shown[name] = shown[name].astype(float).round().astype("Int64")
    return f"{told}<p>{_counted(plan)} ({WHERE}):</p>{table_html(shown)}"


def _counted(plan: Plan) -> str:
    return plan.problem.counted(len(plan.chosen))
