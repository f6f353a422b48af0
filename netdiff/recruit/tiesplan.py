"""What came out of `recommend_ties`: whom to introduce to whom, what it gains, what it takes, and how sure that is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.recruit.grown import Ground, grown_network
from netdiff.recruit.judge import mean_of, paired, whole
from netdiff.recruit.openings import Openings
from netdiff.recruit.search import in_words
from netdiff.spread.estimate import Estimate

__all__ = ["TiesPlan"]

Ints = npt.NDArray[np.int64]
Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class TiesPlan:
    """Which introductions to broker, with everything that is known about how good they are.

    Parameters
    ----------
    net : Network
    chosen : tuple of pair of int
        Positions of the people to be introduced, the pair that adds most first.
    seeds : array of int
        Who carries it from the start.
    judge : Ground
        Independent runs on which everything here is valued, with and without the links.
    openings : Openings
        Who could be introduced to whom, at what cost, through whom.
    baselines : pandas.DataFrame
        As many random pairs, best-linked pairs and friends of friends beside the plan.
    strengths : pandas.DataFrame
        What the introductions gain under each declared model.
    changes : pandas.DataFrame
        Measures of power and connectedness before and after.
    all_tried : bool
        Whether every set of introductions was tried (on the runs of the search).
    tied : int
        How many sets of as many introductions were exactly as good, where all were tried.
    notes : tuple of str
        What was assumed or left out.

    Notes
    -----
    Each introduction is taken to become a link, both ways. Stability: experimental.
    """

    net: Network
    chosen: tuple[Pair, ...]
    seeds: Ints
    judge: Ground
    openings: Openings
    baselines: pd.DataFrame
    strengths: pd.DataFrame
    changes: pd.DataFrame
    all_tried: bool
    tied: int
    notes: tuple[str, ...] = ()
    model: Any = field(default=None)

    @cached_property
    def pairs(self) -> tuple[tuple[Hashable, Hashable], ...]:
        """Who to introduce to whom, as ids."""
        ids = self.net.nodes.index
        return tuple((ids[one], ids[other]) for one, other in self.chosen)

    @cached_property
    def people(self) -> tuple[Hashable, ...]:
        """Everybody who is introduced to somebody, each once."""
        return tuple(dict.fromkeys(one for pair in self.pairs for one in pair))

    @cached_property
    def before(self) -> Estimate:
        """People expected to be reached without any introduction."""
        return mean_of(self.judge.reached())

    @cached_property
    def reach(self) -> Estimate:
        """People expected to be reached with all of them."""
        return mean_of(self.judge.reached(self.chosen))

    @cached_property
    def gain(self) -> Estimate:
        """People more, run by run: each link that was there before falls as it did."""
        return paired(self.judge.reached(self.chosen), self.judge.reached())

    @cached_property
    def cost(self) -> float:
        """What they cost together."""
        return float(self.openings.costs(self.chosen).sum())

    def grown(self) -> Network:
        """The network with the introductions made: measure it, simulate on it, draw it."""
        return grown_network(self.net, self.chosen)

    def to_frame(self) -> pd.DataFrame:
        """The introductions as a table, one row each.

        Returns
        -------
        pandas.DataFrame
            `rank`, `one`, `other`, with `_label`, `_group` and `_place` of each where the network has them; `kind`
            (`within` or `between` groups; missing where a group is not known); `gain` with `gain_low` and `gain_high`
            (people more than with those ranked before), `reach` (running), `only` (people lost without this one, the
            others being made), `cost`, `steps` (links between the two now; inf = no way is known), `through` (who could
            bring them together), `meeting` (introductions that share somebody could be one meeting) and `why`.
        """
        rows = [self._row(place) for place in range(len(self.chosen))]
        names = list(rows[0]) if rows else ["rank", "one", "other", "gain", "cost", "through", "meeting", "why"]
        return pd.DataFrame(rows, columns=names)

    def meetings(self) -> pd.DataFrame:
        """Introductions that share somebody, put together: each could be one meeting.

        Returns
        -------
        pandas.DataFrame
            Index = number of the meeting; `people` (how many), `introductions`, `who` (ids).
        """
        frame = pd.DataFrame({"meeting": self._meeting, "pair": list(self.pairs)})
        rows = {}
        for number, own in frame.groupby("meeting"):
            who = tuple(dict.fromkeys(one for pair in own["pair"] for one in pair))
            rows[number] = (len(who), len(own), who)
        return pd.DataFrame.from_dict(rows, orient="index", columns=["people", "introductions", "who"]).rename_axis(
            "meeting"
        )

    def by_group(self, by: str = "group") -> pd.DataFrame:
        """Who gains: people reached with and without, by group or place.

        Returns
        -------
        pandas.DataFrame
            Index = group; `people`, `before`, `after`.
        """
        known = self.net.nodes[by].fillna("(not known)").astype(str) if by in self.net.nodes else "everybody"
        table = pd.DataFrame(
            {"people": 1, "before": self.judge.chances(), "after": self.judge.chances(self.chosen)},
            index=self.net.nodes.index,
        )
        return table.groupby(known if isinstance(known, pd.Series) else lambda _: "everybody").sum().rename_axis(by)

    def compare(self, pairs: Iterable[tuple[Hashable, Hashable]]) -> pd.DataFrame:
        """These introductions beside others of your choice, on the same runs.

        Returns
        -------
        pandas.DataFrame
            Rows `this`, `other`, `difference`; columns `gain`, `low`, `high`, `introductions`, `cost`.

        Raises
        ------
        DataError
            Where somebody is paired with themselves.
        """
        theirs = positions(self.net, pairs)
        ours, others, base = (self.judge.reached(one) for one in (self.chosen, theirs, ()))
        rows = {"this": paired(ours, base), "other": paired(others, base), "difference": paired(ours, others)}
        ends = {name: [row.value, row.low, row.high] for name, row in rows.items()}
        table = pd.DataFrame.from_dict(ends, orient="index", columns=["gain", "low", "high"])
        spent = float(self.openings.costs(theirs).sum())
        table["introductions"] = [len(self.chosen), len(theirs), len(self.chosen) - len(theirs)]
        table["cost"] = [self.cost, spent, self.cost - spent]
        return table

    def verdict(self) -> str:
        """The comparison with plain ways in a sentence; where one is as good, that comes first."""
        if not self.chosen:
            return "No set of so many introductions was found that would bring it to anybody else."
        if self.baselines.empty:
            return "No plain way could be tried."
        told = ", ".join(f"{name}: {row['gain']:,.0f}" for name, row in self.baselines.iterrows())
        close = self.baselines[self.baselines["less_low"] <= 0.0]
        if len(close):
            best = close["less"].idxmin()
            return f"A plain way does as well here as far as these runs can tell: {best}. People more, {told}."
        return f"As many introductions made in plain ways would bring it to so many people more: {told}."

    def summary(self) -> str:
        """The plan in a few sentences, without names."""
        return "\n".join(self.sentences())

    def sentences(self) -> list[str]:
        """The plan in a few sentences, without names."""
        proof = (
            "Every set of so many was tried." if self.all_tried else "No guarantee: a better set may have been missed."
        )
        lines = [self._headline(), self.verdict(), proof]
        if self.all_tried and self.tied > 1:
            lines.append(f"{self.tied:,} sets are exactly as good; this is the one that costs least.")
        if len(self.strengths) > 1:
            each = "; ".join(f"{name}: {row['gain']:,.0f}" for name, row in self.strengths.iterrows())
            lines.append(f"People more under each model that was tried: {each}.")
        return [*lines, *self.notes]

    def _headline(self) -> str:
        number = len(self.chosen)
        return (
            f"{number} introduction{'' if number == 1 else 's'} to broker, at a cost of {self.cost:g}; about "
            f"{whole(self.gain)} people more are expected to be reached: {whole(self.reach)} instead of "
            f"{whole(self.before)} of {len(self.net):,}, under {in_words(self.model)}."
        )

    def __repr__(self) -> str:
        return f"TiesPlan: {len(self.chosen)} introductions (names in to_frame())\n{self.summary()}"

    def _repr_html_(self) -> str:
        from markupsafe import escape

        from netdiff.privacy import table_html

        shown = [name for name in ("rank", "kind", "gain", "reach", "cost", "steps", "meeting") if name in self._table]
        return "".join(f"<p>{escape(line)}</p>" for line in self.sentences()) + table_html(self._table[shown].round(1))

    @cached_property
    def _table(self) -> pd.DataFrame:
        return self.to_frame()

    def _row(self, place: int) -> dict[str, Any]:
        pair = self.chosen[place]
        first, second = pair
        now, earlier = (self.judge.reached(self.chosen[:upto]) for upto in (place + 1, place))
        others = tuple(one for one in self.chosen if one != pair)
        gain, only = paired(now, earlier), paired(self.judge.reached(self.chosen), self.judge.reached(others))
        ids = self.net.nodes.index
        row = {"rank": place + 1, "one": ids[first], "other": ids[second]} | self._about(first, second)
        row |= {"gain": gain.value, "gain_low": gain.low, "gain_high": gain.high, "reach": float(now.mean())}
        row |= {"only": only.value, "cost": float(self.openings.costs([pair])[0]), "steps": self.openings.steps(pair)}
        row |= {"through": ", ".join(self.openings.through(pair)) or None, "meeting": int(self._meeting[place])}
        return row | {"why": self._why(pair, gain, only)}

    def _about(self, first: int, second: int) -> dict[str, Any]:
        nodes = self.net.nodes
        known = [name for name in ("label", "group", "place") if name in nodes]
        sides = {"one": first, "other": second}
        told = {f"{side}_{name}": nodes[name].iloc[at] for name in known for side, at in sides.items()}
        if "group" in nodes:
            one, other = nodes["group"].iloc[first], nodes["group"].iloc[second]
            told["kind"] = None if pd.isna(one) or pd.isna(other) else "within" if one == other else "between"
        return told

    def _why(self, pair: Pair, gain: Estimate, only: Estimate) -> str:
        """One sentence: what it adds alone, and whether it works only together with others."""
        width = max(sum(end in other for other in self.chosen) for end in pair)
        through = self.openings.through(pair)
        way = f"Through {' and then '.join(through)}." if through else "No way in is known."
        if round(gain.value) < 1 and only.value > 0.5:
            return f"One of {width} links into the same place: alone it does little, together they carry it over. {way}"
        if round(gain.value) < 1:
            return f"Adds less than one person to those before it. {way}"
        return f"Brings it to about {round(gain.value):,} people more than those before it. {way}"

    @cached_property
    def _meeting(self) -> Ints:
        """Number of the meeting of each introduction: those that hang together by people."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        if not self.chosen:
            return np.empty(0, dtype=np.int64)
        ends = np.array(self.chosen)
        size = len(self.net)
        graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
        label = connected_components(graph, directed=False)[1][ends[:, 0]]
        return np.asarray(pd.factorize(label)[0] + 1, dtype=np.int64)


def positions(net: Network, pairs: Iterable[tuple[Hashable, Hashable]]) -> tuple[Pair, ...]:
    """Pairs of ids as positions, the smaller first, each once."""
    ends = [(one, other) for one, other in pairs]
    flat = net.index_of([one for pair in ends for one in pair]).reshape(-1, 2)
    if (flat[:, 0] == flat[:, 1]).any():
        raise DataError("somebody can't be introduced to themselves", cure="Give pairs of two different people.")
    return tuple(dict.fromkeys((int(min(pair)), int(max(pair))) for pair in flat))
