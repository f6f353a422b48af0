"""Ids and labels of people: unique, never blank, two people of one name kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from netdiff.loaders._cells import clean
from netdiff.loaders.names import untitled

__all__ = ["free_name", "spelling_of"]


def free_name(wanted: str, taken: Iterable[str], word: str) -> str:
    """The wanted id, or with a word and number behind it where it is taken."""
    used = taken if isinstance(taken, (set, frozenset, dict)) else set(taken)
    if wanted not in used:
        return wanted
    number, name = 2, f"{wanted} ({word})"
    while name in used:
        name, number = f"{wanted} ({word} {number})", number + 1
    return name


def spelling_of(spellings: Mapping[str, int]) -> str:
    """The spelling to show for somebody on no list: mixed case and first name first, then the commonest."""
    counts: dict[str, int] = {}
    for text, count in spellings.items():
        shown = untitled(clean(text))
        counts[shown] = counts.get(shown, 0) + count

    def rank(text: str) -> tuple[bool, bool, int, str]:
        shouted = any(len(word) > 1 and word.isupper() for word in text.split())
        return (shouted or text == text.lower(), "," in text, -counts[text], text)

    return min(counts, key=rank)
