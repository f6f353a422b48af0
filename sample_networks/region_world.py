"""Marchwold, a county that doesn't exist: its people, whom they truly turn to, and the truths planted in it.

`make_region.py` writes what a survey, a contact log and a few spreadsheets would show of this world. Here
nothing is missing and nobody is misspelt. Every draw is a uniform number from one generator, so the world is
the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from netdiff.loaders._namepool import FIRST_NAMES
from netdiff.loaders.synthetic import pick, shuffled

__all__ = ["DECISION_BODIES", "GROUPS", "PLACES", "Person", "World", "make_world"]

GROUPS = ("user", "citizen", "professional", "manager", "policy maker")
PLACES: dict[str, tuple[int, ...]] = {
    "Alderwick": (26, 10, 62, 14, 5),
    "Brackenford": (30, 8, 20, 8, 2),
    "Corvenham": (28, 8, 22, 7, 2),
    "Dunmarrow": (24, 7, 16, 6, 2),
    "Elderbeck": (26, 8, 14, 5, 2),
    "Fallowmere": (26, 6, 12, 4, 2),
    "Gorsehithe": (16, 6, 14, 4, 2),
    "Hazelstow": (22, 7, 10, 3, 1),
}
"""People per place, in the order of `GROUPS`."""

DECISION_BODIES = {
    "Marchwold Care Board": 12,
    "County Health Scrutiny Panel": 6,
    "Breath Clinic Commissioning Group": 5,
}
NO_USER_NETWORK, SPLIT, HUB_PLACE = "Gorsehithe", "Fallowmere", "Alderwick"
HEARD = ("Brackenford", "Corvenham", "Dunmarrow", "Elderbeck")
_STARTS = """Amber Bramble Copper Crow Dapple Drift Ember Fennel Fog Gossa Harrow Hollin Ivory Juniper Kestrel Lark
Lintel Marsh Moth Nettle Oddy Otter Penny Quill Rushel Sallow Sedge Tarn Thistle Tinder Umber Velvet Wether Willo"""
_ENDS = "feather wick bank hay stone spurre foot whistle dale mere croft thwaite lock more ley den combe garth sedge"


@dataclass
class Person:
    """Somebody in the county; `turns_to` lists whom they turn to, first thought first."""

    id: str
    name: str
    group: str
    place: str
    organisation: str = ""
    turns_to: list[Person] = field(default_factory=list)

    def __hash__(self) -> int:
        return hash(self.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Person) and self.id == other.id

    def __repr__(self) -> str:
        return f"{self.id} ({self.group}, {self.place})"

    def name_person(self, *others: Person) -> None:
        """Turn to them as well; nobody turns to themselves, or twice to one person."""
        self.turns_to.extend(other for other in dict.fromkeys(others) if other != self and other not in self.turns_to)


@dataclass
class World:
    """The people, those known only by being named, and the roles that were planted."""

    people: list[Person]
    outsiders: list[Person]
    roles: dict[str, Person]
    crowd: list[Person]
    leaders: dict[str, Person]
    islands: tuple[list[Person], list[Person]]
    twins: list[tuple[Person, Person]]
    deciders: list[Person]

    def where(self, group: str | None = None, place: str | None = None) -> list[Person]:
        """The listed people of a group, of a place, or of both."""
        return [p for p in self.people if group in (None, p.group) and place in (None, p.place)]

    def ties(self) -> list[tuple[str, str]]:
        """All true ties: (who turns, to whom)."""
        return [(p.id, other.id) for p in self.people for other in p.turns_to]


def make_world(rng: np.random.Generator) -> World:
    """Draw the county."""
    world = _populate(rng)
    for place in PLACES:
        _user_ties(world, place, rng)
        _professional_ties(world, place, rng)
    _hub_and_crowd(world, rng)
    _citizen_ties(world, rng)
    _management_ties(world, rng)
    _bridges(world, rng)
    _outsider_ties(world, rng)
    for person in world.people:
        del person.turns_to[8:]
    return world


# people ---------------------------------------------------------------------------------------------------


def _populate(rng: np.random.Generator) -> World:
    counts = [(place, group, n) for place, row in PLACES.items() for group, n in zip(GROUPS, row, strict=True)]
    names = iter(_names(sum(n for *_, n in counts) + 60, rng))
    drafts = [(next(names), group, place) for place, group, n in counts for _ in range(n)]
    drafts.sort(key=lambda draft: draft[0].split(" ")[::-1])
    people = [Person(f"P-{i:03d}", name, group, place) for i, (name, group, place) in enumerate(drafts, 1)]
    outsiders = [Person(f"X-{i:02d}", next(names), "", pick(list(PLACES), rng)) for i in range(1, 34)]
    world = World(shuffled(people, rng), outsiders, {}, [], {}, ([], []), [], [])
    for person in people:
        person.organisation = _organisation(person, rng)
    _cast(world, rng)
    return world


def _names(count: int, rng: np.random.Generator) -> list[str]:
    """Distinct names; the surnames are made up, so that no combination belongs to anybody."""
    surnames = [start + end for start in _STARTS.split() for end in _ENDS.split()]
    return [f"{pick(FIRST_NAMES, rng)} {last}" for last in shuffled(surnames, rng)[:count]]


def _organisation(person: Person, rng: np.random.Generator) -> str:
    """Where the person works or belongs; blank for about a third of users and half of citizens."""
    place = person.place
    options: dict[str, Sequence[str]] = {
        "user": [f"{place} Breath Circle", f"{place} Breath Circle", ""],
        "citizen": [f"{place} Library Friends", "Marchwold Ramblers", "", ""],
        "professional": [f"{place} Surgery", f"{place} Community Nursing"],
        "manager": [f"{place} Surgery", "Marchwold Care Partnership"],
        "policy maker": [f"{place} Town Council"],
    }
    if place == HUB_PLACE and person.group in ("professional", "manager"):
        return pick(["Alderwick General Hospital", "Alderwick General Hospital", "Alderwick Health Centre"], rng)
    return "" if (place, person.group) == (NO_USER_NETWORK, "user") else pick(options[person.group], rng)


def _cast(world: World, rng: np.random.Generator) -> None:
    """Give the planted parts to people."""
    for place in PLACES:
        world.leaders[f"user {place}"] = world.where("user", place)[0]
        world.leaders[f"professional {place}"] = world.where("professional", place)[0]
        if place in HEARD:
            world.leaders[f"manager {place}"] = world.where("manager", place)[0]
    hospital = [p for p in world.where("professional", HUB_PLACE) if "Hospital" in p.organisation]
    managers = world.where("manager", HUB_PLACE)
    world.crowd = hospital[1:11]
    world.roles = {
        "hub": hospital[1],
        "opponent": hospital[2],
        "organiser": hospital[-1],
        "bridge": world.where("user", "Corvenham")[3],
        "second_bridge": world.where("user", "Brackenford")[4],
        "gatekeeper": managers[2],
        "silent_leader": world.leaders["user Hazelstow"],
        "token_user": world.where("user", NO_USER_NETWORK)[0],
        "most_named_outsider": world.outsiders[0],
    }
    world.roles["organiser"].organisation = "Breath Clinic Programme Team"
    world.roles["gatekeeper"].organisation = "Marchwold Care Partnership"
    world.outsiders[0].place = "Dunmarrow"
    _name_twins(world)
    _split_users(world, rng)
    chiefs = [managers[3], world.where("manager", "Brackenford")[1], world.where("manager", "Corvenham")[1]]
    board = [p for place in PLACES for p in world.where("policy maker", place)[: 4 if place == HUB_PLACE else 1]]
    world.deciders = [*board, *chiefs, world.roles["token_user"]]
    for person in [*board, *chiefs]:
        person.organisation = "Marchwold County Council" if person in board else "Marchwold Care Partnership"


def _name_twins(world: World) -> None:
    """Two pairs of different people bear one name."""
    nurses, carers = world.where("professional", "Brackenford"), world.where("user", "Elderbeck")
    clerks, neighbours = world.where("manager", "Dunmarrow"), world.where("citizen", "Corvenham")
    world.twins = [(nurses[2], carers[2]), (clerks[1], neighbours[1])]
    for one, other in world.twins:
        other.name = one.name


def _split_users(world: World, rng: np.random.Generator) -> None:
    users = shuffled(world.where("user", SPLIT), rng)
    world.islands = (users[:14], users[14:])
    world.leaders[f"user {SPLIT}"] = users[0]
    world.leaders[f"user {SPLIT} 2"] = users[14]
    for person in users[14:]:
        person.organisation = person.organisation and "Fell End Carers"


# ties -----------------------------------------------------------------------------------------------------


def _user_ties(world: World, place: str, rng: np.random.Generator) -> None:
    """Users turn to the leader of their circle and to a few others of it; leaders know leaders elsewhere."""
    if place == NO_USER_NETWORK:
        for user in world.where("user", place):
            user.name_person(*_some(world.where("professional", place), 1 + int(rng.random() * 3), rng))
        return
    circles = world.islands if place == SPLIT else (world.where("user", place),)
    for circle in circles:
        leader = next(p for p in circle if p in world.leaders.values())
        for user in circle:
            if rng.random() < 0.85:
                user.name_person(leader)
            user.name_person(*_some(circle, 2 + int(rng.random() * 3), rng, favour=1.6))
            if rng.random() < 0.05:
                user.name_person(*_some(world.where("professional", place), 1, rng))
    county = [p for key, p in world.leaders.items() if key.startswith("user") and not key.endswith("2")]
    county.remove(world.leaders[f"user {NO_USER_NETWORK}"])
    world.leaders[f"user {place}"].name_person(*_some(county, 3, rng))


def _professional_ties(world: World, place: str, rng: np.random.Generator) -> None:
    """Professionals turn to colleagues of their own organisation, to a local lead, and to their manager."""
    lead, managers = world.leaders[f"professional {place}"], _line_managers(world, place)
    for person in world.where("professional", place):
        if person == world.roles["organiser"]:
            continue
        colleagues = [p for p in _colleagues(world, person) if p not in world.crowd]
        if place != HUB_PLACE and rng.random() < 0.7:
            person.name_person(lead)
        person.name_person(*_some(colleagues, 1 + int(rng.random() * 3), rng))
        if rng.random() < 0.3:
            person.name_person(*_some(managers, 1, rng))
        if place != HUB_PLACE and rng.random() < 0.08:
            person.name_person(world.roles["hub"])
        if place not in (HUB_PLACE, NO_USER_NETWORK) and rng.random() < 0.05:
            person.name_person(*_some(world.where("user", place), 1, rng))
    others = [p for key, p in world.leaders.items() if key.startswith("professional") and p != lead]
    if place != NO_USER_NETWORK:
        lead.name_person(*_some(others, 3, rng))


def _hub_and_crowd(world: World, rng: np.random.Generator) -> None:
    """One hospital: nearly everybody names the hub and, beside it, the same nine people of its circle."""
    hub = world.crowd[0]
    for person in [*world.where("professional", HUB_PLACE), *_line_managers(world, HUB_PLACE)]:
        share = 0.95 if "Hospital" in person.organisation else 0.85
        named = [p for p in world.crowd if rng.random() < (share if p == hub else share - 0.25)]
        person.turns_to[:0] = [p for p in named if p != person and p not in person.turns_to]
    for person in world.crowd:
        person.turns_to = _some([p for p in world.crowd if p != person], 6, rng)
    world.roles["organiser"].turns_to = [hub, world.leaders["professional Brackenford"]]


def _citizen_ties(world: World, rng: np.random.Generator) -> None:
    councillors = [p for p in world.where("policy maker") if p not in world.deciders]
    for person in world.where("citizen"):
        local = world.where("citizen", person.place)
        person.name_person(*_some(local, 1 + int(rng.random() * 2), rng))
        if person.place not in (NO_USER_NETWORK, SPLIT) and rng.random() < 0.35:
            person.name_person(world.leaders[f"user {person.place}"])
        if rng.random() < 0.25:
            person.name_person(*_some([p for p in councillors if p.place == person.place], 1, rng))
        if rng.random() < 0.05:
            person.name_person(*_some(world.where("professional", person.place), 1, rng))


def _management_ties(world: World, rng: np.random.Generator) -> None:
    """Only the gatekeeper, and one manager a little, have the ear of those who decide."""
    gatekeeper = world.roles["gatekeeper"]
    managers = [p for p in world.where("manager") if p not in world.deciders and p != gatekeeper]
    for person in managers:
        person.name_person(*_some(managers, 2, rng))
        if rng.random() < 0.6:
            person.name_person(gatekeeper)
        if person in world.leaders.values():
            person.name_person(world.leaders[f"professional {person.place}"])
    board = [p for p in world.deciders if p.group != "user"]
    gatekeeper.turns_to = [*_some(board, 4, rng), *(world.leaders[f"manager {place}"] for place in HEARD)]
    for person in _line_managers(world, HUB_PLACE)[:1]:
        person.name_person(*_some(board, 1, rng))
    for person in world.where("policy maker"):
        if person not in world.deciders:
            person.name_person(gatekeeper)
    for person in board:
        peers = _some([p for p in board if p != person], 3, rng)
        person.turns_to = [*peers, *([gatekeeper] if rng.random() < 0.8 else [])]
    board[0].name_person(world.roles["token_user"])


def _bridges(world: World, rng: np.random.Generator) -> None:
    """One user, and a second one a little, tie the users' network to the professionals'."""
    bridge, second = world.roles["bridge"], world.roles["second_bridge"]
    linked = [place for place in PLACES if place not in (NO_USER_NETWORK, SPLIT)]
    leads = [world.leaders[f"professional {place}"] for place in PLACES if place != HUB_PLACE]
    bridge.turns_to = [*_some(leads, 4, rng), *(world.leaders[f"user {place}"] for place in linked[:4])]
    for place in linked:
        for user in _some(world.where("user", place), 6 if place == "Corvenham" else 2, rng):
            user.turns_to[:0] = [bridge] if user != bridge and bridge not in user.turns_to else []
    for place in PLACES:
        others = [p for p in world.where("professional", place) if p not in world.crowd]
        chosen = [] if place == NO_USER_NETWORK else _some(others, 2, rng)
        for person in [*chosen, *(lead for lead in leads if lead.place == place in HEARD)]:
            person.name_person(bridge)
    second.name_person(*_some(world.where("professional", "Brackenford"), 2, rng))
    for person in _some(world.where("professional", "Brackenford"), 3, rng):
        person.name_person(second)


def _outsider_ties(world: World, rng: np.random.Generator) -> None:
    """People on no list: one whom many users of two places turn to, and some named once or twice."""
    known, *others = world.outsiders
    near = [*world.where("user", "Dunmarrow"), *world.where("user", "Elderbeck")]
    for person in _some(near, 16, rng):
        person.turns_to[1:1] = [known]
    for outsider in others:
        people = [p for p in world.where(place=outsider.place) if p.group in ("user", "citizen", "professional")]
        pool = [p for p in people if p.group == pick(("user", "professional"), rng)] or people
        group = pool[0].group
        for person in _some([p for p in people if p.group == group], 1 + int(rng.random() * 2), rng):
            person.name_person(outsider)


def _line_managers(world: World, place: str) -> list[Person]:
    return [p for p in world.where("manager", place) if p not in (*world.deciders, world.roles["gatekeeper"])]


def _colleagues(world: World, person: Person) -> list[Person]:
    return [p for p in world.where("professional", person.place) if p.organisation == person.organisation]


def _some(people: Iterable[Person], count: int, rng: np.random.Generator, *, favour: float = 0.0) -> list[Person]:
    """Up to `count` different people; with `favour`, those early in the list are likelier."""
    pool = list(people)
    weight = (np.arange(len(pool)) + 1.0) ** -favour
    keys = np.log(np.maximum(rng.random(len(pool)), 1e-300)) / weight if pool else np.zeros(0)
    return [pool[i] for i in np.argsort(-keys, kind="stable")[:count]]
