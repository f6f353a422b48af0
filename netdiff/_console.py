"""How the command line speaks: results, asides and complaints, each on its stream, nothing taken for markup."""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from netdiff.errors import DataWarning

__all__ = ["aside", "complain", "headline", "say", "speak_plainly", "spread_out"]

LISTED = re.compile(r"\b([a-z_]+)=\[([^\]]*)\]")  # alters=['a', 'b'] is said as --alters a --alters b
WORD = re.compile(r"'([^']*)'")
ARGUMENT = re.compile(
    r"\b(alters|audience|contacts|ego|exclude|group|horizon|layer|means|people|professionals|rng|survey|tz|users)="
    r"(?:'([^']*)')?"
)


def say(words: object, style: str = "") -> None:
    """A result, as it is: what looks like markup stays text, control characters go."""
    _console().print(Text(_plain(words), style))


def headline(words: str) -> None:
    """A title before a part of the results."""
    say(f"\n{words}", "bold")


def spread_out(rows: Iterable[Iterable[object]], titles: Iterable[str] = ()) -> None:
    """Rows of a small table, in columns."""
    named = list(titles)
    table = Table(box=None, show_header=bool(named), padding=(0, 2, 0, 0))
    for title in named:
        table.add_column(title)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(_plain(cell)) for cell in row))
    _console().print(table)


def aside(words: object, style: str = "") -> None:
    """What is not the result, to the error stream, so that results can be piped."""
    _console(stderr=True).print(Text(_plain(words), style))


def complain(words: str) -> None:
    """What went wrong; a cure that names an argument of the library names the option here."""
    listed = LISTED.sub(lambda found: " ".join(f"--{found[1]} {one}" for one in WORD.findall(found[2])), words)
    aside(ARGUMENT.sub(lambda found: f"--{found[1]} {found[2] or ''}".rstrip(), listed), "red")


def speak_plainly() -> None:
    """Show netdiff's own warnings and announcements as notes; keep other libraries' to themselves."""
    warnings.showwarning = _note
    logger = logging.getLogger("netdiff")
    logger.handlers[:] = [_Announce()]
    logger.setLevel(logging.INFO)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows code page must not end a run


class _Announce(logging.Handler):
    """What netdiff announces, as an aside."""

    def emit(self, record: logging.LogRecord) -> None:
        aside(record.getMessage(), "dim")


def _note(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    if issubclass(category, DataWarning):
        aside(f"Note: {message}", "yellow")


def _console(*, stderr: bool = False) -> Console:
    """Made anew each time, so that a redirected stream is seen; only a terminal has lines that end."""
    console = Console(stderr=stderr, highlight=False)
    console.soft_wrap = not console.is_terminal
    return console


def _plain(words: object) -> str:
    return "".join(letter for letter in str(words) if letter.isprintable() or letter in "\n\t")
