"""The shared networks are what their names say."""

from __future__ import annotations

import pytest

from netdiff.answers import response_rate
from netdiff.network import Network

SIZES = {
    "empty": (0, 0),
    "one_node": (1, 0),
    "no_ties": (3, 0),
    "star": (5, 4),
    "path": (5, 4),
    "two_cliques_one_bridge": (8, 13),
    "directed": (5, 5),
    "two_layers": (4, 5),
    "two_mode": (5, 4),
    "with_silent_people": (5, 5),
}


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_size(name: str, size: tuple[int, int], request: pytest.FixtureRequest) -> None:
    net: Network = request.getfixturevalue(name)
    assert (len(net), len(net.ties)) == size


def test_silent_people_are_silent(with_silent_people: Network) -> None:
    assert with_silent_people.status.to_dict() == {
        "a": "answered", "b": "answered", "c": "partial", "d": "asked", "e": "not_asked"
    }  # fmt: skip
    assert response_rate(with_silent_people) == 0.75


def test_directions(directed: Network, path: Network) -> None:
    c, a = directed.index_of(["c", "a"])
    assert directed.influence()[c, a] == 1
    assert directed.influence()[a, c] == 0
    assert (path.influence() != path.influence().T).nnz == 0
