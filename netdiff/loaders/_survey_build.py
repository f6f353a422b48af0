"""A survey's table and form → Network: respondents, mentions, answers, attributes, adoption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff.layer import Layer
from netdiff.loaders._adoption_cells import adoption_of
from netdiff.loaders._attributes import attributes_of, consent_words, identifier_notes
from netdiff.loaders._cells import blank_mask, clean, per_value, tidy, undo_point_zero
from netdiff.loaders._columns import find, named
from netdiff.loaders._long_form import as_long
from netdiff.loaders._mentions import resolve_mentions, stack_cells
from netdiff.loaders._nameset import free_name
from netdiff.loaders._roster_cells import label_in, ratings
from netdiff.loaders._survey_form import Choices, Form, form_of
from netdiff.loaders._survey_rows import finished, latest_complete, less_previews, tool_of
from netdiff.loaders._table import Table
from netdiff.loaders._ties import settle_ties
from netdiff.loaders._words import OPTED_OUT, some
from netdiff.loaders.names import Directory, Match, review_rows
from netdiff.loaders.people import People
from netdiff.loaders.review import read_decisions
from netdiff.network import Network
from netdiff.receipt import Receipt

__all__ = ["build_survey"]

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


@dataclass(frozen=True, eq=False)
class Found:
    """Every tie named or rated, people on no list, people on the rated lists, pairs not known, the receipt."""

    ties: pd.DataFrame
    added: pd.DataFrame
    listed: dict[str, str]
    gaps: pd.DataFrame
    receipt: Receipt


def build_survey(table: Table, people: People | None, said: Choices) -> Network:
    """The network of a survey."""
    check_choice(said.unlisted, "unlisted", ("keep", "drop"))
    table = less_previews(table)
    decided = read_decisions(said.decisions)
    first = people.directory(decided) if people is not None else None
    form = form_of(table, _in_survey(said, people, table), first or _egos_as_directory(table, said))
    table, form, said = as_long(table, form, said)
    answers = _respondents(table, form, said, people, decided)
    people = people.without(answers.gone) if people is not None else None
    return _assembled(answers, form, said, people, _all_mentions(answers, form, said))


def _in_survey(said: Choices, people: People | None, table: Table) -> Choices:
    """The choices less the missing codes that are about columns of the people sheet."""
    if not isinstance(said.missing, Mapping) or people is None:
        return said
    own = {k: v for k, v in said.missing.items() if k in table.columns or k not in people.frame.columns}
    return replace(said, missing=own)


def _egos_as_directory(table: Table, said: Choices) -> Directory:
    column = named(table, said.ego) if said.ego is not None else find(table, "ego")
    names = tidy(table.cells[column]).unique() if column is not None else []
    return Directory({str(name): str(name) for name in names if name})


# -- respondents ----------------------------------------------------------------------------------------------------


def _respondents(table: Table, form: Form, said: Choices, people: People | None, decided: Mapping[str, str]) -> Answers:
    known = people.directory(decided) if people is not None else None
    cells, restored = undo_point_zero(tidy(table.cells[form.ego]))
    if restored:
        table = table.note("Ids that a spreadsheet had turned into '101.0' were put back to '101'.")
    nobody = blank_mask(cells)
    table, cells = table.set_aside(nobody, "nobody is named as the respondent"), cells[~nobody].reset_index(drop=True)
    cells = _in_namespace(cells, table, said)
    ego, newcomers, table = _identified(cells, table, known)
    gone = _opted_out(table, ego, people, said)
    mine = ego.isin(gone).to_numpy()
    table, ego = _left_out(table, mine), ego[~mine].reset_index(drop=True)
    rounds = tidy(table.cells[named(table, said.wave)]) if said.wave is not None else None
    _refuse_reused_ids(table, ego, form, said)
    keep = np.ones(len(table), dtype=bool) if said.relation else latest_complete(table, ego, rounds)
    table = table.merge_away(~keep, "an earlier answer of the same person (the latest complete one counts)")
    ego = ego[keep].reset_index(drop=True)
    names = dict(known.names) if known is not None else {}
    names |= newcomers["label"].to_dict()
    directory = Directory(names, known.emails if known is not None else {}, decided)
    return Answers(
        table, ego, finished(table), directory, newcomers.drop(index=newcomers.index.intersection(list(gone))), gone
    )


def _opted_out(table: Table, ego: pd.Series, people: People | None, said: Choices) -> frozenset[str]:
    """The people who want to be left out altogether, by the survey or the people sheet."""
    if said.opt_out is None:
        return frozenset()
    found: set[str] = set()
    if people is not None and said.opt_out in people.frame:
        out = people.frame[said.opt_out].fillna("").astype("str").str.casefold().isin(OPTED_OUT)
        found |= set(people.frame.index[out])
        if said.opt_out not in table.columns:
            return frozenset(found)
    out = tidy(table.cells[named(table, said.opt_out)]).str.casefold().isin(OPTED_OUT)
    return frozenset(found | set(ego[out.to_numpy()]))


def _left_out(table: Table, mask: Bools) -> Table:
    """The table without the rows of people who want to be left out; which rows they were is not kept."""
    receipt = table.receipt.with_line("rows", "set aside", "asked to be left out", int(mask.sum()), file=table.file)
    cells = table.cells[~mask].reset_index(drop=True)
    return replace(table, cells=cells, rows=table.rows[~mask], receipt=receipt)


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
    unsure = known.resolve(cells[strange].unique()) if known is not None else {}
    for text in cells[strange].unique():
        key = clean(text).casefold()
        if key not in own:
            waits = text in unsure and unsure[text].how == "review"
            own[key] = (free_name(text, taken, "not on the list"), text, waits)
            taken.add(own[key][0])
    ids = per_value(cells, lambda text: own.get(clean(text).casefold(), (text,))[0])
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


# -- mentions -------------------------------------------------------------------------------------------------------


def _all_mentions(answers: Answers, form: Form, said: Choices) -> Found:
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
            grid = np.column_stack([ratings(table.cells[name], form.codes.get(name, ())) for name in columns])
            part["weight"] = grid[part["at"].to_numpy(), part["place"].to_numpy()]
        parts.append(part.drop(columns="place"))
    return parts


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
    answers: Answers, form: Form, said: Choices, receipt: Any
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
        grid.append(ratings(answers.table.cells[name], form.codes.get(name, ())))
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


# -- the network ----------------------------------------------------------------------------------------------------


def _assembled(answers: Answers, form: Form, said: Choices, people: People | None, found: Found) -> Network:
    table = answers.table
    layers = _layers(form, said)
    ties = _tie_frame(answers, found.ties, said)
    receipt = found.receipt if people is None else people.receipt.plus(found.receipt)
    ties, gaps, receipt = settle_ties(ties, layers, receipt, file=table.file, gaps=found.gaps)
    nodes = _nodes(answers, form, said, people, found.added, found.listed)
    states = _states(answers, form, nodes.index, people, found.listed, gaps)
    at_cap, note = _capped(ties, layers)
    receipt = receipt.with_line("rows", "kept", "answers", len(table), file=table.file)
    receipt = receipt.with_note(*_notes(table, form, answers, people), *note)
    if at_cap is not None:
        nodes["at_cap"] = nodes.index.isin(at_cap)
    adoption, period, receipt = adoption_of(table, answers.ego, said, receipt)
    gaps = gaps[gaps["target"].isin(nodes.index) & gaps["source"].isin(nodes.index)]
    return Network(
        nodes,
        ties,
        layers,
        answers=states,
        missing=gaps,
        period="wave" if said.wave else period,
        adoption=adoption,
        receipt=receipt,
    )


def _layers(form: Form, said: Choices) -> dict[str, Layer]:
    found = {}
    for name in form.layers:
        rated = name in form.roster
        cap = None if rated else (said.cap or (len(form.alters[name]) if len(form.alters[name]) > 1 else None))
        found[name] = Layer(
            name, form.means[name], boundary="roster" if rated else "open", cap=cap, question=form.questions[name]
        )
    return found


def _tie_frame(answers: Answers, frame: pd.DataFrame, said: Choices) -> pd.DataFrame:
    at = frame["at"].to_numpy(dtype=np.int64)
    ties = pd.DataFrame(
        {
            "source": answers.ego.to_numpy()[at],
            "target": frame["person"].to_numpy(),
            "layer": frame["layer"].to_numpy(),
            "weight": frame["weight"].to_numpy(dtype=float),
            "row": frame["row"].to_numpy(dtype=np.int64),
        }
    )
    if said.wave is not None:
        rounds = pd.to_numeric(tidy(answers.table.cells[named(answers.table, said.wave)]), errors="coerce")
        ties["start"] = ties["end"] = rounds.to_numpy(dtype=float)[at]
        ties = ties.drop_duplicates(["source", "target", "layer", "start"])
    return ties


def _nodes(
    answers: Answers, form: Form, said: Choices, people: People | None, added: pd.DataFrame, listed: dict[str, str]
) -> pd.DataFrame:
    own = _own_attributes(answers, form, said)
    strangers = [name for name in listed if name not in answers.directory.names and name not in added.index]
    parts = [people.frame if people is not None else pd.DataFrame(columns=["label"]), answers.newcomers, added]
    parts.append(pd.DataFrame({"label": [listed[name] for name in strangers]}, index=pd.Index(strangers, dtype="str")))
    filled = [part for part in parts if len(part)]
    nodes = (
        pd.concat(filled, sort=False)
        if filled
        else pd.DataFrame({"label": pd.Series(dtype="str")}, index=pd.Index([], dtype="str"))
    )
    if "unsettled" in nodes:
        nodes["unsettled"] = nodes["unsettled"].eq(other=True).fillna(value=False).astype(bool)
        nodes = nodes if nodes["unsettled"].any() else nodes.drop(columns="unsettled")
    for name in own.columns:
        theirs = own[name].reindex(nodes.index)
        nodes[name] = nodes[name].where(nodes[name].notna(), theirs) if name in nodes else theirs
    if (nodes["label"] == nodes.index).all():
        nodes = nodes.drop(columns="label")
    return nodes.rename_axis("node")


def _own_attributes(answers: Answers, form: Form, said: Choices) -> pd.DataFrame:
    """What respondents said about themselves; the latest round holds."""
    table = answers.table
    skip = {form.ego, *form.tool, *form.naming}
    for given in (
        said.adopted,
        said.opt_out,
        said.namespace if said.namespace != said.group else None,
        said.wave,
        said.relation,
    ):
        if given is not None:
            skip.add(named(table, given))
    group = said.group if said.group in table.columns else None
    frame = attributes_of(table, skip, group=group, missing=form.codes)
    if said.consent is not None:
        frame["consent"] = consent_words(table.cells[named(table, said.consent)])
        frame = frame.drop(columns=[name for name in (said.consent,) if name != "consent" and name in frame])
    if said.namespace is not None and said.namespace not in frame and said.namespace != said.group:
        frame[said.namespace] = tidy(table.cells[named(table, said.namespace)])
    last = ~answers.ego.duplicated(keep="last")
    return frame[last.to_numpy()].set_axis(pd.Index(answers.ego[last], dtype="str"), axis=0)


def _states(
    answers: Answers, form: Form, index: pd.Index, people: People | None, listed: dict[str, str], gaps: pd.DataFrame
) -> pd.DataFrame:
    base = pd.Series("not_asked", index=index)
    if people is not None:
        base[people.asked.index[people.asked.to_numpy()]] = "asked"
    base[[name for name in listed if name in base.index]] = "asked"
    states = pd.DataFrame(dict.fromkeys(form.layers, base))
    done, part = answers.ego[answers.done].unique(), answers.ego[~answers.done].unique()
    states.loc[part, :] = "partial"
    states.loc[done, :] = "answered"
    for layer, columns in form.roster.items():
        blank = gaps[gaps["layer"] == layer].groupby("source").size()
        others = len(columns) - pd.Index(blank.index).isin(list(listed)).astype(int)
        states.loc[blank.index[(blank >= others).to_numpy()], layer] = "asked"
    return states


def _capped(ties: pd.DataFrame, layers: Mapping[str, Layer]) -> tuple[set[str] | None, list[str]]:
    """Who named as many as could be named: they may know more."""
    found, notes = set(), []
    for name, layer in layers.items():
        if layer.cap is None or layer.cap < 2 or "start" in ties:
            continue
        counts = ties.loc[ties["layer"] == name, "source"].value_counts()
        full = counts.index[counts >= layer.cap]
        found |= set(full)
        if len(full):
            notes.append(
                f"Named as many as they could in {name!r} ({layer.cap}) and may know more: "
                f"{some(len(full), 'person', 'people')}."
            )
    return (found, notes) if found else (None, notes)


def _notes(table: Table, form: Form, answers: Answers, people: People | None) -> list[str]:
    tool = tool_of(table)
    notes = [f"It looks like an export of {tool}."] if tool else []
    notes.append(f"Who answers: column {form.ego!r}.")
    for name in form.layers:
        columns = form.alters.get(name) or form.roster[name]
        reading = Layer(name, form.means[name]).sentence
        span = f"columns {columns[0]!r} to {columns[-1]!r}" if len(columns) > 1 else f"column {columns[0]!r}"
        notes.append(f"Layer {name!r}: {span}. {reading}")
    if people is not None and len(answers.newcomers):
        notes.append(f"Answered, but not on the people sheet: {some(len(answers.newcomers), 'person', 'people')}.")
    dropped = [name for name in form.tool if name in table.columns]
    if dropped:
        notes.append(f"Columns added by the survey tool were left out ({len(dropped)}).")
    skip = {*dropped, *form.naming, form.ego}
    return [*notes, *identifier_notes(table, [name for name in table.columns if name not in skip])]
