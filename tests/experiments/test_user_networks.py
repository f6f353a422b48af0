"""Myth 5: silent controls are silent, exactly; the claim follows and fails where it is built to."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff._random import run_keys
from netdiff.errors import DataError, ModelError
from netdiff.experiments._two_layer import Change, Demand, take_up, two_layer
from netdiff.experiments.user_networks import DIALS, user_networks
from netdiff.network import Network


def two_groups(ties: list[tuple[str, str]], ids: list[str]) -> Network:
    """Ids that begin with u are users, with p professionals."""
    group = ["user" if name.startswith("u") else "professional" for name in ids]
    nodes = pd.DataFrame({"group": group}, index=pd.Index(ids, name="node", dtype="str"))
    return Network.from_frames(nodes, pd.DataFrame(ties, columns=["source", "target"], dtype="str"), means="meets")


@pytest.fixture(scope="module")
def town() -> Network:
    """40 professionals in a small world, 80 users with two professionals each and hardly any ties among them."""
    ring = nx.watts_strogatz_graph(40, 4, 0.1, seed=1)
    ties = [(f"p{a}", f"p{b}") for a, b in ring.edges]
    ties += [(f"u{k}", f"p{(k + step) % 40}") for k in range(80) for step in (0, 7)]
    return two_groups(ties, [f"p{k}" for k in range(40)] + [f"u{k}" for k in range(80)])


@pytest.mark.parametrize("reading", ["additive", "averaging"])
@pytest.mark.parametrize("dial", DIALS)
def test_without_weight_on_demand_users_change_nothing_at_all(town: Network, dial: str, reading: str) -> None:
    contrast = user_networks(town, dial=dial, model=Demand(w=0, reading=reading), runs=20, region={}, rng=1)
    np.testing.assert_array_equal(contrast.arms["users"], contrast.arms["as it is"])
    assert len(set(contrast.doses["users"])) == 1


@pytest.mark.parametrize("dial", DIALS)
def test_a_dial_that_is_not_turned_changes_nothing(town: Network, dial: str) -> None:
    contrast = user_networks(town, dial=dial, amount=0, runs=10, region={}, rng=1)
    for arm in contrast.arms.values():
        np.testing.assert_array_equal(arm, contrast.arms["as it is"])


def test_the_claim_follows_where_users_alone_can_move_professionals() -> None:
    """No ties between professionals: only users' demand reaches them, and only users' links carry it."""
    ids = [f"p{k}" for k in range(10)] + [f"u{k}" for k in range(10)]
    net = two_groups([(f"u{k}", f"p{k}") for k in range(10)], ids)
    follows = user_networks(
        net, dial="mobilisation", amount=8, mobilised=0, model=Demand(w=1), runs=30, region={"w": (0.9, 1.0)}, rng=1
    )
    assert follows.verdict == "follows"
    assert follows.between("users", "as it is").value > 0.3


def test_the_claim_fails_where_professionals_do_not_hear_users(town: Network) -> None:
    region = {"w": (0.0, 0.01), "reading": ("additive", "averaging")}
    contrast = user_networks(town, dial="mobilisation", amount=10, model=Demand(w=0.01), runs=60, region=region, rng=1)
    assert contrast.verdict == "does not follow"
    assert contrast.share == 0.0


def test_averaging_makes_silent_users_an_obstacle_and_adding_does_not(town: Network) -> None:
    keys, world = run_keys(1, 60), two_layer(town, "user", "professional", run_keys(1, 60))
    final = {
        (reading, w): take_up(world, Demand(w, reading), Change(), keys)[-1].mean()
        for reading in ("additive", "averaging")
        for w in (0.0, 0.5)
    }
    assert final["additive", 0.0] == final["averaging", 0.0]
    assert final["averaging", 0.5] < final["averaging", 0.0] <= final["additive", 0.5]


def test_exposure_is_a_share_not_an_or() -> None:
    """A professional with four peers of whom some took it up: half of them make exposure one half."""
    net = two_groups([("p0", f"p{k}") for k in range(1, 5)] + [("u0", "p0")], [f"p{k}" for k in range(5)] + ["u0"])
    world, keys = two_layer(net, "user", "professional", run_keys(3, 400)), run_keys(3, 400)
    below = take_up(world, Demand(0, threshold=0.45, spread=0.0), Change(), keys, seeds=2, horizon=1)[-1]
    above = take_up(world, Demand(0, threshold=0.55, spread=0.0), Change(), keys, seeds=2, horizon=1)[-1]
    centre_is_no_seed = below < 1.0
    assert centre_is_no_seed.mean() == pytest.approx(0.6, abs=0.08)
    np.testing.assert_allclose(below[centre_is_no_seed], 1 / 3)
    assert (above[centre_is_no_seed] == 0).all()


def test_a_slow_loop_over_people_gives_the_same(town: Network) -> None:
    """The obvious reading of the rule, person by person, with each run's own added ties."""
    keys, world = run_keys(5, 4), two_layer(town, "user", "professional", run_keys(5, 4))
    ties = tuple(np.array(ends) for ends in ([0, 1, 2, 3], [50, 60, 70, 3], [90, 91, 92, 9]))
    voices = np.zeros((len(world), 4), dtype=bool)
    voices[45:60] = True
    rule, change = Demand(0.5, "averaging"), Change(ties=ties, voices=voices)
    fast = take_up(world, rule, change, keys, horizon=6)
    for run in range(4):
        assert _by_hand(world, rule, change, keys, run) == pytest.approx(fast[:, run].tolist())


