"""Opening netdiff's own file."""

from __future__ import annotations

from pathlib import Path

from netdiff import _archive
from netdiff.network import Network
from netdiff.times import AdoptionTable

__all__ = ["open_network"]


def open_network(path: str | Path) -> Network:
    """Open a network that `net.save` wrote; offered as `nd.open`.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Network
        With everything it had: tables, layers, answers, missing pairs, adoption, receipt.

    Raises
    ------
    DataError
        Where the file is not there, not a netdiff file, changed since it was saved, or of a later version.

    Notes
    -----
    The file is a zip of CSV and JSON; nothing in it is ever run. Stability: stable.
    """
    contents = _archive.read(path)
    tables = contents["tables"]
    adoption = tables.pop("adoption", None)
    parts = {name: tables.pop(name, None) for name in ("answers", "missing", "acts", "places", "bodies", "asks")}
    return Network(
        tables["nodes"],
        tables["ties"],
        contents["layers"],
        **parts,
        period=contents["period"],
        adoption=None if adoption is None else AdoptionTable(adoption),
        receipt=contents["receipt"],
    )
