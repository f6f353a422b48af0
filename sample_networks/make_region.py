"""Write `region/`: what a survey, a contact log and some spreadsheets show of Marchwold, mess and all.

Run `python sample_networks/make_region.py` to make the files again; they come out the same, byte for byte
(the workbook: cell for cell, as other versions of openpyxl pack it differently). Pass a folder to write there.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from region_story import LAST_DAY, Contact, Story, tell
from region_world import DECISION_BODIES, NO_USER_NETWORK, PLACES, SPLIT, Person, World, make_world
from sample_files import Row, write_csv, write_workbook

from netdiff.loaders.synthetic import draw_mess, garble, pick, shuffled

SEED = 20310139
ASKED_ON, CLOSED_ON = date(2031, 9, 8), date(2031, 9, 30)
SLOTS, SHARE_SILENT = 8, 0.30
_NOBODY = ("n/a", "none", "N/A", "-", "nobody")
_NOT_A_NAME = ("my team", "everyone", "the ward manager", "reception", "the nurses")


@dataclass(frozen=True)
class Region:
    """The world, its year, who was asked, who kept silent, who answered partly, and every name as typed."""

    world: World
    story: Story
    invited: list[Person]
    silent: list[Person]
    partial: list[Person]
    mentions: list[tuple[str, str, str | None]]
    files: dict[str, tuple[list[str], list[Row]]]
    truths: dict[str, object]


def build(seed: int = SEED) -> Region:
    """Make the world, its year and the rows of every file."""
    rng = np.random.default_rng(seed)
    world = make_world(rng)
    story = tell(world, rng)
    joined = _joined(world, rng)
    invited = [p for p in _by_id(world) if joined.get(p.id, date.min) <= ASKED_ON and p.id not in _left(world)]
    silent = _silent(world, invited, rng)
    answering = [p for p in invited if p not in silent]
    plain = [p for p in answering if p not in (*world.roles.values(), *world.leaders.values())]
    partial = shuffled(plain, rng)[:14]
    mentions: list[tuple[str, str, str | None]] = []
    survey = _survey(answering, partial, mentions, rng)
    files = {
        "survey.csv": survey,
        "people.xlsx": _people(world, story, invited, joined, rng),
        "contacts.csv": _contacts(story, rng),
        "acts.csv": _acts(story),
        "places.csv": _places(rng),
        "bodies.csv": _bodies(world, rng),
        "asks.csv": _asks(),
    }
    return Region(world, story, invited, silent, partial, mentions, files, _truths(world, story, invited, silent))


def main(folder: Path) -> None:
    """Write the files and the truths."""
    region = build()
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in region.files.items():
        if name.endswith(".xlsx"):
            write_workbook(folder / name, {"People": [header, *rows]})
        else:
            wild = name == "survey.csv"
            line_end = "\r\n" if name == "contacts.csv" else "\n"
            write_csv(folder / name, [header, *rows], bom=wild, quote_all=wild, line_end=line_end)
    text = json.dumps(region.truths, indent=1, ensure_ascii=False) + "\n"
    (folder / "truths.json").write_bytes(text.encode("utf-8"))


# who was asked, who answered ------------------------------------------------------------------------------


def _by_id(world: World) -> list[Person]:
    return sorted(world.people, key=lambda person: person.id)


def _plain(world: World, group: str) -> list[Person]:
    cast = {*world.roles.values(), *world.leaders.values(), *world.deciders, *world.crowd}
    return [p for p in world.where(group) if p not in cast and p.place != SPLIT]


def _joined(world: World, rng: np.random.Generator) -> dict[str, date]:
    """Day of joining for some; a dozen joined after the survey had gone out, and were not asked."""
    late = [*_plain(world, "user")[:5], *_plain(world, "professional")[:4], *_plain(world, "citizen")[:3]]
    early = [p for p in world.people if p not in late and rng.random() < 0.4]
    days = {p.id: date(2029, 1, 1) + timedelta(days=int(rng.random() * 700)) for p in early}
    return days | {p.id: CLOSED_ON + timedelta(days=1 + int(rng.random() * 60)) for p in late}


def _left(world: World) -> dict[str, date]:
    gone = [*_plain(world, "professional")[-4:], *_plain(world, "user")[-2:]]
    return {p.id: date(2031, 2, 1) + timedelta(days=30 * i) for i, p in enumerate(gone)}


def _silent(world: World, invited: list[Person], rng: np.random.Generator) -> list[Person]:
    """Three in ten never answer, policy makers more often; of the well-known, one leader is among them."""
    always = {*world.roles.values(), *world.leaders.values(), *world.crowd} - {world.roles["silent_leader"]}
    haste = {p.id: rng.random() * (0.5 if p.group == "policy maker" else 1.0) for p in invited if p not in always}
    haste[world.roles["silent_leader"].id] = -1.0
    chosen = sorted(haste, key=lambda person: haste[person])[: round(SHARE_SILENT * len(invited))]
    return [p for p in invited if p.id in set(chosen)]


# the survey -----------------------------------------------------------------------------------------------

_META = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
)
_TURN = (
    "When you want to talk over how care for breathless people could be better, whom do you turn to?\n"
    "(up to eight people, first and last name) - Person {}"
)
_SAY = "How much say does {} have in whether breath clinics come to your place? (1 = none, 4 = a great deal)"
_QUESTIONS = (
    ("respondent", "Your name", "QID1_TEXT"),
    *((f"turn_to_{i}", _TURN.format(i), f"QID2_{i}_TEXT") for i in range(1, SLOTS + 1)),
    *(
        (f"influence_{i}", _SAY.format(f"${{q://QID2/ChoiceTextEntryValue/{i}}}"), f"QID3_{i}")
        for i in range(1, SLOTS + 1)
    ),
    ("need", "Do you, or does somebody you care for, live with breathlessness?", "QID4"),
    ("asked_for_it", "Have you ever asked for a breath clinic?", "QID5"),
    ("acted_90_days", "In the last 90 days, have you done something to bring one about?", "QID6"),
    ("consent_map", "May your name stand on a map that is shared with partners?", "QID7"),
    ("anything_else", "Anything else?", "QID8_TEXT"),
)


def _survey(
    answering: list[Person],
    partial: list[Person],
    mentions: list[tuple[str, str, str | None]],
    rng: np.random.Generator,
) -> tuple[list[str], list[Row]]:
    """Three header rows, two previews, then the answers in the order they came in."""
    columns = (*_META, *_QUESTIONS)
    header = [name for name, *_ in columns]
    ids = [json.dumps({"ImportId": key}, separators=(",", ":")) for *_, key in columns]
    rows: list[Row] = [[text for _, text, _ in columns], ids]
    previews = [_preview(i) for i in (1, 2)]
    answers = [_answer(person, partial, mentions, rng) for person in shuffled(answering, rng)]
    answers += _second_thoughts(answers, rng)
    answers.sort(key=lambda row: str(row[1]))
    _stray_ids(answers)
    assert len(header) == len(answers[0])  # noqa: S101 - a slip of this script, not of a user
    return header, [*rows, *previews, *answers]


def _meta(person: Person, start: datetime, *, progress: int, number: int) -> Row:
    end = start + timedelta(seconds=180 + 37 * (number % 23))
    took, done = int((end - start).total_seconds()), progress == 100
    name = person.name.lower().replace(" ", ".")
    stamp = [start.isoformat(" "), end.isoformat(" "), "IP Address", progress, took, str(done), end.isoformat(" ")]
    return [*stamp, f"R_{number:05d}", f"{name}@example.org", person.id, "email", "EN"]


def _preview(number: int) -> Row:
    tester = Person("", "Test Person", "", "")
    row = _meta(tester, datetime(2031, 9, 5, 15, number), progress=100, number=number)  # noqa: DTZ001
    row[2], row[8], row[10] = "Survey Preview", "", "preview"
    return [*row, "test", "Test Name", *[""] * (2 * SLOTS - 1), "", "", "", "", "please ignore"]


def _answer(
    person: Person, partial: list[Person], mentions: list[tuple[str, str, str | None]], rng: np.random.Generator
) -> Row:
    broke_off = person in partial
    names = _typed(person, rng, broke_off=broke_off)
    mentions.extend((person.id, text, other and other.id) for text, other in names)
    cells = [text for text, _ in names] + [""] * (SLOTS - len(names))
    say = ["" if other is None or broke_off else _rating(other, rng) for _, other in names]
    days = (CLOSED_ON - ASKED_ON).days
    late = timedelta(days=int(rng.random() ** 2 * days), seconds=30000 + int(rng.random() * 40000))
    start = datetime(2031, 9, 8) + late  # noqa: DTZ001
    progress = pick((38, 52, 67), rng) if broke_off else 100
    meta = _meta(person, start, progress=progress, number=1000 + int(person.id[2:]))
    typed = garble(person.name, pick(("clean", "clean", "case", "spaces"), rng), rng)
    rest = [""] * 5 if broke_off else _closing(person, rng)
    return [*meta, typed, *cells, *say, *[""] * (SLOTS - len(say)), *rest]


def _typed(person: Person, rng: np.random.Generator, *, broke_off: bool) -> list[tuple[str, Person | None]]:
    """The names as this respondent typed them, beside whom each one means (None: nobody in particular)."""
    targets = person.turns_to[: 1 + int(rng.random() * 2)] if broke_off else person.turns_to
    typed: list[tuple[str, Person | None]] = [(_spell(other, rng), other) for other in targets]
    draw = rng.random()
    if not typed or draw < 0.06:
        typed.append((pick(_NOBODY, rng), None))
    elif draw < 0.09:
        typed.append((pick(_NOT_A_NAME, rng), None))
    elif draw < 0.11:
        typed.append((person.name, person))
    elif draw < 0.13:
        typed.append((_spell(targets[0], rng), targets[0]))
    return typed[:SLOTS]


def _spell(other: Person, rng: np.random.Generator) -> str:
    if rng.random() < 0.004 and other.id.startswith("P"):
        return other.name.lower().replace(" ", ".") + "@example.org"
    return garble(other.name, draw_mess(other.name, rng), rng)


def _rating(other: Person, rng: np.random.Generator) -> str | int:
    """Say over the decision, 1 to 4: users are thought to have little."""
    middle = {"policy maker": 3.7, "manager": 3.2, "professional": 2.8, "user": 1.9}.get(other.group, 1.6)
    draw = rng.random()
    if draw < 0.12:
        return "-99" if draw < 0.03 else ""
    return int(min(4, max(1, round(middle + 1.6 * (rng.random() - 0.5)))))


def _closing(person: Person, rng: np.random.Generator) -> Row:
    share = {"user": 0.8, "citizen": 0.25, "professional": 0.1}.get(person.group, 0.1)
    need = pick(("Prefer not to say", "No"), rng) if rng.random() > share else "Yes"
    asked = "Yes" if rng.random() < (0.3 if person.place == "Brackenford" else 0.15) else "No"
    acted = "Yes" if rng.random() < (0.45 if person.place == "Brackenford" else 0.2) else "No"
    consent = pick(("Yes", "Yes", "Yes", "No", ""), rng)
    remark = pick(("Ring me on 01632 960 123 after six", "My inhaler list has changed again"), rng)
    return [need, asked, acted, consent, remark if rng.random() < 0.04 else ""]


def _second_thoughts(answers: list[Row], rng: np.random.Generator) -> list[Row]:
    """Four people answer again: three complete answers replace earlier ones, one breaks off and doesn't."""
    again = []
    finished = [row for row in answers if row[3] == 100 and row[14]]
    for number, row in enumerate(shuffled(finished, rng)[:4]):
        later = list(row)
        start = datetime.fromisoformat(str(row[0])) + timedelta(days=2, minutes=5)
        later[0], later[1] = start.isoformat(" "), (start + timedelta(minutes=4)).isoformat(" ")
        later[6], later[7] = later[1], f"R_{9000 + number:05d}"
        if number == 3:
            later[3], later[5], later[14:] = 38, "False", [""] * (len(row) - 14)
        else:
            row[14] = ""
        again.append(later)
    return again


