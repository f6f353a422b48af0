"""A register of what was given to whom, and a warning where two public files together tell too much."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from netdiff.errors import DataWarning
from netdiff.privacy import Policy, safe_frame

__all__ = ["Issue", "enter"]

COLUMNS = (
    "date", "file", "audience", "people", "holds", "purpose", "owner", "delete_after", "sha256", "cells",
)  # fmt: skip


@dataclass(frozen=True)
class Issue:
    """What is known of one file that was given out.

    Attributes
    ----------
    policy : Policy
        For whom, what for, who keeps it, when it is to be deleted.
    people : int
        How many people it shows one by one; 0 in a public file.
    holds : tuple of str
        What it tells of them.
    cells : mapping
        In a public file: what it says of each group and place.
    """

    policy: Policy
    people: int
    holds: tuple[str, ...]
    cells: Mapping[str, str] = field(default_factory=dict)


def enter(register: str | Path, file: Path, issue: Issue) -> Path:
    """Add a file to the register, which is a CSV beside the files.

    Parameters
    ----------
    register : str or Path
        The register; made where there is none yet.
    file : Path
        The file that was written.
    issue : Issue

    Returns
    -------
    Path
        The register.

    Warns
    -----
    DataWarning
        Where an earlier public file in the register shows a number that this one hides, or the other way round: taken
        together, the two may give somebody away.

    Notes
    -----
    The register holds no names, but it tells what exists: keep it where the private files are kept.

    Stability: experimental.
    """
    path = Path(register)
    known = (
        pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else pd.DataFrame(columns=list(COLUMNS))
    )
    _compare(known, issue)
    line = pd.DataFrame([_line(file, issue)], columns=list(COLUMNS))
    path.parent.mkdir(parents=True, exist_ok=True)
    both = pd.concat([known, safe_frame(line)]) if len(known) else safe_frame(line)
    both.to_csv(path, index=False, encoding="utf-8")
    return path


def _line(file: Path, issue: Issue) -> list[str]:
    policy = issue.policy
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    told = "; ".join(issue.holds)
    today = date.today().isoformat()  # noqa: DTZ011  the day by the clock on the wall
    about = [policy.purpose, policy.owner, policy.delete_after]
    return [today, file.name, policy.audience, str(issue.people), told, *about, digest, json.dumps(dict(issue.cells))]


def _compare(known: pd.DataFrame, issue: Issue) -> None:
    """Set the cells of this public file beside those of each earlier one."""
    if issue.policy.audience != "public":
        return
    for row in known[known["audience"] == "public"].to_dict("records"):
        earlier = json.loads(row["cells"] or "{}")
        telling = sorted(name for name in issue.cells if _tells(earlier.get(name), issue.cells[name]))
        if telling:
            message = (
                f"{row['file']} of {row['date']} and this file differ in what they hide ({', '.join(telling[:3])}"
                f"{', …' if len(telling) > 3 else ''}). Whoever has both may find out about single people: "
                "publish one of them only, or use the same people and the same min_cell."
            )
            warnings.warn(message, DataWarning, stacklevel=4)


def _tells(earlier: str | None, now: str) -> bool:
    """Whether a cell is hidden in one of two files and shown in the other."""
    return earlier is not None and earlier.startswith("fewer") != now.startswith("fewer")
