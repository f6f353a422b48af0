"""Who is who: free-text names set beside the people we know, and never joined on a guess.

A spelling is taken for a person if, once cleaned, it is that person's name and nobody else's; failing that, if
a short form of the first name makes it so; failing that, if one slip of a finger does. Everything else waits for
a person's decision, with the most likely people beside it. Two people of one name are never joined.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from netdiff.loaders._candidates import Candidates
from netdiff.loaders._cells import clean
from netdiff.loaders._nicknames import formal_names, known_first_names
from netdiff.loaders._words import CREDENTIALS, TITLES

__all__ = ["Directory", "Match", "email_of", "is_code", "namesakes", "normalise", "review_rows", "untitled"]

LETTERS = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
SIGNS = str.maketrans("", "", "".join(sign for sign in map(chr, range(128)) if not sign.isalnum()))
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one spelling.

    Parameters
    ----------
    how : {"id", "name", "nickname", "typo", "decided", "review", "outside", "ignored"}
        Why it was taken for a person, or that it was not.
    person : str, optional
        The id, where there is one.
    candidates : sequence of (id, score)
        The most likely people, best first, for what waits for review.
    """

    how: str
    person: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()


def normalise(text: str) -> str:
    """A name in its plainest form: lower case, first name first, no titles, accents or punctuation.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Words parted by single spaces; empty where nothing but titles was written.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> normalise("  KHAN,  Dr. Aïsha ")
    'aisha khan'
    >>> normalise("Prof. Seán O’Brien-Hughes, RN")
    'sean obrien hughes'
    """
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", clean(text))
    parts = [_words(part) for part in plain.split(",")]
    parts = [part if not place else _unsuffixed(part) for place, part in enumerate(parts)]
    filled = [stripped for part in parts if (stripped := _untitled(part))]
    if len(filled) == 2 and len(filled[1]) <= 3:
        filled = [filled[1], filled[0]]
    return " ".join(word for part in filled for word in part)


def _words(text: str) -> list[str]:
    lowered = text.casefold().translate(LETTERS)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign))
    joined = re.sub(r"(?<=\w)['`´](?=\w)", "", bare)
    return re.findall(r"[^\W_]+", joined)


def _unsuffixed(words: list[str]) -> list[str]:
    return [word for word in words if word not in CREDENTIALS or len(words) > 1]


def _untitled(words: list[str]) -> list[str]:
    kept = words
    while len(kept) >= 1 and kept[0] in TITLES:
        kept = kept[1:]
    while len(kept) > 2 and kept[-1] in CREDENTIALS:
        kept = kept[:-1]
    return kept


def is_code(text: str) -> bool:
    """Whether a text is an id rather than a name: it has a digit and no space, or is one sign long.

    Examples
    --------
    >>> is_code("P-014"), is_code("Ann Lee"), is_code("ann.lee3@nhs.uk")
    (True, False, False)
    """
    return "@" not in text and " " not in text and (any(sign.isdigit() for sign in text) or len(text) == 1)


def squeeze(code: str) -> str:
    """An id without case, spaces and signs: `P-017 ` → `p017`."""
    if code.isascii():
        return code.casefold().translate(SIGNS)
    return "".join(sign for sign in code.casefold() if sign.isalnum())


def _code_key(text: str) -> str:
    return squeeze(text) if is_code(text.replace(" ", "")) else ""


def email_of(text: str) -> str | None:
    """The e-mail address in a text, in lower case."""
    found = EMAIL.search(text)
    return found[0].casefold() if found else None


def _spoken(text: str) -> str:
    """The name in a text; of an e-mail address, the words before the @."""
    address = email_of(text)
    return normalise(re.sub(r"\d+", "", address.partition("@")[0])) if address else normalise(text)


