"""Ids in logs and lists: the people we know, or one person per id however it is spelled."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._cells import clean, undo_point_zero
from netdiff.loaders._nameset import free_name, spelling_of
from netdiff.loaders._words import BLANKS, some
from netdiff.loaders.names import Directory, is_code, normalise, squeeze
from netdiff.receipt import Receipt

__all__ = ["Identified", "identify", "merge_spellings"]


class Identified:
    """Ids of several columns, with the people who were on no list.

    Parameters
    ----------
    coded : list of pandas.Categorical
        One per column, over the same ids; blank where nobody is named.
    added : pandas.DataFrame
        Index = id, `label` and `unsettled`, of those who are on no list.
    notes : list of str
    receipt : Receipt
        With the names that wait for a decision.
    """

    def __init__(
        self, coded: list[pd.Categorical], added: pd.DataFrame, notes: list[str], review: pd.DataFrame
    ) -> None:
        self.coded = coded
        self.added = added
        self.notes = notes
        self.review = review

    @property
    def ids(self) -> list[npt.NDArray[np.object_]]:
        """The ids of each column as text; None where nobody is named."""
        names = np.array([*self.coded[0].categories, None], dtype=object) if self.coded else np.array([None])
        return [names[column.codes] for column in self.coded]

    @property
    def everybody(self) -> list[str]:
        """Everybody who is named in any column."""
        seen = np.unique(np.concatenate([column.codes for column in self.coded]))
        return [str(self.coded[0].categories[code]) for code in seen if code >= 0]


def identify(columns: list[pd.Series], known: Directory | None, rows: npt.NDArray[np.int64]) -> Identified:
    """Who stands in each cell; ids that differ in case, spaces or signs only are one person."""
    codes, texts = _spellings(columns)
    spelled = [clean(text) for text in texts]
    if known is None:
        person, merged = merge_spellings(spelled, np.bincount(codes, minlength=len(texts)))
        added = pd.DataFrame({"label": pd.Series(dtype="str"), "unsettled": pd.Series(dtype=bool)})
        notes, review = (
            (
                [f"Spellings of ids that differ only in case, spaces or signs, taken as one: {merged}."]
                if merged
                else []
            ),
            None,
        )
    else:
        person, added, notes, review = _by_directory(spelled, codes, known, rows, len(columns))
    size = len(columns[0]) if columns else 0
    places, names = pd.factorize(person)
    who = places[codes]
    categories = pd.Index(names, dtype="str")
    ids = [pd.Categorical.from_codes(who[k * size : (k + 1) * size], categories) for k in range(len(columns))]
    return Identified(ids, added, notes, review if review is not None else Receipt().review)


def _spellings(columns: list[pd.Series]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """The distinct texts of all columns, ids put back to their form, and which of them each cell holds."""
    parts = [pd.factorize(column) for column in columns]
    restored = [undo_point_zero(pd.Series(values, dtype="str"))[0] for _, values in parts]
    places, texts = pd.factorize(pd.concat(restored, ignore_index=True)) if parts else (np.empty(0, np.int64), [])
    offsets = np.cumsum([0, *(len(values) for values in restored)])
    codes = [places[part + offset] for (part, _), offset in zip(parts, offsets, strict=False)]
    return np.concatenate(codes) if codes else np.empty(0, dtype=np.int64), [str(text) for text in np.asarray(texts)]


def merge_spellings(texts: list[str], counts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.object_], int]:
    """One id per spelling: the commonest of those that differ only in case, spaces and signs; and how many changed.

    Two ids with their signs at different places (`A-11`, `A1-1`) stay two.
    """
    person = np.array(texts, dtype=object)
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if not text or text.casefold() in BLANKS:
            person[place] = None
        else:
            groups.setdefault(_spelling_key(text), []).append(place)
    changed = 0
    for places in groups.values():
        if len(places) > 1 and _same_shape([texts[place] for place in places]):
            best = max(places, key=lambda place: (counts[place], _care(texts[place])))
            changed += sum(texts[place] != texts[best] for place in places)
            person[places] = texts[best]
    return person, changed


def _spelling_key(text: str) -> str:
    key = squeeze(text) if is_code(text.replace(" ", "")) else text.casefold()
    return key or text


def _care(text: str) -> tuple[int, int, str]:
    """How carefully an id is written: with its signs, in capitals."""
    return (sum(not sign.isalnum() for sign in text), sum(sign.isupper() for sign in text), text)


def _same_shape(texts: Iterable[str]) -> bool:
    """All spellings with signs have them at the same places."""
    shapes = {tuple(place for place, sign in enumerate(text) if not sign.isalnum()) for text in texts}
    return len(shapes - {()}) <= 1


def _by_directory(
    spelled: list[str], codes: npt.NDArray[np.int64], known: Directory, rows: npt.NDArray[np.int64], columns: int
) -> tuple[npt.NDArray[np.object_], pd.DataFrame, list[str], pd.DataFrame]:
    from netdiff.loaders.names import review_rows

    matches = {text: known.match(text) for text in spelled if text and text.casefold() not in BLANKS}
    person = np.array([matches[text].person if text in matches else None for text in spelled], dtype=object)
    strange = [
        place for place, text in enumerate(spelled) if text in matches and matches[text].how in ("outside", "review")
    ]
    groups: dict[str, list[int]] = {}
    for place in strange:
        text = spelled[place]
        groups.setdefault(squeeze(text) if is_code(text) else normalise(text) or text, []).append(place)
    taken, records = set(known.names), []
    for places in groups.values():
        name = spelling_of({spelled[place]: 1 for place in places})
        own = free_name(name, taken, "not on the list")
        taken.add(own)
        person[places] = own
        records.append((own, name, any(matches[spelled[place]].how == "review" for place in places)))
    added = pd.DataFrame(records, columns=["node", "label", "unsettled"]).set_index("node")
    where = _rows_of(
        codes, np.tile(rows, columns), [place for place in strange if matches[spelled[place]].how == "review"]
    )
    review = review_rows(
        matches, {spelled[p]: r for p, r in where.items()}, {spelled[p]: len(r) for p, r in where.items()}
    )
    notes = [f"On no list, and kept: {some(len(records), 'person', 'people')}."] if records else []
    return person, added, notes, review


def _rows_of(
    codes: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], places: list[int]
) -> dict[int, tuple[int, ...]]:
    return {place: tuple(int(row) for row in rows[codes == place]) for place in places}
