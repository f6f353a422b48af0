"""What this computer offers netdiff: the examination behind ``netdiff doctor``.

Every finding is a plain sentence, and where something is amiss the sentence carries the cure. Nothing is
changed: the one file written (to see whether writing works) is removed at once.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from netdiff import _jit

DISTRIBUTION = "netdiffusion"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox", "msedge")
ROOM_NEEDED_MB = 200


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, how it stands, and what to do where it does not stand well."""

    subject: str
    state: Literal["fine", "note", "trouble"]
    text: str


def examine(folder: Path) -> list[Finding]:
    """Look at everything netdiff leans on; `folder` is where results would be written."""
    return [_python(), *_packages(), _kernels(), _bytecode(), _writing(folder), _screen(), _browser()]


def _python() -> Finding:
    bits = 64 if sys.maxsize > 2**32 else 32
    text = f"Python {platform.python_version()}, {bits} bit, on {platform.system()} ({platform.machine()})."
    if bits == 32:
        return Finding("Python", "trouble", f"{text} netdiff's packages need a 64-bit Python.")
    return Finding("Python", "fine", text)


def _packages() -> Iterator[Finding]:
    """One finding for the versions; one more for each package that is missing."""
    have: list[str] = []
    for name in _required():
        try:
            have.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            cure = f"{name} is missing. Cure: pip install {name}, or run start.py again."
            yield Finding("Packages", "trouble", cure)
    yield Finding("Packages", "fine", f"netdiff {metadata.version(DISTRIBUTION)}; {', '.join(have)}.")


def _required() -> list[str]:
    """Names of the packages that the installed netdiff asks for, extras left out."""
    lines = [line for line in metadata.requires(DISTRIBUTION) or [] if "extra ==" not in line]
    return [re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in lines]


def _kernels() -> Finding:
    """Whether numba is there and where what it compiles is kept."""
    if not _jit.enabled():
        text = "numba is missing or switched off: everything works, large networks take far longer."
        return Finding("Fast routines", "note", text)
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or _jit.cache_folder())
    count = sum(1 for _ in folder.rglob("*.nbc")) if folder.exists() else 0
    if count:
        return Finding("Fast routines", "fine", f"{count} compiled for this computer, kept in {folder}.")
    if not _can_write(folder):
        text = f"cannot be kept in {folder}, so each start compiles anew. Cure: set NUMBA_CACHE_DIR."
        return Finding("Fast routines", "note", text)
    return Finding("Fast routines", "fine", f"will be compiled at first use (some seconds, once) into {folder}.")


def _bytecode() -> Finding:
    if sys.dont_write_bytecode:
        text = "PYTHONDONTWRITEBYTECODE is set, so every start reads all packages anew. Cure: unset it."
        return Finding("Start-up", "note", text)
    return Finding("Start-up", "fine", "compiled Python files are kept between runs.")


def _writing(folder: Path) -> Finding:
    """Whether results can be written, and whether there is room for them."""
    if not _can_write(folder):
        text = f"nothing can be written in {folder}. Cure: choose another folder with --out."
        return Finding("Results", "trouble", text)
    free = shutil.disk_usage(_nearest(folder)).free // 2**20
    if free < ROOM_NEEDED_MB:
        return Finding("Results", "note", f"only {free} MB are free where {folder} lies.")
    return Finding("Results", "fine", f"can be written in {folder} ({free:,} MB free).")


def _can_write(folder: Path) -> bool:
    """Try it: a file that vanishes again, in the folder or in the nearest parent that exists."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)):
            return True
    except OSError:
        return False


def _nearest(folder: Path) -> Path:
    """The folder, or its nearest parent that exists."""
    full = folder.resolve()
    return next((place for place in (full, *full.parents) if place.is_dir()), full)


def _screen() -> Finding:
    encoding = (sys.stdout.encoding or "unknown").lower()
    if "utf" not in encoding:
        text = f"this window shows {encoding}, so some letters of names may appear as ?. Files are not affected."
        return Finding("Letters", "note", text)
    return Finding("Letters", "fine", f"this window shows all letters ({encoding}).")


def _browser() -> Finding:
    """Maps and reports open in any browser; on desktop systems there always is one."""
    if sys.platform in ("win32", "darwin"):
        return Finding("Browser", "fine", "maps and reports open with a double click.")
    found = next((name for name in BROWSERS if shutil.which(name)), None)
    if found is None:
        text = "none found here. Maps and reports are single files: open them on any computer with one."
        return Finding("Browser", "note", text)
    return Finding("Browser", "fine", f"{found} can open maps and reports.")
