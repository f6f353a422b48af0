"""The report: no script, nothing fetched, nobody named who may not be, words that most people can read."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from netdiff import IndependentCascade, recommend, scorecard, simulate
from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.visual.matter import Matter
from netdiff.visual.report import CAUTIONS, fingerprint, report
from netdiff.visual.sections import sections

SECRETS = ("Zebulon", "Quirinus", "SECRETNOTE", "zeb@example.org", "SECRETID")
AUDIENCES = ("private", "partners", "public")


@pytest.fixture(scope="module")
def pages(region: Network, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The three pages of one region."""
    folder = tmp_path_factory.mktemp("reports")
    plan = recommend(region, 4, model=IndependentCascade(0.1), rng=1)
    card = scorecard(region, users="user", professionals="clinician", benchmark_runs=20, draws=5, rng=1)
    spread = simulate(region, IndependentCascade(0.1), seeds=plan.people, runs=60, rng=1)
    files = [
        report(region, plan, folder / "r.html", scorecard=card, spread=spread, audience=who, purpose="A trial")
        for who in AUDIENCES
    ]
    assert [file.name for file in files] == [f"{who.upper()}-r.html" for who in AUDIENCES]
    return {who: file.read_text(encoding="utf-8") for who, file in zip(AUDIENCES, files, strict=True)}


class _Words(HTMLParser):
    """The text of a page, sentence holders apart; tables, notes and alternative texts left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "li", "table", "nav", "dl", "title", "style"}:
            self.open.append("skip" if "note" in (dict(attrs).get("class") or "") else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "li", "table", "nav", "dl", "title", "style"}:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"p", "li"} and data.strip():
            self.texts.append(data.strip())


def words(html: str) -> list[str]:
    parser = _Words()
    parser.feed(html)
    return parser.texts


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = len(groups) > 1 and word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(1, len(groups) - silent)


def reading_age(texts: list[str]) -> float:
    """Flesch and Kincaid's grade plus five years, the age at which a child is in that grade."""
    whole = " ".join(text if text.endswith((".", "?", "!")) else text + "." for text in texts)
    sentences = [s for s in re.split(r"[.?!:]+(?:\s|$)", whole) if re.search("[A-Za-z]", s)]
    found = re.findall(r"[A-Za-z']+", whole)
    return 0.39 * len(found) / len(sentences) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59 + 5


def test_the_measure_of_reading_age_tells_plain_from_hard() -> None:
    assert reading_age(["The cat sat on the mat. It was a big cat."]) < 7
    hard = "Organisational interdependencies necessitate comprehensive multidisciplinary reconfiguration initiatives."
    assert reading_age([hard]) > 18


def test_our_own_words_are_for_readers_of_nine(region: Network) -> None:
    plan = recommend(region, 4, model=IndependentCascade(0.1), rng=1)
    own = [
        line
        for section in sections(_matter(region, plan))
        for line in section.lines
        if not line.startswith(("Existence", "Power", "Connectedness", "Mobilisation"))
    ]
    assert len(own) > 12
    assert reading_age([*own, *CAUTIONS]) <= 9


def _matter(region: Network, plan: object) -> Matter:
    from netdiff.privacy import Policy
    from netdiff.visual.report import _shown

    spread = simulate(region, IndependentCascade(0.1), seeds=plan.people, runs=30, rng=1)  # type: ignore[attr-defined]
    policy = Policy("private")
    return Matter(region, policy, _shown(region, policy), plan, None, spread, "<svg/>")  # type: ignore[arg-type]


@pytest.mark.parametrize("who", AUDIENCES)
def test_no_script_and_nothing_fetched(pages: dict[str, str], who: str) -> None:
    html = pages[who]
    assert "<script" not in html
    assert "script-src 'none'" in html
    assert "default-src 'none'" in html
    sources = re.findall(r'(?:src|href)="([^"]{0,40})', html)
    assert all(source.startswith(("data:image/svg+xml", "#")) for source in sources)
    assert not re.search(r'\son\w+="', html)


def test_private_names_and_says_so(pages: dict[str, str]) -> None:
    html = pages["private"]
    assert "PRIVATE" in html
    assert "Zebulon" in html
    assert "A trial" in html
    assert "SECRETNOTE" not in html
    assert "zeb@example.org" not in html


