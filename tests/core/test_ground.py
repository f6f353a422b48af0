"""The ground floor: errors that cure, coins that depend on their key alone, checks, progress, batches, answers."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdiff import _check
from netdiff._parallel import map_batches
from netdiff._progress import track
from netdiff._random import coins, generator, run_keys, spawn, tie_keys
from netdiff.answers import answered_mask, nameable_mask, observed_out, response_rate
from netdiff.errors import DataError, Fault, ModelError, NetdiffError, UnknownNodeError, rows_in_words
from netdiff.layer import Layer
from netdiff.network import Network


def test_an_error_names_place_value_and_cure() -> None:
    error = DataError(
        "not a date", cure="Write 2026-01-31.", file="a.csv", sheet="S", column="when", rows=[4], value="x"
    )
    assert str(error) == "File a.csv, sheet 'S', column 'when', row 4: not a date (found 'x'). Write 2026-01-31."
    assert isinstance(error, NetdiffError | ValueError)


def test_all_faults_stand_in_one_error() -> None:
    error = DataError.of([Fault("one"), Fault("two", "Mend it.")])
    assert str(error).splitlines() == ["2 things to mend:", "1. one.", "2. two. Mend it."]


@pytest.mark.parametrize(
    ("rows", "words"), [((), ""), ((4,), "row 4"), ((4, 9), "rows 4 and 9"), (tuple(range(20)), "20 in all")]
)
def test_rows_in_words(rows: tuple[int, ...], words: str) -> None:
    assert words in rows_in_words(rows)


def test_unknown_nodes_are_key_errors_that_read_well() -> None:
    error = UnknownNodeError(["x"], ["y"])
    assert isinstance(error, KeyError)
    assert str(error) == "Not in this network: 'x'. Did you mean 'y'?"


def test_a_generator_from_what_people_give() -> None:
    assert generator(3).integers(100) == generator(np.int64(3)).integers(100)
    own = np.random.default_rng(1)
    assert generator(own) is own
    for bad in (1.5, "1", True, np.random.RandomState(1)):
        with pytest.raises(TypeError, match="rng=1"):
            generator(bad)  # type: ignore[arg-type]


def test_spawned_streams_repeat_and_differ() -> None:
    first, second = spawn(1, 2)
    again, _ = spawn(1, 2)
    assert first.random() == again.random()
    assert first.random() != second.random()


def test_global_state_is_untouched() -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    coins(run_keys(1, 5)[:, None], "tie", tie_keys(["a"], ["b"]))
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), min_size=1, max_size=10, unique=True))
def test_a_coin_depends_on_its_tie_alone(pairs: list[tuple[str, str]]) -> None:
    source, target = zip(*pairs, strict=True)
    whole = coins(run_keys(7, 3)[:, None], "tie", tie_keys(source, target, "advice"))
    alone = coins(run_keys(7, 9)[:3, None], "tie", tie_keys(source[-1:], target[-1:], "advice"))
    assert (whole[:, -1] == alone[:, 0]).all()


def test_coins_are_uniform_and_apart() -> None:
    run = run_keys(1, 20_000)
    one, other = coins(run, "tie", tie_keys([1], [2])), coins(run, "tie", tie_keys([2], [1]))
    third = coins(run, "threshold", tie_keys([1], [2]))
    for sample in (one, other, third):
        assert abs(sample.mean() - 0.5) < 4 * np.sqrt(1 / 12 / len(sample))
        assert np.histogram(sample, 10, (0, 1))[0].min() > 1800
    assert abs(np.corrcoef([one, other, third])[np.triu_indices(3, 1)]).max() < 0.03


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (_check.check_probability, 1.1),
        (_check.check_probability, "x"),
        (_check.check_probability, float("nan")),
        (_check.check_fraction, 0),
        (_check.check_positive, 0),
        (_check.check_positive, float("inf")),
        (_check.check_positive_int, 1.0),
        (_check.check_positive_int, True),
    ],
)
def test_checks_name_the_value(check: object, value: object) -> None:
    with pytest.raises(ModelError, match="p "):
        check(value, "p")  # type: ignore[operator]


def test_checks_pass_what_is_right() -> None:
    assert _check.check_probability(1, "p") == 1.0
    assert _check.check_fraction(0.5, "p") == 0.5
    assert _check.check_positive(np.float64(2), "p") == 2.0
    assert _check.check_positive_int(np.int64(0), "k", least=0) == 0
    assert _check.check_choice("a", "x", ["a"]) == "a"


def test_misspelt_words_get_a_hint() -> None:
    with pytest.raises(ModelError, match="Did you mean 'turns_to'"):
        _check.check_choice("turn_to", "means", ["turns_to", "tells"])
    with pytest.raises(DataError, match=r"'groop'.*Did you mean 'group'"):
        _check.check_columns(["groop"], ["group", "place"])


def test_a_notebook_sees_a_line_that_needs_no_widget(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    assert list(track(range(1000), 1000, what="counting")) == list(range(1000))
    lines = capsys.readouterr().err.split("\r")
    assert lines[-1] == "counting: 1,000 of 1,000\n"
    assert len(lines) <= 102


def test_progress_bars_and_batches(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(track([1, 2], 2, progress=True, what="counting")) == [1, 2]
    assert list(track([1], 1, progress=False)) == [1]
    with ThreadPoolExecutor(2) as pool:
        assert list(map_batches(abs, [-1, -2, -3], executor=pool, progress=False)) == [1, 2, 3]
    assert capsys.readouterr().out == ""


def silent() -> Network:
    nodes = pd.DataFrame({"group": ["user", "user", "manager", "user"]}, index=pd.Index(list("abcd"), name="node"))
    states = pd.DataFrame({"advice": ["answered", "partial", "asked", "not_asked"]}, index=nodes.index)
    gap = pd.DataFrame({"source": ["a"], "target": ["b"], "layer": ["advice"], "kind": ["missing"]})
    ties = pd.DataFrame({"source": ["a"], "target": ["d"]})
    layer = Layer("advice", "turns_to", nameable=("user",))
    return Network(nodes, ties, layer, answers=states, missing=gap)


def test_absent_is_not_zero() -> None:
    net = silent()
    assert answered_mask(net, "advice").tolist() == [True, True, False, False]
    assert nameable_mask(net, "advice").tolist() == [True, True, False, True]
    assert observed_out(net, "advice").tolist() == [1, 2, 0, 0]
    assert response_rate(net) == pytest.approx(2 / 3)
    assert net.status.tolist() == ["answered", "partial", "asked", "not_asked"]


def test_a_log_is_no_answer() -> None:
    states = pd.DataFrame({"advice": ["answered", "asked", "not_asked"], "met": "answered"}, index=list("abc"))
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "layer": ["advice"]})
    layers = [Layer("advice", "turns_to"), Layer("met", "meets", directed=False, boundary="log")]
    net = Network(pd.DataFrame(index=list("abc")), ties, layers, answers=states)
    assert net.status.tolist() == ["answered", "asked", "not_asked"]
    assert response_rate(net) == 0.5
    assert response_rate(net.layer("met")) == 1.0


def test_nobody_asked_has_no_response_rate() -> None:
    net = silent().select(["d"])
    assert np.isnan(response_rate(net, "advice"))
