"""The central object: what it guards, what it derives, and what it never does silently."""

from __future__ import annotations

import igraph as ig
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from netdiff._combine import combine
from netdiff.errors import DataError, ModelError, UnknownNodeError
from netdiff.layer import Layer
from netdiff.network import Network, check_network

ADVICE = Layer("advice", "turns_to")
MET = Layer("met", "meets", directed=False, weight_is="count")


def ties(pairs: str, **columns: object) -> pd.DataFrame:
    links = pairs.split()
    frame = pd.DataFrame({"source": [a for a, _ in links], "target": [b for _, b in links]}, dtype="str")
    return frame.assign(**columns)


def people(ids: str, **columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns, index=pd.Index(list(ids), name="node", dtype="str"))


# -- directions and matrices ------------------------------------------------------------------------------------


def test_a_nomination_is_influence_the_other_way_round() -> None:
    net = Network(people("abc"), ties("ab ac"), ADVICE)
    assert net.adjacency().toarray().tolist() == [[0, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert net.influence().toarray().tolist() == [[0, 0, 0], [1, 0, 0], [1, 0, 0]]


def test_telling_is_influence_as_reported() -> None:
    net = Network(people("ab"), ties("ab"), Layer("news", "tells"))
    assert net.influence().toarray().tolist() == [[0, 1], [0, 0]]


def test_a_directed_report_of_meeting_carries_influence_both_ways() -> None:
    net = Network(people("ab"), ties("ab"), Layer("sees", "meets"))
    assert net.adjacency().toarray().tolist() == [[0, 1], [0, 0]]
    assert net.influence().toarray().tolist() == [[0, 1], [1, 0]]


def test_undirected_ties_stand_in_both_halves() -> None:
    net = Network(people("ab"), ties("ab"), MET)
    assert net.adjacency().toarray().tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("weight_is", "expected"),
    [("count", 5.0), ("duration", 5.0), ("strength", 3.0), ("rank", 2.0), ("distance", 2.0)],
)
def test_repeated_dated_ties_combine_as_their_weights_say(weight_is: str, expected: float) -> None:
    frame = ties("ab ab", weight=[2.0, 3.0], start=pd.to_datetime(["2026-01-01", "2026-01-02"]))
    net = Network(people("ab"), frame, Layer("met", "meets", weight_is=weight_is))
    assert net.adjacency()[0, 1] == expected


def test_repeated_probabilities_combine_as_independent_chances() -> None:
    frame = ties("ab ab", weight=[0.5, 0.5], start=[1.0, 2.0])
    net = Network(people("ab"), frame, Layer("met", "tells", weight_is="probability"))
    assert net.adjacency()[0, 1] == pytest.approx(0.75)


def test_ranks_and_distances_turn_into_strength_for_influence() -> None:
    net = Network(people("ab"), ties("ab", weight=[4.0]), Layer("near", "tells", weight_is="distance"))
    assert net.influence()[0, 1] == 0.25


def test_adjacency_is_a_float_matrix_of_its_own() -> None:
    net = Network(people("ab"), ties("ab"), ADVICE)
    matrix = net.adjacency()
    matrix.data[:] = 9
    assert net.adjacency().dtype == np.float64
    assert net.adjacency()[0, 1] == 1


# -- never silently ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [Layer("b", "tells"), Layer("b", "turns_to", weight_is="rank"), Layer("b", "meets", directed=False)],
)
def test_layers_that_differ_are_not_added_up(other: Layer) -> None:
    net = Network(people("abc"), ties("ab bc", layer=["a", "b"]), [Layer("a", "turns_to"), other])
    with pytest.raises(DataError, match=r"net\.merged"):
        net.adjacency()
    with pytest.raises(DataError, match=r"net\.merged"):
        net.influence()


def test_layers_that_agree_are_added_up() -> None:
    net = Network(people("abc"), ties("ab bc", layer=["a", "b"]), [Layer("a", "turns_to"), Layer("b", "turns_to")])
    assert net.adjacency().nnz == 2


def test_ratings_carry_no_spread() -> None:
    net = Network(people("ab"), ties("ab", weight=[-1.0]), Layer("trust", "rates"))
    assert net.adjacency()[0, 1] == -1
    with pytest.raises(DataError, match="nothing spreads"):
        net.influence()


