"""Sheets that other tools and other people make: elements and connections, nodes and edges, people and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from netdiff.errors import DataError, shorten
from netdiff.layer import Layer
from netdiff.loaders._attributes import attributes_of, identifier_notes
from netdiff.loaders._cells import tidy, to_numbers
from netdiff.loaders._columns import find, named, paired
from netdiff.loaders._identify import identify
from netdiff.loaders._meanings import means_for
from netdiff.loaders._table import Reading, Table, read_sheets, read_table
from netdiff.loaders._ties import settle_ties
from netdiff.loaders.people import People, read_people
from netdiff.network import Network

__all__ = ["TABS", "read_link_tables", "tabs_of"]

TABS: Mapping[str, tuple[str, ...]] = {
    "people": ("people", "elements", "nodes", "persons", "contacts", "members", "vertices", "actors"),
    "organisations": ("organisations", "organizations", "orgs", "groups"),
    "links": ("links", "connections", "edges", "ties", "relationships", "relations", "edge list"),
}
BOTH_WAYS = ("mutual", "undirected", "both", "bidirectional", "none", "two-way")
MOST_KINDS = 12
DIRECTIONS = ("direction", "directed")


def tabs_of(sheets: Mapping[str, Table]) -> dict[str, Table]:
    """The tabs of people, organisations and links by what they are called; an old copy is not taken."""
    found = {}
    for part, words in TABS.items():
        named_so = [name for name in sheets if name.casefold().strip() in words]
        if named_so:
            found[part] = sheets[named_so[0]]
    return found


def read_link_tables(source: Any, *, people: Any, reading: Reading, said: Mapping[str, Any]) -> Network:
    """The network of a table of links, alone or with tabs of people and organisations."""
    tabs, unused = _tabs(source, reading)
    links = tabs["links"]
    known = _known(tabs, people, said["group"])
    one, two = _ends(links, said["ends"])
    who = identify([links.cells[one], links.cells[two]], known.directory() if known is not None else None, links.rows)
    links = links.note(*who.notes, *unused, *_kinds_of_link(links, said["relation"]))
    nobody = (
        pd.Series(who.ids[0], dtype=object).isna().to_numpy() | pd.Series(who.ids[1], dtype=object).isna().to_numpy()
    )
    kept = links.set_aside(nobody, "nobody is named at one end")
    ties = _ties(kept, who.ids[0][~nobody], who.ids[1][~nobody], (one, two), said)
    layers = _layers(kept, ties, said)
    both = _both_ways(kept, ties, layers)
    receipt = kept.kept("links").with_note(*identifier_notes(kept, kept.columns))
    receipt = receipt if known is None else known.receipt.plus(receipt)
    receipt = receipt.with_review(who.review) if len(who.review) else receipt
    settled, _, receipt = settle_ties(both, layers, receipt, file=kept.file)
    nodes = _nodes(known, who.added, both)
    answers = pd.DataFrame(dict.fromkeys(layers, "answered"), index=nodes.index)
    answers.loc[who.added.index.intersection(nodes.index), :] = "not_asked"
    return Network(nodes, settled, layers, answers=answers, receipt=receipt)


def _ends(links: Table, given: tuple[str, str] | None) -> tuple[str, str]:
    """The two columns that are linked: as said, by their names, or the first two of a table without header."""
    if given is not None:
        return named(links, given[0]), named(links, given[1])
    one, two = find(links, "source"), find(links, "target")
    if one is not None and two is not None and one != two:
        return one, two
    pair = paired(links.columns)
    if pair is not None:
        return pair
    if links.columns[:2] == ["1", "2"]:
        return "1", "2"
    listed = ", ".join(links.columns)
    raise links.error(
        "no two columns say who is linked to whom", f"Say which, ends=('from', 'to'). The columns are {listed}."
    )


def _tabs(source: Any, reading: Reading) -> tuple[dict[str, Table], list[str]]:
    if isinstance(source, (pd.DataFrame, Table)) or reading.sheet is not None:
        return {"links": read_table(source, reading)}, []
    sheets = read_sheets(source, reading)
    found = tabs_of(sheets)
    if not sheets:
        raise DataError("the workbook holds no cells", cure="Check that this is the right file.")
    if "links" not in found:
        likely = [table for name, table in sheets.items() if "link" in name.casefold()] or list(sheets.values())
        return {"links": max(likely, key=lambda table: int((table.cells != "").sum().sum()))}, []
    taken = {id(table) for table in found.values()}
    left = [name for name, table in sheets.items() if id(table) not in taken]
    note = [f"Tabs that were not read: {', '.join(map(repr, left))}."] if left else []
    return found, note


def _known(tabs: Mapping[str, Table], people: Any, group: str | None) -> People | None:
    persons = (
        read_people(people if people is not None else tabs["people"], group=group)
        if (people is not None or "people" in tabs)
        else None
    )
    if "organisations" not in tabs:
        return persons
    organisations = read_people(tabs["organisations"])
    return organisations if persons is None else _together(persons, organisations)


def _together(persons: People, organisations: People) -> People:
    """Both as one list; a name on both tabs is one organisation with what either tab says of it."""
    one, two = persons.frame.copy(), organisations.frame.copy()
    one["mode"] = "person"
    if "mode" in two:
        two = two.rename(columns={"mode": "kind"})
    two["mode"] = "organisation"
    both = one.index.intersection(two.index)
    one.loc[both, "mode"] = "organisation"
    for name in two.columns.difference(["mode"]):
        theirs = two.loc[both, name]
        one[name] = (
            one[name].where(one[name].notna(), theirs.reindex(one.index)) if name in one else theirs.reindex(one.index)
        )
    frame = pd.concat([one, two.drop(index=both)]).rename_axis("node")
    note = (
        f"On the tab of people and on that of organisations, taken as one organisation: {len(both)}."
        if len(both)
        else ""
    )
    receipt = persons.receipt.plus(organisations.receipt)
    return People(
        frame, {**persons.emails, **organisations.emails}, receipt.with_note(*[note] * bool(note)), persons.asked
    )


def _ties(links: Table, source: Any, target: Any, ends: tuple[str, str], said: Mapping[str, Any]) -> pd.DataFrame:
    relation = named(links, said["relation"]) if said["relation"] is not None else None
    strength = find(links, "weight") or ("3" if links.columns == ["1", "2", "3"] else None)
    ties = pd.DataFrame({"source": source, "target": target})
    ties["layer"] = tidy(links.cells[relation]).replace("", said["layer"]).to_numpy() if relation else said["layer"]
    ties["weight"] = to_numbers(tidy(links.cells[strength])).to_numpy() if strength else 1.0
    ties["row"] = links.rows
    kind = find(links, "mode")
    extra = attributes_of(links, [*ends, *([relation] if relation else [])])
    extra = extra.rename(columns={"mode": kind} if kind is not None and kind not in extra else {})
    for name in extra.columns:
        ties[name if name not in ties else f"{name} (as in the file)"] = extra[name].to_numpy()
    return ties


def _kinds_of_link(links: Table, relation: str | None) -> list[str]:
    """A sentence on the column that sorts the links into kinds, where nobody has said that one does."""
    likely = dict.fromkeys(find(links, role) for role in ("layer", "mode"))
    for name in [column for column in likely if column is not None] if relation is None else []:
        kinds = tidy(links.cells[name]).replace("", None).dropna().value_counts()
        if 1 < len(kinds) <= MOST_KINDS and len(kinds) < len(links):
            listed = ", ".join(f"{shorten(str(kind))} ({count:,})" for kind, count in kinds.items())
            told = f"All links were read as one kind, but column {name!r} tells {len(kinds)}: {listed}."
            return [f"{told} To make each a layer: relation={name!r}, on the command line --relation {name!r}."]
    return []


def _layers(links: Table, ties: pd.DataFrame, said: Mapping[str, Any]) -> dict[str, Layer]:
    names = [str(name) for name in ties["layer"].unique()] or [said["layer"]]
    arrows = said["directed"]
    if arrows is None:
        column = _direction_column(links)
        words = tidy(links.cells[column]).str.casefold() if column else None
        arrows = bool((~words.isin([*BOTH_WAYS, "", "false", "no", "0"])).any()) if words is not None else None
    meaning = said["means"]
    if meaning is None and arrows is False:
        meaning = "meets"
    means = means_for({name: name for name in names}, meaning, file=links.file)
    return {
        name: Layer(name, means[name], directed=means[name] != "meets" if arrows is None else arrows) for name in names
    }


def _direction_column(links: Table) -> str | None:
    return next((name for name in links.columns if name.casefold() in DIRECTIONS), None)


def _both_ways(links: Table, ties: pd.DataFrame, layers: Mapping[str, Layer]) -> pd.DataFrame:
    """A mutual row among rows with a direction stands both ways."""
    column = _direction_column(links)
    if column is None or not any(layer.directed for layer in layers.values()):
        return ties
    words = pd.Series(tidy(links.cells[column]).str.casefold().to_numpy(), index=links.rows)
    mutual = ties["row"].map(words).isin(BOTH_WAYS)
    back = ties[mutual].rename(columns={"source": "target", "target": "source"})
    return pd.concat([ties, back], ignore_index=True)


def _nodes(known: People | None, added: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    if known is None:
        named_in = pd.unique(pd.concat([ties["source"], ties["target"]]))
        return pd.DataFrame(index=pd.Index(named_in.astype(str), dtype="str", name="node"))
    nodes = pd.concat([known.frame, added]) if len(added) else known.frame
    if "unsettled" in nodes:
        nodes["unsettled"] = nodes["unsettled"].eq(other=True).fillna(value=False).astype(bool)
        nodes = nodes if nodes["unsettled"].any() else nodes.drop(columns="unsettled")
    return nodes.rename_axis("node")
