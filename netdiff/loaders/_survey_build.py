"""A survey's table and form → Network: respondents, mentions, answers, attributes, adoption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff.layer import Layer
from netdiff.loaders._adoption_cells import adoption_of
from netdiff.loaders._attributes import attributes_of, consent_words, identifier_notes
from netdiff.loaders._cells import tidy
from netdiff.loaders._columns import named
from netdiff.loaders._long_form import as_long
from netdiff.loaders._nominating import who_answers
from netdiff.loaders._respondents import Answers, respondents
from netdiff.loaders._survey_form import Choices, Form, form_of
from netdiff.loaders._survey_rows import less_previews, tool_of
from netdiff.loaders._survey_ties import Found, all_mentions
from netdiff.loaders._table import Table
from netdiff.loaders._ties import settle_ties
from netdiff.loaders._words import some
from netdiff.loaders.names import Directory
from netdiff.loaders.people import People
from netdiff.loaders.review import read_decisions
from netdiff.network import Network

__all__ = ["build_survey"]


def build_survey(table: Table, people: People | None, said: Choices) -> Network:
    """The network of a survey."""
    check_choice(said.unlisted, "unlisted", ("keep", "drop"))
    table = less_previews(table)
    decided = read_decisions(said.decisions)
    first = people.directory(decided) if people is not None else None
    form = form_of(table, _in_survey(said, people, table), first or _egos_as_directory(table, said))
    table, form, said = as_long(table, form, said)
    answers = respondents(table, form, said, people, decided)
    people = people.without(answers.gone) if people is not None else None
    return _assembled(answers, form, said, people, all_mentions(answers, form, said))


def _in_survey(said: Choices, people: People | None, table: Table) -> Choices:
    """The choices less the missing codes that are about columns of the people sheet."""
    if not isinstance(said.missing, Mapping) or people is None:
        return said
    own = {k: v for k, v in said.missing.items() if k in table.columns or k not in people.frame.columns}
    return replace(said, missing=own)


def _egos_as_directory(table: Table, said: Choices) -> Directory:
    column = named(table, said.ego) if said.ego is not None else who_answers(table)
    names = [] if column is None else np.asarray(tidy(table.cells[column]).unique(), dtype=object).tolist()
    return Directory({str(name): str(name) for name in names if name})


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
    at = frame["at"].to_numpy(dtype="int64")
    source, target = _as_codes(answers.ego, at, frame["person"])
    ties = pd.DataFrame(
        {
            "source": source,
            "target": target,
            "layer": frame["layer"].astype("category"),
            "weight": frame["weight"].to_numpy(dtype=float),
            "row": frame["row"].to_numpy(dtype="int64"),
        }
    )
    if said.wave is not None:
        rounds = pd.to_numeric(tidy(answers.table.cells[named(answers.table, said.wave)]), errors="coerce")
        ties["start"] = ties["end"] = rounds.to_numpy(dtype=float)[at]
        ties = ties.drop_duplicates(["source", "target", "layer", "start"])
    return ties


def _as_codes(ego: pd.Series, at: npt.NDArray[np.int64], person: pd.Series) -> tuple[pd.Categorical, pd.Categorical]:
    """Both ends of the ties as codes of the same ids: text is compared once per person, not once per tie."""
    own, egos = pd.factorize(ego)
    other, people = pd.factorize(person)
    people = pd.Index(people, dtype="str")
    ids = pd.Index(egos, dtype="str").append(people).unique()
    places = ids.get_indexer(people)
    return pd.Categorical.from_codes(own[at], ids), pd.Categorical.from_codes(places[other], ids)


def _nodes(
    answers: Answers, form: Form, said: Choices, people: People | None, added: pd.DataFrame, listed: dict[str, str]
) -> pd.DataFrame:
    own = _own_attributes(answers, form, said, people)
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
    if said.consent is not None and said.consent != "consent" and said.consent in nodes:
        nodes["consent"] = consent_words(nodes.pop(said.consent).fillna("").astype("str"))
    if (nodes["label"] == nodes.index).all():
        nodes = nodes.drop(columns="label")
    return nodes.rename_axis("node")


def _own_attributes(answers: Answers, form: Form, said: Choices, people: People | None) -> pd.DataFrame:
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
        if given is not None and not (people is not None and given in people.frame and given not in table.columns):
            skip.add(named(table, given))
    group = said.group if said.group in table.columns else None
    frame = attributes_of(table, skip, group=group, missing=form.codes)
    on_sheet = people is not None and said.consent in people.frame and said.consent not in table.columns
    if said.consent is not None and not on_sheet:
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
