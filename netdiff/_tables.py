"""Checking the tables a network is made of, and putting ids into whole numbers.

Every function takes and gives plain frames and arrays; none knows a Network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns, close_matches
from netdiff.errors import DataError, Fault
from netdiff.layer import Layer
from netdiff.states import STATES, state_codes

__all__ = [
    "Ties",
    "check_answers",
    "check_ids",
    "check_missing",
    "check_nodes",
    "check_ties",
    "checked_ties",
    "encode_ties",
    "layer_map",
    "pair_keys",
    "positions",
    "undated",
]

RESERVED_TIES = ("source", "target", "layer", "weight")
MISSING_KINDS = ("missing", "impossible")
NUMBERS = ("cost", "acceptance")


@dataclass(frozen=True, eq=False)
class Ties:
    """Ties with their ends and layers as positions.

    Parameters
    ----------
    source, target : int32 arrays, shape (m,)
        Positions of the ends in the table of nodes; -1 for an id that is not there.
    layer : int16 array, shape (m,)
        Positions in the order of the layers.
    data : pandas.DataFrame
        `weight`, and whatever else is known of a tie.
    """

    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    layer: npt.NDArray[np.int16]
    data: pd.DataFrame

    def take(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Ties:
        """The chosen rows."""
        data = self.data.iloc[np.flatnonzero(which) if which.dtype == bool else which]
        return Ties(self.source[which], self.target[which], self.layer[which], data.reset_index(drop=True))

    def renumbered(self, new: npt.NDArray[np.int32]) -> Ties:
        """Rows whose two ends are still there, under new positions (-1 = gone)."""
        source, target = new[self.source], new[self.target]
        kept = replace(self, source=source, target=target)
        return kept.take((source >= 0) & (target >= 0))

    @property
    def weight(self) -> npt.NDArray[np.float64]:
        return self.data["weight"].to_numpy(dtype=np.float64)

    def __len__(self) -> int:
        return len(self.source)


def check_ids(values: pd.Index | pd.Series, what: str = "ids") -> pd.Index:
    """All whole numbers or all text; anything else is an error with the cure."""
    index = pd.Index(values)
    kind = pd.api.types.infer_dtype(index, skipna=False)
    if kind in {"integer", "categorical"} or (kind == "empty"):
        plain = pd.Index(index.astype(object)) if kind == "categorical" else index
        return check_ids(plain, what) if kind == "categorical" else pd.Index(plain, dtype=_empty_or_int(plain))
    if kind == "string":
        return pd.Index(index, dtype="str")
    offender = next((value for value in index if not isinstance(value, str)), index[0])
    raise DataError(
        f"{what} must be all whole numbers or all text, not {kind}",
        cure="Turn them into text first, for example with .astype(str), and fill or drop blanks.",
        value=offender,
    )


def check_nodes(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of nodes with a unique index named `node`."""
    table = frame.copy(deep=False)
    table.index = check_ids(table.index, "node ids").rename("node")
    table.columns = pd.Index([str(name) for name in table.columns])
    faults = [*_repeats(table), *_bad_numbers(table)]
    if faults:
        raise DataError.of(faults)
    return table


def layer_map(layers: Mapping[str, Layer] | Iterable[Layer] | Layer) -> dict[str, Layer]:
    """Layers by name, each name once."""
    if isinstance(layers, Layer):
        return {layers.name: layers}
    values = list(layers.values() if isinstance(layers, Mapping) else layers)
    named = {layer.name: layer for layer in values}
    if len(named) != len(values):
        raise DataError("two layers bear one name", cure="Give each layer a name of its own.")
    return named


def encode_ties(
    index: pd.Index,
    ties: pd.DataFrame,
    layers: Mapping[str, Layer],
    *,
    ends: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]] | None = None,
) -> Ties:
    """Ids and layer names into positions; -1 where there is none."""
    check_columns(["source", "target"], ties.columns)
    names = list(layers)
    if "layer" in ties:
        known = pd.Index(names, dtype="str").get_indexer(pd.Index(ties["layer"])).astype(np.int16)
    else:
        known = np.full(len(ties), 0 if names else -1, dtype=np.int16)
    data = ties.drop(columns=["source", "target", "layer"], errors="ignore").reset_index(drop=True)
    if "weight" not in data:
        data.insert(0, "weight", 1.0)
    data["weight"] = _numbers(data["weight"])
    source, target = ends if ends is not None else (positions(index, ties["source"]), positions(index, ties["target"]))
    return Ties(source, target, known, data)


