"""The samples: found, loaded whole, and known values reached, by networkx where it can judge."""

from __future__ import annotations

import csv
import importlib
import json
import re
import time
from collections import Counter

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


def test_each_file_of_davis_loads_as_the_same_network(davis):
    folder = sample_folder("davis")
    ours = {frozenset(pair) for pair in davis.ties[["source", "target"]].itertuples(index=False)}
    for net in (
        nd.read_affiliations(folder / "attendance.csv"),
        nd.read_affiliations(folder / "attendances.csv"),
        nd.read_graph(folder / "davis.net", means="meets"),
    ):
        assert set(net.nodes.index) == set(davis.nodes.index)
        assert {frozenset(pair) for pair in net.ties[["source", "target"]].itertuples(index=False)} == ours
        assert next(iter(net.layers.values())).is_two_mode


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


# the coalition --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def coalition():
    return load_sample("coalition")


def truths_of(name):
    return json.loads((sample_folder(name) / "truths.json").read_text(encoding="utf-8"))


def test_the_workbook_loads_with_every_link_and_the_truths_show(coalition):
    truths = truths_of("coalition")
    people, others = truths["people"], truths["organisations"] - 1
    assert len(coalition) == people + others + 1
    assert len(coalition.ties) == truths["links"] + 1
    graph = nx.Graph(coalition.ties[["source", "target"]].to_numpy().tolist())
    assert max(dict(graph.degree), key=dict(graph.degree).get) == truths["organiser"]
    graph.remove_node(truths["organiser"])
    between = nx.betweenness_centrality(graph)
    assert max(between, key=between.get) == truths["connector"]
    assert sorted(nx.isolates(graph)) == truths["never_linked_but_through_the_organiser"]
    assert truths["door"] in graph[truths["commissioner"]]


def test_what_the_workbook_leaves_open_stays_open(coalition):
    truths, nodes = truths_of("coalition"), coalition.nodes
    assert nodes["support"].isna().any()
    assert nodes.loc[truths["opponent"], "support"] == 1
    assert nodes.loc[truths["opponent"], "Must / never"] == "never"
    assert coalition.status["Unlisted Peer"] == "not_asked"
    assert nodes.loc[truths["person_and_organisation"], "mode"] == "organisation"
    assert nodes["mode"].value_counts().to_dict() == {"person": 42, "organisation": 7}


def test_costs_in_days_are_days_and_pounds_are_not(coalition):
    stated = coalition.nodes.set_index("cost_stated")["cost"].dropna()
    days = {"half a day": 0.5, "1 day": 1.0, "1.5 days": 1.5, "2 days": 2.0, "3 days": 3.0, "5 days": 5.0}
    assert stated.groupby(level=0).first().to_dict() == days
    assert coalition.nodes["cost"][coalition.nodes["cost_stated"].isin(["£2k", "£500"])].isna().all()


# the region as loaded -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def region():
    return load_sample("region")


@pytest.fixture(scope="module")
def turned():
    """Who is seen to turn to whom in the loaded region."""
    net = load_sample("region")
    advice = net.ties[net.ties["layer"] == "advice"]
    graph = nx.DiGraph(advice[["source", "target"]].to_numpy().tolist())
    graph.add_nodes_from(net.nodes.index)
    return graph


def people_of(net, group, place=None):
    nodes = net.nodes
    return set(nodes.index[(nodes["group"] == group) & ((nodes["place"] == place) | (place is None))])


