"""Made-up people and the ways in which other people misspell them.

A matcher of names can only be judged where the truth is known. `messy_names` draws a roster with British
names and mentions of it as a survey brings them in: half of them clean, the rest with the case, titles,
comma order, nicknames, typing errors, initials and stray spaces of free text, and some of people on no
list. Who was meant is kept beside each mention.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from netdiff._check import check_positive_int, check_probability
from netdiff._random import RngLike, generator
from netdiff.errors import DataError
from netdiff.loaders._namepool import FIRST_NAMES, NICKNAMES, SURNAMES

__all__ = ["MESS", "NICKNAMES", "NameMess", "garble", "messy_names", "possible_mess"]

T = TypeVar("T")

MESS: dict[str, float] = {
    "clean": 0.45,
    "case": 0.085,
    "spaces": 0.085,
    "title": 0.065,
    "comma": 0.065,
    "nickname": 0.115,
    "typo": 0.06,
    "initials": 0.04,
    "first": 0.035,
}
"""Weight per kind of mess. Many names have no nickname, so about half of all mentions come out clean."""

_TITLES = ("Dr", "Dr.", "Mr", "Mrs", "Ms", "Prof.", "Professor", "Sister", "Cllr", "Rev")
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioposdfghjklkxcvbnmn", strict=True))  # the key to the right


@dataclass(frozen=True)
class NameMess:
    """A roster, free-text mentions of it, and who was meant.

    Attributes
    ----------
    roster : DataFrame
        Columns `id` and `name`, one row per person.
    mentions : DataFrame
        Columns `text` (what was typed), `person` (the id meant, or missing for someone on no list), `name`
        (the full name meant) and `mess` (the kind of mess, a key of `MESS`).
    """

    roster: pd.DataFrame
    mentions: pd.DataFrame

    def __repr__(self) -> str:
        outside = int(self.mentions["person"].isna().sum())
        mentions = f"{len(self.mentions)} mentions, {outside} of them of outsiders"
        return f"NameMess({len(self.roster)} people, {mentions})"


def messy_names(
    people: int = 300,
    mentions: int = 3000,
    *,
    outside: float = 0.15,
    same_name_pairs: int = 0,
    rng: RngLike = None,
) -> NameMess:
    """Draw a roster and mentions of it with known mess, for judging a matcher of names.

    Parameters
    ----------
    people : int
        Size of the roster.
    mentions : int
        Number of mentions.
    outside : float
        Share of mentions, 0 to 1, that mean somebody who is on no list.
    same_name_pairs : int
        How many pairs of different people bear exactly one full name; nobody else shares a full name.
    rng : int, numpy.random.Generator or None
        Randomness.

    Returns
    -------
    NameMess

    Raises
    ------
    DataError
        If the pairs don't fit into the roster, or more people are wanted than there are names.

    Notes
    -----
    The mess is drawn by the shares in `MESS`, among the kinds that a name can suffer (nobody is called by a
    nickname that doesn't exist). Real mess is clustered by respondent and by device; this one is not, so a
    figure reached here is an upper bound on what real files allow.

    Examples
    --------
    >>> made = messy_names(50, 200, rng=1)
    >>> made
    NameMess(50 people, 200 mentions, 32 of them of outsiders)

    Stability: experimental.
    """
    check_positive_int(people, "people")
    check_positive_int(mentions, "mentions")
    check_probability(outside, "outside")
    if not 0 <= same_name_pairs <= people // 2:
        message = f"{same_name_pairs} pairs with one name don't fit among {people} people."
        raise DataError(message, cure=f"Ask for at most {people // 2} pairs.")
    random, distinct = generator(rng), people - same_name_pairs
    names = _full_names(distinct + max(people // 3, 20), random)
    listed, strangers = names[:distinct], names[distinct:]
    roster = _roster([*listed, *listed[:same_name_pairs]], random)
    listed_now = list(zip(roster["id"], roster["name"], strict=True))
    rows = [_mention(listed_now, strangers, outside, random) for _ in range(mentions)]
    return NameMess(roster, pd.DataFrame(rows, columns=["text", "person", "name", "mess"]))


def garble(name: str, mess: str, rng: RngLike = None) -> str:
    """Write a full name the way a hurried respondent would.

    Parameters
    ----------
    name : str
        First name, a space, surname.
    mess : str
        A key of `MESS`. A name that can't suffer it (see `possible_mess`) comes back as it is.
    rng : int, numpy.random.Generator or None
        Randomness.

    Returns
    -------
    str

    Raises
    ------
    DataError
        For a kind of mess that isn't known.

    Examples
    --------
    >>> garble("Elizabeth Shaw", "comma", rng=1)
    'Shaw,Elizabeth'

    Stability: experimental.
    """
    if mess not in MESS:
        message = f"{mess!r} is no kind of mess."
        raise DataError(message, cure=f"Choose one of {', '.join(MESS)}.")
    return _GARBLERS[mess](name, generator(rng)) if mess in possible_mess(name) else name


def possible_mess(name: str) -> list[str]:
    """The kinds of mess that a name can suffer: no nickname is made up for a name that has none.

    Examples
    --------
    >>> "nickname" in possible_mess("Usha Patel")
    False

    Stability: experimental.
    """
    first, _, last = name.partition(" ")
    if not first or not last.strip():
        return ["clean", "case", "title"] if name else ["clean"]
    return [mess for mess in MESS if mess != "nickname" or first in NICKNAMES]


def pick(options: Sequence[T], rng: np.random.Generator) -> T:
    """One of them, each as likely (one uniform draw, so the stream is the same on every machine)."""
    return options[int(rng.random() * len(options))]


def shuffled(options: Sequence[T], rng: np.random.Generator) -> list[T]:
    """All of them in random order."""
    return [options[i] for i in np.argsort(rng.random(len(options)), kind="stable")]


def draw_mess(name: str, rng: np.random.Generator) -> str:
    """One kind of mess by the shares in `MESS`, among those that the name can suffer."""
    kinds = possible_mess(name)
    shares = np.cumsum([MESS[kind] for kind in kinds])
    return kinds[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))]


def _full_names(count: int, rng: np.random.Generator) -> list[str]:
    every = len(FIRST_NAMES) * len(SURNAMES)
    if count > every:
        message = f"There are {every} names, not {count}."
        raise DataError(message, cure="Ask for fewer people.")
    chosen = shuffled(range(every), rng)[:count]
    return [f"{FIRST_NAMES[i // len(SURNAMES)]} {SURNAMES[i % len(SURNAMES)]}" for i in chosen]


def _roster(names: list[str], rng: np.random.Generator) -> pd.DataFrame:
    ids = [f"P-{number:03d}" for number in range(1, len(names) + 1)]
    return pd.DataFrame({"id": ids, "name": shuffled(names, rng)})


def _mention(
    roster: list[tuple[str, str]], strangers: list[str], outside: float, rng: np.random.Generator
) -> tuple[str, str | None, str, str]:
    person: str | None
    person, name = (None, pick(strangers, rng)) if rng.random() < outside else pick(roster, rng)
    mess = draw_mess(name, rng)
    return garble(name, mess, rng), person, name, mess


# one function per kind of mess ---------------------------------------------------------------------------


def _case(name: str, rng: np.random.Generator) -> str:
    return pick([name.lower(), name.upper(), name.swapcase(), name[0].lower() + name[1:]], rng)


def _spaces(name: str, rng: np.random.Generator) -> str:
    first, last = name.split(" ", 1)
    ways = [
        f" {name}",
        f"{name} ",
        f"{first}  {last}",
        f"{first}\u00a0{last}",
        f"{name}\u00a0",
        f"{first}\t{last}",
    ]
    return pick(ways, rng)


def _title(name: str, rng: np.random.Generator) -> str:
    return f"{pick(_TITLES, rng)} {name}"


def _comma(name: str, rng: np.random.Generator) -> str:
    first, last = name.split(" ", 1)
    return pick([f"{last}, {first}", f"{last},{first}", f"{last.upper()}, {first}"], rng)


def _nickname(name: str, rng: np.random.Generator) -> str:
    first, last = name.split(" ", 1)
    return f"{pick(NICKNAMES[first], rng)} {last}"


def _typo(name: str, rng: np.random.Generator) -> str:
    """One slip of a finger: a letter dropped, doubled, replaced by its neighbour, or two swapped."""
    places = [i for i in range(1, len(name) - 1) if name[i : i + 2].isalpha() and name[i] != name[i + 1]]
    if not places:
        return name + name[-1]
    at = pick(places, rng)
    letter, after = name[at], name[at + 1 :]
    near = _NEIGHBOURS.get(letter.lower(), "e")
    ways = [after, letter * 2 + after, near + after, name[at + 1] + letter + name[at + 2 :]]
    return name[:at] + pick(ways, rng)


def _initials(name: str, rng: np.random.Generator) -> str:
    first, last = name.split(" ", 1)
    return pick([f"{first[0]}. {last}", f"{first[0]} {last}", f"{first[0]}{last[0]}", f"{first} {last[0]}."], rng)


def _first(name: str, _: np.random.Generator) -> str:
    return name.split(" ", 1)[0]


_GARBLERS: dict[str, Callable[[str, np.random.Generator], str]] = {
    "clean": lambda name, _: name,
    "case": _case,
    "spaces": _spaces,
    "title": _title,
    "comma": _comma,
    "nickname": _nickname,
    "typo": _typo,
    "initials": _initials,
    "first": _first,
}
