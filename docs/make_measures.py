"""Write a page for every measure, from its entry in the catalogue and its docstring.

`python3 docs/make_measures.py` fills `docs/measures/`; another folder can be named on the command line. Nothing on
those pages is written by hand: what is wrong there is wrong in the docstring.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from netdiff.metrics import Measure, measures

READS = {
    "reported": "ties as reported",
    "influence": "who influences whom (names given are turned round)",
    "tables": "sheets beside the ties",
}
TITLE = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


def sections(docstring: str) -> dict[str, str]:
    """The parts of a numpydoc docstring by title; what stands before the first is the summary."""
    parts = TITLE.split(inspect.cleandoc(docstring))
    return {"Summary": parts[0].strip()} | {t: b.strip("\n") for t, b in zip(parts[1::2], parts[2::2], strict=True)}


def entries(text: str) -> str:
    """Parameters, results and errors as a list."""
    lines = []
    for line in text.splitlines():
        if line.startswith(" "):
            lines.append("  " + line.strip())
        elif line.strip():
            name, _, kind = line.partition(" : ")
            lines.append(f"- `{name}`" + (f" ({kind})" if kind else ""))
    return "\n".join(lines)


def page(measure: Measure) -> str:
    """The Markdown page of one measure."""
    parts = sections(inspect.getdoc(measure.function) or "")
    signature = f"metrics.{measure.name}{inspect.signature(inspect.unwrap(measure.function))}"
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", signature)
    facts = [("says", measure.meaning), ("take care", measure.caution), ("reads", READS[measure.on])]
    facts += [("unit", measure.unit), ("source", measure.source), ("file", f"`netdiff/metrics/{measure.module}.py`")]
    lines = [f"# {measure.name}", parts["Summary"], "| | |\n|---|---|"]
    lines[-1] += "".join(f"\n| {name} | {value} |" for name, value in facts if value)
    lines.append(f"```python\n{signature}\n```")
    lists = [title for title in ("Parameters", "Returns", "Raises", "Warns") if title in parts]
    lines += [f"## {title}\n\n{entries(parts[title])}" for title in lists]
    lines += [f"## {title}\n\n{parts[title]}" for title in ("Notes", "References") if title in parts]
    if "Examples" in parts:
        lines.append(f"## Example\n\n```python\n{parts['Examples']}\n```")
    return "\n\n".join(lines) + "\n"


def index(found: dict[str, Measure]) -> str:
    """The list of all pages, by the word of the mission they speak for."""
    lines = [
        "# The measures",
        "Written by `docs/make_measures.py`; do not edit.",
        "| measure | says | for |\n|---|---|---|",
    ]
    rows = sorted(found.values(), key=lambda measure: (measure.word, measure.name))
    lines[-1] += "".join(f"\n| [{m.name}]({m.name}.md) | {m.meaning} | {m.word} |" for m in rows)
    return "\n\n".join(lines) + "\n"


def write(folder: Path) -> list[Path]:
    """Write all pages and their index; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: page(measure) for name, measure in measures().items()} | {"README": index(measures())}
    written = [folder / f"{name}.md" for name in texts]
    for path in written:
        path.write_text(texts[path.stem], encoding="utf-8")
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("measures")
    print(f"{len(write(target))} pages in {target}")
