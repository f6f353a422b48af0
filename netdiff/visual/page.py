"""What every page we write has in common: autoescaping templates, a strict content policy, nothing fetched."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_VENDOR = _HERE / "vendor"
_SCRIPTS = (
    "data",
    "state",
    "scene",
    "marks",
    "spread",
    "legend",
    "filters",
    "search",
    "panel",
    "table",
    "picture",
    "keys",
    "start",
)


def environment(**shared: Any) -> Environment:
    """Templates that escape every value; `shared` are values that all of them may name."""
    env = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    env.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False, "allow_nan": False}
    env.filters["thousands"] = lambda number: f"{number:,}"
    env.globals.update(shared)
    return env


def content_policy(scripts: Iterable[str] = (), styles: Iterable[str] = ()) -> Markup:
    """Nothing may load, run or be styled but these very texts; pictures only where they lie in the page."""
    allowed = f"script-src {_sources(scripts)}; style-src {_sources(styles)}; img-src data: blob:"
    return Markup(f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'")  # noqa: S704  hashes only


def _sources(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"


@functools.cache
def own_text(name: str) -> Markup:
    """A file of ours (never of the user's), to stand in a page as it is."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704  our own file


@functools.cache
def page_script() -> Markup:
    """The map's script: one thought a file, put together in the order of the story."""
    parts = "\n".join(own_text(f"js/{name}.js") for name in _SCRIPTS)
    return Markup(f'(function () {{\n"use strict";\n{parts}\n}})();\n')  # noqa: S704


@functools.cache
def vendored(name: str) -> Markup:
    """A script of others, as its makers built it and as our manifest hashes it (without the pointer to its map)."""
    folder = _VENDOR / name
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    text = (folder / manifest["file"]).read_text(encoding="utf-8")
    return Markup(text.partition("\n//# sourceMappingURL=")[0])  # noqa: S704


def plain(value: object) -> str:
    """Text as it may stand in a page: no control characters, no halves of a character, one line."""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    kept = (" " if character in "\n\r\t" else character for character in text)
    return "".join(character for character in kept if unicodedata.category(character) not in {"Cc", "Cs"})
