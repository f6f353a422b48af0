"""`write_workbook`: the network and a plan as a spreadsheet; its first sheet says what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from netdiff import privacy
from netdiff.errors import DataError
from netdiff.network import Network, check_network
from netdiff.privacy import Audience, Policy
from netdiff.recruit.plan import Plan
from netdiff.visual.cells import cells, public_cells
from netdiff.visual.register import Issue, enter

__all__ = ["write_workbook"]

CARE = (
    "Not for judging anybody's performance at work.",
    "Whoever said no, or is known only because others named them, is in private files alone.",
    "No cell holds a formula: text that looked like one begins with an apostrophe.",
)


def write_workbook(
    net: Network,
    plan: Plan | None = None,
    path: str | Path = "network.xlsx",
    *,
    audience: Audience = "private",
    purpose: str = "",
    owner: str = "",
    delete_after: str = "",
    preset: str | None = None,
    register: str | Path | None = None,
) -> Path:
    """Write people, links and recruits to a spreadsheet.

    Parameters
    ----------
    net : Network
    plan : Plan, optional
        Adds a sheet of recruits.
    path : str or Path
        The file name will say whom it is for.
    audience : {"private", "partners", "public"}
        `"public"` holds one sheet of counts by group and place.
    purpose, owner, delete_after : str
        Printed on the first sheet.
    preset : {None, "nhs"}
        How counts are rounded for partners and the public.
    register : str or Path, optional
        The register of exports to enter the file in.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        Where openpyxl is not installed.

    Notes
    -----
    Only the usual attributes leave: group, organisation, place; in private files also the ring.

    Stability: experimental.

    Examples
    --------
    >>> import tempfile
    >>> ties = pd.DataFrame({"source": ["Ann"], "target": ["Ben"]})
    >>> net = Network.from_frames(pd.DataFrame(index=["Ann", "Ben"]), ties, means="meets")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(net, path=f"{folder}/network.xlsx").name
    'PRIVATE-network.xlsx'
    """
    check_network(net)
    policy = Policy(audience, purpose=purpose, owner=owner, delete_after=delete_after, preset=preset)
    sheets = dict(_public(net, policy) if audience == "public" else _people(net, plan, policy))
    target = privacy.safe_path(path, audience)
    target.parent.mkdir(parents=True, exist_ok=True)
    book = _new_book()
    _fill(book, {"Read me": _read_me(policy, sheets), **sheets})
    book.save(target)
    if register is not None:
        enter(register, target, issue_of(net, policy, sheets))
    return target


def issue_of(net: Network, policy: Policy, sheets: dict[str, pd.DataFrame]) -> Issue:
    """What the register is to say of these sheets."""
    people = len(sheets["People"]) if "People" in sheets else 0
    holds = tuple(f"{name}: {', '.join(map(str, sheet.columns))}" for name, sheet in sheets.items())
    return Issue(policy, people, holds, public_cells(net, policy))


def _public(net: Network, policy: Policy) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "Groups and places", privacy.public_table(net, policy=policy).reset_index()
    found = cells(net, policy).ties
    yield "Links between them", found[["source", "target", "weight"]].rename(columns={"weight": "about how many"})


def _people(net: Network, plan: Plan | None, policy: Policy) -> Iterator[tuple[str, pd.DataFrame]]:
    table, _ = privacy.people_out(net, policy)
    names = table["shown"]
    yield "People", table.rename(columns={"shown": "name"}).reset_index(drop=True)
    ties = net.ties
    ties = ties[ties["source"].isin(names.index) & ties["target"].isin(names.index)]
    ends = {end: ties[end].map(names) for end in ("source", "target")}
    yield "Links", pd.DataFrame({**ends, "layer": ties["layer"], "weight": ties["weight"]}).reset_index(drop=True)
    if plan is not None:
        yield "Recruits", _recruits(plan, names, policy)


def _recruits(plan: Plan, names: pd.Series, policy: Policy) -> pd.DataFrame:
    frame = plan.to_frame()
    frame = frame[frame["person"].isin(names.index)]
    told = {"rank": frame["rank"], "name": frame["person"].map(names), "reached so far": frame["reach"].round()}
    if policy.audience == "private":
        told |= {"why": frame["why"], "cost": frame["cost"]}
    return pd.DataFrame(told)


def _read_me(policy: Policy, sheets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The first sheet: whom it is for, what it holds, what it is not for."""
    rows = [("For", policy.banner), ("What it is for", policy.purpose), ("Who keeps it", policy.owner)]
    rows += [("Delete after", policy.delete_after)]
    rows += [
        (f"Sheet '{name}'", f"{len(sheet):,} rows: {', '.join(map(str, sheet.columns))}")
        for name, sheet in sheets.items()
    ]
    rows += [("Take care", line) for line in CARE]
    return pd.DataFrame([row for row in rows if row[1]], columns=["", "What this file holds"])


def _new_book() -> Any:
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped]
    except ImportError as error:  # pragma: no cover  the excel extra is installed where the tests run
        problem = "writing spreadsheets needs openpyxl, which is not installed"
        raise DataError(problem, cure="pip install 'netdiffusion[excel]'") from error
    return Workbook()


def _fill(book: Any, sheets: dict[str, pd.DataFrame]) -> None:
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name[:31])
        safe = privacy.safe_frame(table)
        for row in [list(safe.columns), *safe.astype(object).where(safe.notna(), None).to_numpy().tolist()]:
            sheet.append(row)
        sheet.freeze_panes = "A2"
        for column, title in zip(sheet.columns, safe.columns, strict=True):
            widest = max([len(str(title)), *(len(str(cell.value or "")) for cell in column[:200])])
            sheet.column_dimensions[column[0].column_letter].width = min(60, widest + 2)
