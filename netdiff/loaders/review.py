"""The table of names that a person has to decide on: written for a spreadsheet, read back, applied, reused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from netdiff.answers import STATES
from netdiff.errors import DataError, Fault
from netdiff.loaders._cells import clean
from netdiff.loaders._columns import plain
from netdiff.loaders._mentions import _stranger_key
from netdiff.loaders._table import Table, read_table
from netdiff.loaders._ties import settle_ties
from netdiff.network import Network, check_network
from netdiff.receipt import Receipt

__all__ = [
    "apply_review",
    "carry_out",
    "read_decisions",
    "review_in_words",
    "review_table",
    "unsettled_nodes",
    "write_review",
]

MOST, FILE = 5, "review"
OUTSIDE = frozenset(["outside", "nobody", "none of them", "none", "new", "not on the list", "n", "no", "0", "other"])
IGNORE = frozenset(["ignore", "drop", "leave out", "delete", "remove"])
FIXED = ("spelling", "mentions", "rows", "decision")


def review_table(net: Network) -> pd.DataFrame:
    """The names that wait for a decision, one row per spelling with its likeliest people beside it.

    Parameters
    ----------
    net : Network

    Returns
    -------
    pandas.DataFrame
        `spelling`, `mentions`, `rows`, `decision` (blank, to be filled in) and `candidate_1` to `candidate_5`, each
        written `id | name | score`.

    Notes
    -----
    It holds names: keep it as private as the survey itself. Stability: stable.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.loaders.survey import read_survey
    >>> people = pd.DataFrame({"id": ["P1", "P2"], "name": ["Ann Lee", "Anna Lee"]})
    >>> net = read_survey(
    ...     pd.DataFrame({"id": ["P1"], "ask_1": ["A. Lee"]}), alters="ask_", means="turns_to", people=people
    ... )
    >>> review_table(net)[["spelling", "candidate_1"]].to_numpy().tolist()
    [['A. Lee', 'P1 | Ann Lee | 85']]
    """
    review = check_network(net).receipt.review
    labels = net.nodes["label"] if "label" in net.nodes else pd.Series(dtype="str")
    rows = []
    for spelling, found in review.groupby("spelling", sort=False):
        best = found.sort_values("rank").head(MOST)
        shown = [f"{row.candidate} | {labels.get(row.candidate, '')} | {row.score:.0f}" for row in best.itertuples()]
        first = found.iloc[0]
        rows.append(
            [spelling, first["mentions"], first["rows"], first["decision"], *shown, *[""] * (MOST - len(shown))]
        )
    return pd.DataFrame(rows, columns=[*FIXED, *(f"candidate_{k}" for k in range(1, MOST + 1))])


def review_in_words(net: Network, most: int = 20) -> list[str]:
    """The names that wait, one line each with at most three likely people, and what to do about them."""
    table = review_table(net)
    if table.empty:
        return []
    lines = []
    for _, row in table.head(most).iterrows():
        likely = [text.replace(" | ", ", ") for text in row[["candidate_1", "candidate_2", "candidate_3"]] if text]
        lines.append(f"  {row['spelling']!r} (row {row['rows']}): {' / '.join(likely)}")
    more = [f"  ... and {len(table) - most} more"] if len(table) > most else []
    cure = "Each may be one of the people named beside it (id, name, likeness up to 100). Nothing was guessed."
    how = "Write the list with --review names.csv, fill in 'decision', and read again with --decisions names.csv."
    return [cure, *lines, *more, how]


def write_review(net: Network, path: str | Path) -> Path:
    """Write the names that wait for a decision to a CSV file that opens in a spreadsheet.

    Parameters
    ----------
    net : Network
    path : str or Path
        Fill in the column `decision`: a candidate's number (1 to 5) or id, `outside` (somebody on no list), `ignore`,
        or leave it blank to decide later.

    Returns
    -------
    Path

    Notes
    -----
    Cells that a spreadsheet would take for a formula are written with a leading apostrophe. Stability: stable.
    """
    table = review_table(net)
    safe = table.map(lambda value: f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value)
    target = Path(path)
    safe.to_csv(target, index=False, encoding="utf-8-sig")
    return target


def read_decisions(source: Any) -> dict[str, str]:
    """Spelling → id, `"outside"` or `"ignore"`, from a filled-in review file, a frame or a mapping."""
    if source is None:
        return {}
    if isinstance(source, Mapping):
        return {str(spelling): _word(str(decision), []) for spelling, decision in source.items()}
    table = read_table(source)
    if "spelling" not in table.columns or "decision" not in table.columns:
        raise table.error("a review file has columns 'spelling' and 'decision'", "Use the file that write_review made.")
    if "candidate" in table.columns:
        return _long_decisions(table)
    offered = [name for name in table.columns if plain(name).startswith("candidate")]
    found = {}
    for spelling, decision, *candidates in table.cells[["spelling", "decision", *offered]].to_numpy().tolist():
        if decision.strip():
            ids = [text.partition(" | ")[0].strip() for text in candidates]
            found[spelling.removeprefix("'")] = _word(decision, ids)
    return found


def _long_decisions(table: Table) -> dict[str, str]:
    cells = table.cells[table.cells["decision"].str.strip() != ""]
    found = {}
    for spelling, candidate, decision in cells[["spelling", "candidate", "decision"]].to_numpy().tolist():
        yes = decision.strip().casefold() in ("y", "yes", "x", "1", "true", "this one")
        found[spelling] = candidate if yes else _word(decision, [])
    return found


def _word(decision: str, candidates: list[str]) -> str:
    text = clean(decision)
    plain_text = text.casefold()
    if text in candidates:
        return text
    if plain_text in OUTSIDE:
        return "outside"
    if plain_text in IGNORE:
        return "ignore"
    if plain_text in ("y", "yes") and candidates:
        return candidates[0]
    if plain_text.isdigit() and 1 <= int(plain_text) <= len(candidates) and candidates[int(plain_text) - 1]:
        return candidates[int(plain_text) - 1]
    return text.partition(" | ")[0].strip()


def apply_review(net: Network, decisions: Any) -> Network:
    """Carry out what a person has decided about uncertain names.

    Parameters
    ----------
    net : Network
    decisions : path, frame or mapping of spelling to decision
        A filled-in review file; see `write_review`.

    Returns
    -------
    Network
        Ties of a decided spelling lead to the person meant; ignored ones are gone; what was not decided still waits.

    Raises
    ------
    DataError
        For spellings that are not in the review and decisions that name nobody we know: all at once.

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.loaders.survey import read_survey
    >>> people = pd.DataFrame({"id": ["P1", "P2"], "name": ["Ann Lee", "Anna Lee"]})
    >>> net = read_survey(
    ...     pd.DataFrame({"id": ["P1"], "ask_1": ["A. Lee"]}), alters="ask_", means="turns_to", people=people
    ... )
    >>> apply_review(net, {"A. Lee": "P2"}).ties["target"].tolist()
    ['P2']
    """
    check_network(net)
    decided = read_decisions(decisions)
    review = net.receipt.review
    _refuse_unknown(
        net, decided, review, None if isinstance(decisions, (Mapping, pd.DataFrame)) else str(Path(str(decisions)).name)
    )
    waiting = set(review["spelling"])
    return carry_out(net, {spelling: word for spelling, word in decided.items() if spelling in waiting})


def carry_out(net: Network, decided: Mapping[str, str]) -> Network:
    """The network after decisions about spellings that wait: an id, `"outside"` or `"ignore"` for each."""
    review = net.receipt.review
    moves, gone, settled = _moves(net, decided)
    return _rebuilt(net, moves, gone, settled, review[~review["spelling"].isin(list(decided))])


def unsettled_nodes(net: Network) -> dict[str, str]:
    """What a spelling comes to → the node that stands for the uncertain person."""
    nodes = net.nodes
    if "unsettled" not in nodes:
        return {}
    labels = nodes["label"] if "label" in nodes else nodes.index.to_series()
    uncertain = labels[nodes["unsettled"].eq(other=True)]
    return {_stranger_key(str(label)): str(node) for node, label in uncertain.items()}


def _refuse_unknown(net: Network, decided: Mapping[str, str], review: pd.DataFrame, file: str | None) -> None:
    known = set(net.nodes.index.astype(str))
    faults = [
        Fault(
            "a decision names nobody in the network",
            "Write an id, 1 to 5, 'outside' or 'ignore'.",
            file,
            column="decision",
            value=word,
        )
        for spelling, word in decided.items()
        if word not in known and word not in ("outside", "ignore") and spelling in set(review["spelling"])
    ]
    if faults:
        raise DataError.of(faults)


def _moves(net: Network, decided: Mapping[str, str]) -> tuple[dict[str, str], set[str], set[str]]:
    """Node of an uncertain spelling → person; nodes to leave out; nodes that stay as people on no list.

    Spellings that were one uncertain person move together; the last decision about any of them holds.
    """
    by_key = unsettled_nodes(net)
    moves: dict[str, str] = {}
    gone: set[str] = set()
    settled: set[str] = set()
    for spelling, word in decided.items():
        node = by_key.get(_stranger_key(spelling))
        if node is None:
            continue
        if word == "ignore":
            gone.add(node)
        elif word == "outside":
            settled.add(node)
        else:
            moves[node] = word
    return moves, gone, settled


def _rebuilt(net: Network, moves: dict[str, str], gone: set[str], settled: set[str], review: pd.DataFrame) -> Network:
    ties = net.ties
    ties["row"] = np.zeros(len(ties), dtype=np.int64)
    for end in ("source", "target"):
        ties[end] = ties[end].replace(moves) if moves else ties[end]
    out = (ties["source"].isin(gone) | ties["target"].isin(gone)).to_numpy()
    kept, _, receipt = settle_ties(ties[~out], net.layers, _decided_receipt(moves, gone, settled), file=FILE)
    receipt = receipt.with_received("ties", int(out.sum()), file=FILE)
    receipt = receipt.with_line("ties", "set aside", "to names you left out", int(out.sum()), file=FILE)
    return Network(
        _joined_nodes(net.nodes, moves, gone, settled),
        kept,
        net.layers,
        answers=_joined_answers(net.answers, moves, gone),
        missing=_joined_missing(net.missing, moves, gone),
        receipt=net.receipt.plus(receipt).with_review(review),
        **{name: getattr(net, name) for name in ("acts", "places", "bodies", "asks", "adoption", "period")},
    )


def _decided_receipt(moves: dict[str, str], gone: set[str], settled: set[str]) -> Receipt:
    receipt = Receipt().with_received("names", len(moves) + len(gone) + len(settled), file=FILE)
    receipt = receipt.with_line("names", "merged", "taken for people we know, as you decided", len(moves), file=FILE)
    receipt = receipt.with_line("names", "set aside", "left out, as you decided", len(gone), file=FILE)
    return receipt.with_line("names", "kept", "people on no list, as you decided", len(settled), file=FILE)


def _joined_nodes(nodes: pd.DataFrame, moves: dict[str, str], gone: set[str], settled: set[str]) -> pd.DataFrame:
    """What somebody said under another spelling fills what the sheet leaves blank."""
    kept = nodes.drop(index=[*moves, *gone])
    for name in kept.columns.difference(["label", "unsettled"]):
        said = nodes.loc[list(moves), name].set_axis(list(moves.values()))
        said = said[said.notna() & ~said.index.duplicated()]
        blank = kept.index[kept[name].isna()].intersection(said.index)
        if len(blank):
            kept.loc[blank, name] = said[blank]
    if "unsettled" in kept:
        kept["unsettled"] &= ~kept.index.isin(settled)
    return kept


def _joined_answers(answers: pd.DataFrame, moves: dict[str, str], gone: set[str]) -> pd.DataFrame:
    """Who answered under another spelling has answered."""
    kept = answers.drop(index=[*moves, *gone])
    for other, person in moves.items():
        for layer in kept.columns:
            kept.loc[person, layer] = min(kept.loc[person, layer], answers.loc[other, layer], key=STATES.index)
    return kept


def _joined_missing(missing: pd.DataFrame, moves: dict[str, str], gone: set[str]) -> pd.DataFrame:
    table = missing.assign(source=missing["source"].replace(moves), target=missing["target"].replace(moves))
    lost = table["source"].isin(gone) | table["target"].isin(gone) | (table["source"] == table["target"])
    return table[~lost].reset_index(drop=True)
