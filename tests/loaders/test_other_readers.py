"""Graph files, tables of links, affiliations, matrices, acts, adoption; real files where they are at hand."""

from __future__ import annotations

import io
import os
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataError
from netdiff.loaders.acts import read_acts
from netdiff.loaders.adoption import read_adoption
from netdiff.loaders.affiliations import read_affiliations
from netdiff.loaders.graphfiles import read_graph
from netdiff.loaders.recognise import recognise
from netdiff.loaders.roster import read_roster
from netdiff.loaders.samples import sample_folder
from netdiff.loaders.survey import read_survey

DATA = os.environ.get("NETDIFF_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="NETDIFF_DATA does not name the folder of published data")


def graph_of(net, layer: str | None = None) -> nx.DiGraph:
    ties = net.ties if layer is None else net.layer(layer).ties
    graph = nx.DiGraph(ties[["source", "target"]].to_numpy().tolist())
    graph.add_nodes_from(net.nodes.index)
    return graph


@pytest.mark.parametrize("kind", ["graphml", "gexf", "gml"])
def test_graph_files_against_networkx(tmp_path: Path, kind: str) -> None:
    graph = nx.gnp_random_graph(12, 0.3, seed=4, directed=True)
    graph.add_node("alone")
    path = tmp_path / f"g.{kind}"
    getattr(nx, f"write_{kind}")(graph, path)
    net = read_graph(path, means="turns_to")
    assert set(net.nodes.index) == {str(node) for node in graph}
    assert len(net.ties) == graph.number_of_edges()


def test_pajek_written_by_networkx_comes_back(tmp_path: Path) -> None:
    graph = nx.karate_club_graph()
    nx.write_pajek(graph, tmp_path / "k.net")
    net = read_graph(tmp_path / "k.net")
    assert (len(net), len(net.ties)) == (34, 78)
    assert not net.layers["ties"].directed


def test_pajek_mixed_arcs_and_edges_keep_their_direction() -> None:
    text = "*Vertices 3\n1 a\n2 b\n3 c\n\n*Arcs\n1 2 2.5\n*Edges\n2 3\n"
    net = read_graph(io.BytesIO(text.encode()), means="turns_to")
    assert set(graph_of(net).edges) == {("a", "b"), ("b", "c"), ("c", "b")}


def test_pajek_lines_that_say_nothing_are_told_with_their_number() -> None:
    text = "*Vertices 2\n1 a\n2 b\n*Arcs\n1 2\n1 7\nx y\n"
    net = read_graph(io.BytesIO(text.encode()), means="turns_to")
    lines = net.receipt.to_frame().set_index("reason")["rows"]
    assert lines["not understood"] == (6, 7)
    assert net.receipt.adds_up


def test_pajek_projects_of_different_people_ask_which() -> None:
    text = "*Network one\n*Vertices 1\n1 a\n*Network two\n*Vertices 1\n1 b\n"
    with pytest.raises(DataError, match="'one', 'two'"):
        read_graph(io.BytesIO(text.encode()))
    assert read_graph(io.BytesIO(text.encode()), network="two").nodes.index.tolist() == ["b"]


@needs_data
@pytest.mark.parametrize(
    ("file", "people", "ties"),
    [
        ("michael_strike/Strike.net", 24, {"ties": 38}),
        ("padgett_florentine/Padgett_Florentine_Families.paj", 16, {"Marital": 20, "Business": 15}),
        ("davis_southern_women/davis.net", 32, {"ties": 89}),
    ],
)
def test_published_pajek_files(file: str, people: int, ties: dict[str, int]) -> None:
    net = read_graph(Path(DATA) / file, means="meets")
    assert len(net) == people
    assert net.ties["layer"].value_counts().to_dict() == ties


@needs_data
def test_krackhardt_is_the_same_in_two_formats() -> None:
    folder = Path(DATA) / "krackhardt_hightech"
    net = read_graph(folder / "Krackhardt_High-tech_managers.paj", means="turns_to")
    sizes = net.ties["layer"].value_counts().tolist()
    assert sorted(sizes) == [20, 102, 190]
    table = read_graph(folder / "ht_advice_ties.csv", means="turns_to")
    advice = max(net.layers, key=lambda name: len(net.layer(name).ties))
    numbered = {(a.removeprefix("v"), b.removeprefix("v")) for a, b in graph_of(net, advice).edges}
    assert numbered == set(graph_of(table).edges)


@needs_data
@pytest.mark.parametrize(
    ("file", "arguments"),
    [("davis.csv", {}), ("davisedge.csv", {"person": "Source", "event": "Target"}), ("davis.net", None)],
)
def test_davis_is_the_same_in_three_formats(file: str, arguments: dict | None) -> None:
    path = Path(DATA) / "davis_southern_women" / file
    net = read_graph(path) if arguments is None else read_affiliations(path, **arguments)
    shared = net.project()
    assert (len(net), len(net.ties), len(shared), len(shared.ties)) == (32, 89, 18, 139)
    ours = {tuple(sorted(pair)): weight for *pair, weight in shared.ties[["source", "target", "weight"]].to_numpy()}
    women = nx.davis_southern_women_graph()
    tops = [node for node, data in women.nodes(data=True) if data["bipartite"] == 0]
    spelled = {"KATHERINA": "KATHERINE", "MYRA": "MYRNA"}
    first = {name: spelled.get(name.split()[0].upper(), name.split()[0].upper()) for name in tops}
    theirs = nx.bipartite.weighted_projected_graph(women, tops)
    assert ours == {tuple(sorted((first[a], first[b]))): data["weight"] for a, b, data in theirs.edges(data=True)}


@needs_data
def test_the_doctors_lose_no_nomination_and_their_never_code_is_asked_about() -> None:
    """912 nominations of 125 doctors; half of them are of people who were not interviewed."""
    path = Path(DATA) / "netdiffuser" / "medInnovations.csv"
    how = {"ego": "id", "alters": "net", "means": "turns_to", "namespace": "city", "group": "city", "adopted": "toa"}
    with pytest.raises(DataError, match=r"never=\[18\]"):
        read_survey(path, **how)
    net = read_survey(path, never=[18], **how)
    names = net.receipt.balance().set_index("subject").loc["names"]
    assert (names["received"], names["set aside"]) == (912, 0)
    outside = net.receipt.to_frame().set_index("reason").loc["on no list: kept as people who were not asked"]
    assert outside["count"] == 462
    assert (net.status == "not_asked").sum() == 109
    assert int(net.adoption.frame["adopted"].isna().sum()) == 16


def test_an_organisers_workbook_keeps_its_tabs_apart() -> None:
    net = read_graph(sample_folder("coalition") / "contacts.xlsx", means="meets", layer="knows")
    assert net.nodes.loc["Tarrowby Stroke Circle", "mode"] == "organisation"
    assert (net.nodes["mode"] == "organisation").sum() == 7
    assert "'Copy of People'" in str(net.receipt)
    assert "free text" in str(net.receipt)
    assert net.nodes["cost"].dropna().between(0, 30).all(), "pounds are no days"
    assert "£2k" in set(net.nodes["cost_stated"].dropna())
    assert net.receipt.adds_up


def test_links_of_several_kinds_become_layers() -> None:
    links = pd.DataFrame({"from": ["a", "a", "b"], "to": ["b", "b", "a"], "relation": ["asks", "trusts", "asks"]})
    net = read_graph(links, relation="relation", means={"asks": "turns_to", "trusts": "rates"})
    assert net.ties["layer"].value_counts().to_dict() == {"asks": 2, "trusts": 1}


def test_a_link_of_weight_nothing_is_none_and_told() -> None:
    net = read_graph(
        pd.DataFrame({"from": ["a", "b", "c"], "to": ["b", "c", "a"], "weight": [0, 2, -1]}), means="meets"
    )
    assert len(net.ties) == 1
    lines = net.receipt.to_frame().set_index("reason")["rows"]
    assert lines["weight 0: no tie"] == (1,)
    assert lines["a weight that is no strength"] == (3,)


def test_one_large_event_is_warned_about() -> None:
    rows = [(f"p{k}", "conference") for k in range(30)] + [("p1", "board"), ("p2", "board")]
    net = read_affiliations(pd.DataFrame(rows, columns=["person", "event"]))
    assert "of all joint attendances" in str(net.receipt)


def test_an_event_with_a_persons_name_stays_apart() -> None:
    net = read_affiliations(pd.DataFrame({"person": ["Ann", "Bo"], "event": ["Bo", "Bo"]}))
    assert set(net.nodes.index) == {"Ann", "Bo", "Bo (event)"}


def test_roster_against_the_matrix_itself() -> None:
    generator = np.random.default_rng(11)
    matrix = generator.integers(0, 5, (9, 9)).astype(float)
    names = [f"n{k}" for k in range(9)]
    frame = pd.DataFrame(matrix, index=pd.Index(names, name="who"), columns=names)
    net = read_roster(frame, means="turns_to", above=1)
    np.fill_diagonal(matrix, 0)
    assert np.array_equal(net.adjacency().toarray(), np.where(matrix > 1, matrix, 0))


def test_a_silent_row_is_somebody_who_was_asked() -> None:
    frame = pd.DataFrame({"who": ["a", "b", "c"], "a": ["", "1", ""], "b": ["0", "", ""], "c": ["1", "0", ""]})
    net = read_roster(frame, means="turns_to")
    assert net.status.to_dict() == {"a": "answered", "b": "answered", "c": "asked"}
    assert len(net.missing) == 2


def test_acts_in_many_words_and_rows_that_say_nothing() -> None:
    acts = pd.DataFrame(
        {
            "person": ["a", "a", "", "b"],
            "date": ["2031-01-01", "soon", "2031-01-02", "3 Jan 2031"],
            "kind": ["Signed", "led", "did", "Chaired"],
        }
    )
    net = read_acts(acts)
    assert net.acts[["node", "kind"]].to_numpy().tolist() == [["a", "did"], ["b", "led"]]
    lines = net.receipt.to_frame().set_index("reason")["rows"]
    assert lines["no date that can be read"] == (2,)
    assert lines["nobody is named"] == (3,)
    assert net.receipt.adds_up


def test_bodies_places_and_asks() -> None:
    net = read_acts(
        bodies=pd.DataFrame({"Board": ["Care Board"] * 2, "Who": ["a", ""], "Seats": [2, 2], "Items raised": [3, ""]}),
        places=pd.DataFrame(
            {"Town": ["X", "X", ""], "Population": ["12,000", "12,000", "1"], "In need": [300, 300, 1]}
        ),
        asks=pd.DataFrame({"Ask": ["sign"], "Group": ["user"], "Cost": ["half a day"]}),
    )
    assert net.bodies["node"].tolist() == ["a", None]
    assert net.places.loc["X"].tolist() == [12_000, 300]
    assert net.asks["group"].tolist() == ["user"]


def test_adoption_is_censored_not_last() -> None:
    table = pd.DataFrame({"id": ["a", "b", "c"], "adopted": ["2031-03-01", "never", "2032-03-01"]})
    net = read_adoption(table, end="2031-12-31")
    assert net.adoption.frame["adopted"].notna().tolist() == [True, False, False]
    assert "after the last look" in str(net.receipt)
    open_end = read_adoption(table.iloc[:2])
    assert "pass end=" in str(open_end.receipt)


def test_adoption_of_people_who_are_not_in_the_file() -> None:
    people = pd.DataFrame({"id": ["a", "b"], "name": ["Ann", "Bo"]})
    table = pd.DataFrame({"id": ["a"], "adopted": [3]})
    assert len(read_adoption(table, people=people, end=9).adoption) == 1
    whole = read_adoption(table, people=people, end=9, everybody=True, period="month").adoption.frame.set_index("node")
    assert pd.isna(whole.loc["b", "adopted"])
    assert whole.loc["b", "observed_until"] == 9


def test_two_dates_for_one_person_are_a_fault() -> None:
    with pytest.raises(DataError, match="Rows 1 and 2: one person stands twice"):
        read_adoption(pd.DataFrame({"id": ["a", "a"], "adopted": [3, 4]}))


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("region/survey.csv", "survey"), ("region/contacts.csv", "contacts"), ("region/people.xlsx", "people"),
        ("region/acts.csv", "acts"), ("region/places.csv", "places"), ("region/bodies.csv", "bodies"),
        ("region/asks.csv", "asks"), ("coalition/contacts.xlsx", "workbook"), ("davis/attendance.csv", "affiliations"),
        ("davis/attendances.csv", "affiliations"), ("davis/davis.net", "graph"), ("florentine/ties.csv", "links"),
    ],
)  # fmt: skip
def test_the_samples_are_recognised(file: str, kind: str) -> None:
    folder, _, name = file.partition("/")
    assert recognise(sample_folder(folder) / name) == kind


def test_a_matrix_and_adoption_dates_are_recognised() -> None:
    assert recognise(pd.DataFrame({"": ["Ann", "Bo"], "Ann": ["", "1"], "Bo": ["1", ""]})) == "roster"
    assert recognise(pd.DataFrame({"id": ["a", "b"], "adopted": ["2031-01-01", ""]})) == "adoption"
    assert recognise(pd.DataFrame({"name": ["Ann"], "ask_1": ["Bo"], "ask_2": [""]})) == "survey"


def test_combine_stays_a_function_once_a_sample_was_loaded() -> None:
    import netdiff

    netdiff.load_sample("davis")
    assert callable(netdiff.combine)
