"""Comparing a value with what a record expects, to the record's tolerance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest


def assert_matches(value: Any, expected: Any, tolerance: float, where: str = "") -> None:
    """Assert that nested dicts, lists, numbers and texts agree; None and NaN are one."""
    value = _plain(value)
    if isinstance(expected, Mapping):
        assert isinstance(value, Mapping), f"{where}: {value!r} is no mapping"
        assert set(map(str, value)) == set(expected), f"{where}: keys {sorted(map(str, value))}"
        for key, part in expected.items():
            assert_matches({str(k): v for k, v in value.items()}[key], part, tolerance, f"{where}/{key}")
    elif isinstance(expected, list):
        assert len(value) == len(expected), f"{where}: {len(value)} against {len(expected)}"
        for place, part in enumerate(expected):
            assert_matches(value[place], part, tolerance, f"{where}[{place}]")
    elif expected is None:
        assert value is None or np.isnan(value), f"{where}: {value!r} is not blank"
    elif isinstance(expected, str | bool):
        assert value == expected, f"{where}: {value!r} is not {expected!r}"
    else:
        assert float(value) == pytest.approx(float(expected), abs=max(float(tolerance), 1e-12)), where


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Series):
        return value.to_dict()
    if isinstance(value, np.ndarray):
        return value.tolist()
    return tuple(value) if isinstance(value, tuple) else value