def _stray_ids(answers: list[Row]) -> None:
    answers[10][9] = str(answers[10][9]).lower()
    answers[20][9] = f" {answers[20][9]} "


# the other sheets -----------------------------------------------------------------------------------------

_PEOPLE = [
    "id",
    "name",
    "group",
    "organisation",
    "place",
    "ring",
    "support",
    "held_by",
    "cost",
    "acceptance",
    "consent",
    "since",
    "until",
    "invited",
    "adopted_at",
    "email",
    "notes",
]


def _people(
    world: World, story: Story, invited: list[Person], joined: dict[str, date], rng: np.random.Generator
) -> tuple[list[str], list[Row]]:
    asked, left = set(invited), _left(world)
    rows: list[Row] = []
    for person in _by_id(world):
        organisation = person.organisation
        if organisation == "Alderwick General Hospital" and rng.random() < 0.12:
            organisation = pick(("Alderwick General Hospital ", "Alderwick General hospital"), rng)
        adopted = story.adopted.get(person.id) if rng.random() < 0.88 else None
        contact = [f"{person.name.lower().replace(' ', '.')}@example.org", _note(rng)]
        times = [joined.get(person.id), left.get(person.id), "yes" if person in asked else "no", adopted]
        who = [person.id, person.name, person.group, organisation, person.place, story.ring[person.id]]
        how = [story.support[person.id], _held_by(world, person, rng), *_effort(story.support[person.id], rng)]
        consent = pick(("yes", "yes", "yes", "no", "", ""), rng)
        cast = person in world.crowd or person in world.leaders.values()
        rows.append([*who, *how, "yes" if cast else consent, *times, *contact])
    return _PEOPLE, rows


