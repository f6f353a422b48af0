"""The scorecard: planted truths, plain words, promises kept."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.errors import DataError, ModelError
from netdiff.metrics.scorecard import INDICATORS, Scorecard, scorecard
from netdiff.network import Layer, Network
from tests.metrics.reading_age import grade, reading_age

QUICK = {"draws": 10, "benchmark_runs": 20, "progress": False}
CODES = [
    "E1",
    "E2",
    "E3",
    "E4a",
    "E4b",
    "E5a",
    "E5b",
    "E5c",
    "W1",
    "W2",
    "W3a",
    "W3b",
    "W4a",
    "W4b",
    "W5",
    "W6a",
    "W6b",
    "W6c",
    "W7",
    "C1a",
    "C1b",
    "C2a",
    "C2b",
    "C2c",
    "C3a",
    "C3b",
    "C3c",
    "C4",
    "C5a",
    "C5b",
    "C6a",
    "C6b",
    "C7a",
    "C7b",
    "C8a",
    "C8b",
    "M1",
    "M2a",
    "M2b",
    "M2c",
    "M3",
    "M4",
    "M5a",
    "M5b",
    "M5c",
    "M6a",
    "M6b",
    "M7",
    "M8",
    "M9a",
    "M9b",
]


def community(silent: float = 0.3, rng: int = 1, *, means: str = "turns_to") -> Network:
    """60 users in three places and 40 professionals; users keep to themselves in two places and are absent in one."""
    draw = np.random.default_rng(rng)
    ids = pd.Index([f"p{i:02d}" for i in range(100)], name="node")
    group = np.array(["user"] * 60 + ["professional"] * 40)
    place = np.where(np.arange(100) % 2 == 0, "east", "west")
    pairs = set()
    for one in range(100):
        mates = np.flatnonzero((group == group[one]) & (place == place[one]) & (np.arange(100) != one))
        pairs |= {(one, int(other)) for other in draw.choice(mates, 4, replace=False)}
        if draw.random() < 0.2:
            pairs.add((one, int(draw.choice(np.flatnonzero(group != group[one])))))
    state = np.where(draw.random(100) < silent, "asked", "answered")
    told = sorted(pair for pair in pairs if state[pair[0]] == "answered")
    ties = pd.DataFrame({"source": ids[[a for a, _ in told]], "target": ids[[b for _, b in told]], "layer": "advice"})
    nodes = pd.DataFrame({"group": group, "place": place, "consent": "yes", "support": 5}, index=ids)
    acts = pd.DataFrame({"node": ids[:30], "kind": "did", "date": np.arange(30) * 10, "led_by": ids[0]})
    bodies = pd.DataFrame({"body": "board", "node": [*ids[:1], *ids[60:63]], "raised": [0, 2, 1, 1]})
    places = pd.DataFrame({"need": [500, 300, 200]}, index=["east", "west", "north"])
    answers = pd.DataFrame({"advice": state}, index=ids)
    return Network(
        nodes, ties, [Layer("advice", means)], answers=answers, acts=acts, bodies=bodies, places=places
    )  # fmt: skip


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return scorecard(community(), decide=["p60", "p61"], by="place", **QUICK)


def test_every_part_is_there_with_its_word_and_no_total(card):
    frame = card.to_frame()
    assert frame.index.tolist() == CODES
    assert set(frame["word"]) == {"existence", "power", "connectedness", "mobilisation"}
    assert not [name for name in dir(card) if "total" in name.lower() or "overall" in name.lower()]
    assert (frame["caution"].str.len() > 5).all()


def test_a_part_has_a_value_or_says_what_to_add(card):
    for part in card.parts:
        if part.lacking:
            assert re.fullmatch(r"Not computable from this file because .+\. Add .+[.?]", part.lacking), part.lacking
        else:
            assert part.users is not None
            assert part.users.low <= part.users.value <= part.users.high
            assert "of" in part.rests_on
            assert part.users.assumption in part.rests_on


def test_planted_values_are_found(card):
    assert card["E1"].users.value == pytest.approx(2 / 3)
    assert card["E2"].users.value == pytest.approx(60 / 1000)
    assert card["E3"].users.value == 1.0
    assert card["W3a"].users.value == pytest.approx(1 / 4)
    assert card["W3b"].users.value == 0.0
    assert card["W6c"].users.value == 1
    assert card["C1a"].users.value == pytest.approx(4.0, abs=1e-9)
    assert card["M1"].users.value == pytest.approx(0.5)
    assert card["M1"].professionals.value == 0.0
    assert card["M2a"].lacking
    assert card["W4a"].users.value > 1


def test_full_answers_give_the_measures_themselves():
    net = community(silent=0.0)
    full = scorecard(net, decide=["p60", "p61"], **QUICK)
    assert full["C5b"].users.value == metrics.reciprocity(net, group="user")
    assert full["C2a"].users.value == metrics.largest_component_share(net, group="user")
    assert full["C5a"].professionals.value == metrics.transitivity(net, group="professional")
    assert full["W1"].users.value == metrics.turned_to_ratio(net, "user", "professional")
    assert full["W5"].users.value == metrics.gatekeeping(net, "user", ["p60", "p61"])
    assert full["C7b"].users.value == metrics.backed_bridges(net, "user", "professional")
    assert full["C4"].users.value == metrics.reach_share(net, group="user")
    assert full["C2a"].users.low == full["C2a"].users.high


def test_chance_keeps_size_and_names(card):
    """Users keep to themselves: far fewer links cross than chance would give, and more than chance are returned."""
    assert card["C6b"].users.high < card["C6b"].users_chance.low
    assert card["C6b"].users_chance.mean == pytest.approx(1.0, abs=0.1)
    assert card["W1"].users_chance.mean == pytest.approx(1.0, abs=0.15)
    assert "less than luck" in card["C6b"].sentence


def test_four_sentences_one_for_each_word(card):
    assert len(card.sentences) == 4
    for word, text in zip(("Existence", "Power", "Connectedness", "Mobilisation"), card.sentences, strict=True):
        assert text.startswith(word)
    assert repr(card).startswith(card.sentences[0])


def test_nobody_is_named(card):
    """A scorecard speaks of groups: no id leaves in its words, tables or HTML."""
    out = repr(card) + card._repr_html_() + card.to_frame().to_csv() + card.by_frame().to_csv()
    assert not re.search(r"\bp\d\d\b", out)


def test_html_is_escaped():
    net = community(silent=0.0)
    wicked = "<script>alert(1)</script>"
    nodes = net.nodes.assign(group=net.nodes["group"].replace("user", wicked))
    card = scorecard(Network(nodes, net.ties, net.layers), users=wicked, **QUICK)
    assert "<script" not in card._repr_html_()
    assert "&lt;script" in card._repr_html_()


def test_the_same_rng_gives_the_same_card_and_another_another():
    net = community()
    one, two, three = (scorecard(net, rng=r, **QUICK).to_frame() for r in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert not one["users_chance"].equals(three["users_chance"])


def test_sides_mirror_each_other():
    net = community()
    there = scorecard(net, **QUICK)
    back = scorecard(net, users="professional", professionals="user", **QUICK)
    for code in ("C1a", "C5b", "W1", "C6a"):
        assert there[code].users.value == back[code].professionals.value


def test_several_groups_on_a_side_and_who_is_not_named_counts_nowhere():
    net = community(silent=0.0)
    group = net.nodes["group"].to_numpy().copy()
    group[::10] = "manager"
    net = Network(net.nodes.assign(group=group), net.ties, net.layers)
    alone = scorecard(net, **QUICK)
    both = scorecard(net, professionals=["professional", "manager"], **QUICK)
    assert both["C1a"].professionals.asked > alone["C1a"].professionals.asked
    assert both.professionals == "professionals and managers"


def test_a_layer_without_direction_says_what_it_cannot_tell():
    layer = Layer("met", "meets", directed=False)
    net = community(silent=0.0)
    pairs = net.ties.assign(layer="met")
    net = Network.from_frames(net.nodes, pairs[["source", "target", "layer"]], layer)
    card = scorecard(net, **QUICK)
    assert "do not say who turns to whom" in card["W1"].lacking
    assert card["C5b"].users.value == 1.0
    assert card["C2a"].users_chance.mean > 0


def test_only_those_who_could_be_named_are_counted():
    """The question let people name professionals only: nothing can be said about links among users, or across."""
    net = community(silent=0.2)
    ties = net.ties[net.ties["target"].isin(net.nodes.index[60:])].reset_index(drop=True)
    layer = Layer("advice", "turns_to", nameable=("professional",))
    card = scorecard(Network(net.nodes, ties, [layer], answers=net.answers), **QUICK)
    for code in ("C1a", "C2a", "C5b", "E4a"):
        assert "did not let them be named" in card[code].lacking
        assert not np.isnan(card[code].professionals.value)
    for code in ("W1", "C6a", "C6b"):
        assert "one of the two groups only" in card[code].lacking
    assert card["C7a"].users.value > 0


def test_keeping_degrees_is_another_chance():
    net = community(silent=0.0)
    names = scorecard(net, chance="names", **QUICK)
    degrees = scorecard(net, chance="degrees", **QUICK)
    assert degrees["W6a"].users_chance.mean != names["W6a"].users_chance.mean
    with pytest.raises(ModelError, match="names, degrees"):
        scorecard(net, chance="nothing")


def test_waves_are_compared_with_intervals_of_change():
    before, now = community(rng=1), community(rng=2)
    change = scorecard(now, before=before, **QUICK).change_since(scorecard(before, **QUICK))
    row = change.loc[("C5b", "users")]
    assert row["change"] == pytest.approx(row["now"] - row["before"])
    assert row["low"] < row["change"] < row["high"]
    assert row["clear"] == (row["low"] > 0 or row["high"] < 0)
    same = scorecard(now, **QUICK).change_since(scorecard(now, **QUICK))
    assert not same["clear"].any()


def two_rounds(rng: int) -> tuple[Network, Network]:
    """Two full rounds of one survey: some users name many; in the second, some links are gone and some are new."""
    draw = np.random.default_rng(rng)
    net = community(silent=0.0, rng=1)
    ids = net.nodes.index.to_numpy()
    more = [(one, other) for one in ids[:12] for other in draw.choice(ids[20:60], 6, replace=False)]
    then = pd.concat([net.ties[["source", "target"]], pd.DataFrame(more, columns=["source", "target"])])
    fresh = pd.DataFrame({"source": draw.choice(ids[:30], 40), "target": draw.choice(ids[30:], 40)})
    now = pd.concat([then[draw.random(len(then)) < 0.85], fresh])
    rounds = (each.drop_duplicates().reset_index(drop=True) for each in (then, now))
    return tuple(Network.from_frames(net.nodes, ties.assign(layer="advice"), net.layers) for ties in rounds)


def answered_by(net: Network, told: np.ndarray) -> Network:
    answers = pd.DataFrame({"advice": np.where(told, "answered", "asked")}, index=net.nodes.index)
    ties = net.ties[net.ties["source"].isin(net.nodes.index[told])].reset_index(drop=True)
    return Network(net.nodes, ties, net.layers, answers=answers)


@pytest.mark.slow
def test_a_change_is_known_better_where_the_same_people_answered_twice():
    """60 times, 40 % are silent in both rounds, nine in ten of them the same: 90 % ranges hold the true change."""
    then, now = two_rounds(rng=5)
    quick = {"draws": 1, "benchmark_runs": 1, "progress": False}
    truth = scorecard(now, **quick).change_since(scorecard(then, **quick)).loc[("C1a", "users"), "change"]
    draw, held, paired, apart = np.random.default_rng(7), [], [], []
    for _ in range(60):
        first = draw.random(100) > 0.4
        second = np.where(draw.random(100) < 0.9, first, draw.random(100) > 0.4)
        late, early = scorecard(answered_by(now, second), **quick), scorecard(answered_by(then, first), **quick)
        row = late.change_since(early).loc[("C1a", "users")]
        assert row["paired"]
        held.append(row["low"] <= truth <= row["high"])
        paired.append(row["high"] - row["low"])
        apart.append(np.hypot(late["C1a"].users.width, early["C1a"].users.width))
    assert np.mean(held) >= 0.8
    assert np.mean(paired) < 0.75 * np.mean(apart)


def test_rounds_answered_without_regard_to_one_another_gain_nothing_by_pairing():
    then, now = two_rounds(rng=5)
    quick = {"draws": 1, "benchmark_runs": 1, "progress": False}
    draw, ratio = np.random.default_rng(8), []
    for _ in range(20):
        late, early = (scorecard(answered_by(net, draw.random(100) > 0.4), **quick) for net in (now, then))
        row = late.change_since(early).loc[("C1a", "users")]
        ratio.append((row["high"] - row["low"]) / np.hypot(late["C1a"].users.width, early["C1a"].users.width))
    assert np.mean(ratio) == pytest.approx(1.0, abs=0.1)


def test_links_that_last():
    before, now = community(silent=0.0, rng=1), community(silent=0.0, rng=2)
    card = scorecard(now, before=before, **QUICK)
    assert card["E5a"].users.value == pytest.approx(metrics.persistence(now, before, group="user"))
    assert scorecard(now, before=now, **QUICK)["E5a"].users.value == 1.0


def test_the_table_by_place_draws_together_and_ranks_nothing_that_overlaps(card):
    table = card.by_frame()
    assert set(table["place"]) == {"east", "west"}
    names = table[(table["code"] == "C5b") & (table["group"] == "users")]
    assert names["best_rank"].tolist() == [1, 1]
    assert names["worst_rank"].tolist() == [2, 2]
    pooled = table.dropna(subset="pooled")
    assert (pooled["pooled_low"] <= pooled["pooled"]).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"users": "nobody"}, "nobody is in the group"),
        ({"users": ["user", "professional"]}, "share 40 people"),
        ({"by": "shoe size"}, "no column 'shoe size'"),
        ({"layer": "advise"}, "advice"),
        ({"decide": ["p999"]}, "p999"),
        ({"level": 90}, "level"),
        ({"draws": 0}, "draws"),
    ],
)
def test_bad_input_says_what_to_do(options, words):
    with pytest.raises((DataError, ModelError, KeyError), match=words):
        scorecard(community(), **({"progress": False, "benchmark_runs": 2, "draws": 2} | options))


def test_the_planted_truths_of_the_region_are_found():
    """One place has no user network, users hold one token seat and raised nothing."""
    from netdiff.loaders.samples import load_sample

    net = load_sample("region")
    card = scorecard(net, decide=net.bodies["node"].dropna().unique(), draws=25, benchmark_runs=10, progress=False)
    assert card["E1"].users.value == pytest.approx(7 / 8, abs=0.03)
    assert card["E1"].users.value < card["E1"].professionals.value
    assert card["W3a"].users.value > 0
    assert card["W3b"].users.value == 0
    assert card["W1"].users.high < 1


def test_a_network_without_groups_is_told(directed):
    with pytest.raises(DataError, match="column group"):
        scorecard(directed)


def test_progress_is_told():
    told = []
    scorecard(community(), draws=3, benchmark_runs=4, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_every_sentence_of_every_part_can_be_read():
    """The sentences of all parts, whatever a file holds, and what is said of what it lacks."""
    net = community(silent=0.0)
    bare = scorecard(Network(net.nodes[["group"]], net.ties, net.layers), draws=1, benchmark_runs=1, progress=False)
    said = [each.say.format(who="users", value="12 %") for each in INDICATORS]
    lacking = [part.lacking for part in bare.parts if part.lacking]
    assert max(map(grade, said)) <= 9
    assert reading_age(" ".join(said)) <= 9
    assert max(map(grade, lacking)) <= 9
    assert len(lacking) > 20


def test_plain_sentences_can_be_read_at_nine(card):
    """Flesch-Kincaid over what people read first; figures in brackets are no words."""
    told = [re.sub(r"\([^)]*\)", "", part.sentence) for part in card.parts if not part.lacking]
    four = [re.sub(r"\([^)]*\)", "", text) for text in card.sentences]
    assert reading_age(" ".join(told)) <= 9
    assert reading_age(" ".join(four)) <= 9
    assert reading_age(" ".join(part.caution for part in card.parts)) <= 9
    assert max(grade(text) for text in told) <= 9
    assert (
        reading_age("Notwithstanding methodological heterogeneity, interorganisational connectivity predominates.") > 15
    )
