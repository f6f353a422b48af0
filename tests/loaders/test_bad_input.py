"""What is wrong with a file is said once, in one paragraph: the file, the column, the rows, the value, the cure."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from netdiff.errors import DataError
from netdiff.loaders._limits import Limits
from netdiff.loaders.contacts import read_contacts
from netdiff.loaders.graphfiles import read_graph
from netdiff.loaders.people import read_people
from netdiff.loaders.recognise import recognise
from netdiff.loaders.roster import read_roster
from netdiff.loaders.survey import read_survey
from netdiff.network import Network

SURVEY = "name,ask_1,ask_2\nAnn Lee,Bo Day,\nBo Day,Ann Lee,Cy Roe\n"


def file(folder: Path, text: str, name: str = "survey.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_missing_file_names_it_and_the_closest(tmp_path: Path) -> None:
    file(tmp_path, SURVEY, "survey.csv")
    with pytest.raises(DataError, match=r"survy\.csv.*no such file.*Did you mean 'survey\.csv'"):
        read_survey(tmp_path / "survy.csv", means="turns_to")


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="folder does not exist"):
        read_contacts(tmp_path / "nowhere" / "log.csv")


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"empty\.csv"):
        read_survey(path, means="turns_to")


def test_header_without_rows_is_an_empty_network(tmp_path: Path) -> None:
    net = read_survey(file(tmp_path, "name,ask_1,ask_2\n"), alters="ask_", means="turns_to")
    assert len(net) == 0
    assert net.receipt.adds_up


def test_wrong_column_offers_the_closest(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"survey\.csv.*no column begins with or matches 'aks_'.*Did you mean 'ask"):
        read_survey(file(tmp_path, SURVEY), alters="aks_", means="turns_to")
    with pytest.raises(DataError, match=r"no column 'nmae'.*Did you mean 'name'"):
        read_survey(file(tmp_path, SURVEY), ego="nmae", alters="ask_", means="turns_to")


def test_no_naming_columns_to_be_found(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"alters='turn_to_'"):
        read_survey(file(tmp_path, "name,colour\nAnn,red\nBo,blue\n"), means="turns_to")


def test_duplicate_ids_of_different_people_are_all_named_at_once(tmp_path: Path) -> None:
    text = "id,name,group\nP1,Ann Lee,user\nP1,Bo Day,user\nP2,Cy Roe,user\nP2,Di Fox,user\n"
    with pytest.raises(DataError) as caught:
        read_people(file(tmp_path, text, "people.csv"))
    assert len(caught.value.faults) == 2
    assert caught.value.faults[0].rows == (2, 3)
    assert caught.value.faults[0].value == "P1"
    assert "id of their own" in str(caught.value)


def test_two_people_of_one_name_without_id(tmp_path: Path) -> None:
    text = "name,organisation\nSarah Jones,Quay Surgery\nSarah Jones,Town Hall\n"
    with pytest.raises(DataError, match=r"rows 2 and 3: 2 people have one name \(found 'Sarah Jones'\).*'id'"):
        read_people(file(tmp_path, text, "people.csv"))


def test_two_people_of_one_name_with_mail_addresses_take_these_as_ids(tmp_path: Path) -> None:
    text = "name,email\nSarah Jones,sj@a.org\nSarah Jones,s.jones@b.org\n"
    assert read_people(file(tmp_path, text, "people.csv")).frame.index.tolist() == ["sj@a.org", "s.jones@b.org"]


def test_the_same_row_twice_is_one_person(tmp_path: Path) -> None:
    people = read_people(file(tmp_path, "id,name\nP1,Ann Lee\nP1,Ann Lee\n", "people.csv"))
    assert len(people.frame) == 1
    assert people.receipt.adds_up


def test_ids_of_mixed_type_become_text() -> None:
    answers = pd.DataFrame({"id": [101, "102", 103.0], "ask_1": [102.0, "101", None]})
    net = read_survey(answers, alters="ask_", means="turns_to")
    assert net.nodes.index.tolist() == ["101", "102", "103"]
    assert len(net.ties) == 2


def test_ids_that_a_spreadsheet_turned_into_floats_are_put_back(tmp_path: Path) -> None:
    net = read_survey(file(tmp_path, "id,ask_1\n101.0,102.0\n102.0,\n"), alters="ask_1", means="turns_to")
    assert net.ties[["source", "target"]].to_numpy().tolist() == [["101", "102"]]
    assert "put back to '101'" in str(net.receipt)


def test_leading_zeros_are_kept(tmp_path: Path) -> None:
    net = read_survey(file(tmp_path, "id,ask_1,ask_2\n007,012,\n012,007,7\n"), alters="ask_", means="turns_to")
    assert set(net.nodes.index) == {"007", "012", "7"}


def test_self_ties_and_ties_to_nobody_are_set_aside_with_rows(tmp_path: Path) -> None:
    net = read_survey(
        file(tmp_path, "name,ask_1\nAnn Lee,Ann Lee\nBo Day,n/a\nCy Roe,Bo Day\n"), alters="ask_1", means="turns_to"
    )
    lines = net.receipt.to_frame().set_index("reason")["rows"]
    assert lines["named themselves"] == (2,)
    assert lines["left blank in words ('n/a', 'none')"] == (3,)
    assert net.receipt.adds_up


def test_no_ties_at_all(tmp_path: Path) -> None:
    net = read_survey(file(tmp_path, "name,ask_1\nAnn,\nBo,none\n"), alters="ask_1", means="turns_to")
    assert len(net) == 2
    assert len(net.ties) == 0
    assert net.influence().nnz == 0
    assert net.receipt.adds_up


def test_a_survey_without_means_is_refused_with_a_proposal(tmp_path: Path) -> None:
    text = '"name","q1","q2"\n"Your name","Who do you turn to? - 1","Who do you turn to? - 2"\n'
    text += '"{""ImportId"":""a""}","{""ImportId"":""b""}","{""ImportId"":""c""}"\n"Ann","Bo","Cy"\n'
    with pytest.raises(DataError, match=r"Who do you turn to\?.*sounds like means='turns_to'"):
        read_survey(file(tmp_path, text), ego="name", alters=["q1", "q2"])


def test_every_layer_without_means_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_survey(file(tmp_path, SURVEY), alters={"advice": "ask_1", "trust": "ask_2"})
    assert len(caught.value.faults) == 2
    assert "'turns_to'" in str(caught.value)
    assert "'rates'" in str(caught.value)


def test_means_for_a_layer_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="The layers are advice"):
        read_survey(file(tmp_path, SURVEY), alters="ask_", means={"advise": "turns_to"})


def test_a_directed_graph_without_means_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.graphml"
    nx.write_graphml(nx.DiGraph([("a", "b")]), path)
    with pytest.raises(DataError, match="means="):
        read_graph(path)
    pajek = file(tmp_path, "*Vertices 2\n1 a\n2 b\n*Arcs\n1 2\n", "net.net")
    with pytest.raises(DataError, match="means='turns_to'"):
        read_graph(pajek)


def test_a_table_of_links_without_means_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="sounds like means='meets'"):
        read_graph(file(tmp_path, "from,to\nAnn,Bo\n", "links.csv"), layer="who meets whom")


def test_xml_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aa">]><graphml><graph>&a;</graph></graphml>'
    with pytest.raises(DataError, match="could harm"):
        read_graph(file(tmp_path, bomb, "bomb.graphml"), means="meets")


def test_a_workbook_that_unpacks_to_something_huge_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2_000_000)
    with pytest.raises(DataError, match="once unpacked"):
        read_survey(io.BytesIO(packed.getvalue()), means="turns_to", limits=Limits(unpacked_bytes=1_000_000))


@pytest.mark.parametrize(
    ("limits", "words"),
    [(Limits(file_bytes=10), "bytes: "), (Limits(columns=2), "columns: 3"), (Limits(cells=5), "cells: ")],
)
def test_limits_say_what_was_too_much_and_how_to_raise_it(tmp_path: Path, limits: Limits, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        read_survey(file(tmp_path, SURVEY), means="turns_to", limits=limits)
    assert "limits=Limits(" in str(caught.value)


def test_a_thousand_columns_too_many(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="columns: 6,000, more than the 5,000"):
        read_survey(file(tmp_path, ",".join(f"c{k}" for k in range(6_000)) + "\n"), means="turns_to")


def test_binary_rubbish_and_broken_workbooks(tmp_path: Path) -> None:
    for content in (
        b"\x00\x01\x02\x03" * 50,
        b"PK\x03\x04 this is no zip",
        b"\xd0\xcf\x11\xe0 this is no old workbook",
    ):
        path = tmp_path / "rubbish.xlsx"
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"rubbish\.xlsx"):
            read_survey(path, means="turns_to")


def test_open_quotation_mark_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="quotation mark is opened and never closed") as caught:
        read_survey(file(tmp_path, 'name,ask_1\nAnn,"Bo\nCy,Di\nEd,Fi\n'), means="turns_to")
    assert caught.value.faults[0].rows == (2,)


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Answers"
    book.active.append(["name", "ask_1"])
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(DataError, match="The sheets are 'Answers'"):
        read_survey(tmp_path / "book.xlsx", means="turns_to", sheet="Answer")


def test_formulas_in_cells_are_data(tmp_path: Path) -> None:
    text = 'name,ask_1\nAnn,"=HYPERLINK(""http://x"")"\n'
    net = read_survey(file(tmp_path, text), alters="ask_1", means="turns_to")
    assert any(name.startswith("=HYPERLINK") for name in net.nodes.index)


def test_ids_that_are_unique_only_within_a_town_are_asked_about(tmp_path: Path) -> None:
    text = "id,city,ask_1\n" + "".join(f"{k},{city},{k % 3 + 1}\n" for city in ("a", "b") for k in (1, 2, 3))
    with pytest.raises(DataError, match="namespace='city'"):
        read_survey(file(tmp_path, text), alters="ask_1", means="turns_to")
    net = read_survey(file(tmp_path, text), alters="ask_1", means="turns_to", namespace="city")
    assert len(net) == 6
    assert set(net.ties["source"].str[:1] + net.ties["target"].str[:1]) == {"aa", "bb"}


def test_weights_must_come_in_pairs_with_names(tmp_path: Path) -> None:
    text = "name,ask_1,ask_2,close_1\nAnn,Bo,Cy,3\n"
    with pytest.raises(DataError, match="2 columns name people and 1 say how strongly"):
        read_survey(file(tmp_path, text), alters="ask_", weights="close_", means="turns_to")


def test_a_matrix_without_names_must_be_square() -> None:
    with pytest.raises(DataError, match="2 rows and 3 columns"):
        read_roster(pd.DataFrame([[0, 1, 0], [1, 0, 0]], columns=["1", "2", "3"]), means="turns_to")


def test_what_is_no_source_at_all() -> None:
    with pytest.raises(DataError, match="path, an open file or a data frame"):
        read_survey(42, means="turns_to")


def test_a_file_that_is_nothing_we_know(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not clear what this file is"):
        recognise(file(tmp_path, "colour,shape\nred,round\n", "odd.csv"))


def test_the_readers_make_text_ids(tmp_path: Path) -> None:
    net = read_survey(file(tmp_path, "id,ask_1\n1,2\n2,1\n"), alters="ask_1", means="turns_to")
    assert isinstance(net, Network)
    assert net.nodes.index.dtype == "str"


def test_a_group_column_that_is_nowhere(tmp_path: Path) -> None:
    people = pd.DataFrame({"name": ["Ann Lee"], "role": ["user"]})
    for how in ({"people": people}, {}):
        with pytest.raises(DataError, match="there is no column 'rolle'"):
            read_survey(file(tmp_path, SURVEY), alters="ask_", means="turns_to", group="rolle", **how)


def test_links_from_an_open_file() -> None:
    net = read_graph(io.StringIO("1 2\n2 3\n3 1\n"), means="meets")
    assert (len(net), len(net.ties)) == (3, 3)
    named = read_graph(io.StringIO("giver,taker\nAnn,Bo\n"), ends=("giver", "taker"), means="tells")
    assert named.ties[["source", "target"]].to_numpy().tolist() == [["Ann", "Bo"]]
    with pytest.raises(DataError, match=r"ends=\('from', 'to'\)"):
        read_graph(io.StringIO("giver,taker\nAnn,Bo\n"), means="tells")
