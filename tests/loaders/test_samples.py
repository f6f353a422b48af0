"""The samples: found, loaded whole, and known values reached, by networkx where it can judge."""

from __future__ import annotations

import csv
import re

import networkx as nx
import numpy as np
import pytest

import netdiff as nd
from netdiff.errors import DataError
from netdiff.loaders import samples
from netdiff.loaders.samples import list_samples, load_sample, sample_folder

NAMES = list_samples().index.tolist()


@pytest.fixture(scope="module")
def davis():
    return load_sample("davis")


@pytest.fixture(scope="module")
def florentine():
    return load_sample("florentine")


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_loads_with_what_the_list_says(name):
    net, listed = load_sample(name), list_samples().loc[name]
    assert isinstance(net, nd.Network)
    assert len(net) >= listed["people"]
    assert list(net.layers) == re.sub(r" \(.*?\)", "", listed["layers"]).split(", ")
    assert net.receipt.adds_up


@pytest.mark.parametrize("name", NAMES)
def test_each_folder_has_a_card_with_source_and_licence(name):
    card = (sample_folder(name) / "card.md").read_text(encoding="utf-8")
    assert "**Source.**" in card
    assert "**Licence.**" in card
    for path in sample_folder(name).iterdir():
        assert path.name == "card.md" or f"`{path.name}`" in card or path.name == "truths.json", path.name


def test_an_unknown_sample_is_refused_with_the_closest_name():
    with pytest.raises(DataError, match="Did you mean 'florentine'"):
        load_sample("florentin")
    with pytest.raises(DataError, match="Choose one of "):
        sample_folder("zzz")


def test_files_beside_the_package_come_first(monkeypatch, tmp_path):
    """As in a wheel, where the files lie inside the package."""
    for root, text in ((tmp_path / "netdiff", "wheel"), (tmp_path, "checkout")):
        card = root / "sample_networks" / "davis" / "card.md"
        card.parent.mkdir(parents=True)
        card.write_text(text)
    monkeypatch.setattr(samples, "__file__", str(tmp_path / "netdiff" / "loaders" / "samples.py"))
    assert (sample_folder("davis") / "card.md").read_text() == "wheel"
    (tmp_path / "netdiff" / "sample_networks" / "davis" / "card.md").unlink()
    assert (sample_folder("davis") / "card.md").read_text() == "checkout"
    (tmp_path / "sample_networks" / "davis" / "card.md").unlink()
    with pytest.raises(DataError, match="not installed"):
        sample_folder("davis")


# Davis ----------------------------------------------------------------------------------------------------


def bipartite(net):
    graph = nx.Graph()
    graph.add_nodes_from(net.nodes.index)
    graph.add_edges_from(net.ties[["source", "target"]].itertuples(index=False))
    return graph


def test_davis_has_its_known_counts(davis):
    assert davis.nodes["mode"].value_counts().to_dict() == {"woman": 18, "event": 14}
    assert len(davis.ties) == 89
    guests = davis.ties["target"].value_counts()
    assert guests[["E8", "E9", "E7"]].tolist() == [14, 12, 10]
    been = davis.ties["source"].value_counts()
    assert set(been[been == 8].index) == {"Evelyn", "Theresa", "Nora"}
    assert davis.layers["attended"].is_two_mode


def test_davis_projects_as_networkx_does(davis):
    graph, women = bipartite(davis), davis.nodes.index[davis.nodes["mode"] == "woman"]
    judges = {
        "count": nx.bipartite.weighted_projected_graph,
        "newman": nx.bipartite.collaboration_weighted_projected_graph,
    }
    for method, judge in judges.items():
        ours = davis.project(onto="woman", method=method)
        theirs = nx.to_numpy_array(judge(graph, women), nodelist=ours.nodes.index)
        np.testing.assert_allclose(ours.adjacency().toarray(), theirs)