def _held_by(world: World, person: Person, rng: np.random.Generator) -> str:
    draw, organiser = rng.random(), world.roles["organiser"]
    if person == organiser or draw < 0.2:
        return ""
    leader = world.leaders[f"user {person.place}"]
    return organiser.id if draw < 0.7 or leader == person or person.group != "user" else leader.id


def _effort(support: int | None, rng: np.random.Generator) -> Row:
    """Days it would cost to win the person over, and the chance of a yes."""
    days = (1 + int(rng.random() * 8)) / 2
    yes = round(0.15 + 0.13 * (support or 3) + 0.2 * (rng.random() - 0.5), 2)
    return [days if rng.random() < 0.9 else None, yes if rng.random() < 0.8 else None]


def _note(rng: np.random.Generator) -> str:
    remark = pick(("Off sick until October", "Daughter is in hospital", "Rang on 01632 960 456"), rng)
    return remark if rng.random() < 0.05 else ""


def _contacts(story: Story, rng: np.random.Generator) -> tuple[list[str], list[Row]]:
    rows = [_logged(contact, rng) for contact in story.contacts]
    mirrored = [[row[1], row[0], *row[2:]] for row in shuffled(rows, rng)[:20]]
    repeated = [list(row) for row in shuffled(rows, rng)[:8]]
    wrong = [list(row) for row in shuffled([r for r in rows if r[3] and "T" not in str(r[3])], rng)[:12]]
    for number, row in enumerate(wrong):
        if number < 4:
            row[1] = row[0]
        elif number < 9:
            row[1] = ""
        else:
            row[2], row[3] = row[3], row[2]
    for row in shuffled(rows, rng)[:15]:
        row[0] = pick((str(row[0]).lower(), str(row[0]).replace("-", ""), f"{row[0]} "), rng)
    every = [*rows, *mirrored, *repeated, *wrong]
    return ["person_a", "person_b", "start", "end", "duration", "channel"], shuffled(every, rng)


