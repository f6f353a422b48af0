"""The invitations: whom to ask one ring further in, what each unlocks, and what the ring looks like afterwards."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._random import RngLike
from netdiff.network import Network
from netdiff.recruit.baselines import as_good
from netdiff.recruit.explain import NOT_KNOWN
from netdiff.recruit.judge import mean_of, paired, whole
from netdiff.recruit.outcome import Outcome
from netdiff.recruit.plan import Plan
from netdiff.spread.estimate import Estimate

__all__ = ["InvitationPlan", "Rings"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rings:
    """The ring to invite into, and the one to invite from.

    Parameters
    ----------
    ring, source : str
        Their names.
    inner : array of bool, shape (n,)
        Who is in the ring or further in.
    outer : array of bool, shape (n,)
        Who is in the next ring outwards.
    """

    ring: str
    source: str
    inner: Bools
    outer: Bools


@dataclass(frozen=True, eq=False)
class InvitationPlan:
    """Whom to invite one ring further in.

    Parameters
    ----------
    plan : Plan
        The list with all that stands beside it: rules, strengths, reserves, what is proved.
    rings : Rings
    contexts_by : str
        Column of the contexts.
    users : str
        What users are called.
    least_users : int
        Fewest users that the ring was to hold afterwards.
    voices : int
        How many contacts inside a ring make somebody ready for it.
    held_back : tuple of (ids, Estimate) or None
        The list without the limits on contexts and users, and how many more people it would reach.

    Notes
    -----
    Stability: experimental.
    """

    plan: Plan
    rings: Rings
    contexts_by: str
    users: str
    least_users: int
    voices: int
    held_back: tuple[tuple[Hashable, ...], Estimate] | None = None

    @property
    def net(self) -> Network:
        """The links that carry it."""
        return self.plan.net

    @property
    def reserves(self) -> pd.DataFrame:
        """Whom to invite instead; see `Plan.reserves`."""
        return self.plan.reserves

    def brings(self, one: Hashable) -> tuple[Hashable, ...]:
        """Whom an invitation may bring: whoever is invited."""
        return (one,)

    def waves(self, *sizes: int) -> pd.DataFrame:
        """Whom to invite first, second, …; see `Plan.waves`."""
        return self.plan.waves(*sizes)

    def outcome(
        self,
        accepted: Iterable[Hashable] = (),
        declined: Iterable[Hashable] = (),
        *,
        reached: int | None = None,
        rng: RngLike = None,
    ) -> Outcome:
        """Who took the invitation up and what happened, against the forecast; see `Plan.outcome`.

        Those who were in the ring already count as reached, here and in the forecast.
        """
        return self.plan.outcome(accepted, declined, reached=reached, rng=rng)

    @property
    def people(self) -> tuple[Hashable, ...]:
        """Whom to invite, the one who adds most first."""
        return self.plan.people

    @cached_property
    def unlocks(self) -> Estimate:
        """People whom the larger ring is expected to reach beyond what the ring reaches now (the invited included)."""
        judge = self.plan.judge
        return paired(judge.arrivals(self.plan.chosen), judge.arrivals(self.plan.chosen[:0]))

    def to_frame(self) -> pd.DataFrame:
        """The list as a table, one row per invitation.

        Returns
        -------
        pandas.DataFrame
            `rank`, `person`, what is known of them, `unlocks` with `unlocks_low` and `unlocks_high` (people reached
            that the ring and those ranked before would not), `contacts` (in the ring already whom they listen to),
            `readies` (people of the outer ring who get enough contacts in the ring if it is taken up),
            `cost`, `acceptance`, `held_by`, `ask`, `reserve`, `reserve_loss`, `solid`, `why`.
        """
        table = self.plan.to_frame().rename(
            columns={"gain": "unlocks", "gain_low": "unlocks_low", "gain_high": "unlocks_high"}
        )
        table["contacts"] = self._contacts[self.plan.chosen] if len(table) else []
        table["readies"] = self.readies
        first = [name for name in ("rank", "person", "label", "group", "place", "organisation") if name in table]
        after = ["unlocks", "unlocks_low", "unlocks_high", "contacts", "readies"]
        last = ["cost", "acceptance", "held_by", "ask", "reserve", "reserve_loss", "solid", "why"]
        return table[[name for name in (*first, *after, *last) if name in table]]

    @cached_property
    def _listens(self) -> Any:
        """Who influences whom, 0 or 1."""
        return (self.plan.net.influence() != 0).astype(np.int64).tocsr()

    @cached_property
    def _contacts(self) -> Ints:
        """How many in the ring each person listens to."""
        return np.asarray(self.rings.inner.astype(np.int64) @ self._listens, dtype=np.int64)

    @cached_property
    def readies(self) -> list[int]:
        """For each invitation, how many more of the outer ring would then have enough contacts in the ring."""
        heard, left = self._contacts.copy(), self.rings.outer.copy()
        left[self.plan.chosen] = False
        counts = []
        for person in self.plan.chosen.tolist():
            before = heard >= self.voices
            heard = heard + self._listens[[person]].toarray().ravel()
            counts.append(int((left & (heard >= self.voices) & ~before).sum()))
        return counts

    def contexts(self) -> pd.DataFrame:
        """Where the ring comes from: index = context; people in it `before`, `invited`, `after`, and `could` be."""
        return self._by(self.contexts_by)

    def design_group(self) -> pd.DataFrame:
        """Who is in the ring by group: people in it `before`, `invited`, `after`, and who `could` be invited."""
        return self._by("group")

    def _by(self, column: str) -> pd.DataFrame:
        nodes = self.plan.net.nodes
        words = nodes[column].fillna(NOT_KNOWN).astype(str) if column in nodes else pd.Series("all", index=nodes.index)
        asked = np.zeros(len(nodes), dtype=bool)
        asked[self.plan.chosen] = True
        masks = {"before": self.rings.inner, "invited": asked, "could": self.plan.problem.candidate}
        table = pd.DataFrame({name: words[mask].value_counts() for name, mask in masks.items()}).fillna(0).astype(int)
        table.insert(2, "after", table["before"] + table["invited"])
        return table.rename_axis(column).sort_values("after", ascending=False, kind="stable")

    def diversity(self) -> tuple[float, float]:
        """How diverse the ring is by context before and after: the chance that two of it come from different ones.

        Blau's index, ``1 - sum of squared shares``; NaN where nobody is in the ring.
        """
        table = self.contexts()
        return _blau(table["before"]), _blau(table["after"])

    def leaves_out(self) -> pd.DataFrame:
        """Whom the list leaves out; see `Plan.leaves_out`."""
        return self.plan.leaves_out()

    @property
    def baselines(self) -> pd.DataFrame:
        """Plain rules that invite from the same ring within the same limits; see `Plan.baselines`."""
        return self.plan.baselines

    def verdict(self) -> str:
        """The comparison with plain rules in a sentence; where one is as good, that comes first."""
        now = mean_of(self.plan.judge.runs(self.plan.chosen[:0])).value
        rules = {name: row["value"] - now for name, row in self.baselines.iterrows()}
        listed = ", ".join(f"{name}: {value:,.0f}" for name, value in rules.items())
        return (
            f"{as_good(self.baselines)} These invitations: {whole(self.unlocks)}; {listed} (people unlocked).".strip()
        )

    def summary(self) -> str:
        """The plan in a few sentences, without names."""
        return "\n".join(self._sentences())

    def _sentences(self) -> list[str]:
        before, after = self.diversity()
        users = self.design_group()
        held = users.loc[self.users] if self.users in users.index else None
        lines = [
            self._headline(),
            f"Together they are expected to unlock {whole(self.unlocks)} people whom the ring does not reach now.",
            f"{sum(self.readies)} more of {self.rings.source!r} would then have {self.voices} contacts inside.",
            self.verdict(),
            self.plan.guarantee,
            f"Two of the ring differ in {self.contexts_by} with a chance of {after:.2f} (now: {before:.2f}).",
            *([] if held is None else [_held(self, held)]),
            *([] if self.held_back is None else [_price(self.held_back[1])]),
        ]
        if len(self.plan.strengths) > 1:
            stay = sum(share == 1.0 for share in self.plan.solid.values())
            lines.append(f"{stay} of {len(self.people)} stay under all {len(self.plan.strengths)} models tried.")
        return [*lines, self.plan.reading, *self.plan.notes]

    def _headline(self) -> str:
        inner, outer = int(self.rings.inner.sum()), int(self.rings.outer.sum())
        whom = f"{len(self.people)} of the {outer} in the ring {self.rings.source!r}"
        return f"{whom} to invite into {self.rings.ring!r}, which holds {inner} (with those further in)."

    def __repr__(self) -> str:
        return f"InvitationPlan\n{self.summary()}"

    def _repr_html_(self) -> str:
        from markupsafe import escape

        from netdiff.privacy import table_html

        shown = self.to_frame()
        kept = ["rank", "group", "place", "unlocks", "contacts", "readies", "cost", "acceptance", "solid"]
        shown = shown[[name for name in kept if name in shown]].copy()
        shown["unlocks"] = shown["unlocks"].astype(float).round().astype("Int64")
        return "".join(f"<p>{escape(line)}</p>" for line in self._sentences()) + table_html(shown)


def _held(what: InvitationPlan, users: pd.Series) -> str:
    asked = f" ({what.least_users} were asked for)" if what.least_users else ""
    return (
        f"Of group {what.users!r} the ring would hold {users['after']}, now {users['before']}{asked}, if all say yes."
    )


def _price(more: Estimate) -> str:
    """What the limits on contexts and users cost."""
    if more.low <= 0:
        return "The limits on contexts and users cost nothing, as far as these runs can tell."
    return f"Without the limits on contexts and users, a list would reach {whole(more)} more people."


def _blau(counts: pd.Series) -> float:
    total = float(counts.sum())
    return float(1.0 - ((counts / total) ** 2).sum()) if total else float("nan")
