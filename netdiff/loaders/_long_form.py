"""A long survey file (one row per named person) put in the form of the others."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from netdiff.loaders._cells import tidy
from netdiff.loaders._columns import named
from netdiff.loaders._meanings import means_for
from netdiff.loaders._mentions import HARD
from netdiff.loaders._survey_form import Choices, Form
from netdiff.loaders._table import Table

__all__ = ["as_long"]

LONG_SHARE = 0.4


def as_long(table: Table, form: Form, said: Choices) -> tuple[Table, Form, Choices]:
    """Where each row names one person, rows of one respondent are no repeated answers.

    The returned choices have `relation` set for a long file, whose layers are the words of that column.
    """
    if said.relation is not None:
        return _by_relation(table, form, said)
    if not _is_long(table, form, said):
        return table, form, said
    noted = table.note("One row per named person: rows of one respondent were taken together.")
    return noted, form, replace(said, relation=form.ego, cap=said.cap)


def _is_long(table: Table, form: Form, said: Choices) -> bool:
    columns = [name for group in form.alters.values() for name in group]
    if len(columns) != 1 or form.roster or said.wave is not None or form.tool:
        return False
    ego, alter = tidy(table.cells[form.ego]), tidy(table.cells[columns[0]])
    several = alter.str.contains(HARD).any()
    repeated = ego.duplicated(keep=False) & (ego != "")
    runs = int((ego != ego.shift()).sum())
    together = runs <= ego.nunique() + 0.1 * len(ego)
    return bool(not several and len(ego) > 2 and repeated.mean() > LONG_SHARE and together)


def _by_relation(table: Table, form: Form, said: Choices) -> tuple[Table, Form, Choices]:
    """One naming column per word of the relation column; the words are the layers."""
    relation = tidy(table.cells[named(table, str(said.relation))])
    (column,) = next(iter(form.alters.values()))[:1]
    words = [word for word in relation.unique() if word]
    cells = table.cells.copy(deep=False)
    weights, alters = {}, {}
    strength = next(iter(form.weights.values()), [])
    for word in words:
        mine = relation == word
        cells[f"{column} ({word})"] = pd.Series(cells[column].where(mine, ""), dtype="str")
        alters[word] = [f"{column} ({word})"]
        if strength:
            weights[word] = strength[:1]
    table = (
        table.set_aside((relation == "").to_numpy(), "no relation given") if not words else replace(table, cells=cells)
    )
    means = means_for({word: word for word in words}, said.means, file=table.file)
    codes = {**form.codes, **{names[0]: form.codes.get(column, []) for names in alters.values()}}
    questions = dict.fromkeys(words, next(iter(form.questions.values())))
    new = replace(form, alters=alters, weights=weights, means=means, questions=questions, codes=codes)
    return table, new, said
