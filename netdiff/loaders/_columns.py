"""Which column holds what: the names under which people know them, and errors that offer the closest."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence

from netdiff._check import did_you_mean
from netdiff.errors import shorten
from netdiff.loaders._table import Table

__all__ = ["IDENTIFIERS", "ROLES", "columns_like", "find", "named", "paired", "pick", "plain"]

ROLES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "person id", "node id", "node", "pid", "participant id", "person", "identifier", "badge", "key",
           "record id", "staff id", "user id", "participant", "code"),
    "name": ("name", "full name", "label", "person name", "display name", "your name", "respondent name", "fullname"),
    "first name": ("first name", "firstname", "forename", "given name"),
    "last name": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "e mail", "email address", "e mail address", "mail", "recipientemail", "recipient email"),
    "group": ("group", "stakeholder group", "stakeholder", "stakeholder type", "role group", "sector"),
    "organisation": ("organisation", "organization", "org", "employer", "organisation name", "organization name"),
    "place": ("place", "area", "locality", "town", "location", "neighbourhood", "district", "ward", "site"),
    "mode": ("mode", "kind", "type"),
    "ring": ("ring", "community ring", "nested ring"),
    "support": ("support", "stance", "position on the change", "for or against"),
    "held_by": ("held by", "holder", "relationship holder", "who holds the relationship", "our contact", "owner",
                "who holds it"),
    "cost": ("cost", "days needed", "cost to win over", "days to win over", "cost days", "cost in days", "effort"),
    "acceptance": ("acceptance", "chance of yes", "likely to accept", "chance to say yes"),
    "resources": ("resources", "budget held", "resource"),
    "consent": ("consent", "consent given", "consent to contact", "consented"),
    "since": ("since", "entered", "joined", "start date in post", "arrived"),
    "until": ("until", "left", "leaving date"),
    "source": ("source", "from", "ego", "sender", "respondent", "nominator", "person 1", "person a", "a", "i",
               "who", "from id", "source id", "badge a", "participant 1", "person1", "id1", "user a"),
    "target": ("target", "to", "alter", "receiver", "nominee", "named", "person 2", "person b", "b", "j", "knows",
               "whom", "to id", "target id", "badge b", "participant 2", "person2", "id2", "recipient", "user b",
               "contact"),
    "weight": ("weight", "strength", "value", "how well", "closeness", "frequency", "w", "score"),
    "layer": ("layer", "relation", "relationship", "tie type", "link type", "kind of link"),
    "start": ("start", "start time", "begin", "starttime", "began", "from time", "time in", "start datetime"),
    "end": ("end", "end time", "finish", "endtime", "ended", "to time", "time out", "stop", "end datetime"),
    "duration": ("duration", "length", "dur", "seconds", "minutes", "duration s", "duration seconds", "duration min",
                 "duration minutes", "duration in seconds", "how long"),
    "time": ("time", "t", "timestamp", "date", "datetime", "when", "date time", "day", "sent", "sent at"),
    "ego": ("ego", "respondent", "respondent id", "your name", "what is your name", "please select your name",
            "select your name", "who are you", "name", "full name", "participant", "participant id", "person", "id",
            "staff id", "your email", "email", "recipientemail", "email address", "your email address",
            "your full name", "what is your full name", "please enter your full name",
            "please enter your name", "your id", "username", "e mail", "nodeid", "ego id"),
    "date": ("date", "day", "when", "date of act", "date asked", "meeting date"),
    "population": ("population", "residents", "inhabitants", "people"),
    "need": ("need", "with need", "number with the need", "in need", "people with need", "living with"),
    "seats": ("seats", "number of seats", "places on it", "size"),
    "raised": ("raised", "raised by", "items raised", "items", "raised it"),
    "body": ("body", "board", "committee", "decision body", "panel", "decision making body"),
    "ask": ("ask", "action", "what we ask"),
    "led_by": ("led by", "leader", "lead", "led"),
    "adopted": ("adopted", "adoption", "toa", "time of adoption", "adoption date", "date adopted", "adopted at",
                "date of adoption", "first used", "adopted on", "nodeadoptiondate", "ado"),
    "dropped": ("dropped", "stopped", "dis adopted", "date dropped", "abandoned"),
    "innovation": ("innovation", "practice", "product", "what"),
    "observed_until": ("observed until", "last seen", "followed until", "censored", "end of follow up"),
}  # fmt: skip
IDENTIFIERS: Mapping[str, re.Pattern[str]] = {
    "e-mail": re.compile(r"e[ -]?mail", re.IGNORECASE),
    "telephone": re.compile(r"\b(tele)?phone|mobile|\btel\b", re.IGNORECASE),
    "NHS number": re.compile(r"nhs[ _-]?(no|num)", re.IGNORECASE),
    "address": re.compile(r"(^|[ _-])(ip[ _-]?)?address|post ?code|latitude|longitude", re.IGNORECASE),
    "free text": re.compile(r"comment|\bnotes?\b|remark|anything[ _]else", re.IGNORECASE),
    "date of birth": re.compile(r"birth|\bdob\b", re.IGNORECASE),
}


def plain(name: str) -> str:
    """A column name in lower case words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[^\W_]+", spaced.casefold()))


