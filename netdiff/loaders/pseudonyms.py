"""Codes in place of names, with the key kept apart; and forgetting people for good."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._columns import identifiers
from netdiff.loaders.names import normalise
from netdiff.nativefile import open_network
from netdiff.network import OPTIONAL, Network, check_network
from netdiff.receipt import REVIEW_COLUMNS
from netdiff.times import AdoptionTable

__all__ = ["forget", "pseudonymise", "without_suppressed"]

NAMING = ("label", "name", "first name", "last name", "respondent")
PEOPLE_COLUMNS = ("node", "led_by", "held_by", "raised_by")
CODE_BYTES = 5


def pseudonymise(net: Network, *, key_file: str | Path, prefix: str = "N-", drop: Iterable[str] = ()) -> Network:
    """Put codes in place of ids and names, and keep the key in a file of its own.

    Parameters
    ----------
    net : Network
    key_file : path
        Where the key is, or is made. The same key gives the same person the same code, wave after wave.
    prefix : str
        What each code begins with.
    drop : list of str
        Further columns to leave out.

    Returns
    -------
    Network
        Without labels, columns of direct identifiers and names that wait for review.

    Raises
    ------
    DataError
        For a key file that cannot be read.

    Notes
    -----
    Whoever holds the key can put the names back, so the data stay personal data. Group, place, organisation and the
    pattern of ties can still give somebody away. Columns are judged by their names: look through what is left.
    Stability: experimental.

    Examples
    --------
    >>> import tempfile
    >>> ties = pd.DataFrame({"source": ["Ann Lee"], "target": ["Bo Day"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = Path(folder) / "key.json"
    ...     one = pseudonymise(Network.from_frames(None, ties, means="turns_to"), key_file=key)
    ...     two = pseudonymise(Network.from_frames(None, ties, means="turns_to"), key_file=key)
    >>> one.nodes.index.equals(two.nodes.index), "Ann Lee" in one.nodes.index
    (True, False)
    """
    check_network(net)
    key = _load_key(Path(key_file))
    codes = {str(name): _code(key["secret"], str(name), prefix) for name in net.nodes.index}
    if len(set(codes.values())) != len(codes):
        raise DataError("two people would get one code", cure="Use another key file.")
    labels = net.nodes["label"] if "label" in net.nodes else pd.Series(dtype="str")
    known = {code: {"id": name, "label": _text(labels.get(name))} for name, code in codes.items()}
    _save_key(Path(key_file), {"secret": key["secret"], "codes": {**key.get("codes", {}), **known}})
    return _recoded(net, codes, [*drop, *_telling(net.nodes)])


def forget(
    net: Network,
    ids: Iterable[Hashable],
    *,
    key_file: str | Path | None = None,
    files: Iterable[str | Path] = (),
    suppression: str | Path | None = None,
) -> Network:
    """Erase people everywhere: from the network, the key, saved networks, and from coming back.

    Parameters
    ----------
    net : Network
    ids : iterable
        Who is to be forgotten.
    key_file : path, optional
        The key from which they are struck.
    files : iterable of path, optional
        Saved networks from which they are erased too.
    suppression : path, optional
        A list of keyed marks (no names) that `without_suppressed` sets against the next wave.

    Returns
    -------
    Network

    Raises
    ------
    UnknownNodeError
        For ids that are not in the network.

    Notes
    -----
    Uncertain names that most likely mean one of them go too; with the key, files under codes are searched as well.
    Copies that nobody points it at are not found. Stability: experimental.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["ann", "bob"], "target": ["bob", "cem"]})
    >>> len(forget(Network.from_frames(None, ties, means="turns_to"), ["bob"]))
    2
    """
    left = check_network(net).forget(ids)
    gone = [str(name) for name in net.nodes.index.difference(left.nodes.index, sort=False)]
    codes = _codes_of(Path(key_file), gone) if key_file is not None else []
    if suppression is not None:
        _suppress(net, gone, Path(suppression))
    if key_file is not None:
        _strike(Path(key_file), gone)
    for file in files:
        saved = open_network(file)
        there = saved.nodes.index.intersection([*gone, *codes])
        if len(there):
            saved.forget(there).save(file)
    return left


def without_suppressed(net: Network, suppression: str | Path) -> Network:
    """The network without people who were forgotten before.

    Parameters
    ----------
    net : Network
    suppression : path
        The list that `forget` wrote.

    Returns
    -------
    Network

    Notes
    -----
    Ids and names are compared, names in their plainest form. Stability: experimental.

    Examples
    --------
    >>> import tempfile
    >>> ties = pd.DataFrame({"source": ["ann", "bob"], "target": ["bob", "cem"]})
    >>> net = Network.from_frames(None, ties, means="turns_to")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     marks = Path(folder) / "marks.json"
    ...     smaller = forget(net, ["bob"], suppression=marks)
    ...     again = without_suppressed(net, marks)
    >>> again.nodes.index.tolist()
    ['ann', 'cem']
    """
    marks = _load_key(Path(suppression))
    known = set(marks.get("marks", []))
    back = [name for name in net.nodes.index if known & _marks(marks["secret"], net, str(name))]
    return net.forget(back) if back else net


def _recoded(net: Network, codes: Mapping[str, str], drop: list[str]) -> Network:
    nodes = net.nodes.drop(columns=[name for name in drop if name in net.nodes])
    nodes.index = _through(nodes.index, codes)
    if "held_by" in nodes:
        nodes["held_by"] = _coded(nodes["held_by"], codes)
    ties = net.ties
    ties = ties.drop(columns=[name for name in _telling(ties) if name in ties])
    for name in ("source", "target", "held_by"):
        if name in ties:
            ties[name] = _coded(ties[name], codes)
    missing = net.missing.assign(
        source=_coded(net.missing["source"], codes), target=_coded(net.missing["target"], codes)
    )
    answers = net.answers.set_axis(nodes.index, axis=0)
    tables = {name: _table(getattr(net, name), codes) for name in OPTIONAL}
    adoption = None if net.adoption is None else AdoptionTable(_table(net.adoption.frame, codes))
    blank = pd.DataFrame({name: pd.Series(dtype=object) for name in REVIEW_COLUMNS})
    receipt = net.receipt.with_review(blank).with_note("Codes stand in place of names; the key is kept apart.")
    return Network(nodes, ties, net.layers, answers=answers, missing=missing, period=net.period, adoption=adoption,
                   receipt=receipt, **tables)  # fmt: skip


def _telling(table: pd.DataFrame) -> list[str]:
    """Columns that name people or hold direct identifiers."""
    by_name = [str(name) for name in table.columns if str(name).casefold() in NAMING]
    return [*by_name, *(name for listed in identifiers(map(str, table.columns)).values() for name in listed)]


def _table(table: Any, codes: Mapping[str, str]) -> Any:
    if table is None:
        return None
    changed = {name: _coded(table[name], codes) for name in PEOPLE_COLUMNS if name in table}
    return table.assign(**changed).drop(columns=[name for name in _telling(table) if name in table])


def _through(index: pd.Index, codes: Mapping[str, str]) -> pd.Index:
    return pd.Index([codes[str(name)] for name in index], dtype="str", name="node")


def _coded(column: pd.Series, codes: Mapping[str, str]) -> pd.Series:
    """Codes where the person is known; anybody else named here is left out."""
    return column.map(lambda name: codes.get(str(name)) if not pd.isna(name) else None).astype("str")


def _code(secret: str, name: str, prefix: str) -> str:
    digest = hmac.new(bytes.fromhex(secret), name.encode("utf-8"), hashlib.sha256).digest()
    return prefix + base64.b32encode(digest[:CODE_BYTES]).decode("ascii")


def _marks(secret: str, net: Network, name: str) -> set[str]:
    """Keyed marks of a person's id and plainest name."""
    label = net.nodes["label"].get(name) if "label" in net.nodes else None
    texts = {f"id {name}", f"name {normalise(name)}", *([f"name {normalise(str(label))}"] if _text(label) else [])}
    return {hmac.new(bytes.fromhex(secret), text.encode("utf-8"), hashlib.sha256).hexdigest() for text in texts}


def _suppress(net: Network, gone: list[str], path: Path) -> None:
    kept = _load_key(path)
    marks = set(kept.get("marks", []))
    for name in gone:
        marks |= _marks(kept["secret"], net, name)
    _save_key(path, {"secret": kept["secret"], "marks": sorted(marks)})


def _codes_of(path: Path, gone: list[str]) -> list[str]:
    """The codes under which people stand in files made with this key."""
    return [str(code) for code, who in _load_key(path).get("codes", {}).items() if who["id"] in gone]


def _strike(path: Path, gone: list[str]) -> None:
    key = _load_key(path)
    key["codes"] = {code: who for code, who in key.get("codes", {}).items() if who["id"] not in gone}
    _save_key(path, key)


def _load_key(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {"secret": secrets.token_hex(32)}
    try:
        key = json.loads(path.read_text(encoding="utf-8"))
        bytes.fromhex(key["secret"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            "this is no key of netdiff's", cure="Point to the file that was made with the codes.", file=path.name
        ) from error
    return dict(key)


def _save_key(path: Path, key: Mapping[str, Any]) -> None:
    """Written so that only its owner may read it, and whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(key, file, indent=1, ensure_ascii=False)
    part.replace(path)


def _text(value: object) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
