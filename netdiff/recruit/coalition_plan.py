"""The coalition plan: whom to win, what each is worth, who is covered, who can stop it, and who is left out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from netdiff._check import check_choice
from netdiff._random import RngLike, generator
from netdiff.recruit import alliance, coalition_cover, coalition_worth
from netdiff.recruit.baselines import as_good
from netdiff.recruit.coalition_facts import Chosen
from netdiff.recruit.explain import NOT_KNOWN, left_out
from netdiff.recruit.explain import people as so_many
from netdiff.recruit.judge import mean_of, paired, whole

__all__ = ["CoalitionPlan"]


@dataclass(frozen=True, eq=False, repr=False)
class CoalitionPlan(Chosen):
    """Which organisations to win, what each brings and duplicates, and what is known of where they stand.

    The parts are those of `netdiff.recruit.coalition_facts.Chosen`.

    Notes
    -----
    Numbers are expectations under a model. Where organisations stand is told of organisations, by what their own row
    or at least three members say. Stability: experimental.
    """

    def to_frame(self) -> pd.DataFrame:
        """The coalition as a table, one row per partner.

        Returns
        -------
        pandas.DataFrame
            `rank`, `partner`, `stakeholders` (most of its members), `position`, `members`, `brings` (expected), `cost`,
            `alone` (people reached alone), `only` with `only_low` and `only_high` (people whom the coalition loses
            without it), `share` with `share_low` and `share_high` (its Shapley share of what the coalition is worth),
            `reach` (running), `reserve`, `reserve_loss`, `solid` (share of the declared cases that pick it too), `why`.
        """
        rows = [self._row(rank) for rank in range(self.chosen.size)]
        columns = ["rank", "partner", "stakeholders", "position", "members", "brings", "cost", "alone", "only", "why"]
        return pd.DataFrame(rows, columns=list(rows[0]) if rows else columns)

    def _row(self, rank: int) -> dict[str, Any]:
        at, name = int(self.chosen[rank]), self.names[rank]
        only, share, stands = self.only(rank), self.shares.loc[name], self.stands.loc[name]
        spare = self.reserves.loc[name] if name in self.reserves.index else {}
        row = {
            "rank": rank + 1,
            "partner": name,
            "stakeholders": self._mostly(name),
            "position": stands["position"],
            "members": int(stands["members"]),
            "brings": float(self.coming([at]).sum()),
            "cost": float(self.problem.about(self.net)["cost"].iloc[at]),
            "alone": float(self.alone.loc[name, "alone"]),
            "only": only.value,
            "only_low": only.low,
            "only_high": only.high,
            "share": share["share"],
            "share_low": share["low"],
            "share_high": share["high"],
            "reach": float(self.judge.arrivals(self.chosen[: rank + 1]).mean()),
            "reserve": spare.get("reserve"),
            "reserve_loss": spare.get("loss"),
            "solid": float(np.mean([name in one for one in self.doubt["partners"]])),
        }
        return row | {"why": _why(row, stands)}

    def _mostly(self, name: Hashable) -> str:
        """The stakeholder group of most members of a partner."""
        words = self.stakeholder.reindex(self.belongs.loc[self.belongs["name"] == name, "node"]).dropna()
        return NOT_KNOWN if words.empty else str(words.value_counts().index[0])

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Each partner's Shapley share of what the coalition is worth: index = partner; `share`, `low`, `high`.

        The shares add up to what the coalition is worth beyond those who adopted already. Exact on the runs (a closed
        form for cascades, all coalitions of up to 12 partners elsewhere), drawn from orders beyond that.
        """
        return coalition_worth.shares_of(self)

    def pairs(self, model: str | None = None) -> pd.DataFrame:
        """Which partners stand in for each other, and which need each other.

        Parameters
        ----------
        model : str, optional
            One of the declared models (`doubt["model"]`); by default the one that the coalition was chosen for.

        Returns
        -------
        pandas.DataFrame
            `one`, `other`, `both_in` (both are in the coalition), `together` with `low` and `high` (Shapley interaction
            index, in people: below 0 they stand in for each other, above 0 they need each other), `reading`.

        Notes
        -----
        Among the coalition and those who would reach most besides, up to 12 (8 where the model is played). Under a
        cascade one voice is enough, so partners can only overlap: that two need each other can show only under a model
        that needs several voices.
        """
        name = next(iter(self.judges)) if model is None else check_choice(model, "model", self.judges)
        return coalition_worth.pairs(self, self.judges[name])

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """How the stakeholder groups are covered.

        Returns
        -------
        pandas.DataFrame
            Index = stakeholder group; `people`, `partners` (that bring some of them), `brought` (expected), `reached`
            with `low` and `high`, `share` (reached of all), `share_random` (by random coalitions).
        """
        return coalition_cover.coverage(self)

    def grid(self, ratings: str | None = None) -> pd.DataFrame:
        """Support across, influence up: where everybody stands who could be won or could say no.

        Parameters
        ----------
        ratings : str, optional
            The layer in which people rate how much others decide (an influence tower); by default the one layer of
            ratings whose name speaks of a tower, influence, power or deciding.

        Returns
        -------
        pandas.DataFrame
            Index = name; `position` (ally, undecided, opponent, not known), `lean` (-1 against … 1 for, NaN where not
            known), `known` (members whose view is known), `members`, `influence` with `low` and `high` (people it would
            reach alone if it acted, whichever side it is on), `in_coalition`, `can_say_no`, `kind`, and how much it is
            seen to decide: `rated` (mean rating by people outside it) with `rated_low` and `rated_high`, `raters`.
            Ratings of fewer than three people are blank. `attrs["ratings"]` names the layer; None where there is none.
        """
        return coalition_cover.grid(self, ratings)

    def can_say_no(self) -> pd.DataFrame:
        """Those who could stop it, and how far the coalition gets to them.

        Returns
        -------
        pandas.DataFrame
            Index = name; `kind`, `position`, `people`, `in_coalition`, `reached` with `low` and `high` (expected number
            of its people), `random` (by random coalitions), `steps` (links from the nearest person whom the coalition
            may bring; NaN where there is no way).
        """
        return coalition_cover.those_who_can_say_no(self)

    def leaves_out(self) -> pd.DataFrame:
        """Whom the coalition leaves out: share reached by group, place and standing, beside random; worst off first."""
        people = self.problem.weight > 0  # an organisation on the map is nobody to be left out
        net = self.net if people.all() else self.net.select(self.net.nodes.index[people])
        return left_out(net, self.judge.chance_by_person(self.chosen)[people], self.random_chance[people])

    # -- beside others -----------------------------------------------------------------------------------------------

    def compare(self, other: Iterable[Hashable]) -> pd.DataFrame:
        """The coalition beside another one, on the same runs: rows `this`, `other`, `difference`."""
        theirs = self.problem.index_of(self.net, other)
        ours, others = self.judge.runs(self.chosen), self.judge.runs(theirs)
        rows = {"this": mean_of(ours), "other": mean_of(others), "difference": paired(ours, others)}
        ends = {name: [row.value, row.low, row.high] for name, row in rows.items()}
        return pd.DataFrame.from_dict(ends, orient="index", columns=["value", "low", "high"])

    def scorecard(
        self, partners: Iterable[Hashable] | None = None, *, delegates: int = 2, draws: int = 5, rng: RngLike = 1
    ) -> pd.DataFrame:
        """What a coalition would do to the users' power and connectedness, if its partners met.

        Parameters
        ----------
        partners : iterable of str, optional
            Any coalition; by default this one.
        delegates : int
            How many members of each partner meet those of every other.
        draws : int
            How often delegates are drawn.
        rng : int, Generator or None

        Returns
        -------
        pandas.DataFrame
            See `netdiff.recruit.alliance.before_after`.

        Raises
        ------
        DataError
            Where the file knows no users or no professionals.
        """
        at = self.chosen if partners is None else self.problem.index_of(self.net, partners)
        coming = [self.problem.brings[[one]].toarray().ravel() for one in at]  # type: ignore[index]
        layer = next(iter(self.net.layers))
        scene = alliance.Scene(self.whole, layer, self.stakeholder, self._deciders())
        return alliance.before_after(scene, self.net, coming, delegates, draws, generator(rng))

    def _deciders(self) -> list[Hashable]:
        return list(dict.fromkeys(self.net.nodes.index[at] for one in self.holders for at in one.members))

    def verdict(self) -> str:
        """The comparison with plain rules in a sentence; where one is as good, that comes first."""
        if self.baselines.empty:
            return "No plain rule could be tried."
        listed = ", ".join(f"{name}: {row['value']:,.0f}" for name, row in self.baselines.iterrows())
        return f"{as_good(self.baselines)} This coalition: {whole(self.value)}; {listed} (people reached).".strip()

    def under_doubt(self) -> str:
        """In how many of the declared cases the coalition holds its own against asking friends and top degree."""
        rules = [name for name in ("friend nomination", "top degree") if f"{name} less" in self.doubt]
        if not rules:
            return ""
        told, held = [], 0
        for row in self.doubt.to_dict("records"):
            lost = [rule for rule in rules if row[f"{rule} less"] == "worse"]
            held += not lost
            told += [f"{' and '.join(lost)} under {row['model']} with {_rate(row['mobilise'])}"] if lost else []
        least = f"In {held} of {len(self.doubt)} declared cases it does at least as well"
        head = f"{least} as friend nomination and top degree, as far as these runs can tell"
        return f"{head}." if not told else f"{head}; it does worse than {'; '.join(told)}."

    # -- in words ----------------------------------------------------------------------------------------------------

    def summary(self) -> str:
        """The plan in a few sentences, without people's names."""
        return "\n".join(self._sentences())

    def _sentences(self) -> list[str]:
        worst = self.leaves_out()
        worst = worst[worst["kind"].isin(["group", "place"]) & (worst["who"] != NOT_KNOWN)]
        lines = [
            *([f"Purpose: {self.purpose}."] if self.purpose else []),
            self._headline(),
            self.verdict(),
            self.guarantee,
            self.mobilise,
            self.under_doubt(),
            self._table_in_words(),
            self._pairs_in_words(),
            *self._no_in_words(),
            self.reading,
        ]
        if len(worst):
            row = worst.sort_values("share").iloc[0]
            random = row["share_random"] * row["people"]
            least = f"{row['kind']} {row['who']}, {row['reached']:.0f} of {row['people']} people"
            lines.append(f"Least reached: {least} (random coalitions: {random:.0f}).")
        return [*(line for line in lines if line), *self.notes]

    def _headline(self) -> str:
        deadline = "" if self.horizon is None else f" within {self.horizon} rounds"
        size = self.chosen.size
        return (
            f"{size} {'partner' if size == 1 else 'partners'}; they are expected to bring {so_many(self.brought)} and "
            f"to reach {whole(self.reach)} of {int((self.problem.weight > 0).sum()):,}{deadline}."
        )

    def _table_in_words(self) -> str:
        """Which stakeholder groups are at the table."""
        known = self.coverage
        missing = known.index[(known["people"] > 0) & (known["partners"] == 0)].tolist()
        unseen = known.index[known["people"] == 0].tolist()
        told = f"Nobody at the table from: {', '.join(missing)}." if missing else ""
        if not len(known) or (known["people"] == 0).all():
            return "Which stakeholder groups people belong to is not known."
        told = told or f"At the table: {', '.join(known.index[known['partners'] > 0])}."
        return told + (f" Nobody is counted as: {', '.join(unseen)}." if unseen else "")

    def _pairs_in_words(self) -> str:
        table = self.pairs()
        inside = table[table["both_in"] & (table["reading"] == "stand in for each other")]
        if inside.empty:
            return "No two partners in it stand in for each other to speak of."
        row = inside.iloc[0]
        return f"Most alike: {row['one']} and {row['other']} reach {-row['together']:.0f} of the same people."

    def _no_in_words(self) -> list[str]:
        table = self.can_say_no()
        shown = table.index.where(table["kind"] != "person", "a single person")
        return [
            f"Can say no: {name} ({row['position']}); {row['reached']:.1f} of {so_many(row['people'])} reached"
            f"{'; in the coalition' if row['in_coalition'] else ''}."
            for name, row in zip(shown, table.to_dict("records"), strict=True)
        ]

    def said(self, name: Hashable) -> str:
        """A partner's name, unless it is a person's."""
        return "a single person" if self.is_person(name) else str(name)

    def is_person(self, name: Hashable) -> bool:
        """Whether a partner goes by the name of a person in the network."""
        nodes = self.net.nodes
        mode = nodes["mode"] if "mode" in nodes else pd.Series("person", index=nodes.index)
        people = nodes[mode.fillna("person").astype(str).str.strip().str.casefold().isin(["person", "people"])]
        return name in people.index or ("label" in people and bool((people["label"] == name).any()))

    def __repr__(self) -> str:
        return f"CoalitionPlan: {', '.join(map(self.said, self.names))}\n{self.summary()}"

    def _repr_html_(self) -> str:
        from markupsafe import escape

        from netdiff.privacy import table_html

        shown = self.to_frame()
        shown["partner"] = [self.said(name) for name in shown["partner"]]
        for name in ("brings", "alone", "only", "share", "reach"):
            if name in shown:
                shown[name] = shown[name].astype(float).round().astype("Int64")
        kept = ["rank", "partner", "stakeholders", "position", "members", "brings", "alone", "only", "share", "reach"]
        told = "".join(f"<p>{escape(line)}</p>" for line in self._sentences())
        return told + table_html(shown[[name for name in kept if name in shown]])


def _why(row: Mapping[str, Any], stands: pd.Series) -> str:
    brings = f"Brings about {row['brings']:.0f} of its {so_many(row['members'])}"
    reach = f"reaches {so_many(row['alone'])} alone, {max(row['only'], 0.0):,.0f} of whom no other partner here would"
    view = {
        "ally": "An ally",
        "undecided": "Undecided",
        "opponent": "Against it",
        "not known": "Where it stands is not known",
    }[str(row["position"])]
    rests = (
        ""
        if stands["position"] == "not known"
        else " by its own word"
        if stands["own"]
        else (f": {int(stands['known'])} of {int(stands['members'])} gave a view")
    )
    return f"{brings}; {reach}. {view}{rests}."


def _rate(rate: Any) -> str:
    return f"a chance of {rate:g}" if isinstance(rate, int | float) else "the chances given"
