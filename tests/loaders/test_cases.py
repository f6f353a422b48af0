"""Every folder of fixtures with a case.json: read as it says, compared with what was worked out by hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import netdiff
from netdiff.errors import DataError
from netdiff.network import Network

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = sorted(FIXTURES.glob("*/case.json"))


def called(path: Path, case: dict[str, Any]) -> Network:
    given = {
        name: path.parent / value[1:] if isinstance(value, str) and value.startswith("@") else value
        for name, value in case["arguments"].items()
    }
    return getattr(netdiff, case["reader"])(path.parent / case["source"], **given)


def plain(value: Any) -> Any:
    return None if pd.isna(value) else str(value) if isinstance(value, pd.Timestamp) else value


def as_asked(ties: Any, *, undirected: bool) -> Counter:
    return Counter((*(sorted(tie[:2]) if undirected else tie[:2]), tie[2], float(tie[3])) for tie in ties)


def check_ties(net: Network, right: dict[str, Any]) -> None:
    either = right.get("undirected", False)
    found = net.ties[["source", "target", "layer", "weight"]].to_numpy().tolist()
    assert as_asked(found, undirected=either) == as_asked(right["ties"], undirected=either)


def check_people(net: Network, right: dict[str, Any]) -> None:
    assert net.status.to_dict() == right["status"]
    for column, values in right.get("attributes", {}).items():
        assert {name: plain(net.nodes.loc[name, column]) for name in values} == values
    if "adoption" in right:
        times = net.adoption.frame.set_index("node")["adopted"]
        assert {name: plain(time) for name, time in times.items()} == right["adoption"]
    assert sorted(set(net.receipt.review["spelling"])) == sorted(right.get("review", []))


def check_receipt(net: Network, right: dict[str, Any]) -> None:
    assert net.receipt.adds_up
    balance = net.receipt.balance().set_index("subject")[["received", "kept", "merged", "set aside"]]
    for subject, numbers in right.get("receipt", {}).items():
        rows = balance.loc[[subject]]
        assert rows.iloc[-1].tolist() == numbers, subject
    lines = net.receipt.to_frame().set_index("reason")["rows"]
    for reason, rows in right.get("rows", {}).items():
        assert list(lines[reason]) == rows
    for words in right.get("says", []):
        assert words in str(net.receipt)


@pytest.mark.parametrize("path", CASES, ids=[path.parent.name for path in CASES])
def test_case(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    right = case["expected"]
    if "error" in right:
        with pytest.raises(DataError) as caught:
            called(path, case)
        for words in right["error"]:
            assert words in str(caught.value)
        return
    net = called(path, case)
    check_ties(net, right)
    check_people(net, right)
    missing = net.missing[["source", "target", "layer", "kind"]].to_numpy().tolist()
    assert sorted(missing) == sorted(right.get("missing", []))
    check_receipt(net, right)


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 28
