"""The exports whose right reading was worked out by hand, each against its expected.json."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from netdiff.loaders.contacts import read_contacts
from netdiff.loaders.graphfiles import read_graph
from netdiff.loaders.roster import read_roster
from netdiff.loaders.survey import read_survey
from netdiff.network import Network

FIXTURES = Path(__file__).parents[1] / "fixtures"


def expected(folder: str) -> dict:
    return json.loads((FIXTURES / folder / "expected.json").read_text(encoding="utf-8"))


def given_or_none(value: float) -> float | None:
    return None if pd.isna(value) else value


def arcs(net: Network, layer: str, *, weights: bool = True) -> set[tuple]:
    ties = net.layer(layer).ties
    columns = ["source", "target", "weight"] if weights else ["source", "target"]
    return set(ties[columns].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def qualtrics() -> Network:
    return read_survey(
        FIXTURES / "01_qualtrics_roster_name_generator" / "responses.csv",
        ego="Q1",
        roster={"discussion": "Q3_"},
        alters={"advice": ["Q4_1_TEXT", "Q4_2_TEXT"]},
        means={"discussion": "meets", "advice": "turns_to"},
        adopted="Q5",
        missing={"Q3_*": [-99]},
    )


def test_qualtrics_ties_are_those_worked_out_by_hand(qualtrics: Network) -> None:
    right = expected("01_qualtrics_roster_name_generator")
    assert arcs(qualtrics, "discussion") == {tuple(tie) for tie in right["ties_roster"]}
    assert arcs(qualtrics, "advice", weights=False) == {tuple(tie) for tie in right["ties_name_generator"]}


def test_qualtrics_people_and_who_answered(qualtrics: Network) -> None:
    right = expected("01_qualtrics_roster_name_generator")["nodes"]
    assert set(qualtrics.nodes.index) == set(right)
    for name, said in right.items():
        status = qualtrics.status[name]
        if said["surveyed"]:
            assert status == ("partial" if said.get("partial") else "answered")
            assert qualtrics.nodes.loc[name, "Q2"] == said["role"]
        else:
            assert status == ("asked" if said["on_roster"] else "not_asked")


def test_qualtrics_blank_ratings_are_missing_pairs_not_zeros(qualtrics: Network) -> None:
    pairs = set(qualtrics.missing[["source", "target"]].itertuples(index=False, name=None))
    assert ("Esme Fogglestone", "Dov Tinderhay") in pairs
    others = {"Bram Oddwick", "Cleo Marshbank", "Esme Fogglestone", "Finn Larkspurre"}
    assert {target for source, target in pairs if source == "Dov Tinderhay"} == others
    assert len(pairs) == 5


def test_qualtrics_dates_of_adoption_and_the_one_with_two_readings(qualtrics: Network) -> None:
    table = qualtrics.adoption.frame.set_index("node")["adopted"]
    for name, said in expected("01_qualtrics_roster_name_generator")["nodes"].items():
        if "adopted" not in said:
            assert name not in table.index
        elif said["adopted"] is None:
            assert table.isna()[name]
        elif said["adopted"].startswith("AMBIGUOUS"):
            assert name not in table.index, "an unclear date is neither a date nor 'not yet'"
        else:
            assert str(table[name].date()) == said["adopted"]
    assert "two readings of day and month" in str(qualtrics.receipt)


def test_qualtrics_receipt_adds_up_with_row_numbers(qualtrics: Network) -> None:
    lines = qualtrics.receipt.to_frame().set_index("reason")["rows"]
    assert qualtrics.receipt.adds_up
    assert lines["survey preview or test answer"] == (4,)
    assert lines["an earlier answer of the same person (the latest complete one counts)"] == (6,)
    assert "utf-8-sig" in str(qualtrics.receipt)


def test_qualtrics_who_named_as_many_as_could_be_named_is_marked(qualtrics: Network) -> None:
    assert qualtrics.nodes.index[qualtrics.nodes["at_cap"]].tolist() == ["Bram Oddwick"]
    assert qualtrics.layers["advice"].cap == 2


def test_matrix_in_latin1_with_totals_and_missing_codes() -> None:
    right = expected("04_roster_matrix_semicolon_latin1")
    path = FIXTURES / "04_roster_matrix_semicolon_latin1" / "matrix.csv"
    net = read_roster(path, means="rates", missing=[88, 99])
    assert net.nodes.index.tolist() == right["nodes"]
    assert arcs(net, "ties") == {tuple(tie) for tie in right["ties"]}
    assert net.missing[["source", "target"]].to_numpy().tolist() == right["missing_dyads"]
    assert net.answers.loc["Çelik Dorn", "ties"] == "asked"
    text = str(net.receipt)
    assert "latin-1" in text
    assert "semicolon" in text
    assert "'Summe' was taken for totals" in text
    assert net.receipt.adds_up


def test_contact_log_in_five_notations_of_time() -> None:
    right = expected("06_contact_log_mixed_times")
    net = read_contacts(FIXTURES / "06_contact_log_mixed_times" / "contacts.csv", tz="Europe/London")
    assert net.nodes.index.tolist() == right["nodes"]
    pairs = net.ties.assign(pair=[tuple(sorted(ends)) for ends in net.ties[["source", "target"]].to_numpy()])
    found = pairs.groupby("pair")["weight"].agg(["size", "sum"])
    assert {pair: (row["size"], row["sum"]) for pair, row in found.iterrows()} == {
        tuple(tie["pair"]): (tie["contacts"], tie["seconds"]) for tie in right["ties"]
    }
    lines = net.receipt.to_frame()
    aside = sorted(row for rows in lines.loc[lines["outcome"] == "set aside", "rows"] for row in rows)
    assert aside == [said["row"] + 1 for said in right["rejected_rows"]], "rows as the file shows them: header is row 1"
    merged = [row for rows in lines.loc[lines["outcome"] == "merged", "rows"] for row in rows]
    assert sorted(merged) == [5, 10], "row 5 is the other badge's report, row 10 repeats row 2"
    assert "day first" in str(net.receipt)
    assert "Spellings of ids" in str(net.receipt)


def test_kumu_elements_and_connections() -> None:
    right = expected("08_kumu_elements_connections")
    net = read_graph(FIXTURES / "08_kumu_elements_connections" / "map.xlsx", means="turns_to")
    assert set(net.nodes.index) == set(right["nodes"])
    given = {
        (source, target, given_or_none(strength))
        for source, target, strength in net.ties[["source", "target", "Strength"]].itertuples(index=False, name=None)
    }
    assert given == {tuple(tie) for tie in right["ties"]}
    for name, said in right["nodes"].items():
        row = net.nodes.loc[name]
        assert (row["mode"] if isinstance(row["mode"], str) else None) == said["Type"]
        assert (row["Tags"].split("|") if isinstance(row["Tags"], str) else []) == said["Tags"]
        if "Influence" in said:
            assert given_or_none(row["Influence"]) == said["Influence"]
    assert net.status["Unlisted Board"] == "not_asked"
    assert net.receipt.adds_up


def test_pajek_two_mode_with_partition_and_vector() -> None:
    folder = FIXTURES / "10_pajek_two_mode"
    right = expected("10_pajek_two_mode")["files"]
    net = read_graph(folder / "events.net", attributes={"group": folder / "groups.clu", "years": folder / "years.vec"})
    events = right["events.net"]
    assert net.nodes.index[net.nodes["mode"] == "person"].tolist() == events["people"]
    assert net.nodes.index[net.nodes["mode"] == "event"].tolist() == events["events"]
    assert arcs(net, "attended") == {tuple(tie) for tie in events["ties"]}
    assert arcs(net.project(), "attended") == {tuple(tie) for tie in events["projection_people"]}
    for name, value in right["groups.clu"].items():
        found = net.nodes.loc[name, "group"]
        assert given_or_none(found) == value
    assert {name: net.nodes.loc[name, "years"] for name in right["years.vec"]} == right["years.vec"]


def test_pajek_project_keeps_its_networks_apart() -> None:
    right = expected("10_pajek_two_mode")["files"]["project.paj"]
    net = read_graph(FIXTURES / "10_pajek_two_mode" / "project.paj", means="turns_to")
    advice = right["networks"]["advice.net"]
    both_ways = [tuple(edge) for edge in advice["edges"]] + [tuple(edge[::-1]) for edge in advice["edges"]]
    assert arcs(net, "advice", weights=False) == {tuple(arc) for arc in advice["arcs"]} | set(both_ways)
    assert arcs(net, "trust") == {tuple(arc) for arc in right["networks"]["trust.net"]["arcs"]}
    assert net.nodes["group"].tolist() == right["partitions"]["group.clu"]


def test_wide_nominations_with_adoption_times() -> None:
    right = expected("11_wide_nominations_adoption")
    net = read_survey(
        FIXTURES / "11_wide_nominations_adoption" / "physicians_like.csv",
        ego="id",
        alters={"advice": ["net11", "net12", "net13"], "discussion": ["net21", "net22"]},
        means="turns_to",
        missing={"net*": [0, 999]},
        adopted="toa",
        never=[99],
    )
    for layer, ties in right["layers"].items():
        assert arcs(net, layer, weights=False) == {tuple(tie) for tie in ties}
    times = net.adoption.frame.set_index("node")["adopted"]
    assert set(net.nodes.index) == set(right["nodes"])
    for name, said in right["nodes"].items():
        if said.get("surveyed", True):
            assert (None if times.isna()[name] else times[name]) == said["toa"]
            assert net.nodes.loc[name, "city"] == said["city"]
            age = net.nodes.loc[name, "age"]
            assert given_or_none(age) == said["age"], "88 is an age"
        else:
            assert net.status[name] == "not_asked"
    lines = net.receipt.to_frame().set_index("reason")["rows"]
    assert lines["named themselves"] == (4,)
    assert lines["named more than once in 'advice' (strongest kept)"] == (3,)
    assert net.receipt.adds_up
