"""The form of a survey: which column says who answers, which name others, which rate a list of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netdiff.errors import DataError, Fault
from netdiff.loaders._cells import blank_mask, codes_for, tidy
from netdiff.loaders._columns import columns_like, find, named, plain
from netdiff.loaders._meanings import means_for
from netdiff.loaders._mentions import split_names
from netdiff.loaders._nominating import blocks_of, stem, who_answers
from netdiff.loaders._survey_rows import plain_wording, squeezed, tool_columns
from netdiff.loaders._table import Table
from netdiff.loaders.names import Directory

__all__ = ["Choices", "Form", "form_of"]

Columns = str | Sequence[str] | re.Pattern[str]
LEAST_KNOWN = 0.3
OWN_NAME = re.compile(
    r"(?:please )?(?:enter |give |select |what is |whats |tell us )?(?:your|my)(?: own)?(?: full)? name\b.{0,40}"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller of `read_survey` said; None = to be found."""

    ego: str | None = None
    alters: Columns | Mapping[str, Columns] | None = None
    roster: Columns | Mapping[str, Columns] | None = None
    weights: Columns | Mapping[str, Columns] | None = None
    means: str | Mapping[str, str] | None = None
    layer: str = "advice"
    group: str | None = None
    relation: str | None = None
    adopted: str | None = None
    never: Iterable[object] | None = None
    consent: str | None = None
    opt_out: str | None = None
    namespace: str | None = None
    wave: str | None = None
    missing: Mapping[str, Iterable[object]] | Iterable[object] | None = None
    cap: int | None = None
    above: float = 0.0
    separator: str | None = None
    unlisted: str = "keep"
    day_first: bool | None = None
    tz: str | None = None
    decisions: Any = None


@dataclass(frozen=True, eq=False)
class Form:
    """The columns of a survey, each with its part.

    Parameters
    ----------
    ego : str
    alters, roster : mapping of layer to list of columns
    weights : mapping of layer to list of columns, as many as in `alters`
    means : mapping of layer to meaning
    questions : mapping of layer to wording
    tool : list of str
        Columns the survey tool added.
    codes : mapping of column to missing codes
    """

    ego: str
    alters: Mapping[str, list[str]]
    roster: Mapping[str, list[str]]
    weights: Mapping[str, list[str]]
    means: Mapping[str, str]
    questions: Mapping[str, str]
    tool: list[str] = field(default_factory=list)
    codes: Mapping[str, list[object]] = field(default_factory=dict)

    @property
    def layers(self) -> list[str]:
        """The layers in order."""
        return list(dict.fromkeys([*self.alters, *self.roster]))

    @property
    def naming(self) -> list[str]:
        """Every column that names or rates others, or says how strongly."""
        groups = [*self.alters.values(), *self.roster.values(), *self.weights.values()]
        return [name for group in groups for name in group]


def form_of(table: Table, said: Choices, directory: Directory | None) -> Form:
    """The form, from what was said and what the table shows."""
    ego = named(table, said.ego, "column of respondents") if said.ego is not None else _ego(table, directory)
    tool = [name for name in tool_columns(table) if name != ego]
    alters = _by_layer(table, said.alters, said.layer)
    roster = _by_layer(table, said.roster, said.layer if said.alters is None else f"{said.layer} (list)")
    if not alters and not roster:
        own = {name for role in ("ego", "name", "email") if (name := find(table, role)) is not None}
        alters = _guess(table, {ego, *own, *tool, *_other(said)}, said.layer, directory or Directory({}))
    weights = _by_layer(table, said.weights, next(iter(alters), said.layer))
    _check_pairs(table, alters, weights)
    both = {**alters, **roster}
    questions = {layer: plain_wording(table, names[0]) for layer, names in both.items()}
    means = {} if said.relation is not None else means_for(questions, said.means, file=table.file)
    codes = _codes(table, said.missing, {name for names in both.values() for name in names})
    return Form(ego, alters, roster, weights, means, questions, tool, codes)


