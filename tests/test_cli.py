"""The command line: help, exit codes, errors in one paragraph, nothing from a file taken for markup."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest
from typer.testing import CliRunner

import netdiff as nd
from netdiff import _console, cli
from netdiff.errors import DataError, DataWarning, ModelError


@pytest.fixture(autouse=True)
def _leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line changes how warnings and announcements are shown; only for this test."""
    logger = logging.getLogger("netdiff")
    monkeypatch.setattr(logger, "handlers", logger.handlers[:])
    monkeypatch.setattr(logger, "level", logger.level)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")


def run(*words: str) -> tuple[int, str, str]:
    """Exit code, results and messages of one command."""
    result = CliRunner().invoke(cli.app, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_version() -> None:
    assert run("--version") == (cli.WENT_WELL, f"netdiff {nd.__version__}\n", "")


@pytest.mark.parametrize("words", [[], ["--help"]])
def test_help_names_every_command(words: list[str]) -> None:
    _, said, _ = run(*words)
    for command in ("report", "check", "doctor"):
        assert command in said


def test_doctor_finds_this_computer_well(tmp_path: Path) -> None:
    code, said, _ = run("doctor", "--out", str(tmp_path))
    assert code == cli.WENT_WELL
    assert "numba" in said
    assert "amiss" not in said
    assert list(tmp_path.iterdir()) == []


def test_doctor_complains_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("netdiff._doctor.tempfile.TemporaryFile", refuse)
    code, said, _ = run("doctor", "--out", str(tmp_path))
    assert code == cli.IN_THE_DATA
    assert "choose another folder with --out" in " ".join(said.split())


def test_doctor_names_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    honest = metadata.version

    def without_pyvis(name: str) -> str:
        if name == "pyvis":
            raise metadata.PackageNotFoundError(name)
        return honest(name)

    monkeypatch.setattr(metadata, "version", without_pyvis)
    code, said, _ = run("doctor")
    assert code == cli.IN_THE_DATA
    assert "pyvis is missing" in said


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DataError("two people are called Sarah Jones", cure="Add an id column.", file="p.xlsx"), cli.IN_THE_DATA),
        (ModelError("k must be at least 1."), cli.WRONG_USE),
        (PermissionError(13, "Permission denied", "map.html"), cli.IN_THE_DATA),
    ],
)
def test_errors_come_as_one_paragraph(error: Exception, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> list[object]:
        raise error

    monkeypatch.setattr("netdiff._doctor.examine", fail)
    got, said, complaint = run("doctor")
    assert (got, said) == (code, "")
    assert "Traceback" not in complaint
    assert str(error) in complaint or "Permission denied (map.html)" in complaint


def test_a_fault_of_ours_says_how_to_report_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Path) -> list[object]:
        raise ZeroDivisionError

    monkeypatch.setattr("netdiff._doctor.examine", fail)
    monkeypatch.setattr("sys.argv", ["netdiff", "doctor"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr().err
    assert end.value.code == cli.OUR_FAULT
    assert "Please report it" in said
    assert "Traceback" not in said


def test_text_from_a_file_is_shown_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    _console.say("[bold]Ann[/bold] \x1b[31mred\x1b[0m\x07 [link=http://x]here[/link]")
    assert capsys.readouterr().out == "[bold]Ann[/bold] [31mred[0m [link=http://x]here[/link]\n"


def test_notes_and_announcements_go_to_the_error_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(_: Path) -> list[object]:
        warnings.warn("two names look alike", DataWarning, stacklevel=2)
        warnings.warn("not for users", FutureWarning, stacklevel=2)
        logging.getLogger("netdiff").info("Preparing the fast routines.")
        return []

    monkeypatch.setattr("netdiff._doctor.examine", look)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        code, said, notes = run("doctor")
    assert (code, said.strip()) == (cli.WENT_WELL, "")
    assert "Note: two names look alike" in notes
    assert "Preparing the fast routines." in notes
    assert "not for users" not in notes
