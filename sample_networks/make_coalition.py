"""Write `coalition/contacts.xlsx`: the workbook of a movement organiser in a town that doesn't exist.

Run `python sample_networks/make_coalition.py` to make it again; pass a folder to write there.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from sample_files import Row, write_workbook

from netdiff.loaders.synthetic import garble, pick, shuffled

SEED = 20310521
ORGANISER, CONNECTOR, DOOR, COMMISSIONER = "Juno Larkspurre", "Ravi Tinderhay", "Ines Otterwick", "Petra Coppercroft"
OPPONENT, CIRCLE = "Hector Harrowbank", "Tarrowby Stroke Circle"

CIRCLES: dict[str, tuple[str, str, list[str]]] = {
    "Tarrowby Stroke Circle": (
        "user",
        "Tarrowby",
        ["Ada Quillfeather", "Bram Oddwick", "Cleo Marshbank", "Dov Tinderlock", "Esme Foglestone", "Finn Moth",
         "Greta Sallowden", "Hal Wetherley"],
    ),
    "Low Tarrow Carers": (
        "user",
        "Low Tarrow",
        ["Ivo Nettlecombe", "Jess Umberfoot", "Kit Hollinmere", "Lena Velvetdale", "Mab Rushelwick", "Ned Crowwhistle"],
    ),
    "Friends of Pebble Hospital": (
        "citizen",
        "Tarrowby",
        ["Orla Bramblegate", "Piet Kestrelmore", "Quin Sedgehay", "Rosa Ivorybank", "Sol Driftwick"],
    ),
    "Pebble Hospital": (
        "professional",
        "Tarrowby",
        ["Hector Harrowbank", "Tess Kellowby", "Una Fenneldale", "Vic Gossastone", "Wyn Junipercroft", "Yara Tarnley"],
    ),
    "Fellgate Surgery": (
        "professional",
        "Fellgate",
        ["Zeb Amberwhistle", "Alma Dapplemere", "Bo Lintelspurre", "Cass Emberden"],
    ),
    "Tarrow Valley Council": (
        "manager",
        "Tarrowby",
        ["Ines Otterwick", "Dara Thistlegarth", "Ewan Pennycombe", "Faye Willofeather", "Gus Coppersedge"],
    ),
    "Tarrow Valley Health Board": (
        "policy maker",
        "Tarrowby",
        ["Petra Coppercroft", "Hugo Pennywhistle", "Iris Larkbank"],
    ),
}  # fmt: skip
LONERS = {
    "Jory Mothstone": ("citizen", "Fellgate"),
    "Kay Ottersedge": ("user", "Fellgate"),
    "Lou Hollinfoot": ("citizen", "Low Tarrow"),
}
_COSTS = ("2 days", "1 day", "half a day", "3 days", "£2k", "£500", "", "1.5 days", "5 days")
_REMARKS = (
    "drinks with the mayor's brother",
    "had a second stroke in spring, go gently",
    "owes me a favour, 01632 960 777",
    "do not mention the parking row",
)


@dataclass(frozen=True)
class Coalition:
    """The true ties, the sheets as written, the cell comments and the planted truths."""

    ties: list[tuple[str, str]]
    sheets: dict[str, list[Row]]
    comments: dict[str, str]
    truths: dict[str, object]


def build(seed: int = SEED) -> Coalition:
    """Draw the ties and write down the sheets."""
    rng = np.random.default_rng(seed)
    ties = _ties(rng)
    people = _people(rng)
    sheets = {
        "Read me first": _guidance(),
        "People": people,
        "Organisations": _organisations(),
        "Links": _links(ties, rng),
        "Copy of People": people[:12],
    }
    comments = {"People!A4": "rang her daughter, she is very ill", "Links!C3": "I made this one up, check"}
    truths = {
        "organiser": ORGANISER,
        "connector": CONNECTOR,
        "door": DOOR,
        "commissioner": COMMISSIONER,
        "opponent": OPPONENT,
        "person_and_organisation": CIRCLE,
        "people": len(people) - 1,
        "organisations": len(CIRCLES),
        "links": len(ties),
        "never_linked_but_through_the_organiser": sorted(LONERS),
    }
    return Coalition(ties, sheets, comments, truths)


def main(folder: Path) -> None:
    """Write the workbook and the truths."""
    made = build()
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(folder / "contacts.xlsx", made.sheets, made.comments)
    (folder / "truths.json").write_bytes((json.dumps(made.truths, indent=1, ensure_ascii=False) + "\n").encode())


def _members() -> dict[str, tuple[str, str, str]]:
    """Name → group, place, organisation."""
    inside = {name: (group, place, org) for org, (group, place, names) in CIRCLES.items() for name in names}
    outside = {name: (group, place, "") for name, (group, place) in LONERS.items()}
    own = {ORGANISER: ("citizen", "Tarrowby", ""), CONNECTOR: ("user", "Low Tarrow", "Low Tarrow Carers")}
    return {**inside, **outside, **own, CIRCLE: ("user", "Tarrowby", "")}


def _ties(rng: np.random.Generator) -> list[tuple[str, str]]:
    """Circles know their own; one carer knows the council; one manager has the commissioner's ear."""
    ties: list[tuple[str, str]] = []
    for _, _, names in CIRCLES.values():
        ties += [(names[0], name) for name in names[1:]]
        ties += [(one, other) for one, other in pairwise(names[1:]) if rng.random() < 0.6]
    carers, council = CIRCLES["Low Tarrow Carers"][2], CIRCLES["Tarrow Valley Council"][2]
    ties += [(CONNECTOR, carers[0]), (CONNECTOR, carers[3]), (CONNECTOR, council[1]), (CONNECTOR, "Ada Quillfeather")]
    ties += [(DOOR, COMMISSIONER), (DOOR, "Tess Kellowby"), ("Tess Kellowby", "Zeb Amberwhistle")]
    ties += [("Orla Bramblegate", "Ada Quillfeather"), (CIRCLE, "Ada Quillfeather"), (CIRCLE, "Bram Oddwick")]
    board = CIRCLES["Tarrow Valley Health Board"][2]
    others = [name for name in _members() if name not in (ORGANISER, *board, *LONERS)]
    ties += [(ORGANISER, name) for name in [*LONERS, *shuffled(others, rng)[:26]]]
    return list(dict.fromkeys(ties))


