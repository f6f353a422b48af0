"""The receipt: how a network came to be, down to row numbers, so that nothing is lost unseen.

For every file and every subject (rows, names, ties, …) it holds that
received = kept + merged + set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from netdiff.errors import DataError, rows_in_words

__all__ = ["OUTCOMES", "REVIEW_COLUMNS", "Line", "Receipt"]

OUTCOMES = ("kept", "merged", "set aside")
REVIEW_COLUMNS = ("spelling", "mentions", "rows", "candidate", "score", "rank", "decision")
MOST_ROWS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt: so many of a subject met one outcome, for one reason.

    Parameters
    ----------
    subject : str
        What is counted: `"rows"`, `"names"`, `"ties"`, `"cells"`.
    outcome : {"kept", "merged", "set aside"}
        What became of them.
    reason : str
        Why, in plain words.
    count : int
        How many.
    rows : tuple of int
        Row numbers as the file shows them (the first 10,000), where rows are known.
    file : str, optional
        The file they stood in.
    """

    subject: str
    outcome: str
    reason: str
    count: int
    rows: tuple[int, ...] = ()
    file: str | None = None

    def __str__(self) -> str:
        where = f" ({rows_in_words(self.rows)})" if self.rows and self.outcome != "kept" else ""
        return f"{self.count:,} {self.outcome}: {self.reason}{where}"


def _empty_review() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in REVIEW_COLUMNS})


@dataclass(frozen=True, eq=False)
class Receipt:
    """What became of everything that came in.

    Parameters
    ----------
    lines : tuple of Line
        What was kept, merged and set aside.
    received : mapping of (file, subject) to int
        How many came in.
    notes : tuple of str
        What was detected or assumed, one sentence each.
    review : pandas.DataFrame
        Unresolved names, one row per spelling and candidate, waiting for a person's decision.

    Notes
    -----
    A value: `with_line`, `with_received`, `with_note` and `plus` return a new receipt. Its printed form shows
    counts and row numbers, never names. Stability: stable.

    Examples
    --------
    >>> receipt = Receipt().with_received("rows", 3, file="survey.csv")
    >>> receipt = receipt.with_line("rows", "kept", "answers", 2, file="survey.csv")
    >>> receipt.adds_up
    False
    >>> receipt.with_line("rows", "set aside", "preview rows", rows=[4], file="survey.csv").adds_up
    True
    """

    lines: tuple[Line, ...] = ()
    received: Mapping[tuple[str | None, str], int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    review: pd.DataFrame = field(default_factory=_empty_review)

    def with_line(
        self,
        subject: str,
        outcome: str,
        reason: str,
        count: int | None = None,
        *,
        rows: Iterable[int] = (),
        file: str | None = None,
    ) -> Receipt:
        """A receipt with one more line; nothing is added where the count is 0."""
        listed = np.asarray(rows if isinstance(rows, Sized) else list(rows))
        numbers = tuple(int(row) for row in listed[:MOST_ROWS_KEPT].tolist())
        number = len(listed) if count is None else int(count)
        if outcome not in OUTCOMES:
            raise DataError(f"an outcome is one of {', '.join(OUTCOMES)}", value=outcome)
        if number == 0:
            return self
        line = Line(subject, outcome, reason, number, numbers, file)
        return replace(self, lines=(*self.lines, line))

    def with_received(self, subject: str, count: int, *, file: str | None = None) -> Receipt:
        """A receipt that counts `count` more of a subject as received."""
        received = dict(self.received)
        received[file, subject] = received.get((file, subject), 0) + int(count)
        return replace(self, received=received)

    def with_note(self, *notes: str) -> Receipt:
        """A receipt with further sentences on what was detected or assumed."""
        return replace(self, notes=self.notes + tuple(note for note in notes if note not in self.notes))

    def with_review(self, review: pd.DataFrame) -> Receipt:
        """A receipt with this table of names to be decided."""
        return replace(self, review=review.reset_index(drop=True))

    def plus(self, other: Receipt) -> Receipt:
        """Both receipts as one; files of the same name are counted together."""
        joined = replace(self, lines=self.lines + other.lines).with_note(*other.notes)
        for (file, subject), count in other.received.items():
            joined = joined.with_received(subject, count, file=file)
        reviews = [table for table in (self.review, other.review) if len(table)]
        return joined.with_review(pd.concat(reviews) if reviews else self.review)

    def balance(self) -> pd.DataFrame:
        """Per file and subject: received, kept, merged, set aside, and whether they add up."""
        keys = dict.fromkeys([*self.received, *((line.file, line.subject) for line in self.lines)])
        return pd.DataFrame(
            [self._account(file, subject) for file, subject in keys],
            columns=["file", "subject", "received", *OUTCOMES, "adds_up"],
        )

    @property
    def adds_up(self) -> bool:
        """Whether received = kept + merged + set aside for every file and subject."""
        return bool(self.balance()["adds_up"].all())

    def to_frame(self) -> pd.DataFrame:
        """The lines as a table: file, subject, outcome, reason, count, rows."""
        records = [(ln.file, ln.subject, ln.outcome, ln.reason, ln.count, ln.rows) for ln in self.lines]
        return pd.DataFrame(records, columns=["file", "subject", "outcome", "reason", "count", "rows"])

    def _account(self, file: str | None, subject: str) -> dict[str, Any]:
        found = dict.fromkeys(OUTCOMES, 0)
        for line in self.lines:
            if (line.file, line.subject) == (file, subject):
                found[line.outcome] += line.count
        received = self.received.get((file, subject), 0)
        whole = sum(found.values())
        return {"file": file, "subject": subject, "received": received, **found, "adds_up": received == whole}

    def __str__(self) -> str:
        blocks = [self._block(account) for account in self.balance().to_dict("records")]
        waiting = self.review["spelling"].nunique() if len(self.review) else 0
        review = [f"{waiting} spellings of names wait for your decision (receipt.review)."] if waiting else []
        return "\n".join([*blocks, *self.notes, *review]) or "Nothing came in."

    __repr__ = __str__

    def _block(self, account: Mapping[Any, Any]) -> str:
        file, subject = account["file"], account["subject"]
        file = None if pd.isna(file) else file
        found = [ln for ln in self.lines if (ln.file, ln.subject) == (file, subject)]
        place = f"{file}: " if file else ""
        sums = " + ".join(f"{account[outcome]:,} {outcome}" for outcome in OUTCOMES)
        verdict = "" if account["adds_up"] else "  (does NOT add up)"
        head = f"{place}{account['received']:,} {subject} in = {sums}{verdict}"
        return "\n".join([head, *(f"  {line}" for line in found)])

    def _repr_html_(self) -> str:
        from netdiff._html import table_html

        return table_html(self.balance()) + table_html(self.to_frame().drop(columns="rows"))
