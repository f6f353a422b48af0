"""A contrast is fair, paired, and says what follows where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from netdiff.errors import ModelError
from netdiff.experiments.contrast import Question, put

ASKED = Question(
    "More rain makes more <b>grass</b>.", "grass, cm", "rain", "sun", {"none": 0, "rain": 2, "sun": 2},
    ("soil",), ("linear",), "nothing",
)  # fmt: skip


def play(*, rain: float, sun: float, dry: float = 0.0) -> dict[str, np.ndarray]:
    luck = np.random.default_rng(1).normal(size=400)
    return {"none": luck, "rain": luck + rain - dry, "sun": luck + sun}


def over(region: dict[str, list[float]], rain: float = 2.0) -> object:
    return put(ASKED, play, {"rain": rain, "sun": 1.0}, doses=("rain", [0.0, 1.0, 2.0]), region=region)


def test_common_coins_leave_no_noise_in_the_difference() -> None:
    contrast = over({})
    assert contrast.effect.value == pytest.approx(1.0)
    assert contrast.effect.se == pytest.approx(0.0, abs=1e-12)
    assert contrast.between("none", "none").value == 0.0


def test_doses_are_paired_effects() -> None:
    assert over({}).doses["effect"].tolist() == pytest.approx([-1.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("region", "verdict", "share"),
    [
        ({"dry": [0.0, 0.5]}, "follows", 1.0),
        ({"dry": [1.5, 2.0]}, "does not follow", 0.0),
        ({"dry": [0.0, 2.0], "sun": [0.9, 1.0]}, "depends on dry", 0.5),
        ({"dry": [0.0, 2.0], "sun": [-1.0, 5.0]}, "depends on sun", 0.5),
    ],
)
def test_the_verdict_is_about_the_declared_region(region: dict[str, list[float]], verdict: str, share: float) -> None:
    contrast = over(region)
    assert contrast.verdict == verdict
    assert contrast.share == share


def test_without_a_region_the_verdict_is_about_these_settings() -> None:
    assert over({}).verdict == "follows at these settings"
    assert over({}, rain=0.5).verdict == "does not follow at these settings"
    assert np.isnan(over({}).share)


def test_a_difference_below_the_margin_does_not_follow() -> None:
    demanding = replace(ASKED, margin=1.5)
    contrast = put(demanding, play, {"rain": 2.0, "sun": 1.0}, doses=("rain", [2.0]), region={"sun": [0.9, 1.0]})
    assert contrast.verdict == "does not follow"
    assert set(contrast.region["finding"]) == {"no clear difference"}


def test_unequal_costs_are_refused() -> None:
    with pytest.raises(ModelError, match="not fair"):
        replace(ASKED, costs={"rain": 1, "sun": 2})


def test_unknown_arms_are_named() -> None:
    with pytest.raises(ModelError, match="'snow'"):
        over({}).between("snow", "sun")


def test_it_never_says_proved_and_escapes_what_it_shows() -> None:
    contrast = over({"dry": [0.0, 2.0]})
    text, page = repr(contrast), contrast._repr_html_()
    assert not {"confirmed", "proved", "proven"} & set(text.lower().split())
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert list(contrast.to_frame().columns) == ["cost", "mean", "low", "high"]
    assert set(contrast.sensitivity()["parameter"]) == {"dry"}
