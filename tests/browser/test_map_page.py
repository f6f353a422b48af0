"""The map in a real browser: every control does what it says, and nothing leaves the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from netdiff.network import Network
from netdiff.visual.map import draw

pytestmark = pytest.mark.browser

PICTURE = "document.querySelector('#canvas canvas').toDataURL()"
SHOWN = "document.getElementById('status').textContent"


@pytest.fixture
def opened(two_places: Network, tmp_path: Path, visit: Callable[..., Any]) -> Any:
    times = pd.Series({"c": 0, "b": 1, "d": 2, "e": 3})
    drawn = draw(
        two_places, highlight=["c", "e"], columns=["years"], spread=times, size="years", rng=1, title="Two places"
    )
    return visit(drawn.save(tmp_path / "map.html"))


def panel(opened: Any) -> str:
    return opened.page.inner_text("#panel")


def test_it_opens_without_a_word_or_a_request(opened: Any) -> None:
    assert opened.said == []
    assert len(opened.asked) == 1
    assert opened.asked[0].startswith("file:")


def test_the_policy_forbids_fetching_and_foreign_scripts(opened: Any) -> None:
    opened.js("fetch('https://example.org').catch(() => {})")
    opened.js("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
    opened.settle()
    assert not opened.js("'ran' in window")
    assert any("Content Security Policy" in line for line in opened.said)
    assert not [url for url in opened.asked if url.startswith("http")]


def test_something_is_drawn_in_the_colours_of_the_legend(opened: Any) -> None:
    pixels = opened.js(
        """() => { const c = document.querySelector('#canvas canvas'); const d = c.getContext('2d')
            .getImageData(0, 0, c.width, c.height).data; const seen = new Set();
            for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) seen.add([d[i], d[i+1], d[i+2]].join());
            return [...seen]; }"""
    )
    assert {"0,114,178", "230,159,0", "0,158,115"} <= set(pixels)  # the first three of Okabe and Ito


def test_search_finds_by_name_without_accents(opened: Any) -> None:
    opened.page.fill("#search", "eva")
    assert opened.page.inner_text("#found").strip() == "Éva Elm"
    opened.page.press("#search", "Enter")
    assert "Éva Elm" in panel(opened)
    opened.page.fill("#search", "nobody of that name")
    assert "Nobody found" in opened.js(SHOWN)


def test_a_legend_row_leaves_a_group_out_and_brings_it_back(opened: Any) -> None:
    row = opened.page.locator("#legend .key", has_text="clinician").first
    row.click()
    assert row.get_attribute("aria-pressed") == "false"
    assert opened.js(SHOWN).startswith("5 of 7")
    row.click()
    assert opened.js(SHOWN).startswith("7 of 7")


def test_a_layer_can_be_switched_off(opened: Any) -> None:
    before = opened.js(PICTURE)
    opened.page.locator("#legend .key", has_text="advice").first.click()
    without = opened.js(PICTURE)
    assert without != before
    assert opened.js(SHOWN).startswith("7 of 7")
    opened.page.click("#undo")
    assert opened.js(PICTURE) == before


def test_choosing_fades_all_but_the_neighbours(opened: Any) -> None:
    opened.page.click("#panel .person >> nth=0")
    picture_one = opened.js(PICTURE)
    opened.page.click("#steps button[value='0']")
    assert opened.js(PICTURE) != picture_one
    assert opened.page.get_attribute("#steps button[value='0']", "aria-pressed") == "true"


def test_the_panel_speaks_of_one_person(opened: Any) -> None:
    opened.page.click("#panel .person >> nth=0")
    said = panel(opened)
    assert "Cem Cedar" in said
    assert "Recruit 1" in said
    assert "turns to (2)" in said
    assert "is turned to by (1)" in said
    assert "compared with clinician: 3.5 on average; everyone: 4" in said


def test_recruits_are_listed_in_order(opened: Any) -> None:
    assert [line.strip() for line in opened.page.locator("#panel .recruits .person").all_inner_texts()] == [
        "Cem Cedar",
        "Éva Elm",
    ]


def test_undo_goes_back_one_choice(opened: Any) -> None:
    opened.page.locator("#legend .key", has_text="manager").first.click()
    opened.page.locator("#legend .key", has_text="user").first.click()
    opened.page.click("#undo")
    assert opened.js(SHOWN).startswith("6 of 7")
    opened.page.keyboard.press("Control+z")
    assert opened.js(SHOWN).startswith("7 of 7")
    assert opened.page.is_disabled("#undo")


def test_a_slider_filters_by_number(opened: Any) -> None:
    opened.js(
        """() => { const s = document.querySelector('input[aria-label="Years, at least"]'); s.value = 5;
            s.dispatchEvent(new Event('change')); }"""
    )
    assert opened.js(SHOWN).startswith("3 of 7")


def test_a_tick_box_filters_by_kind(opened: Any) -> None:
    box = opened.page.locator("#filters details", has_text="Place")
    box.locator("summary").click()
    box.locator("label", has_text="South").click()
    assert opened.js(SHOWN).startswith("4 of 7")


def test_the_keyboard_does_it_too(opened: Any) -> None:
    keys = opened.page.keyboard
    keys.press("n")
    assert "Cem Cedar" in panel(opened)
    keys.press("n")
    assert "Éva Elm" in panel(opened)
    keys.press("Escape")
    assert "Whom to recruit" in panel(opened)
    keys.press("/")
    assert opened.js("document.activeElement.id") == "search"
    keys.type("n")
    assert "Whom to recruit" in panel(opened)


def test_spread_fills_those_reached_and_says_how_many(opened: Any) -> None:
    opened.js("() => { const t = document.getElementById('time'); t.value = 1; t.dispatchEvent(new Event('input')); }")
    assert "After round 1: about 2 of 7 (29%)" in opened.page.inner_text("#when")
    early = opened.js(PICTURE)
    opened.js("() => { const t = document.getElementById('time'); t.value = 3; t.dispatchEvent(new Event('input')); }")
    assert opened.js(PICTURE) != early
    opened.page.click("#no-time")
    assert "slider" in opened.page.inner_text("#when")


def test_spread_plays_to_the_end(opened: Any) -> None:
    opened.page.click("#play")
    opened.page.locator("#when", has_text="After round 3").wait_for(timeout=8000)
    opened.page.locator("#play", has_text="Play").wait_for(timeout=4000)
    assert opened.said == []


def test_the_table_holds_everybody_and_can_be_sorted(opened: Any) -> None:
    opened.page.click("#twin summary")
    rows = opened.page.locator("#table tbody tr")
    rows.first.wait_for()
    assert rows.count() == 7
    opened.page.click("#table thead button >> text=Years")
    opened.page.click("#table thead button >> text=Years")
    assert opened.page.inner_text("#table tbody tr:first-child th").strip() == "Gus Grey"
    assert opened.page.get_attribute("#table th[aria-sort=descending]", "scope") == "col"


def test_another_arrangement_moves_people(opened: Any) -> None:
    names = opened.page.locator("#layouts option").all_inner_texts()
    assert names == ["Who is linked with whom", "Group by group", "Place by place"]
    before = opened.js(PICTURE)
    opened.page.select_option("#layouts", label="Place by place")
    opened.settle()
    assert opened.js(PICTURE) != before
    assert opened.page.inner_text("#layout-words") == "One island for each place."


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_the_view_can_be_taken_along(opened: Any, kind: str, tmp_path: Path) -> None:
    with opened.page.expect_download() as download:
        opened.page.click(f"#{kind}")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == f"PRIVATE-map.{kind}"
    start = {"png": b"\x89PNG", "svg": b"<svg", "csv": b"\xef\xbb\xbf"}[kind]
    assert file.read_bytes().startswith(start)
    if kind == "csv":
        assert len(pd.read_csv(file)) == 7
    if kind == "svg":
        assert file.read_text(encoding="utf-8").count("<path") >= 7


def test_the_state_is_in_the_address_without_names(opened: Any, visit: Callable[..., Any]) -> None:
    opened.page.click("#panel .person >> nth=1")
    url = opened.page.url
    assert "#" in url
    import base64

    state = base64.b64decode(url.split("#")[1]).decode()
    assert "Elm" not in state
    assert '"e"' not in state
    opened.page.goto("about:blank")
    opened.page.goto(url)
    opened.page.wait_for_selector("html[data-drawn=yes]", state="attached")
    assert "Éva Elm" in panel(opened)


@pytest.mark.parametrize("address", ["#", "#nonsense", "#" + "A" * 5000, "#eyJjaG9zZW4iOnsiX19wcm90b19fIjoxfX0="])
def test_a_strange_address_does_no_harm(two_places: Network, tmp_path: Path, browser: Any, address: str) -> None:
    path = draw(two_places).save(tmp_path / "map.html")
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri() + address)
    page.wait_for_selector("html[data-drawn=yes]", state="attached")
    assert errors == []
    page.close()


def test_dark_mode_follows_the_system_and_can_be_switched(
    two_places: Network, tmp_path: Path, visit: Callable[..., Any]
) -> None:
    opened = visit(draw(two_places).save(tmp_path / "map.html"), color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert opened.js(paper) == "rgb(22, 25, 29)"
    opened.page.click("#dark")
    assert opened.js(paper) == "rgb(255, 255, 255)"


def test_it_can_be_printed(opened: Any) -> None:
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible("#search")
    assert opened.page.is_visible("#canvas")
    assert opened.page.pdf(landscape=True).startswith(b"%PDF")


def test_on_paper_a_dark_map_is_light_and_whole(two_places: Network, tmp_path: Path, visit: Callable[..., Any]) -> None:
    opened = visit(draw(two_places).save(tmp_path / "map.html"), color_scheme="dark")
    opened.page.keyboard.press("+")
    before = opened.js(PICTURE)
    opened.page.emulate_media(media="print")
    opened.page.wait_for_timeout(300)
    assert opened.js("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.js("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert opened.js(PICTURE) != before
    assert opened.said == []


def test_it_runs_in_the_frame_of_a_notebook(two_places: Network, tmp_path: Path, visit: Callable[..., Any]) -> None:
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{draw(two_places)._repr_html_()}", encoding="utf-8")
    opened = visit(file, drawn=False)
    frame = opened.page.frame_locator("iframe")
    frame.locator("html[data-drawn=yes]").wait_for(state="attached", timeout=20000)
    frame.locator("#search").fill("ann")
    assert frame.locator("#found").inner_text().strip() == "Ann Ash"
    assert opened.said == []


def names_in_csv(opened: Any, folder: Path) -> list[str]:
    """Whom the page holds in focus, by the CSV that it gives."""
    with opened.page.expect_download() as download:
        opened.page.click("#csv")
    file = folder / "selection.csv"
    download.value.save_as(file)
    return sorted(pd.read_csv(file)["Name"])


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        (1, ["Ann Ash", "Ben Birch", "Cem Cedar", "Dina Dill"]),
        (2, ["Ann Ash", "Ben Birch", "Cem Cedar", "Dina Dill", "Finn Fern", "Éva Elm"]),
        (0, ["Ann Ash", "Ben Birch", "Cem Cedar", "Dina Dill", "Finn Fern", "Gus Grey", "Éva Elm"]),
    ],
)
def test_focus_reaches_as_far_as_the_steps(opened: Any, tmp_path: Path, steps: int, names: list[str]) -> None:
    opened.page.click("#panel .person >> nth=0")
    opened.page.click(f"#steps button[value='{steps}']")
    assert names_in_csv(opened, tmp_path) == sorted(names)


def place_of(opened: Any, name: str) -> dict[str, float]:
    """Where somebody stands on the screen: found by choosing them, which puts them in the middle."""
    opened.page.fill("#search", name)
    opened.page.press("#search", "Enter")
    opened.page.wait_for_timeout(500)
    box = opened.page.locator("#canvas").bounding_box()
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def test_a_click_on_the_map_chooses_and_a_click_beside_lets_go(opened: Any) -> None:
    middle = place_of(opened, "Cem")
    opened.page.keyboard.press("Escape")
    assert "Whom to recruit" in panel(opened)
    opened.page.mouse.click(middle["x"], middle["y"])
    opened.page.wait_for_timeout(400)
    assert "Cem Cedar" in panel(opened)
    opened.page.mouse.click(300, 780)
    opened.page.wait_for_timeout(400)
    assert "Whom to recruit" in panel(opened)


def test_several_can_be_chosen_and_all_let_go(opened: Any, tmp_path: Path) -> None:
    data = opened.js("JSON.parse(document.getElementById('payload').textContent).nodes")
    spots = {node["label"]: node for node in data}
    middle = place_of(opened, "Cem")
    away = {axis: spots["Gus Grey"][axis] - spots["Cem Cedar"][axis] for axis in "xy"}
    opened.page.keyboard.down("Control")
    opened.page.mouse.click(middle["x"] + away["x"], middle["y"] + away["y"])
    opened.page.keyboard.up("Control")
    opened.page.wait_for_timeout(400)
    assert names_in_csv(opened, tmp_path) == ["Ann Ash", "Ben Birch", "Cem Cedar", "Dina Dill", "Gus Grey"]
    opened.page.click("#again")
    assert opened.page.url.endswith("#")
    assert len(names_in_csv(opened, tmp_path)) == 7


def test_whole_map_brings_everybody_back_into_sight(opened: Any) -> None:
    before = opened.js(PICTURE)
    for _ in range(4):
        opened.page.keyboard.press("+")
    opened.page.wait_for_timeout(200)
    assert opened.js(PICTURE) != before
    opened.page.click("#fit")
    opened.page.wait_for_timeout(1200)
    assert opened.js(PICTURE) == before


def test_dark_pictures_and_light_ones_differ(opened: Any) -> None:
    before = opened.js(PICTURE)
    opened.page.keyboard.press("d")
    assert opened.js("document.documentElement.dataset.theme") == "dark"
    assert opened.js(PICTURE) != before


def test_a_screen_reader_finds_its_way(opened: Any) -> None:
    page = opened.page
    assert page.get_attribute("html", "lang") == "en"
    assert "7 people" in page.get_attribute("#canvas", "aria-label")
    assert page.get_attribute("#panel", "aria-live") == "polite"
    unnamed = """[...document.querySelectorAll('button, input, select')].filter((e) =>
        !(e.textContent.trim() || e.labels?.length || e.getAttribute('aria-label'))).length"""
    assert opened.js(unnamed) == 0
    page.keyboard.press("Tab")
    assert opened.js("document.activeElement.className") == "skip"


def test_a_phone_can_show_it(two_places: Network, tmp_path: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(draw(two_places).save(tmp_path / "map.html").as_uri())
    page.wait_for_selector("html[data-drawn=yes]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
