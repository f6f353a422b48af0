"""Every measure has a page that says what it means, when it misleads, and what goes in and out."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from netdiff.metrics import measures
from netdiff.metrics.scorecard import INDICATORS

SCRIPT = Path(__file__).parents[2] / "docs" / "make_measures.py"


def loaded() -> Any:
    spec = importlib.util.spec_from_file_location("make_measures", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


@pytest.mark.skipif(not SCRIPT.exists(), reason="the docs are not shipped with the package")
def test_a_page_each(tmp_path: Path) -> None:
    script = loaded()
    written = {path.stem: path.read_text(encoding="utf-8") for path in script.write(tmp_path)}
    assert set(written) == set(measures()) | {"README"}
    for name, measure in measures().items():
        text = written[name]
        assert text.startswith(f"# {name}\n")
        assert measure.caution in text
        assert "## Parameters" in text, name
        assert "## Returns" in text, name
        assert f"({name}.md)" in written["README"]
    assert "- `damping` (float)\n  Chance to follow" in written["pagerank"]
    assert ">>> " in written["harmonic"]


@pytest.mark.skipif(not SCRIPT.exists(), reason="the docs are not shipped with the package")
def test_the_list_of_parts_is_as_written() -> None:
    text = loaded().indicators()
    assert text == SCRIPT.with_name("indicators.md").read_text(encoding="utf-8"), "run docs/make_measures.py"
    for each in INDICATORS:
        assert f"| {each.code} | {each.title} | [{each.measure}]" in text
        assert each.measure in measures()
