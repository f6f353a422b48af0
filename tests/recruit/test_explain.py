"""Words of a plan, checked against what they speak of."""

from __future__ import annotations

import pandas as pd

from netdiff.network import Network
from netdiff.recruit.explain import called


def test_who_is_asked_through_is_called_by_name() -> None:
    nodes = pd.DataFrame({"label": ["Priya Umber", None]}, index=pd.Index(["P-1", "P-2"], name="node"))
    net = Network.from_frames(nodes, pd.DataFrame({"source": ["P-1"], "target": ["P-2"]}), means="tells")
    assert called(net, "P-1") == "Priya Umber"
    assert called(net, "P-2") == "P-2"
    assert called(net, "Priya from the clinic") == "Priya from the clinic"
    assert called(net, None) is None
