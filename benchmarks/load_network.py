"""1,000,000 ties from two frames to a matrix, beside what pandas needs to factorize the same two columns."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from _report import alternating, publish, seconds

from netdiff.network import Network

TIES, PEOPLE, LIMIT = 1_000_000, 100_000, 3.0


def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    """People with text ids, and ties between random pairs of them."""
    rng = np.random.default_rng(11)
    ids = np.array([f"P-{number:06d}" for number in rng.permutation(PEOPLE)], dtype=object)
    nodes = pd.DataFrame(index=pd.Index(ids, name="node", dtype="str"))
    ends = rng.integers(PEOPLE, size=(2, TIES))
    ties = pd.DataFrame(
        {"source": pd.Series(ids[ends[0]], dtype="str"), "target": pd.Series(ids[ends[1]], dtype="str")}
    )
    return nodes, ties


def main() -> int:
    """Time both, write the table, and fail above the limit."""
    nodes, ties = frames()

    def load() -> object:
        return Network.from_frames(nodes, ties, means="turns_to").adjacency()

    def factorize() -> object:
        return pd.factorize(ties["source"]), pd.factorize(ties["target"])

    load()  # imports
    took = alternating({"load": lambda: seconds(load), "factorize": lambda: seconds(factorize)}, rounds=7)
    ratio = took["load"] / took["factorize"]
    rows = [
        ("`Network.from_frames` and its matrix, 1,000,000 ties", f"{took['load']:.2f} s", ""),
        ("`pandas.factorize` of the two columns", f"{took['factorize']:.2f} s", ""),
        ("ratio", f"{ratio:.2f}", f"{LIMIT:g}"),
    ]
    publish("load", rows)
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
