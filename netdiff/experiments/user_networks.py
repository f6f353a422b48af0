"""Myth 5: do user networks matter beside professional ones? Four dials, each with a fair control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int
from netdiff._random import RngLike, run_keys
from netdiff.experiments._dials import DIALS, Dial, Terms, most_mobilised
from netdiff.experiments._two_layer import Change, Demand, TwoLayer, draw, lowest, take_up, two_layer
from netdiff.experiments.contrast import Basis, Contrast, Question, put
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.live import Silent

__all__ = ["DIALS", "user_networks"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
REGION: Mapping[str, Sequence[Any]] = {
    "w": (0.25, 0.5, 1.0),
    "reading": ("additive", "averaging"),
    "threshold": (0.2, 0.3, 0.4),
}


def user_networks(  # noqa: PLR0913  a front door: flat options
    net: Network,
    *,
    dial: str = "connectedness",
    amount: int | None = None,
    fair: str = "count",
    prices: tuple[float, float] = (1.0, 1.0),
    users: str = "user",
    professionals: str = "professional",
    layer: str | None = None,
    silent: Silent = "draw",
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
        *Power*: users count for more, by `amount` times the weight of their demand, against the same weight given to as
        many people drawn from both groups.
        *Connectedness*: links added between users, against as many between professionals (and across).
        *Mobilisation*: users who speak up from the start, against as many professionals.
    amount : int, optional
        People or links added, or people mobilised; for power, how much more they count. By default a quarter as
        many as there are professionals; 1 for power.
    fair : {"count", "degree", "cost"}
        What the fair control is equal in. *Count*: as many links, people or voices. *Degree*: as many links per person
        of the group; for voices, as many people who hear them. *Cost*: what the same money buys at the `prices`.
    prices : (float, float)
        Price of a link, a person or a voice among users, and among professionals.
    users, professionals : str
        The two groups.
    layer : str, optional
        Where there are several that differ, the one that carries influence.
    silent : {"draw", "ignore"}
        What becomes of people who did not answer, as in `simulate`.
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
    terms = Terms(fair, *prices)
    check_positive_int(runs, "runs", least=2)
    groups = somebody(net).nodes.get("group")
    counts = {} if groups is None else groups.value_counts().to_dict()
    usual = 1 if dial == "power" else max(1, counts.get(professionals, 0) // 4)
    size = check_positive_int(usual if amount is None else amount, "amount", least=0)
    speaking = counts.get(users, 0) // 20 if mobilised is None else mobilised
    settings = {"amount": size, "mobilised": speaking} | _asked(rule)
    declared = REGION if region is None else region
    largest = max([size * 2, *declared.get("amount", [])])
    sizes = (counts.get(users, 0), counts.get(professionals, 0))
    most = max(largest, terms.rival(largest, *sizes)) if dial == "existence" else 0
    keys = run_keys(rng, runs)
    basis = Basis.of(net, layer)
    world = two_layer(net, users, professionals, keys, layer=layer, silent=silent, spare=most)
    stage = _Stage(world, keys, outcome, dialled, rule.spread, terms)
    limit = most_mobilised(world, terms) if dial == "mobilisation" else size * 2
    doses = sorted({0, size // 2, size, max(size, min(size * 2, limit))})
    asked = _question(dial, dialled.rival, terms, size)
    return put(asked, stage.play, settings, doses=("amount", doses), region=declared, basis=basis)


def _asked(model: Demand) -> dict[str, Any]:
    return {"w": model.w, "reading": model.reading, "threshold": model.threshold}


@dataclass(frozen=True, eq=False)
class _Stage:
    """The network and the coins on which all arms are played."""

    world: TwoLayer
    keys: Keys
    outcome: str
    dial: Dial
    spread: float
    terms: Terms

    def play(self, *, amount: int, mobilised: int, w: float, reading: str, threshold: float) -> Mapping[str, Floats]:
        """The outcome per run of every arm."""
        speaking = lowest(draw(self.world, self.keys, "voice"), self.world.users, mobilised)
        rule = Demand(w=w, reading=reading, threshold=threshold, spread=self.spread)
        changes = {"as it is": Change(voices=speaking)} | dict(
            self.dial.changes(self.world, self.keys, amount, speaking, self.terms)
        )
        return {arm: self._worth(take_up(self.world, rule, change, self.keys)) for arm, change in changes.items()}

    def _worth(self, path: Floats) -> Floats:
        return path[-1] if self.outcome == "share" else path[1:].mean(axis=0)


CLAIMS = {
    "existence": "Adding people to user networks",
    "power": "Giving users more weight",
    "connectedness": "Linking users with each other",
    "mobilisation": "Mobilising users",
}
EQUAL = {
    "count": "a link, a person or a voice costs the same in either group",
    "degree": "as much is as many links per person of the group, or as many people who hear a voice",
    "cost": "the prices that were given for a link, a person or a voice in either group",
}


def _question(dial: str, rival: str, terms: Terms, amount: int) -> Question:
    cost = terms.spent(amount)
    costs = {"as it is": 0.0, "users": cost, rival: cost}
    return Question(
        experiment="user_networks",
        claim=f"{CLAIMS[dial]} speeds diffusion among professionals more than as much spent the other way.",
        outcome="share of professionals who have taken it up (first adopters not counted)",
        favoured="users",
        rival=rival,
        costs=costs | ({"across": cost} if dial == "connectedness" else {}),
        fixed=("all existing links", "thresholds", "first adopters", "users who speak up from the start"),
        assumes=(
            "professionals take it up once enough of their exposure says so",
            EQUAL[terms.fair],
            "an added link may repeat one that exists",
        ),
        built_in=(
            "that users' demand moves professionals at all (w above 0); averaging also makes silent users an obstacle"
        ),
    )