def test_influence_on_a_two_mode_layer_names_project() -> None:
    net = Network(people("ax", mode=["person", "event"]), ties("ax"), two_mode())
    with pytest.raises(DataError, match=r"net\.project"):
        net.influence()


def two_mode() -> Layer:
    return Layer("went", "meets", directed=False, source_mode="person", target_mode="event")


@pytest.mark.parametrize("graph", [nx.DiGraph([("a", "b")]), nx.MultiDiGraph([("a", "b")])])
def test_a_directed_graph_must_say_what_its_ties_mean(graph: nx.Graph) -> None:
    with pytest.raises(DataError, match="means='turns_to'"):
        Network.from_networkx(graph)
    assert Network.from_networkx(graph, means="tells").influence()[0, 1] == 1


def test_a_directed_igraph_or_matrix_or_frame_must_say_what_its_ties_mean() -> None:
    with pytest.raises(DataError, match="means="):
        Network.from_igraph(ig.Graph([(0, 1)], directed=True))
    with pytest.raises(DataError, match="means="):
        Network.from_adjacency([[0, 1], [0, 0]])
    with pytest.raises(DataError, match="means="):
        Network.from_frames(None, ties("ab"))


def test_an_undirected_graph_meets() -> None:
    assert Network.from_networkx(nx.path_graph(3)).layers["ties"].means == "meets"
    assert not Network.from_adjacency([[0, 1], [1, 0]]).layers["ties"].directed


@pytest.mark.parametrize("graph", [nx.Graph(), ig.Graph(), np.zeros((2, 2)), sp.eye(2), pd.DataFrame(), 3])
def test_a_foreign_graph_is_a_type_error_whose_text_is_the_cure(graph: object) -> None:
    with pytest.raises(TypeError, match=r"Make one with|read_survey"):
        check_network(graph)


# -- the constructor guards -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (ties("az"), "not among the nodes"),
        (ties("aa"), "the same person"),
        (ties("ab", weight=[np.nan]), "blank or not finite"),
        (ties("ab", weight=[np.inf]), "blank or not finite"),
        (ties("ab", weight=[-1.0]), "above 0"),
        (ties("ab", weight=["much"]), "must be a number"),
        (ties("ab ab"), "twice"),
        (ties("ab", layer="gossip"), "not there"),
        (ties("ab").drop(columns="target"), "no column 'target'"),
    ],
)
def test_bad_ties_are_one_clear_error(frame: pd.DataFrame, words: str) -> None:
    with pytest.raises(DataError, match=words):
        Network(people("ab"), frame, ADVICE)


def test_all_faults_at_once() -> None:
    with pytest.raises(DataError) as caught:
        Network(people("ab"), ties("az aa ab", weight=[1.0, 1.0, -2.0]), ADVICE)
    assert len(caught.value.faults) == 3


def test_a_probability_above_one_is_refused() -> None:
    with pytest.raises(DataError, match="probability is above 1"):
        Network(people("ab"), ties("ab", weight=[1.5]), Layer("p", "tells", weight_is="probability"))


def test_duplicate_ids_and_mixed_ids_are_refused() -> None:
    with pytest.raises(DataError, match="more than once"):
        Network(people("aa"), ties(""), ADVICE)
    with pytest.raises(DataError, match="all whole numbers or all text"):
        Network(pd.DataFrame(index=pd.Index(["a", 1], dtype=object)), ties(""), ADVICE)
    with pytest.raises(DataError, match="all whole numbers or all text"):
        Network(pd.DataFrame(index=pd.Index([1.5, 2.5])), ties(""), ADVICE)


def test_ids_of_different_kinds_in_nodes_and_ties() -> None:
    nodes = pd.DataFrame(index=pd.Index([1, 2]))
    frame = pd.DataFrame({"source": ["1"], "target": ["2"]})
    with pytest.raises(DataError, match="different kinds"):
        Network.from_frames(nodes, frame, means="tells")


def test_whole_numbers_stay_whole_numbers() -> None:
    net = Network.from_frames(None, pd.DataFrame({"source": np.array([7, 8]), "target": [8, 9]}), means="tells")
    assert net.nodes.index.dtype == np.int64
    assert net.index_of([9, 7]).tolist() == [2, 0]


