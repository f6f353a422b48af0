"""SPSS and Stata files → text cells, values shown by their labels; needs the extra `stats-files`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._limits import Limits

__all__ = ["StatsFile", "read_stats", "stats_kind"]

SUFFIXES = {".sav": "sav", ".zsav": "sav", ".dta": "dta", ".por": "por"}
OLD_STATA = range(102, 116)
STATA, PORTABLE = b"<stata_dta>", b"ASCII SPSS PORT FILE"
SECONDS = 120
MEMORY = 4


@dataclass(frozen=True, eq=False, slots=True)
class StatsFile:
    """What a statistics file holds: text cells, questions, labels as ratings, what was done about it."""

    cells: pd.DataFrame
    questions: dict[str, str]
    scales: dict[str, dict[str, str]]
    notes: tuple[str, ...]


def stats_kind(data: bytes, file: str | None) -> str | None:
    """`"sav"`, `"dta"` or `"por"` by what the bytes begin with; None for any other file.

    A file that is named like one and holds something else is read as what it holds, if that is text or a workbook.
    """
    if data.startswith((b"$FL2", b"$FL3")):
        return "sav"
    if data.startswith(STATA) or _is_old_stata(data):
        return "dta"
    if PORTABLE in data[:1000]:
        return "por"
    named = SUFFIXES.get(Path(file or "").suffix.casefold())
    return named if b"\x00" in data[:65_536] and not data.startswith((b"PK", b"\xff\xfe", b"\xfe\xff")) else None


def _is_old_stata(data: bytes) -> bool:
    return len(data) > 109 and data[0] in OLD_STATA and data[1] in (1, 2) and data[2] == 1 and data[3] == 0


def read_stats(data: bytes, kind: str, *, limits: Limits, encoding: str | None, file: str | None) -> StatsFile:
    """The cells of a statistics file, each value by its label where it has one."""
    if find_spec("pyreadstat") is None:
        problem = "SPSS and Stata files need one more package"
        cure = "Run: pip install 'netdiffusion[stats-files]', or save the file as CSV."
        raise DataError(problem, cure=cure, file=file)
    cut_off = data.startswith(STATA) and not data.rstrip(b"\x00\r\n ").endswith(b"</stata_dta>")
    found = None if cut_off else _read_apart(data, kind, limits, encoding)
    if found is None:
        problem = "the statistics file is damaged"
        raise DataError(problem, cure="Save it again (a recent .sav or .dta), or as CSV.", file=file)
    if "problem" in found:
        raise DataError(found["problem"], cure=found["cure"], file=file)
    cells = {name: pd.Series(texts, dtype="str") for name, texts in found["cells"].items()}
    what = "Stata" if kind == "dta" else "SPSS"
    notes = (f"Read as a statistics file ({what}), values by their labels.", *found["notes"])
    return StatsFile(pd.DataFrame(cells), found["questions"], found["scales"], notes)


def _read_apart(data: bytes, kind: str, limits: Limits, encoding: str | None) -> dict[str, Any] | None:
    """What another process made of the bytes; None where it crashed, took too long or ran out of memory."""
    with tempfile.TemporaryDirectory(prefix="netdiff-") as folder:
        path = Path(folder) / f"table.{kind}"
        path.write_bytes(data)
        said = {"path": str(path), "kind": kind, "encoding": encoding, "memory": MEMORY * limits.unpacked_bytes}
        said |= {"cells": limits.cells, "columns": limits.columns}
        command = [sys.executable, "-m", "netdiff.loaders._statschild"]
        own = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
        try:
            subprocess.run(
                command, input=json.dumps(said).encode(), env=own, capture_output=True, timeout=SECONDS, check=False
            )
            return dict(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None
