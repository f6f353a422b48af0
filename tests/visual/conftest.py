"""People whose names would be recognised wherever they turned up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff.layer import Layer
from netdiff.network import Network

SECRETS = ("Zebulon", "Quirinus", "SECRETNOTE", "zeb@example.org", "SECRETID")


@pytest.fixture(scope="module")
def region() -> Network:
    """240 people in three groups and three places; every name, id and note carries a word to look for."""
    rng = np.random.default_rng(5)
    ids = [f"SECRETID{n:03d}" for n in range(240)]
    people = pd.DataFrame(
        {
            "label": [f"Zebulon{n} Quirinus" for n in range(240)],
            "group": rng.choice(["user", "clinician", "manager"], 240, p=[0.55, 0.4, 0.05]),
            "place": rng.choice(["North", "South", "East"], 240, p=[0.6, 0.38, 0.02]),
            "ring": rng.choice(["interest", "adopter", "innovator"], 240),
            "support": rng.integers(1, 6, 240),
            "notes": "SECRETNOTE",
            "email": "zeb@example.org",
        },
        index=pd.Index(ids, name="node"),
    )
    pairs = rng.integers(0, 240, (700, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    ties = pd.DataFrame(np.array(ids)[pairs], columns=["source", "target"]).drop_duplicates()
    ties["layer"] = "advice"
    return Network.from_frames(people, ties, {"advice": Layer("advice", "turns_to")})
