"""Tables in which people name others, told from attendances, people sheets and links by what stands in them."""

from __future__ import annotations

import pandas as pd
import pytest

from netdiff.loaders.recognise import recognise
from netdiff.loaders.survey import read_survey

N = ["Ann Lee", "Bo Day", "Cy Fay", "Di Gil", "Ed Hay", "Flo Ito", "Gus Jay", "Hal Kim", "Ida Low", "Jo May"]
IDS = [str(number) for number in range(1, 11)]


def named(step: int, among: list[str] = N) -> list[str]:
    """Whom each names: somebody `step` places on."""
    return [among[(place + step) % 10] for place in range(10)]


SURVEYS = {
    "numbered": {"respondent": N, "turn_to_1": named(1), "turn_to_2": named(3), "turn_to_3": ["Zed Zoo", *[""] * 9]},
    "ordinals": {"Staff member": N, "First choice": named(1), "Second choice": named(4)},
    "letters": {"Name": N, "Colleague A": named(1), "Colleague B": named(4)},
    "numbers as ids": {"id": IDS, "n1": named(1, IDS), "n2": named(4, IDS)},
    "several in a cell": {"Name": N, "who do you ask": [f"{a}; {b}" for a, b in zip(named(1), named(3), strict=True)]},
    "one column each": {"respondent": N, "advice": named(1), "trust": named(2)},
    "with closeness": {"Your name": N, "Person 1": named(1), "Person 2": named(2), "Closeness 1": ["3"] * 10,
                       "Closeness 2": ["2", "1"] * 5},
    "few": {"respondent": IDS[:4], "ask_1": ["2", "3", "4", "1"], "ask_2": ["3", "", "", "2"]},
    "bare question numbers": {"who": N, "Q7_1": named(1), "Q7_2": named(5)},
}  # fmt: skip
OTHERS = {
    "affiliations": {"name": N, "session_1": ["x", ""] * 5, "session_2": ["x", "x"] * 5, "session_3": ["", "x"] * 5},
    "affiliations ": {"id": IDS, "session_1": ["1", "0"] * 5, "session_2": ["1", "1"] * 5},
    "affiliations  ": {"name": N * 2, "event": ["Fair"] * 10 + ["Walk"] * 10},
    "affiliations   ": {"event": ["Fair", "Walk"], "attendees": ["Ann Lee; Bo Day", "Cy Fay; Bo Day"]},
    "people": {"id": IDS, "name": N, "group": ["user"] * 10, "phone_1": ["01"] * 10, "phone_2": ["02"] * 10},
    "people ": {"id": IDS, "name": N, "organisation": ["Quay"] * 10, "manager": named(1)},
    "people  ": {"id": IDS, "name": N, "place": ["North"] * 10, "held by": named(1)},
    "links": {"ego": N * 2, "alter": named(1) + named(2)},
    "links ": {"person_1": N, "person_2": named(1)},
    "links  ": {"id1": IDS, "id2": named(1, IDS)},
    "roster": {"": N, **{name: ["0", "1"] * 5 for name in N}},
}


@pytest.mark.parametrize("shape", SURVEYS)
def test_a_survey_is_known_without_a_people_sheet(shape: str) -> None:
    table = pd.DataFrame(SURVEYS[shape])
    assert recognise(table) == "survey"
    net = read_survey(table, means="turns_to")
    asked = [name for name in table.columns[1:] if "Closeness" not in name]
    names = table[asked].melt()["value"].str.split("; ").explode()
    assert len(net.ties) == (names != "").sum()
    assert net.receipt.adds_up


@pytest.mark.parametrize("shape", SURVEYS)
def test_the_order_of_rows_does_not_matter(shape: str) -> None:
    table = pd.DataFrame(SURVEYS[shape])
    assert recognise(table.iloc[::-1].reset_index(drop=True)) == "survey"


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_survey_is_not_taken_for_one(kind: str) -> None:
    assert recognise(pd.DataFrame(OTHERS[kind])) == kind.strip()
