"""Commands about netdiff itself: its measures, its samples, and this computer."""

from __future__ import annotations

import typer
from rich.text import Text

import netdiff as nd
from netdiff._console import spread_out
from netdiff.cli.door import IN_THE_DATA
from netdiff.cli.words import HERE, Folder


def measures() -> None:
    """List every measure with its plain meaning."""
    table = nd.metrics.catalogue()
    spread_out(table["meaning"].items(), titles=("measure", "what it says"))


def samples() -> None:
    """List the networks that come with netdiff."""
    table = nd.list_samples()
    spread_out(([name, *row] for name, row in table.iterrows()), titles=("sample", *table.columns))


def doctor(out: Folder = HERE) -> None:
    """Look whether this computer has all that netdiff needs, and say what to do where it has not."""
    from netdiff._doctor import examine

    marks = {"fine": Text("ok", "green"), "note": Text("note", "yellow"), "trouble": Text("amiss", "bold red")}
    findings = examine(out)
    spread_out((marks[finding.state], finding.subject, finding.text) for finding in findings)
    if any(finding.state == "trouble" for finding in findings):
        raise typer.Exit(IN_THE_DATA)
