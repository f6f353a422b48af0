"""Surveys: wide, long or many names in a cell, ids or free text, lists rated one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from netdiff.loaders._columns import named
from netdiff.loaders._limits import Limits
from netdiff.loaders._survey_build import build_survey
from netdiff.loaders._survey_form import Choices, Columns
from netdiff.loaders._table import Reading, Table, read_table
from netdiff.loaders.people import People, read_people
from netdiff.network import Network

__all__ = ["read_survey"]


def read_survey(  # noqa: PLR0913
    source: Any,
    *,
    ego: str | None = None,
    alters: Columns | Mapping[str, Columns] | None = None,
    means: str | Mapping[str, str] | None = None,
    people: Any = None,
    group: str | None = None,
    layer: str = "advice",
    roster: Columns | Mapping[str, Columns] | None = None,
    weights: Columns | Mapping[str, Columns] | None = None,
    relation: str | None = None,
    adopted: str | None = None,
    never: Iterable[object] | None = None,
    consent: str | None = None,
    opt_out: str | None = None,
    asked: str | None = None,
    namespace: str | None = None,
    wave: str | None = None,
    missing: Mapping[str, Iterable[object]] | Iterable[object] | None = None,
    cap: int | None = None,
    above: float = 0.0,
    separator: str | None = None,
    unlisted: str = "keep",
    decisions: Any = None,
    day_first: bool | None = None,
    tz: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    limits: Limits | None = None,
) -> Network:
    """Read a survey in which people name others, or rate a list of them.

    Parameters
    ----------
    source : path, file, or data frame
        The export as the survey tool wrote it: CSV in any encoding, xlsx, ods, or a frame. Header rows (one, two or
        three), separator and encoding are found; previews and test answers are set aside.
    ego : str, optional
        The column (or question) that says who answers; found by its usual names.
    alters : str, list, pattern, or mapping of layer to those
        The columns that name others: a list, a prefix (`"turn_to_"`), a `*` pattern or a compiled one. With a people
        sheet they can be found. Several names may stand in one cell.
    means : str or mapping of layer to str
        What a named tie says: `"turns_to"`, `"tells"`, `"meets"` or `"rates"`. Never assumed: where it is left out the
        error proposes one from the question's wording.
    people : path, file, frame or People, optional
        Everybody who was asked: id, name, group, and what else is known. Who is on it and not among the answers was
        asked and kept silent.
    group : str, optional
        The column of stakeholder groups, in the people sheet or the survey.
    layer : str
        Name of the layer where there is one.
    roster : like `alters`, optional
        Columns that each rate one listed person; who it is stands in the question after the last ` - ` or in brackets.
    weights : like `alters`, optional
        Columns of strengths, as many as those of names and in the same order.
    relation : str, optional
        In a long file (one row per named person): the column that says of which layer the row is.
    adopted : str, optional
        The column of adoption dates or periods; a blank is "not by then".
    never : list, optional
        Codes in that column that say "never" (99, last period + 1). A likely one that is not declared is an error.
    consent, opt_out : str, optional
        Columns of consent (blank = not asked) and of people who want to be left out altogether.
    asked : str, optional
        The column of the people sheet that says no for who was not asked.
    namespace : str, optional
        The column within which ids are unique (`city`): ids become `city/id`.
    wave : str, optional
        The column of rounds; ties carry their round as `start` and `end`.
    missing : mapping of column to codes, or list
        Codes for "not known", per column (88 is also an age); a bare list holds for the naming columns only.
    cap : int, optional
        Most names that could be given; by default the number of columns.
    above : float
        A rating makes a tie if it is above this.
    separator : str, optional
        What parts several names in a cell, where it should not be found.
    unlisted : {"keep", "drop"}
        What becomes of people who are on no list.
    decisions : path, frame or mapping, optional
        What was decided about spellings before (a review file, or spelling → id).
    day_first : bool, optional
        How to read 05/01/2031 where nothing else tells.
    tz : str, optional
        Time zone of the times.
    sheet, encoding, delimiter, header, limits
        Say how to read the file where the finding goes wrong.

    Returns
    -------
    Network
        Its `receipt` accounts for every row, name and tie.

    Raises
    ------
    DataError
        With file, column, rows, value and the cure; several faults at once.

    Notes
    -----
    A name counts as known only if it is nobody else's: cleaned, by a short form of the first name, or but for one
    slip of a finger. What is likely but not certain becomes a person of its own (`unsettled` in `net.nodes`) until
    somebody decides: see `receipt.review` and `apply_review`. A strength left blank takes the weakest one given.

    Stability: stable.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame(
    ...     {"name": ["Ann Lee", "Bo Day"], "ask_1": ["Bo Day", "dr ann  lee"], "ask_2": ["Cy", "n/a"]}
    ... )
    >>> net = read_survey(answers, ego="name", alters="ask_", means="turns_to")
    >>> net.ties[["source", "target"]].to_numpy().tolist()
    [['Ann Lee', 'Bo Day'], ['Bo Day', 'Ann Lee'], ['Ann Lee', 'Cy']]
    >>> net.status["Cy"], net.receipt.adds_up
    ('not_asked', True)
    """
    said = Choices(
        ego, alters, roster, weights, means, layer, group, relation, adopted, never, consent, opt_out, namespace, wave,
        missing, cap, above, separator, unlisted, day_first, tz, decisions,
    )  # fmt: skip
    table = read_table(source, Reading(encoding, delimiter, sheet, header, limits or Limits()))
    known = None if people is None else _known(people, table, said, asked)
    if known is None and group is not None:
        named(table, group)
    return build_survey(table, known, said)


def _known(people: Any, table: Table, said: Choices, asked: str | None) -> People:
    """The people sheet; what was said of columns that only the survey has is not asked of it."""
    if isinstance(people, People):
        return people
    sheet = read_table(people, prefer="people")
    codes = said.missing if isinstance(said.missing, Mapping) else {}
    own = {name: values for name, values in codes.items() if name in sheet.columns}
    here = said.group is None or said.group in sheet.columns or said.group not in table.columns
    return read_people(sheet, group=said.group if here else None, asked=asked, missing=own)
