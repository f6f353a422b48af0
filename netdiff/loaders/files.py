"""Several files at once: told apart by their columns, each read in its way, and put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from netdiff._check import check_choice
from netdiff._combine import combine
from netdiff.errors import DataError, Fault
from netdiff.loaders.acts import read_acts
from netdiff.loaders.adoption import read_adoption
from netdiff.loaders.affiliations import read_affiliations
from netdiff.loaders.contacts import read_contacts
from netdiff.loaders.graphfiles import read_graph
from netdiff.loaders.people import People, read_people
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
    "adoption": "dates of adoption",
    "acts": "a sheet of acts",
    "places": "a sheet of places",
    "bodies": "a sheet of those who decide",
    "asks": "a sheet of what one can be asked to do",
}
SHARED = ("count", "newman", "jaccard", "backbone")


def tell_apart(
    files: Iterable[str | Path], *, named: Mapping[str, str | Path | None] = MappingProxyType({})
) -> dict[str, Path]:
    """Which of the files is the survey, which the contact log, which the people sheet, and so on.

    Parameters
    ----------
    files : iterable of path
        In any order, at most one of a kind.
    named : mapping of kind to path, optional
        Files of which it was said what they are; nothing else may be of their kind.

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
    said = {kind: Path(file) for kind, file in named.items() if file is not None}
    found: dict[str, list[Path]] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            found.setdefault(recognise(path), []).append(path)
        except DataError as error:
            faults += [_with_option(fault) for fault in error.faults]
    faults += [fault for kind, same in found.items() for fault in _clashes(kind, same, said.get(kind))]
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
    adoption: str | Path | None = None,
    acts: str | Path | None = None,
    places: str | Path | None = None,
    bodies: str | Path | None = None,
    asks: str | Path | None = None,
    ego: str | None = None,
    alters: str | list[str] | None = None,
    means: str | None = None,
    relation: str | None = None,
    project: str | None = None,
    group: str | None = None,
    tz: str | None = None,
    missing: list[str] | None = None,
    never: float | str | None = None,
    end: float | str | None = None,
    decisions: str | Path | None = None,
) -> Network:
    """One network from a survey, a contact log, a people sheet and the sheets beside them, or what there is of them.

    Parameters
    ----------
    survey, contacts, workbook, graph, links, roster, affiliations, people : path, optional
        At least one that says who is linked to whom.
    adoption : path, optional
        As in `read_adoption`, its people set against the people sheet; without one it is that sheet too.
    acts, places, bodies, asks : path, optional
        As in `read_acts`.
    ego, alters, means, relation, group, tz
        As in `read_survey`, `read_contacts` and `read_graph`.
    project : {"count", "newman", "jaccard", "backbone"}, optional
        How to make ties between people of who went to what, which stays two-mode otherwise; see `Network.project`.
    missing : list of str, optional
        As in `read_roster`.
    never, end
        As in `read_adoption`, a single code.
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
    known = _people_in(adoption) if people is None and adoption is not None else people
    parts = []
    if survey is not None:
        said = {"ego": ego, "alters": alters, "means": means, "decisions": decisions}
        parts.append(read_survey(survey, **said, people=known, group=group, tz=tz))  # type: ignore[arg-type]
    if contacts is not None:
        parts.append(read_contacts(contacts, people=known, group=group, tz=tz))
    linked = [file for file in (workbook, graph, links) if file is not None]
    parts += [read_graph(file, means=means, relation=relation, people=known, group=group) for file in linked]
    if roster is not None:
        parts.append(read_roster(roster, means=means, ego=ego, people=known, group=group, missing=missing))
    if affiliations is not None:
        parts.append(read_affiliations(affiliations, people=known, group=group))
    if not parts:
        problem = "there is no file that says who is linked to whom"
        raise DataError(problem, cure="Give a survey in which people name others, a log, or a workbook.")
    if project is not None:
        parts = _projected(parts, project)
    if adoption is not None:
        codes = None if never is None else [f"{never:g}" if isinstance(never, float) else never]
        parts.append(read_adoption(adoption, people=known, never=codes, end=end, tz=tz))
    if any(sheet is not None for sheet in (acts, places, bodies, asks)):
        parts.append(read_acts(acts, places=places, bodies=bodies, asks=asks, people=known))
    return combine(*parts)


def _clashes(kind: str, same: list[Path], said: Path | None) -> list[Fault]:
    """Two files of one kind, both found or one of them said."""
    all_of_it = [*([said] if said is not None else []), *same]
    if len(all_of_it) == 1:
        return []
    names = " and ".join(path.name for path in all_of_it)
    likely = {"people": ("people", "adoption")}.get(kind, (kind,))
    options = ", ".join(f"--{one} FILE" for one in likely)
    return [Fault(f"{names} both look like {KINDS[kind]}", f"Give one of them, or say what each is: {options}.")]


def _people_in(adoption: str | Path) -> People | None:
    """The people of a sheet of adoption dates, where each stands once."""
    try:
        return read_people(adoption)
    except DataError:
        return None


def _projected(parts: list[Network], method: str) -> list[Network]:
    """Who goes to what as who shares it; the other parts as they are."""
    check_choice(method, "project", SHARED)
    two_mode = [any(layer.is_two_mode for layer in part.layers.values()) for part in parts]
    if not any(two_mode):
        raise DataError(
            "no file says who goes to what, so there is nothing to make ties between people from",
            cure="Leave out the word project, or say which file it is: --affiliations FILE.",
        )
    return [part.project(method=method) if both else part for part, both in zip(parts, two_mode, strict=True)]


def _with_option(fault: Fault) -> Fault:
    cure = f"{fault.cure} On the command line, for example: --survey FILE, --roster FILE, --people FILE."
    return Fault(fault.problem, cure, fault.file, fault.sheet, fault.column, fault.rows, fault.value)