def _logged(contact: Contact, rng: np.random.Generator) -> Row:
    """One meeting, in the notation of whoever noted it down (times are local; summer time is UTC+1)."""
    start, draw = contact.start, rng.random()
    end = start + timedelta(minutes=contact.minutes)
    who = [contact.one.id, contact.other.id]
    if draw < 0.72:
        times = [start.isoformat(" "), end.isoformat(" "), ""]
    elif draw < 0.84:
        times = [start.isoformat(" "), "", f"{contact.minutes} min"]
    elif draw < 0.93:
        times = [f"{start:%d/%m/%Y %H:%M}", f"{end:%d/%m/%Y %H:%M}", ""]
    elif draw < 0.97 or start.month < 4:
        times = [start.isoformat(" "), "", f"{contact.minutes // 60:02d}:{contact.minutes % 60:02d}:00"]
    elif draw < 0.99:
        times = [f"{start.isoformat()}+01:00", f"{end.isoformat()}+01:00", ""]
    else:
        summer = start.replace(tzinfo=timezone(timedelta(hours=1)))
        times = [int(summer.timestamp()), "", contact.minutes * 60]
    return [*who, *times, contact.channel]


def _acts(story: Story) -> tuple[list[str], list[Row]]:
    rows: list[Row] = [
        [act.person.id, act.day.isoformat(), act.kind, act.what, act.led_by.id if act.led_by else ""]
        for act in story.acts
    ]
    return ["person", "date", "kind", "what", "led_by"], rows


