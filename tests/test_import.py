"""`import netdiff` is light, quiet and changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import netdiff

HEAVY = (
    "IPython",
    "distributed",
    "igraph",
    "jinja2",
    "matplotlib",
    "networkx",
    "numba",
    "pyvis",
    "scipy",
    "sklearn",
)


def loaded_by(code: str) -> set[str]:
    """The packages that a fresh Python has loaded after running `code`."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8")
    assert ran.stderr == ""
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_import_brings_no_heavy_package() -> None:
    assert loaded_by("import netdiff; dir(netdiff)").isdisjoint(HEAVY)


def test_the_central_object_brings_scipy_at_most() -> None:
    loaded = loaded_by("import netdiff as nd; nd.Network.from_adjacency([[0, 1], [0, 0]], means='tells').influence()")
    assert loaded.intersection(HEAVY) == {"scipy"}


@pytest.mark.parametrize("name", netdiff.__all__)
def test_every_public_name_leads_somewhere(name: str) -> None:
    assert getattr(netdiff, name) is not None


def test_the_check_can_fail() -> None:
    assert "networkx" in loaded_by("import netdiff, networkx")


def test_the_command_line_starts_light() -> None:
    assert loaded_by("import netdiff.cli").isdisjoint({*HEAVY, "pandas", "numpy"} - {"jinja2"})


def test_import_leaves_warnings_and_randomness_alone() -> None:
    code = """
import random, warnings, logging
before = (random.getstate(), list(warnings.filters), logging.getLogger().handlers[:])
import netdiff
assert before == (random.getstate(), list(warnings.filters), logging.getLogger().handlers[:])
"""
    loaded_by(code)
