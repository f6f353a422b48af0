"""Mobilisation and existence: values worked out by hand on sheets one can read."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.metrics._sheets import binomial
from netdiff.metrics.places import bands, pooled, rank_range
from netdiff.network import Network


def acted(acts: pd.DataFrame, **nodes: object) -> Network:
    """Six users in a chain, with a sheet of acts."""
    people = pd.DataFrame({"group": "user"} | nodes, index=pd.Index(list("abcdef"), name="node"))
    ties = pd.DataFrame({"source": list("abcde"), "target": list("bcdef")})
    return Network.from_frames(people, ties, means="turns_to", acts=acts)


def test_dates_in_words_and_in_numbers_are_one():
    days = [1, 40, 100, 120]
    numbers = pd.DataFrame({"node": list("abca"), "kind": "did", "date": days})
    words = numbers.assign(date=[f"2031-{1 + d // 30:02d}-{1 + d % 30:02d}" for d in days])
    stamps = numbers.assign(date=pd.Timestamp("2031-01-01") + pd.to_timedelta(days, unit="D"))
    for table in (numbers, words, stamps):
        assert metrics.active_share(acted(table), "user", days=60) == pytest.approx(2 / 6)


def test_capitals_and_spaces_in_kinds_do_not_matter():
    table = pd.DataFrame({"node": list("ab"), "kind": [" Did", "LED "]})
    assert metrics.turnout(acted(table), "user") == pytest.approx(2 / 6)
    assert metrics.leaders(acted(table), "user") == 1


def test_acts_of_strangers_are_left_out():
    table = pd.DataFrame({"node": ["a", "zed"], "kind": "did"})
    assert metrics.turnout(acted(table), "user") == pytest.approx(1 / 6)


def test_growth_counts_new_people_only():
    """a and b act early; a, c, d and e act late: three new per two before."""
    table = pd.DataFrame({"node": list("abacde"), "kind": "did", "date": [10, 20, 150, 150, 160, 170]})
    assert metrics.growth(acted(table), "user") == pytest.approx(3 / 2)


def test_moves_through_the_rings():
    table = pd.DataFrame(
        {
            "node": list("aaabbc"),
            "kind": "joined ring",
            "what": ["interest", "adopter", "innovator", "interest", "Adopter", "interest"],
            "date": [1, 2, 3, 1, 5, 9],
        }
    )
    net = acted(table, ring=["innovator", "adopter", "interest", None, None, None])
    assert metrics.moved_on_share(net, "user") == pytest.approx(2 / 3)
    rings = metrics.ring_table(net, days=5)
    assert rings["people"].tolist() == [1, 1, 1]
    assert rings["came_in"].tolist() == [3, 2, 1]
    assert rings["moved_on"].tolist() == [2, 1, 0]
    assert rings["links_inward"].iloc[0] == 1  # c is linked to b
    assert rings["linked_share"].iloc[1] == 1.0  # b is linked to a
    assert rings["median_stay"].tolist()[:2] == [1.0, 1.0]  # of a and b one moves after 1 day; of the adopters a does
    assert rings["quiet"].tolist() == [0.0, 0.0, 1.0]  # a's last act was on day 3 of 9


def test_joining_along_a_chain_is_joining_through_ties():
    """Each joins right after his one neighbour: five of six knew an earlier joiner; shuffled dates give about half."""
    table = pd.DataFrame({"node": list("abcdef"), "kind": "joined ring", "date": range(6)})
    assert metrics.joining_through_ties(acted(table), shuffles=2000) == pytest.approx((5 / 6) / (11 / 18), abs=0.03)


def test_breadth_is_the_effective_number_of_groups():
    nodes = pd.DataFrame({"group": list("uuppm"), "support": [5, 4, "for", 1, None]}, index=list("abcde"))
    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    part = np.array([2 / 3, 1 / 3])
    net = Network.from_frames(nodes, ties, means="turns_to")
    assert metrics.coalition_breadth(net) == pytest.approx(float(np.exp(-(part * np.log(part)).sum())))


def test_wilson_against_a_known_value():
    """Newcombe 1998: 81 of 263, 95 %: .2553 to .3662."""
    found = binomial(81, 263, 0.95)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    assert binomial(0, 20, 0.95).low == 0.0
    assert math.isnan(binomial(0, 0, 0.95).value)


def test_pooling_is_a_compromise_between_the_place_and_the_mean():
    values, errors = np.array([0.1, 0.5, 0.9]), np.array([0.05, 0.05, 0.4])
    centre, error = pooled(values, errors)
    assert centre[0] == pytest.approx(0.1, abs=0.03)
    assert 0.3 < centre[2] < 0.9
    assert (error <= errors + 0.2).all()
    same, _ = pooled(np.array([0.2, 0.3]), np.array([0.5, 0.5]))
    assert same[0] == pytest.approx(same[1])


def test_places_are_ranked_only_where_ranges_part():
    best, worst = rank_range(np.array([0.0, 0.5, 0.55]), np.array([0.1, 0.6, 0.65]))
    assert (best.tolist(), worst.tolist()) == ([3, 1, 1], [3, 2, 2])
    best, worst = rank_range(np.array([0.0, 0.05, 0.5]), np.array([0.1, 0.55, 0.65]))
    assert (best.tolist(), worst.tolist()) == ([2, 1, 1], [3, 3, 2])


def test_bands_are_chains_of_overlapping_ranges():
    assert bands(np.array([0.0, 0.5, 0.55]), np.array([0.1, 0.6, 0.65])).tolist() == [2, 1, 1]
    assert bands(np.array([0.0, 0.05, 0.5]), np.array([0.1, 0.55, 0.65])).tolist() == [1, 1, 1]


def test_places_without_anybody_count_against_coverage():
    nodes = pd.DataFrame({"group": "user", "place": ["x", "x", "x", "y"]}, index=list("abcd"))
    ties = pd.DataFrame({"source": list("ab"), "target": list("bc")})
    places = pd.DataFrame({"need": [1, 1, 1, 1]}, index=list("wxyz"))
    net = Network.from_frames(nodes, ties, means="turns_to", places=places)
    assert metrics.coverage(net, "user") == 0.25
    bodies = pd.DataFrame({"group": ["user"], "place": ["y"], "mode": ["organisation"]}, index=["club"])
    more = Network.from_frames(pd.concat([nodes.assign(mode="person"), bodies]), ties, means="turns_to", places=places)
    assert metrics.coverage(more, "user") == 0.5
