"""Forgetting somebody leaves no letter of the name: in saved files, under codes, in the key, in the next wave."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pandas as pd

import netdiff as nd

PEOPLE = pd.DataFrame(
    {"id": ["P1", "P2", "P3"], "name": ["Ann Lee", "Bo Day", "Zelda Quorn"], "held by": ["P3", "", ""]}
)
ANSWERS = "id,ask_1,ask_2\nP1,Zelda Quorn,Z. Quorn\nP3,Bo Day,\nP2,zelda,A. Lee\n"


def wave() -> nd.Network:
    return nd.read_survey(io.StringIO(ANSWERS), people=PEOPLE, alters="ask_", means="turns_to")


def holds(path: Path, word: str) -> bool:
    """Whether a file, or any file inside it, holds the word."""
    if not zipfile.is_zipfile(path):
        return word.casefold() in path.read_text(encoding="utf-8").casefold()
    with zipfile.ZipFile(path) as archive:
        return any(
            word.casefold() in archive.read(name).decode("utf-8", "ignore").casefold() for name in archive.namelist()
        )


def test_nothing_of_the_name_is_left_anywhere(tmp_path: Path) -> None:
    net, key, marks = wave(), tmp_path / "key.json", tmp_path / "marks.json"
    open_file = net.save(tmp_path / "wave.netdiff")
    coded_file = nd.pseudonymise(net, key_file=key).save(tmp_path / "coded.netdiff")
    codes = {who["id"]: code for code, who in json.loads(key.read_text(encoding="utf-8"))["codes"].items()}
    assert holds(open_file, "quorn")
    assert holds(coded_file, codes["P3"])
    left = nd.forget(net, ["P3"], key_file=key, files=[open_file, coded_file], suppression=marks)
    assert left.nodes.index.tolist() == ["P1", "P2", "A. Lee"], "who most likely is somebody else stays"
    assert left.receipt.adds_up
    for file in (open_file, key, marks):
        assert not holds(file, "quorn"), file
        assert not holds(file, "zelda"), file
    assert not holds(coded_file, codes["P3"])
    assert not holds(coded_file, codes["Z. Quorn"])
    assert nd.open(coded_file).nodes.index.tolist() == [codes["P1"], codes["P2"], codes["A. Lee"]]


def test_the_next_wave_does_not_bring_them_back(tmp_path: Path) -> None:
    nd.forget(wave(), ["P3"], suppression=tmp_path / "marks.json")
    again = nd.without_suppressed(wave(), tmp_path / "marks.json").save(tmp_path / "next.netdiff")
    assert not holds(again, "quorn")
    assert not holds(again, "zelda")
