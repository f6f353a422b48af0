"""Several files at once: told apart by their columns, each read in its way, and put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from netdiff._combine import combine
from netdiff.errors import DataError, Fault
from netdiff.loaders.acts import read_acts
from netdiff.loaders.affiliations import read_affiliations
from netdiff.loaders.contacts import read_contacts
from netdiff.loaders.graphfiles import read_graph
from netdiff.loaders.recognise import recognise
from netdiff.loaders.roster import read_roster
from netdiff.loaders.survey import read_survey
from netdiff.network import Network

__all__ = ["KINDS", "read_files", "tell_apart"]

KINDS: Mapping[str, str] = {
    "survey": "a survey",
    "contacts": "a contact log",
    "workbook": "a workbook of people and links",
    "graph": "a graph file",
    "links": "a table of links",
    "roster": "a matrix of who rates whom",
    "affiliations": "a list of who went to what",
    "people": "a people sheet",
    "acts": "a sheet of acts",
    "places": "a sheet of places",
    "bodies": "a sheet of those who decide",
    "asks": "a sheet of what one can be asked to do",
}
SHEETS = ("acts", "places", "bodies", "asks")


def tell_apart(files: Iterable[str | Path]) -> dict[str, Path]:
    """Which of the files is the survey, which the contact log, which the people sheet, and so on.

    Parameters
    ----------
    files : iterable of path
        In any order, at most one of a kind.

    Returns
    -------
    dict
        Path per kind, the keywords of `read_files`.

    Raises
    ------
    DataError
        For files that are none of these, or two of a kind, all at once; the cure names how to say it.

    Notes
    -----
    Told by the columns alone; see `recognise`. Stability: experimental.
    """
    paths = [Path(file) for file in files]
    found: dict[str, list[Path]] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            found.setdefault(_used_as(recognise(path)), []).append(path)
        except DataError as error:
            faults += [_with_option(fault) for fault in error.faults]
    faults += [fault for kind, same in found.items() for fault in _misfits(kind, same)]
    if faults:
        raise DataError.of(faults)
    return {kind: same[0] for kind, same in found.items()}


def read_files(  # noqa: PLR0913  one word per kind of file
    *,
    survey: str | Path | None = None,
    contacts: str | Path | None = None,
    workbook: str | Path | None = None,
    graph: str | Path | None = None,
    links: str | Path | None = None,
    roster: str | Path | None = None,
    affiliations: str | Path | None = None,
    people: str | Path | None = None,
    acts: str | Path | None = None,
    places: str | Path | None = None,
    bodies: str | Path | None = None,
    asks: str | Path | None = None,
    ego: str | None = None,
    alters: str | list[str] | None = None,
    means: str | None = None,
    group: str | None = None,
    tz: str | None = None,
    decisions: str | Path | None = None,
) -> Network:
    """One network from a survey, a contact log, a people sheet and the sheets beside them, or what there is of them.

    Parameters
    ----------
    survey, contacts, workbook, graph, links, roster, affiliations, people : path, optional
        At least one that says who is linked to whom. Who went to what stays two-mode; see `Network.project`.
    acts, places, bodies, asks : path, optional
        As in `read_acts`.
    ego, alters, means, group, tz
        As in `read_survey`, `read_contacts` and `read_graph`.
    decisions : path, optional
        What was decided about uncertain names of the survey.

    Returns
    -------
    Network
        Layers of the survey first, then the contacts, then those of a workbook or a graph file.

    Raises
    ------
    DataError
        Where there is neither a survey nor a log, or a file cannot be read.

    Notes
    -----
    Stability: experimental.
    """
    parts = []
    if survey is not None:
        said = {"ego": ego, "alters": alters, "means": means, "decisions": decisions}
        parts.append(read_survey(survey, **said, people=people, group=group, tz=tz))  # type: ignore[arg-type]
    if contacts is not None:
        parts.append(read_contacts(contacts, people=people, group=group, tz=tz))
    linked = [file for file in (workbook, graph, links) if file is not None]
    parts += [read_graph(file, means=means, people=people, group=group) for file in linked]
    if roster is not None:
        parts.append(read_roster(roster, means=means, ego=ego, people=people, group=group))
    if affiliations is not None:
        parts.append(read_affiliations(affiliations, people=people, group=group))
    if not parts:
        problem = "there is no file that says who is linked to whom"
        raise DataError(problem, cure="Give a survey in which people name others, a log, or a workbook.")
    if any(sheet is not None for sheet in (acts, places, bodies, asks)):
        parts.append(read_acts(acts, places=places, bodies=bodies, asks=asks, people=people))
    return combine(*parts)


def _used_as(kind: str) -> str:
    """What a kind of file is taken for here: people with times of adoption are people."""
    return "people" if kind == "adoption" else kind


def _misfits(kind: str, same: list[Path]) -> list[Fault]:
    """What is wrong with a kind: that it has no place here, or that there are two of it."""
    if kind not in KINDS:
        problem = f"this looks like another kind of file ({kind}), which has a reader of its own in Python"
        cure = "If it is a survey, a log or a people sheet: --survey FILE, --contacts FILE or --people FILE."
        return [Fault(problem, cure, file=path.name) for path in same]
    if len(same) == 1:
        return []
    names = " and ".join(path.name for path in same)
    say = f", or say what each is: --{kind} FILE" if kind not in SHEETS else ""
    return [Fault(f"{names} both look like {KINDS[kind]}", f"Give one of them{say}.")]


def _with_option(fault: Fault) -> Fault:
    cure = f"{fault.cure} On the command line: --survey FILE, --contacts FILE or --people FILE."
    return Fault(fault.problem, cure, fault.file, fault.sheet, fault.column, fault.rows, fault.value)
