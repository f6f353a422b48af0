"""Several files at once: told apart by their columns, read and put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdiff.errors import DataError
from netdiff.loaders.files import read_files, tell_apart

SURVEY = "id,turn_to_1,turn_to_2\nP1,P2,P3\nP2,P1,\n"
PEOPLE = "id,name,group\nP1,Ann Lee,user\nP2,Bo Day,user\nP3,Cy Fay,professional\nP4,Di Gil,manager\n"
LOG = "person_a,person_b,start,end\nP1,P4,2031-05-02 09:00,2031-05-02 09:20\nP2,P4,2031-05-03 09:00,2031-05-03 09:10\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"answers.csv": SURVEY, "staff.csv": PEOPLE, "log.csv": LOG}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_files_are_told_apart_in_any_order(folder: Path) -> None:
    found = tell_apart([folder / "log.csv", folder / "staff.csv", folder / "answers.csv"])
    assert {kind: path.name for kind, path in found.items()} == {
        "survey": "answers.csv", "contacts": "log.csv", "people": "staff.csv"
    }  # fmt: skip


def test_a_survey_may_know_its_people_by_what_its_tool_adds(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Start time,Completion time,Email,Name,Whom do you ask?\n1,2,a@example.org,Ann,Bo;Cy\n", encoding="utf-8"
    )
    assert list(tell_apart([path])) == ["survey"]


def test_all_three_become_one_network(folder: Path) -> None:
    net = read_files(**tell_apart(folder.iterdir()), ego="id", alters="turn_to_", means="turns_to")
    assert list(net.layers) == ["advice", "contacts"]
    assert net.nodes.index.tolist() == ["P1", "P2", "P3", "P4"]
    assert net.ties.groupby("layer").size().to_dict() == {"advice": 3, "contacts": 2}
    assert net.answers.loc["P3", "advice"] == "asked"
    assert net.receipt.adds_up


def test_a_log_alone_is_enough(folder: Path) -> None:
    assert len(read_files(contacts=folder / "log.csv")) == 3


def test_people_alone_are_not(folder: Path) -> None:
    with pytest.raises(DataError, match="who is linked to whom"):
        read_files(people=folder / "staff.csv")


def test_sheets_beside_the_links_come_along(folder: Path) -> None:
    (folder / "places.csv").write_text("place,population,need\nNorth,1000,50\n", encoding="utf-8")
    acts = "person,date,kind,led_by\nP1,2031-01-05,asked,P4\nP1,2031-02-05,did,P4\n"
    (folder / "acts.csv").write_text(acts, encoding="utf-8")
    net = read_files(**tell_apart(folder.iterdir()), ego="id", alters="turn_to_", means="turns_to")
    assert net.places is not None
    assert net.places.loc["North", "need"] == 50
    assert net.acts is not None
    assert len(net.acts) == 2


def test_a_table_of_links_is_read_as_one(folder: Path) -> None:
    (folder / "links.csv").write_text("source,target\nP1,P2\n", encoding="utf-8")
    found = tell_apart([folder / "links.csv", folder / "staff.csv"])
    assert list(found) == ["links", "people"]
    assert len(read_files(**found, means="tells").ties) == 1


def test_what_was_said_of_one_file_stands_beside_what_is_found(folder: Path) -> None:
    (folder / "again.csv").write_text(SURVEY, encoding="utf-8")
    with pytest.raises(DataError, match=r"again\.csv and answers\.csv both look like a survey.*--survey FILE"):
        tell_apart([folder / "answers.csv"], named={"survey": folder / "again.csv"})
    assert list(tell_apart([folder / "log.csv"], named={"survey": folder / "again.csv"})) == ["contacts"]


ADOPTION = "id,adopted\nP1,2031-01-06\nP2,\nP3,2031-03-06\nP9,2031-04-01\n"


def test_dates_of_adoption_join_the_people_by_id(folder: Path) -> None:
    (folder / "took.csv").write_text(ADOPTION, encoding="utf-8")
    found = tell_apart(folder.iterdir())
    assert found["adoption"].name == "took.csv"
    assert found["people"].name == "staff.csv"
    net = read_files(**found, means="turns_to", end="2031-12-31")
    assert net.adoption is not None
    took = net.adoption.frame.set_index("node")["adopted"]
    assert took.notna().to_dict() == {"P1": True, "P2": False, "P3": True, "P9": True}
    assert net.nodes.loc["P1", "label"] == "Ann Lee"
    assert net.receipt.adds_up


def test_dates_by_name_join_the_people_too(folder: Path) -> None:
    (folder / "took.csv").write_text('name,adopted\n"Lee, Ann",3\nBo Day,99\nCy Fay,5\nDi Gil,2\n', encoding="utf-8")
    net = read_files(**tell_apart(folder.iterdir()), means="turns_to", never=99.0, end="12")
    assert net.adoption is not None
    took = net.adoption.frame.set_index("node")["adopted"]
    assert took.dropna().to_dict() == {"P1": 3.0, "P3": 5.0, "P4": 2.0}
    with pytest.raises(DataError, match="never"):
        read_files(**tell_apart(folder.iterdir()), means="turns_to")


def test_without_a_people_sheet_the_dates_serve_as_one(folder: Path) -> None:
    (folder / "took.csv").write_text(ADOPTION, encoding="utf-8")
    net = read_files(survey=folder / "answers.csv", adoption=folder / "took.csv", means="turns_to")
    assert net.adoption is not None
    assert net.nodes.index.tolist() == ["P1", "P2", "P3", "P9"]


ATTENDED = "name,Kick-off,Open day\nAnn Lee,x,x\nBo Day,x,\nCy Fay,,x\n"


def test_who_went_to_what_becomes_ties_between_people_when_told(folder: Path) -> None:
    (folder / "came.csv").write_text(ATTENDED, encoding="utf-8")
    files = {"affiliations": folder / "came.csv", "people": folder / "staff.csv"}
    assert read_files(**files).layers["attended"].is_two_mode
    net = read_files(**files, project="count")
    assert {frozenset(pair) for pair in net.ties[["source", "target"]].to_numpy()} == {
        frozenset({"P1", "P2"}), frozenset({"P1", "P3"})
    }  # fmt: skip
    with pytest.raises(DataError, match="nothing to make ties between people from"):
        read_files(survey=folder / "answers.csv", means="turns_to", project="count")


def test_two_of_a_kind_and_an_unknown_are_told_together(folder: Path) -> None:
    (folder / "again.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "odd.csv").write_text("colour,shape\nred,round\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        tell_apart(sorted(folder.iterdir()))
    assert "again.csv and staff.csv both look like a people sheet" in str(error.value)
    assert "odd.csv" in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        tell_apart([tmp_path / "nowhere.csv"])