@dataclass(frozen=True, eq=False)
class Directory:
    """The people we know, ready to have spellings set beside them.

    Parameters
    ----------
    names : mapping of str to str
        Id → name as written in the people sheet.
    emails : mapping of str to str
        Id → e-mail address, where known.
    decided : mapping of str to str
        Spelling → id, `"outside"` or `"ignore"`: what a person has decided before.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> people = Directory({"P1": "Elizabeth Shaw", "P2": "Aisha Khan"})
    >>> found = people.resolve(["Liz Shaw", "Khan, Aisha", "Aisha Kahn", "A. Khan", "Bo Diddley"])
    >>> [(match.how, match.person) for match in found.values()]
    [('nickname', 'P1'), ('name', 'P2'), ('typo', 'P2'), ('review', None), ('outside', None)]
    """

    names: Mapping[str, str]
    emails: Mapping[str, str] = field(default_factory=dict)
    decided: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {person: normalise(name) for person, name in self.names.items()}

    @cached_property
    def _ids(self) -> dict[str, str]:
        return _unique({person: person.casefold() for person in self.names})

    @cached_property
    def _codes(self) -> dict[str, str]:
        return _unique({person: squeeze(person) for person in self.names})

    @cached_property
    def _written(self) -> dict[str, str]:
        return _unique({person: clean(name).casefold() for person, name in self.names.items()})

    @cached_property
    def _by_mail(self) -> dict[str, str]:
        return _unique({person: address.casefold() for person, address in self.emails.items() if address})

    @cached_property
    def _exact(self) -> dict[str, tuple[str, ...]]:
        return _index({person: {key} for person, key in self._keys.items() if key})

    @cached_property
    def _formal(self) -> dict[str, tuple[str, ...]]:
        return _index({person: _formal_keys(key) for person, key in self._keys.items() if key})

    @cached_property
    def _slips(self) -> dict[str, tuple[str, ...]]:
        return _index({person: _deletions(key) for person, key in self._keys.items() if " " in key})

    @cached_property
    def _first(self) -> frozenset[str]:
        return frozenset(key.partition(" ")[0] for key in self._keys.values()) | known_first_names()

    @cached_property
    def _last(self) -> frozenset[str]:
        return frozenset(key.rpartition(" ")[2] for key in self._keys.values())

    @cached_property
    def _past(self) -> dict[str, str]:
        return {clean(spelling).casefold(): decision for spelling, decision in self.decided.items()}

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates(self._keys)

    def __len__(self) -> int:
        return len(self.names)

    def resolve(self, texts: Iterable[str]) -> dict[str, Match]:
        """What each distinct spelling stands for, in the order they came."""
        return {text: self.match(text) for text in dict.fromkeys(texts)}

    def match(self, text: str) -> Match:
        """What one spelling stands for."""
        if text in self.names and not self.decided:
            return Match("id", text)
        plain = clean(text).casefold()
        if plain in self._past:
            return self._as_decided(self._past[plain])
        if not plain:
            return Match("ignored")
        address = email_of(text)
        for index, key in ((self._ids, plain), (self._by_mail, address or ""), (self._codes, _code_key(plain))):
            if key in index:
                return Match("id", index[key])
        if is_code(plain):
            return Match("outside")
        return self._by_name(_spoken(text), plain)

    def _by_name(self, key: str, plain: str) -> Match:
        exact = self._exact.get(key, ())
        if len(exact) == 1:
            return Match("name", exact[0])
        if len(exact) > 1 and plain in self._written:
            return Match("name", self._written[plain])
        if not exact:
            close = self._one_step_away(key)
            if close is not None:
                return close
        likely = self._candidates.ranked(key, exact)
        return Match("review", None, likely) if likely else Match("outside")

    def _one_step_away(self, key: str) -> Match | None:
        """The only person whose short form, or whose name less one slip, this is."""
        called = {person for form in _formal_keys(key) for person in self._formal.get(form, ())}
        slipped = self._by_slip(key)
        if len(called) == 1 and slipped <= called:
            return Match("nickname", next(iter(called)))
        if not called and len(slipped) == 1:
            return Match("typo", next(iter(slipped)))
        return None

    def _by_slip(self, key: str) -> set[str]:
        """People whose names lie one slip (letter dropped, added, replaced, swapped) away."""
        from rapidfuzz.distance import OSA

        if len(key) < 6 or " " not in key:
            return set()
        near = {person for form in _deletions(key) for person in self._slips.get(form, ())}
        return {
            person
            for person in near
            if OSA.distance(key, self._keys[person], score_cutoff=1) <= 1 and self._is_slip(key, self._keys[person])
        }

    def _is_slip(self, key: str, other: str) -> bool:
        """Not a slip: another first name or surname in its own right, or another initial."""
        first, theirs = key.partition(" ")[0], other.partition(" ")[0]
        if first == theirs:
            return all(len(word) > 1 for word in key.split()) and key.rpartition(" ")[2] not in self._last
        return len(first) > 1 and len(theirs) > 1 and first not in self._first

    def _as_decided(self, decision: str) -> Match:
        if decision in self.names:
            return Match("decided", decision)
        return Match("ignored" if decision == "ignore" else "outside")


def namesakes(names: Mapping[str, str]) -> dict[str, list[str]]:
    """Normalised names borne by several people, and their ids."""
    index = _index({person: {normalise(name)} for person, name in names.items() if name})
    return {key: list(people) for key, people in index.items() if key and len(people) > 1}


def _unique(keys: Mapping[str, str]) -> dict[str, str]:
    """Key → person, for the keys that only one person has."""
    return {
        key: people[0] for key, people in _index({p: {k} for p, k in keys.items() if k}).items() if len(people) == 1
    }


def _index(keys: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for person, forms in keys.items():
        for form in forms:
            found[form].append(person)
    return {form: tuple(people) for form, people in found.items()}


def _formal_keys(key: str) -> set[str]:
    first, space, rest = key.partition(" ")
    return {f"{formal}{space}{rest}" for formal in formal_names(first)} if rest else set()


def _deletions(key: str) -> set[str]:
    return {key} | {key[:place] + key[place + 1 :] for place in range(len(key))}


def review_rows(
    spellings: Mapping[str, Match], mentions: Mapping[str, Sequence[int]], counts: Mapping[str, int]
) -> pd.DataFrame:
    """The review table of a receipt: one row per spelling and candidate."""
    from netdiff.receipt import REVIEW_COLUMNS

    rows = [
        (text, counts[text], ", ".join(map(str, mentions[text])), candidate, round(score, 1), rank, "")
        for text, match in spellings.items()
        if match.how == "review"
        for rank, (candidate, score) in enumerate(match.candidates, start=1)
    ]
    return pd.DataFrame(rows, columns=list(REVIEW_COLUMNS))


def untitled(text: str) -> str:
    """A name as written, less the titles before it (`Prof. Gwen Hollowdale` → `Gwen Hollowdale`)."""
    words = text.split()
    while len(words) > 1 and re.sub(r"\W", "", words[0]).casefold() in TITLES:
        words = words[1:]
    return " ".join(words)
