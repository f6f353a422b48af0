"""The central object: people, the ties they report, and what is known about who answered.

A `Network` is an immutable value over a few tables; everything else is derived from them and cached. What does not
need its inside is a function elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff import _archive, _cleaning, _convert, _derive, _matrices, _tables, _views
from netdiff._check import check_choice, check_columns, check_probability, close_matches
from netdiff.errors import DataError, UnknownNodeError
from netdiff.layer import Layer
from netdiff.receipt import Receipt
from netdiff.states import STATES
from netdiff.times import AdoptionTable

if TYPE_CHECKING:
    import igraph
    import networkx as nx

__all__ = ["Layer", "Network", "check_network"]

Matrix: TypeAlias = _matrices.Matrix
Where = Callable[[pd.DataFrame], Any] | Mapping[str, Any]
OPTIONAL = ("acts", "places", "bodies", "asks")


class Network:
    """People and the ties between them, as reported, with what is known about who answered.

    Parameters
    ----------
    nodes : pandas.DataFrame
        Index = ids, all text or all whole numbers, unique; its order is the order of every matrix. Reserved optional
        columns: `label`, `group` (stakeholder group), `organisation`, `place`, `mode`, `ring`, `support`, `held_by`,
        `cost`, `acceptance`, `resources`, `consent`, `since`, `until`. Any other column is an attribute.
    ties : pandas.DataFrame
        One row per tie as reported: `source`, `target`, and optionally `layer`, `weight` (above 0), `start`, `end` and
        any attribute.
    layers : Layer, iterable or mapping of Layer
        What the ties of each layer say.
    answers : pandas.DataFrame, optional
        Nodes by layers: `answered`, `partial`, `asked` (silent), `not_asked` or `absent`; by default all answered.
    missing : pandas.DataFrame, optional
        Single pairs, columns `source`, `target`, `layer`, `kind` (`missing` or `impossible`).
    period : str, optional
        The unit of time: `"day"`, `"month"`, `"wave"`, …
    acts, places, bodies, asks : pandas.DataFrame, optional
        What mobilisation and power are measured from.
    adoption : AdoptionTable, optional
        Who adopted what, and when.
    receipt : Receipt, optional
        How the network came to be.

    Raises
    ------
    DataError
        Names everything that is wrong with the tables at once. `Network.from_frames` mends what has one stated rule.

    Notes
    -----
    Frames handed out are copies: changing one changes no network. Two networks are the same only if they are one
    object. Stability: stable.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["ann", "bob"], "target": ["bob", "cem"]})
    >>> net = Network.from_frames(None, ties, means="turns_to")
    >>> net.influence().toarray()[net.index_of(["bob"])[0]]
    array([1., 0., 0.])
    """

    __hash__ = object.__hash__

    def __init__(
        self,
        nodes: pd.DataFrame,
        ties: pd.DataFrame | _tables.Ties,
        layers: Mapping[str, Layer] | Iterable[Layer] | Layer,
        *,
        answers: pd.DataFrame | None = None,
        missing: pd.DataFrame | None = None,
        period: str | None = None,
        acts: pd.DataFrame | None = None,
        places: pd.DataFrame | None = None,
        bodies: pd.DataFrame | None = None,
        asks: pd.DataFrame | None = None,
        adoption: AdoptionTable | None = None,
        receipt: Receipt | None = None,
    ) -> None:
        self._layers = _tables.layer_map(layers)
        self._nodes = _tables.check_nodes(nodes)
        self._ties = _tables.checked_ties(self._nodes.index, ties, self._layers)
        self._answers = _tables.check_answers(answers, self._nodes, self._layers)
        self._missing = _tables.check_missing(missing, self._layers, self._nodes.index)
        self._optional = {"acts": acts, "places": places, "bodies": bodies, "asks": asks}
        self.period = period
        self.adoption = adoption
        self.receipt = receipt if receipt is not None else Receipt()

    # -- parts ------------------------------------------------------------------------------------------------------

    @property
    def nodes(self) -> pd.DataFrame:
        """The table of nodes; the row order is the matrix order."""
        return self._nodes.copy(deep=False)

    @property
    def ties(self) -> pd.DataFrame:
        """One row per tie, as reported, with ids at both ends."""
        return self._tie_frame.copy(deep=False)

    @property
    def layers(self) -> dict[str, Layer]:
        """The layers by name."""
        return dict(self._layers)

    @property
    def answers(self) -> pd.DataFrame:
        """Nodes by layers: `answered`, `partial`, `asked`, `not_asked` or `absent`."""
        states = np.array(STATES, dtype=object)[self._answers]
        return pd.DataFrame(states, index=self._nodes.index, columns=list(self._layers), dtype="str")

    @property
    def missing(self) -> pd.DataFrame:
        """Single pairs that are missing or impossible."""
        return self._missing.copy(deep=False)

    @property
    def status(self) -> pd.Series:
        """The best state of each node over the layers that were asked for; logs count where there is nothing else."""
        asked = [layer.boundary != "log" for layer in self._layers.values()]
        codes = self._answers[:, asked] if any(asked) else self._answers
        best = codes.min(axis=1, initial=len(STATES) - 1) if self._layers else np.zeros(len(self), dtype=int)
        return pd.Series(np.array(STATES, dtype=object)[best], index=self._nodes.index, name="status", dtype="str")

    @property
    def acts(self) -> pd.DataFrame | None:
        """What people were asked to do and did: node, date, kind, led_by."""
        return _copied(self._optional["acts"])

    @property
    def places(self) -> pd.DataFrame | None:
        """Places with their population and the number with the need."""
        return _copied(self._optional["places"])

    @property
    def bodies(self) -> pd.DataFrame | None:
        """Bodies that decide: seats, who sits, items raised by whom."""
        return _copied(self._optional["bodies"])

    @property
    def asks(self) -> pd.DataFrame | None:
        """What one can be asked to do, for which group, at what cost."""
        return _copied(self._optional["asks"])

    # -- views that return a Network --------------------------------------------------------------------------------

    def layer(self, name: str) -> Network:
        """The network of one layer alone.

        Examples
        --------
        >>> net.layer("marriage").layers["marriage"].means  # doctest: +SKIP
        'meets'
        """
        self._check_layer(name)
        place = list(self._layers).index(name)
        ties = self._ties.take(self._ties.layer == place)
        return self._with(
            layers={name: self._layers[name]},
            ties=_tables.Ties(ties.source, ties.target, np.zeros_like(ties.layer), ties.data),
            answers=self._answers[:, [place]],
            missing=self._missing[self._missing["layer"] == name].reset_index(drop=True),
        )

    def select(self, ids: Iterable[Hashable] | None = None, *, where: Where | None = None) -> Network:
        """The network among some of the nodes.

        Parameters
        ----------
        ids : iterable, optional
            Which nodes; their order becomes the new order.
        where : callable or mapping, optional
            A function of the table of nodes that gives a mask, or `{column: value or values}`.
        """
        chosen = np.arange(len(self)) if ids is None else self.index_of(ids)
        if where is not None:
            chosen = chosen[_views.mask_of(self._nodes, where)[chosen]]
        new = np.full(len(self), -1, dtype=np.int32)
        new[chosen] = np.arange(len(chosen), dtype=np.int32)
        nodes = self._nodes.iloc[chosen]
        return self._with(
            nodes=nodes,
            ties=self._ties.renumbered(new),
            answers=self._answers[chosen],
            missing=_views.among(self._missing, ["source", "target"], nodes.index),
            optional={name: _views.among(table, ["node"], nodes.index) for name, table in self._optional.items()},
            adoption=_views.adoption_among(self.adoption, nodes.index),
            receipt=self.receipt.with_note(f"Selected {len(chosen)} of {len(self)} nodes."),
        )

    def during(self, start: Any = None, end: Any = None) -> Network:
        """The ties that meet the half-open time [start, end); whoever is not in the population then is `absent`."""
        return self._during(start, end, _views.dated(self._ties.data, "start", "end", start, end))

    def windows(self, length: str | float, step: str | float | None = None) -> Iterator[Network]:
        """One network per window of time, in order, all with the same nodes."""
        for start, end, rows in _views.window_rows(self._ties.data, length, step):
            yield self._during(start, end, rows)

    def symmetrised(self, rule: str = "union") -> Network:
        """Undirected ties, decided over answered pairs.

        Parameters
        ----------
        rule : {"union", "mutual"}
            Whether one report makes a tie, or both are needed. Where one of the two did not answer, the other's report
            decides; the receipt counts the pairs that rest on one report.
        """
        check_choice(rule, "rule", ("union", "mutual"))
        return Network(**_derive.symmetrise(self, rule))

    def project(
        self, layer: str | None = None, *, onto: str | None = None, method: str = "count", alpha: float = 0.05
    ) -> Network:
        """From two kinds of nodes to one: who shares how many events or organisations.

        Parameters
        ----------
        layer : str, optional
            The two-mode layer; None where there is only one.
        onto : str, optional
            The `mode` that stays; by default that of the sources.
        method : {"count", "newman", "jaccard", "backbone"}
            Number shared; each shared one counting 1/(its size - 1) (Newman 2001); shared among all of either; or the
            number shared, but only between pairs that share more than chance gives.
        alpha : float
            For the backbone: the share, 0 to 1, of its ties that may be expected to be false.

        Notes
        -----
        Backbone: the stochastic degree sequence model (Neal 2014, Social Networks 39:84) with the chances of the
        bipartite configuration model, the closest to fixed degrees in the comparison of Neal, Domagalski & Sagan
        (2021, Scientific Reports 11:23929). One-sided; every pair of people who were anywhere is a test, also those
        who share nothing; false discoveries by Benjamini & Hochberg (1995). Ties carry `p_value`, exact to about
        1e-13; with alpha=1 every pair that shares anything stays, with its own.
        """
        check_choice(method, "method", ("count", "newman", "jaccard", "backbone"))
        check_probability(alpha, "alpha")
        return Network(**_derive.project(self, self._two_mode_layer(layer), onto, method, alpha))

    def quotient(self, by: str = "organisation") -> Network:
        """The network between organisations, places or groups, with what their members add up to."""
        return Network(**_derive.quotient(self, by))

    def merged(self, scales: Mapping[str, float]) -> Network:
        """Several layers as one, `"merged"`, each scaled by how strongly its ties carry influence.

        Parameters
        ----------
        scales : mapping of layer name to number
            A weight per layer, above 0; influence is their weighted sum.
        """
        for name in scales:
            self._check_layer(name)
        return Network(**_derive.merge(self, scales))

    def forget(self, ids: Iterable[Hashable]) -> Network:
        """A network without these people: nodes, ties, answers, tables, receipt and review.

        Uncertain names that most likely mean one of them go too.
        """
        asked = self._nodes.index[self.index_of(ids)]
        gone = asked.append(_views.likely_spellings(self._nodes, self.receipt.review, asked)).unique()
        kept = self.select(self._nodes.index.difference(gone, sort=False))
        names = _views.names_of(self._nodes, gone)
        tables = {name: _views.without_names(table, names) for name, table in kept._optional.items()}
        nodes = _views.without_names(kept._nodes, names, ("held_by",))
        return kept._with(nodes=nodes, optional=tables, receipt=_views.forgotten(self.receipt, names))

    # -- views that return data -------------------------------------------------------------------------------------

    def adjacency(self, layer: str | None = None) -> Matrix:
        """The matrix of ties as reported: rows are sources; undirected layers are symmetric.

        Repeated rows of a pair combine as the layer's weights say: counts and durations add up, the largest strength
        and the smallest rank or distance hold, probabilities combine as independent chances.

        Returns
        -------
        scipy.sparse.csr_array of float, shape (nodes, nodes)

        Raises
        ------
        DataError
            Where layers of different direction, meaning or weight would be mixed; `net.merged` is the cure.
        """
        names = self._agreeing(layer)
        if names not in self._cache:
            self._cache[names] = self._build(names)
        return self._cache[names].copy()

    def influence(self, layer: str | None = None) -> Matrix:
        """The matrix of influence: entry [i, j] = strength with which i influences j.

        Nominations are turned round (who is named influences who names); ranks and distances become 1/weight.

        Raises
        ------
        DataError
            For a layer of ratings, which carries no spread, and for a two-mode layer.
        """
        definition = self._layers[self._agreeing(layer)[0]] if self._layers else Layer("ties", "meets", directed=False)
        if definition.flow is None:
            raise DataError(
                f"nothing spreads along layer {definition.name!r}: {definition.sentence}",
                cure="Choose another layer, for example net.layer('advice').",
            )
        self._refuse_two_mode(definition)
        return _matrices.influence_of(self.adjacency(layer), definition.flow, definition.weight_is)

    def members(self, by: str = "organisation") -> pd.DataFrame:
        """Who belongs to what, from the column and from affiliation ties: columns `node` and `by`."""
        return _views.members(self, by)

    def index_of(self, ids: Iterable[Hashable]) -> npt.NDArray[np.int64]:
        """Positions of ids in the matrix order.

        Raises
        ------
        UnknownNodeError
            Names the unknown ids and the closest known ones.
        """
        wanted = [ids] if isinstance(ids, str | int) else list(ids)
        places = self._nodes.index.get_indexer(pd.Index(wanted, dtype=self._nodes.index.dtype if not wanted else None))
        if (places < 0).any():
            unknown = [name for name, place in zip(wanted, places, strict=True) if place < 0]
            raise UnknownNodeError(unknown, close_matches(unknown[0], self._nodes.index))
        return places.astype(np.int64)

    def summary(self) -> pd.Series:
        """Counts: nodes, groups, ties per layer, isolates, share of those asked who answered."""
        return pd.Series(_views.counts(self), name="summary")

    # -- doors ------------------------------------------------------------------------------------------------------

    @classmethod
    def from_frames(
        cls,
        nodes: pd.DataFrame | None,
        ties: pd.DataFrame,
        layers: Mapping[str, Layer] | Iterable[Layer] | Layer | None = None,
        *,
        means: str | None = None,
        directed: bool | None = None,
        weight_is: str = "strength",
        unknown: str = "error",
        **parts: Any,
    ) -> Self:
        """A network from tables, with one stated rule for each kind of mess, told in the receipt.

        A tie to oneself or with a blank end is set aside; a tie of weight 0 says "no tie" and is set aside; a blank
        weight turns the pair into a missing one; repeated ties of a pair without dates are merged as the layer's
        weights say.

        Parameters
        ----------
        nodes : pandas.DataFrame or None
            Ids in a column `node` or `id`, else in the index; None takes the ids that occur in the ties.
        ties : pandas.DataFrame
            Columns `source` and `target`; optionally `layer`, `weight`, `start`, `end`, attributes.
        layers : Layer or several, optional
            Or say `means` (and `directed`, `weight_is`) for all layers that occur.
        means : {"turns_to", "tells", "meets", "rates"}, optional
            What a tie says; a directed network has no default.
        directed : bool, optional
            By default True, but for `means="meets"`.
        weight_is : str
            What a weight is; see `Layer`.
        unknown : {"error", "add"}
            What becomes of ids that are in the ties only; `"add"` makes them nodes that were `not_asked`.
        **parts
            `answers`, `missing`, `period`, `acts`, `places`, `bodies`, `asks`, `adoption`, `receipt`; see `Network`.
        """
        check_choice(unknown, "unknown", ("error", "add"))
        check_columns(["source", "target"], ties.columns)
        if nodes is None:
            table, ends = _convert.nodes_of_ties(ties)
            added = table.index[:0]
        else:
            table, added = _convert.node_table(nodes, ties, add=unknown == "add")
            ends = None
        table = _tables.check_nodes(table)
        named = _convert.layers_for(ties, layers, means=means, directed=directed, weight_is=weight_is)
        clean, parts["missing"], parts["receipt"] = _cleaning.clean_ties(
            table.index, ties, named, parts.get("missing"), parts.get("receipt") or Receipt(), ends=ends
        )
        if len(added):
            parts["answers"] = _convert.unsurveyed(parts.get("answers"), table, added, named)
        return cls(table, clean, named, **parts)

    @classmethod
    def from_networkx(cls, graph: nx.Graph, *, means: str | None = None, layer: str = "ties", **parts: Any) -> Self:
        """A network from a networkx graph; a directed one must say what its ties mean."""
        nodes, ties, directed = _convert.frames_of_networkx(graph, layer)
        return cls.from_frames(nodes, ties, means=means, directed=directed, **parts)

    @classmethod
    def from_igraph(cls, graph: igraph.Graph, *, means: str | None = None, layer: str = "ties", **parts: Any) -> Self:
        """A network from an igraph graph (ids from the vertex attribute `name`, else 0, 1, …)."""
        nodes, ties, directed = _convert.frames_of_igraph(graph, layer)
        return cls.from_frames(nodes, ties, means=means, directed=directed, **parts)

    @classmethod
    def from_adjacency(
        cls,
        matrix: Any,
        ids: Iterable[Hashable] | None = None,
        *,
        means: str | None = None,
        layer: str = "ties",
        **parts: Any,
    ) -> Self:
        """A network from a matrix (rows are sources; NaN = not known); a symmetric one is undirected unless told."""
        cells = _convert.cells_of(matrix)
        directed = parts.pop("directed", None if means not in (None, "meets") else not cells.symmetric)
        nodes, ties = _convert.frames_of_cells(cells, ids, layer, once=directed is False)
        return cls.from_frames(nodes, ties, means=means, directed=directed, **parts)

    def to_networkx(self) -> nx.MultiDiGraph | nx.MultiGraph:
        """A networkx multigraph with every attribute; directed where any layer is."""
        return _convert.to_networkx(
            self._nodes, self.ties, directed=any(layer.directed for layer in self._layers.values())
        )

    def to_igraph(self, layer: str | None = None) -> igraph.Graph:
        """An igraph graph of one layer, weights and ids kept."""
        from netdiff import _igraph

        directed = any(self._layers[name].directed for name in self._agreeing(layer))
        graph = _igraph.graph_of(self.adjacency(layer), directed=directed, weighted=True)
        graph.vs["name"] = self._nodes.index.tolist()
        return graph

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """Every table by name: nodes, ties, layers, answers, missing, and the optional ones that are there."""
        layers = pd.DataFrame([layer.to_dict() for layer in self._layers.values()])
        tables = {
            "nodes": self.nodes,
            "ties": self.ties,
            "layers": layers,
            "answers": self.answers,
            "missing": self.missing,
        }
        optional = {name: table for name, table in self._optional.items() if table is not None}
        return tables | optional | ({"adoption": self.adoption.frame} if self.adoption is not None else {})

    def save(self, path: str | Path) -> Path:
        """Write netdiff's own file, which keeps everything; `nd.open` reads it back.

        The file holds names as they are: keep it where only those may read it who may see them.
        """
        return _archive.write(path, self.to_frames(), self._layers, self.period, self.receipt)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _during(self, start: Any, end: Any, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Network:
        ties = self._ties.take(rows)
        present = _views.dated(self._nodes, "since", "until", start, end)
        if not present.all():
            ties = ties.take(present[ties.source] & present[ties.target])
        answers = np.where(present[:, None], self._answers, STATES.index("absent")).astype(np.int8)
        return self._with(ties=ties, answers=answers, receipt=self.receipt.with_note(f"From {start} up to {end}."))

    @cached_property
    def _tie_frame(self) -> pd.DataFrame:
        index, codes = self._nodes.index, self._ties
        names = pd.Index(list(self._layers), dtype="str")
        ends = {
            "source": index.take(codes.source),
            "target": index.take(codes.target),
            "layer": names.take(codes.layer),
        }
        return pd.concat([pd.DataFrame(ends), codes.data], axis=1)

    @cached_property
    def _cache(self) -> dict[tuple[str, ...], Matrix]:
        return {}

    def _build(self, names: tuple[str, ...]) -> Matrix:
        ties = self._ties
        if len(names) < len(self._layers):
            places = [list(self._layers).index(name) for name in names]
            ties = ties.take(np.isin(ties.layer, places))
        layer = self._layers[names[0]] if names else Layer("ties", "meets", directed=False)
        parts = (len(self), ties.source, ties.target, ties.weight)
        return _matrices.pair_matrix(*parts, rule=layer.combine, directed=layer.directed)

    def _agreeing(self, layer: str | None) -> tuple[str, ...]:
        if layer is not None:
            self._check_layer(layer)
            return (layer,)
        names = tuple(self._layers)
        differing = [name for name in names[1:] if not self._layers[name].agrees_with(self._layers[names[0]])]
        if differing:
            scales = ", ".join(f"{name!r}: 1" for name in names if self._layers[name].flow is not None)
            raise DataError(
                f"layers {names[0]!r} and {differing[0]!r} differ in direction, meaning or weight: they do not add up",
                cure=f"Choose one, layer={names[0]!r}, or say how much each counts: net.merged({{{scales}}}).",
            )
        return names

    def _two_mode_layer(self, layer: str | None) -> str:
        names = [name for name, definition in self._layers.items() if definition.is_two_mode]
        if layer is None and len(names) == 1:
            return names[0]
        if layer is None or layer not in names:
            raise DataError(
                "say which two-mode layer to project",
                value=layer,
                cure=f"Two-mode layers: {names or 'none'}.",
            )
        return layer

    def _refuse_two_mode(self, definition: Layer) -> None:
        if definition.is_two_mode:
            raise DataError(
                f"layer {definition.name!r} ties {definition.source_mode} to {definition.target_mode}",
                cure=f"Turn it into ties of one kind first: net.project({definition.name!r}).",
            )

    def _check_layer(self, name: str) -> None:
        check_choice(name, "layer", self._layers)

    def _with(self, **changes: Any) -> Network:
        new = object.__new__(Network)
        names = {"nodes", "ties", "layers", "answers", "missing", "optional", "period", "adoption", "receipt"}
        for name in names:
            key = name if name in {"period", "adoption", "receipt"} else f"_{name}"
            setattr(new, key, changes[name] if name in changes else getattr(self, key))
        return new

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key not in {"_cache", "_tie_frame"}}

    def __len__(self) -> int:
        return len(self._nodes)

    def __repr__(self) -> str:
        return _views.in_words(self)

    def _repr_html_(self) -> str:
        from netdiff._html import table_html

        return table_html(self.summary().astype(str).reset_index().set_axis(["what", "value"], axis=1))


def check_network(value: object) -> Network:
    """The same network, or a TypeError whose text is the cure."""
    if isinstance(value, Network):
        return value
    kind = f"{type(value).__module__.split('.')[0]} {type(value).__name__}"
    cures = {
        "networkx": "Network.from_networkx(graph, means='turns_to')",
        "igraph": "Network.from_igraph(graph, means='turns_to')",
        "pandas": "Network.from_frames(nodes, ties, means='turns_to')",
        "scipy": "Network.from_adjacency(matrix, ids, means='turns_to')",
        "numpy": "Network.from_adjacency(matrix, ids, means='turns_to')",
    }
    cure = cures.get(kind.partition(" ")[0], "nd.read_survey(…) or Network.from_frames(…)")
    message = f"This needs a netdiff Network, not a {kind}. Make one with {cure}."
    raise TypeError(message)


def _copied(table: pd.DataFrame | None) -> pd.DataFrame | None:
    return None if table is None else table.copy(deep=False)