def positions(index: pd.Index, ids: pd.Series | pd.Index | npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Positions of ids in the index; -1 where an id is not there."""
    values = ids if isinstance(ids, pd.Series | pd.Index) else pd.Index(np.asarray(ids))
    return index.get_indexer(pd.Index(values)).astype(np.int32)


def checked_ties(index: pd.Index, ties: pd.DataFrame | Ties, layers: Mapping[str, Layer]) -> Ties:
    """Ties as positions, all faults raised at once; ties that are positions already were checked before."""
    if isinstance(ties, Ties):
        return ties
    codes = encode_ties(index, ties, layers)
    check_ties(codes, ties, layers, index)
    return codes


def check_ties(
    ties: Ties,
    original: pd.DataFrame,
    layers: Mapping[str, Layer],
    index: pd.Index,
    rows: npt.NDArray[np.int64] | None = None,
    *,
    merged: bool = False,
) -> None:
    """Raise one error for everything that is wrong with the ties.

    `rows` are their places in the original table, the first being 1; `merged` says that repeated pairs were joined.
    """
    numbers = np.arange(1, len(ties) + 1) if rows is None else rows
    faults = list(_tie_faults(ties, original, layers, index, numbers, merged=merged))
    if faults:
        raise DataError.of(faults)


def check_answers(
    answers: pd.DataFrame | None, nodes: pd.DataFrame, layers: Mapping[str, Layer]
) -> npt.NDArray[np.int8]:
    """Codes of the states, nodes by layers; who is not told of is taken to have answered."""
    if answers is None:
        return np.column_stack([_assumed(nodes, layer) for layer in layers.values()]) if layers else _none(nodes)
    check_columns(layers, answers.columns)
    aligned = answers[list(layers)].reindex(nodes.index)
    codes = state_codes(aligned)
    if (codes < 0).any():
        row, column = np.argwhere(codes < 0)[0]
        raise DataError(
            f"every node has one of the states {', '.join(STATES)} in every layer",
            column=list(layers)[column],
            value=aligned.iloc[row, column],
            cure="Add a row for each node to the answers.",
        )
    return codes


def check_missing(missing: pd.DataFrame | None, layers: Mapping[str, Layer], index: pd.Index) -> pd.DataFrame:
    """The table of single pairs that are missing or impossible."""
    columns = ["source", "target", "layer", "kind"]
    if missing is None or not len(missing):
        return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    check_columns(columns, missing.columns)
    table = missing[columns].drop_duplicates(columns[:3], keep="last").reset_index(drop=True)
    unknown = (positions(index, table["source"]) < 0) | (positions(index, table["target"]) < 0)
    wrong = [
        (unknown, "source", "a missing pair names somebody who is not a node"),
        (~table["kind"].isin(MISSING_KINDS), "kind", "a missing pair is 'missing' or 'impossible'"),
        (~table["layer"].isin(list(layers)), "layer", "a missing pair is of a layer that is not there"),
    ]
    faults = [
        Fault(text, "Mend the table of missing pairs.", column=name, value=table[name][np.asarray(mask)].iloc[0])
        for mask, name, text in wrong
        if mask.any()
    ]
    if faults:
        raise DataError.of(faults)
    return table


def _empty_or_int(index: pd.Index) -> str:
    return "int64" if len(index) else "str"


def _none(nodes: pd.DataFrame) -> npt.NDArray[np.int8]:
    return np.empty((len(nodes), 0), dtype=np.int8)


def _assumed(nodes: pd.DataFrame, layer: Layer) -> npt.NDArray[np.int8]:
    asked = np.full(len(nodes), STATES.index("answered"), dtype=np.int8)
    if layer.is_two_mode and "mode" in nodes:
        asked[np.asarray(nodes["mode"] != layer.source_mode, dtype=bool)] = STATES.index("not_asked")
    return asked


def _numbers(values: pd.Series) -> pd.Series:
    try:
        return values.astype(np.float64)
    except (TypeError, ValueError):
        numbers = pd.to_numeric(values, errors="coerce")
        bad = numbers.isna() & values.notna()
        raise DataError(
            "a weight must be a number",
            column="weight",
            rows=np.flatnonzero(bad) + 1,
            value=values[bad].iloc[0] if bad.any() else None,
            cure="Write the weights as numbers, or leave the column out.",
        ) from None


def _repeats(table: pd.DataFrame) -> Iterator[Fault]:
    if not table.index.is_unique:
        repeated = table.index.duplicated(keep=False)
        yield Fault(
            "an id stands more than once",
            "Each person or organisation has one row: join the rows, or make the ids differ.",
            column="node",
            rows=tuple(np.flatnonzero(repeated) + 1),
            value=table.index[repeated][0],
        )
    blank = table.index.isin(["", " "]) if table.index.dtype == "str" else np.zeros(len(table), bool)
    if blank.any():
        yield Fault("an id is blank", "Give each row an id.", column="node", rows=tuple(np.flatnonzero(blank) + 1))


def _bad_numbers(table: pd.DataFrame) -> Iterator[Fault]:
    for name in NUMBERS:
        if name not in table:
            continue
        numbers = pd.to_numeric(table[name], errors="coerce")
        bad = (numbers.isna() & table[name].notna()) | (numbers < 0) | ((name == "acceptance") & (numbers > 1))
        if bad.any():
            yield Fault(
                f"{name} must be a number of at least 0{' and at most 1' if name == 'acceptance' else ''}",
                "Mend these rows, or leave them blank.",
                column=name,
                rows=tuple(np.flatnonzero(bad) + 1),
                value=table[name][bad].iloc[0],
            )


def _tie_faults(
    ties: Ties,
    original: pd.DataFrame,
    layers: Mapping[str, Layer],
    index: pd.Index,
    rows: npt.NDArray[np.int64],
    *,
    merged: bool,
) -> Iterator[Fault]:
    for name, codes in (("source", ties.source), ("target", ties.target)):
        if (codes < 0).any():
            unknown = rows[codes < 0]
            yield _unknown_end(name, original[name].iloc[unknown - 1], unknown, index)
    if (ties.layer < 0).any():
        value = original["layer"].iloc[rows[ties.layer < 0][0] - 1] if "layer" in original else ""
        cure = f"The layers are {', '.join(layers) or 'none'}."
        yield Fault("a tie is of a layer that is not there", cure, column="layer", value=value)
    weight = ties.weight
    checks = [
        (ties.source == ties.target, "a tie leads from somebody to the same person", "Take these rows out."),
        (
            ~np.isfinite(weight),
            "a weight is blank or not finite",
            "Give a number, or list the pair as missing.",
        ),
        (
            _wrong_sign(ties, weight, layers),
            "a weight must be above 0",
            "Take out the rows that say 'no tie'.",
        ),
        (_above_one(ties, weight, layers), "a probability is above 1", "Write 10 % as 0.1."),
        (
            np.zeros(0, dtype=bool) if merged else _repeated(ties, layers),
            "a pair stands twice in one layer",
            "Join the rows, or use Network.from_frames.",
        ),
    ]
    for mask, problem, cure in checks:
        if mask.any():
            yield Fault(
                problem,
                cure,
                column="weight" if "weight" in problem else None,
                rows=tuple(rows[mask]),
            )


def _unknown_end(column: str, values: pd.Series, rows: npt.NDArray[np.int64], index: pd.Index) -> Fault:
    value = values.iloc[0]
    if pd.isna(value):
        return Fault("a tie names nobody", "Take out rows with a blank end.", column=column, rows=tuple(rows))
    if len(index) and isinstance(value, str) != isinstance(index[0], str):
        cure = "Ties and nodes must both use text or both use whole numbers: try .astype(str) on both."
        return Fault("ties and nodes use ids of different kinds", cure, column=column, rows=tuple(rows), value=value)
    close = close_matches(value, index)
    hint = f" Close: {', '.join(close)}." if close else ""
    cure = f"Add the rows to the nodes, or pass unknown='add'.{hint}"
    return Fault("a tie names somebody who is not among the nodes", cure, column=column, rows=tuple(rows), value=value)


def _flags(ties: Ties, wanted: Iterable[bool]) -> npt.NDArray[np.bool_]:
    lookup = np.array([*wanted, False], dtype=bool)
    return np.asarray(lookup[ties.layer], dtype=bool)


def _wrong_sign(ties: Ties, weight: npt.NDArray[np.float64], layers: Mapping[str, Layer]) -> npt.NDArray[np.bool_]:
    signed = _flags(ties, [layer.means == "rates" for layer in layers.values()])
    return np.asarray((weight <= 0) & ~signed, dtype=bool)


def _above_one(ties: Ties, weight: npt.NDArray[np.float64], layers: Mapping[str, Layer]) -> npt.NDArray[np.bool_]:
    chance = _flags(ties, [layer.weight_is == "probability" for layer in layers.values()])
    return np.asarray((weight > 1) & chance, dtype=bool)


def _repeated(ties: Ties, layers: Mapping[str, Layer]) -> npt.NDArray[np.bool_]:
    loose = undated(ties.data)
    repeated = np.zeros(len(ties), dtype=bool)
    repeated[loose] = pd.Series(pair_keys(ties, layers)[loose]).duplicated(keep="first").to_numpy()
    return repeated


def undated(data: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which ties bear no date."""
    loose = np.ones(len(data), dtype=bool)
    for name in ("start", "end"):
        if name in data:
            loose &= data[name].isna().to_numpy(dtype=bool)
    return loose


def pair_keys(ties: Ties, layers: Mapping[str, Layer]) -> npt.NDArray[np.int64]:
    """One number per pair and layer; the two ways round of an undirected pair share theirs."""
    undirected = _flags(ties, [not layer.directed for layer in layers.values()])
    swap = undirected & (ties.source > ties.target)
    low = np.where(swap, ties.target, ties.source).astype(np.int64)
    high = np.where(swap, ties.source, ties.target).astype(np.int64)
    size = 1 + int(max(low.max(initial=0), high.max(initial=0)))
    return (ties.layer.astype(np.int64) * size + low) * size + high
