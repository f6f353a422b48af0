"""SPSS and Stata files as their programs write them: labels, missing codes, dates, damage, wrong names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import netdiff as nd
from netdiff.cli import app
from netdiff.errors import NetdiffError
from netdiff.loaders._limits import Limits
from netdiff.loaders.recognise import recognise

stats = pytest.importorskip("pyreadstat", reason="the extra stats-files is not installed")

ANSWERS = pd.DataFrame(
    {
        "ID": ["P1", "P2", "P3", "P4"],
        "age": [34.0, 88.0, -99.0, np.nan],
        "role": [1.0, 2.0, 9.0, 2.0],
        "ask_1": ["Bo Day", "Ann Lee; Cy Fay", "", "ann lee"],
        "close_1": [3.0, 1.0, 98.0, 2.0],
        "tried": [dt.date(2031, 5, 2), None, dt.date(2031, 6, 3), None],
        "remark": ["x" * 700, "é" * 30, "", "y"],
    }
)
PEOPLE = pd.DataFrame(
    {"id": ["P1", "P2", "P3", "P4", "P5"], "name": ["Ann Lee", "Bo Day", "Cy Fay", "Di Roe", "Ed Moy"]}
)
LABELS: dict[str, Any] = {
    "column_labels": {"ask_1": "Whom do you turn to for advice?", "role": "What are you here?"},
    "variable_value_labels": {
        "role": {1.0: "user", 2.0: "clinician", 9.0: "Refused"},
        "close_1": {1.0: "a little close", 2.0: "close", 3.0: "as close as can be"},
    },
}


def sav(folder: Path, name: str = "answers.sav") -> Path:
    path = folder / name
    ranges = {"age": [-99], "role": [9], "close_1": [{"lo": 97, "hi": 99}]}
    stats.write_sav(ANSWERS, path, missing_ranges=ranges, compress=name.endswith("zsav"), **LABELS)
    return path


def dta(folder: Path, version: int = 15) -> Path:
    path = folder / "answers.dta"
    whole = ANSWERS.assign(remark=ANSWERS["remark"].str.slice(0, 200))
    labels = {
        name: {int(code): text for code, text in words.items()}
        for name, words in LABELS["variable_value_labels"].items()
    }
    stats.write_dta(whole, path, version=version, column_labels=LABELS["column_labels"], variable_value_labels=labels)
    return path


def read(path: Any, **said: Any) -> nd.Network:
    return nd.read_survey(path, people=PEOPLE, alters=["ask_1"], group="role", adopted="tried", **said)


@pytest.mark.parametrize("name", ["answers.sav", "answers.zsav"])
def test_an_spss_file_reads_by_its_labels(tmp_path: Path, name: str) -> None:
    net = read(sav(tmp_path, name), means="turns_to", weights=["close_1"])
    ties = {(tie.source, tie.target): tie.weight for tie in net.ties.itertuples()}
    assert ties == {("P1", "P2"): 3.0, ("P2", "P1"): 1.0, ("P2", "P3"): 1.0, ("P4", "P1"): 2.0}
    assert net.nodes["group"].fillna("").to_dict() == {
        "P1": "user",
        "P2": "clinician",
        "P3": "",
        "P4": "clinician",
        "P5": "",
    }
    assert net.nodes["age"].fillna(-1).tolist() == [34, 88, -1, -1, -1], (
        "88 is an age; -99 is what the file calls missing"
    )
    assert net.status.to_dict() == dict.fromkeys(["P1", "P2", "P3", "P4"], "answered") | {"P5": "asked"}
    assert net.adoption is not None
    assert net.adoption.frame["adopted"].notna().sum() == 2
    said = str(net.receipt)
    assert "age (-99)" in said
    assert "close_1 (97 to 99)" in said
    assert net.receipt.adds_up


def test_a_stata_file_reads_by_its_labels(tmp_path: Path) -> None:
    for version in (15, 12):
        net = read(dta(tmp_path, version), means="turns_to", weights=["close_1"], missing={"age": [-99]})
        assert net.nodes.loc["P2", "group"] == "clinician"
        assert len(net.ties) == 4
        assert net.nodes["age"].fillna(-1).tolist() == [34, 88, -1, -1, -1]


def test_meaning_is_proposed_from_the_question_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(NetdiffError, match="turns_to"):
        read(sav(tmp_path))


def test_rows_are_the_programs_cases(tmp_path: Path) -> None:
    path = tmp_path / "twice.sav"
    stats.write_sav(pd.DataFrame({"id": ["P1", "P2", "P1"], "ask_1": ["P2", "P1", "P3"]}), path)
    net = nd.read_survey(path, ego="id", alters="ask_", means="tells")
    merged = [line for line in net.receipt.lines if line.outcome != "kept" and line.subject == "rows"]
    assert [line.rows for line in merged] == [(1,)], "the later answer of P1 holds; case 1 is listed"


def test_it_is_told_by_what_it_holds_not_by_its_name(tmp_path: Path) -> None:
    path = sav(tmp_path)
    other = tmp_path / "answers.csv"
    other.write_bytes(path.read_bytes())
    assert len(read(other, means="turns_to").ties) == 4
    with path.open("rb") as handle:
        assert len(read(handle, means="turns_to").ties) == 4
    text = tmp_path / "text.dta"
    text.write_text("id,ask_1\nP1,P2\n", encoding="utf-8")
    assert len(nd.read_survey(text, alters="ask_", means="tells").ties) == 1


@pytest.mark.parametrize("share", [0.1, 0.4, 0.8, 0.97])
def test_damage_is_said_not_read(tmp_path: Path, share: float) -> None:
    for path in (sav(tmp_path), dta(tmp_path)):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(NetdiffError):
            read(path, means="turns_to")


@pytest.mark.parametrize(("place", "value"), [(180, 255), (254, 255), (387, 0)])
def test_bytes_that_crash_the_library_beneath_are_said(tmp_path: Path, place: int, value: int) -> None:
    """Each of these single bytes ends the process that reads them; ours lives on."""
    path = sav(tmp_path)
    data = bytearray(path.read_bytes())
    data[place] = value
    path.write_bytes(bytes(data))
    with pytest.raises(NetdiffError, match="damaged"):
        read(path, means="turns_to")


def test_wrong_contents_and_limits_are_said(tmp_path: Path) -> None:
    noise = tmp_path / "noise.sav"
    noise.write_bytes(b"\x00\x01\x02" * 500)
    with pytest.raises(NetdiffError, match=r"noise\.sav.*damaged"):
        nd.read_survey(noise, alters="ask_", means="tells")
    with pytest.raises(NetdiffError, match="columns"):
        read(sav(tmp_path), means="turns_to", limits=Limits(columns=3))
    with pytest.raises(NetdiffError, match="no such file"):
        nd.read_survey(tmp_path / "none.sav", alters="ask_", means="tells")


def test_a_list_rated_one_by_one(tmp_path: Path) -> None:
    """Labels that are words for ratings count as such; others stand for their number."""
    path = tmp_path / "rated.sav"
    frame = pd.DataFrame({"id": ["Ann Lee", "Bo Day"], "v1": [np.nan, 2.0], "v2": [4.0, np.nan], "v3": [1.0, 3.0]})
    scale = {1.0: "not at all", 2.0: "a bit of trust", 3.0: "trust", 4.0: "full trust"}
    stats.write_sav(
        frame, path, column_labels=["Who are you?", "Trust - Ann Lee", "Trust - Bo Day", "Trust - Cy Fay"],
        variable_value_labels=dict.fromkeys(["v1", "v2", "v3"], scale),
    )  # fmt: skip
    net = nd.read_survey(path, ego="id", roster=["v1", "v2", "v3"], means="rates")
    found = {(tie.source, tie.target): tie.weight for tie in net.ties.itertuples()}
    assert found == {("Ann Lee", "Bo Day"): 4.0, ("Bo Day", "Ann Lee"): 2.0, ("Bo Day", "Cy Fay"): 3.0}
    same = nd.read_roster(path, ego="id", means="rates")
    assert {(tie.source, tie.target): tie.weight for tie in same.ties.itertuples()} == found


def test_attendances_and_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "went.sav"
    went = pd.DataFrame({"person": ["Ann", "Bo", "Ann"], "event": [1.0, 1.0, 2.0]})
    stats.write_sav(went, path, variable_value_labels={"event": {1.0: "Kick-off", 2.0: "Open day"}})
    net = nd.read_affiliations(path)
    assert set(net.nodes.index) == {"Ann", "Bo", "Kick-off", "Open day"}
    assert net.project().ties["weight"].tolist() == [1.0]
    people = tmp_path / "people.dta"
    stats.write_dta(PEOPLE.assign(group="user"), people)
    assert recognise(people) == "people"
    shown = CliRunner().invoke(app, ["check", str(sav(tmp_path)), "--people", str(people), "--means", "turns_to"])
    assert shown.exit_code == 0, shown.output
    assert "statistics file (SPSS)" in shown.output


def test_portable_files_of_old_spss(tmp_path: Path) -> None:
    path = tmp_path / "old.por"
    stats.write_por(pd.DataFrame({"ID": ["P1", "P2"], "ASK_1": ["P2", "P1"]}), path)
    assert len(nd.read_survey(path, ego="ID", alters="ASK_", means="tells").ties) == 2
