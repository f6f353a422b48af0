"""Files for others: spreadsheets, keys, the register, preset rounding, paper."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from netdiff import IndependentCascade, recommend
from netdiff.errors import DataError, DataWarning
from netdiff.network import Network
from netdiff.privacy import Policy
from netdiff.visual import paper
from netdiff.visual.cells import public_cells
from netdiff.visual.map import draw
from netdiff.visual.report import report
from netdiff.visual.workbook import write_workbook

SECRETS = ("Zebulon", "Quirinus", "SECRETNOTE", "zeb@example.org", "SECRETID")


def cells(path: Path) -> list[object]:
    book = load_workbook(path)
    return [cell.value for sheet in book for row in sheet for cell in row if cell.value is not None]


def test_a_workbook_says_what_it_holds(region: Network, tmp_path: Path) -> None:
    plan = recommend(region, 3, model=IndependentCascade(0.1), rng=1)
    path = write_workbook(region, plan, tmp_path / "n.xlsx", purpose="A trial", owner="Us", delete_after="2030")
    assert path.name == "PRIVATE-n.xlsx"
    book = load_workbook(path)
    assert book.sheetnames == ["Read me", "People", "Links", "Recruits"]
    first = {row[0].value: row[1].value for row in book["Read me"].iter_rows(min_row=2)}
    assert first["What it is for"] == "A trial"
    assert first["Delete after"] == "2030"
    assert first["Sheet 'People'"].startswith("240 rows: name, group")
    assert book["Recruits"].max_row == 4


@pytest.mark.parametrize("audience", ["partners", "public"])
def test_a_workbook_for_others_names_nobody(region: Network, tmp_path: Path, audience: str) -> None:
    plan = recommend(region, 3, model=IndependentCascade(0.1), rng=1)
    found = cells(write_workbook(region, plan, tmp_path / "n.xlsx", audience=audience))  # type: ignore[arg-type]
    for secret in SECRETS:
        assert not any(secret in str(value) for value in found)


@pytest.mark.parametrize("bad", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(tmp_path: Path, bad: str) -> None:
    people = pd.DataFrame({"label": [bad, "b"], "group": [bad, "x"], "place": ["y", bad]}, index=[bad, "2"])
    ties = pd.DataFrame({"source": [bad], "target": ["2"], "layer": [bad]})
    from netdiff.layer import Layer

    net = Network.from_frames(people, ties, {bad: Layer(bad, "tells")})
    book = load_workbook(write_workbook(net, path=tmp_path / "n.xlsx"))
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in kinds
    assert any(value == f"'{bad}" for value in (cell.value for row in book["People"] for cell in row))


def test_the_key_is_a_private_file_of_its_own(region: Network, tmp_path: Path) -> None:
    drawn = draw(region, audience="partners")
    path = drawn.save_key(tmp_path / "key.csv")
    assert path.name == "PRIVATE-key.csv"
    key = pd.read_csv(path)
    assert set(key["id"]) == set(region.nodes.index)
    assert all(f'"{code}"' in drawn.html for code in key["code"])
    assert not any(name in drawn.html for name in key["id"])
    assert draw(region).key.empty


def test_codes_differ_from_export_to_export(region: Network) -> None:
    first, second = (draw(region, audience="partners").key.set_index("id")["code"] for _ in range(2))
    assert (first == second).mean() < 0.1


def test_the_register_tells_what_was_issued(region: Network, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    draw(region, purpose="A trial", owner="Us").save(tmp_path / "m.html", register=register)
    report(region, path=tmp_path / "r.html", audience="public", register=register)
    write_workbook(region, path=tmp_path / "n.xlsx", audience="partners", register=register)
    lines = pd.read_csv(register, dtype=str, keep_default_na=False)
    assert lines["file"].tolist() == ["PRIVATE-m.html", "PUBLIC-r.html", "PARTNERS-n.xlsx"]
    assert lines["people"].tolist() == ["240", "0", "240"]
    assert lines.loc[0, "purpose"] == "A trial"
    assert "Place" in lines.loc[0, "holds"]
    assert (lines["sha256"].str.len() == 64).all()
    text = register.read_text(encoding="utf-8")
    assert not any(secret in text for secret in SECRETS)


def test_two_public_files_that_tell_too_much_together_are_warned_of(region: Network, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(region, audience="public").save(tmp_path / "a.html", register=register)
        draw(region, audience="public").save(tmp_path / "b.html", register=register)
    told = public_cells(region, Policy("public"))
    group, place = next(name for name, text in told.items() if text.isdigit() and int(text) > 0).split(" / ")
    small = region.nodes[(region.nodes["group"] == group) & (region.nodes["place"] == place)].index
    fewer = region.select(region.nodes.index.difference(small[3:], sort=False))
    with pytest.warns(DataWarning, match="may find out about single people"):
        draw(fewer, audience="public").save(tmp_path / "c.html", register=register)


def test_nhs_rounding_reaches_every_count_that_partners_see(region: Network, tmp_path: Path) -> None:
    import json
    import re

    drawn = draw(region, audience="partners", preset="nhs")
    data = json.loads(re.search(r'id="payload">(.*?)</script>', drawn.html, re.DOTALL).group(1))  # type: ignore[union-attr]
    places = [at for at, column in enumerate(data["page"]["columns"]) if column["kind"] == "number"]
    numbers = {node["v"][at] for node in data["nodes"] for at in places}
    assert all(number % 5 == 0 for number in numbers)
    assert all(item["count"] % 5 == 0 for item in data["page"]["color"]["items"])
    assert data["page"]["least"] == 8
    html = report(region, path=tmp_path / "r.html", audience="partners", preset="nhs").read_text(encoding="utf-8")
    table = re.search(r"Who answered</h2>.*?</table>", html, re.DOTALL)
    assert table is not None
    found = [int(number) for number in re.findall(r'class="number"><bdi>(\d+)</bdi>', table.group())]
    assert found
    assert all(number % 5 == 0 for number in found)


def test_a_short_report_is_short(region: Network, tmp_path: Path) -> None:
    plan = recommend(region, 10, model=IndependentCascade(0.1), rng=1)
    html = report(region, plan, tmp_path / "r.html", short=True).read_text(encoding="utf-8")
    assert html.count("<h2>") == 5
    for said in ("Who asks", "What to ask", "If the answer is no", "Whom it leaves out"):
        assert said in html
    assert "Whom to recruit" in html


def test_paper_needs_a_page_and_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match="there is no file"):
        paper.to_pdf(tmp_path / "nothing.html")
    page = tmp_path / "page.html"
    page.write_text("<p>x", encoding="utf-8")
    monkeypatch.setattr(paper, "browser", lambda: None)
    with pytest.raises(DataError, match="no browser"):
        paper.to_pdf(page)
    monkeypatch.setattr(paper, "browser", lambda: Path("/bin/true"))
    with pytest.raises(DataError, match="did not print"):
        paper.to_pdf(page)


@pytest.mark.browser
def test_a_report_can_be_printed_and_a_short_one_fits_one_sheet(region: Network, tmp_path: Path) -> None:
    if paper.browser() is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    plan = recommend(region, 10, model=IndependentCascade(0.1), rng=1)
    long, short = (report(region, plan, tmp_path / f"{kind}.html", short=kind == "short") for kind in ("long", "short"))
    pages = [paper.to_pdf(page).read_bytes().count(b"/Type /Page\n") for page in (long, short)]
    assert pages[1] == 1
    assert pages[0] > 1
