"""Cells that name people → one row per mention, and what each spelling stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._cells import clean
from netdiff.loaders._nameset import free_name, spelling_of
from netdiff.loaders._optouts import left_out, review_without
from netdiff.loaders._words import BLANKS, NOT_ONE_PERSON
from netdiff.loaders.names import Directory, Match, is_code, normalise, review_rows
from netdiff.receipt import Receipt

__all__ = ["Mentions", "Resolved", "resolve_mentions", "stack_cells"]

HARD = re.compile(r"\s*(?:[;|\n\r\u2022\t]|(?<=\s)/(?=\s)|(?:(?<=\s)|^)\d{1,2}[.)]\s)+\s*")
SOFT = re.compile(r"\s+(?:and|und|et|y|with)\s+|\s*[&/+]\s*", re.IGNORECASE)
PARTED = re.compile(r"[;|\n\r\u2022\t,&/+]|\d[.)]\s|\s(?:and|und|et|y|with)\s", re.IGNORECASE)
LONG_TEXT, MANY_WORDS = 60, 7
REASONS = {
    "blank": "left blank in words ('n/a', 'none')",
    "many": "not one person ('everyone', 'my team')",
    "sentence": "reads as a sentence, not as a name",
    "ignored": "you decided to leave this spelling out",
    "unlisted": "not on the people sheet (unlisted='drop')",
}
KEPT = {
    "id": "known by id or e-mail",
    "name": "known by name",
    "nickname": "known by a short form of the name",
    "typo": "known but for one slip of a finger",
    "decided": "as you decided before",
    "outside": "on no list: kept as people who were not asked",
    "review": "not certain: kept apart until you decide (receipt.review)",
}

FATES = (*KEPT, *REASONS, "gone")


@dataclass(frozen=True, eq=False)
class Mentions:
    """One row per cell that names somebody: `at` (row), `layer`, `place` (which column), `code` into `texts`."""

    frame: pd.DataFrame
    texts: list[str]


@dataclass(frozen=True, eq=False)
class Resolved:
    """One row per mention: `at`, `row`, `layer`, `place`, `person`; the unsurveyed people found; the receipt."""

    frame: pd.DataFrame
    added: pd.DataFrame
    receipt: Receipt


def stack_cells(
    cells: pd.DataFrame, columns: Mapping[str, Sequence[str]], codes: Mapping[str, Iterable[object]]
) -> Mentions:
    """All cells of the naming columns that are filled (and hold no missing code), one under the other."""
    values, parts = [np.empty(0, dtype=object)], [_no_mentions(list(columns))]
    for layer, names in columns.items():
        for place, name in enumerate(names):
            column = cells[name].to_numpy(dtype=object)
            filled = column != ""
            own = {str(code).strip() for code in codes.get(name, ())}
            if own:
                filled &= ~cells[name].str.strip().isin(own).to_numpy()
            rows = np.flatnonzero(filled)
            values.append(column[rows])
            layers = pd.Categorical.from_codes(np.full(len(rows), list(columns).index(layer)), list(columns))
            parts.append(pd.DataFrame({"at": rows, "layer": layers, "place": place}))
    code, texts = pd.factorize(np.concatenate(values))
    frame = pd.concat(parts, ignore_index=True)
    return Mentions(frame.assign(code=code), [str(text) for text in texts])


def _no_mentions(layers: list[str]) -> pd.DataFrame:
    whole = pd.Series(dtype=np.int64)
    return pd.DataFrame({"at": whole, "layer": pd.Categorical([], layers), "place": whole})


def resolve_mentions(
    mentions: Mentions, directory: Directory, rows: npt.NDArray[np.int64], receipt: Receipt,
    *, file: str | None, separator: str | None = None, unlisted: str = "keep", gone: frozenset[str] = frozenset(),
) -> Resolved:  # fmt: skip
    """Set every spelling beside the people we know; each name in a cell is one mention."""
    pieces = [split_names(text, directory, separator) for text in mentions.texts]
    frame, texts = _exploded(mentions.frame, pieces)
    spelled = frame["spelled"].to_numpy()
    matches = {text: _judged(text, directory, unlisted) for text in texts}
    person, added = _people_for(matches, spelled, texts, frozenset(directory.names))
    fates = np.array([FATES.index(matches[text].how) for text in texts], dtype=np.int8)
    if gone:
        fates[np.isin(person.astype(str), list(gone))] = FATES.index("gone")
    codes, ids = pd.factorize(person)
    people = pd.Categorical.from_codes(codes[spelled], pd.Index(ids, dtype="str"))
    frame = frame.assign(person=people, fate=fates[spelled], row=rows[frame["at"].to_numpy()])
    receipt = _accounted(frame, receipt, file)
    lost = int((frame["fate"] == FATES.index("gone")).sum())
    reason = "of people who asked to be left out"
    receipt = left_out(receipt, "names", lost, len(gone), file=file, reason=reason)
    waiting = frame[frame["fate"] == FATES.index("review")]
    by_text = {texts[code]: tuple(found) for code, found in waiting.groupby("spelled")["row"]}
    review = review_rows(matches, by_text, {text: len(found) for text, found in by_text.items()})
    if len(review):
        whole = pd.concat([receipt.review, review]) if len(receipt.review) else review
        receipt = review_without(receipt.with_review(whole), gone, ())
    kept = frame["fate"] < len(KEPT)
    return Resolved(frame[kept][["at", "row", "layer", "place", "person"]].reset_index(drop=True), added, receipt)


def split_names(text: str, directory: Directory, separator: str | None = None) -> tuple[str, ...]:
    """The names in one cell; a comma parts two names only where the people we know make it so."""
    whole = clean(text)
    if separator is None and not PARTED.search(text):
        return (whole,) if whole else ()
    if whole.casefold() in BLANKS or whole.casefold() in NOT_ONE_PERSON or _known(whole, directory):
        return (whole,)
    if separator is not None:
        parts = [clean(part) for part in text.split(separator)]
        return tuple(part for part in parts if part)
    hard = [clean(part) for part in HARD.split(text)]
    return tuple(name for part in hard if part for name in _softly(part, directory))


def _softly(part: str, directory: Directory) -> list[str]:
    if "," not in part and not SOFT.search(part):
        return [part]
    if is_code(part) or part.casefold() in BLANKS or _known(part, directory):
        return [part]
    by_comma = _by_comma([piece for piece in (clean(p) for p in part.split(",")) if piece], directory)
    return [name for piece in by_comma for name in _by_word(piece, directory)]


def _by_comma(pieces: list[str], directory: Directory) -> list[str]:
    """`Khan, Aisha, Bob Lee` → `Khan, Aisha` and `Bob Lee`: two pieces are one name where together they are known."""
    if len(pieces) < 2:
        return pieces
    found: list[str] = []
    place = 0
    while place < len(pieces):
        pair = ", ".join(pieces[place : place + 2])
        if place + 1 < len(pieces) and not _known(pieces[place], directory) and _known(pair, directory):
            found, place = [*found, pair], place + 2
        else:
            found, place = [*found, pieces[place]], place + 1
    separate = any(_known(piece, directory) for piece in found) or all(_whole(piece) for piece in found)
    return found if separate else [", ".join(pieces)]


def _by_word(piece: str, directory: Directory) -> list[str]:
    if _known(piece, directory):
        return [piece]
    parts = [clean(part) for part in SOFT.split(piece) if clean(part)]
    separate = any(_known(part, directory) for part in parts) or all(_likely(part, directory) for part in parts)
    return parts if len(parts) > 1 and separate else [piece]


def _known(text: str, directory: Directory) -> bool:
    return directory.match(text).person is not None


def _likely(piece: str, directory: Directory) -> bool:
    """A full name by itself, or what may be one of the people we know."""
    return _whole(piece) or directory.match(piece).how == "review"


def _whole(piece: str) -> bool:
    """A full name by itself, or an id."""
    return (is_code(piece) and len(piece) > 1) or (len(normalise(piece).split()) >= 2 and piece[:1].isupper())


def _exploded(frame: pd.DataFrame, pieces: list[tuple[str, ...]]) -> tuple[pd.DataFrame, list[str]]:
    """One row per name, `spelled` telling which; and the distinct spellings. Worked out once per distinct cell."""
    counts = np.array([len(part) for part in pieces], dtype=np.int64)
    within, texts = pd.factorize(
        np.array([name for part in pieces for name in part] or [""], dtype=object)[: counts.sum()]
    )
    cell = frame["code"].to_numpy()
    times = counts[cell]
    first = (np.cumsum(counts) - counts)[cell]
    if (times == 1).all():
        return frame.assign(spelled=within[first]), [str(text) for text in texts]
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    longer = frame.loc[frame.index.repeat(times)].reset_index(drop=True)
    return longer.assign(spelled=within[np.repeat(first, times) + nth]), [str(text) for text in texts]


def _judged(text: str, directory: Directory, unlisted: str) -> Match:
    plain = clean(text).casefold().strip(" .!*")
    if plain in directory.names or text in directory.names:
        return Match("id", text if text in directory.names else plain)
    match = directory.match(text)
    if match.person is not None or match.how == "ignored":
        return match
    if plain in BLANKS or not any(sign.isalnum() for sign in plain):
        return Match("blank")
    if plain in NOT_ONE_PERSON:
        return Match("many")
    if len(plain) > LONG_TEXT or len(plain.split()) > MANY_WORDS:
        return Match("sentence")
    return Match("unlisted") if unlisted == "drop" and match.how == "outside" else match


def _people_for(
    matches: Mapping[str, Match], spelled: npt.NDArray[np.int64], texts: list[str], known: frozenset[str]
) -> tuple[npt.NDArray[np.object_], pd.DataFrame]:
    """The id of each spelling's person; spellings of one stranger share one new id."""
    person = np.array([matches[text].person for text in texts], dtype=object)
    strange = [place for place, text in enumerate(texts) if matches[text].how in ("outside", "review")]
    groups: dict[str, list[int]] = {}
    for place in strange:
        groups.setdefault(_stranger_key(texts[place]), []).append(place)
    counts = np.bincount(spelled[spelled >= 0], minlength=len(texts))
    taken, rows = set(known), []
    for places in groups.values():
        name = spelling_of({texts[place]: int(counts[place]) for place in places})
        own = free_name(name, taken, "not on the list")
        taken.add(own)
        person[places] = own
        rows.append((own, name, any(matches[texts[place]].how == "review" for place in places)))
    added = pd.DataFrame(rows, columns=["node", "label", "unsettled"]).set_index("node")
    return person, added


def _stranger_key(text: str) -> str:
    plain = clean(text).casefold()
    return plain if is_code(plain) else normalise(text) or plain


def _accounted(frame: pd.DataFrame, receipt: Receipt, file: str | None) -> Receipt:
    receipt = receipt.with_received("names", len(frame), file=file)
    fate = frame["fate"].to_numpy()
    for how, reason in {**KEPT, **REASONS}.items():
        mine = fate == FATES.index(how)
        outcome = "kept" if how in KEPT else "set aside"
        receipt = receipt.with_line("names", outcome, reason, rows=frame["row"].to_numpy()[mine], file=file)
    return receipt
