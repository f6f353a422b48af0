"""Every experiment has its page, with all that its card says."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdiff.experiments import CARDS

FOLDER = Path(__file__).parents[2] / "docs" / "experiments"


@pytest.mark.parametrize("name", CARDS)
def test_a_page_says_all_that_its_card_says(name: str) -> None:
    card, text = CARDS[name], (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    for words in (card.title, card.question, card.compared, card.fixed, card.refuted, card.follows, card.fails):
        assert words in text, "run docs/make_experiments.py"
    assert card.cannot_say in text
    assert f"netdiff experiment {name}" in text
    assert "made up" in text
    assert f"]({name}.md)" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_no_page_is_about_nothing() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {*CARDS, "README"}
