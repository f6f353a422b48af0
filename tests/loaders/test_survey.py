"""Surveys: wide, long, many names in a cell; rounds, strengths, consent; silence kept apart from zero."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from netdiff.answers import response_rate
from netdiff.errors import DataError
from netdiff.loaders._meanings import propose
from netdiff.loaders.review import apply_review, review_table, write_review
from netdiff.loaders.survey import read_survey
from netdiff.loaders.unsettled import alternatives
from netdiff.nativefile import open_network
from netdiff.network import Network

PEOPLE = pd.DataFrame(
    {
        "id": ["P1", "P2", "P3", "P4", "P5"],
        "name": ["Ann Lee", "Aisha Khan", "Bo Day", "Sarah Jones", "Sarah Jones"],
        "role": ["user", "clinician", "user", "manager", "user"],
        "email": [f"p{k}@example.org" for k in range(1, 6)],
    }
)


def survey(text: str, **how) -> Network:
    return read_survey(io.StringIO(text), **{"means": "turns_to", **how})


def pairs(net: Network, layer: str | None = None) -> set[tuple[str, str]]:
    ties = net.ties if layer is None else net.layer(layer).ties
    return set(ties[["source", "target"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "alters", ["ask_", "ask_*", ["ask_1", "ask_2"], re.compile(r"^ask_\d$"), {"advice": "ask_"}], ids=str
)
def test_naming_columns_by_prefix_pattern_list_or_layer(alters) -> None:
    net = survey("name,ask_1,ask_2\nAnn,Bo,Cy\nBo,,Ann\n", alters=alters)
    assert pairs(net) == {("Ann", "Bo"), ("Ann", "Cy"), ("Bo", "Ann")}
    assert list(net.layers) == ["advice"]
    assert net.layers["advice"].cap == 2


def test_naming_columns_are_found_by_the_people_in_them() -> None:
    net = survey("id,colour,who1,who2\nP1,red,Aisha Khan,Bo Day\nP3,blue,ann lee,\n", people=PEOPLE)
    assert pairs(net) == {("P1", "P2"), ("P1", "P3"), ("P3", "P1")}


def test_who_was_asked_and_kept_silent_is_not_who_named_nobody() -> None:
    net = survey("id,ask_1\nP1,Bo Day\nP3,\n", alters="ask_1", people=PEOPLE, group="role")
    assert net.status.to_dict() == {"P1": "answered", "P2": "asked", "P3": "answered", "P4": "asked", "P5": "asked"}
    assert response_rate(net) == pytest.approx(2 / 5)
    assert net.nodes.loc["P2", "group"] == "clinician"


def test_who_was_not_asked_says_the_sheet() -> None:
    sheet = PEOPLE.assign(invited=["yes", "yes", "yes", "no", "no"])
    net = survey("id,ask_1\nP1,Bo Day\n", alters="ask_1", people=sheet, asked="invited")
    assert net.status["P4"] == "not_asked"
    assert net.status["P2"] == "asked"


def test_people_on_no_list_are_kept_or_dropped_and_counted() -> None:
    text = "id,ask_1\nP1,Zed Outlander\nP3,Zed  OUTLANDER\n"
    net = survey(text, alters="ask_1", people=PEOPLE)
    assert pairs(net) == {("P1", "Zed Outlander"), ("P3", "Zed Outlander")}
    assert net.status["Zed Outlander"] == "not_asked"
    dropped = survey(text, alters="ask_1", people=PEOPLE, unlisted="drop")
    assert len(dropped.ties) == 0
    assert dropped.receipt.adds_up


def test_names_that_fit_two_people_wait_and_are_carried_out_by_review(tmp_path: Path) -> None:
    net = survey("id,ask_1,ask_2\nP1,Sarah Jones,A. Khan\nP3,sarah jones,\n", alters="ask_", people=PEOPLE)
    assert set(net.receipt.review["spelling"]) == {"Sarah Jones", "sarah jones", "A. Khan"}
    assert net.nodes["unsettled"].sum() == 2
    path = write_review(net, tmp_path / "names.csv")
    filled = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert filled["spelling"].is_unique
    filled.loc[filled["spelling"] == "A. Khan", "decision"] = "1"
    filled.loc[filled["spelling"].str.casefold() == "sarah jones", "decision"] = "P5"
    filled.to_csv(path, index=False)
    settled = apply_review(net, path)
    assert pairs(settled) == {("P1", "P5"), ("P3", "P5"), ("P1", "P2")}
    assert len(settled.receipt.review) == 0
    assert settled.receipt.adds_up
    again = survey(
        "id,ask_1,ask_2\nP1,Sarah Jones,A. Khan\nP3,sarah jones,\n", alters="ask_", people=PEOPLE, decisions=path
    )
    assert pairs(again) == pairs(settled), "the same decisions hold for the next wave"


def test_review_can_ignore_or_leave_outside_and_refuses_nonsense() -> None:
    net = survey("id,ask_1,ask_2\nP1,Sarah Jones,A. Khan\n", alters="ask_", people=PEOPLE)
    settled = apply_review(net, {"Sarah Jones": "ignore", "A. Khan": "outside"})
    assert pairs(settled) == {("P1", "A. Khan")}
    assert not settled.nodes["unsettled"].any()
    assert settled.receipt.adds_up
    with pytest.raises(DataError, match="names nobody in the network"):
        apply_review(net, {"Sarah Jones": "P77"})


def test_a_respondent_whose_name_is_not_certain_waits_too() -> None:
    net = survey("name,ask_1,need\nSara Jones,Bo Day,yes\nBo Day,,\n", ego="name", alters="ask_1", people=PEOPLE)
    assert net.nodes["unsettled"].to_dict() == dict.fromkeys(PEOPLE["id"], False) | {"Sara Jones": True}
    who = alternatives(net)
    assert who["name"].eq("Sara Jones").all()
    assert who["ego"].isna().all()
    assert who["candidate"].tolist()[:2] == ["P4", "P5"]
    settled = apply_review(net, {"Sara Jones": "P5"})
    assert pairs(settled) == {("P5", "P3")}
    assert settled.status.to_dict() == {"P1": "asked", "P2": "asked", "P3": "answered", "P4": "asked", "P5": "answered"}
    assert settled.nodes.loc["P5", "need"] == "yes"
    assert settled.receipt.adds_up


def test_review_table_has_one_row_per_spelling_and_five_candidates_at_most() -> None:
    net = survey("id,ask_1\nP1,Sarah Jones\n", alters="ask_1", people=PEOPLE)
    table = review_table(net)
    assert table["candidate_1"].tolist() == ["P4 | Sarah Jones | 100"]
    assert table["candidate_2"].tolist() == ["P5 | Sarah Jones | 100"]
    assert list(table.columns[-5:]) == [f"candidate_{k}" for k in range(1, 6)]


def test_many_names_in_a_cell_part_at_commas_only_where_the_people_make_it_so() -> None:
    text = "id;ask\n"
    text += 'P1;"Khan, Aisha, Bo Day"\nP3;"Ann Lee and Aisha Khan"\nP2;"Bo Day\nAnn Lee"\nP4;"1. Bo Day 2. Ann Lee"\n'
    net = survey(text, alters="ask", people=PEOPLE)
    assert pairs(net) == {
        ("P1", "P2"), ("P1", "P3"), ("P3", "P1"), ("P3", "P2"), ("P2", "P3"), ("P2", "P1"), ("P4", "P3"), ("P4", "P1"),
    }  # fmt: skip


def test_microsoft_forms_choices_end_with_a_semicolon() -> None:
    text = "ID,Start time,Completion time,Email,Name,Whom do you ask?\n"
    text += "1,2031-01-01 09:00,2031-01-01 09:05,p1@example.org,,Aisha Khan;Bo Day;\n"
    net = survey(text, alters="Whom do you ask?", people=PEOPLE)
    assert pairs(net) == {("P1", "P2"), ("P1", "P3")}
    assert "Microsoft Forms" in str(net.receipt)
    assert not {"ID", "Email", "Start time"} & set(net.nodes.columns)


def test_a_long_file_is_not_taken_for_repeated_answers() -> None:
    text = "ego,alter,relation,close\nAnn,Bo,advice,3\nAnn,Cy,advice,1\nAnn,Bo,trust,2\nBo,Ann,advice,5\n"
    net = survey(
        text, alters="alter", relation="relation", weights="close", means={"advice": "turns_to", "trust": "rates"}
    )
    assert pairs(net, "advice") == {("Ann", "Bo"), ("Ann", "Cy"), ("Bo", "Ann")}
    assert net.layer("trust").ties["weight"].tolist() == [2.0]
    plain = survey("ego,alter\nAnn,Bo\nAnn,Cy\nAnn,Di\nBo,Ann\n", alters="alter")
    assert len(plain.ties) == 4
    assert "One row per named person" in str(plain.receipt)


def test_a_strength_left_blank_takes_the_weakest_but_a_rating_left_blank_is_not_known() -> None:
    text = "name,ask_1,ask_2,close_1,close_2\nAnn,Bo,Cy,4,\nBo,Ann,,2,\n"
    close = survey(text, alters="ask_", weights="close_")
    assert close.ties.set_index(["source", "target"])["weight"].to_dict() == {
        ("Ann", "Bo"): 4,
        ("Ann", "Cy"): 2,
        ("Bo", "Ann"): 2,
    }
    rated = survey(text, alters="ask_", weights="close_", means="rates")
    assert pairs(rated) == {("Ann", "Bo"), ("Bo", "Ann")}
    assert rated.missing[["source", "target"]].to_numpy().tolist() == [["Ann", "Cy"]]
    assert rated.receipt.adds_up


def test_missing_codes_hold_for_their_own_column() -> None:
    text = "id,age,ask_1,ask_2\n1,88,2,88\n2,30,1,99\n"
    net = survey(text, alters="ask_", missing={"ask_*": [88, 99]})
    assert pairs(net) == {("1", "2"), ("2", "1")}
    assert net.nodes["age"].tolist() == [88, 30]
    plain = survey(text, alters="ask_", missing=[88, 99])
    assert plain.nodes["age"].tolist() == [88, 30], "a bare list is about naming columns only"


def test_rounds_are_dated_and_compared() -> None:
    text = "id,wave,ask_1\n1,1,2\n1,2,3\n2,1,1\n2,2,1\n"
    net = survey(text, alters="ask_1", wave="wave")
    assert net.period == "wave"
    assert [len(net.during(k, k + 1).ties) for k in (1, 2)] == [2, 2]
    assert pairs(net.during(1, 2)) != pairs(net.during(2, 3))
    assert net.receipt.adds_up


def test_the_latest_complete_answer_counts_and_a_broken_off_one_does_not() -> None:
    text = "Progress,Finished,RecordedDate,ResponseId,name,ask_1\n"
    text += (
        "100,True,2031-01-01 09:00,R1,Ann,Bo\n20,False,2031-01-03 09:00,R2,Ann,\n100,True,2031-01-02 09:00,R3,Ann,Cy\n"
    )
    net = survey(text, ego="name", alters="ask_1")
    assert pairs(net) == {("Ann", "Cy")}
    assert net.receipt.to_frame().set_index("outcome")["rows"]["merged"] == (2, 3)


def opting(outs: int, *, sheet: bool = False, without: bool = False) -> Network:
    """Twenty respondents who each name the next one; so many of them want to be left out."""
    ids = [f"P{k:02d}" for k in range(20)]
    answers = pd.DataFrame({"id": ids, "ask_1": [*ids[1:], "P00"], "ask_2": [*ids[2:], "P00", "P01"]})
    flag = ["yes"] * outs + ["no"] * (20 - outs)
    people = pd.DataFrame({"id": ids, "name": [f"Name {chr(65 + k)}by" for k in range(20)]})
    table = people if sheet else answers
    table["out"] = flag
    if without:
        answers, people = answers.iloc[outs:].replace(ids[:outs], ""), people.iloc[outs:]
    return read_survey(answers, alters="ask_", means="turns_to", opt_out="out", people=people)


def shown_of(net: Network, folder: Path) -> list[str]:
    """Every way in which the receipt and the network are shown or written."""
    receipt = net.receipt
    file = net.save(folder / "net.netdiff")
    again = open_network(file)
    lines = [part.to_frame().drop(columns="rows").to_string() for part in (receipt, again.receipt)]
    frames = [*lines, receipt.balance().to_string()]
    pages = [receipt._repr_html_(), net._repr_html_()]
    return [str(receipt), repr(receipt), repr(net), str(net.summary()), *pages, *frames]


@pytest.mark.parametrize("sheet", [False, True])
def test_fewer_than_five_opt_outs_are_counted_nowhere(tmp_path: Path, sheet: bool) -> None:
    """Nothing shown differs from what is shown where the same people had never been in the files."""
    for outs in (0, 1, 4):
        net = opting(outs, sheet=sheet)
        assert len(net) == 20 - outs
        assert net.receipt.adds_up
        assert shown_of(net, tmp_path) == shown_of(opting(outs, sheet=sheet, without=True), tmp_path)
        assert "People who asked to be left out are left out" in str(net.receipt), "said whether there are any or none"


def test_five_opt_outs_are_counted_and_their_rows_never_listed() -> None:
    for sheet in (False, True):
        net = opting(6, sheet=sheet)
        lines = net.receipt.to_frame()
        out = lines[lines["reason"].str.contains("asked to be left out")]
        assert set(out["count"]) <= {6, 11}
        assert all(rows == () for rows in out["rows"])
        assert net.receipt.adds_up


def test_an_uncertain_name_neither_offers_nor_spells_who_opted_out() -> None:
    text = "name,ask_1,out\nSara Jones,Bo Day,yes\nBo Day,Sarah Jones,no\nP4,Bo Day,yes\n"
    net = survey(text, ego="name", alters="ask_1", opt_out="out", people=PEOPLE)
    assert "P4" not in set(net.receipt.review["candidate"])
    assert "Sara Jones" not in set(net.receipt.review["spelling"])
    assert net.receipt.adds_up


def test_who_opted_out_does_not_return_by_being_named_or_listed() -> None:
    net = survey("id,ask_1,out\nP1,Bo Day,no\nP3,Ann Lee,yes\n", alters="ask_1", opt_out="out", people=PEOPLE)
    assert "P3" not in net.nodes.index
    assert "Bo Day" not in net.nodes.index
    assert len(net.ties) == 0
    assert net.receipt.adds_up


def test_consent_may_stand_on_the_people_sheet() -> None:
    sheet = PEOPLE.assign(**{"ok to show": ["Yes", "", "no", "yes", ""]})
    net = survey("id,ask_1\nP1,Bo Day\n", alters="ask_1", people=sheet, consent="ok to show")
    assert net.nodes["consent"].fillna("not asked").tolist() == ["yes", "not asked", "no", "yes", "not asked"]


def test_blank_consent_is_not_asked_and_never_yes() -> None:
    net = survey(
        "name,ask_1,may we contact you\nAnn,Bo,Yes\nBo,,\nCy,,No\nDi,,perhaps\n",
        alters="ask_1",
        consent="may we contact you",
    )
    assert net.nodes["consent"].fillna("").to_dict() == {"Ann": "yes", "Bo": "", "Cy": "no", "Di": "perhaps"}


def test_never_codes_are_asked_about_and_not_taken_for_late_adoption() -> None:
    rows = "".join(f"{k},{k % 5 + 1},1\n" for k in range(2, 40)) + "".join(f"{k},99,1\n" for k in range(40, 50))
    with pytest.raises(DataError, match=r"looks like a code for 'never adopted'.*never=\[99\]"):
        survey("id,toa,ask_1\n1,1,2\n" + rows, alters="ask_1", adopted="toa")
    net = survey("id,toa,ask_1\n1,1,2\n" + rows, alters="ask_1", adopted="toa", never=[99])
    assert int(net.adoption.frame["adopted"].isna().sum()) == 10


def test_last_period_plus_one_is_asked_about() -> None:
    rows = "".join(f"{k},{k % 5 + 1},1\n" for k in range(2, 32)) + "".join(f"{k},6,1\n" for k in range(32, 60))
    with pytest.raises(DataError, match=r"never=\[6\]"):
        survey("id,toa,ask_1\n1,1,2\n" + rows, alters="ask_1", adopted="toa")


def test_direct_identifiers_are_named_in_the_receipt() -> None:
    sheet = PEOPLE.assign(mobile="07700 900001", nhs_number="943 476 5919")
    text = str(survey("id,ask_1\nP1,Bo Day\n", alters="ask_1", people=sheet).receipt)
    for words in ("'email'", "'mobile'", "'nhs_number'", "(telephone)", "(NHS number)"):
        assert words in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(tmp_path: Path, encoding: str, separator: str, ends: str) -> None:
    lines = [["name", "ask_1", "ask_2"], ["Zoë Møllby", "Änne", "Béla"], ["Änne", "Zoë Møllby", ""], ["Béla", "", ""]]
    path = tmp_path / "s.csv"
    path.write_bytes(ends.join(separator.join(cells) for cells in lines).encode(encoding))
    net = read_survey(path, alters="ask_", means="turns_to")
    assert pairs(net) == {("Zoë Møllby", "Änne"), ("Zoë Møllby", "Béla"), ("Änne", "Zoë Møllby")}


def test_curly_quotes_and_stray_spaces_are_one_person() -> None:
    net = survey("name,ask_1\nSean O’Brien,\nBo,Sean O'Brien\nCy, sean\u00a0o’brien \n", alters="ask_1")
    assert {target for _, target in pairs(net)} == {"Sean O'Brien"}


def test_frames_of_every_make() -> None:
    frame = pd.DataFrame({"name": ["Ann", "Bo"], "ask_1": ["Bo", None]})
    for source in (frame, nw.from_native(frame), frame.set_index("name")):
        assert pairs(read_survey(source, alters="ask_1", means="turns_to")) == {("Ann", "Bo")}


def test_the_order_of_rows_changes_no_tie_and_relabelling_changes_only_names() -> None:
    generator = np.random.default_rng(5)
    ids = [f"q{k}" for k in range(30)]
    table = pd.DataFrame({"id": ids} | {f"ask_{k}": generator.choice(ids, 30) for k in (1, 2, 3)})
    net = read_survey(table, alters="ask_", means="turns_to")
    shuffled = read_survey(table.sample(frac=1, random_state=3), alters="ask_", means="turns_to")
    assert pairs(net) == pairs(shuffled)
    renamed = read_survey(table.map(lambda name: name.upper() + "z"), alters="ask_", means="turns_to")
    assert {(a.upper() + "z", b.upper() + "z") for a, b in pairs(net)} == pairs(renamed)


def test_two_header_rows_of_a_workbook_with_guidance_and_merged_cells(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    guide = book.active
    guide.title = "Read me"
    guide.append(["Please fill in the second sheet."])
    sheet = book.create_sheet("Answers")
    for row in (
        ["Your name", "Advice", None, "Trust", None],
        [None, "first", "second", "first", "second"],
        ["Ann", "Bo", "Cy", "Bo", None],
    ):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    book.save(tmp_path / "b.xlsx")
    net = read_survey(
        tmp_path / "b.xlsx",
        alters={"advice": "Advice", "trust": "Trust"},
        means={"advice": "turns_to", "trust": "rates"},
    )
    assert pairs(net, "advice") == {("Ann", "Bo"), ("Ann", "Cy")}
    assert pairs(net, "trust") == {("Ann", "Bo")}
    assert "Two header rows" in str(net.receipt)
    assert "Sheet 'Answers'" in str(net.receipt)


@pytest.mark.parametrize(
    ("question", "means"),
    [
        ("Who do you turn to for advice?", "turns_to"),
        ("Whose advice do you seek?", "turns_to"),
        ("To whom do you give advice?", "tells"),
        ("Who do you tell about new ways of working?", "tells"),
        ("Whom do you meet at least weekly?", "meets"),
        ("How much do you trust this person?", "rates"),
        ("Q7", None),
    ],
)
def test_a_reading_is_proposed_from_the_wording(question: str, means: str | None) -> None:
    assert propose(question) == means


def test_the_network_survives_its_own_file(tmp_path: Path) -> None:
    import netdiff

    net = survey("id,ask_1,ask_2\nP1,Sarah Jones,A. Khan\nP3,ann lee,\n", alters="ask_", people=PEOPLE)
    back = netdiff.open(net.save(tmp_path / "net.netdiff"))
    pd.testing.assert_frame_equal(back.ties, net.ties)
    assert str(back.receipt) == str(net.receipt)
    assert review_table(back).equals(review_table(net))
    assert pairs(apply_review(back, {"A. Khan": "P2"})) >= {("P1", "P2")}


def test_a_coalition_sheet_with_blocks_of_columns_under_merged_headers(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Use 0 to 3; leave your own row's X alone."])
    sheet = book.create_sheet("Survey")
    names = ["Osprey", "Pebble", "Quay"]
    rows = [
        [None, "Works with", None, None, "Trusts", None, None],
        ["Organisation", *names, *names],
        ["Osprey", "X", 2, 0, "X", 3, None],
        ["Pebble", 1, "X", 0, 2, "X", 1],
        ["Quay", None, None, "X", None, None, "X"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B1:D1")
    sheet.merge_cells("E1:G1")
    book.save(tmp_path / "coalition.xlsx")
    net = read_survey(
        tmp_path / "coalition.xlsx",
        ego="Organisation",
        roster={"works": "Works with", "trusts": "Trusts"},
        means={"works": "meets", "trusts": "rates"},
    )
    assert pairs(net, "works") == {("Osprey", "Pebble"), ("Pebble", "Osprey")}
    assert net.layer("trusts").ties["weight"].tolist() == [3, 2, 1]
    assert net.status.to_dict() == {"Osprey": "answered", "Pebble": "answered", "Quay": "asked"}
    assert len(net.missing) == 5


def test_a_forms_workbook_with_choices_and_free_text(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    began = dt.datetime(2031, 3, 1, 9)  # noqa: DTZ001 (a workbook's times have no zone)
    for row in (
        ["ID", "Start time", "Completion time", "Email", "Name", "Who do you go to?", "Anyone else?"],
        [1, began, began, "p1@example.org", None, "Aisha Khan;Bo Day;", "Zed Out and Ann Lee"],
        [2, began, began, "p3@example.org", "Bo Day", "Ann Lee;", "Dr. ann lee"],
    ):
        book.active.append(row)
    book.save(tmp_path / "form.xlsx")
    net = read_survey(
        tmp_path / "form.xlsx", alters=["Who do you go to?", "Anyone else?"], means="turns_to", people=PEOPLE
    )
    assert pairs(net) == {("P1", "P2"), ("P1", "P3"), ("P1", "Zed Out"), ("P3", "P1")}
    lines = net.receipt.to_frame().set_index("reason")["rows"]
    assert lines["named themselves"] == (2,)
    assert net.receipt.adds_up