def test_the_region_counts_as_its_card_says(region):
    truths, card = truths_of("region"), (sample_folder("region") / "card.md").read_text(encoding="utf-8")
    counts = region.nodes["group"].value_counts().to_dict()
    assert counts == {"user": 198, "citizen": 60, "professional": 170, "manager": 51, "policy maker": 18}
    states = Counter(region.answers.loc[region.nodes["group"].notna(), "advice"])
    assert states == {"answered": 321, "partial": 14, "asked": 144, "not_asked": 18}
    assert set(region.answers.index[region.answers["advice"] == "asked"]) == set(truths["silent"])
    assert (len(region.acts), len(region.bodies), len(region.asks)) == (892, 23, 9)
    received = region.receipt.received
    assert (received["contacts.csv", "rows"], received["survey.csv", "rows"]) == (1542, 341)
    assert (received["people.xlsx", "rows"], truths["invited"], truths["adopters"]) == (497, 479, 264)
    for number in (198, 60, 170, 51, 18, 144, 14, 892, 23, "1,542", 341, 479, 497, 264):
        assert re.search(rf"\b{number}\b", card), number


def test_names_are_matched_rightly_or_left_open(region, monkeypatch):
    """Against whom each respondent truly meant: hardly a wrong tie; namesakes and initials wait for a decision."""
    monkeypatch.syspath_prepend(str(sample_folder("region").parent))
    made = importlib.import_module("make_region").build()
    meant = {(ego, person) for ego, _, person in made.mentions if person and person != ego and person[0] == "P"}
    advice = region.ties[region.ties["layer"] == "advice"]
    seen = {(a, b) for a, b in advice[["source", "target"]].to_numpy().tolist() if b.startswith("P-")}
    assert len(seen & meant) / len(seen) >= 0.998
    assert len(seen & meant) / len(meant) >= 0.88


def test_people_with_one_name_are_never_merged(region):
    for one, other in truths_of("region")["same_name"]:
        assert region.nodes.loc[one, "label"] == region.nodes.loc[other, "label"]
        assert region.nodes.loc[one, "group"] != region.nodes.loc[other, "group"]
        advice = region.ties[region.ties["layer"] == "advice"]
        assert not advice["target"].isin([one, other]).any()
    waiting = region.receipt.review
    first = truths_of("region")["same_name"][0]
    assert set(first) <= set(waiting["candidate"])


def test_the_loaded_region_shows_the_bridge(region, turned):
    users, professionals = people_of(region, "user"), people_of(region, "professional")
    both = turned.to_undirected().subgraph(users | professionals)
    carried = nx.betweenness_centrality_subset(both, sorted(users), sorted(professionals))
    assert max(carried, key=carried.get) == truths_of("region")["bridge"]


def test_the_loaded_region_shows_the_place_without_a_user_network(region, turned):
    for place in region.places.index:
        among = turned.subgraph(people_of(region, "user", place)).number_of_edges()
        assert (among == 0) == (place == truths_of("region")["place_without_user_network"])


def test_the_loaded_region_shows_the_two_islands(region, turned):
    truths = truths_of("region")
    users = turned.subgraph(people_of(region, "user", truths["place_with_split_users"]))
    pieces = sorted(nx.weakly_connected_components(users), key=len, reverse=True)
    one, other = map(set, truths["islands"])
    assert all(piece <= one or piece <= other for piece in pieces)
    assert min(len(pieces[0]), len(pieces[1])) >= 8


def test_the_loaded_region_shows_the_gatekeeper(region, turned):
    truths, through, ways = truths_of("region"), Counter(), 0
    for user in people_of(region, "user") - set(truths["deciders"]):
        reached = nx.single_source_shortest_path_length(turned, user)
        for target in set(truths["deciders"]) & reached.keys():
            paths = list(nx.all_shortest_paths(turned, user, target))
            ways += 1
            for person, count in Counter(p for path in paths for p in path[1:-1]).items():
                through[person] += count / len(paths)
    assert through.most_common(1)[0][0] == truths["gatekeeper"]
    assert through[truths["gatekeeper"]] / ways > 0.5


def test_the_loaded_region_shows_that_the_most_named_share_their_audience(turned):
    truths, named = truths_of("region"), dict(turned.in_degree())
    top = sorted(named, key=named.get, reverse=True)[:10]
    assert set(top) == set(truths["crowd"])

    def audience(people):
        return len({one for one, other in turned.edges if other in people})

    assert audience(truths["better_set"]) > 1.5 * audience(top)