def test_unknown_ids_come_with_the_closest() -> None:
    net = Network(pd.DataFrame(index=["anna", "bela"]), ties(""), ADVICE)
    with pytest.raises(UnknownNodeError, match="Did you mean 'anna'"):
        net.index_of(["ana"])


def test_bad_states_and_missing_pairs_are_refused() -> None:
    with pytest.raises(DataError, match="has one of the states"):
        Network(people("ab"), ties("ab"), ADVICE, answers=people("ab", advice=["answered", "maybe"]))
    bad = pd.DataFrame({"source": ["a"], "target": ["z"], "layer": ["advice"], "kind": ["missing"]})
    with pytest.raises(DataError, match="not a node"):
        Network(people("ab"), ties("ab"), ADVICE, missing=bad)
    with pytest.raises(DataError, match="'missing' or 'impossible'"):
        Network(people("ab"), ties("ab"), ADVICE, missing=bad.assign(target="b", kind="odd"))


@pytest.mark.parametrize(("column", "value"), [("cost", -1), ("acceptance", 1.5), ("cost", "dear")])
def test_costs_and_chances_are_checked(column: str, value: object) -> None:
    with pytest.raises(DataError, match=column):
        Network(people("ab", **{column: [value, None]}), ties("ab"), ADVICE)


@pytest.mark.parametrize(
    "parts", [{"means": "likes"}, {"means": "tells", "weight_is": "size"}, {"means": "tells", "directed": False}]
)
def test_a_layer_knows_its_words(parts: dict[str, object]) -> None:
    with pytest.raises(ModelError):
        Layer("x", **parts)


# -- from_frames: one stated rule for each kind of mess ---------------------------------------------------------


def test_mess_is_told_in_a_receipt_that_adds_up() -> None:
    frame = ties("ab ab ba cc ad ae af", weight=[1.0, 2.0, 1.0, 1.0, np.nan, 0.0, 1.0])
    frame.loc[6, "target"] = None
    net = Network.from_frames(None, frame, means="turns_to")
    reasons = dict(zip(net.receipt.to_frame()["reason"], net.receipt.to_frame()["count"], strict=True))
    assert net.receipt.adds_up
    assert sum(reasons.values()) == 7
    assert len(net.ties) == 2
    assert net.adjacency()[0, 1] == 2
    assert net.missing[["source", "target", "kind"]].to_numpy().tolist() == [["a", "d", "missing"]]


def test_the_two_ways_round_of_an_undirected_pair_are_one() -> None:
    net = Network.from_frames(None, ties("ab ba"), means="meets", weight_is="count")
    assert net.ties["weight"].tolist() == [2.0]


def test_an_unknown_end_is_an_error_or_a_new_node() -> None:
    with pytest.raises(DataError, match="unknown='add'"):
        Network.from_frames(people("ab"), ties("az"), means="turns_to")
    net = Network.from_frames(people("ab"), ties("az"), means="turns_to", unknown="add")
    assert net.answers["ties"].to_dict() == {"a": "answered", "b": "answered", "z": "not_asked"}


def test_no_ties_at_all() -> None:
    net = Network.from_frames(people("abc"), ties(""), means="turns_to")
    assert net.adjacency().nnz == 0
    assert net.summary()["isolates"] == 3


# -- views ------------------------------------------------------------------------------------------------------


def answers(**states: str) -> pd.DataFrame:
    return pd.DataFrame({"advice": states})


def test_mutual_needs_both_but_one_report_decides_where_the_other_is_silent() -> None:
    states = answers(a="answered", b="answered", c="asked", d="asked")
    net = Network(people("abcd"), ties("ab ba ac"), ADVICE, answers=states)
    both = net.symmetrised("mutual")
    assert sorted(map(tuple, both.ties[["source", "target"]].to_numpy())) == [("a", "b"), ("a", "c")]
    assert "1 rest on one report" in both.receipt.notes[-1]
    assert not both.layers["advice"].directed
    alone = Network(people("ab"), ties("ab"), ADVICE)
    assert len(alone.symmetrised("mutual").ties) == 0
    assert len(alone.symmetrised("union").ties) == 1


def test_a_missing_pair_is_not_a_refusal() -> None:
    gap = pd.DataFrame({"source": ["b"], "target": ["a"], "layer": ["advice"], "kind": ["missing"]})
    net = Network(people("ab"), ties("ab"), ADVICE, missing=gap)
    assert len(net.symmetrised("mutual").ties) == 1


