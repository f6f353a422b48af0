"""From foreign forms to the two tables of a network, and back; plain frames and arrays only."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._tables import check_ids, layer_map
from netdiff.errors import DataError
from netdiff.layer import Layer

if TYPE_CHECKING:
    import igraph
    import networkx as nx

__all__ = [
    "Cells",
    "cells_of",
    "frames_of_cells",
    "frames_of_igraph",
    "frames_of_networkx",
    "layers_for",
    "node_table",
    "nodes_of_ties",
    "to_networkx",
    "unsurveyed",
]

MOST_MATRIX_CELLS = 100_000_000


Positions = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]


def nodes_of_ties(ties: pd.DataFrame) -> tuple[pd.DataFrame, Positions]:
    """A table of the ids that occur in the ties, and the positions of both ends in it (-1 = blank): one pass."""
    codes, ids = pd.factorize(pd.concat([ties["source"], ties["target"]], ignore_index=True))
    index = check_ids(pd.Index(ids), "ids in the ties").rename("node")
    places = codes.astype(np.int32)
    return pd.DataFrame(index=index), (places[: len(ties)], places[len(ties) :])


def node_table(nodes: pd.DataFrame, ties: pd.DataFrame, *, add: bool) -> tuple[pd.DataFrame, pd.Index]:
    """The table of nodes with ids in the index, and the ids that only the ties know of."""
    table = nodes
    for name in ("node", "id"):
        if name in table:
            table = table.set_index(name)
            break
    table = table.rename_axis("node")
    if not add:
        return table, pd.Index([])
    new = _ends(ties).difference(check_ids(table.index, "node ids"), sort=False)
    return pd.concat([table, pd.DataFrame(index=new)]).rename_axis("node"), new


def layers_for(
    ties: pd.DataFrame,
    layers: Mapping[str, Layer] | Iterable[Layer] | Layer | None,
    *,
    means: str | None,
    directed: bool | None,
    weight_is: str,
) -> dict[str, Layer]:
    """The layers as given, or one of the said meaning for each name in the ties."""
    if layers is not None:
        return layer_map(layers)
    if means is None and directed is not False:
        raise DataError(
            "it is not said what a tie means, and a network with a direction has no default",
            cure="Add means='turns_to' (influence runs from the one named), means='tells' (from source to target), "
            "or means='meets' for ties without a direction.",
        )
    meaning = means if means is not None else "meets"
    arrow = directed if directed is not None else meaning != "meets"
    names = [str(name) for name in ties["layer"].dropna().unique()] if "layer" in ties else ["ties"]
    return {name: Layer(name, meaning, directed=arrow, weight_is=weight_is) for name in names or ["ties"]}


def unsurveyed(
    answers: pd.DataFrame | None, table: pd.DataFrame, added: pd.Index, layers: Mapping[str, Layer]
) -> pd.DataFrame:
    """Answers in which those who were only named by others were `not_asked`."""
    known = table.index.difference(added, sort=False)
    base = pd.DataFrame("answered", index=known, columns=list(layers)) if answers is None else answers
    rest = pd.DataFrame("not_asked", index=added, columns=list(layers))
    return pd.concat([base, rest])


def frames_of_networkx(graph: nx.Graph, layer: str) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Nodes and ties of a networkx graph, attributes kept, and whether it has a direction."""
    nodes = pd.DataFrame.from_dict(dict(graph.nodes(data=True)), orient="index")
    nodes = nodes.reindex(list(graph.nodes)) if len(nodes.columns) else pd.DataFrame(index=list(graph.nodes))
    records = [{"source": u, "target": v, **attributes} for u, v, attributes in graph.edges(data=True)]
    ties = pd.DataFrame(records, columns=None if records else ["source", "target"])
    return nodes.rename_axis("node"), _with_layer(ties, layer), bool(graph.is_directed())


