"""Where a table begins: title lines, one, two or three header rows, or none at all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

__all__ = ["Header", "find_header", "is_numeric_text"]

IMPORT_ID = '{"importid"'
COMMENT = ("#", "%", "!")
NUMBERISH = re.compile(r"[+-]?[\d.,]+([eE][+-]?\d+)?%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?|\d{1,2}:\d{2}(:\d{2})?")
LOOK = 40


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table.

    Parameters
    ----------
    first : int
        Position of the header's first row (rows above it are titles).
    depth : int
        Number of header rows; 0 where there is none.
    names : tuple of str
        Unique column names.
    questions : mapping
        Column name → the wording asked, where the file carries one.
    kind : {"plain", "none", "qualtrics", "merged", "stated"}
        How it was recognised.
    """

    first: int
    depth: int
    names: tuple[str, ...]
    questions: dict[str, str] = field(default_factory=dict)
    kind: str = "plain"

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        skipped = f" {self.first} title or blank lines above it were skipped." if self.first else ""
        words = {
            "plain": "One header row.",
            "stated": f"{self.depth} header rows, as you said.",
            "none": "No header row: columns are numbered from 1.",
            "qualtrics": "Three header rows (a Qualtrics export): names, questions, import ids.",
            "merged": "Two header rows, joined as 'upper - lower'.",
        }
        return words[self.kind] + skipped


def is_numeric_text(text: str) -> bool:
    """Whether a cell holds a number, a date or a clock time rather than a name."""
    return bool(NUMBERISH.fullmatch(text.strip()))


def find_header(grid: pd.DataFrame, *, depth: int | None = None, merged: bool = False) -> Header:
    """The header of a grid of text cells; `depth` overrides what would be detected."""
    head = [[str(cell).strip() for cell in row] for row in grid.head(LOOK).to_numpy().tolist()]
    first = _first_row(head)
    if depth is not None:
        return _stated(head, first, depth, grid.shape[1])
    three = [row for row in range(first, min(first + 3, len(head))) if _is_import_row(head[row])]
    if three:
        top = three[0] - 2 if three[0] >= 2 else first
        return _with_questions(head[max(top, 0)], head[three[0] - 1], max(top, 0), three[0] - max(top, 0) + 1)
    if first >= len(head) or _headless(head[first:]):
        return Header(first, 0, tuple(str(k + 1) for k in range(grid.shape[1])), kind="none")
    if first and _is_upper(head[first - 1], head[first], merged=merged):
        return _joined(head[first - 1], head[first], first - 1)
    if first + 1 < len(head) and _is_double(head[first], head[first + 1], merged=merged):
        return _joined(head[first], head[first + 1], first)
    return Header(first, 1, unique_names(head[first]))


def _first_row(head: list[list[str]]) -> int:
    """The first row that is as wide as most: what stands above is a title, a comment or blank."""
    filled = [sum(1 for cell in row if cell) for row in head]
    usual = Counter(count for count in filled if count > 1).most_common(1)
    enough = max(2, (usual[0][0] + 1) // 2) if usual else 1
    for row, count in enumerate(filled):
        comment = any(cell.startswith(COMMENT) for cell in head[row][:1])
        if count >= enough and not (comment and row + 1 < len(head)):
            return row
    return next((row for row, count in enumerate(filled) if count), 0)


def _is_import_row(row: list[str]) -> bool:
    return any(cell.casefold().replace(" ", "").startswith(IMPORT_ID) for cell in row)


def _headless(rows: list[list[str]]) -> bool:
    """Every filled cell of the first row is a number or a date, as are most below it."""
    top = [cell for cell in rows[0] if cell]
    if not top:
        return True
    if all(is_numeric_text(cell) for cell in top):
        return True
    numeric = [place for place, cell in enumerate(rows[0]) if cell and is_numeric_text(cell)]
    below = [[row[place] for row in rows[1:] if row[place]] for place in numeric]
    steady = [cells for cells in below if cells and all(is_numeric_text(cell) for cell in cells)]
    repeated = sum(rows[0][place] in {row[place] for row in rows[1:]} for place in range(len(rows[0])))
    return bool(steady) and len(steady) == len(numeric) and (2 * len(numeric) >= len(top) or repeated > 1)


def _is_double(upper: list[str], lower: list[str], *, merged: bool) -> bool:
    """The upper row has gaps that the lower one fills with words, and the other way round at its left."""
    gaps = [place for place, cell in enumerate(upper) if not cell and any(upper[:place])]
    filled = [lower[place] for place in gaps if lower[place]]
    worded = bool(filled) and not any(is_numeric_text(cell) for cell in lower if cell)
    complementary = not lower[0] and bool(upper[0])
    return worded and len(filled) == len(gaps) and (merged or (complementary and len(gaps) >= 2))


def _is_upper(upper: list[str], lower: list[str], *, merged: bool) -> bool:
    """A thinner row above the names that parts them into blocks: merged cells, or names that come again."""
    filled = [place for place, cell in enumerate(upper) if cell]
    names = [cell for cell in lower if cell]
    again = len(set(names)) < len(names)
    worded = not any(is_numeric_text(upper[place]) for place in filled)
    beside = filled[:1] != [0] or not lower[0]  # the upper row may name the first column, if the lower one does not
    return len(filled) >= 2 and beside and worded and (merged or again)


def _joined(upper: list[str], lower: list[str], first: int) -> Header:
    filled = pd.Series(upper).replace("", np.nan).ffill().fillna("").tolist()
    names = [
        f"{top} - {low}" if top and low and top != low else (low or top) for top, low in zip(filled, lower, strict=True)
    ]
    return Header(first, 2, unique_names(names), kind="merged")


def _with_questions(names: list[str], texts: list[str], first: int, depth: int) -> Header:
    unique = unique_names(names)
    questions = {name: text for name, text in zip(unique, texts, strict=True) if text}
    return Header(first, depth, unique, questions, kind="qualtrics")


def _stated(head: list[list[str]], first: int, depth: int, width: int) -> Header:
    if depth == 0:
        return Header(first, 0, tuple(str(k + 1) for k in range(width)), kind="none")
    rows = head[first : first + depth]
    if depth == 1 or len(rows) < 2:
        return Header(first, min(depth, len(rows)), unique_names(rows[0] if rows else []), kind="stated")
    if depth == 2 and not all(rows[0]):
        return _joined(rows[0], rows[1], first)
    return _with_questions(rows[0], rows[1], first, depth)


def unique_names(names: list[str]) -> tuple[str, ...]:
    """Column names made unique; a blank one is called by its place."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    taken = set(names)
    for place, name in enumerate(names, start=1):
        clean = re.sub(r"\s+", " ", name).strip() or f"column {place}"
        seen[clean] += 1
        unique = clean if seen[clean] == 1 else f"{clean} ({seen[clean]})"
        while seen[clean] > 1 and unique in taken:
            seen[clean] += 1
            unique = f"{clean} ({seen[clean]})"
        taken.add(unique)
        found.append(unique)
    return tuple(found)
