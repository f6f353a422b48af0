"""What a scorecard is: parts, four sentences, tables; how it is read, and how two of them are compared."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from netdiff._check import check_choice
from netdiff.metrics._appraise import Chance
from netdiff.metrics._estimate import Estimate
from netdiff.metrics._indicator import Indicator
from netdiff.metrics._place_words import place_sentences, place_words
from netdiff.metrics._plain import written
from netdiff.metrics._waves import Round, together

__all__ = ["WORDS", "Part", "Scorecard"]

WORDS = ("existence", "power", "connectedness", "mobilisation")
HEADLINES = {
    "existence": ("E1", "E4a"),
    "power": ("W1", "W3a"),
    "connectedness": ("C1a", "C2a"),
    "mobilisation": ("M1", "M5a"),
}
SHORT = {
    "E1": "{who} are linked up in {value} of places",
    "E4a": "{value} of them have a link to one of their own",
    "W1": "{who} are turned to {value} as often as their number alone would give",
    "W3a": "they hold {value} of the seats where it is decided",
    "C1a": "each of the {who} names {value} of their own",
    "C2a": "the largest linked piece holds {value} of them",
    "M1": "{value} of the {who} have done something",
    "M5a": "{value} did so in the last 90 days on record",
}


@dataclass(frozen=True)
class Part:
    """One line of the scorecard.

    Attributes
    ----------
    indicator : Indicator
        Code, word, plain name, unit.
    users, professionals : Estimate or None
        The value of either group; None where it cannot be computed.
    users_chance, professionals_chance : Chance or None
        What random networks of the same size gave.
    sentence : str
        The finding in plain words; where there is none, what is missing and what to add.
    caution : str
        When it misleads.
    rests_on : str
        What data it rests on.
    lacking : str
        Empty, or "Not computable from this file because …. Add …."
    """

    indicator: Indicator
    users: Estimate | None
    professionals: Estimate | None
    users_chance: Chance | None
    professionals_chance: Chance | None
    sentence: str
    caution: str
    rests_on: str
    lacking: str = ""

    def __repr__(self) -> str:
        return "\n".join(text for text in (f"{self.code}  {self.sentence}", self.caution, self.rests_on) if text)

    @property
    def code(self) -> str:
        """Such as `"C2a"`."""
        return self.indicator.code


@dataclass(frozen=True, eq=False)
class Scorecard:
    """Existence, power, connectedness and mobilisation of two groups, part by part.

    Attributes
    ----------
    parts : tuple of Part
        Every indicator in order.
    users, professionals : str
        The two groups in words.
    level : float
        Coverage of the intervals.
    notes : tuple of str
        Which layer was read, how many answered, what was drawn at random, what is left out.

    Notes
    -----
    There is no total on purpose: a number that adds up seats and friends says nothing. Stability: stable.
    """

    parts: tuple[Part, ...]
    users: str
    professionals: str
    level: float
    notes: tuple[str, ...]
    _by: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    _round: Round = field(default_factory=Round, repr=False)

    def __getitem__(self, code: str) -> Part:
        """The part with a code such as `"C2a"`."""
        for part in self.parts:
            if part.code == code:
                return part
        raise KeyError(code)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Four sentences, one for each word."""
        return tuple(self._headline(word) for word in WORDS)

    def profile(self, word: str) -> pd.DataFrame:
        """The parts of one word, as `to_frame` gives them."""
        check_choice(word, "word", WORDS)
        frame = self.to_frame()
        return frame[frame["word"] == word]

    def to_frame(self) -> pd.DataFrame:
        """One row per part, index = code.

        Returns
        -------
        pandas.DataFrame
            Columns `word`, `part`, `unit`; `users`, `users_low`, `users_high`, `users_chance`, `users_chance_low`,
            `users_chance_high` and the same for `professionals`; `sentence`, `caution`, `rests_on`, `lacking`.
        """
        rows = [_row(part) for part in self.parts]
        return pd.DataFrame(rows, index=pd.Index([part.code for part in self.parts], name="code", dtype="str"))

    def by_frame(self, code: str | None = None) -> pd.DataFrame:
        """Every part by place (or whatever `by` named).

        Parameters
        ----------
        code : str, optional
            One part only, such as `"C1a"`.

        Returns
        -------
        pandas.DataFrame
            One row per group, part and place that has members of the group: `group`, `code`, `word`, `part`, `unit`,
            the column that `by` named (`"by group"` and the like where the name is taken), `people` (members there),
            `value`, `low`, `high` (for silence), `note`, `pooled`, `pooled_low`, `pooled_high` (drawn towards what all
            places share, the more the less a place can tell; the range holds silence and luck), `best_rank`,
            `worst_rank` (1 = highest; places are apart only where their pooled ranges are) and `chance` (mean of random
            networks). Both groups are cut down to the place: its users beside its professionals. Counts are neither
            pooled nor ranked. Parts that no place can be told for are left out. Empty where no `by` was asked for.
        """
        if code is not None:
            self[code]  # an unknown code raises
        return self._by.copy() if code is None or self._by.empty else self._by[self._by["code"] == code]

    def by_words(self) -> pd.DataFrame:
        """The table by place for reading: people, and one figure with its range for each of the four words."""
        return place_words(self._by) if len(self._by) else pd.DataFrame()

    @property
    def by_sentences(self) -> tuple[str, ...]:
        """Which places stand apart from all the rest, in plain words; empty where no `by` was asked for."""
        return place_sentences(self._by) if len(self._by) else ()

    def change_since(self, earlier: Scorecard) -> pd.DataFrame:
        """What changed since an earlier scorecard, with intervals of change.

        Parameters
        ----------
        earlier : Scorecard
            Of an earlier round, made the same way.

        Returns
        -------
        pandas.DataFrame
            Per code and side: `before`, `now`, `change`, `low`, `high`, `clear` (whether the interval leaves out 0)
            and `paired`: whether the interval counts in that the same people answered twice (quotients over answers
            do). All others take the errors of the two rounds as independent, which makes the interval too wide rather
            than too narrow where the same people answered twice.
        """
        rows = [row for part in self.parts for row in _changes(part, earlier[part.code], self._round, earlier._round)]
        columns = ["code", "side", "before", "now", "change", "low", "high", "clear", "paired"]
        return pd.DataFrame(rows, columns=columns).set_index(["code", "side"])

    def __repr__(self) -> str:
        known = [part for part in self.parts if not part.lacking]
        lines = [*self.sentences, ""]
        lines += [f"{part.code:<4} {part.sentence}" for part in known]
        lines += ["", *self.by_sentences] if self.by_sentences else []
        lines += ["", f"{len(self.parts) - len(known)} parts cannot be computed from this file; see .to_frame()."]
        return "\n".join([*lines, *self.notes])

    def _repr_html_(self) -> str:
        from html import escape

        from netdiff.privacy import table_html

        told = "".join(f"<p>{escape(text)}</p>" for text in self.sentences)
        table = pd.DataFrame([_shown(part) for part in self.parts])
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        parts = f"<details open><summary>All parts</summary>{table_html(table, most_rows=len(table))}</details>"
        return told + parts + self._places_html() + notes

    def _places_html(self) -> str:
        """The table by place for reading; small groups are left to `by_frame`."""
        from html import escape

        from netdiff.privacy import Policy, table_html

        if not len(self._by):
            return ""
        words = self.by_words()
        shown = table_html(words[words["people"] >= Policy().min_cell], most_rows=len(words))
        said = "".join(f"<p>{escape(text)}</p>" for text in self.by_sentences)
        return f"<details><summary>By {escape(str(self._by.columns[5]))}</summary>{said}{shown}</details>"

    def _headline(self, word: str) -> str:
        known = [text for text in map(self._short, HEADLINES[word]) if text]
        if not known:
            return f"{word.capitalize()}: this file does not hold what is needed."
        known[0] = known[0].replace("they ", f"{self.users} ").replace("of them", f"of the {self.users}")
        return f"{word.capitalize()}: {', and '.join(known)}."

    def _short(self, code: str) -> str:
        part = self[code]
        if part.users is None or math.isnan(part.users.value):
            return ""
        unit = part.indicator.unit
        text = SHORT[code].format(who=self.users, value=written(part.users.value, unit))
        if part.professionals is None or math.isnan(part.professionals.value):
            return text
        return f"{text} ({self.professionals}: {written(part.professionals.value, unit)})"


