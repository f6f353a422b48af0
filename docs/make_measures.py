"""Write a page for every measure, from its entry in the catalogue and its docstring.

`python3 docs/make_measures.py` fills `docs/measures/`; another folder can be named on the command line. Nothing on
those pages is written by hand: what is wrong there is wrong in the docstring.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pandas as pd

from netdiff.metrics import Measure, measures
from netdiff.metrics.card import WORDS, Scorecard
from netdiff.metrics.scorecard import INDICATORS, scorecard
from netdiff.network import Network

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


def indicators() -> str:
    """The list of the scorecard's parts: what each says, its measure, and what it needs beside links and groups."""
    about = """Written by `docs/make_measures.py`; do not edit. *Needs* is what a scorecard says of a file that holds
links and groups only. A part that cannot be computed says so, and what to add."""
    lines = ["# The parts of the scorecard", about]
    needs = {part.code: part.lacking for part in _bare().parts}
    for word in WORDS:
        rows = [each for each in INDICATORS if each.word == word]
        table = "| part | name | measure | unit | needs beside links and groups |\n|---|---|---|---|---|"
        for each in rows:
            lacking = needs[each.code].partition(" Add ")[2].rstrip(".") or "nothing"
            link = f"[{each.measure}](measures/{each.measure}.md)"
            table += f"\n| {each.code} | {each.title} | {link} | {each.unit} | {lacking} |"
        lines += [f"## {word.capitalize()}", table]
    return "\n\n".join(lines) + "\n"


def _bare() -> Scorecard:
    """The scorecard of twelve people with links and groups, and nothing else."""
    ids = [f"p{number:02d}" for number in range(12)]
    nodes = pd.DataFrame({"group": ["user"] * 6 + ["professional"] * 6}, index=ids)
    pairs = [(a, b) for a in range(12) for b in range(12) if (b - a) % 12 in (1, 2, 11, 6)]
    ties = pd.DataFrame({"source": [ids[a] for a, _ in pairs], "target": [ids[b] for _, b in pairs]})
    net = Network.from_frames(nodes, ties, means="turns_to")
    return scorecard(net, draws=1, benchmark_runs=1, progress=False)


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
    target.with_name("indicators.md").write_text(indicators(), encoding="utf-8")
    print(f"{len(write(target))} pages in {target}")