def frames_of_igraph(graph: igraph.Graph, layer: str) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Nodes and ties of an igraph graph, attributes kept, and whether it has a direction."""
    columns = {name: graph.vs[name] for name in graph.vs.attributes() if name != "name"}
    ids = graph.vs["name"] if "name" in graph.vs.attributes() else list(range(graph.vcount()))
    nodes = pd.DataFrame(columns, index=pd.Index(ids, name="node"))
    ends = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    ties = pd.DataFrame({"source": nodes.index.take(ends[:, 0]), "target": nodes.index.take(ends[:, 1])})
    for name in graph.es.attributes():
        ties[name] = graph.es[name]
    return nodes, _with_layer(ties, layer), bool(graph.is_directed())


@dataclass(frozen=True, eq=False)
class Cells:
    """The filled cells of a square matrix; blank ones (NaN) count as filled."""

    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    names: pd.Index

    @property
    def symmetric(self) -> bool:
        """Whether each cell equals the one across the diagonal."""
        there, back = np.lexsort((self.columns, self.rows)), np.lexsort((self.rows, self.columns))
        same = (self.rows[there] == self.columns[back]) & (self.columns[there] == self.rows[back])
        return bool(same.all() and np.array_equal(self.weights[there], self.weights[back], equal_nan=True))


def cells_of(matrix: Any) -> Cells:
    """The filled cells of a dense, sparse or labelled square matrix."""
    import scipy.sparse as sp

    if sp.issparse(matrix):
        pairs = sp.coo_array(matrix)
        rows, columns, values = pairs.coords[0], pairs.coords[1], pairs.data.astype(np.float64)
    else:
        table = np.asarray(matrix, dtype=np.float64)
        if table.ndim != 2 or table.size > MOST_MATRIX_CELLS:
            raise DataError(
                "not a table of rows and columns, or too large", value=table.shape, cure="Use ties instead."
            )
        rows, columns = np.nonzero(table)
        values = table[rows, columns]
    height, width = matrix.shape if hasattr(matrix, "shape") else np.shape(matrix)
    if height != width:
        cure = "A matrix of people by people is square; for people by events use nd.read_affiliations."
        raise DataError(f"{height} rows and {width} columns", cure=cure)
    names = matrix.index if isinstance(matrix, pd.DataFrame) else pd.RangeIndex(height)
    return Cells(rows.astype(np.int64), columns.astype(np.int64), values, names)


def frames_of_cells(
    cells: Cells, ids: Iterable[Hashable] | None, layer: str, *, once: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes and ties of a matrix; of an undirected one each pair once."""
    index = pd.Index(cells.names if ids is None else list(ids), name="node")
    if len(index) != len(cells.names):
        raise DataError(f"{len(cells.names)} rows but {len(index)} ids", cure="Give one id for each row of the matrix.")
    kept = (cells.rows <= cells.columns) | (not once)
    ends = {"source": index.take(cells.rows[kept]), "target": index.take(cells.columns[kept])}
    return pd.DataFrame(index=index), _with_layer(pd.DataFrame({**ends, "weight": cells.weights[kept]}), layer)


def to_networkx(nodes: pd.DataFrame, ties: pd.DataFrame, *, directed: bool) -> Any:
    """A networkx multigraph with every attribute that is not blank."""
    import networkx as nx

    graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.add_nodes_from((node, _given(row)) for node, row in _records(nodes))
    ends = zip(ties["source"].tolist(), ties["target"].tolist(), strict=True)
    rest = (row for _, row in _records(ties.drop(columns=["source", "target"])))
    graph.add_edges_from((u, v, _given(row)) for (u, v), row in zip(ends, rest, strict=True))
    return graph


def _ends(ties: pd.DataFrame) -> pd.Index:
    both = pd.concat([ties["source"], ties["target"]], ignore_index=True).dropna()
    return check_ids(pd.Index(both.unique()), "ids in the ties").rename("node")


def _with_layer(ties: pd.DataFrame, layer: str) -> pd.DataFrame:
    return ties if "layer" in ties else ties.assign(layer=layer)


def _records(table: pd.DataFrame) -> Iterable[tuple[Hashable, dict[str, Any]]]:
    columns = [table[name].tolist() for name in table]
    names = [str(name) for name in table]
    for place, node in enumerate(table.index.tolist()):
        yield node, {name: column[place] for name, column in zip(names, columns, strict=True)}


def _given(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not pd.isna(value)}
