"""`to_pdf`: a page of ours as a PDF, printed by the browser that this machine has; nothing is installed or fetched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from netdiff.errors import DataError

__all__ = ["browser", "to_pdf"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_WAIT = 90  # seconds


def browser() -> Path | None:
    """A browser of this machine that can print without a window: Chromium, Chrome or Edge."""
    return next((path for path in _candidates() if path.exists()), None)


def _candidates() -> Iterator[Path]:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    if sys.platform == "win32":  # pragma: no cover
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            folder = Path(os.environ.get(variable, ""))
            yield folder / "Microsoft/Edge/Application/msedge.exe"
            yield folder / "Google/Chrome/Application/chrome.exe"
    if sys.platform == "darwin":  # pragma: no cover
        yield Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
        yield Path("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge")


def to_pdf(page: str | Path) -> Path:
    """Print a report or a map that was saved to PDF, for mail systems that let no web page pass.

    Parameters
    ----------
    page : str or Path
        The HTML file.

    Returns
    -------
    Path
        The PDF beside it, under the same name.

    Raises
    ------
    DataError
        Where there is no such file, or no browser that can print it.

    Notes
    -----
    Stability: experimental.
    """
    source = Path(page).resolve()
    if not source.is_file():
        raise DataError(f"there is no file {source.name}", cure="write the report first: netdiff.report(net, ...)")
    program = browser()
    if program is None:
        problem = "no browser was found that can print"
        raise DataError(problem, cure="open the page in any browser and print it to PDF")
    target = source.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as profile:
        _print(program, source, target, profile)
    if not target.is_file():
        raise DataError(f"{program.name} did not print {source.name}", cure="open the page and print it to PDF")
    return target


def _print(program: Path, source: Path, target: Path, profile: str) -> None:
    """One run of the browser, with a profile of its own and without the network."""
    options = [
        "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
        "--disable-component-update", "--disable-extensions", "--no-pdf-header-footer", f"--user-data-dir={profile}",
        f"--print-to-pdf={target}",
    ]  # fmt: skip
    if sys.platform == "linux" and os.geteuid() == 0:
        options.append("--no-sandbox")  # a browser run by root on Linux refuses to start otherwise
    subprocess.run([str(program), *options, source.as_uri()], capture_output=True, timeout=_WAIT, check=False)