def test_the_loaded_region_keeps_the_silent_leader_and_the_outsider(region, turned):
    truths = truths_of("region")
    assert region.answers.loc[truths["silent_leader"], "advice"] == "asked"
    assert turned.in_degree(truths["silent_leader"]) >= 10
    unknown = region.nodes[region.nodes["group"].isna()].index
    first = max(unknown, key=turned.in_degree)
    assert region.nodes.loc[first, "label"] == truths["most_named_outsider"]
    assert region.status[first] == "not_asked"


def test_the_sheets_beside_the_region_are_attached(region):
    truths = truths_of("region")
    assert set(region.acts["node"]) <= set(region.nodes.index)
    assert set(region.acts["kind"]) == {"asked", "did", "led", "joined ring"}
    assert list(region.places.columns) == ["population", "need"]
    assert set(region.nodes["place"].dropna()) == set(region.places.index)
    seats = region.bodies.groupby("body")["seats"].first()
    assert region.bodies["body"].value_counts().to_dict() == seats.to_dict()
    assert set(region.bodies["node"].dropna()) == set(truths["deciders"])
    assert set(region.asks["group"]) == set(region.nodes["group"].dropna())


def test_the_contact_log_shows_the_organiser_and_no_contact_is_lost(region, monkeypatch):
    monkeypatch.syspath_prepend(str(sample_folder("region").parent))
    story = importlib.import_module("make_region").build().story
    contacts = region.ties[region.ties["layer"] == "contacts"]
    met = Counter(
        end for pair in {frozenset(pair) for pair in contacts[["source", "target"]].to_numpy().tolist()} for end in pair
    )
    assert met.most_common(1)[0][0] == truths_of("region")["organiser"]
    true = Counter((frozenset((c.one.id, c.other.id)), c.start, 60.0 * c.minutes) for c in story.contacts)
    rows = zip(contacts["source"], contacts["target"], contacts["start"], contacts["weight"], strict=True)
    seen = Counter((frozenset((a, b)), start.to_pydatetime(), seconds) for a, b, start, seconds in rows)
    assert (seen & true).total() >= 0.995 * true.total()
    assert (seen - true).total() <= 0.005 * true.total()


def test_adoption_keeps_unknown_days_apart_from_not_yet(region):
    table, ring = region.adoption.frame.set_index("node"), region.nodes["ring"]
    adopters = set(ring.index[ring.isin(["adopter", "innovator"])])
    assert len(adopters) == truths_of("region")["adopters"]
    assert set(table.index[table["adopted"].notna()]) <= adopters
    assert not set(table.index[table["adopted"].isna()]) & adopters
    assert (table["observed_until"] == np.datetime64("2031-12-31")).all()


def test_direct_identifiers_are_named_in_the_receipt(region):
    assert any("'email'" in note for note in region.receipt.notes)


def test_the_region_loads_fast(region):
    """Warm: the modules are imported and the files have been read once; in processor time, as machines are busy."""
    start = time.process_time()
    load_sample("region")
    assert time.process_time() - start < 2


def test_the_region_loads_with_hardly_anything_said(region):
    """As a newcomer would: two files and what a link means."""
    folder = sample_folder("region")
    net = nd.read_survey(folder / "survey.csv", people=folder / "people.xlsx", means="turns_to")
    assert list(net.layers) == ["advice"]
    said = region.ties[region.ties["layer"] == "advice"]
    assert set(zip(net.ties["source"], net.ties["target"], strict=True)) == set(
        zip(said["source"], said["target"], strict=True)
    )


def test_the_page_on_samples_lists_them_all():
    page = (sample_folder("davis").parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"[{name}]({name}/card.md)" not in page] == []
