"""Who answered: one row per respondent and round, each set beside the people we know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._cells import blank_mask, per_value, tidy, undo_point_zero
from netdiff.loaders._columns import find, named
from netdiff.loaders._matrix_table import is_total
from netdiff.loaders._nameset import free_name
from netdiff.loaders._optouts import NOTE, left_out, review_without
from netdiff.loaders._survey_form import Choices, Form
from netdiff.loaders._survey_rows import finished, latest_complete
from netdiff.loaders._table import Table
from netdiff.loaders._words import OPTED_OUT, STAY
from netdiff.loaders.names import Directory, Match, review_rows
from netdiff.loaders.people import People

__all__ = ["Answers", "respondents"]

Bools = npt.NDArray[np.bool_]
LEAST_REUSED, FEWEST_REUSED = 0.3, 3


@dataclass(frozen=True, eq=False)
class Answers:
    """The rows that count: one per respondent (and round), with the respondent's id."""

    table: Table
    ego: pd.Series
    done: Bools
    directory: Directory
    newcomers: pd.DataFrame
    gone: frozenset[str]


def respondents(table: Table, form: Form, said: Choices, people: People | None, decided: Mapping[str, str]) -> Answers:
    known = people.directory(decided) if people is not None else None
    cells, restored = undo_point_zero(tidy(table.cells[form.ego]))
    if restored:
        table = table.note("Ids that a spreadsheet had turned into '101.0' were put back to '101'.")
    cells = _or_mail(cells, table)
    nobody = blank_mask(cells)
    table, cells = table.set_aside(nobody, "nobody is named as the respondent"), cells[~nobody].reset_index(drop=True)
    sums = _totals(cells)
    table, cells = table.set_aside(sums, "a row of totals"), cells[~sums].reset_index(drop=True)
    cells = _in_namespace(cells, table, said)
    ego, newcomers, table = _identified(cells, table, known)
    gone = _opted_out(table, ego, people, said)
    mine = ego.isin(gone).to_numpy()
    if said.opt_out is not None:
        table, ego = _left_out(table, mine, newcomers, gone), ego[~mine].reset_index(drop=True)
    rounds = tidy(table.cells[named(table, said.wave)]) if said.wave is not None else None
    _refuse_reused_ids(table, ego, form, said)
    keep = np.ones(len(table), dtype=bool) if said.relation else latest_complete(table, ego, rounds)
    table = table.merge_away(~keep, "an earlier answer of the same person (the latest complete one counts)")
    ego = ego[keep].reset_index(drop=True)
    names = dict(known.names) if known is not None else {}
    names |= dict(zip(newcomers.index.tolist(), newcomers["label"].to_numpy(dtype=object).tolist(), strict=True))
    directory = Directory(names, known.emails if known is not None else {}, decided)
    return Answers(
        table, ego, finished(table), directory, newcomers.drop(index=newcomers.index.intersection(list(gone))), gone
    )


def _totals(cells: pd.Series) -> Bools:
    """Rows at the very end whose respondent is a word for sums."""
    found = np.zeros(len(cells), dtype=bool)
    for place in range(len(cells) - 1, max(len(cells) - 4, -1), -1):
        if not is_total(cells.iloc[place]):
            break
        found[place] = True
    return found


def _or_mail(cells: pd.Series, table: Table) -> pd.Series:
    """Who answers, or their e-mail address where they left their name blank."""
    mail = find(table, "email")
    if mail is None:
        return cells
    address = tidy(table.cells[mail])
    return cells.where(~blank_mask(cells) | ~address.str.contains("@", regex=False), address)


def _opted_out(table: Table, ego: pd.Series, people: People | None, said: Choices) -> frozenset[str]:
    """The people who want to be left out altogether, by the survey or the people sheet."""
    if said.opt_out is None:
        return frozenset()
    found: set[str] = set()
    if people is not None and said.opt_out in people.frame:
        out = _wants_out(people.frame[said.opt_out].fillna("").astype("str"), said.opt_out, None)
        found |= set(people.frame.index[out])
        if said.opt_out not in table.columns:
            return frozenset(found)
    column = named(table, said.opt_out)
    out = _wants_out(tidy(table.cells[column]), column, table.file)
    return frozenset(found | set(ego[out.to_numpy()]))


