"""A real browser without any network: what a page does when it is opened from disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from netdiff.layer import Layer
from netdiff.network import Network

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


def chromium() -> str | None:
    """The path of a Chromium, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        reason = "no Chromium on this machine (Debian: apt-get install chromium)"
        (pytest.fail if os.environ.get("NETDIFF_REQUIRE_BROWSER") == "1" else pytest.skip)(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@dataclass
class Opened:
    """A page and all that it said and asked for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def js(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def settle(self) -> None:
        self.page.wait_for_timeout(80)


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Open a file and watch it: console, errors, requests."""
    contexts = []

    def _visit(path: Path, *, drawn: bool = True, **options: Any) -> Opened:
        context = browser.new_context(viewport={"width": 1300, "height": 850}, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        opened = Opened(page)
        page.on("console", lambda message: opened.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: opened.said.append(f"error: {error}"))
        page.on("request", lambda request: opened.asked.append(request.url))
        page.goto(path.as_uri())
        if drawn:
            page.wait_for_selector("html[data-drawn=yes]", timeout=20000, state="attached")
        return opened

    yield _visit
    for context in contexts:
        context.close()


@pytest.fixture
def two_places() -> Network:
    """Two cliques of three joined by one link, one person alone; advice and meetings; a number and a kind."""
    people = pd.DataFrame(
        {
            "label": ["Ann Ash", "Ben Birch", "Cem Cedar", "Dina Dill", "Éva Elm", "Finn Fern", "Gus Grey"],
            "group": ["user", "user", "clinician", "clinician", "user", "manager", None],
            "place": ["North"] * 3 + ["South"] * 3 + [None],
            "years": [1, 2, 3, 4, 5, 6, 7],
        },
        index=pd.Index(list("abcdefg"), name="node"),
    )
    advice = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "f"), ("f", "d"), ("c", "d")]
    meets = [("a", "b"), ("d", "e")]
    ties = pd.DataFrame(
        [(*pair, "advice") for pair in advice] + [(*pair, "meetings") for pair in meets],
        columns=["source", "target", "layer"],
    )
    layers = {"advice": Layer("advice", "turns_to"), "meetings": Layer("meetings", "meets", directed=False)}
    return Network.from_frames(people, ties, layers)
