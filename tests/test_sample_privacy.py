"""What the samples hold in private stays there: no page of any audience shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

import netdiff as nd

PRIVATE = [
    "example.org", "01632", "Off sick", "Daughter is in", "inhaler list", "owes me a favour", "mayor&#39;s brother",
    "mayor's brother", "parking row", "go gently", "she is very ill",
]  # fmt: skip
LAYER = {"region": "advice", "coalition": "knows"}


@pytest.fixture(scope="module", params=sorted(LAYER))
def sample(request):
    return nd.load_sample(request.param).layer(LAYER[request.param])


@pytest.fixture(scope="module")
def plan(sample):
    return nd.recommend(sample, k=5, model=nd.IndependentCascade(0.1), rng=1)


@pytest.fixture(scope="module")
def pages(request, sample, plan, tmp_path_factory):
    """The map and the report for one audience, as text."""
    folder = tmp_path_factory.mktemp(request.param)
    written = [
        nd.draw(sample, highlight=plan, audience=request.param).save(folder / "map.html"),
        nd.report(sample, plan, path=folder / "report.html", audience=request.param),
    ]
    return request.param, {Path(path).name: Path(path).read_text(encoding="utf-8") for path in written}


def test_the_private_things_are_in_the_samples():
    """Otherwise the tests below could not fail."""
    region, coalition = nd.load_sample("region").nodes, nd.load_sample("coalition").nodes
    cells = " ".join(str(cell) for nodes in (region, coalition) for column in nodes for cell in nodes[column].dropna())
    there = [text for text in PRIVATE if text in cells]
    assert {"example.org", "01632", "Off sick", "owes me a favour"} <= set(there)


@pytest.mark.parametrize("pages", ["private", "partners", "public"], indirect=True)
def test_no_page_shows_identifiers_or_private_notes(pages):
    audience, texts = pages
    for name, text in texts.items():
        assert [secret for secret in PRIVATE if secret in text] == [], (audience, name)


@pytest.mark.parametrize("pages", ["public"], indirect=True)
def test_a_public_page_names_nobody(pages, sample):
    _, texts = pages
    names = [name for name in sample.nodes["label"].dropna() if " " in str(name)]
    organisations = set(sample.nodes["organisation"].dropna())
    for name, text in texts.items():
        assert [one for one in names if one in text and one not in organisations] == [], name


@pytest.mark.parametrize("pages", ["partners"], indirect=True)
def test_a_page_for_partners_names_only_those_who_said_yes(pages, sample):
    _, texts = pages
    nodes = sample.nodes
    unasked = nodes[(nodes["consent"] != "yes") & nodes["label"].str.contains(" ")]
    said_yes = set(nodes.loc[nodes["consent"] == "yes", "label"]) | set(nodes["organisation"].dropna())
    for name, text in texts.items():
        assert [one for one in unasked["label"] if one in text and one not in said_yes] == [], name