def _wants_out(cells: pd.Series, column: str, file: str | None) -> pd.Series:
    """Who ticked, or said yes; a tick box may hold its own text. What is neither yes nor no is not guessed."""
    words = cells.str.casefold().str.strip()
    other = words[~words.isin(OPTED_OUT | STAY)]
    if len(set(other)) > 1:
        raise DataError(
            "some cells say neither yes nor no, and who wants to be left out is not guessed",
            cure="Write yes for those who want to be left out and no (or nothing) for the others.",
            file=file, column=column, value=", ".join(sorted(set(other))[:3]),
        )  # fmt: skip
    return words.isin(OPTED_OUT) | words.isin(other)


def _left_out(table: Table, mask: Bools, newcomers: pd.DataFrame, gone: frozenset[str]) -> Table:
    """The table without the rows of people who want to be left out; which rows they were is not kept."""
    receipt = left_out(table.receipt.with_note(NOTE), "rows", int(mask.sum()), len(gone), file=table.file)
    spellings = newcomers["label"][newcomers.index.isin(list(gone))]
    cells = table.cells[~mask].reset_index(drop=True)
    return replace(
        table, cells=cells, rows=table.rows[~mask], receipt=review_without(receipt, gone, spellings.tolist())
    )


def _in_namespace(cells: pd.Series, table: Table, said: Choices) -> pd.Series:
    if said.namespace is None:
        return cells
    return tidy(table.cells[named(table, said.namespace)]) + "/" + cells


def _identified(cells: pd.Series, table: Table, known: Directory | None) -> tuple[pd.Series, pd.DataFrame, Table]:
    """The id of each respondent, those who are on no people sheet, and the table with names to be decided."""
    mail = find(table, "email")
    found = _known_ids(cells, known) if known is not None else pd.Series(None, index=cells.index, dtype=object)
    if known is not None and mail is not None:
        found = found.where(found.notna(), _known_ids(tidy(table.cells[mail]), known))
    strange = found.isna()
    taken = set(known.names) if known is not None else set()
    own: dict[str, tuple[str, str, bool]] = {}
    unknown = np.asarray(cells[strange].unique(), dtype=object).tolist()
    unsure = known.resolve(unknown) if known is not None else {}
    for text in unknown:
        key = text.casefold()
        if key not in own:
            waits = text in unsure and unsure[text].how == "review"
            own[key] = (free_name(text, taken, "not on the list"), text, waits)
            taken.add(own[key][0])
    ids = per_value(cells, lambda text: own.get(text.casefold(), (text,))[0])
    newcomers = pd.DataFrame(list(own.values()), columns=["node", "label", "unsettled"]).set_index("node")
    newcomers["label"] = newcomers["label"].astype("str")
    return found.where(~strange, ids).astype("str"), newcomers, _told_of(table, cells, unsure)


def _told_of(table: Table, cells: pd.Series, unsure: Mapping[str, Match]) -> Table:
    """The table with respondents whose names are not certain on its receipt."""
    waiting = [text for text, match in unsure.items() if match.how == "review"]
    rows = {text: tuple(table.rows[(cells == text).to_numpy()].tolist()) for text in waiting}
    review = review_rows(unsure, rows, {text: len(found) for text, found in rows.items()})
    return replace(table, receipt=table.receipt.with_review(review)) if len(review) else table


def _known_ids(cells: pd.Series, known: Directory) -> pd.Series:
    return per_value(cells, lambda text: known.match(text).person if text else None, object)


def _refuse_reused_ids(table: Table, ego: pd.Series, form: Form, said: Choices) -> None:
    """Ids that come again in another town are other people: say so rather than join them."""
    if said.namespace is not None or said.relation is not None or said.wave is not None or len(ego) < 4:
        return
    again = ego.duplicated(keep=False).to_numpy()
    if again.mean() < LEAST_REUSED or ego[again].nunique() < FEWEST_REUSED:
        return
    taken = {form.ego, said.adopted, *form.tool, *form.naming}
    for column in [name for name in table.columns if name not in taken]:
        values = tidy(table.cells[column])
        several = 1 < values.nunique() <= len(ego) / 2 and not (values == "").any()
        if several and not (values + "\x1f" + ego).duplicated().any():
            raise table.error(
                f"{ego[again].nunique()} ids stand more than once, but never twice within one {column!r}",
                f"If ids are unique only within {column!r}, pass namespace={column!r}; "
                f"if these are rounds of one survey, pass wave={column!r}.",
                rows=table.rows[again][:20],
            )
