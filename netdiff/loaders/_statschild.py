"""What reads a statistics file, in a process of its own: the C library under it can crash on a damaged file.

Run by `_statsfiles` as `python -m netdiff.loaders._statschild`; hands over JSON, never code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._cells import clean
from netdiff.loaders._limits import Limits
from netdiff.loaders._roster_cells import ratings
from netdiff.loaders._words import NOES
from netdiff.loaders._workbook import cell_text

__all__ = ["answer", "contents"]

MOST_SHOWN = 8


def answer(path: Path, kind: str, encoding: str | None, limits: Limits) -> dict[str, Any]:
    """The contents, or the fault, as plain words and lists."""
    try:
        return contents(path, kind, encoding, limits)
    except DataError as error:
        return {"problem": error.faults[0].problem, "cure": error.faults[0].cure}


def contents(path: Path, kind: str, encoding: str | None, limits: Limits) -> dict[str, Any]:
    """Text cells by column, questions, labels as ratings, notes."""
    how = {} if kind == "por" else {"encoding": encoding}
    marked = {} if kind == "por" else {"user_missing": True}
    shape = _read(path, kind, metadataonly=True, **how, **marked)[1]
    limits.check_shape(max(shape.number_rows or 0, 0), shape.number_columns or 0, file=None)
    frame, meta = _read(path, kind, apply_value_formats=False, **how)
    limits.check_shape(len(frame), frame.shape[1], file=None)
    labels = {str(name): values for name, values in meta.variable_value_labels.items() if name in frame}
    return {
        "cells": {str(name): _texts(frame[name], labels.get(str(name), {})) for name in frame.columns},
        "questions": {name: clean(str(text)) for name, text in meta.column_names_to_labels.items() if text},
        "scales": {name: _scale(values) for name, values in labels.items()},
        "notes": _missing_note(shape),
    }


def _read(path: Path, kind: str, **options: Any) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    readers: dict[str, Any] = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta, "por": pyreadstat.read_por}
    try:
        frame, meta = readers[kind](path, **options)
    except Exception as error:
        problem = "the statistics file is damaged or of a version that cannot be read"
        cure = "Save it again (a recent .sav or .dta), or as CSV. Odd letters: say encoding='cp1252'."
        raise DataError(problem, cure=cure) from error
    return frame, meta


def _texts(column: pd.Series, labels: Mapping[Any, str]) -> list[str]:
    """Cells as text; a value without a label stays a number."""
    codes, values = pd.factorize(column, use_na_sentinel=True)
    texts = [clean(str(labels[value])) if value in labels else cell_text(value).strip() for value in values]
    return np.array([*texts, ""], dtype=object)[codes].tolist()


def _scale(labels: Mapping[Any, str]) -> dict[str, str]:
    """What each label says as a rating: the word where all are understood (`weekly`, `yes`), else its number."""
    texts = [clean(str(label)) for label in labels.values()]
    if not np.isnan(ratings(pd.Series(texts, dtype="str"))).any():
        return {}
    pairs = zip(texts, labels, strict=True)
    return {text: "0" if text.casefold() in NOES else cell_text(_number(value)) for text, value in pairs}


def _number(value: object) -> object:
    return float(value) if isinstance(value, (int, np.integer)) else value


def _missing_note(meta: Any) -> list[str]:
    """Codes that the file itself calls missing; they arrive as blanks."""
    said = [f"{name} ({', '.join(_span(one) for one in spans)})" for name, spans in meta.missing_ranges.items()]
    if not said:
        return []
    more = f" and {len(said) - MOST_SHOWN} more columns" if len(said) > MOST_SHOWN else ""
    return [f"Codes that the file itself calls missing, read as blank: {', '.join(said[:MOST_SHOWN])}{more}."]


def _span(one: Mapping[str, Any]) -> str:
    low, high = cell_text(one["lo"]), cell_text(one["hi"])
    return low if low == high else f"{low} to {high}"


def _bounded(memory: int) -> None:
    """A file that unpacks to something huge ends this process, not the computer."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main() -> None:
    """Read what the standard input asks for, and write the answer beside the file."""
    said = json.load(sys.stdin)
    _bounded(said["memory"])
    path = Path(said["path"])
    limits = Limits(cells=said["cells"], columns=said["columns"])
    found = answer(path, said["kind"], said["encoding"], limits)
    path.with_suffix(".json").write_text(json.dumps(found), encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
