"""Write a page for every experiment, from its card and what comes of it on the sample region.

`python3 docs/make_experiments.py` fills `docs/experiments/`; another folder can be named on the command line. Nothing
on those pages is written by hand: what is wrong there is wrong in `netdiff/experiments/catalogue.py`. Which settings
are played stands here, so that anybody gets the same figures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

import netdiff as nd
from netdiff.experiments import CARDS, WORDS, Card, Contrast

RUNS = {"displacement": 200, "nested_communities": 40, "together": 30, "user_networks": 100}
LAYER = "contacts"


def played(card: Card) -> Iterator[tuple[str, Contrast]]:
    """The experiment on the sample, every version of it, with the settings that come with it."""
    net = nd.load_sample("region")
    for choice in (None,) if card.choice is None else card.choice[1]:
        options: dict[str, Any] = {"layer": LAYER, "rng": 1, "runs": RUNS.get(card.name, 50)}
        yield choice or "", nd.experiments.run(card.name, net, choice, **options)


def table(frame: pd.DataFrame) -> str:
    """A frame with its index as a table in Markdown, figures flush right."""
    head = [str(frame.index.name or ""), *map(str, frame.columns)]
    rows = [[str(name), *map(str, row)] for name, row in zip(frame.index, frame.to_numpy(), strict=True)]
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def arms(found: Contrast) -> str:
    """What came of each arm."""
    share = found.question.unit == "share"
    frame = found.to_frame()
    figures = frame[["mean", "low", "high"]].map(lambda value: f"{value:.1%}" if share else f"{value:.3g}")
    shown = pd.DataFrame({"stated cost": frame["cost"].map("{:g}".format)}, index=frame.index).join(figures)
    return table(shown.rename(columns={"mean": "result", "low": "from", "high": "to"}).rename_axis("what was done"))


def result(choice: str, found: Contrast) -> Iterator[str]:
    """One version of the experiment on the sample."""
    if choice:
        yield f"### {choice.capitalize()}"
    yield f"*{found.question.claim}*"
    yield " ".join(found.sentences[:2])
    yield f"Counted is the {found.question.outcome}."
    yield arms(found)
    if found.beside_nothing is not None:
        yield found.beside_nothing
    if found.question.experiment == "together":
        yield "Gains in points of 100, a third of the budget apiece; *interaction*: by how much they exceed their sum:"
        yield table((nd.experiments.interactions(found).drop(columns="share") * 100).map("{:+.2f}".format))
    if len(found.region):
        words = "; ".join(f"{WORDS.get(name, name)} (`{name}`)" for name in found.parameters)
        yield f"Tried in all combinations: {words}."
    yield "Built in: " + found.question.built_in + "."


def page(card: Card) -> tuple[str, pd.DataFrame]:
    """The Markdown page of one experiment, and a line per version for the list of all."""
    found = list(played(card))
    first = found[0][1].question
    fixed = "\n".join(f"- {text}" for text in first.fixed)
    assumed = "\n".join(f"- {text}" for text in first.assumes)
    files = "survey.csv people.xlsx --means turns_to"
    extra = " --organisations trusts.xlsx" if card.name == "displacement" else ""
    choice = f"\n\nVersions (`--choice`): {', '.join(card.choice[1])}." if card.choice else ""
    parts = [
        f"# {card.title}",
        f"*{card.myth}; in the software: `{card.name}`. Written by `docs/make_experiments.py`; do not edit.*",
        f"**The question.** {card.question}",
        f"**What is compared.** {card.compared}",
        f"**What is the same on both sides.** {card.fixed}",
        f"**What would speak against the claim.** {card.refuted}",
        f"**It follows where.** {card.follows}",
        f"**It fails where.** {card.fails}",
        f"**What it cannot say.** {card.cannot_say}",
        "## What came of it on the sample region",
        f"The region is made up: these are examples of reading, no findings. Links: `{LAYER}`.",
        *(text for version, one in found for text in result(version, one)),
        f"## What is held fixed and what is assumed\n\nHeld fixed, run by run:\n\n{fixed}\n\nAssumed:\n\n{assumed}",
        "## Try it on your own network",
        f"It needs: {card.needs}.{choice}",
        f"```\nnetdiff experiment {card.name} {files}{extra}\n```",
        "How to read a result stands in [the founding claims](../founding-claims.md).",
    ]
    rows = {
        (card.title, version or card.name): {
            "set against": one.question.rival,
            "difference": f"{one.effect.value * 100:+.1f} ({one.effect.low * 100:.1f} to {one.effect.high * 100:.1f})",
            "follows in": f"{one.share:.0%} of {len(one.region)}",
            "verdict": one.verdict,
        }
        for version, one in found
    }
    return "\n\n".join(parts) + "\n", pd.DataFrame.from_dict(rows, orient="index")


def main() -> None:
    """All pages and the list of them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "experiments"
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for card in CARDS.values():
        text, rows = page(card)
        (folder / f"{card.name}.md").write_text(text, encoding="utf-8")
        for (title, version), row in rows.iterrows():
            named = f"[{title}]({card.name}.md)" + (f" {version}" if version != card.name else "")
            lines.append(f"| {card.myth} | {named} | " + " | ".join(map(str, row)) + " |")
    head = (
        "# The experiments\n\nWritten by `docs/make_experiments.py`; do not edit. Played on the made-up sample region, "
        f"layer `{LAYER}`, with the settings that come with each. The difference is in points of 100, with the range "
        "that chance in the play leaves; *follows in* is the share of the settings that were tried.\n\n"
        "| claim | experiment | set against | difference | follows in | verdict |\n|---|---|---|--:|--:|---|\n"
    )
    (folder / "README.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
