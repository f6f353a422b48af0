"""The questionnaire kit: filled in with made-up answers, each export loads with the line its page gives."""

from __future__ import annotations

import csv
import io
import re
import textwrap
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netdiff as nd
from netdiff.errors import DataError, ModelError
from netdiff.loaders.questionnaire import Question, plain_form, read_questionnaire, rehearse
from netdiff.loaders.synthetic import messy_names

KIT = Path(__file__).parents[2] / "docs" / "kit"
BODIES = ["Marchwold Care Board", "Fellgate Surgery", "Pebble Hospital", "Town Council", "Breath Circle", "Library"]


@pytest.fixture(scope="module")
def questions():
    text = (KIT / "questionnaire.txt").read_text(encoding="utf-8").replace("[the change]", "breath clinics")
    for number, body in enumerate(BODIES, 1):
        text = text.replace(f"[List {number}]", body)
    return read_questionnaire(text)


@pytest.fixture(scope="module")
def people():
    """Sixty people and the six bodies that are rated."""
    roster = messy_names(60, 1, rng=4).roster.assign(group=["user", "professional", "manager"] * 20)
    bodies = pd.DataFrame({"id": [f"B-{i}" for i in range(6)], "name": BODIES, "group": "body", "asked": "no"})
    return pd.concat([roster.assign(asked="yes"), bodies], ignore_index=True)


@pytest.fixture(scope="module")
def folder(questions, people, tmp_path_factory):
    """A folder as somebody would have it who followed the page."""
    place = tmp_path_factory.mktemp("kit")
    people.to_csv(place / "people.csv", index=False)
    asked = people[people["asked"] == "yes"]
    for tool in ("qualtrics", "forms", "google"):
        text = rehearse(questions, asked, tool=tool, rng=2)
        (place / f"{tool}.csv").write_text(text, encoding="utf-8", newline="")
    return place