def _by_hand(world: object, rule: Demand, change: Change, keys: np.ndarray, run: int) -> list[float]:
    from scipy.special import ndtri

    from netdiff.experiments._two_layer import draw, lowest

    hears = [set(np.flatnonzero(row)) for row in world.ears.known.toarray()]
    for tied_run, one, other in zip(*change.ties, strict=True):
        if tied_run == run:
            hears[one].add(other)
            hears[other].add(one)
    threshold = np.clip(rule.threshold + rule.spread * ndtri(draw(world, keys, "threshold")[:, run]), 0.01, 1)
    need = [1 if u < 0.2 else 2 if u < 0.7 else 3 for u in draw(world, keys, "need")[:, run]]
    users, professionals = set(np.flatnonzero(world.users)), set(np.flatnonzero(world.professionals))
    seeds = set(np.flatnonzero(lowest(draw(world, keys, "seeds"), world.professionals, 3)[:, run]))
    taken, spoken = set(seeds), set(np.flatnonzero(change.voices[:, run])) & users
    path = [0.0]
    for _ in range(6):
        now_taken, now_spoken = set(taken), set(spoken)
        for person in professionals:
            peers, linked = hears[person] & professionals, hears[person] & users
            share = len(peers & taken) / max(len(peers), 1)
            demand = len(linked & spoken) / max(len(linked), 1)
            if (1 - rule.w) * share + rule.w * demand >= threshold[person]:
                now_taken.add(person)
        for person in users:
            if len(hears[person] & spoken) + len(hears[person] & taken) >= need[person]:
                now_spoken.add(person)
        taken, spoken = now_taken, now_spoken
        path.append(len(taken - seeds) / (len(professionals) - len(seeds)))
    return path


def test_the_order_of_people_changes_no_run(town: Network) -> None:
    frames = town.to_frames()
    shuffled = Network.from_frames(frames["nodes"].iloc[::-1], frames["ties"].iloc[::-1], means="meets")
    for one, other in zip(
        user_networks(town, runs=10, region={}, rng=1).arms.items(),
        user_networks(shuffled, runs=10, region={}, rng=1).arms.items(),
        strict=True,
    ):
        if one[0] == "as it is":
            np.testing.assert_allclose(one[1], other[1])


def test_what_cannot_be_asked_is_said(town: Network) -> None:
    with pytest.raises(ModelError, match="dial must be one of"):
        user_networks(town, dial="fame")
    with pytest.raises(DataError, match="nobody is in the group 'citizen'"):
        user_networks(town, users="citizen", mobilised=0, runs=5)
    with pytest.raises(ModelError, match="ask for fewer"):
        user_networks(town, dial="mobilisation", amount=500, runs=5, region={})
    with pytest.raises(ModelError, match="w must lie"):
        Demand(w=2)


def counted(town: Network, dial: str, fair: str, amount: int = 8, prices: tuple[float, float] = (1.0, 1.0)) -> object:
    from netdiff.experiments._dials import DIALS as MADE
    from netdiff.experiments._dials import Terms

    keys = run_keys(2, 6)
    world = two_layer(town, "user", "professional", keys, spare=50)
    silent = np.zeros((len(world), 6), dtype=bool)
    return world, MADE[dial].changes(world, keys, amount, silent, Terms(fair, *prices))


def test_equal_links_per_person_are_half_as_many_where_there_are_half_as_many_people(town: Network) -> None:
    for fair, rival, across in (("count", 80, 80), ("degree", 40, 53), ("cost", 20, 32)):
        _, arms = counted(town, "connectedness", fair, 80, (1.0, 4.0))
        sizes = {arm: np.bincount(change.ties[0], minlength=6) for arm, change in arms.items()}
        assert sizes["users"].max() <= 80
        assert sizes["professionals"].max() <= rival
        assert sizes["professionals"].mean() > 0.9 * rival
        assert sizes["across"].tolist() == [across] * 6