def test_davis_reaches_the_values_on_its_card(davis):
    women, events = davis.project(onto="woman"), davis.project(onto="event")
    assert (len(women.ties), women.ties["weight"].sum()) == (139, 322)
    assert (len(events.ties), events.ties["weight"].sum()) == (66, 214)
    place = dict(zip(women.nodes.index, range(18), strict=True))
    assert women.adjacency()[place["Evelyn"], place["Theresa"]] == 7
    newman = davis.project(onto="woman", method="newman")
    assert newman.adjacency()[place["Evelyn"], place["Laura"]] == pytest.approx(1.5626, abs=1e-4)
    assert newman.ties["weight"].sum() == pytest.approx(89 / 2)
    jaccard = davis.project(onto="woman", method="jaccard").adjacency()
    assert jaccard[place["Evelyn"], place["Laura"]] == pytest.approx(2 / 3)


def test_davis_agrees_with_the_copy_that_networkx_carries(davis):
    """networkx writes full names, and Katherina and Myra for Katherine and Myrna."""
    theirs = nx.davis_southern_women_graph()
    same = {"Katherina": "Katherine", "Myra": "Myrna"}
    first = {name: same.get(name.split()[0], name.split()[0]) for name in theirs}
    ours = {frozenset(pair) for pair in davis.ties[["source", "target"]].itertuples(index=False)}
    assert ours == {frozenset((first[a], first[b])) for a, b in theirs.edges}


def test_the_three_files_of_davis_say_the_same(davis):
    folder = sample_folder("davis")
    pairs = {tuple(pair) for pair in davis.ties[["source", "target"]].itertuples(index=False)}
    with (folder / "attendance.csv").open(encoding="utf-8-sig", newline="") as file:
        (_, *events), *rows = csv.reader(file)
    assert {
        (row[0], event) for row in rows for event, cell in zip(events, row[1:], strict=True) if cell == "1"
    } == pairs
    lines = (folder / "davis.net").read_text(encoding="utf-8").splitlines()
    named = dict(re.match(r'(\d+) "(.+)"', line).groups() for line in lines[1:33])
    assert {tuple(named[end] for end in line.split()[:2]) for line in lines[34:]} == pairs


# Florence -------------------------------------------------------------------------------------------------


def families(net, layer):
    graph = nx.Graph()
    graph.add_nodes_from(net.nodes.index)
    ties = net.ties[net.ties["layer"] == layer]
    graph.add_edges_from(ties[["source", "target"]].itertuples(index=False))
    return graph


def test_florence_reaches_the_values_on_its_card(florentine):
    marriage, business = families(florentine, "marriage"), families(florentine, "business")
    assert (len(florentine), marriage.number_of_edges(), business.number_of_edges()) == (16, 20, 15)
    assert list(nx.isolates(marriage)) == ["Pucci"]
    assert set(nx.isolates(business)) == {"Acciaiuoli", "Albizzi", "Pucci", "Ridolfi", "Strozzi"}
    assert (marriage.degree("Medici"), business.degree("Medici")) == (6, 5)
    assert sum(marriage.has_edge(*pair) for pair in business.edges) == 8
    tied = marriage.subgraph(set(marriage) - {"Pucci"})
    assert nx.density(tied) == pytest.approx(0.1905, abs=1e-4)
    assert nx.betweenness_centrality(tied)["Medici"] == pytest.approx(0.5220, abs=1e-4)
    assert nx.closeness_centrality(tied)["Medici"] == pytest.approx(0.56)
    assert nx.average_shortest_path_length(tied) == pytest.approx(2.4857, abs=1e-4)
    assert nx.transitivity(tied) == pytest.approx(0.1915, abs=1e-4)
    traded = business.subgraph(set(business) - set(nx.isolates(business)))
    assert nx.density(traded) == pytest.approx(0.2727, abs=1e-4)


def test_florence_agrees_with_the_copy_that_networkx_carries(florentine):
    theirs = nx.florentine_families_graph()
    ours = families(florentine, "marriage")
    assert set(map(frozenset, ours.edges)) == set(map(frozenset, theirs.edges))
    assert set(ours) - set(theirs) == {"Pucci"}
