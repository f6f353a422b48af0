"""Myth 5: do user networks matter beside professional ones? Four dials, each with a fair control."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int
from netdiff._random import RngLike, coins, run_keys
from netdiff.experiments._two_layer import Change, Demand, TwoLayer, draw, lowest, take_up, two_layer
from netdiff.experiments.contrast import Contrast, Question, put
from netdiff.network import Network, check_network

__all__ = ["DIALS", "user_networks"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
REGION: Mapping[str, Sequence[Any]] = {
    "w": (0.25, 0.5, 1.0),
    "reading": ("additive", "averaging"),
    "threshold": (0.2, 0.3, 0.4),
}
TIES_OF_A_NEWCOMER = 3


def user_networks(
    net: Network,
    *,
    dial: str = "connectedness",
    amount: int | None = None,
    users: str = "user",
    professionals: str = "professional",
    layer: str | None = None,
    model: Demand | None = None,
    mobilised: int | None = None,
    outcome: str = "speed",
    region: Mapping[str, Sequence[Any]] | None = None,
    runs: int = 200,
    rng: RngLike = None,
) -> Contrast:
    """Whether more of a user network speeds take-up by professionals, more than as much spent on professionals.

    Parameters
    ----------
    net : Network
        Users and professionals, told apart by `group`.
    dial : {"existence", "power", "connectedness", "mobilisation"}
        *Existence*: people added to the user network, against as many professionals with as many links.
        *Power*: a voice that counts double for all users, against the same for as many people drawn from both groups.
        *Connectedness*: links added between users, against as many between professionals (and across).
        *Mobilisation*: users who speak up from the start, against as many professionals.
    amount : int, optional
        People or links added, or people mobilised; for power, how much a voice is raised. By default a quarter as
        many as there are professionals; 1 for power.
    users, professionals : str
        The two groups.
    layer : str, optional
        Where there are several that differ, the one that carries influence.
    model : Demand, optional
        How demand and peers act on professionals: `w`, `reading`, `threshold`, `spread`.
    mobilised : int, optional
        Users who express demand at the start in every arm; by default one in twenty.
    outcome : {"speed", "share"}
        Mean share over 40 periods, or share at the end, of professionals who have taken it up.
    region : mapping, optional
        Settings varied together, fixed before the run: `w`, `reading`, `threshold`, `amount`, `mobilised`.
    runs : int
        Paired runs.
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `as it is`, `users`, the fair control, and for connectedness `across`.

    Raises
    ------
    DataError
        Where one of the groups is empty.
    ModelError
        For an unknown dial, or more people than there are.

    Notes
    -----
    With `Demand(w=0)` the arm `users` equals `as it is` exactly. Under `"averaging"` a silent user network holds
    professionals back by construction, so part of what it then gains is that obstacle being taken away: read both rows
    of the region. The professional network, thresholds and first adopters are the same in every arm, run by run.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> net = nd.load_sample("region")
    >>> quiet = user_networks(net, layer="contacts", model=Demand(w=0), runs=20, region={}, rng=1)
    >>> quiet.between("users", "as it is").value
    0.0
    """
    rule = model or Demand()
    dialled = DIALS[check_choice(dial, "dial", DIALS)]
    check_choice(outcome, "outcome", ("speed", "share"))
    check_positive_int(runs, "runs", least=2)
    groups = check_network(net).nodes.get("group")
    counts = {} if groups is None else groups.value_counts().to_dict()
    usual = 1 if dial == "power" else max(1, counts.get(professionals, 0) // 4)
    size = check_positive_int(usual if amount is None else amount, "amount", least=0)
    speaking = counts.get(users, 0) // 20 if mobilised is None else mobilised
    settings = {"amount": size, "mobilised": speaking} | _asked(rule)
    declared = REGION if region is None else region
    most = max([size * 2, *declared.get("amount", [])]) if dial == "existence" else 0
    world = two_layer(net, users, professionals, layer, most)
    stage = _Stage(world, run_keys(rng, runs), outcome, dialled, rule.spread)
    limit = min(counts.get(users, 0), counts.get(professionals, 0)) if dial == "mobilisation" else size * 2
    doses = sorted({0, size // 2, size, max(size, min(size * 2, limit))})
    return put(_question(dial, dialled.rival, size), stage.play, settings, doses=("amount", doses), region=declared)


def _asked(model: Demand) -> dict[str, Any]:
    return {"w": model.w, "reading": model.reading, "threshold": model.threshold}


@dataclass(frozen=True, eq=False)
class _Dial:
    """One dial: the name of its fair control, and the change each arm makes."""

    rival: str
    changes: Callable[[TwoLayer, Keys, int, Mask], Mapping[str, Change]]


@dataclass(frozen=True, eq=False)
class _Stage:
    """The network and the coins on which all arms are played."""

    world: TwoLayer
    keys: Keys
    outcome: str
    dial: _Dial
    spread: float

    def play(self, *, amount: int, mobilised: int, w: float, reading: str, threshold: float) -> Mapping[str, Floats]:
        """The outcome per run of every arm."""
        speaking = lowest(draw(self.world, self.keys, "voice"), self.world.users, mobilised)
        rule = Demand(w=w, reading=reading, threshold=threshold, spread=self.spread)
        changes = {"as it is": Change(voices=speaking)} | dict(
            self.dial.changes(self.world, self.keys, amount, speaking)
        )
        return {arm: self._worth(take_up(self.world, rule, change, self.keys)) for arm, change in changes.items()}

    def _worth(self, path: Floats) -> Floats:
        return path[-1] if self.outcome == "share" else path[1:].mean(axis=0)


def _connectedness(world: TwoLayer, keys: Keys, amount: int, speaking: Mask) -> Mapping[str, Change]:
    kinds = {
        "users": (world.users, world.users),
        "professionals": (world.professionals, world.professionals),
        "across": (world.users, world.professionals),
    }
    return {arm: Change(ties=_new_ties(keys, amount, *ends), voices=speaking) for arm, ends in kinds.items()}


def _mobilisation(world: TwoLayer, keys: Keys, amount: int, speaking: Mask) -> Mapping[str, Change]:
    order = draw(world, keys, "voice")
    more = lowest(np.where(speaking, 1.0, order), world.users, amount)
    others = lowest(order, world.professionals, amount)
    return {"users": Change(voices=speaking | more), "professionals": Change(voices=speaking | others)}


def _existence(world: TwoLayer, keys: Keys, amount: int, speaking: Mask) -> Mapping[str, Change]:
    newcomers = len(world) - world.spare + np.arange(amount)
    joined = np.zeros(len(world), dtype=bool)
    joined[newcomers] = True
    inside = TIES_OF_A_NEWCOMER - 1

    def linked(group: Mask) -> npt.NDArray[np.int64]:
        own = _to_newcomers(keys, newcomers, group, inside, "own")
        return np.concatenate([own, _to_newcomers(keys, newcomers, world.professionals, 1, "reach")], axis=1)

    return {
        "users": Change(ties=linked(world.users), joined=joined, as_users=True, voices=speaking),
        "professionals": Change(ties=linked(world.professionals), joined=joined, as_users=False, voices=speaking),
    }


def _power(world: TwoLayer, keys: Keys, amount: int, speaking: Mask) -> Mapping[str, Change]:
    everyone = world.users | world.professionals
    drawn = lowest(draw(world, keys, "weight"), everyone, int(world.users.sum()))
    own = np.repeat(world.users[:, None], keys.size, axis=1)
    return {
        "users": Change(voices=speaking, weight=_raised(own, amount)),
        "anyone": Change(voices=speaking, weight=_raised(drawn, amount)),
    }


DIALS: Mapping[str, _Dial] = {
    "existence": _Dial("professionals", _existence),
    "power": _Dial("anyone", _power),
    "connectedness": _Dial("professionals", _connectedness),
    "mobilisation": _Dial("professionals", _mobilisation),
}


def _raised(louder: Mask, amount: float) -> Floats:
    return np.where(louder, 1.0 + amount, 1.0)


def _new_ties(keys: Keys, amount: int, one: Mask, other: Mask) -> npt.NDArray[np.int64]:
    """Random mutual ties per run between two groups; the first ones are the same for every amount."""
    number = np.arange(amount, dtype=np.uint64)[:, None]
    first = _picked(one, coins(keys[None, :], "one end", number))
    second = _picked(other, coins(keys[None, :], "other end", number))
    run = np.broadcast_to(np.arange(keys.size), first.shape)
    ties = np.array([run.ravel(), first.ravel(), second.ravel()])
    return ties[:, ties[1] != ties[2]]


def _to_newcomers(
    keys: Keys, newcomers: npt.NDArray[np.int64], group: Mask, each: int, what: str
) -> npt.NDArray[np.int64]:
    """`each` mutual ties per run from every newcomer into a group."""
    one = np.repeat(newcomers, each)
    ends = _picked(group, coins(keys[None, :], what, np.arange(one.size, dtype=np.uint64)[:, None]))
    run = np.broadcast_to(np.arange(keys.size), ends.shape)
    return np.array([run.ravel(), np.repeat(one, keys.size), ends.ravel()])


def _picked(group: Mask, drawn: Floats) -> npt.NDArray[np.int64]:
    people = np.flatnonzero(group)
    return np.asarray(people[(drawn * people.size).astype(np.int64)])


def _question(dial: str, rival: str, amount: int) -> Question:
    costs = {"as it is": 0.0, "users": float(amount), rival: float(amount)}
    return Question(
        claim=f"Even where professional networks are strong, the {dial} of user networks moves the rate of diffusion.",
        outcome="share of professionals who have taken it up (first adopters not counted)",
        favoured="users",
        rival=rival,
        costs=costs | ({"across": float(amount)} if dial == "connectedness" else {}),
        fixed=("all existing links", "thresholds", "first adopters", "users who speak up from the start"),
        assumes=(
            "professionals take it up once enough of their exposure says so",
            "a link, a person or a voice costs the same in either group",
            "an added link may repeat one that exists",
        ),
        built_in=(
            "that users' demand moves professionals at all (w above 0); averaging also makes silent users an obstacle"
        ),
    )