def test_projection_by_count_newman_and_jaccard() -> None:
    nodes = people("abcxy", mode=["person"] * 3 + ["event"] * 2)
    net = Network(nodes, ties("ax bx cx ay by"), two_mode())
    pairs = {method: net.project(method=method).adjacency() for method in ("count", "newman", "jaccard")}
    assert pairs["count"].toarray().tolist() == [[0, 2, 1], [2, 0, 1], [1, 1, 0]]
    assert pairs["newman"][0, 1] == pytest.approx(1 / 2 + 1)
    assert pairs["jaccard"][0, 2] == pytest.approx(1 / 2)
    assert net.project(onto="event").adjacency()[0, 1] == 2


def test_quotient_counts_members_and_ties_between() -> None:
    nodes = people("abcd", organisation=["North", "North", "South", None], cost=[1, 2, 3, 4])
    net = Network(nodes, ties("ab ac bc ca"), ADVICE).quotient()
    assert net.nodes["members"].to_dict() == {"North": 2, "South": 1}
    assert net.nodes["cost"].to_dict() == {"North": 3, "South": 3}
    assert net.nodes["within_advice"].to_dict() == {"North": 1, "South": 0}
    assert net.adjacency().toarray().tolist() == [[0, 2], [1, 0]]


def test_merged_is_defined_on_influence() -> None:
    layers = [Layer("a", "turns_to"), Layer("b", "meets", directed=False)]
    net = Network(people("abc"), ties("ab bc", layer=["a", "b"]), layers).merged({"a": 1, "b": 0.5})
    assert list(net.layers) == ["merged"]
    assert net.influence().toarray().tolist() == [[0, 0, 0], [1, 0, 0.5], [0, 0.5, 0]]


def test_merged_nominations_keep_their_silence() -> None:
    states = pd.DataFrame({"a": ["answered", "asked"], "b": ["answered", "answered"]}, index=["a", "b"])
    layers = [Layer("a", "turns_to"), Layer("b", "turns_to")]
    net = Network(people("ab"), ties("ab ab", layer=["a", "b"]), layers, answers=states).merged({"a": 2, "b": 1})
    assert net.layers["merged"].means == "turns_to"
    assert net.adjacency()[0, 1] == 3
    assert net.answers["merged"].tolist() == ["answered", "asked"]


def test_windows_keep_all_nodes_and_mark_who_is_not_there() -> None:
    nodes = people("abc", since=pd.to_datetime([None, None, "2026-01-08"]))
    when = pd.to_datetime(["2026-01-01 09:00", "2026-01-09 09:00"])
    net = Network(nodes, ties("ab bc", start=when), MET_DATED)
    weeks = list(net.windows("7D"))
    assert [len(week.ties) for week in weeks] == [1, 1]
    assert [len(week) for week in weeks] == [3, 3]
    assert weeks[0].answers.loc["c", "met"] == "absent"
    assert weeks[1].answers.loc["c", "met"] == "answered"


MET_DATED = Layer("met", "meets", directed=False, weight_is="count")


def test_windows_without_dates_say_so() -> None:
    with pytest.raises(DataError, match="no dates"):
        list(Network(people("ab"), ties("ab"), MET).windows("7D"))


def test_select_by_ids_by_mapping_and_by_function() -> None:
    net = Network(people("abc", group=["user", "user", "manager"]), ties("ab bc"), ADVICE)
    assert net.select(["c", "b"]).nodes.index.tolist() == ["c", "b"]
    assert net.select(where={"group": "user"}).ties[["source", "target"]].to_numpy().tolist() == [["a", "b"]]
    assert len(net.select(where=lambda nodes: nodes["group"] == "manager")) == 1


def test_members_come_from_the_column_and_from_ties() -> None:
    nodes = people("abx", mode=["person", "person", "organisation"], organisation=["North", None, None])
    layer = Layer("in", "meets", directed=False, source_mode="person", target_mode="organisation")
    net = Network(nodes.assign(label=["Ann", "Bo", "North"]), ties("ax bx"), layer)
    assert net.members("organisation").to_numpy().tolist() == [["a", "North"], ["b", "North"]]


