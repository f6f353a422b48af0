"""Uncertain names carried as alternatives: chances that mean something, and the network under each reading."""

from __future__ import annotations

from io import StringIO

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.errors import DataError
from netdiff.loaders.names import Directory
from netdiff.loaders.survey import read_survey
from netdiff.loaders.synthetic import messy_names
from netdiff.loaders.unsettled import _chances, alternatives, draw_names, settled
from netdiff.network import Network

PEOPLE = pd.DataFrame(
    {"id": ["P1", "P2", "P3", "P4", "P5"], "name": ["Ann Lee", "Anna Lee", "Bo Day", "Sarah Jones", "Sarah Jones"]}
)


def survey(text: str) -> Network:
    return read_survey(StringIO(text), alters="ask_", means="turns_to", people=PEOPLE)


@pytest.fixture
def net() -> Network:
    return survey("id,ask_1,ask_2\nP1,A. Lee,Bo Day\nP3,a lee,Sarah Jones\nP2,Bo Day,\n")


def test_every_mention_of_an_uncertain_name_has_its_candidates_and_nobody(net: Network) -> None:
    who = alternatives(net)
    assert list(who.columns) == ["name", "spelling", "ego", "layer", "candidate", "score", "chance"]
    assert set(zip(who["name"], who["ego"], strict=True)) == {("A. Lee", "P1"), ("A. Lee", "P3"), ("Sarah Jones", "P3")}
    mentions = who.groupby(["name", "ego", "layer"])
    np.testing.assert_allclose(mentions["chance"].sum(), 1.0)
    assert (mentions["candidate"].apply(lambda one: one.isna().sum()) == 1).all()
    assert (who["score"].isna() == who["candidate"].isna()).all()


def test_nobody_names_themselves(net: Network) -> None:
    who = alternatives(net).set_index(["name", "candidate"])["chance"]
    assert (who["A. Lee", "P1"] == 0).all(), "P1 wrote the name"
    assert (who["A. Lee", "P2"] > 0.5).all()
    assert who["Sarah Jones", "P4"] == who["Sarah Jones", "P5"]


def test_settled_is_what_apply_review_gives(net: Network) -> None:
    tried = settled(net, {"A. Lee": "P2", "Sarah Jones": None})
    decided = nd.apply_review(net, {"A. Lee": "P2", "a lee": "P2", "Sarah Jones": "outside"})
    pd.testing.assert_frame_equal(tried.ties, decided.ties)
    pd.testing.assert_frame_equal(tried.nodes, decided.nodes)
    assert not len(alternatives(tried))
    assert tried.receipt.adds_up
    assert len(alternatives(net)) > 0, "the network itself is as it was"


def test_a_network_per_draw(net: Network) -> None:
    drawn = draw_names(net, 400, rng=3)
    chance = alternatives(net).drop_duplicates(["name", "candidate"]).set_index(["name", "candidate"])["chance"]
    assert abs((drawn["Sarah Jones"] == "P4").mean() - chance["Sarah Jones", "P4"]) < 0.1
    assert not (drawn["A. Lee"] == "P1").any()
    for _, one in drawn.head(5).iterrows():
        reading = settled(net, one)
        meant = "Sarah Jones" if pd.isna(one["Sarah Jones"]) else one["Sarah Jones"]
        assert reading.adjacency()[reading.index_of(["P3"])[0], reading.index_of([meant])[0]] == 1
    pd.testing.assert_frame_equal(drawn, draw_names(net, 400, rng=3))


def test_an_uncertain_person_is_nobodys_candidate() -> None:
    """Who answered under an uncertain name waits, and is no answer to who somebody else is."""
    net = read_survey(
        StringIO("name,ask_1\nSara Joness,Bo Day\nBo Day,Sara Jones\n"),
        ego="name", alters="ask_", means="turns_to", people=PEOPLE,
    )  # fmt: skip
    assert net.nodes["unsettled"].sum() == 2
    assert set(alternatives(net)["candidate"].dropna()) == {"P4", "P5"}
    for _, one in draw_names(net, 30, rng=2).iterrows():
        assert settled(net, one).receipt.adds_up


def test_the_order_of_rows_changes_nothing() -> None:
    lines = ["P1,A. Lee,Bo Day", "P3,a lee,Sarah Jones", "P2,Bo Day,"]
    keys = ["name", "ego", "candidate"]
    one, other = (
        alternatives(survey("\n".join(["id,ask_1,ask_2", *order]))).sort_values(keys)[[*keys, "chance"]]
        for order in (lines, lines[::-1])
    )
    assert one["chance"].round(9).tolist() == other["chance"].round(9).tolist()


def test_nothing_uncertain_nothing_to_choose() -> None:
    sure = survey("id,ask_1\nP1,Bo Day\n")
    assert alternatives(sure).empty
    assert draw_names(sure, 3, rng=1).shape == (3, 0)
    assert len(settled(sure, {}).ties) == 1
    nobody = Network.from_frames(None, pd.DataFrame({"source": [], "target": []}, dtype="str"), means="meets")
    assert alternatives(nobody).empty


def test_it_survives_saving_and_a_part_of_the_network(net: Network, tmp_path: object) -> None:
    again = nd.open(net.save(f"{tmp_path}/one.netdiff"))
    pd.testing.assert_frame_equal(alternatives(again), alternatives(net))
    part = alternatives(net.select([name for name in net.nodes.index if name != "P4"]))
    assert "P4" not in set(part["candidate"].dropna())


def test_wrong_choices_are_named_all_at_once(net: Network) -> None:
    with pytest.raises(DataError) as caught:
        settled(net, {"Bo Day": "P1", "A. Lee": "P77"})
    assert "does not wait" in str(caught.value)
    assert "P77" in str(caught.value)


def test_chances_mean_what_they_say_on_mess_with_the_truth_beside_it() -> None:
    """Among alternatives given a chance of about p, about p of them are right (rosters not used for the fit)."""
    said, right = [], []
    for seed, pairs in enumerate((0, 6, 15)):
        made = messy_names(same_name_pairs=pairs, rng=seed)
        matches = Directory(dict(zip(made.roster["id"], made.roster["name"], strict=True))).resolve(
            made.mentions["text"]
        )
        for text, person in zip(made.mentions["text"], made.mentions["person"], strict=True):
            if matches[text].how == "review":
                found = [candidate for candidate, _ in matches[text].candidates]
                scores = np.array([score for _, score in matches[text].candidates])
                said += [*_chances(scores, np.ones(len(found), dtype=bool))]
                right += [*(one == person for one in found), person not in found]
    chance, truth = np.array(said), np.array(right, dtype=float)
    for low, high in ((0.0, 0.15), (0.15, 0.35), (0.35, 0.6), (0.8, 1.0)):
        inside = (chance >= low) & (chance < high)
        assert abs(chance[inside].mean() - truth[inside].mean()) < 0.08, (low, high)
    assert ((chance - truth) ** 2).mean() < 0.8 * ((truth.mean() - truth) ** 2).mean()
