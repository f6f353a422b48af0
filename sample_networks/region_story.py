"""What happened in Marchwold in 2031: who supports the breath clinics, who met, who acted, who took them up.

A breath clinic is a group appointment for breathless people, run jointly by patients and nurses. It changes
who leads an appointment, so it is no mere piece of news.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from region_world import Person, World

from netdiff.loaders.synthetic import pick, shuffled

__all__ = ["FIRST_DAY", "LAST_DAY", "Act", "Contact", "Story", "tell"]

FIRST_DAY, LAST_DAY = date(2031, 1, 6), date(2031, 12, 31)
Move = tuple[date, str]
LOG_DAYS = [date(2031, 3, 3) + timedelta(days=i) for i in range(180)]
MOBILISED = "Brackenford"
_WILLING = {1: 0.0, 2: 0.2, 3: 0.8, 4: 1.3, 5: 1.6, None: 0.8}


@dataclass(frozen=True)
class Contact:
    """One meeting of two people."""

    one: Person
    other: Person
    start: datetime
    minutes: int
    channel: str


@dataclass(frozen=True)
class Act:
    """Somebody asked, did, led or joined something."""

    person: Person
    day: date
    kind: str
    what: str
    led_by: Person | None


@dataclass(frozen=True)
class Story:
    """Support per id (None = unknown), day of adoption, moves between rings, ring reached, contacts, acts."""

    support: dict[str, int | None]
    adopted: dict[str, date]
    moves: dict[str, list[Move]]
    ring: dict[str, str]
    contacts: list[Contact]
    acts: list[Act]


def tell(world: World, rng: np.random.Generator) -> Story:
    """Draw the year."""
    support = {person.id: _support(world, person, rng) for person in world.people}
    starters = _starters(world)
    adopted = _spread(world, support, starters, rng)
    moves = {person.id: _moves(person, starters, adopted, rng) for person in world.people}
    ring = {one: made[-1][1] if made else "" for one, made in moves.items()}
    return Story(support, adopted, moves, ring, _contacts(world, rng), _acts(world, moves, rng))


def _support(world: World, person: Person, rng: np.random.Generator) -> int | None:
    if person == world.roles["opponent"]:
        return 1
    if person in (world.roles["bridge"], world.roles["organiser"]):
        return 5
    if rng.random() < 0.25 and person not in world.crowd:
        return None
    if person in world.crowd:
        return 3
    keen = {"user": 0.62, "citizen": 0.55, "professional": 0.5, "manager": 0.42, "policy maker": 0.45}[person.group]
    return 1 + sum(rng.random() < keen for _ in range(4))


def _starters(world: World) -> list[Person]:
    """The six who designed the clinics together."""
    roles, leads = world.roles, world.leaders
    nurses = [leads["professional Corvenham"], leads["professional Brackenford"]]
    return [roles["organiser"], roles["bridge"], roles["second_bridge"], leads["user Brackenford"], *nurses]


def _spread(
    world: World, support: dict[str, int | None], starters: list[Person], rng: np.random.Generator
) -> dict[str, date]:
    """Week by week, each person one turns to who has taken it up may persuade one to do so."""
    adopted = {person.id: FIRST_DAY for person in starters}
    for week in range(1, 51):
        before = set(adopted)
        for person in world.people:
            exposed = sum(other.id in before for other in person.turns_to)
            chance = min(1.0, _WILLING[support[person.id]] * (1 - 0.965**exposed))
            if rng.random() < chance and person.id not in adopted:
                adopted[person.id] = FIRST_DAY + timedelta(days=7 * week + int(rng.random() * 7))
    return adopted


def _moves(person: Person, starters: list[Person], adopted: dict[str, date], rng: np.random.Generator) -> list[Move]:
    """Through the rings: people grow interested after somebody they turn to has begun, then some begin themselves."""
    early, late, chance = rng.random(), rng.random(), rng.random()
    day, heard = adopted.get(person.id), [adopted[p.id] for p in person.turns_to if p.id in adopted]
    if person in starters:
        return [(FIRST_DAY, "innovator")]
    if day is None:
        curious = min(min(heard, default=FIRST_DAY) + timedelta(days=5 + int(early * 60)), LAST_DAY)
        return [(curious, "interest")] if chance < (0.5 if heard else 0.1) else []
    before, after = day - timedelta(days=3 + int(early * 40)), day + timedelta(days=20 + int(late * 60))
    moves = [(max(before, FIRST_DAY), "interest")] if chance < 0.6 else []
    return [*moves, (day, "adopter"), *([(after, "innovator")] if chance > 0.9 and after <= LAST_DAY else [])]


def _contacts(world: World, rng: np.random.Generator) -> list[Contact]:
    """People meet those they turn to, colleagues meet, and the organiser meets everybody she can."""
    decide = {person.id for person in world.deciders}
    pairs = [(p, other) for p in world.people for other in p.turns_to if other.id.startswith("P")]
    pairs = [pair for pair in pairs if rng.random() < 0.4]
    organiser = world.roles["organiser"]
    others = [p for p in world.people if p != organiser and p.id not in decide]
    pairs += [(organiser, other) for other in shuffled(others, rng)[:95]]
    meetings = [_contact(*pair, rng) for pair in pairs for _ in range(1 + int(rng.random() * 3))]
    return sorted(meetings, key=lambda meeting: (meeting.start, meeting.one.id, meeting.other.id))


def _contact(one: Person, other: Person, rng: np.random.Generator) -> Contact:
    day = pick(LOG_DAYS, rng)
    start = datetime(day.year, day.month, day.day, 8 + int(rng.random() * 12), int(rng.random() * 60))  # noqa: DTZ001
    channel = pick(("meeting", "meeting", "phone", "video", "clinic", "home visit"), rng)
    return Contact(one, other, start, 5 * (1 + int(rng.random() ** 2 * 18)), channel)


def _acts(world: World, moves: dict[str, list[Move]], rng: np.random.Generator) -> list[Act]:
    acts = [act for person in world.people for act in _acts_of(world, person, moves[person.id], rng)]
    return sorted(acts, key=lambda act: (act.day, act.person.id, act.kind, act.what))


def _acts_of(world: World, person: Person, moves: list[Move], rng: np.random.Generator) -> list[Act]:
    """Moves between rings, then a few acts; users of one place are the busiest."""
    leader = world.leaders.get(f"user {person.place}", world.roles["organiser"])
    leader = world.roles["organiser"] if leader == person or rng.random() < 0.4 else leader
    acts = [Act(person, day, "joined ring", ring, leader) for day, ring in moves]
    often = {"": -1, "interest": 1, "adopter": 2, "innovator": 4}[moves[-1][1] if moves else ""]
    often += 3 if moves and (person.group, person.place) == ("user", MOBILISED) else 0
    return acts + [_deed(person, moves, leader, rng) for _ in range(int(rng.random() * (often + 1)))]


def _deed(person: Person, moves: list[Move], leader: Person, rng: np.random.Generator) -> Act:
    leads = moves[-1][1] == "innovator"
    kind = pick(("asked", "did", "led") if leads else ("asked", "asked", "did", "did", "led"), rng)
    did = pick(("came to an open evening", "signed the letter", "brought a neighbour"), rng)
    what = {"asked": "asked my surgery for a breath clinic", "led": "ran a clinic or a meeting"}.get(kind, did)
    day = min(moves[0][0] + timedelta(days=1 + int(rng.random() * 150)), LAST_DAY)
    return Act(person, day, kind, what, None if kind == "led" else leader)