def test_forgetting_leaves_no_trace() -> None:
    nodes = people("abc", label=["Ann", "Bo", "Cy"], held_by=[None, "Ann", "Bo"])
    acts = pd.DataFrame({"node": ["a", "b"], "kind": ["did", "did"], "led_by": [None, "a"]})
    net = Network(nodes, ties("ab bc"), ADVICE, acts=acts).forget(["a"])
    tables = " ".join(table.to_csv() for table in net.to_frames().values())
    assert "Ann" not in tables
    assert len(net) == 2
    assert net.acts is not None
    assert net.acts["led_by"].isna().all()


def test_repr_shows_counts_and_no_names() -> None:
    net = Network(people("ab", label=["Ann Secret", "Bo Secret"], group=["user", "user"]), ties("ab"), ADVICE)
    assert "Secret" not in repr(net) + net._repr_html_()
    assert "2 user" in repr(net)


def test_frames_handed_out_change_nothing() -> None:
    net = Network(people("ab", group=["user", "user"]), ties("ab"), ADVICE)
    nodes, frame = net.nodes, net.ties
    nodes["group"] = "changed"
    frame.loc[0, "weight"] = 9
    assert net.nodes["group"].tolist() == ["user", "user"]
    assert net.ties["weight"].tolist() == [1.0]


def test_two_networks_are_equal_only_if_one() -> None:
    net = Network(people("ab"), ties("ab"), ADVICE)
    assert net == net  # noqa: PLR0124
    assert net != Network(people("ab"), ties("ab"), ADVICE)


# -- combine ----------------------------------------------------------------------------------------------------


def test_combine_keeps_layers_apart_and_tells_disagreements() -> None:
    one = Network(people("ab", group=["user", "user"]), ties("ab"), ADVICE)
    two = Network(people("bc", group=["manager", "user"]), ties("bc"), ADVICE)
    both = combine(one, two)
    assert list(both.layers) == ["advice", "advice (2)"]
    assert both.nodes["group"].to_dict() == {"a": "user", "b": "user", "c": "user"}
    assert any("two values for 'group'" in note for note in both.receipt.notes)
    assert both.answers.loc["c", "advice"] == "not_asked"


def test_combine_refuses_ids_of_two_kinds() -> None:
    numbers = Network.from_frames(None, pd.DataFrame({"source": [1], "target": [2]}), means="tells")
    with pytest.raises(DataError, match="whole numbers"):
        combine(numbers, Network(people("ab"), ties("ab"), ADVICE))


# -- properties -------------------------------------------------------------------------------------------------

PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=25)


@settings(max_examples=60, deadline=None)
@given(PAIRS, st.permutations(list("abcdef")), st.randoms(use_true_random=False))
def test_order_of_rows_and_of_nodes_changes_no_tie(pairs: list[tuple[str, str]], order: list[str], shuffle) -> None:
    frame = pd.DataFrame(pairs, columns=["source", "target"], dtype="str")
    mixed = pairs.copy()
    shuffle.shuffle(mixed)
    again = pd.DataFrame(mixed, columns=["source", "target"], dtype="str")
    first = Network.from_frames(people("abcdef"), frame, means="turns_to")
    second = Network.from_frames(people("".join(order)), again, means="turns_to")
    back = second.index_of(list("abcdef"))
    assert (first.adjacency() != second.adjacency()[back][:, back]).nnz == 0
    assert first.receipt.adds_up
    assert second.receipt.adds_up


@settings(max_examples=60, deadline=None)
@given(PAIRS, st.booleans())
def test_foreign_graphs_there_and_back(pairs: list[tuple[str, str]], directed: bool) -> None:
    frame = pd.DataFrame(pairs, columns=["source", "target"], dtype="str").assign(layer="ties")
    layer = Layer("ties", "tells" if directed else "meets", directed=directed)
    net = Network.from_frames(people("abcdef", age=[1, 2, 3, 4, 5, 6]), frame, layer)
    kept = {"means": layer.means}
    via_nx = Network.from_networkx(net.to_networkx(), **kept)
    via_ig = Network.from_igraph(net.to_igraph(), **kept)
    via_matrix = Network.from_adjacency(net.adjacency(), net.nodes.index, means=layer.means, directed=directed)
    for other in (via_nx, via_ig, via_matrix):
        assert other.nodes.index.tolist() == net.nodes.index.tolist()
        assert (other.adjacency() != net.adjacency()).nnz == 0
    assert via_nx.nodes["age"].tolist() == [1, 2, 3, 4, 5, 6]
