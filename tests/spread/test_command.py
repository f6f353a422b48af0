"""`netdiff simulate`: from files to an outcome in words."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from netdiff import cli
from netdiff.cli import door
from netdiff.errors import ModelError
from netdiff.spread import ComplexContagion, IndependentCascade
from netdiff.spread.named import MODELS, model_named


@pytest.fixture
def survey(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    path = tmp_path / "links.csv"
    path.write_text("ego,turn_1,turn_2\nann,bob,cem\nbob,cem,\ncem,ann,\ndee,ann,bob\n", encoding="utf-8")
    return path


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, list(words))
    return result.exit_code, result.stdout, result.stderr


def test_every_model_has_a_name_and_a_strength():
    assert model_named("news", 0.3) == IndependentCascade(0.3)
    assert model_named("share") == ComplexContagion(share=0.25)
    assert all(model_named(name) for name in MODELS)
    with pytest.raises(ModelError, match="Did you mean 'voices'"):
        model_named("voice")


@pytest.mark.parametrize("words", [["--model", "voices", "--strength", "1"], ["--model", "news", "--strength", "1.0"]])
def test_it_says_how_far(survey, words):
    code, said, told = run("simulate", "--survey", str(survey), "--seeds", "cem", "--means", "turns_to", *words)
    assert code == door.WENT_WELL, told
    assert "of 4 people" in said


def test_somebody_unknown_is_wrong_use(survey):
    code, _, told = run("simulate", "--survey", str(survey), "--seeds", "nobody", "--means", "turns_to")
    assert code == door.WRONG_USE
    assert "Not in this network" in told
