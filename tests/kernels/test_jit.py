"""The one door to numba: lazy, kept for the user, and possible to do without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from netdiff import _jit

SCRIPT = """
import sys, warnings
import networkx
from netdiff.network import Network
from netdiff.spread import IndependentCascade
from netdiff.spread.simulate import simulate
assert "numba" not in sys.modules, "numba came with the import"
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    net = Network.from_networkx(networkx.karate_club_graph())
    reach = simulate(net, IndependentCascade(0.1), seeds=[0, 33], runs=50, rng=1).reach_by_run
    simulate(net, IndependentCascade(0.1), seeds=[0], runs=2, rng=1)
said = [str(one.message) for one in caught if "numba" in str(one.message)]
print("numba" in sys.modules, len(said), reach.tolist())
"""


def _played(tmp_path: Path, **environment: str) -> tuple[str, str, str]:
    known = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    known |= {"XDG_CACHE_HOME": str(tmp_path)} | environment
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=known, capture_output=True, text=True, check=True)
    imported, warned, reach = done.stdout.split(maxsplit=2)
    return imported, warned, reach


def test_without_numba_the_numbers_are_the_same_and_one_warning_says_so(tmp_path):
    imported, warned, plain = _played(tmp_path, NETDIFF_NO_NUMBA="1")
    assert (imported, warned) == ("False", "1")
    imported, warned, compiled = _played(tmp_path)
    assert (imported, warned) == ("True", "0")
    assert plain == compiled
    assert max(map(int, plain.strip("[]\n").split(","))) > 2
    if sys.platform == "linux":  # where XDG names the folder
        assert list((tmp_path / "netdiff" / "kernels").rglob("*passage*.nbc"))


def test_a_chosen_cache_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "mine"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    _jit._choose_cache()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "mine")


def test_a_helper_that_changed_throws_away_what_was_compiled_with_it(tmp_path):
    module = "from netdiff._jit import jit\n"
    (tmp_path / "helping.py").write_text(f"{module}@jit\ndef add(x):\n    return x + 1\n")
    (tmp_path / "calling.py").write_text(
        f"{module}from helping import add\n@jit\ndef twice(x):\n    return 2 * add(x)\nprint(twice(3))\n"
    )
    known = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}
    known.pop("NUMBA_CACHE_DIR", None)

    def said() -> str:
        return subprocess.run(
            [sys.executable, "-c", "import calling"], env=known, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert said() == "8"
    (tmp_path / "helping.py").write_text(f"{module}@jit\ndef add(x):\n    return x + 2\n# longer\n")
    assert said() == "10"
