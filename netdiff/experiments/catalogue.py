"""The experiments in plain words, each with the way to run it: one card per claim, and one for all in concert."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netdiff._check import check_choice
from netdiff.errors import ModelError
from netdiff.experiments.codesign import codesign
from netdiff.experiments.conditions import conditions
from netdiff.experiments.contrast import Contrast
from netdiff.experiments.demand import demand
from netdiff.experiments.displacement import displacement
from netdiff.experiments.movement import movement
from netdiff.experiments.nested_communities import nested_communities
from netdiff.experiments.question import somebody
from netdiff.experiments.sector import sector_of
from netdiff.experiments.support import support
from netdiff.experiments.together import together
from netdiff.experiments.user_networks import user_networks
from netdiff.network import Network

__all__ = ["CARDS", "Card", "card", "listed", "run"]


@dataclass(frozen=True)
class Card:
    """One experiment in plain words.

    Parameters
    ----------
    name : str
        Its name in `netdiff.experiments` and on the command line.
    myth : str
        Which claim of the founding paper it puts to the test.
    title, question : str
        What a reader is told first.
    compared : str
        What is set against what.
    fixed : str
        What is the same on both sides, and at what cost.
    refuted : str
        What outcome would go against the claim.
    follows, fails : str
        Where it follows, and where it does not.
    cannot_say : str
        What nobody may take from it.
    choice : (str, tuple of str), optional
        A word that picks one of several versions.
    needs : str
        What the file must hold.
    """

    name: str
    myth: str
    title: str
    question: str
    compared: str
    fixed: str
    refuted: str
    follows: str
    fails: str
    cannot_say: str
    choice: tuple[str, tuple[str, ...]] | None = None
    needs: str = "links that carry influence"


_ALL = (
    Card(
        name="support",
        myth="Myth 1",
        title="Is it enough to tell people?",
        question="We have money to spread something new. Do we spend it on telling people, or on helping them do it?",
        compared="A budget spent on help for organisations, and the same budget spent on telling people.",
        fixed="The people, their links, what each person needs, who starts, and the budget per person and period.",
        refuted="If telling wins, the claim fails here. It wins where people could do it and have not heard of it.",
        follows="People know of it and want it, but their workplace does not let them do it.",
        fails="People are able to do it, but do not know of it or do not want it.",
        cannot_say="What money spent on help or on telling really buys. You set that; the result shows several ways.",
    ),
    Card(
        name="displacement",
        myth="Myth 2",
        title="Copy the best, or let the best grow?",
        question="Do more people get better care when others copy a good service, or when that service grows?",
        compared="Others may copy but nobody grows; and the good service may grow but nobody copies.",
        fixed="The organisations, their size and quality at the start, and who can learn from whom.",
        refuted="If copying serves more people even for radical change, the claim fails here.",
        follows="The change is radical, so most is lost in copying, and people can move to the better service.",
        fails="The step is small, the good service is full, or people cannot move.",
        cannot_say="Whether a merger or a closure is right. Care is no market: say who is full and who can move.",
        needs="a sheet of organisations (share, quality, innovative, capacity), or organisations in the people sheet",
    ),
    Card(
        name="codesign",
        myth="Myth 3",
        title="First a pilot, or everybody from the start?",
        question="Do we get it right in one place and roll it out later, or spread it from day one in many places?",
        compared="A pilot in alike places that is rolled out later; and mixed places that design it while it spreads. "
        "Or: places that change the edges only; and places that change the core as well.",
        fixed="The places, their links, how many design it, how long that takes, and how far each may change it.",
        refuted="If the pilot, or changing the core as well, does as well, the claim fails here.",
        follows="Places differ, and the early versions work. A changed core loses most of what it is good for.",
        fails="Places are all alike; or early versions let people down and word of it gets round. "
        "A changed core works as well and fits better.",
        cannot_say="Whether your early version works, or what is core. Look at the share in the end too, not at speed.",
        choice=("aspect", ("timing", "adapting")),
    ),
    Card(
        name="demand",
        myth="Myth 4",
        title="More new ideas, or more people who ask?",
        question="Do we pay for more new ideas, or do we help people to ask for what they need?",
        compared="A budget that makes people ask, and the same budget for more new ideas.",
        fixed="The people, their links, what each needs, and the luck of which idea arrives when.",
        refuted="If more ideas lead to more use, the claim fails here. They do where there are few ideas.",
        follows="There are many ideas and little time to look at them, or all needs have an answer already.",
        fails="There are few ideas, and people ask for them already.",
        cannot_say="How good an idea is. Each one works here; in life many fail, which makes new ones worth more.",
    ),
    Card(
        name="user_networks",
        myth="Myth 5",
        title="Do links among users speed things up?",
        question="We can help users link up, or spend as much on professionals. Which moves professionals more?",
        compared="More for users (people, links, voice or weight), and as much for professionals.",
        fixed="All links there are, what each professional needs to be moved, and who starts. Both sides get as much.",
        refuted="If users add nothing, or as much spent on professionals does more, the claim fails here.",
        follows="Professionals give weight to what users ask for and little else moves them.",
        fails="Professionals do not hear users; or their own links already carry it.",
        cannot_say="How much weight professionals give to users. That is set, not measured, and it decides most.",
        choice=("dial", ("connectedness", "mobilisation", "existence", "power")),
        needs="people of two groups: users and professionals",
    ),
    Card(
        name="nested_communities",
        myth="Mechanism 1",
        title="Where should a facilitator make links?",
        question="A facilitator has time for a few links a month. Within the inner circle, out to the next, or both?",
        compared="Some links within and some between; and the better of all within and all between.",
        fixed="The people, their rings and links at the start, and the number of links made in each period.",
        refuted="If one kind of link alone does as well, the claim fails here.",
        follows="Innovators leave unless they are held, and those who might join know none of them.",
        fails="Links hold nobody, or only knowing an innovator counts.",
        cannot_say="Which people a facilitator should link. It says what kind of link, not whose.",
        needs="links; and best of all a ring for each person (interest, adopter, innovator)",
    ),
    Card(
        name="movement",
        myth="Mechanism 2",
        title="What brings more people to act?",
        question="Do more people act when there are several ways to act, or when groups are linked with each other?",
        compared="Several ways to act, and one way at the same mean cost; or links between groups, and inside them. "
        "Or: several links into one place, and as many links spread out.",
        fixed="How much each person supports the change in private, their links, and the number of links added.",
        refuted="If one way, or links inside groups, bring as many to act, the claim fails here.",
        follows="A cheap way to act is within reach of many; one group needs the example of the other. "
        "Links side by side help where people wait for several others.",
        fails="Even the cheapest act costs too much; or people do not look at what others do. "
        "Where one voice is enough, links that are spread out reach more.",
        cannot_say="Whether a cheap act is worth as much as a dear one. It counts who acts, not what comes of it.",
        choice=("lever", ("ladder", "alliances", "bridges", "case", "vision")),
    ),
    Card(
        name="conditions",
        myth="Mechanism 3",
        title="Which condition should leaders change first?",
        question="Leaders can push on one thing or a little on all. Which one helps most?",
        compared="One condition raised by a step, and all five raised by a fifth of it each.",
        fixed="The people, their links, what each person needs, and who starts.",
        refuted="If a little of all does as well, the claim fails here.",
        follows="The condition opens the very gate that holds most people back.",
        fails="Another gate holds them back.",
        cannot_say="How far a law or a fund reaches. Trust a ranking only where it holds in all settings.",
        choice=("dimension", ("methods", "culture", "capital", "rewards", "regulation")),
    ),
    Card(
        name="together",
        myth="Mechanisms 1 to 3",
        title="Do the three ways work better together?",
        question="Do we put the money on one way, or a third each on links, on a movement and on better conditions?",
        compared="A third of the money on each way at once; and what each third brings by itself, added up. "
        "Or: all of the money on the best single way.",
        fixed="The people, their links, who stands in which ring at the start, and the budget in all.",
        refuted="If the parts add up to as much, or the best single way does as well, the claim fails here.",
        follows="Each way opens a step that the others leave shut: some hear of it, some take it up, some stay.",
        fails="Two ways open the same step, one way is enough, or most people have moved already.",
        cannot_say="What the money really buys of each way. You set that, and it decides which single way is best.",
        choice=("against", ("sum", "best")),
        needs="links; and best of all a ring for each person (interest, adopter, innovator)",
    ),
)
CARDS: Mapping[str, Card] = {card.name: card for card in _ALL}
_RUN: Mapping[str, Callable[..., Contrast]] = {
    "support": support,
    "codesign": codesign,
    "demand": demand,
    "user_networks": user_networks,
    "nested_communities": nested_communities,
    "movement": movement,
    "conditions": conditions,
    "together": together,
}
_ONLY_THERE = dict.fromkeys(("users", "professionals", "fair", "prices"), "user_networks")


def listed() -> pd.DataFrame:
    """The experiments: index `experiment`; columns `claim`, `asks`, `choices`, `needs`.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> listed().loc["support", "asks"]
    'Is it enough to tell people?'
    """
    rows = {
        card.name: {
            "claim": card.myth,
            "asks": card.title,
            "choices": "" if card.choice is None else f"{card.choice[0]}: {', '.join(card.choice[1])}",
            "needs": card.needs,
        }
        for card in _ALL
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("experiment")


def card(name: str, choice: str | None = None) -> Card:
    """The card of an experiment; a wrong name or choice is told with those there are."""
    found = CARDS[check_choice(name, "experiment", CARDS)]
    if choice is not None:
        if found.choice is None:
            message = f"{name} comes in one version only. Cure: leave {choice!r} out."
            raise ModelError(message)
        check_choice(choice, found.choice[0], found.choice[1])
    return found


def run(name: str, net: Network, choice: str | None = None, **options: Any) -> Contrast:
    """Run an experiment by its name, as the command line does.

    Parameters
    ----------
    name : str
        One of `CARDS`.
    net : Network
    choice : str, optional
        Which version, where there are several: a dial, a lever, a dimension (see `listed`).
    **options
        Handed on: `layer`, `silent`, `runs`, `rng`, `region`, …; for `displacement` also `organisations`, the path of
        a sheet. Without it a sector is made up from the organisations of the network, and every result says so.

    Returns
    -------
    Contrast

    Raises
    ------
    ModelError
        For an unknown name or choice.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> run("demand", nd.load_sample("coalition"), runs=10, region={}, rng=1).question.favoured
    'demand'
    """
    people, version = somebody(net), card(name, choice).choice
    if choice is not None and version is not None:
        options[version[0]] = choice
    options = {word: value for word, value in options.items() if _ONLY_THERE.get(word, name) == name}
    if name == "displacement":
        layer, sheet = options.pop("layer", None), options.pop("organisations", None)
        options.pop("silent", None)  # organisations are not asked
        return displacement(sector_of(people, sheet, layer=layer), **options)
    if options.pop("organisations", None) is not None:
        message = f"a sheet of organisations is for displacement only. Cure: leave it out of {name}."
        raise ModelError(message)
    return _RUN[name](people, **options)
