"""What was answered: every tie named or rated, and the pairs of which nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._cells import blank_mask, tidy, undo_point_zero
from netdiff.loaders._columns import named
from netdiff.loaders._mentions import resolve_mentions, stack_cells
from netdiff.loaders._respondents import Answers
from netdiff.loaders._roster_cells import label_in, ratings
from netdiff.loaders._survey_form import Choices, Form
from netdiff.loaders._table import Table
from netdiff.receipt import Receipt

__all__ = ["Found", "all_mentions"]

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Found:
    """Every tie named or rated, people on no list, people on the rated lists, pairs not known, the receipt."""

    ties: pd.DataFrame
    added: pd.DataFrame
    listed: dict[str, str]
    gaps: pd.DataFrame
    receipt: Receipt


def all_mentions(answers: Answers, form: Form, said: Choices) -> Found:
    """Every tie named or rated, and the single pairs that are not known."""
    table = answers.table
    first = _first_of_its_columns(form)
    mentions = stack_cells(
        _prefixed(table, form, said), {name: form.alters[name] for name in first.values()}, form.codes
    )
    resolved = resolve_mentions(
        mentions,
        answers.directory,
        table.rows,
        table.receipt,
        file=table.file,
        separator=said.separator,
        unlisted=said.unlisted,
        gone=answers.gone,
    )
    named_ties = _with_strengths(resolved.frame, table, form, first)
    rated, listed, gaps, receipt = _rated(answers, form, said, resolved.receipt)
    frame = pd.concat([part for part in (*named_ties, rated) if len(part)] or [rated], ignore_index=True)
    return Found(frame, resolved.added, listed, gaps, receipt)


def _first_of_its_columns(form: Form) -> dict[str, str]:
    """Layer → the first layer with the same naming columns: who is named in one cell is resolved once."""
    seen: dict[tuple[str, ...], str] = {}
    return {layer: seen.setdefault(tuple(columns), layer) for layer, columns in form.alters.items()}


def _with_strengths(frame: pd.DataFrame, table: Table, form: Form, first: dict[str, str]) -> list[pd.DataFrame]:
    """The mentions of each layer with their strengths, 1 where none is asked for."""
    parts = []
    for layer, source in first.items():
        part = frame[frame["layer"] == source].assign(layer=layer, weight=1.0)
        if layer in form.weights:
            columns = form.weights[layer]
            grid = np.column_stack([_strengths(table, name, form.codes.get(name, ())) for name in columns])
            part["weight"] = grid[part["at"].to_numpy(), part["place"].to_numpy()]
        parts.append(part.drop(columns="place"))
    return parts


def _strengths(table: Table, column: str, codes: Sequence[object]) -> npt.NDArray[np.float64]:
    """Strengths as numbers; a word that is none is a fault, for to guess it would change who counts."""
    cells = table.rated(column)
    found = ratings(cells, codes)
    odd = np.isnan(found) & ~blank_mask(cells, codes)
    if odd.any():
        words = ", ".join(dict.fromkeys(cells[odd]))
        raise table.error(
            "these words are no strength that netdiff knows",
            f"Put numbers in their place, or say that they mean nothing: missing={{{column!r}: [...]}}.",
            column=column, rows=table.rows[odd][:20], value=words,
        )  # fmt: skip
    return found


def _prefixed(table: Table, form: Form, said: Choices) -> pd.DataFrame:
    """Cells of the naming columns, ids put back to their form and within their namespace."""
    names = list(dict.fromkeys(name for group in form.alters.values() for name in group))
    cells = table.cells[names].copy(deep=False)
    for name in names:
        cells[name] = undo_point_zero(cells[name])[0]
    if said.namespace is None:
        return cells
    space = tidy(table.cells[named(table, said.namespace)])
    for name in names:
        plain = ~blank_mask(cells[name], form.codes.get(name, ()))
        cells[name] = cells[name].where(~plain, space + "/" + tidy(cells[name]))
    return cells


def _rated(
    answers: Answers, form: Form, said: Choices, receipt: Receipt
) -> tuple[pd.DataFrame, dict[str, str], pd.DataFrame, Receipt]:
    """Ties from lists rated one by one; a blank cell is a pair that is not known."""
    frames: list[pd.DataFrame] = []
    gaps: list[pd.DataFrame] = []
    listed: dict[str, str] = {}
    for layer, columns in form.roster.items():
        values, persons = _rating_grid(answers, form, columns, listed)
        if not len(persons):
            continue
        mine = answers.ego.to_numpy()[:, None] == persons[None, :]
        unknown, tie = np.isnan(values) & ~mine, (values > said.above) & ~mine
        receipt = _count_ratings(receipt, answers.table, layer, (unknown, tie, mine))
        at, place = np.nonzero(tie)
        frames.append(
            pd.DataFrame(
                {
                    "at": at,
                    "row": answers.table.rows[at],
                    "layer": layer,
                    "person": persons[place],
                    "weight": values[at, place],
                }
            )
        )
        at, place = np.nonzero(unknown)
        gaps.append(
            pd.DataFrame(
                {"source": answers.ego.to_numpy()[at], "target": persons[place], "layer": layer, "kind": "missing"}
            )
        )
    empty = pd.DataFrame(columns=["at", "row", "layer", "person", "weight"])
    return (pd.concat(frames, ignore_index=True) if frames else empty), listed, _stack(gaps), receipt


def _rating_grid(
    answers: Answers, form: Form, columns: list[str], listed: dict[str, str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """Respondents by listed people, and who those are; `listed` learns their labels."""
    persons, grid = [], []
    for name in columns:
        label = label_in(answers.table.wording(name), name)
        person = answers.directory.match(label).person or label
        if person in answers.gone:
            continue
        persons.append(person)
        listed[person] = label
        grid.append(ratings(answers.table.rated(name), form.codes.get(name, ())))
    return np.array(grid).T.reshape(len(answers.table), len(persons)), np.array(persons, dtype=object)


def _count_ratings(receipt: Receipt, table: Table, layer: str, masks: tuple[Bools, Bools, Bools]) -> Receipt:
    unknown, tie, mine = masks
    receipt = receipt.with_received("ratings", mine.size, file=table.file)
    parts = {
        ("kept", f"a tie in {layer!r}"): tie,
        ("kept", f"no tie in {layer!r}"): ~unknown & ~tie & ~mine,
        ("kept", f"blank or not known in {layer!r}: kept as missing pairs"): unknown,
        ("set aside", f"about oneself in {layer!r}"): mine,
    }
    for (outcome, reason), mask in parts.items():
        receipt = receipt.with_line("ratings", outcome, reason, int(mask.sum()), file=table.file)
    return receipt


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    columns = ["source", "target", "layer", "kind"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