def _ego(table: Table, directory: Directory | None) -> str:
    """The column of respondents: the one whose cells are best known among those that go by such a name."""
    usual = [find(table, role) for role in ("ego", "id", "email")]
    tools = [
        name
        for name in table.columns
        if squeezed(name) in ("externalreference", "externaldatareference", "recipientemail")
    ]
    asked = [name for name in table.columns if OWN_NAME.fullmatch(plain(table.wording(name)))]
    named_ones = dict.fromkeys(name for name in [usual[0], *asked, *usual[1:], *tools] if name is not None)
    likely = [name for name in named_ones if (table.cells[name] != "").any()] or list(named_ones)
    likely = likely or [name for name in (who_answers(table),) if name is not None]
    if not likely:
        listed = ", ".join(table.columns[:12])
        raise table.error("no column says who answered", f"Say which it is, ego='...'. The columns are {listed}.")
    if directory is None:
        return likely[0]
    return max(likely, key=lambda name: round(_share_known(table, name, directory), 2))


def _by_layer(table: Table, given: Columns | Mapping[str, Columns] | None, layer: str) -> dict[str, list[str]]:
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return {str(name): columns_like(table, wanted) for name, wanted in given.items()}
    return {layer: columns_like(table, given)}


def _other(said: Choices) -> set[str]:
    given = (said.adopted, said.consent, said.opt_out, said.namespace, said.wave, said.group, said.relation)
    return {name for name in given if name is not None}


def _guess(table: Table, taken: set[str], layer: str, known: Directory) -> dict[str, list[str]]:
    """Columns whose cells name people we know, and those that differ from them by a number only."""
    likely = [name for name in table.columns if name not in taken and _share_known(table, name, known) >= LEAST_KNOWN]
    together = {
        name: tuple(block) for block in blocks_of([n for n in table.columns if n not in taken]) for name in block
    }
    stems: dict[str, list[str]] = {}
    for name in likely:
        stems.setdefault(stem(name) or name, list(together.get(name, (name,))))
    if not stems:
        raise table.error(
            "no column holds names of the people we know, so it is not clear which ones name others",
            "Say which, for example alters='turn_to_' for all columns that begin so, or alters=['Q7_1', 'Q7_2'].",
        )
    return {layer: next(iter(stems.values()))} if len(stems) == 1 else stems


def _share_known(table: Table, name: str, directory: Directory) -> float:
    cells = tidy(table.cells[name])
    filled = cells[~blank_mask(cells)].drop_duplicates().head(200)
    if not len(filled):
        return 0.0
    names = [part for text in filled for part in split_names(text, directory) if part]
    return sum(directory.match(part).person is not None for part in names) / len(names) if names else 0.0


def _check_pairs(table: Table, alters: Mapping[str, list[str]], weights: Mapping[str, list[str]]) -> None:
    faults = [
        Fault(
            "weights= speaks of a layer that names nobody",
            f"The layers are {', '.join(alters)}.",
            table.file,
            value=name,
        )
        for name in weights
        if name not in alters
    ]
    faults += [
        Fault(
            f"{len(alters[name])} columns name people and {len(columns)} say how strongly",
            "Give as many columns of weights as of names, in the same order.", table.file, value=name,
        )
        for name, columns in weights.items()
        if name in alters and len(columns) != len(alters[name])
    ]  # fmt: skip
    if faults:
        raise DataError.of(faults)


def _codes(
    table: Table, missing: Mapping[str, Iterable[object]] | Iterable[object] | None, naming: set[str]
) -> dict[str, list[object]]:
    """Missing codes per column; a bare list holds for the columns that name others, never for an age."""
    if not isinstance(missing, Mapping):
        return {name: codes_for(name, missing) for name in naming} if missing is not None else {}
    found: dict[str, list[object]] = {}
    for wanted, codes in missing.items():
        listed = [codes] if isinstance(codes, (str, int, float)) else list(codes)
        columns = table.columns if wanted == "*" else columns_like(table, wanted)
        for name in columns:
            found.setdefault(name, []).extend(listed)
    return found
