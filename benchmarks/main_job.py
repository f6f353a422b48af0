"""How long a start takes: the import, and the main job warm and cold, each in processes of its own.

The main job's time is compared with the bare imports of exactly those modules that it had loaded at its end,
in processes that take turns with it. "Cold" is the first run on a machine: nothing compiled by numba yet.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from _report import alternating, publish

IMPORT_LIMIT, WARM_LIMIT, COLD_LIMIT = 1.3, 3.0, 15.0

CLOCK = "import time; began = time.perf_counter()\n{}\nprint(time.perf_counter() - began)"
JOB = """
import json, sys, time
began = time.perf_counter()
from netdiff.cli import app
try:
    app(["report", "--sample", "region", "--out", sys.argv[1]], standalone_mode=False)
finally:
    took = time.perf_counter() - began
    left_out = {"netdiff", "__main__", *sys.stdlib_module_names}
    names = [name for name in sys.modules if name.split(".")[0] not in left_out]
    with open(sys.argv[2], "w") as file:
        json.dump({"seconds": took, "modules": names}, file)
"""
BARE = """
import importlib, json, sys, time
names = json.load(open(sys.argv[1]))["modules"]
began = time.perf_counter()
for name in names:
    try:
        importlib.import_module(name)
    except Exception:
        pass
print(time.perf_counter() - began)
"""


def python(code: str, *words: str, **variables: str) -> str:
    """Run code in a fresh Python that writes and uses bytecode; what it printed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", code, *words]
    ran = subprocess.run(command, env=kept | variables, capture_output=True, encoding="utf-8", check=False)
    if ran.returncode:
        sys.exit(f"A measured process failed:\n{ran.stderr}")
    return ran.stdout


def import_seconds(statement: str) -> float:
    """Seconds that one import statement takes in a fresh process."""
    return float(python(CLOCK.format(statement)))


def job_seconds(folder: Path, cache: Path) -> float:
    """Seconds of the main job in a fresh process, with numba's results kept in `cache`."""
    python(JOB, str(folder / "output"), str(folder / "job.json"), NUMBA_CACHE_DIR=str(cache))
    return float(json.loads((folder / "job.json").read_text(encoding="utf-8"))["seconds"])


def bare_seconds(folder: Path) -> float:
    """Seconds to import the same modules and do nothing."""
    return float(python(BARE, str(folder / "job.json")))


def main() -> int:
    """Time all of it, write the table, and fail above a limit."""
    imports = {name: partial(import_seconds, f"import {name}") for name in ("netdiff", "pandas")}
    start = alternating({**imports}, rounds=9)
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        job_seconds(folder, folder / "warm")
        warm = alternating(
            {"job": lambda: job_seconds(folder, folder / "warm"), "imports": lambda: bare_seconds(folder)},
            rounds=5,
        )
        places = iter(folder / f"cold{number}" for number in range(3))
        cold = alternating({"job": lambda: job_seconds(folder, next(places))}, rounds=3)["job"]
    ratio, above, first = (
        start["netdiff"] / start["pandas"],
        warm["job"] - warm["imports"],
        cold - warm["job"],
    )
    rows = [
        ("`import netdiff`", f"{start['netdiff']:.2f} s", ""),
        ("`import pandas`", f"{start['pandas']:.2f} s", ""),
        ("ratio", f"{ratio:.2f}", f"{IMPORT_LIMIT:g}"),
        ("main job, warm", f"{warm['job']:.2f} s", ""),
        ("bare imports of the modules it uses", f"{warm['imports']:.2f} s", ""),
        ("main job above its imports", f"{above:.2f} s", f"{WARM_LIMIT:g} s"),
        ("first run on a machine, above warm", f"{first:.2f} s", f"{COLD_LIMIT:g} s"),
    ]
    publish("main job", rows)
    return int(ratio > IMPORT_LIMIT or above > WARM_LIMIT or first > COLD_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
