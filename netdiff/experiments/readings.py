"""Radical or incremental? What each reading of a change advises, side by side, and where the evidence conflicts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._random import RngLike, generator
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.recruit import recommend
from netdiff.spread.engine import SpreadModel
from netdiff.spread.live import Silent
from netdiff.spread.models import ComplexContagion, IndependentCascade
from netdiff.spread.simulate import simulate

__all__ = ["ADVICE", "SOURCES", "Readings", "readings"]

KINDS = ("incremental", "radical")
_TOPICS = ("whom to recruit", "which links to make", "what to offer", "how it grows", "when to spread it")
_INCREMENTAL = (
    "People spread out over the network; one contact is enough to pass it on.",
    "Links between distant groups: they carry news fast.",
    "Tell people: most can do it once they know.",
    "Let others copy it: little is lost on the way.",
    "Get it right first; a later roll-out loses little.",
)
_RADICAL = (
    "People who know one another: others need to hear it from several.",
    "Several links to the same group: a single one carries little.",
    "Help people do it: roles, time, skills and money stand in the way.",
    "Let those who do it well grow: much is lost in copying.",
    "From the outset, with many kinds of people in the design: it must fit each place.",
)
_CONFLICT = (
    "In Honduras the best-linked did no better than a draw by lot (1). In Malawi scattered starts could stall (2).",
    "Where a threshold is strict long links fail (3). Where people at times act on one voice, they speed it up (4).",
    "In Honduras knowledge spread further than behaviour (5). How far help would close the gap was not tested there.",
    "Displacement was studied in markets (6). Public care has catchments and waiting lists, so it may not carry over.",
    "Case studies favour the outset. Early versions that fail put people off, and few trials compare the two.",
)
ADVICE = pd.DataFrame(
    {
        "if it is incremental": _INCREMENTAL,
        "if it is radical": _RADICAL,
        "where the evidence conflicts": _CONFLICT,
    },
    index=pd.Index(_TOPICS, name="topic"),
)
SOURCES = (
    "(1) Kim and others (2015), Lancet 386: 145-153.",
    "(2) Beaman, BenYishay, Magruder and Mobarak (2021), American Economic Review 111: 1918-1943.",
    "(3) Centola and Macy (2007), American Journal of Sociology 113: 702-734.",
    "(4) Eckles, Mossel, Rahimian and Sen (2024), Long ties accelerate noisy threshold-based contagions.",
    "(5) Airoldi and Christakis (2024), Science 384.",
    "(6) Christensen (1997), The innovator's dilemma.",
)


@dataclass(frozen=True, eq=False)
class Readings:
    """The advice of both readings.

    Parameters
    ----------
    change : str
        Which reading was asked for; both are shown whatever it is.
    lists : DataFrame
        Index `rank`; columns `incremental` and `radical`: whom each reading would recruit.
    reach : DataFrame
        Index: whose list; columns: how the change really travels. Mean number of people reached, with `low` and `high`
        beside it: what each list is worth if the other reading is true.
    advice : DataFrame
        Index `topic`; what each reading advises, and where the evidence conflicts.
    models : mapping of reading to model

    Notes
    -----
    Stability: experimental.
    """

    change: str
    lists: pd.DataFrame
    reach: pd.DataFrame
    advice: pd.DataFrame
    models: Mapping[str, SpreadModel]

    @property
    def shared(self) -> list[Hashable]:
        """Who is on both lists: safe whichever reading is true."""
        return [person for person in self.lists["incremental"] if person in set(self.lists["radical"])]

    def table(self) -> pd.DataFrame:
        """Mean number of people reached: rows say whose list, columns how the change really travels."""
        return pd.DataFrame(
            {truth: [self.reach.loc[(kind, truth), "mean"] for kind in KINDS] for truth in KINDS},
            index=pd.Index(KINDS, name="list"),
        ).rename_axis(columns="if it is")

    @property
    def regret(self) -> pd.Series:
        """People lost by trusting each reading when the other one is true: index is the reading that was trusted."""
        mean = self.table()
        lost = {kind: mean.loc[_other(kind), _other(kind)] - mean.loc[kind, _other(kind)] for kind in KINDS}
        return pd.Series(lost, name="people lost").rename_axis("trusted")

    def __repr__(self) -> str:
        mean = self.table().round(1)
        told = [f"{topic}: {row.iloc[KINDS.index(self.change)]}" for topic, row in self.advice.iterrows()]
        conflicts = [f"{topic}: {row.iloc[2]}" for topic, row in self.advice.iterrows()]
        lines = [
            f"Readings of a {self.change} change: {len(self.shared)} of {len(self.lists)} recruits are on both lists",
            "People reached, by whose list and by how it really travels:",
            *mean.to_string().splitlines(),
            f"If it is {self.change}:",
            *told,
            "Where the evidence conflicts:",
            *conflicts,
            *SOURCES,
        ]
        return "\n".join([lines[0], *(f"  {line}" for line in lines[1:])])

    def _repr_html_(self) -> str:
        from netdiff._html import table_html

        mean = self.table().round(1).reset_index()
        return table_html(mean, caption="People reached") + table_html(self.advice.reset_index())


def readings(
    net: Network,
    k: int = 5,
    *,
    change: str = "radical",
    chance: float = 0.1,
    voices: int = 2,
    layer: str | None = None,
    silent: Silent = "draw",
    exclude: Sequence[Hashable] = (),
    runs: int = 500,
    rng: RngLike = None,
) -> Readings:
    """What follows for a campaign if the change is incremental, and if it is radical.

    Parameters
    ----------
    net : Network
    k : int
        How many to recruit.
    change : {"radical", "incremental"}
        The switch. *Incremental*: what people need is to hear of it, so it travels as news. *Radical*: roles or power
        change, so people need several voices. It only decides which advice stands first; both are always worked out.
    chance : float
        Of a link to pass on news.
    voices : int
        How many of those around somebody must have adopted, for a radical change.
    layer : str, optional
    silent : {"draw", "ignore"}
        As in `simulate`, for judging the lists.
    exclude : sequence of ids
        Who must not be recruited.
    runs : int
        For judging each list under each reading.
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Readings

    Notes
    -----
    Nobody can tell from a network which reading is true. The table of reach says what it costs to be wrong.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> both = readings(nd.load_sample("coalition"), 3, runs=50, rng=1)
    >>> bool((both.regret > -5).all())
    True
    """
    check_choice(change, "change", KINDS)
    check_positive_int(runs, "runs", least=2)
    along = somebody(net) if layer is None else somebody(net).layer(layer)
    models: dict[str, SpreadModel] = {
        "incremental": IndependentCascade(chance),
        "radical": ComplexContagion(count=check_positive_int(voices, "voices")),
    }
    first, second, judge = (int(seed) for seed in generator(rng).integers(2**31, size=3))
    plans = {
        kind: recommend(along, k, model=models[kind], exclude=exclude, rng=seed)
        for kind, seed in zip(KINDS, (first, second), strict=True)
    }
    lists = {kind: plan.to_frame()["person"].tolist() for kind, plan in plans.items()}
    longest = max(map(len, lists.values()))
    table = pd.DataFrame(
        {kind: [*own, *[None] * (longest - len(own))] for kind, own in lists.items()},
        index=pd.RangeIndex(1, longest + 1, name="rank"),
    )
    rows = {
        (kind, truth): simulate(along, models[truth], seeds=own, runs=runs, rng=judge, silent=silent).reach
        for kind, own in lists.items()
        for truth in KINDS
    }
    reach = pd.DataFrame(
        {pair: {"mean": one.value, "low": one.low, "high": one.high} for pair, one in rows.items()}
    ).T.rename_axis(["list", "if it is"])
    return Readings(change, table, reach, ADVICE, models)


def _other(kind: str) -> str:
    return KINDS[1 - KINDS.index(kind)]
