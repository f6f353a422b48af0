"""The four dials of a user network: what each arm changes, and what its fair control is equal in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive
from netdiff._random import coins
from netdiff.experiments._ears import Ties
from netdiff.experiments._two_layer import Change, TwoLayer, draw, lowest

__all__ = ["DIALS", "Dial", "Terms", "most_mobilised"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
TIES_OF_A_NEWCOMER = 3


@dataclass(frozen=True, eq=False)
class Dial:
    """One dial: the name of its fair control, and the change each arm makes."""

    rival: str
    changes: Callable[[TwoLayer, Keys, int, Mask, Terms], Mapping[str, Change]]


@dataclass(frozen=True)
class Terms:
    """What the fair control is equal in."""

    fair: str = "count"
    user: float = 1.0
    professional: float = 1.0

    def __post_init__(self) -> None:
        check_choice(self.fair, "fair", ("count", "degree", "cost"))
        check_positive(self.user, "the price among users")
        check_positive(self.professional, "the price among professionals")

    def rival(self, amount: int, users: int, professionals: int) -> int:
        """How many links or people among professionals stand against so many among users."""
        if self.fair == "cost":
            return int(amount * self.user / self.professional + 1e-9)
        return round(amount * professionals / max(users, 1)) if self.fair == "degree" else amount

    def across(self, amount: int, users: int, professionals: int) -> int:
        """How many links between the two stand against so many among users."""
        if self.fair == "cost":
            return int(2.0 * amount * self.user / (self.user + self.professional) + 1e-9)
        whole = max(users + professionals, 1)
        return round(2.0 * amount * professionals / whole) if self.fair == "degree" else amount

    def spent(self, amount: int) -> float:
        """What is spent in either arm."""
        return amount * self.user if self.fair == "cost" else float(amount)


def most_mobilised(world: TwoLayer, terms: Terms) -> int:
    """How many users can be mobilised so that the fair control has enough professionals."""
    users, professionals = sizes_of(world)
    return min(users, int(professionals * terms.professional / terms.user) if terms.fair == "cost" else professionals)


def _connectedness(world: TwoLayer, keys: Keys, amount: int, speaking: Mask, terms: Terms) -> Mapping[str, Change]:
    sizes = sizes_of(world)
    kinds = {
        "users": (amount, world.users, world.users),
        "professionals": (terms.rival(amount, *sizes), world.professionals, world.professionals),
        "across": (terms.across(amount, *sizes), world.users, world.professionals),
    }
    return {arm: Change(ties=_new_ties(keys, *kind), voices=speaking) for arm, kind in kinds.items()}


def _mobilisation(world: TwoLayer, keys: Keys, amount: int, speaking: Mask, terms: Terms) -> Mapping[str, Change]:
    order = draw(world, keys, "voice")
    more = lowest(np.where(speaking, 1.0, order), world.users, amount)
    others = _as_many(world, order, world.professionals, more, terms)
    return {"users": Change(voices=speaking | more), "professionals": Change(voices=speaking | others)}


def _existence(world: TwoLayer, keys: Keys, amount: int, speaking: Mask, terms: Terms) -> Mapping[str, Change]:
    def joining(group: Mask, count: int, *, as_users: bool) -> Change:
        newcomers = len(world) - world.spare + np.arange(count)
        joined = np.zeros(len(world), dtype=bool)
        joined[newcomers] = True
        own = _to_newcomers(keys, newcomers, group, TIES_OF_A_NEWCOMER - 1, "own")
        one = _to_newcomers(keys, newcomers, world.professionals, 1, "reach")
        ties = tuple(np.concatenate(parts) for parts in zip(own, one, strict=True))
        return Change(ties=ties, joined=joined, as_users=as_users, voices=speaking)  # type: ignore[arg-type]

    return {
        "users": joining(world.users, amount, as_users=True),
        "professionals": joining(world.professionals, terms.rival(amount, *sizes_of(world)), as_users=False),
    }


def _power(world: TwoLayer, keys: Keys, amount: int, speaking: Mask, terms: Terms) -> Mapping[str, Change]:
    everyone = world.users | world.professionals
    raised = np.repeat(world.users[:, None], keys.size, axis=1)
    drawn = _as_many(world, draw(world, keys, "weight"), everyone, raised, terms)
    return {
        "users": Change(voices=speaking, heeded=raised, more=amount),
        "anyone": Change(voices=speaking, heeded=drawn, more=amount),
    }


DIALS: Mapping[str, Dial] = {
    "existence": Dial("professionals", _existence),
    "power": Dial("anyone", _power),
    "connectedness": Dial("professionals", _connectedness),
    "mobilisation": Dial("professionals", _mobilisation),
}


def sizes_of(world: TwoLayer) -> tuple[int, int]:
    return int(world.users.sum()), int(world.professionals.sum())


def _as_many(world: TwoLayer, order: Floats, group: Mask, chosen: Mask, terms: Terms) -> Mask:
    """In each run those of a group with the lowest coins: as many as chosen, heard by as many, or for the same money.

    What is chosen are users. Among people of both groups the price is that of the group each is in.
    """
    if terms.fair == "count":
        return lowest(order, group, int(chosen[:, 0].sum()))
    worth = world.ears.audience.astype(np.float64)
    if terms.fair == "cost":
        worth = np.where(world.users, terms.user, terms.professional)
    wanted = (chosen * worth[:, None]).sum(axis=0)
    ranked = np.argsort(np.where(group[:, None], order, 2.0), axis=0)
    counted = np.where(group[ranked], worth[ranked], np.inf).cumsum(axis=0)
    taken = np.zeros(chosen.shape, dtype=bool)
    np.put_along_axis(taken, ranked, counted <= wanted + 1e-9, axis=0)
    return taken


def _new_ties(keys: Keys, amount: int, one: Mask, other: Mask) -> Ties:
    """Random mutual ties per run between two groups; the first ones are the same for every amount."""
    number = np.arange(amount, dtype=np.uint64)[:, None]
    first = _picked(one, coins(keys[None, :], "one end", number))
    second = _picked(other, coins(keys[None, :], "other end", number))
    run = np.broadcast_to(np.arange(keys.size), first.shape)
    apart = (first != second).ravel()
    return run.ravel()[apart], first.ravel()[apart], second.ravel()[apart]


def _to_newcomers(keys: Keys, newcomers: npt.NDArray[np.int64], group: Mask, each: int, what: str) -> Ties:
    """`each` mutual ties per run from every newcomer into a group."""
    one = np.repeat(newcomers, each)
    ends = _picked(group, coins(keys[None, :], what, np.arange(one.size, dtype=np.uint64)[:, None]))
    run = np.broadcast_to(np.arange(keys.size), ends.shape)
    return run.ravel(), np.repeat(one, keys.size), ends.ravel()


def _picked(group: Mask, drawn: Floats) -> npt.NDArray[np.int64]:
    people = np.flatnonzero(group)
    return np.asarray(people[(drawn * people.size).astype(np.int64)])
