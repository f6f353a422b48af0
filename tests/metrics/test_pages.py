"""Every measure has a page that says what it means, when it misleads, and what goes in and out."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from netdiff.metrics import measures

SCRIPT = Path(__file__).parents[2] / "docs" / "make_measures.py"


@pytest.mark.skipif(not SCRIPT.exists(), reason="the docs are not shipped with the package")
def test_a_page_each(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_measures", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
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