def _places(rng: np.random.Generator) -> tuple[list[str], list[Row]]:
    sizes = {place: 100 * (60 * sum(row) // 10 + int(rng.random() * 200)) for place, row in PLACES.items()}
    rows: list[Row] = [[place, size, int(size * (0.02 + 0.015 * rng.random()))] for place, size in sizes.items()]
    return ["place", "population", "need"], rows


def _bodies(world: World, rng: np.random.Generator) -> tuple[list[str], list[Row]]:
    """Who sits where, and how many items each has brought to the table; users hold one seat and raised nothing."""
    token, board = world.roles["token_user"], [p for p in world.deciders if p.group != "user"]
    sitting = {
        "Marchwold Care Board": [*board[:10], token],
        "County Health Scrutiny Panel": [p for p in board if p.group == "policy maker"][-5:],
        "Breath Clinic Commissioning Group": [*board[-3:], board[0], board[4]],
    }
    rows: list[Row] = []
    for body, seats in DECISION_BODIES.items():
        for number in range(seats):
            member = sitting[body][number] if number < len(sitting[body]) else None
            raised = 0 if member in (token, None) else int(rng.random() * 6)
            rows.append([body, seats, member.id if member else "", "chair" if number == 0 else "member", raised])
    return ["body", "seats", "person", "office", "raised"], rows


def _asks() -> tuple[list[str], list[Row]]:
    rows: list[Row] = [
        ["ask your surgery for a breath clinic", "user", 0.1],
        ["tell your story at an open evening", "user", 0.5],
        ["help to run a clinic", "user", 2],
        ["sign the open letter", "citizen", 0.1],
        ["bring a neighbour", "citizen", 0.5],
        ["try one clinic with your patients", "professional", 1],
        ["train two colleagues", "professional", 2],
        ["free half a day of a nurse", "manager", 3],
        ["put it on the agenda", "policy maker", 0.5],
    ]
    return ["ask", "group", "cost"], rows


# what was planted -----------------------------------------------------------------------------------------


def _truths(world: World, story: Story, invited: list[Person], silent: list[Person]) -> dict[str, object]:
    """The planted truths by id, for tests, notebooks and the curious."""
    leaders = [world.leaders[f"user {place}"].id for place in PLACES if place != NO_USER_NETWORK]
    return {
        **{role: person.id for role, person in world.roles.items() if role != "most_named_outsider"},
        "most_named_outsider": world.roles["most_named_outsider"].name,
        "place_without_user_network": NO_USER_NETWORK,
        "place_with_split_users": SPLIT,
        "islands": [sorted(p.id for p in island) for island in world.islands],
        "crowd": [p.id for p in world.crowd],
        "better_set": [world.roles["hub"].id, *leaders],
        "deciders": [p.id for p in world.deciders],
        "same_name": [[one.id, other.id] for one, other in world.twins],
        "most_mobilised_users": "Brackenford",
        "people": len(world.people),
        "invited": len(invited),
        "silent": sorted(p.id for p in silent),
        "adopters": len(story.adopted),
        "observed_until": LAST_DAY.isoformat(),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "region")
