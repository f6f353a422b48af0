"""Codes in place of names, the key apart; forgetting people, and that they stay forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from netdiff.errors import DataError
from netdiff.loaders.acts import read_acts
from netdiff.loaders.pseudonyms import forget, pseudonymise, without_suppressed
from netdiff.loaders.survey import read_survey
from netdiff.nativefile import open_network

PEOPLE = pd.DataFrame(
    {
        "id": ["P1", "P2", "P3"],
        "name": ["Ann Lee", "Aisha Khan", "Bo Day"],
        "email": ["a@x.org", "k@x.org", "b@x.org"],
        "group": ["user", "user", "clinician"],
        "held_by": ["Bo Day", "P3", ""],
        "comments": ["owes me a favour", "", ""],
    }
)
WORDS = ("Ann Lee", "Khan", "Bo Day", "@x.org", "favour", "P1", "P2", "P3", "A. K")


@pytest.fixture
def net():
    answers = pd.DataFrame({"id": ["P1", "P2"], "ask_1": ["Bo Day", "Ann Lee"], "ask_2": ["A. K.", "Zed Out"]})
    return read_survey(answers, alters="ask_", means="turns_to", people=PEOPLE)


def texts(net, folder: Path) -> str:
    import zipfile

    with zipfile.ZipFile(net.save(folder / "n.netdiff")) as archive:
        return "".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def test_no_name_is_left_anywhere(net, tmp_path: Path) -> None:
    coded = pseudonymise(net, key_file=tmp_path / "key.json")
    written = texts(coded, tmp_path)
    for word in WORDS:
        assert word not in written, word
    assert len(coded) == len(net)
    assert len(coded.ties) == len(net.ties)
    assert coded.status.tolist() == net.status.tolist()
    assert coded.nodes["group"].tolist() == net.nodes["group"].tolist()


def test_the_same_key_gives_the_same_codes_and_another_key_others(net, tmp_path: Path) -> None:
    one = pseudonymise(net, key_file=tmp_path / "key.json").nodes.index
    assert one.equals(pseudonymise(net, key_file=tmp_path / "key.json").nodes.index)
    assert not set(one) & set(pseudonymise(net, key_file=tmp_path / "other.json").nodes.index)
    key = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))
    assert {who["id"] for who in key["codes"].values()} == set(net.nodes.index)
    assert (tmp_path / "key.json").stat().st_mode & 0o077 == 0 or not hasattr(__import__("os"), "getuid")


def test_people_in_acts_are_coded_too(net, tmp_path: Path) -> None:
    acts = read_acts(pd.DataFrame({"person": ["P1"], "date": ["2031-01-01"], "kind": ["did"], "led_by": ["P3"]}))
    coded = pseudonymise(acts, key_file=tmp_path / "key.json")
    assert set(coded.acts["node"]) | set(coded.acts["led_by"]) == set(coded.nodes.index)


def test_a_key_that_is_none(net, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=r"key\.json.*no key"):
        pseudonymise(net, key_file=tmp_path / "key.json")


def test_forgetting_erases_everywhere_and_for_good(net, tmp_path: Path) -> None:
    key, marks, saved = tmp_path / "key.json", tmp_path / "marks.json", tmp_path / "last.netdiff"
    pseudonymise(net, key_file=key)
    net.save(saved)
    smaller = forget(net, ["P2"], key_file=key, files=[saved], suppression=marks)
    assert "P2" not in smaller.nodes.index
    assert "P2" not in open_network(saved).nodes.index
    assert "Khan" not in key.read_text(encoding="utf-8") + marks.read_text(encoding="utf-8") + texts(smaller, tmp_path)
    assert "P2" not in without_suppressed(net, marks).nodes.index
    renamed = read_survey(
        pd.DataFrame({"id": ["Q9"], "ask_1": [""]}), alters="ask_1", means="turns_to",
        people=pd.DataFrame({"id": ["Q9"], "name": ["KHAN, Aisha"]}),
    )  # fmt: skip
    assert len(without_suppressed(renamed, marks)) == 0, "under a new id but the same name"
