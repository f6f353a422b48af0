"""Does a table hold people naming others? Told by what its columns are called and by who stands in their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from netdiff.loaders._attributes import RESERVED
from netdiff.loaders._cells import tidy
from netdiff.loaders._columns import find, plain
from netdiff.loaders._matrix_table import key
from netdiff.loaders._table import Table
from netdiff.loaders._words import BLANKS, NOES, TICKS

__all__ = ["blocks_of", "names_others", "stem", "who_answers"]

ASKING = re.compile(
    r"\b(turn(s|ed)? to|go(es)? to|ask(s|ed)?|advice|advisers?|help(s|ed)?|friends?|talk(s|ed)?( to| with)?|"
    r"trust(s|ed)?|nominat\w*|nominees?|named?|names|alters?|colleagues?|peers?|who(m)?|works? with|rel(y|ies) on|"
    r"learn(s|ed)? from|contacts?|choices?|picks?|confidants?|discuss\w*|knows?|net)\b"
)
NUMBERED = re.compile(
    r"[\W_]*(\d+(st|nd|rd|th)?|first|second|third|fourth|fifth|(?<=[\W_])[a-f])[\W_]*(name|text)?$", re.IGNORECASE
)
ORDINAL = re.compile(r"^(\d+(st|nd|rd|th)|first|second|third|fourth|fifth)[\W_]+", re.IGNORECASE)
SEVERAL = re.compile(r"\s*[;\n|]\s*|\s*,\s+")
NO_STEM = frozenset(["", "q", "question", "item", "v", "var", "column", "field"])
LOOK = 2_000
MOSTLY, OFTEN, NEARLY, SPREAD = 0.5, 0.2, 0.9, 6


def stem(name: str) -> str:
    """A column's name without what counts it: `turn_to_2`, `Second choice`, `Colleague B`.

    Examples
    --------
    >>> stem("turn_to_2"), stem("Second choice"), stem("Colleague B")
    ('turn_to', 'choice', 'colleague')
    """
    return ORDINAL.sub("", NUMBERED.sub("", name)).strip().casefold()


def blocks_of(columns: Sequence[str]) -> list[list[str]]:
    """Columns that differ by what counts them, two or more of each."""
    found: dict[str, list[str]] = {}
    for name in columns:
        bare = stem(name)
        if bare not in NO_STEM and bare != name.strip().casefold():
            found.setdefault(bare, []).append(name)
    return [block for block in found.values() if len(block) > 1]


def who_answers(table: Table) -> str | None:
    """The column of respondents: by its name, or the first one where those in it are named by others."""
    by_name = find(table, "ego")
    return by_name if by_name is not None or not names_others(table, person=False) else table.columns[0]


def names_others(table: Table, *, person: bool) -> bool:
    """Whether each row is somebody who answers, and columns name others.

    Parameters
    ----------
    table : Table
    person : bool
        Whether it has a column that people sheets have, too: an id or a name.
    """
    ego = find(table, "ego")
    who = ego if ego is not None else next(iter(table.columns), None)
    if who is None or not len(table):
        return False
    keys = tidy(table.cells[who]).map(key)
    answering = set(keys) - {""}
    if len(answering) < MOSTLY * len(table):
        return False
    rest = [name for name in table.columns if name != who]
    blocks = [_Block(table, block, keys.head(LOOK)) for block in blocks_of(rest)]
    if any(block.points_back(answering) for block in blocks):
        return True
    if ego is not None and any(block.asks and not block.numbers for block in blocks):
        return True
    if _single_columns(table, rest, keys, answering):
        return True
    linked = find(table, "source") is not None and find(table, "target") is not None
    return person and not linked and any(block.is_free for block in blocks)


def _single_columns(table: Table, rest: Sequence[str], keys: pd.Series, answering: set[str]) -> bool:
    """Columns of their own that name others: several names in a cell, a question in the header, or two such columns."""
    if len(answering) < NEARLY * len(table):
        return False
    attributes = {find(table, role) for role in (*RESERVED, "led_by")}
    single = [_Block(table, [name], keys.head(LOOK)) for name in rest if name not in attributes]
    naming = [block for block in single if not block.numbers and block.share_of(answering) >= MOSTLY]
    return len(naming) > 1 or any(block.asks or block.several for block in naming)


@dataclass(frozen=True, eq=False)
class _Block:
    """Some columns of a table, beside who stands at the start of each row."""

    table: Table
    columns: Sequence[str]
    who: pd.Series

    @property
    def asks(self) -> bool:
        return ASKING.search(plain(stem(self.columns[0]))) is not None

    @property
    def cells(self) -> pd.DataFrame:
        """One row per name in a cell: `text`, and the `row` it is of; blanks left out."""
        stacked = pd.concat([tidy(self.table.cells[name].head(LOOK)) for name in self.columns])
        parted = stacked.map(SEVERAL.split).explode().fillna("").astype("str")
        blank = parted.str.casefold().isin({"", *BLANKS} - {"x", "xx", "xxx"})
        return parted[~blank].rename("text").rename_axis("row").reset_index()

    @property
    def several(self) -> bool:
        cells = self.cells
        return bool(cells["row"].duplicated().any()) if len(self.columns) == 1 else False

    @property
    def numbers(self) -> bool:
        """Numbers and ticks only: ratings, attendances, counts, or ids."""
        text = self.cells["text"].str.casefold()
        return bool(len(text)) and bool((text.isin([*TICKS, *NOES]) | text.str.fullmatch(r"[+-]?\d+([.,]\d+)?")).all())

    @property
    def is_free(self) -> bool:
        """Text that is not the same few words again and again, or a scale, but no attendances."""
        text = self.cells["text"]
        if self.numbers:
            return bool(text.str.fullmatch(r"\d|10").all()) and not text.isin(["0", "1"]).all()
        return not len(text) or text.nunique() > MOSTLY * len(text)

    def share_of(self, answering: set[str]) -> float:
        """Share of the names that are of people who answer."""
        text = self.cells["text"]
        return float(text.map(key).isin(answering).mean()) if len(text) > 1 else 0.0

    def points_back(self, answering: set[str]) -> bool:
        """Whether those who answer are those who are named; numbers must behave like ids rather than like ratings."""
        share = self.share_of(answering)
        if not self.numbers:
            return share >= OFTEN
        return share >= MOSTLY and self._like_ids() and (self.asks or self.cells["text"].nunique() >= SPREAD)

    def _like_ids(self) -> bool:
        """Nobody names himself or somebody twice, as ratings would have it soon."""
        cells = self.cells
        own = cells["row"].map(self.who).to_numpy() == cells["text"].map(key).to_numpy()
        twice = cells.duplicated(["row", "text"]).to_numpy()
        return not (own | twice).mean() > 1 - NEARLY