def find(table: Table, role: str) -> str | None:
    """The column that goes by one of the role's names, the likelier name first."""
    called: dict[str, str] = {}
    for column in table.columns:
        for text in (column, column.replace("_", ""), table.wording(column)):
            called.setdefault(plain(text), column)
            called.setdefault(text.casefold().strip(), column)
            called.setdefault(plain(re.sub(r"\(.*?\)|\[.*?\]", "", text)), column)
    return next((called[name] for name in ROLES[role] if name in called), None)


def named(table: Table, name: str, what: str = "column") -> str:
    """The column of this name or wording; an error with the closest names where there is none."""
    if name in table.columns:
        return name
    wanted = plain(name)
    for column in table.columns:
        if wanted and wanted in (plain(column), plain(table.wording(column))):
            return column
    known = [*table.columns, *(text for text in table.questions.values() if text not in table.columns)]
    listed = shorten(", ".join(table.columns))
    raise table.error(
        f"there is no {what} {name!r}", f"The columns are {listed}.{did_you_mean(name, known)}", column=None
    )


def pick(table: Table, given: str | None, role: str) -> str:
    """The given column, or the one that goes by a name of the role; otherwise an error that says what to pass."""
    if given is not None:
        return named(table, given)
    found = find(table, role)
    if found is None:
        listed = shorten(", ".join(table.columns))
        word = role.replace(" ", "_")
        raise table.error(
            f"no column looks like the {role}", f"Say which it is, {word}='...'. The columns are {listed}."
        )
    return found


def columns_like(table: Table, wanted: str | Sequence[str] | re.Pattern[str]) -> list[str]:
    """Columns by list, by compiled pattern, by `*` pattern, by exact name, or by prefix."""
    if isinstance(wanted, re.Pattern):
        return _some(table, [name for name in table.columns if wanted.search(name)], wanted.pattern)
    if not isinstance(wanted, str):
        return [named(table, str(name)) for name in wanted]
    if wanted in table.columns:
        return [wanted]
    if "*" in wanted or "?" in wanted:
        found = [name for name in table.columns if fnmatch.fnmatchcase(name, wanted)]
        return _some(table, found or _by_wording(table, wanted.rstrip("*")), wanted)
    found = [name for name in table.columns if name.casefold().startswith(wanted.casefold())]
    return _some(table, found or _by_wording(table, wanted), wanted)


def paired(columns: Sequence[str]) -> tuple[str, str] | None:
    """The only two columns called alike but for a last letter or number: `person_a`, `person_b`."""
    stems: dict[str, list[str]] = {}
    for name in columns:
        stems.setdefault(name[:-1].casefold(), []).append(name)
    pairs = [names for stem, names in stems.items() if len(names) == 2 and stem]
    return (pairs[0][0], pairs[0][1]) if pairs else None


def _by_wording(table: Table, wanted: str) -> list[str]:
    start = plain(wanted)
    return [name for name in table.columns if start and plain(table.wording(name)).startswith(start)]


def _some(table: Table, found: list[str], wanted: str) -> list[str]:
    if found:
        return found
    hint = did_you_mean(wanted, {re.sub(r"[\d_ ]+$", "", name) for name in table.columns} | set(table.columns))
    raise table.error(
        f"no column begins with or matches {wanted!r}",
        f"The columns are {shorten(', '.join(table.columns))}.{hint}",
    )


def identifiers(columns: Iterable[str]) -> dict[str, list[str]]:
    """Columns whose names say that they hold direct identifiers, by kind."""
    listed = list(columns)
    kinds = {name: next((kind for kind, shape in IDENTIFIERS.items() if shape.search(name)), None) for name in listed}
    found = {kind: [name for name in listed if kinds[name] == kind] for kind in IDENTIFIERS}
    return {kind: names for kind, names in found.items() if names}
