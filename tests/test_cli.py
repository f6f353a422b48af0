"""The command line: help, exit codes, errors in one paragraph, nothing from a file taken for markup."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import netdiff as nd
from netdiff import _console, cli
from netdiff.cli import door
from netdiff.cli.speech import asked_first
from netdiff.cli.words import Change
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
    assert run("--version") == (door.WENT_WELL, f"netdiff {nd.__version__}\n", "")


@pytest.mark.parametrize("words", [[], ["--help"]])
def test_help_names_every_command(words: list[str]) -> None:
    _, said, _ = run(*words)
    for command in ("report", "check", "doctor"):
        assert command in said


def test_doctor_finds_this_computer_well(tmp_path: Path) -> None:
    code, said, _ = run("doctor", "--out", str(tmp_path))
    assert code == door.WENT_WELL
    assert "numba" in said
    assert "amiss" not in said
    assert list(tmp_path.iterdir()) == []


def test_doctor_complains_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("netdiff._doctor.tempfile.TemporaryFile", refuse)
    code, said, _ = run("doctor", "--out", str(tmp_path))
    assert code == door.IN_THE_DATA
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
    assert code == door.IN_THE_DATA
    assert "pyvis is missing" in said


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DataError("two people are called Sarah Jones", cure="Add an id column.", file="p.xlsx"), door.IN_THE_DATA),
        (ModelError("k must be at least 1."), door.WRONG_USE),
        (PermissionError(13, "Permission denied", "map.html"), door.IN_THE_DATA),
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
    assert end.value.code == door.OUR_FAULT
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
    assert (code, said.strip()) == (door.WENT_WELL, "")
    assert "Note: two names look alike" in notes
    assert "Preparing the fast routines." in notes
    assert "not for users" not in notes


# -- the road, on small files ------------------------------------------------------------------------------------------

PEOPLE = "id,name,group,place\n" + "".join(
    f"P{n:02d},Person {chr(64 + n)} Example,{'user' if n <= 6 else 'professional'},North\n" for n in range(1, 13)
)
SURVEY = "id,turn_to_1,turn_to_2\n" + "".join(
    f"P{n:02d},P{n % 12 + 1:02d},P{(n + 4) % 12 + 1:02d}\n" for n in range(1, 12)
)
SAID = ("--alters", "turn_to_", "--ego", "id", "--means", "turns_to")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A survey and a people sheet in the folder in which the command is given."""
    (tmp_path / "survey.csv").write_text(SURVEY, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_accounts_for_every_row_and_writes_nothing(files: Path) -> None:
    code, said, asides = run("check", "survey.csv", "people.csv", *SAID)
    assert code == door.WENT_WELL
    assert "survey.csv: 11 rows in = 11 kept" in said
    assert "Network of 12 nodes" in said
    assert "Reading survey.csv as a survey" in asides
    assert {path.name for path in files.iterdir()} == {"survey.csv", "people.csv"}


def test_report_walks_the_road_and_ends_with_where_the_files_are(files: Path) -> None:
    words = ("survey.csv", "people.csv", *SAID, "-k", "2", "--chance", "0.2", "--out", "results")
    code, said, _ = run("report", *words)
    assert code == door.WENT_WELL
    parts = [
        "What became of your rows",
        "The network",
        "How the networks stand",
        "Whom to recruit",
        "How it would spread",
    ]
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)
    written = sorted(path.name for path in (files / "results").iterdir())
    assert written == ["PRIVATE-map.html", "PRIVATE-recruits.csv", "PRIVATE-report.html"]
    end = said[said.index("Written") :]
    assert all(str(files / "results" / name) in end for name in written)
    rows = (files / "results" / "PRIVATE-recruits.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 3


@pytest.mark.parametrize("audience", ["partners", "public"])
def test_other_audiences_get_no_list_and_no_names(files: Path, audience: str) -> None:
    words = (
        "survey.csv",
        "people.csv",
        *SAID,
        "-k",
        "2",
        "--chance",
        "0.2",
        "--out",
        "results",
        "--audience",
        audience,
    )
    code, _, asides = run("report", *words)
    assert code == door.WENT_WELL
    assert "only written for --audience private" in asides
    written = {path.name: path.read_text(encoding="utf-8") for path in (files / "results").iterdir()}
    assert set(written) == {f"{audience.upper()}-map.html", f"{audience.upper()}-report.html"}
    assert not any("Example" in text for text in written.values())


def test_the_same_number_gives_the_same_plan(files: Path) -> None:
    words = ("survey.csv", "people.csv", *SAID, "-k", "2", "--chance", "0.2")
    assert run("recommend", *words)[1] == run("recommend", *words)[1]


def test_recommend_and_draw_do_their_part(files: Path) -> None:
    code, said, _ = run("recommend", "survey.csv", "people.csv", *SAID, "-k", "1", "--chance", "0.2")
    assert code == door.WENT_WELL
    assert "1 people to recruit" in said or "1 person to recruit" in said
    code, said, _ = run("draw", "survey.csv", "people.csv", *SAID)
    assert code == door.WENT_WELL
    assert "PRIVATE-map.html" in said
    there = {one.name for one in (files / "netdiff-output").iterdir() if one.suffix != ".pdf"}
    pages = {"PRIVATE-plan.html", "PRIVATE-one-sheet.html", "PRIVATE-map.html"}
    assert there == {"PRIVATE-recruits.csv"} | pages


def test_recommend_within_limits(files: Path) -> None:
    said_so = ["--at-most", "user:0", "--changes", "roles", "--exclude", "P08", "-k", "2"]
    code, said, _ = run("recommend", "survey.csv", "people.csv", *SAID, *said_so)
    assert code == door.WENT_WELL
    assert "No guarantee" in said
    code, _, asides = run("recommend", "survey.csv", "people.csv", *SAID, "--quota", "user")
    assert code == door.WRONG_USE
    assert "'user' is no limit" in asides
    code, _, asides = run("recommend", "survey.csv", "people.csv", *SAID, "--quota", "user:99")
    assert code == door.WRONG_USE
    assert "nearest" in asides


def test_does_it_change_roles_is_asked_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    for answer, word in ((True, "roles"), (False, "news")):
        monkeypatch.setattr("typer.confirm", lambda question, answer=answer: answer)
        assert asked_first(None, None) == word
    assert asked_first(None, 0.1) is None
    assert asked_first(Change.roles, None) == "roles"
    monkeypatch.setattr("sys.stdin", type("Pipe", (), {"isatty": lambda self: False})())
    assert asked_first(None, None) is None


def test_without_groups_there_is_a_note_and_no_scorecard(files: Path) -> None:
    code, said, asides = run("scorecard", "survey.csv", *SAID)
    assert code == door.IN_THE_DATA
    assert "not set beside each other" in asides
    assert said == ""


def test_score_tells_by_place_and_writes_a_page(files: Path) -> None:
    words = ("score", "--sample", "coalition", "--by", "place", "--out", "told", "--audience", "partners")
    code, said, _ = run(*words)
    assert code == door.WENT_WELL
    assert "Existence: " in said
    assert "By place" in said
    page = (files / "told" / "PARTNERS-scorecard.html").read_text(encoding="utf-8")
    assert "How strong is it, place by place?" in page
    assert "What each figure says" in page
    assert "Groups of fewer than 5 people are left out." in page


def test_measures_and_samples_are_listed() -> None:
    assert "in_degree" in run("measures")[1]
    assert "region" in run("samples")[1]


# -- bad input ---------------------------------------------------------------------------------------------------------

BAD = {
    "a missing file": (["check", "nowhere.csv"], {}, door.IN_THE_DATA, "nowhere.csv"),
    "an empty file": (["check", "survey.csv"], {"survey.csv": ""}, door.IN_THE_DATA, "survey.csv"),
    "wrong columns": (["check", "survey.csv"], {"survey.csv": "colour\nred\n"}, door.IN_THE_DATA, "--people"),
    "duplicate ids": (
        ["check", "survey.csv", "people.csv", *SAID],
        {"people.csv": PEOPLE + "P01,Somebody Else,user,South\n"},
        door.IN_THE_DATA,
        "one id stands for different people",
    ),
    "no meaning of links": (
        ["check", "survey.csv", "people.csv", "--alters", "turn_to_"], {}, door.IN_THE_DATA, "--means turns_to",
    ),
    "a meaning that is none": (
        ["check", "survey.csv", "people.csv", *SAID[:-1], "turns"], {}, (door.IN_THE_DATA, door.WRONG_USE), "turns_to",
    ),
    "more recruits than people": (
        ["recommend", "survey.csv", "people.csv", *SAID, "-k", "99", "--chance", "0.1"], {}, None, "12",
    ),
    "no recruits": (["recommend", "survey.csv", "-k", "0"], {}, door.WRONG_USE, "greater than or equal to 1"),
    "a chance above one": (["recommend", "survey.csv", "--chance", "1.5"], {}, door.WRONG_USE, "or equal to 1"),
    "somebody unknown": (
        ["recommend", "survey.csv", "people.csv", *SAID, "--exclude", "P99"], {}, door.WRONG_USE, "P99",
    ),
    "an unknown sample": (["check", "--sample", "regoin"], {}, door.IN_THE_DATA, "region"),
    "an unknown command": (["reprot"], {}, door.WRONG_USE, "reprot"),
    "an unknown option": (["check", "--suvrey", "x.csv"], {}, door.WRONG_USE, "--suvrey"),
    "an unknown audience": (["draw", "--audience", "press"], {}, door.WRONG_USE, "partners"),
    "a file that is a folder": (["check", "."], {}, door.IN_THE_DATA, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_answered_in_a_paragraph(case: str, files: Path) -> None:
    words, contents, code, cure = BAD[case]
    for name, text in contents.items():
        (files / name).write_text(text, encoding="utf-8")
    got, said, complaint = run(*words)
    told = " ".join((said + complaint).split())
    assert got == code if isinstance(code, int) else got in (code or range(3))
    assert cure in told
    assert "Traceback" not in told


def test_self_ties_and_ties_to_nobody_stand_in_the_receipt(files: Path) -> None:
    (files / "survey.csv").write_text("id,turn_to_1,turn_to_2\nP01,P01,n/a\nP02,P01,everyone\n", encoding="utf-8")
    code, said, _ = run("check", "survey.csv", "people.csv", *SAID)
    assert code == door.WENT_WELL
    assert "named themselves" in said
    assert "left blank in words" in said
    assert "not one person" in said


def test_a_survey_without_any_link_still_gets_its_answer(files: Path) -> None:
    (files / "survey.csv").write_text("id,turn_to_1,turn_to_2\nP01,,\nP02,,\n", encoding="utf-8")
    code, said, _ = run("recommend", "survey.csv", "people.csv", *SAID, "-k", "2", "--chance", "0.2")
    assert code == door.WENT_WELL
    assert "no links" in said


def test_coalition_takes_an_organisers_workbook(tmp_path: Path) -> None:
    book = Path(__file__).parents[1] / "sample_networks" / "coalition" / "contacts.xlsx"
    code, said, _ = run(
        "coalition", str(book), "--means", "meets", "-k", "2", "--can-say-no", "Tarrow Valley Health Board",
        "--organiser", "Juno Larkspurre", "--own", "Pebble Hospital", "--mobilise", "0.4", "--out", str(tmp_path),
    )  # fmt: skip
    assert code == door.WENT_WELL
    assert "Can say no: Tarrow Valley Health Board" in said
    assert "your own list" in said
    assert "a chance of 0.4, as was said" in said
    assert {path.name for path in tmp_path.iterdir()} == {"PRIVATE-coalition.html", "PRIVATE-coalition.csv"}
    page = (tmp_path / "PRIVATE-coalition.html").read_text(encoding="utf-8")
    assert "Where they stand" in page
    assert not [word for word in ("mayor", "very ill", "01632", "made this one up") if word in page]
    assert "Ravi Tinderhay" not in said


def test_a_workbook_whose_links_mean_nothing_yet_gets_a_cure(tmp_path: Path) -> None:
    book = Path(__file__).parents[1] / "sample_networks" / "coalition" / "contacts.xlsx"
    code, _, told = run("coalition", str(book), "--out", str(tmp_path))
    assert code == door.IN_THE_DATA
    assert "--means" in told


def test_public_pages_of_a_coalition_bring_no_list(tmp_path: Path) -> None:
    code, _, told = run("coalition", "--sample", "coalition", "-k", "2", "--audience", "public", "--out", str(tmp_path))
    assert code == door.WENT_WELL
    assert [path.name for path in tmp_path.iterdir()] == ["PUBLIC-coalition.html"]
    assert "only written for" in told


def test_invitations_writes_a_page_and_a_list(tmp_path: Path) -> None:
    code, said, _ = run(
        "invitations", "--ring", "innovator", "-k", "3", "--per-context", "1", "--least-users", "21", "--chance", "0.1",
        "--out", str(tmp_path),
    )  # fmt: skip
    assert code == door.WENT_WELL
    assert "to invite into 'innovator'" in said
    assert {path.name for path in tmp_path.iterdir()} == {"PRIVATE-invitations.html", "PRIVATE-invitations.csv"}


def test_words_of_the_file_are_counted_as_said(tmp_path: Path) -> None:
    _, said, _ = run(
        "coalition", "--sample", "coalition", "-k", "1", "--chance", "0.1", "--mobilise", "0.5", "--out", str(tmp_path),
        "--counts-as", "users=user", "--counts-as", "users=citizen", "--counts-as", "professionals=professional",
    )  # fmt: skip
    assert "Of no stakeholder group: manager, policy maker." in " ".join(said.split())
    code, _, told = run("coalition", "--sample", "coalition", "--counts-as", "users")
    assert code == door.WRONG_USE
    assert "users = Patient" in told


def test_bad_words_for_coalitions_and_invitations() -> None:
    code, _, told = run("coalition", "--sample", "coalition", "--by", "organization")
    assert code == door.IN_THE_DATA
    assert "Did you mean 'organisation'" in told
    code, _, told = run("invitations", "--ring", "innovators")
    assert code == door.WRONG_USE
    assert "Did you mean 'innovator'" in told


def test_history_tells_how_fast_and_stays_careful() -> None:
    code, said, _ = run("history", "--sample", "region", "--by", "place")
    assert code == 0
    assert "238 of 471 people took it up in 12 months" in said
    assert "does not show that people passed it on" in said


def test_experiment_writes_a_page_and_says_what_follows(tmp_path: Path) -> None:
    said_at = ("--sample", "coalition", "--runs", "5", "--no-assumptions", "--out", str(tmp_path))
    code, said, _ = run("experiment", "movement", "--choice", "alliances", *said_at)
    assert code == door.WENT_WELL
    assert "From what is assumed here" in said
    assert "no proof" in said
    assert "inside groups" in said
    assert (tmp_path / "PRIVATE-experiment-movement-alliances.html").exists()


def test_experiment_takes_files_behind_its_name(files: Path) -> None:
    code, said, notes = run(
        "experiment", "user_networks", "survey.csv", "people.csv", *SAID, "--runs", "4", "--no-assumptions",
        "--fair", "degree", "--out", "pages", "--audience", "public",
    )  # fmt: skip
    assert code == door.WENT_WELL, notes
    assert "professionals" in said
    assert (files / "pages" / "PUBLIC-experiment-user_networks.html").exists()


def test_experiment_takes_a_sheet_of_organisations(files: Path) -> None:
    sheet = files / "trusts.csv"
    sheet.write_text("organisation,share,quality,innovative\nA,10,2,yes\nB,90,1,no\n", encoding="utf-8")
    words = ("--sample", "coalition", "--runs", "4", "--no-assumptions", "--out", "pages")
    code, said, _ = run("experiment", "displacement", "--organisations", str(sheet), *words)
    assert code == door.WENT_WELL
    assert "displacement" in said
    sheet.write_text("organisation,share,quality\nA,10,2\n", encoding="utf-8")
    code, _, told = run("experiment", "displacement", "--organisations", str(sheet), *words)
    assert code == door.IN_THE_DATA
    assert "no column for innovative" in told


def test_experiments_are_listed_and_a_wrong_word_is_told_before_anything_is_read() -> None:
    code, said, notes = run("experiment", "--list")
    assert (code, notes) == (door.WENT_WELL, "")
    assert all(name in said for name in nd.experiments.CARDS)
    code, said, told = run("experiment", "suport")
    assert (code, said) == (door.WRONG_USE, "")
    assert "Did you mean 'support'" in told
    assert "Reading" not in told
    code, _, told = run("experiment", "support", "--choice", "loud", "--sample", "coalition")
    assert code == door.WRONG_USE
    assert "one version only" in told


def test_readings_sets_both_side_by_side(tmp_path: Path) -> None:
    code, said, _ = run("readings", "--sample", "coalition", "-k", "2", "--out", str(tmp_path))
    assert code == door.WENT_WELL
    assert "If it is radical" in said
    assert "Where the evidence conflicts" in said
    assert (tmp_path / "PRIVATE-readings.csv").exists()
    assert run("readings", "--sample", "coalition", "--change", "huge")[0] == door.WRONG_USE


def test_score_is_scorecard_by_a_shorter_name() -> None:
    code, said, _ = run("score", "--help")
    assert code == 0
    assert "--users" in said


def test_lists_of_arguments_are_said_as_options(capsys: pytest.CaptureFixture[str]) -> None:
    from netdiff._console import complain

    complain("Say which: alters='turn_to_', or alters=['Q7_1', 'Q7_2'].")
    said = capsys.readouterr().err
    assert "--alters turn_to_" in said
    assert "--alters Q7_1 --alters Q7_2" in " ".join(said.split())


# -- introductions, doubts, budgets ----------------------------------------------------------------------------------


def test_introductions_write_a_page_and_a_list(tmp_path: Path) -> None:
    code, out, _ = run("introductions", "--sample", "coalition", "-k", "2", "--out", str(tmp_path))
    assert code == 0
    assert "to broker" in out
    assert {path.name for path in tmp_path.iterdir()} == {"PRIVATE-introductions.html", "PRIVATE-introductions.csv"}


def test_introductions_refuse_a_group_that_is_not_there(tmp_path: Path) -> None:
    code, _, error = run("introductions", "--sample", "coalition", "--within", "nobody", "--out", str(tmp_path))
    assert code == 2
    assert "There is no group 'nobody'" in error


def test_recommend_says_what_stays_and_what_more_would_buy(tmp_path: Path) -> None:
    words = ["recommend", "--sample", "florentine", "-k", "2", "--chance", "0.3", "--robust", "--frontier"]
    code, out, _ = run(*words, "--out", str(tmp_path))
    assert code == 0
    assert "picks stay under all" in out
    assert "What more would buy" in out
    assert "stays_under_all" in (tmp_path / "PRIVATE-recruits.csv").read_text(encoding="utf-8-sig")


@pytest.fixture
def gatherings(files: Path) -> Path:
    """Who came to what, beside the people sheet of the other tests."""
    ids = pd.read_csv("people.csv")["id"].astype(str).tolist()
    came = pd.DataFrame({"name": ids, "Fair": "x", "Walk": ["x", ""] * (len(ids) // 2) + [""] * (len(ids) % 2)})
    came.to_csv("came.csv", index=False)
    return files


@pytest.mark.parametrize("command", [["scorecard"], ["recommend", "-k", "1"], ["report", "-k", "1"], ["coalition"]])
def test_links_to_events_are_refused_with_the_cure(command: list[str], gatherings: Path) -> None:
    code, _, told = run(*command, "--affiliations", "came.csv", "people.csv")
    assert code == door.IN_THE_DATA
    assert "--project backbone" in told
    assert "--project count" in told


def test_who_went_to_what_is_drawn_as_it_is_and_projected_when_told(gatherings: Path) -> None:
    assert run("draw", "came.csv", "people.csv")[0] == door.WENT_WELL
    words = ["came.csv", "people.csv", "--project", "count", "-k", "1", "--chance", "0.2"]
    assert run("recommend", *words)[0] == door.WENT_WELL


def test_every_kind_of_file_has_its_word() -> None:
    from netdiff.cli.words import FILES, Shared
    from netdiff.loaders.files import KINDS, SHARED

    assert set(FILES) == set(KINDS)
    assert tuple(way.value for way in Shared) == SHARED


def test_dates_of_adoption_stand_beside_the_people(files: Path) -> None:
    people = pd.read_csv("people.csv")
    took = pd.DataFrame({"id": people["id"], "adopted": [*["2031-01-06"] * (len(people) - 1), ""]})
    took.to_csv("took.csv", index=False)
    code, said, asides = run("check", "survey.csv", "people.csv", "took.csv", *SAID)
    assert code == door.WENT_WELL
    assert "took.csv as dates of adoption" in " ".join(asides.split())
    assert f"{len(people) - 1} adopted, 1 had not by the last look." in said
    code, said, _ = run("history", "survey.csv", "people.csv", "--adoption", "took.csv", "--end", "2031-12-31", *SAID)
    assert code == door.WENT_WELL
    assert f"{len(people) - 1} of {len(people)} people took it up" in said


def test_a_code_in_a_matrix_is_asked_about_and_can_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = ",Ann,Bo,Cy\nAnn,,1,9\nBo,3,,2\nCy,0,4,\n"
    (tmp_path / "matrix.csv").write_text(text, encoding="utf-8")
    words = ["check", "--roster", "matrix.csv", "--means", "rates"]
    with warnings.catch_warnings():
        warnings.simplefilter("always", DataWarning)
        code, said, _ = run(*words)
        assert code == door.WENT_WELL
        assert "1 cell holds 9" in said
        assert "--missing 9" in " ".join(said.split())
    code, said, _ = run(*words, "--missing", "9")
    assert code == door.WENT_WELL
    assert "not known: kept as missing pairs" in said
    assert "1 cell holds 9" not in said


def test_kinds_of_link_are_proposed_and_told_apart(tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text("From,To,Type\nAnn,Bo,Advice\nBo,Cy,Advice\nCy,Ann,Friend\n", encoding="utf-8")
    code, said, _ = run("check", str(links), "--means", "turns_to")
    assert code == door.WENT_WELL
    assert "--relation 'Type'" in said
    code, said, _ = run("check", str(links), "--means", "turns_to", "--relation", "Type")
    assert code == door.WENT_WELL
    assert "2 Advice" in said
    assert "1 Friend" in said
