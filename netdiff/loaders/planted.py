"""A region of any size with known truths: for judging measures, intervals and plans where the answer is known.

The sample `region` is one such world with all the mess of real files; this is the clean form, as large and as
silent as a test wants it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netdiff._check import check_positive_int, check_probability
from netdiff._random import RngLike, generator
from netdiff.layer import Layer
from netdiff.network import Network

__all__ = ["PlantedRegion", "planted_region"]

_Rng = np.random.Generator
_Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class PlantedRegion:
    """A made-up region: everything that is so, what a survey saw of it, and what was planted.

    Attributes
    ----------
    whole : Network
        One layer, `advice` (`turns_to`); everybody answered.
    seen : Network
        The same people; those in `silent` were asked and named nobody.
    bridge : str
        The one user who ties users and professionals together.
    without : str
        The place whose users have no tie to one another.
    leaders : dict of str to str
        Place → the user whom most users there turn to.
    silent : tuple of str
        Who never answered.
    """

    whole: Network
    seen: Network
    bridge: str
    without: str
    leaders: dict[str, str]
    silent: tuple[str, ...]


def planted_region(
    places: int = 5, users: int = 20, professionals: int = 20, *, silent: float = 0.3, rng: RngLike = None
) -> PlantedRegion:
    """Draw a region of users and professionals with planted truths.

    Parameters
    ----------
    places : int
        How many places, at least 2; in the last one users have no tie to one another.
    users, professionals : int
        People of each group per place, at least 4.
    silent : float
        Share, 0 to 1, of people (other than the bridge) who are asked and never answer, drawn by chance.
    rng : int, numpy.random.Generator or None
        Randomness.

    Returns
    -------
    PlantedRegion

    Raises
    ------
    ModelError
        For sizes too small to plant anything in, or a share outside 0 to 1.

    Notes
    -----
    Silence is by chance here; in the field the central are often the silent ones, which is worse.

    Examples
    --------
    >>> made = planted_region(rng=1)
    >>> len(made.whole), made.bridge, made.without
    (200, 'place-1-user-02', 'place-5')

    Stability: experimental.
    """
    check_positive_int(places, "places", least=2)
    check_positive_int(users, "users", least=4)
    check_positive_int(professionals, "professionals", least=4)
    check_probability(silent, "silent")
    random = generator(rng)
    nodes = _people(places, {"user": users, "professional": professionals})
    circles = {key: list(members) for key, members in nodes.groupby(["place", "group"]).groups.items()}
    bridge, without = circles["place-1", "user"][1], f"place-{places}"
    leaders = {place: circles[place, "user"][0] for place in nodes["place"].unique() if place != without}
    ties = _ties(circles, leaders, bridge, without, random)
    others = nodes.index[nodes.index != bridge].to_numpy()
    quiet = sorted(random.permutation(others)[: round(silent * len(nodes))])
    whole, seen = _network(nodes, ties, []), _network(nodes, ties, quiet)
    return PlantedRegion(whole, seen, bridge, without, leaders, tuple(quiet))


def _people(places: int, sizes: dict[str, int]) -> pd.DataFrame:
    rows = [
        (f"place-{place}-{group}-{number:02d}", group, f"place-{place}")
        for place in range(1, places + 1)
        for group, size in sizes.items()
        for number in range(1, size + 1)
    ]
    return pd.DataFrame(rows, columns=["node", "group", "place"]).set_index("node")


def _ties(
    circles: dict[tuple[str, str], list[str]], leaders: dict[str, str], bridge: str, without: str, rng: _Rng
) -> list[_Pair]:
    """Who turns to whom: one's circle and its leader; leaders each other; the bridge both worlds."""
    ties: list[_Pair] = []
    for (place, group), circle in circles.items():
        alone = (place, group) == (without, "user")
        ties += [
            (one, other)
            for one in circle
            for other in _some(circles[place, "professional"] if alone else circle, 1 if alone else 3, rng)
        ]
        if group == "user" and not alone:
            ties += [(one, leaders[place]) for one in circle if rng.random() < 0.8]
        if group == "professional":
            ties += [(circle[0], bridge), (bridge, circle[0]), (circle[0], circles["place-1", group][1])]
    ties += [(one, other) for one in leaders.values() for other in leaders.values()]
    return sorted({(one, other) for one, other in ties if one != other})


def _some(people: list[str], count: int, rng: _Rng) -> list[str]:
    return [people[i] for i in rng.permutation(len(people))[:count]]


def _network(nodes: pd.DataFrame, ties: list[_Pair], quiet: list[str]) -> Network:
    hushed = set(quiet)
    told = pd.DataFrame([pair for pair in ties if pair[0] not in hushed], columns=["source", "target"])
    answers = pd.DataFrame({"advice": "answered"}, index=nodes.index)
    answers.loc[quiet, "advice"] = "asked"
    return Network.from_frames(nodes, told.assign(layer="advice"), Layer("advice", "turns_to"), answers=answers)
