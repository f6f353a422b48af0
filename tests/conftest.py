"""Networks named for their shape, for all rooms; and: a required browser test may not be skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pandas as pd
import pytest

from netdiff.network import Layer, Network

REQUIRE_BROWSER = "NETDIFF_REQUIRE_BROWSER"


def _net(pairs: str, ids: str = "", *, means: str = "turns_to", **parts: object) -> Network:
    """A network from `"ab bc"`: a names b, b names c. `ids` gives the order and adds the lonely ones."""
    links = pairs.split()
    names = list(ids) or sorted(set("".join(links)))
    ties = pd.DataFrame({"source": [a for a, _ in links], "target": [b for _, b in links]}, dtype="str")
    nodes = pd.DataFrame(index=pd.Index(names, name="node", dtype="str"))
    return Network.from_frames(nodes, ties, means=means, directed=means != "meets", **parts)


@pytest.fixture
def empty() -> Network:
    """Nobody at all."""
    return _net("")


@pytest.fixture
def one_node() -> Network:
    """One person, no tie."""
    return _net("", "a")


@pytest.fixture
def no_ties() -> Network:
    """Three people who know nobody."""
    return _net("", "abc")


@pytest.fixture
def star() -> Network:
    """Four people meet one in the middle, `a`."""
    return _net("ab ac ad ae", means="meets")


@pytest.fixture
def path() -> Network:
    """a - b - c - d - e, met in that order."""
    return _net("ab bc cd de", means="meets")


@pytest.fixture
def two_cliques_one_bridge() -> Network:
    """a, b, c, d all meet; so do e, f, g, h; d meets e."""
    return _net("ab ac ad bc bd cd de ef eg eh fg fh gh", means="meets")


@pytest.fixture
def directed() -> Network:
    """a and b both turn to c, c turns to d, d turns to a; e is turned to by nobody and turns to c."""
    return _net("ac bc cd da ec")


@pytest.fixture
def two_layers() -> Network:
    """Advice (turns_to): a and b turn to c. Meetings: a - b - c - d."""
    ties = pd.DataFrame(
        [
            ("a", "c", "advice"),
            ("b", "c", "advice"),
            ("a", "b", "meets"),
            ("b", "c", "meets"),
            ("c", "d", "meets"),
        ],
        columns=["source", "target", "layer"],
    )
    layers = [Layer("advice", "turns_to"), Layer("meets", "meets", directed=False)]
    return Network.from_frames(pd.DataFrame(index=pd.Index(list("abcd"), name="node")), ties, layers)


@pytest.fixture
def two_mode() -> Network:
    """Three people and two events: a and b were at x, b and c at y."""
    nodes = pd.DataFrame({"mode": ["person"] * 3 + ["event"] * 2}, index=pd.Index(list("abcxy"), name="node"))
    ties = pd.DataFrame([("a", "x"), ("b", "x"), ("b", "y"), ("c", "y")], columns=["source", "target"])
    layer = Layer("went", "meets", directed=False, source_mode="person", target_mode="event")
    return Network.from_frames(nodes, ties.assign(layer="went"), [layer])


@pytest.fixture
def with_silent_people() -> Network:
    """a, b and c answered; d was asked and said nothing; e was named by others and never asked."""
    states = {"a": "answered", "b": "answered", "c": "partial", "d": "asked", "e": "not_asked"}
    answers = pd.DataFrame({"ties": states})
    answers.index.name = "node"
    return _net("ab ad bd ce ca", "abcde", answers=answers)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where a browser is required, a skipped browser test is a failure."""
    report = yield
    wanted = os.environ.get(REQUIRE_BROWSER) and item.get_closest_marker("browser")
    if wanted and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, although {REQUIRE_BROWSER} is set: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for a whole file of browser tests that would skip itself."""
    report = yield
    if os.environ.get(REQUIRE_BROWSER) and report.skipped and "browser" in collector.nodeid:
        report.outcome = "failed"
        report.longrepr = f"skipped, although {REQUIRE_BROWSER} is set: {report.longrepr}"
    return report
