"""start.py: what it does when something stands in the way, and when it need not install anything."""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from pathlib import Path

import pytest

import start


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """start.py with its environment in a folder of the test."""
    for name, path in {
        "VENV": "",
        "BIN": "bin",
        "PYTHON": "bin/python",
        "STAMP": "stamp",
        "LOG": "log",
    }.items():
        monkeypatch.setattr(start, name, tmp_path / "venv" / path)
    start.BIN.mkdir(parents=True)
    return tmp_path / "venv"


def test_an_old_python_is_refused_and_a_newer_one_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(start.shutil, "which", lambda name: name if name == "python3.12" else None)
    assert start.main([]) == 1
    said = capsys.readouterr().out
    assert "this is Python 3.9.1" in said
    assert "python3.12 start.py" in said


def test_help_and_unknown_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["--help"]) == 0
    assert start.main(["tset"]) == 2
    assert capsys.readouterr().out.count("python3 start.py test") == 2


def test_every_job_in_its_help_exists() -> None:
    words = {line.split()[2] for line in (start.__doc__ or "").splitlines() if line.startswith("    python3 start.py ")}
    assert words - {"the", "run"} == set(start.JOBS) - {"report"}


def test_every_benchmark_is_run_and_publishes_its_figures() -> None:
    scripts = [Path(command[0]) for command in start.JOBS["benchmarks"]]
    assert {"load_network.py", "main_job.py"} <= {script.name for script in scripts}
    for script in scripts:
        assert re.search(r"publish\(\s*\"[^\"]+\"", script.read_text(encoding="utf-8")), script.name


def test_nothing_is_installed_where_the_stamp_matches(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start.PYTHON.touch()
    start.STAMP.write_text(json.dumps({"of": start.fingerprint(), "tools": False}), encoding="utf-8")
    ran: list[list[str]] = []
    monkeypatch.setattr(start, "pip", lambda words: ran.append(words) or [])
    monkeypatch.setattr(start, "make_venv", lambda: None)
    start.install(with_tools=False)
    assert ran == []
    start.install(with_tools=True)
    assert any(word.endswith("[dev]") for word in ran[0])
    assert json.loads(start.STAMP.read_text(encoding="utf-8"))["tools"] is True
    start.install(with_tools=False)
    assert len(ran) == 1


def test_a_changed_project_file_asks_for_a_new_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((start.ROOT / name).read_bytes())
    monkeypatch.setattr(start, "ROOT", tmp_path)
    before = start.fingerprint()
    assert before == start.fingerprint()
    (tmp_path / "constraints.txt").write_bytes(b"numpy==1.0")
    assert before != start.fingerprint()


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_broken_stamp_counts_as_none(elsewhere: Path, content: str) -> None:
    start.PYTHON.touch()
    start.STAMP.write_text(content, encoding="utf-8")
    assert start.installed() == {}


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("WARNING: Retrying ... NewConnectionError('...: Failed to establish a new connection')", "internet"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for numba>=0.61", "no version for this Python"),
        ("ERROR: something else", "pip could not install"),
    ],
)
def test_a_failed_install_is_explained(said: str, cause: str) -> None:
    assert cause in start.explain_failure(["Collecting x", said])


@pytest.fixture
def false_pip(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python that fails as pip would when it is held to the tested versions, and else says hello; its log."""
    if os.name == "nt":
        pytest.skip("stands in for Python with a shell script")
    script = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
case "$*" in *--constraint*) echo "ERROR: No matching distribution found for numpy==9"; exit 1;; esac
echo "Collecting numpy"; echo "ERROR: nope"; exit ${FALSE_PIP:-0}
"""
    start.PYTHON.write_text(script, encoding="utf-8")
    start.PYTHON.chmod(0o755)
    monkeypatch.setattr(start, "make_venv", lambda: None)
    return start.PYTHON.with_name("calls")


def test_where_the_tested_versions_are_not_on_offer_others_are_tried(
    false_pip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start.install(with_tools=False)
    pinned, free = false_pip.read_text(encoding="utf-8").splitlines()
    assert "--constraint" in pinned
    assert "--constraint" not in free
    assert "nearest others" in capsys.readouterr().out
    assert start.installed()["of"] == start.fingerprint()


def test_a_failing_pip_ends_with_the_place_of_its_log(false_pip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FALSE_PIP", "3")
    with pytest.raises(start.SetupError, match=r"(?s)could not install.*ERROR: nope.*log"):
        start.install(with_tools=False)
    assert "ERROR: nope" in start.LOG.read_text(encoding="utf-8")
    assert start.installed() == {}


def test_children_write_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in start.environment()


def test_it_can_be_read_by_a_python_too_old_to_run_it() -> None:
    ast.parse((start.ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.slow
def test_an_environment_is_made_even_without_ensurepip(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian without python3-venv: the bare environment is filled by the pip that is there."""
    honest = start.quietly

    def without_ensurepip(command: list[str]) -> bool:
        needs_ensurepip = "venv" in command and "--without-pip" not in command
        return not needs_ensurepip and honest(command)

    monkeypatch.setattr(start, "quietly", without_ensurepip)
    start.make_venv()
    assert honest([str(start.PYTHON), "-m", "pip", "--version"])


def test_no_environment_at_all_is_explained(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "quietly", lambda _: False)
    with pytest.raises(start.SetupError, match="sudo apt install python3-venv"):
        start.make_venv()
