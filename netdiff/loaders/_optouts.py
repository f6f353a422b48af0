"""People who asked to be left out: gone altogether, and no figure shows that there were a few of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from netdiff.receipt import Line, Receipt

__all__ = ["FEWEST", "NOTE", "left_out", "review_without", "taken_back"]

FEWEST = 5
NOTE = "People who asked to be left out are left out; where they are fewer than five, nothing here counts them."


def left_out(
    receipt: Receipt, subject: str, count: int, people: int, *, file: str | None, reason: str = "asked to be left out"
) -> Receipt:
    """The receipt after `count` of a subject went because `people` people had asked for it.

    Where either is below five they are taken out of what came in, so that the sum holds and shows nothing; row numbers
    are never kept.
    """
    if min(count, people) >= FEWEST:
        return receipt.with_line(subject, "set aside", reason, count, file=file)
    return receipt.with_received(subject, -count, file=file)


def taken_back(receipt: Receipt, subject: str, count: int) -> Receipt:
    """The receipt with `count` fewer of a subject kept: they were counted before it was known that they are out."""
    lines: list[Line] = []
    left = count
    for line in receipt.lines:
        moved = min(left, line.count) if (line.subject, line.outcome) == (subject, "kept") else 0
        left -= moved
        if line.count > moved:
            lines.append(replace(line, count=line.count - moved))
    return replace(receipt, lines=tuple(lines))


def review_without(receipt: Receipt, gone: Collection[str], spellings: Collection[str]) -> Receipt:
    """The receipt whose table of uncertain names neither offers nor spells people who are out."""
    review = receipt.review
    out = review["candidate"].isin(list(gone)) | review["spelling"].isin(list(spellings))
    return receipt.with_review(review[~out]) if out.any() else receipt
