"""The networks that come with netdiff: small, free to use, and messy where real files are messy.

Each lives in a folder of `sample_networks/` with its files as they would be found in the wild and a `card.md`
that says where they come from, under which licence, what is known about them and what was planted in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from netdiff._check import did_you_mean
from netdiff._combine import combine
from netdiff.errors import DataError
from netdiff.loaders.acts import read_acts
from netdiff.loaders.adoption import read_adoption
from netdiff.loaders.affiliations import read_affiliations
from netdiff.loaders.contacts import read_contacts
from netdiff.loaders.graphfiles import read_graph
from netdiff.loaders.people import read_people
from netdiff.loaders.survey import read_survey
from netdiff.network import Network
from netdiff.receipt import Receipt

__all__ = ["list_samples", "load_sample", "sample_folder"]


@dataclass(frozen=True)
class _Sample:
    what: str
    people: int
    layers: str
    licence: str
    load: Callable[[Path], Network]


def list_samples() -> pd.DataFrame:
    """The networks that come with netdiff.

    Returns
    -------
    DataFrame
        Index = name for `load_sample`; columns `what`, `people` (how many are on its lists), `layers`, `licence`.

    Examples
    --------
    >>> list_samples().index.tolist()
    ['region', 'coalition', 'davis', 'florentine']

    Stability: stable.
    """
    rows = {name: [sample.what, sample.people, sample.layers, sample.licence] for name, sample in _SAMPLES.items()}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["what", "people", "layers", "licence"])
    return table.rename_axis("sample")


def load_sample(name: str) -> Network:
    """Load a network that comes with netdiff, from its native files and with its receipt.

    Parameters
    ----------
    name : str
        One of `list_samples()`: `"region"`, `"coalition"`, `"davis"`, `"florentine"`.

    Returns
    -------
    Network

    Raises
    ------
    DataError
        For a name that isn't there.

    Notes
    -----
    The region and the coalition are made up; nobody in them exists. Their planted truths stand on their cards.

    References
    ----------
    Davis, A., Gardner, B. B. and Gardner, M. R. (1941). Deep South. University of Chicago Press.
    Padgett, J. F. and Ansell, C. K. (1993). Robust action and the rise of the Medici. American Journal of
    Sociology 98(6), 1259-1319.

    Examples
    --------
    >>> women = load_sample("davis").project(onto="woman")
    >>> len(women), len(women.ties)
    (18, 139)

    Stability: stable.
    """
    return _SAMPLES[_known(name)].load(sample_folder(name))


def sample_folder(name: str) -> Path:
    """The folder with a sample's native files and its card.

    Parameters
    ----------
    name : str
        One of `list_samples()`.

    Returns
    -------
    Path
        Inside the installed package, or in the checkout that is being worked on.

    Raises
    ------
    DataError
        For a name that isn't there, or where the files were left out of the installation.

    Examples
    --------
    >>> sorted(path.name for path in sample_folder("florentine").iterdir())
    ['card.md', 'families.csv', 'ties.csv']

    Stability: stable.
    """
    package = Path(__file__).parents[1]
    places = [root / "sample_networks" / _known(name) for root in (package, package.parent)]
    found = [place for place in places if (place / "card.md").is_file()]
    if not found:
        message = f"The files of the sample {name!r} are not installed."
        raise DataError(message, cure="Install netdiff again, from a wheel or a fresh clone.")
    return found[0]


def _known(name: str) -> str:
    if name in _SAMPLES:
        return name
    message = f"There is no sample {name!r}.{did_you_mean(name, _SAMPLES)}"
    raise DataError(message, cure=f"Choose one of {', '.join(_SAMPLES)}.")


# one function per sample ----------------------------------------------------------------------------------


def _region(folder: Path) -> Network:
    """Marchwold: the survey with the people sheet, the contact log, and the sheets beside them."""
    people = read_people(folder / "people.xlsx", group="group", asked="invited")
    survey = read_survey(
        folder / "survey.csv",
        ego="ExternalReference",
        alters={"advice": "turn_to_", "influence": "turn_to_"},
        weights={"influence": "influence_"},
        means={"advice": "turns_to", "influence": "rates"},
        missing={"influence_": [-99]},
        people=people,
    )
    counted_once = replace(people, receipt=Receipt())
    contacts = read_contacts(folder / "contacts.csv", people=counted_once, tz="Europe/London")
    sheets = read_acts(
        folder / "acts.csv",
        places=folder / "places.csv",
        bodies=folder / "bodies.csv",
        asks=folder / "asks.csv",
        people=counted_once,
    )
    return combine(survey, contacts, sheets, _adoption(people.frame))


def _adoption(people: pd.DataFrame) -> Network:
    """Days of adoption; whoever has taken it up on a day that nobody noted down is left out, not "not yet"."""
    known = people[people["adopted_at"].notna() | ~people["ring"].isin(["adopter", "innovator"])]
    told = known[["adopted_at"]].assign(innovation="breath clinic").rename_axis("id").reset_index()
    return read_adoption(told, end="2031-12-31")


def _coalition(folder: Path) -> Network:
    """An organiser's workbook: whom we know, how well; a name on two tabs is one organisation."""
    return read_graph(folder / "contacts.xlsx", means="meets", layer="knows")


def _davis(folder: Path) -> Network:
    """Eighteen women and fourteen events, kept two-mode."""
    return read_affiliations(folder / "attendance.csv", modes=("woman", "event"))


def _florentine(folder: Path) -> Network:
    """Sixteen families, two relations; Pucci stays although nobody married or traded with them."""
    families = folder / "families.csv"
    return read_graph(folder / "ties.csv", relation="relation", means="meets", directed=False, people=families)


_MADE_UP = "BSD-3-Clause, made up"
_FACTS = "facts, free to state"
_SAMPLES: dict[str, _Sample] = {
    "region": _Sample("Marchwold, a fictional region", 497, "advice, influence, contacts", _MADE_UP, _region),
    "coalition": _Sample("An organiser's workbook", 43, "knows", _MADE_UP, _coalition),
    "davis": _Sample("Davis' 18 women and the 14 events they came to", 32, "attended (two-mode)", _FACTS, _davis),
    "florentine": _Sample("Padgett's 16 Florentine families", 16, "marriage, business", _FACTS, _florentine),
}
