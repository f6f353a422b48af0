"""The truths planted in the samples hold in the world that made them, by networkx and by counting."""

from __future__ import annotations

import csv
import importlib
import json
from collections import Counter
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import netdiff as nd

SAMPLES = Path(__file__).parents[1] / "sample_networks"


@pytest.fixture(scope="module")
def scripts():
    """The scripts that make the samples, imported from their folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SAMPLES))
        yield importlib.import_module("make_region"), importlib.import_module("make_coalition")


@pytest.fixture(scope="module")
def region(scripts):
    return scripts[0].build()


@pytest.fixture(scope="module")
def truths(region):
    return region.truths


@pytest.fixture(scope="module")
def turns_to(region):
    """Everybody's true ties, from the one who turns to the one turned to."""
    graph = nx.DiGraph(region.world.ties())
    graph.add_nodes_from(person.id for person in region.world.people)
    return graph


def ids(region, group=None, place=None):
    return {person.id for person in region.world.where(group, place)}


# the files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["region", "coalition"])
def test_running_the_script_makes_the_same_files(scripts, tmp_path, name):
    script = scripts[0] if name == "region" else scripts[1]
    script.main(tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {path.name for path in (SAMPLES / name).iterdir()} - {"card.md"}
    for path in tmp_path.iterdir():
        if path.suffix == ".xlsx":
            assert cells(path) == cells(SAMPLES / name / path.name)
        else:
            assert path.read_bytes() == (SAMPLES / name / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", ["region", "coalition"])
def test_running_the_script_twice_makes_the_same_bytes(scripts, tmp_path, name):
    script = scripts[0] if name == "region" else scripts[1]
    for folder in ("one", "two"):
        script.main(tmp_path / folder)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def cells(path):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}


def test_the_samples_are_small():
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*.*") if "__pycache__" not in path.parts) < 1_000_000


def test_people_of_all_groups_across_places(region):
    people = region.world.people
    assert 400 <= len(people) <= 600
    assert len({p.id for p in people}) == len(people)
    for place in region.world.where():
        assert place.group in ("user", "citizen", "professional", "manager", "policy maker")
    assert len({(p.group, p.place) for p in people}) == 5 * 8
    assert len({p.organisation for p in people if p.organisation}) >= 20


def test_three_in_ten_of_those_asked_kept_silent(region, truths):
    assert len(region.silent) / len(region.invited) == pytest.approx(0.30, abs=0.005)
    answered = {row["ExternalReference"].strip().upper() for row in survey_rows() if row["ExternalReference"]}
    assert answered == {p.id for p in region.invited} - set(truths["silent"])


def survey_rows():
    with (SAMPLES / "region" / "survey.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))[2:]


def test_the_survey_has_the_mess_of_a_real_export(region):
    rows = survey_rows()
    codes = Counter(row["ExternalReference"].strip().upper() for row in rows if row["ExternalReference"])
    assert sum(row["Status"] == "Survey Preview" for row in rows) == 2
    assert sum(count > 1 for count in codes.values()) == 4
    assert sum(row["Finished"] == "False" for row in rows) == len(region.partial) + 1
    with (SAMPLES / "region" / "survey.csv").open(encoding="utf-8-sig", newline="") as file:
        ids_row = list(csv.reader(file))[2]
    assert all("ImportId" in json.loads(cell) for cell in ids_row)


def test_half_of_the_names_are_misspelt(region):
    names = {p.id: p.name for p in [*region.world.people, *region.world.outsiders]}
    meant = [(text, person) for _, text, person in region.mentions if person]
    clean = sum(text == names[person] for text, person in meant)
    assert clean / len(meant) == pytest.approx(0.48, abs=0.04)
    assert len(meant) > 1000
    card = (SAMPLES / "region" / "card.md").read_text(encoding="utf-8")
    spellings = {text for _, text, _ in region.mentions}
    strangers = {person for _, person in meant if person.startswith("X")}
    assert f"{len(region.mentions):,} names were typed in {len(spellings)} spellings" in card
    assert f"{len(strangers)} people who are on no list" in card


def test_nobody_turns_to_themselves_or_twice_to_one_person(region):
    for person in region.world.people:
        assert person not in person.turns_to
        assert len(set(person.turns_to)) == len(person.turns_to) <= 8
    assert all(contact.one != contact.other for contact in region.story.contacts)


# who stands where in the region ---------------------------------------------------------------------------


def test_the_bridge_carries_most_of_the_way_between_users_and_professionals(region, truths, turns_to):
    users, professionals = ids(region, "user"), ids(region, "professional")
    both = turns_to.to_undirected().subgraph(users | professionals)
    carried = nx.betweenness_centrality_subset(both, sorted(users), sorted(professionals))
    ranked = sorted(carried, key=carried.get, reverse=True)
    assert ranked[0] == truths["bridge"]
    assert carried[ranked[0]] > 2 * carried[ranked[1]]


def test_one_place_has_users_but_no_user_network(region, truths, turns_to):
    for place in {p.place for p in region.world.people}:
        among = turns_to.subgraph(ids(region, "user", place)).number_of_edges()
        assert (among == 0) == (place == truths["place_without_user_network"])
    lonely = ids(region, "user", truths["place_without_user_network"])
    assert len(lonely) >= 10
    assert not any(turns_to.has_edge(one, other) for one in lonely for other in ids(region, "user"))


def test_the_users_of_one_place_are_two_islands(region, truths, turns_to):
    for place in {p.place for p in region.world.people} - {truths["place_without_user_network"]}:
        pieces = list(nx.weakly_connected_components(turns_to.subgraph(ids(region, "user", place))))
        if place == truths["place_with_split_users"]:
            assert sorted(map(sorted, pieces)) == sorted(truths["islands"])
        else:
            assert len(pieces) == 1


def busiest_between(graph, starts, goals):
    """Which outsider lies on the largest share of shortest ways from the starts to the goals, that share, the ways."""
    through, ways = Counter(), 0
    for start in sorted(starts - goals):
        for goal in sorted(goals & nx.single_source_shortest_path_length(graph, start).keys()):
            paths = list(nx.all_shortest_paths(graph, start, goal))
            ways += 1
            for person, count in Counter(p for path in paths for p in path[1:-1] if p not in starts).items():
                through[person] += count / len(paths)
    person, share = through.most_common(1)[0]
    return person, share / ways, ways


def test_the_gatekeeper_stands_on_the_users_way_to_those_who_decide(region, truths, turns_to):
    """Both ways: from users by whom they turn to, and of users' voice through those who listen to them."""
    users, deciders = ids(region, "user"), set(truths["deciders"])
    for graph, least in ((turns_to, 1000), (turns_to.reverse(), 500)):
        person, share, ways = busiest_between(graph, users - {truths["token_user"]}, deciders)
        assert person == truths["gatekeeper"]
        assert share > 0.8
        assert ways > least


def test_the_most_named_share_their_audience(truths, turns_to):
    """Eight of one hospital are named most; eight spread over the county are heard by twice as many."""
    named = dict(turns_to.in_degree())
    top = sorted(named, key=named.get, reverse=True)[:10]
    assert set(top) == set(truths["crowd"])
    assert top[0] == truths["hub"]

    def audience(people):
        return len({one for one, other in turns_to.edges if other in people})

    assert audience(truths["better_set"]) > 2 * audience(top)


def test_the_better_set_also_spreads_further_by_plain_simulation(truths, turns_to):
    """Independent cascade at 0.2, written out: influence runs from the one turned to."""
    rng = np.random.default_rng(7)
    ties = np.array(turns_to.edges, dtype=object)

    def spread(seeds):
        reached = []
        for _ in range(60):
            live = nx.DiGraph([(b, a) for a, b in ties[rng.random(len(ties)) < 0.2]])
            live.add_nodes_from(seeds)
            reached.append(len(set().union(*(nx.descendants(live, s) | {s} for s in seeds))))
        return np.mean(reached)

    assert spread(truths["better_set"]) > 1.5 * spread(truths["crowd"])


def test_the_opponent_is_among_the_most_named(region, truths):
    assert truths["opponent"] in truths["crowd"]
    assert region.story.support[truths["opponent"]] == 1


def test_the_silent_leader_is_the_most_named_of_those_who_never_answered(truths, turns_to):
    named = {one: turns_to.in_degree(one) for one in truths["silent"]}
    assert max(named, key=named.get) == truths["silent_leader"]
    assert named[truths["silent_leader"]] > 20


def test_two_pairs_of_people_bear_one_name(region, truths):
    names = {p.id: p.name for p in region.world.people}
    shared = [name for name, count in Counter(names.values()).items() if count > 1]
    assert sorted(shared) == sorted(names[one] for one, _ in truths["same_name"])
    assert all(names[one] == names[other] for one, other in truths["same_name"])


def test_the_organiser_meets_more_people_than_anyone(region, truths):
    pairs = {frozenset((c.one.id, c.other.id)) for c in region.story.contacts}
    met = Counter(person for pair in pairs for person in pair)
    (first, most), (_, second) = met.most_common(2)
    assert first == truths["organiser"]
    assert most > 2 * second


def test_the_user_on_the_board_speaks_for_no_users(region, truths, turns_to):
    assert truths["token_user"] in truths["deciders"]
    assert not set(turns_to.predecessors(truths["token_user"])) & ids(region, "user")


def test_one_known_person_is_on_no_list(region, truths, turns_to):
    outside = {p.id: turns_to.in_degree(p.id) for p in region.world.outsiders if p.id in turns_to}
    first = max(outside, key=outside.get)
    assert {p.id: p.name for p in region.world.outsiders}[first] == truths["most_named_outsider"]
    assert outside[first] >= 10


def test_users_of_one_place_act_most(region, truths):
    acts = Counter(act.person.place for act in region.story.acts if act.person.group == "user")
    assert acts.most_common(1)[0][0] == truths["most_mobilised_users"]


def test_people_come_in_through_those_they_turn_to(region):
    """Share of joiners who turn to an earlier joiner, beside the same with the days shuffled among them."""
    joined = {one: moves[0][0].toordinal() for one, moves in region.story.moves.items() if moves}
    named = {p.id: [other.id for other in p.turns_to if other.id in joined] for p in region.world.people}

    def share(days):
        return sum(any(days[other] < days[one] for other in named[one]) for one in days) / len(days)

    rng, order = np.random.default_rng(0), list(joined)
    shuffled = [share(dict(zip(order, rng.permutation(list(joined.values())), strict=True))) for _ in range(100)]
    assert share(joined) > max(shuffled)


def test_rings_are_passed_outside_in(region):
    steps = ["interest", "adopter", "innovator"]
    for moves in region.story.moves.values():
        assert moves == sorted(moves, key=lambda move: (move[0], steps.index(move[1])))
        assert len({ring for _, ring in moves}) == len(moves)


def uptake(region, group):
    """Share of the people of a group that has adopted, by place."""
    everyone = Counter(p.place for p in region.world.where(group))
    adopters = Counter(p.place for p in region.world.where(group) if p.id in region.story.adopted)
    return {place: adopters[place] / everyone[place] for place in everyone}


def test_users_without_a_network_take_the_innovation_up_least(region, truths):
    share = uptake(region, "user")
    lonely = share.pop(truths["place_without_user_network"])
    assert lonely == 0
    assert min(share.values()) > 0.3


def test_the_hospital_everybody_names_is_slow(region):
    share = uptake(region, "professional")
    elsewhere = [p for p in region.world.where("professional") if p.place != "Alderwick"]
    assert share["Alderwick"] < 0.05
    assert sum(p.id in region.story.adopted for p in elsewhere) / len(elsewhere) > 0.5


def test_the_truths_on_the_card_are_the_truths(truths):
    card = (SAMPLES / "region" / "card.md").read_text(encoding="utf-8")
    singles = [value for value in truths.values() if isinstance(value, str)]
    assert [value for value in singles if value not in card] == []


# the organiser's workbook ---------------------------------------------------------------------------------


def test_without_the_organiser_the_connector_holds_the_coalition_together(scripts):
    made = scripts[1].build()
    graph = nx.Graph(made.ties)
    assert max(dict(graph.degree).items(), key=lambda pair: pair[1])[0] == made.truths["organiser"]
    graph.remove_node(made.truths["organiser"])
    between = nx.betweenness_centrality(graph)
    assert max(between, key=between.get) == made.truths["connector"]
    assert sorted(nx.isolates(graph)) == made.truths["never_linked_but_through_the_organiser"]


def test_the_commissioner_is_reached_through_one_door(scripts):
    made = scripts[1].build()
    graph = nx.Graph(made.ties)
    graph.remove_node(made.truths["door"])
    assert not nx.has_path(graph, made.truths["organiser"], made.truths["commissioner"])


# what netdiff itself shows of it --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded():
    return nd.load_sample("region")


def test_gatekeeping_in_the_loaded_region_agrees_with_networkx(loaded, truths):
    from netdiff.metrics.power import gatekeeping

    heard = nx.from_scipy_sparse_array(loaded.influence("advice"), create_using=nx.DiGraph)
    heard = nx.relabel_nodes(heard, dict(enumerate(loaded.nodes.index)))
    heard.remove_nodes_from(loaded.answers.index[loaded.answers["advice"] == "not_asked"])
    users = set(loaded.nodes.index[loaded.nodes["group"] == "user"]) & set(heard)
    deciders = set(truths["deciders"]) - {truths["token_user"]}
    person, share, _ = busiest_between(heard, users, deciders)
    assert person == truths["gatekeeper"]
    assert gatekeeping(loaded, "user", deciders, layer="advice") == pytest.approx(share)


def test_netdiff_sees_the_place_without_a_user_network(loaded):
    from netdiff.metrics import coverage

    assert coverage(loaded, "user", layer="advice") == 7 / 8
    assert coverage(loaded, "professional", layer="advice") == 1.0


@pytest.fixture(scope="module")
def parts(loaded):
    return nd.scorecard(loaded, users="user", professionals="professional").to_frame()


def test_the_scorecard_sees_the_seat_and_who_has_a_say(parts):
    assert parts.loc["W3a", "users"] == pytest.approx(1 / 21)
    assert parts.loc["W2", "users"] < 1 < parts.loc["W2", "professionals"]


def test_the_range_for_places_with_a_user_network_holds_the_truth(parts):
    assert parts.loc["E1", "users_low"] <= 7 / 8 <= parts.loc["E1", "users_high"]


def test_the_recommended_are_no_opponents_and_beat_the_most_named(loaded, truths):
    plan = nd.recommend(loaded.layer("advice"), k=10, model=nd.IndependentCascade(0.2), rng=1)
    chosen = set(plan.to_frame()["person"])
    assert truths["opponent"] not in chosen
    assert not chosen & set(loaded.nodes.index[loaded.nodes["support"] <= 2])
    assert len(chosen & set(truths["better_set"])) > 1
    assert len({loaded.nodes.loc[one, "place"] for one in chosen}) > 3


@pytest.mark.parametrize("chosen", ["crowd", "better_set"])
def test_reach_in_the_loaded_region_is_near_the_reach_in_the_world(region, loaded, truths, chosen):
    """Three in ten are silent and one name in ten is unsettled; what is left must still tell the truth roughly."""
    model, seeds = nd.IndependentCascade(0.3), truths[chosen]
    ties = pd.DataFrame(region.world.ties(), columns=["source", "target"])
    world = nd.Network.from_frames(None, ties, means="turns_to")
    true = nd.simulate(world, model, seeds=seeds, runs=300, rng=1).reach.value
    seen = nd.simulate(loaded.layer("advice"), model, seeds=seeds, runs=300, rng=1).reach.value
    assert seen == pytest.approx(true, rel=0.2)
