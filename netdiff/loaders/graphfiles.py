"""Graph files and tables of links: Pajek, GraphML, GML, GEXF, and any sheet that says who is linked to whom."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from netdiff.errors import DataError
from netdiff.layer import Layer
from netdiff.loaders._limits import Limits
from netdiff.loaders._pajek import PajekFile, PajekNetwork, parse_pajek, values_of
from netdiff.loaders._table import Reading, Table, source_bytes
from netdiff.loaders._text import decode
from netdiff.loaders._ties import settle_ties
from netdiff.loaders.exports import read_link_tables
from netdiff.network import Network
from netdiff.receipt import Receipt

__all__ = ["graph_kind", "read_graph"]

KINDS = {"graphml": b"<graphml", "gexf": b"<gexf", "gml": b"graph ["}
MODES = ("person", "event")


def read_graph(  # noqa: PLR0913
    source: Any,
    *,
    means: str | Mapping[str, str] | None = None,
    directed: bool | None = None,
    layer: str = "ties",
    people: Any = None,
    group: str | None = None,
    ends: tuple[str, str] | None = None,
    relation: str | None = None,
    network: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    modes: tuple[str, str] = MODES,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    limits: Limits | None = None,
) -> Network:
    """Read a graph file, a table of links, or a workbook of people and links.

    Parameters
    ----------
    source : path, file, or data frame
        Pajek (.net, .paj), GraphML, GML, GEXF; a CSV, sheet or frame with one link per row; a workbook with tabs such
        as People, Organisations and Links (Kumu, Polinode and the like).
    means : str or mapping of layer to str
        What a tie says; needed where ties have a direction. Without direction `"meets"`.
    directed : bool, optional
        Whether ties have a direction, where the file does not say.
    layer : str
        Name of the layer where the file gives none.
    people : path, file or frame, optional
        A people sheet beside a table of links.
    group : str, optional
        The column of stakeholder groups.
    ends : pair of str, optional
        In a table of links, the two columns that are linked, where their names don't say so.
    relation : str, optional
        In a table of links, the column that says of which layer a row is.
    network : str, optional
        Which network of a Pajek project; all of them, as layers, where their people are the same.
    attributes : mapping of name to path, optional
        Pajek partitions and vectors (.clu, .vec) to hang on the people.
    modes : pair of str
        What the two kinds of a two-mode file are.
    sheet, encoding, delimiter, header, limits
        Say how to read the file where the finding goes wrong.

    Returns
    -------
    Network

    Raises
    ------
    DataError
        Where a direction has no meaning, and for files that cannot be read.

    Notes
    -----
    XML is read with entities and external references forbidden. Stability: stable.

    Examples
    --------
    >>> links = pd.DataFrame({"from": ["ann", "bob"], "to": ["bob", "cem"], "how well": [3, ""]})
    >>> net = read_graph(links, means="meets", layer="knows")
    >>> net.ties["weight"].tolist(), net.layers["knows"].directed
    ([3.0, 3.0], False)
    """
    reading = Reading(encoding, delimiter, sheet, header, limits or Limits())
    kind = graph_kind(source, reading.limits)
    if kind is None:
        said = {
            "means": means,
            "directed": directed,
            "layer": layer,
            "group": group,
            "relation": relation,
            "ends": ends,
        }
        return read_link_tables(source, people=people, reading=reading, said=said)
    data, file = source_bytes(source, reading.limits)
    if kind == "pajek":
        found = parse_pajek(decode(data, encoding, file=file)[0].splitlines(), file)
        return _of_pajek(found, file, means=means, layer=layer, network=network, attributes=attributes, modes=modes)
    return _of_networkx(data, kind, file, means=means, layer=layer)


def graph_kind(source: Any, limits: Limits) -> str | None:
    """`pajek`, `graphml`, `gexf`, `gml`, or None for a table; an open file is put back to its start."""
    readable = isinstance(source, str) or hasattr(source, "__fspath__") or hasattr(source, "read")
    if isinstance(source, (pd.DataFrame, Table, Mapping)) or not readable:
        return None
    data, _ = source_bytes(source, limits)
    if hasattr(source, "seek"):
        source.seek(0)
    head = data[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n")
    lines = [line.strip().lower() for line in head.splitlines() if line.strip() and not line.lstrip().startswith(b"%")]
    if lines and lines[0].startswith((b"*vertices", b"*network", b"*partition", b"*vector")):
        return "pajek"
    return next((kind for kind, mark in KINDS.items() if mark in head[:2_048].lower()), None)


def _of_networkx(data: bytes, kind: str, file: str | None, *, means: Any, layer: str) -> Network:
    import networkx as nx

    readers = {"graphml": nx.read_graphml, "gexf": nx.read_gexf, "gml": nx.read_gml}
    try:
        if kind != "gml":
            _guard_xml(data, file)
        graph = readers[kind](io.BytesIO(data))
    except DataError:
        raise
    except Exception as error:
        raise DataError(
            f"the {kind} file cannot be read ({type(error).__name__})",
            cure="Export it again, or as a table of links.",
            file=file,
        ) from error
    graph = nx.relabel_nodes(graph, {node: str(node) for node in graph})
    return Network.from_networkx(graph, means=means, layer=layer)


def _guard_xml(data: bytes, file: str | None) -> None:
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise DataError(
            "the file holds XML entities or references, which could harm",
            cure="Export it again from a tool you trust.",
            file=file,
        ) from error


def _of_pajek(
    found: PajekFile,
    file: str | None,
    *,
    means: Any,
    layer: str,
    network: str | None,
    attributes: Any,
    modes: tuple[str, str],
) -> Network:
    chosen = _chosen(found, network, file)
    labels = chosen[0].labels
    nodes = pd.DataFrame(index=pd.Index(labels, dtype="str", name="node"))
    columns = {**found.partitions, **found.vectors}
    for name, values in columns.items():
        nodes[name.rpartition(".")[0] or name] = values_of(values, labels, name)
    for name, path in (attributes or {}).items():
        nodes[name] = _attribute(path, labels)
    first = chosen[0].first_mode
    if first is not None:
        nodes["mode"] = np.where(np.arange(len(labels)) < first, *modes)
    ties, layers = _ties(chosen, layer, means, modes if first is not None else None, file)
    rows = len(ties)
    receipt = Receipt().with_note(
        f"A Pajek file with {len(found.networks)} network{'s' if len(found.networks) != 1 else ''}."
    )
    receipt = receipt.with_received("lines", len(found.odd), file=file)
    receipt = receipt.with_line("lines", "set aside", "not understood", rows=found.odd, file=file)
    kept, _, receipt = settle_ties(ties, layers, receipt, file=file)
    return Network(nodes, kept, layers, receipt=receipt.with_note(f"{rows} ties in the file."))


def _chosen(found: PajekFile, network: str | None, file: str | None) -> list[PajekNetwork]:
    if not found.networks:
        raise DataError("there is no network in this Pajek file", cure="It needs a line *Vertices and ties.", file=file)
    if network is not None:
        named = [one for one in found.networks if one.name == network]
        if not named:
            names = ", ".join(repr(one.name) for one in found.networks)
            raise DataError("there is no such network", cure=f"The file holds {names}.", file=file, value=network)
        return named
    if any(one.labels != found.networks[0].labels for one in found.networks):
        names = ", ".join(repr(one.name) for one in found.networks)
        raise DataError(
            "the networks of this project are about different people", cure=f"Choose one: network= {names}.", file=file
        )
    return found.networks


def _ties(
    chosen: list[PajekNetwork], layer: str, means: Any, modes: tuple[str, str] | None, file: str | None
) -> tuple[pd.DataFrame, dict[str, Layer]]:
    """Ties of all chosen networks; an edge among arcs stands both ways."""
    frames, layers = [], {}
    for one in chosen:
        raw = pd.DataFrame(one.ties, columns=["i", "j", "weight", "relation", "directed", "row"])
        several = len(chosen) > 1 or len(set(raw["relation"])) > 1 or (raw["relation"] != one.name).any()
        raw["layer"] = raw["relation"].str.removesuffix(".net") if several else layer
        for name, part in raw.groupby("layer", sort=False):
            meaning = means.get(str(name)) if isinstance(means, Mapping) else means
            arcs = bool(part["directed"].any()) and modes is None
            arcs = arcs and not (meaning in (None, "meets") and _symmetric(part))
            layers[str(name)] = _layer(str(name), means, modes, file, directed=arcs)
            back = part[~part["directed"]].rename(columns={"i": "j", "j": "i"}) if arcs else part.iloc[:0]
            frames.append(pd.concat([part, back]))
        if raw.empty:
            layers[layer] = _layer(layer, means, modes, file, directed=False)
    whole = pd.concat(frames) if frames else pd.DataFrame({"i": [], "j": [], "weight": [], "layer": [], "row": []})
    labels = np.array(chosen[0].labels, dtype=object)
    ends = {"source": labels[whole["i"].to_numpy(dtype=int)], "target": labels[whole["j"].to_numpy(dtype=int)]}
    rest = {
        "layer": whole["layer"].to_numpy(),
        "weight": whole["weight"].to_numpy(dtype=float),
        "row": whole["row"].to_numpy(dtype=int),
    }
    return pd.DataFrame({**ends, **rest}), layers


def _symmetric(arcs: pd.DataFrame) -> bool:
    """Every arc has its like the other way round, of the same weight: no direction at all."""
    there = set(zip(arcs["i"], arcs["j"], arcs["weight"], strict=True))
    return all((j, i, weight) in there for i, j, weight in there)


def _layer(name: str, means: Any, modes: tuple[str, str] | None, file: str | None, *, directed: bool) -> Layer:
    meaning = means.get(name) if isinstance(means, Mapping) else means
    if modes is not None:
        return Layer(
            name, meaning or "meets", directed=False, weight_is="count", source_mode=modes[0], target_mode=modes[1]
        )
    if directed and meaning is None:
        raise DataError(
            f"the ties of {name!r} have a direction, and it has to be said what it means",
            cure="Pass means='turns_to' (influence runs from the one pointed at), 'tells', 'meets' or 'rates'.",
            file=file,
        )
    return Layer(name, meaning or "meets", directed=directed or meaning in ("turns_to", "tells"))


def _attribute(path: Any, labels: list[str]) -> pd.Series:
    data, file = source_bytes(path, Limits())
    text = "*Vector x\n" + decode(data, None, file=file)[0]
    values = parse_pajek(text.splitlines(), file).vectors["x"]
    return values_of(values, labels, str(path))
