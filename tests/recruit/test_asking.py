"""People with the need who ask by the deadline; and the gates that are shut: worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from netdiff.errors import DataError, ModelError, UnknownNodeError
from netdiff.network import Network
from netdiff.recruit import recommend
from netdiff.recruit.asking import chance_to_ask
from netdiff.recruit.gates import check_gates, gates_of
from netdiff.spread.models import ComplexContagion
from tests.recruit.test_recommend import SURE, tells


@pytest.fixture
def village() -> Network:
    """a reaches three who need nothing, b two in need, c a chain whose third to fifth are. Nobody else may be asked."""
    pairs = [("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("b", "b2"), ("c", "c1"), ("c1", "c2")]
    pairs += [("c2", "c3"), ("c3", "c4"), ("c4", "c5")]
    names = sorted({one for pair in pairs for one in pair})
    need = {name: "Yes" if name in {"b1", "b2", "c3", "c4", "c5"} else "No" for name in names}
    consent = {name: "no" for name in names if name not in {"a", "b", "c"}}
    return tells(pairs, pd.DataFrame({"need": pd.Series(need), "consent": pd.Series(consent)}, index=names))


@pytest.mark.parametrize("model", [SURE, ComplexContagion(count=1)])
def test_those_with_the_need_who_ask_by_the_deadline(village: Network, model: object) -> None:
    """Half of those with the need ask. Within 2 rounds b brings 2 * .5 = 1 and c nobody; within 5, c 3 * .5 = 1.5."""
    soon = recommend(village, 1, model=model, objective="asking", horizon=2, asks=0.5, rng=1)
    assert soon.people == ("b",)
    assert soon.value.value == pytest.approx(1.0)
    late = recommend(village, 1, model=model, objective="asking", horizon=5, asks=0.5, rng=1)
    assert late.people == ("c",)
    assert late.value.value == pytest.approx(1.5)
    assert recommend(village, 1, model=model, horizon=1, rng=1).people == ("a",)  # the most reached, none in need
    assert "people with the need are expected to ask within 5 rounds, of about 2 who would" in late.summary()
    assert "with the need to ask" in str(late.explain("c"))


def test_the_certificate_counts_those_who_ask(village: Network) -> None:
    plan = recommend(village, 2, model=SURE, objective="asking", horizon=5, asks=0.5, rng=1)
    assert set(plan.people) == {"b", "c"}
    assert plan.certificate.lower <= 2.5 <= plan.certificate.upper
    assert plan.certificate.unit == "people with the need who ask"
    assert "within 5 rounds" in plan.guarantee
    shares = plan.leaves_out().set_index("who")["reached"]
    assert shares["everybody"] == pytest.approx(9.0)  # all are counted here, those without the need too: b + 2, c + 5


def test_chances_may_stand_in_columns_and_silence_is_no_no() -> None:
    """Of five users two have the need, so a silent one counts .4. Of citizens too few said: the share of all counts."""
    said = ["yes", "yes", "no", "no", "no", None, "0.5", "rather not say"]
    nodes = pd.DataFrame({"need": said, "group": ["user"] * 6 + ["citizen"] * 2, "asks": [0.5, None] * 4})
    nodes.index = pd.Index(list("abcdefgh"))
    net = tells([("a", "b")], nodes)
    chance, notes = chance_to_ask(net)
    assert chance.tolist() == pytest.approx([1, 1, 0, 0, 0, 0.4, 0.5, 2.5 / 6])
    assert "not known of 2 people" in notes[0]
    assert "taken to ask once word has come" in notes[-1]
    assert chance_to_ask(net, asks="asks")[0].tolist() == pytest.approx([0.5, 0.5, 0, 0, 0, 0.2, 0.25, 1.25 / 6])


def test_whoever_has_asked_already_is_not_counted_again(village: Network) -> None:
    acts = pd.DataFrame({"node": ["b1", "b2", "a"], "kind": ["asked", "asked", "did"]})
    ties = village.ties[["source", "target"]]
    net = Network.from_frames(village.nodes, ties, means="tells", acts=acts)
    assert recommend(net, 1, model=SURE, objective="asking", horizon=5, rng=1).people == ("c",)
    assert any("2 people have asked already" in note for note in chance_to_ask(net)[1])


def test_another_column_may_say_who_needs_it(village: Network) -> None:
    net = tells(village.ties[["source", "target"]].to_numpy().tolist(), village.nodes.rename(columns={"need": "copd"}))
    assert recommend(net, 1, model=SURE, objective="asking", worth="copd", horizon=2, rng=1).people == ("b",)
    with pytest.raises(DataError, match="no column 'need'"):
        recommend(net, 1, model=SURE, objective="asking", horizon=2)


def test_bad_input(village: Network) -> None:
    with pytest.raises(ModelError, match="until the deadline"):
        recommend(village, 1, model=SURE, objective="asking")
    with pytest.raises(ModelError, match="between 0 and 1"):
        recommend(village, 1, model=SURE, objective="asking", horizon=2, asks=3.0)
    pairs = village.ties[["source", "target"]].to_numpy().tolist()
    with pytest.raises(DataError, match="need of a1 is no chance"):
        recommend(tells(pairs, village.nodes.assign(need="7")), 1, objective="asking", horizon=2)
    with pytest.raises(DataError, match="nobody said"):
        recommend(tells(pairs, village.nodes.assign(need="?")), 1, objective="asking", horizon=2)
    with pytest.raises(DataError, match="nobody counts"):
        recommend(tells(pairs, village.nodes.assign(need="no")), 1, objective="asking", horizon=2)


# -- gates -----------------------------------------------------------------------------------------------------------


def gated(**columns: list[object]) -> Network:
    nodes = pd.DataFrame(columns, index=pd.Index(["a", "b", "c"]))
    return tells([("a", "b"), ("b", "c")], nodes)


def test_the_gate_that_binds_most_and_what_comes_first() -> None:
    """On 1 to 5 the middle is 3: a stands at 2 and 1, so it lacks a quarter of the scale and a half."""
    net = gated(desirable=[5, 4, None], feasible=[2, 4, 3], viable=[1, 3, None])
    first = gates_of(net, {})[0]
    assert [gate.name for gate in first] == ["viable", "feasible"]
    assert [gate.lack for gate in first] == [0.5, 0.25]
    assert [len(shut) for shut in gates_of(net, {})] == [2, 0, 0]  # b at the line, c unknown or at it
    plan = recommend(net, 1, model=SURE, rng=1)
    assert plan.people == ("a",)
    why = str(plan.explain("a"))
    assert "First, settle who pays, or what the contract allows" in why
    assert "'viable' is 1 of 5, and 3 is needed" in why
    assert plan.to_frame()["first"].tolist() == ["settle who pays, or what the contract allows"]


def test_what_a_gate_takes_may_be_said() -> None:
    net = gated(feasible=[0.4, 0.2, 0.9])
    assert [len(shut) for shut in gates_of(net, check_gates(0.3))] == [0, 1, 0]
    assert [len(shut) for shut in gates_of(net, check_gates({"feasible": 0.95}))] == [1, 1, 1]
    assert gates_of(net, {})[0][0].lack == pytest.approx(0.1)
    open_to_all = recommend(net, 1, model=SURE, gates=0.1, rng=1)
    assert "First," not in str(open_to_all.explain("a"))
    assert open_to_all.to_frame()["first"].isna().all()
    shut = recommend(net, 1, model=SURE, gates={"feasible": 0.95}, rng=1)
    assert "'feasible' is 0.4 of 1, and 0.95 is needed" in str(shut.explain("a"))


def test_gates_off_the_scale_are_told() -> None:
    with pytest.raises(DataError, match="feasible of b is off the scale"):
        recommend(gated(feasible=[1, 9, 2]), 1, model=SURE)
    with pytest.raises(ModelError, match="gates must be one of"):
        recommend(gated(feasible=[1, 2, 2]), 1, model=SURE, gates={"wanted": 2})
    with pytest.raises(ModelError, match="must lie from 0 to 5"):
        recommend(gated(feasible=[1, 2, 2]), 1, model=SURE, gates=7)
    with pytest.raises(UnknownNodeError):
        recommend(gated(feasible=[1, 2, 2]), 1, model=SURE, rng=1).explain("c")