@pytest.mark.parametrize("who", ["partners", "public"])
def test_others_see_no_name(pages: dict[str, str], who: str) -> None:
    import base64

    html = pages[who]
    pictures = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", html)
    texts = [html, *(base64.b64decode(picture).decode() for picture in pictures)]
    for secret in SECRETS:
        assert not any(secret in text for text in texts)


def test_public_lists_nobody_and_hides_small_numbers(pages: dict[str, str]) -> None:
    html = pages["public"]
    assert "Whom to recruit" not in html
    assert "Reserves" not in html
    assert "fewer than 5" in html or "Fewer than" in html


def test_it_holds_every_part(pages: dict[str, str]) -> None:
    heads = re.findall(r"<h2>(.*?)</h2>", pages["private"])
    assert heads == [
        "In short",
        "What came in",
        "Who answered",
        "How strong is each network?",
        "The map",
        "How it would spread",
        "Whom to recruit",
        "Reserves",
        "Is this list better than a plain one?",
        "Whom it leaves out",
        "What would change the list",
        "What each figure says",
        "Take care",
        "How this was made",
    ]


def test_jargon_stays_out_of_sight(pages: dict[str, str]) -> None:
    prose = " ".join(words(pages["private"])).lower()
    for word in ("node", "edge", "centrality", "betweenness", "in-degree", "adjacency"):
        assert word not in prose


def test_hostile_text_is_shown_as_typed(tmp_path: Path) -> None:
    bad = "<img src=x onerror=alert(1)>"
    people = pd.DataFrame({"label": [bad, "b", "c"], "group": [bad, "y", "y"]}, index=["1", "2", "3"])
    ties = pd.DataFrame({"source": ["2", "3"], "target": ["1", "1"]})
    net = Network.from_frames(people, ties, means="turns_to")
    plan = recommend(net, 1, model=IndependentCascade(0.5), rng=1)
    html = report(net, plan, tmp_path / "r.html", title=bad, purpose=bad).read_text(encoding="utf-8")
    assert bad not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_a_network_alone_makes_a_report(tmp_path: Path, two_cliques_one_bridge: Network) -> None:
    html = report(two_cliques_one_bridge, path=tmp_path / "deep" / "r.html").read_text(encoding="utf-8")
    assert "Whom to recruit" not in html
    assert "How this was made" in html


@pytest.mark.parametrize("who", AUDIENCES)
def test_an_empty_network_makes_a_report_too(tmp_path: Path, empty: Network, who: str) -> None:
    assert report(empty, path=tmp_path / "r.html", audience=who).exists()  # type: ignore[arg-type]


def test_an_unknown_audience_is_an_error(tmp_path: Path, empty: Network) -> None:
    with pytest.raises((DataError, ValueError), match="audience"):
        report(empty, path=tmp_path / "r.html", audience="friends")  # type: ignore[arg-type]


def test_the_mark_of_the_data_changes_with_the_data(region: Network) -> None:
    assert fingerprint(region) == fingerprint(region)
    assert fingerprint(region) != fingerprint(region.select(region.nodes.index[:200]))


def test_few_answers_are_told_before_anything_is_read_into_them(tmp_path: Path) -> None:
    ids = [f"p{n}" for n in range(12)]
    said = pd.DataFrame({"ties": ["answered"] * 5 + ["asked"] * 7}, index=ids)
    people = pd.DataFrame({"group": ["user"] * 12, "consent": [None] * 11 + ["no"]}, index=ids)
    ties = pd.DataFrame({"source": ["p0", "p1", "p2", "p3", "p4"], "target": ["p6", "p6", "p6", "p11", "p11"]})
    net = Network.from_frames(people, ties, means="turns_to", answers=said)
    plan = recommend(net, 1, model=IndependentCascade(0.5), rng=1)
    html = report(net, plan, tmp_path / "r.html").read_text(encoding="utf-8")
    assert "42% of those we asked" in html
    assert "Take care: with so few answers" in html
    assert "p6 (named by 3)" in html
    assert "p11 (named by" not in html  # who said no is not chased
    public = report(net, plan, tmp_path / "r.html", audience="public").read_text(encoding="utf-8")
    assert "About 5 people" in public
