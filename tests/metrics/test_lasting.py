"""What lasts and who leaves: values worked out by hand on sheets one can read."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.errors import DataError
from netdiff.metrics.scorecard import scorecard
from netdiff.network import Network
from tests.metrics.test_mobilisation import acted

MOVES = pd.DataFrame(
    {
        "node": list("abcdabb"),
        "kind": ["joined ring"] * 4 + ["left ring"] * 2 + ["joined ring"],
        "what": ["interest", "interest", "adopter", "interest", None, None, "adopter"],
        "date": [1, 2, 3, 4, 10, 11, 20],
    }
)


def test_who_left_and_came_back_is_in():
    """a left for good, b came back, c and d stayed, e and f never joined."""
    assert metrics.left_share(acted(MOVES), "user") == 1 / 4
    shuffled = MOVES.sample(frac=1.0, random_state=3).reset_index(drop=True)
    assert metrics.left_share(acted(shuffled), "user") == 1 / 4


def test_who_left_the_population_left_the_ring():
    net = acted(
        MOVES, until=[None, None, 15.0, 99.0, 15.0, None]
    )  # d is to leave after the record ends, e never joined
    assert metrics.left_share(net, "user") == 2 / 4


def test_without_a_word_on_leaving_there_is_no_figure():
    net = acted(MOVES[MOVES["kind"] == "joined ring"])
    assert math.isnan(metrics.left_share(net, "user"))
    card = scorecard(
        Network(net.nodes.assign(group=list("uuuupp")), net.ties, net.layers, acts=net.acts),
        users="u", professionals="p", draws=2, benchmark_runs=2, progress=False,
    )  # fmt: skip
    assert "left ring" in card["M2b"].lacking
    assert not card["M2c"].lacking


def test_quiet_are_those_still_in_a_ring_without_an_act():
    """In a ring and still there: b, c, d; b acted on day 20, c and d have done nothing since day 4."""
    assert metrics.quiet_share(acted(MOVES), "user", days=5) == 2 / 3
    assert metrics.quiet_share(acted(MOVES), "user", days=18) == 0.0


def test_the_table_of_rings_tells_outflow_and_contacts():
    ring = ["interest", "adopter", "adopter", "interest", None, None]
    net = acted(MOVES, ring=ring)
    table = metrics.ring_table(net)
    assert table["left"].tolist() == [1, 0, 0]  # a, from the ring of interest
    assert table["moved_share"].iloc[0] == 1 / 3  # of a, b and d, b moved on
    assert table["moved_low"].iloc[0] < 1 / 3 < table["moved_high"].iloc[0]
    twice = pd.concat([net.ties.assign(start=1.0), net.ties.assign(start=2.0)], ignore_index=True)
    double = metrics.ring_table(Network(net.nodes, twice, net.layers, acts=net.acts))
    assert double["contacts_within"].tolist() == (2 * table["contacts_within"]).tolist()
    assert double["links_within"].tolist() == table["links_within"].tolist() == [0, 1, 0]  # b names c
    assert table["contacts_inward"].iloc[0] == 2.0  # a names b, c names d


def lived(**columns: object) -> Network:
    nodes = pd.DataFrame({"group": "user", "mode": "organisation"} | columns, index=pd.Index(list("abcd"), name="node"))
    return Network.from_frames(nodes, pd.DataFrame({"source": ["a"], "target": ["b"]}), means="turns_to")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ([0, 0, 0, 700], [100, 500, None, None]),
        (["2030-01-01"] * 3 + ["2031-12-02"], ["2030-04-11", "2031-05-16", None, None]),
    ],
)
def test_groups_that_outlived_a_year(since, until):
    """a ended early, b after 500 days, c never; d began less than a year before the last date."""
    assert metrics.groups_alive(lived(since=since, until=until), "user") == pytest.approx(2 / 3)


def test_groups_live_from_their_first_to_their_last_act():
    acts = pd.DataFrame({"node": list("aabbc"), "kind": "did", "date": [0, 400, 0, 30, 500]})
    net = acted(acts, organisation=["north", "south", "east", None, None, None])
    assert metrics.groups_alive(net, "user") == 1 / 2  # north lasted, south did not, east is too young


def test_too_short_a_record_says_so():
    net = lived(since=[0, 10, 20, 30])
    assert math.isnan(metrics.groups_alive(net, "user"))


def test_places_that_kept_their_group():
    nodes = pd.DataFrame({"group": "user", "place": list("xxxyyyz")}, index=list("abcdefg"))
    ties = pd.DataFrame({"source": list("abde"), "target": list("bcef")})
    before = Network.from_frames(nodes, ties, means="turns_to")
    now = Network.from_frames(nodes.assign(place=list("xxxyyzz")), ties, means="turns_to")
    assert metrics.groups_kept(now, before, "user") == 1 / 2
    assert metrics.groups_kept(before, before, "user") == 1.0
    assert math.isnan(metrics.groups_kept(now, Network.from_frames(nodes, ties[:1], means="turns_to"), "user"))


def test_turnout_leader_by_leader():
    acts = pd.DataFrame(
        {
            "node": list("abcd") + list("abe"),
            "kind": ["asked"] * 4 + ["did"] * 3,
            "led_by": ["f", "f", "f", "e", "f", "e", None],
        }
    )
    table = metrics.turnout_by_leader(acted(acts))
    assert table.loc["f", ["people", "did"]].tolist() == [3, 1]
    assert table.loc["e", ["people", "did"]].tolist() == [2, 1]
    assert table["best_rank"].tolist() == [1, 1]
    with pytest.raises(DataError, match="who led"):
        metrics.turnout_by_leader(acted(acts.drop(columns="led_by")))


def test_groups_on_board():
    nodes = pd.DataFrame({"group": list("uupq"), "support": [5, 1, 4, None]}, index=list("abcd"))
    net = Network.from_frames(nodes, pd.DataFrame({"source": ["a"], "target": ["b"]}), means="turns_to")
    assert metrics.groups_on_board(net) == pytest.approx(2 / 3)
    assert math.isnan(metrics.groups_on_board(Network(net.nodes.drop(columns="support"), net.ties, net.layers)))


def test_days_to_double_are_told_or_why_not():
    growing = pd.DataFrame({"node": list("abc"), "kind": "did", "date": [10, 150, 160]})
    shrinking = pd.DataFrame({"node": list("abc"), "kind": "did", "date": [10, 20, 160]})
    cards = []
    for acts in (growing, shrinking):
        net = acted(acts)
        groups = np.array(list("uuuuup"))
        net = Network(net.nodes.assign(group=groups), net.ties, net.layers, acts=acts)
        cards.append(scorecard(net, users="u", professionals="p", draws=2, benchmark_runs=2, progress=False))
    assert cards[0]["M6b"].users.value == 90.0
    assert "never) days" in cards[0]["M6b"].sentence
    assert "did not grow" in cards[1]["M6b"].lacking
