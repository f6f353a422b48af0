"""Little or no network: whom to ask whom they would name, and a list from what they say."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netdiff._check import check_choice, check_columns, check_positive_int
from netdiff._random import RngLike, generator
from netdiff.answers import response_rate
from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.privacy import opted_out
from netdiff.recruit.ask import in_doubt, not_persons

__all__ = ["QUESTIONS", "Asking", "recommend_from_names", "too_thin", "whom_to_ask"]

QUESTIONS = {
    "friend": "Name one person whom you turn to when you want to know what others do.",
    "gossip": "If there was something new that everybody should hear about, whom should we tell so that word spreads?",
}
ENOUGH_ANSWERS, ENOUGH_LINKS = 0.5, 0.5


@dataclass(frozen=True, eq=False)
class Asking:
    """Whom to ask, and what.

    Parameters
    ----------
    people : tuple of id
        Drawn at random, so that every corner has its chance.
    question : str
        To be asked of each.
    how_many : int
        How many names each may give.
    labels : tuple of str
        Their names, where the network has them.

    Notes
    -----
    Stability: experimental.
    """

    people: tuple[Hashable, ...]
    question: str
    how_many: int
    labels: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """One row per person to ask: `person`, `label` where names are known, `question`, `how_many` they may give."""
        names = {"label": list(self.labels)} if self.labels else {}
        said = {"question": self.question, "how_many": self.how_many}
        return pd.DataFrame({"person": list(self.people), **names, **said})

    def __repr__(self) -> str:
        names = "1 name" if self.how_many == 1 else f"up to {self.how_many} names"
        return f"Ask {len(self.people)} people, drawn by lot ({names} each; who: to_frame()): “{self.question}”"


def whom_to_ask(
    people: Network | Iterable[Hashable], n: int = 20, *, question: str = "gossip", rng: RngLike = None
) -> Asking:
    """People drawn at random to be asked whom to tell, where links are not known.

    Parameters
    ----------
    people : Network or iterable of id
        Everybody who could be asked; no links are needed. Of a network those are left out who asked not to be
        approached, who are not in the population at this time, and what is no person.
    n : int
        How many to ask.
    question : {"gossip", "friend"}
        Gossip asks for good spreaders (Banerjee et al. 2019), friend for any contact (Kim et al. 2015).
    rng : int, Generator or None

    Returns
    -------
    Asking

    Notes
    -----
    In trials people named so spread more than people drawn at random, without a map of the network; how much more
    differs from place to place. Stability: experimental.

    References
    ----------
    Banerjee, Chandrasekhar, Duflo and Jackson (2019), Using gossips to spread information.
    Kim et al. (2015), Social network targeting to maximise population behaviour change.

    Examples
    --------
    >>> len(whom_to_ask(["ann", "bob", "cem"], 2, rng=1).people)
    2
    """
    check_positive_int(n, "n")
    check_choice(question, "question", QUESTIONS)
    known = _to_be_asked(people) if isinstance(people, Network) else list(dict.fromkeys(people))
    if not known:
        raise DataError("there is nobody to ask", cure="Give the ids of everybody who could be asked.")
    drawn = generator(rng).permutation(len(known))[:n]
    asked, names = tuple(known[i] for i in drawn), 1 if question == "friend" else 3
    return Asking(asked, QUESTIONS[question], names, _labels(people, asked) if isinstance(people, Network) else ())


def _labels(net: Network, asked: tuple[Hashable, ...]) -> tuple[str, ...]:
    if "label" not in net.nodes:
        return ()
    return tuple("" if pd.isna(name) else str(name) for name in net.nodes["label"].loc[list(asked)])


def _to_be_asked(net: Network) -> list[Hashable]:
    left = (net.status == "absent").to_numpy() | opted_out(net) | not_persons(net) | in_doubt(net)
    return net.nodes.index[~left].tolist()


def recommend_from_names(
    answers: pd.DataFrame,
    k: int = 10,
    *,
    question: str = "gossip",
    exclude: Iterable[Hashable] = (),
    rng: RngLike = None,
) -> pd.DataFrame:
    """A list from names that people gave, with no other network data.

    Parameters
    ----------
    answers : pandas.DataFrame
        Columns `asked` and `named`, one row per name.
    k : int
        How many to recruit.
    question : {"gossip", "friend"}
        Gossip takes those whom most people named; friend takes one name per person asked, in random order.
    exclude : iterable of id
        Who must not be on the list.
    rng : int, Generator or None
        Decides between people named equally often.

    Returns
    -------
    pandas.DataFrame
        `rank`, `person`, `named_by` (how many named them) and `share` (of those asked).

    Notes
    -----
    No reach is forecast: nothing is known about links. Naming oneself does not count. Stability: experimental.

    Examples
    --------
    >>> said = pd.DataFrame({"asked": ["a", "b", "c"], "named": ["x", "x", "y"]})
    >>> recommend_from_names(said, 1)["person"].tolist()
    ['x']
    """
    check_columns(["asked", "named"], answers.columns)
    check_positive_int(k, "k")
    check_choice(question, "question", QUESTIONS)
    stream = generator(rng)
    said = answers[["asked", "named"]].dropna().drop_duplicates()
    said = said[(said["asked"] != said["named"]) & ~said["named"].isin(list(exclude))]
    said = said.iloc[stream.permutation(len(said))]
    chosen = said.drop_duplicates("asked") if question == "friend" else said
    votes = chosen.groupby("named", sort=False).size()
    ranked = (
        votes.index.to_series() if question == "friend" else votes.sort_values(ascending=False, kind="stable").index
    )
    people = list(ranked)[:k]
    named = said.groupby("named").size().reindex(people).to_numpy(dtype=np.int64)
    table = {"rank": np.arange(1, len(people) + 1), "person": people, "named_by": named}
    return pd.DataFrame(table | {"share": named / max(answers["asked"].nunique(), 1)})


def too_thin(net: Network) -> str:
    """Why the links are too few to rank people by, or nothing where they are not.

    No link is known; or fewer than half of those asked answered; or not everybody answered and fewer than one link per
    two people is known. A sample of a fifth of all people who name three others each stands above that line.
    """
    answered, links = response_rate(net), net.influence().nnz / max(len(net), 1)
    if not links:
        return "no links are known"
    if not np.isnan(answered) and answered < ENOUGH_ANSWERS:
        return f"only {100 * answered:.0f} % of those asked answered"
    everybody = net.status.isin(["answered", "absent"]).all()
    if not everybody and links < ENOUGH_LINKS:
        return f"only {links:.1f} links per person are known"
    return ""