def _row(part: Part) -> dict[str, object]:
    row: dict[str, object] = {
        "word": part.indicator.word, "part": part.indicator.title, "unit": part.indicator.unit,
    }  # fmt: skip
    for side in ("users", "professionals"):
        found, chance = getattr(part, side), getattr(part, f"{side}_chance")
        row |= {side: _get(found, "value"), f"{side}_low": _get(found, "low"), f"{side}_high": _get(found, "high")}
        row |= {f"{side}_chance": _get(chance, "mean")}
        row |= {f"{side}_chance_low": _get(chance, "low"), f"{side}_chance_high": _get(chance, "high")}
    texts = {"sentence": part.sentence, "caution": part.caution, "rests_on": part.rests_on, "lacking": part.lacking}
    return row | texts


def _get(found: Estimate | Chance | None, name: str) -> float:
    return float("nan") if found is None else float(getattr(found, name))


def _shown(part: Part) -> dict[str, str]:
    shown = {"": part.code, "part": part.indicator.title, "in words": part.sentence, "caution": part.caution}
    return shown | {"rests on": part.rests_on}


def _changes(now: Part, then: Part, later: Round, earlier: Round) -> list[list[object]]:
    rows: list[list[object]] = []
    for side in ("users", "professionals"):
        new, old = getattr(now, side), getattr(then, side)
        if new is None or old is None or math.isnan(new.value - old.value):
            continue
        shared = together(later, earlier, (now.code, side))
        change = new.value - old.value
        low = change - _joint(new.value - new.low, old.high - old.value, shared or 0.0)
        high = change + _joint(new.high - new.value, old.value - old.low, shared or 0.0)
        clear = bool(low > 0 or high < 0)
        rows.append([now.code, side, old.value, new.value, change, low, high, clear, shared is not None])
    return rows


def _joint(one: float, other: float, shared: float) -> float:
    """Half the range of a difference, from those of its two sides and how far their errors go together."""
    if math.isinf(one) or math.isinf(other):
        return math.inf
    return math.sqrt(max(one**2 + other**2 - 2 * shared * one * other, 0.0))