def test_equal_audiences_are_heard_by_as_many(town: Network) -> None:
    """A user is heard by two people, a professional by eight or so: fewer professionals speak to as many."""
    world, arms = counted(town, "mobilisation", "degree", 20)
    heard = {arm: (change.voices * world.ears.audience[:, None]).sum(axis=0) for arm, change in arms.items()}
    assert (heard["professionals"] <= heard["users"]).all()
    assert (heard["users"] - heard["professionals"]).max() <= world.ears.audience.max()
    assert (arms["professionals"].voices.sum(axis=0) < 20).all()


@pytest.mark.parametrize("dial", DIALS)
@pytest.mark.parametrize("fair", ["degree", "cost"])
def test_every_fair_control_is_silent_where_it_should_be(town: Network, dial: str, fair: str) -> None:
    terms = {"fair": fair, "prices": (1.0, 2.0), "runs": 10, "region": {}, "rng": 1}
    untouched = user_networks(town, dial=dial, amount=0, **terms)
    for arm in untouched.arms.values():
        np.testing.assert_array_equal(arm, untouched.arms["as it is"])
    deaf = user_networks(town, dial=dial, model=Demand(w=0), **terms)
    np.testing.assert_array_equal(deaf.arms["users"], deaf.arms["as it is"])


def test_prices_decide_what_the_same_money_buys(town: Network) -> None:
    """Where a professional's voice costs forty times a user's, the money buys none of them."""
    dear = user_networks(town, dial="mobilisation", amount=10, fair="cost", prices=(1, 40), runs=10, region={}, rng=1)
    np.testing.assert_array_equal(dear.arms["professionals"], dear.arms["as it is"])
    assert dear.question.costs["users"] == dear.question.costs["professionals"] == 10.0
    cheap = user_networks(town, dial="mobilisation", amount=10, fair="cost", prices=(2, 1), runs=10, region={}, rng=1)
    assert cheap.effect.value < dear.effect.value
    with pytest.raises(ModelError, match="fair must be one of"):
        user_networks(town, fair="play")
    with pytest.raises(ModelError, match="price among users"):
        user_networks(town, prices=(0, 1))


def test_power_follows_where_users_speak_and_are_heard() -> None:
    """Each professional hears two users who speak and two peers who do not: heeding users is all that moves them."""
    ids = [f"p{k}" for k in range(12)] + [f"u{k}" for k in range(12)]
    ties = [(f"p{k}", f"u{(k + step) % 12}") for k in range(12) for step in (0, 1)]
    ties += [(f"p{k}", f"p{(k + 1) % 12}") for k in range(12)]
    net = two_groups(ties, ids)
    rule = Demand(w=0.2, threshold=0.5, spread=0.05)
    region = {"threshold": (0.45, 0.55)}
    options = {"dial": "power", "amount": 3, "model": rule, "runs": 40, "region": region, "rng": 1}
    assert user_networks(net, mobilised=12, **options).verdict == "follows"
    silent = user_networks(net, mobilised=0, **options)
    assert silent.verdict == "does not follow"
    assert silent.effect.value <= 0


def test_a_user_who_counts_for_more_moves_a_professional_by_so_much_more() -> None:
    """One professional, one user who speaks: exposure is w, and w * (1 + amount) once users are heeded."""
    net = two_groups([("p0", "u0")], ["p0", "p1", "p2", "p3", "u0"])
    world = two_layer(net, "user", "professional", run_keys(1, 60))
    voices = np.zeros((5, 60), dtype=bool)
    voices[4] = True
    heeded = np.repeat(world.users[:, None], 60, axis=1)
    at = {"additive": (0.2, 0.8), "averaging": (0.2, 0.8 / 1.6)}
    for reading, (plain, raised) in at.items():
        for level, moved in ((plain - 0.02, True), (plain + 0.02, False)):
            rule = Demand(w=0.2, reading=reading, threshold=level, spread=0.0)
            path = take_up(world, rule, Change(voices=voices), run_keys(1, 60), seeds=1, horizon=1)[-1]
            assert (path.max() > 0) == moved
        for level, moved in ((raised - 0.02, True), (raised + 0.02, False)):
            rule = Demand(w=0.2, reading=reading, threshold=level, spread=0.0)
            change = Change(voices=voices, heeded=heeded, more=3.0)
            assert (take_up(world, rule, change, run_keys(1, 60), seeds=1, horizon=1)[-1].max() > 0) == moved