def lines_of_the_page():
    blocks = re.findall(r"```python\n(.*?)```", (KIT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    return [block for block in blocks if "nd.read_survey" in block]


@pytest.mark.parametrize("line", lines_of_the_page())
def test_each_line_of_the_page_loads_its_export(line, folder, monkeypatch):
    monkeypatch.chdir(folder)
    names = {"nd": nd}
    exec(line, names)  # noqa: S102 - the line is our own page's
    net = names["net"]
    assert net.receipt.adds_up
    known = net.ties[net.ties["layer"] == "advice"]["target"].str.startswith("P-")
    assert known.mean() > 0.8
    assert (net.answers["advice"] == "answered").sum() == 42
    assert net.layers["advice"].means == "turns_to"


def test_the_rehearsal_on_the_page_runs(people, tmp_path, monkeypatch):
    (tmp_path / "questionnaire.txt").write_bytes((KIT / "questionnaire.txt").read_bytes())
    people.to_csv(tmp_path / "people.csv", index=False)
    page = (KIT / "README.md").read_text(encoding="utf-8")
    block = next(part for part in re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL) if "rehearse" in part)
    monkeypatch.chdir(tmp_path)
    exec(textwrap.dedent(block), {})  # noqa: S102 - the block is our own page's
    net = nd.read_survey("qualtrics.csv", ego="name", people="people.csv", alters="turn_to_", means="turns_to")
    assert len(net.ties) > 50


def test_the_page_has_a_line_for_each_tool():
    lines = "".join(lines_of_the_page())
    assert all(f'"{tool}.csv"' in lines for tool in ("qualtrics", "forms", "google"))


def test_what_was_filled_in_comes_back(questions, people, folder):
    """Independent oracle: the cells of the export itself."""
    net = nd.read_survey(
        folder / "qualtrics.csv",
        ego="name",
        people=folder / "people.csv",
        roster={"tower": "tower_", "works_with": "works_with_"},
        means={"tower": "rates", "works_with": "meets"},
    )
    rows = pd.read_csv(folder / "qualtrics.csv", skiprows=[1, 2], dtype="str", keep_default_na=False)
    ids = dict(zip(people["name"], people["id"], strict=True))
    towers = net.ties[net.ties["layer"] == "tower"].set_index(["source", "target"])["weight"]
    written = {
        (ids[row["name"]], f"B-{i}"): float(row[f"tower_{i + 1}"])
        for _, row in rows.iterrows()
        for i in range(6)
        if row[f"tower_{i + 1}"] not in ("", "0")
    }
    assert towers.to_dict() == written
    for column in ("desirable", "feasible", "viable", "support"):
        expected = {ids[row["name"]]: float(row[column]) for _, row in rows.iterrows() if row[column]}
        assert net.nodes[column].dropna().astype(float).to_dict() == expected


def test_the_answers_for_people_are_kept(folder):
    net = nd.read_survey(
        folder / "qualtrics.csv",
        ego="name",
        people=folder / "people.csv",
        alters={"advice": "turn_to_"},
        means="turns_to",
    )
    answered = net.nodes[net.answers["advice"] == "answered"]
    assert set(answered["consent"]) == {"yes", "no"}
    assert set(answered["ring"].dropna()) <= {"interest", "adopter", "innovator", "none"}
    for column in ("need", "heard", "asked", "acted", "culture", "funding", "rewards", "rules"):
        matching = [name for name in answered.columns if name.split(" ")[0] == column]
        assert matching, column
    assert net.layers["advice"].cap == 6


def test_the_plain_form_is_the_same_questionnaire():
    written = (KIT / "forms.txt").read_text(encoding="utf-8")
    assert written == plain_form(read_questionnaire(KIT / "questionnaire.txt")) + "\n"


def test_the_page_explains_every_question():
    page = (KIT / "README.md").read_text(encoding="utf-8")
    for question in read_questionnaire(KIT / "questionnaire.txt"):
        assert re.search(rf"`{question.name}(_|`)", page), question.name


def test_the_parts_that_the_kit_promises_are_there():
    kinds = {question.name: question.kind for question in read_questionnaire(KIT / "questionnaire.txt")}
    assert kinds["turn_to"] == kinds["pass_on"] == "names"
    six = {"say", "takes_part", "brings", "keeps_word", "same_aim", "speaks_openly"}
    assert {kinds[name] for name in six | {"works_with", "tower"}} == {"ratings"}
    assert {"consent", "desirable", "feasible", "viable", "need", "heard", "asked", "acted", "ring"} <= kinds.keys()
    assert {"culture", "funding", "rewards", "rules"} <= kinds.keys()


# the module -----------------------------------------------------------------------------------------------


def test_same_seed_same_answers(questions, people):
    one, again, other = (rehearse(questions, people, rng=seed) for seed in (1, 1, 2))
    assert one == again != other


@pytest.mark.parametrize("tool", ["qualtrics", "forms", "google"])
def test_every_row_is_as_long_as_its_header(questions, people, tool):
    rows = list(csv.reader(io.StringIO(rehearse(questions, people, tool=tool, silent=0, rng=1))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == len(people) + (3 if tool == "qualtrics" else 1)


def test_nobody_names_themselves_and_ratings_keep_to_the_scale():
    people = pd.DataFrame({"name": ["Ann Lee", "Bo Day"]})
    ask = [Question("n", "names", "Who?", ["1", "2", "3"]), Question("r", "ratings", "How?", ["x"], ["7"])]
    rows = list(csv.reader(io.StringIO(rehearse(ask, people, tool="google", silent=0, rng=5))))
    assert {row[2] for row in rows[1:]} <= {"7", ""}
    assert all("\n" not in row[1] for row in rows[1:])


@given(
    st.lists(
        st.sampled_from(["[[Question:TE]]", "[[Question:MC:x]]", "[[ID:a]]", "[[Choices]]", "[[", "]]", "Who?", ""])
    )
)
def test_any_text_is_read_or_refused_with_a_cure(lines):
    try:
        questions = read_questionnaire("[[AdvancedFormat]]\n" + "\n".join(lines))
    except DataError:
        return
    assert all(question.name and question.text for question in questions)
    assert rehearse(questions, pd.DataFrame({"name": ["Ann Lee", "Bo Day"]}), silent=0, rng=1).count("\n") == 5


def test_what_is_no_questionnaire_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"missing\.txt"):
        read_questionnaire(tmp_path / "missing.txt")
    with pytest.raises(DataError, match="holds no question"):
        read_questionnaire("[[AdvancedFormat]]")
    with pytest.raises(DataError, match="can't rehearse"):
        read_questionnaire("[[Question:Slider]]\n[[ID:x]]\nHow much?")
    with pytest.raises(DataError, match="no name or no words"):
        read_questionnaire("[[Question:TE:SingleLine]]\nHow much?")
    with pytest.raises(ModelError, match="tool"):
        rehearse([Question("n", "text", "Who?")], pd.DataFrame({"name": ["Ann"]}), tool="paper")
    with pytest.raises(DataError, match="name"):
        rehearse([Question("n", "text", "Who?")], pd.DataFrame({"called": ["Ann"]}))
