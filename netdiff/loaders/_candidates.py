"""The most likely people for a spelling that nobody may decide but a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from netdiff.loaders._nicknames import formal_names

__all__ = ["Candidates"]

LEAST = 65.0
MOST = 5
COMMON = 400
NEAR = 12


class Candidates:
    """People by the words and initials of their names.

    Parameters
    ----------
    keys : mapping of str to str
        Id → normalised name.
    """

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.keys = {person: key for person, key in keys.items() if key}
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for person, key in self.keys.items():
            for mark in _marks(key.split()):
                self._by_word[mark].append(person)

    def ranked(self, key: str, certain: Sequence[str] = ()) -> tuple[tuple[str, float], ...]:
        """At most five people with scores from 65 to 100, best first; `certain` ones come first with 100."""
        words = tuple(key.split())
        if not words:
            return ()
        pool = dict.fromkeys(certain) | dict.fromkeys(self._pool(words))
        scored = [(person, 100.0 if person in certain else _likeness(words, self.keys[person])) for person in pool]
        likely = sorted((pair for pair in scored if pair[1] >= LEAST), key=lambda pair: (-pair[1], pair[0]))
        return tuple(likely[:MOST])

    def _pool(self, words: tuple[str, ...]) -> list[str]:
        """People who share a word, a short form or initials, and those whose whole name looks alike."""
        from rapidfuzz import fuzz, process

        shared = [person for mark in _marks(words) for person in self._by_word.get(mark, ())[:COMMON]]
        alike = process.extract(" ".join(words), self.keys, scorer=fuzz.token_sort_ratio, score_cutoff=70, limit=NEAR)
        return [*shared, *(person for _, _, person in alike)]


def _marks(words: Sequence[str]) -> set[str]:
    """What a name can be found by: its words, the formal names they stand for, its initials."""
    whole = {word for word in words if len(word) > 1}
    formal = {f"formal {form}" for word in words[:1] for form in formal_names(word)}
    initials = "".join(word[0] for word in words)
    short = words[0] if len(words) == 1 and len(words[0]) <= 3 else ""
    return whole | formal | ({f"initials {initials}"} if len(words) > 1 else set()) | {f"initials {short}"}


@lru_cache(maxsize=100_000)
def _likeness(words: tuple[str, ...], key: str) -> float:
    """How well every word of a spelling finds its partner among the words of a name, 0 to 100."""
    theirs = key.split()
    if len(words) == 1 and len(words[0]) <= 3 and words[0] == "".join(word[0] for word in theirs):
        return 70.0
    free, total = list(theirs), 0.0
    for word in sorted(words, key=len, reverse=True):
        scores = [_word_likeness(word, other) for other in free]
        best = max(scores, default=0.0)
        total += best
        if scores:
            free.pop(scores.index(best))
    covered = len(words) / max(len(theirs), len(words))
    return 100.0 * (total / len(words)) * (0.7 + 0.3 * covered)


def _word_likeness(word: str, other: str) -> float:
    from rapidfuzz import fuzz

    if word == other:
        return 1.0
    if formal_names(word) & formal_names(other):
        return 0.95
    if len(word) == 1 or len(other) == 1:
        return 0.7 if word[0] == other[0] else 0.0
    if len(word) > 2 and other.startswith(word):
        return 0.85
    ratio = fuzz.ratio(word, other) / 100.0
    return ratio if ratio >= 0.7 else 0.2 * ratio
