"""`netdiff check` on files as they come: read, said in plain words, or refused with the cure; names to decide on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from netdiff.cli import app

FIXTURES = Path(__file__).parents[1] / "fixtures"


def check(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, words)])


@pytest.mark.parametrize(
    ("folder", "words", "says"),
    [
        ("28_qualtrics_questions_over_lines", ["qualtrics.csv", "people.csv", "--means", "turns_to"], "a survey"),
        ("32_german_with_sums", ["deutsch.csv", "--means", "turns_to"], "a row of totals (row 5)"),
        ("35_attendance_with_apologies", ["attend.csv", "people.csv"], "a list of who went to what"),
        (
            "37_trust_with_refusals_and_sums",
            ["trust.csv", "--means", "rates", "--missing", "9"],
            "a matrix of who rates whom",
        ),
    ],
)
def test_files_are_read_and_accounted_for(folder: str, words: list[str], says: str) -> None:
    shown = check(*(word if word.startswith("-") or "." not in word else FIXTURES / folder / word for word in words))
    assert shown.exit_code == 0, shown.output
    assert says in shown.output
    assert "What became of your rows" in shown.output
    assert "does NOT add up" not in shown.output


@pytest.mark.parametrize(
    ("folder", "word", "says"),
    [
        ("31_coalition_book", "coalition.xlsx", "--alters"),
        ("34_utf16_tabs", "utf16.txt", "--means tells"),
        ("28_qualtrics_questions_over_lines", "qualtrics.csv", "--alters"),
    ],
)
def test_what_cannot_be_known_is_asked_with_the_cure(folder: str, word: str, says: str) -> None:
    shown = check(FIXTURES / folder / word)
    assert shown.exit_code == 1
    assert says in shown.output
    assert "Traceback" not in shown.output


def test_names_are_written_decided_and_read_back(tmp_path: Path) -> None:
    folder, names = FIXTURES / "28_qualtrics_questions_over_lines", tmp_path / "names.csv"
    words = [folder / "qualtrics.csv", folder / "people.csv", "--means", "turns_to"]
    shown = check(*words, "--review", names)
    assert "Names for you to decide on" in shown.output
    assert "'Dr. Müller' (row 4): P03, Klaus Müller, 85" in shown.output
    table = pd.read_csv(names, dtype="str", keep_default_na=False)
    table.assign(decision="1").to_csv(names, index=False)
    again = check(*words, "--decisions", names)
    assert again.exit_code == 0, again.output
    assert "Names for you to decide on" not in again.output
    assert "as you decided before" in again.output