def _people(rng: np.random.Generator) -> list[Row]:
    header = ["Name", "Organisation", "Group", "Place", "Support (1-5)", "Cost to win over", "Must / never", "Consent",
              "Held by", "Private comments"]  # fmt: skip
    rows = [_person(name, *told, rng) for name, told in sorted(_members().items())]
    return [header, *rows]


def _person(name: str, group: str, place: str, organisation: str, rng: np.random.Generator) -> Row:
    support = None if rng.random() < 0.3 else 2 + int(rng.random() * 4)
    must = {OPPONENT: "never", ORGANISER: "must", COMMISSIONER: ""}.get(name, "")
    support = {OPPONENT: 1, ORGANISER: 5}.get(name, support)
    held = "" if name == ORGANISER else pick((ORGANISER, ORGANISER, CONNECTOR, "Tess Kellowby", ""), rng)
    consent = pick(("Y", "Y", "N", "", ""), rng)
    remark = pick(_REMARKS, rng) if rng.random() < 0.2 else ""
    return [name, organisation, group, place, support, pick(_COSTS, rng), must, consent, held, remark]


def _organisations() -> list[Row]:
    kinds = {"user": "user-led", "citizen": "charity", "professional": "provider", "manager": "council"}
    rows: list[Row] = [
        [org, kinds.get(group, "commissioner"), place, len(names) * 7 + 4, "local" if len(names) < 5 else "county"]
        for org, (group, place, names) in CIRCLES.items()
    ]
    return [["Name", "Kind", "Place", "Members", "Reach"], *rows]


def _links(ties: list[tuple[str, str]], rng: np.random.Generator) -> list[Row]:
    """One row per acquaintance, names as typed by a tired organiser."""
    rows: list[Row] = []
    for one, other in shuffled(ties, rng):
        messy = pick(("clean", "clean", "clean", "clean", "case", "spaces"), rng)
        well = pick((1, 2, 2, 3, None), rng)
        note = pick(_REMARKS, rng) if rng.random() < 0.08 else ""
        rows.append([one, garble(other, messy, rng), well, ORGANISER if ORGANISER in (one, other) else "", note])
    rows.append([DOOR, "Unlisted Peer", 1, "", ""])
    return [["From", "To", "How well (1-3)", "Who holds it", "Private comments"], *rows]


def _guidance() -> list[Row]:
    return [
        ["Bring the stroke nurses back: who knows whom"],
        ["One line per person on the tab People, one per acquaintance on Links. Support: blank = we don't know."],
        ["How well: 1 = met once or twice, 2 = would take my call, 3 = would do me a favour."],
        ["The comments are for us alone. They must not leave this file."],
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "coalition")
