"""A zip of CSV and JSON with a version and hashes: tables in, tables out; knows no Network.

Values keep their kinds (text, whole number, number, yes/no, date) through a schema beside each table.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from netdiff.errors import DataError
from netdiff.layer import Layer
from netdiff.receipt import Line, Receipt

__all__ = ["FORMAT", "MOST_BYTES", "Contents", "read", "write"]

FORMAT = 1
MOST_BYTES = 4_000_000_000
STAMP = (1980, 1, 1, 0, 0, 0)
BLANK = "\\N"
Contents = dict[str, Any]


def write(
    path: str | Path,
    tables: Mapping[str, pd.DataFrame],
    layers: Mapping[str, Layer],
    period: str | None,
    receipt: Receipt,
) -> Path:
    """Write the file; the same network gives the same bytes."""
    target = Path(path)
    files = {f"{name}.csv": _csv(table) for name, table in tables.items() if name != "layers"}
    files["review.csv"] = _csv(receipt.review)
    kept = dict(tables) | {"review": receipt.review}
    meta = {
        "format": FORMAT,
        "period": period,
        "layers": [layer.to_dict() for layer in layers.values()],
        "receipt": _receipt_json(receipt),
        "schema": {name: _schema(table) for name, table in kept.items() if name != "layers"},
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files["network.json"] = json.dumps(meta, indent=1, sort_keys=True, ensure_ascii=False).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target


def read(path: str | Path) -> Contents:
    """The tables and the rest of a file that `write` made.

    Raises
    ------
    DataError
        Where the file is not there, not of this kind, of a later version, damaged or far too large.
    """
    source = Path(path)
    if not source.is_file():
        raise DataError("there is no such file", file=str(path), cure="Check the name and the folder.")
    try:
        with zipfile.ZipFile(source) as archive:
            return _contents(archive, source.name)
    except (
        zipfile.BadZipFile,
        KeyError,
        json.JSONDecodeError,
        UnicodeDecodeError,
        pd.errors.ParserError,
    ) as error:
        cure = "Open a file that net.save(…) wrote; read a survey with nd.read_survey(…)."
        raise DataError("this is not a netdiff file, or it is damaged", file=source.name, cure=cure) from error


def _contents(archive: zipfile.ZipFile, file: str) -> Contents:
    size = sum(entry.file_size for entry in archive.infolist())
    if size > MOST_BYTES:
        raise DataError(f"the file unpacks to {size / 1e9:.0f} GB", file=file, cure="netdiff opens up to 4 GB.")
    meta = json.loads(archive.read("network.json"))
    if meta["format"] > FORMAT:
        raise DataError("the file was written by a later netdiff", file=file, cure="Update netdiff: pip install -U.")
    tables = {}
    for name, schema in meta["schema"].items():
        content = archive.read(f"{name}.csv")
        if hashlib.sha256(content).hexdigest() != meta["sha256"][f"{name}.csv"]:
            raise DataError(f"the table {name!r} was changed after it was saved", file=file, cure="Use an intact copy.")
        tables[name] = _table(content, schema)
    layers = [_layer(record) for record in meta["layers"]]
    receipt = _receipt(meta["receipt"]).with_review(tables.pop("review"))
    return {"tables": tables, "layers": layers, "period": meta["period"], "receipt": receipt}


def _layer(record: dict[str, Any]) -> Layer:
    nameable = record.pop("nameable")
    return Layer(**record, nameable=None if nameable is None else tuple(nameable))


def _kind(values: pd.Series | pd.Index) -> str:
    dtype = values.dtype
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return f"date:{dtype}"
    for kind, test in (
        ("bool", pd.api.types.is_bool_dtype),
        ("int", pd.api.types.is_integer_dtype),
        ("float", pd.api.types.is_float_dtype),
    ):
        if test(dtype):
            return f"{kind}:{dtype}"
    inferred = pd.api.types.infer_dtype(values, skipna=True)
    return "text" if inferred in {"string", "empty"} else "json"


def _schema(table: pd.DataFrame) -> dict[str, Any]:
    return {
        "index": None if isinstance(table.index, pd.RangeIndex) else [table.index.name, _kind(table.index)],
        "columns": [[str(name), _kind(table[name]), str(table[name].dtype)] for name in table],
    }


def _csv(table: pd.DataFrame) -> bytes:
    plain = pd.DataFrame({str(name): _written(table[name], _kind(table[name])) for name in table}, index=table.index)
    if isinstance(table.index, pd.RangeIndex):
        return plain.to_csv(index=False, lineterminator="\n").encode()
    plain.index = pd.Index(_written(pd.Series(table.index), _kind(table.index)), name=table.index.name or "node")
    return plain.to_csv(index=True, lineterminator="\n").encode()


def _written(values: pd.Series, kind: str) -> list[str]:
    return [BLANK if _is_blank(value) else _cell(value, kind) for value in values.tolist()]


def _is_blank(value: Any) -> bool:
    return value is None or (not isinstance(value, list | tuple | dict) and bool(pd.isna(value)))


def _cell(value: Any, kind: str) -> str:
    if kind == "json":
        return json.dumps(value, default=str, ensure_ascii=False)
    if kind == "text":
        return f"'{value}" if str(value).startswith(("'", "\\")) else str(value)
    if kind.startswith("date"):
        return str(value.isoformat())
    return repr(value) if kind.startswith("float") else str(value)


def _table(content: bytes, schema: Mapping[str, Any]) -> pd.DataFrame:
    raw = pd.read_csv(io.BytesIO(content), dtype=object, keep_default_na=False, na_filter=False)
    offset = 0 if schema["index"] is None else 1
    columns = {
        name: _read(raw.iloc[:, place + offset].tolist(), kind, dtype)
        for place, (name, kind, dtype) in enumerate(schema["columns"])
    }
    if schema["index"] is None:
        return pd.DataFrame(columns, index=pd.RangeIndex(len(raw)))
    name, kind = schema["index"]
    index = pd.Index(_read(raw.iloc[:, 0].tolist(), kind, "str" if kind == "text" else "object"), name=name)
    return pd.DataFrame(
        {key: pd.Series(value.to_numpy(), index=index, dtype=value.dtype) for key, value in columns.items()},
        index=index,
    )


def _read(cells: list[str], kind: str, dtype: str) -> pd.Series:
    if kind == "text":
        values = [None if cell == BLANK else cell[1:] if cell.startswith("'") else cell for cell in cells]
        return pd.Series(values, dtype="str" if dtype in {"str", "string"} else "object")
    if kind == "json":
        return pd.Series([None if cell == BLANK else json.loads(cell) for cell in cells], dtype="object")
    name, _, full = kind.partition(":")
    if name == "date":
        return pd.Series(pd.to_datetime([None if cell == BLANK else cell for cell in cells], format="ISO8601")).astype(
            full
        )
    if name == "bool":
        return pd.Series([None if cell == BLANK else cell == "True" for cell in cells]).astype(full)
    numbers = [None if cell == BLANK else (int(cell) if name == "int" else float(cell)) for cell in cells]
    return pd.Series(numbers, dtype=full)


def _receipt_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "lines": [[ln.subject, ln.outcome, ln.reason, ln.count, list(ln.rows), ln.file] for ln in receipt.lines],
        "received": [[file, subject, count] for (file, subject), count in receipt.received.items()],
        "notes": list(receipt.notes),
    }


def _receipt(record: Mapping[str, Any]) -> Receipt:
    lines = tuple(
        Line(subject, outcome, reason, count, tuple(rows), file)
        for subject, outcome, reason, count, rows, file in record["lines"]
    )
    received = {(file, subject): count for file, subject, count in record["received"]}
    return Receipt(lines, received, tuple(record["notes"]))
