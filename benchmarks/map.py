"""The map: how long the file takes to make, how soon the picture stands, what a step of the slider costs.

    python benchmarks/map.py

Needs Chromium (Debian: apt-get install chromium). The bare page beside ours holds vis-network with the same people,
links and positions and nothing else. Main-thread time is what the browser itself counts as work (TaskDuration).
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from _report import alternating, publish, seconds

from netdiff.layer import Layer
from netdiff.network import Network
from netdiff.visual.map import draw
from netdiff.visual.page import vendored

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
ROUNDS = 7


def network(people: int, ties: int) -> tuple[Network, pd.DataFrame]:
    """A network with preferential links, and positions that cost nothing."""
    rng = np.random.default_rng(1)
    ids = np.array([f"P-{n:05d}" for n in range(people)])
    pull = rng.pareto(2.2, people) + 0.3
    ends = np.column_stack([rng.integers(0, people, 2 * ties), rng.choice(people, 2 * ties, p=pull / pull.sum())])
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    ends = ends[rng.permutation(len(ends))[:ties]]
    nodes = pd.DataFrame({"group": rng.choice(["user", "professional", "manager"], people)}, index=ids)
    frame = pd.DataFrame({"source": ids[ends[:, 0]], "target": ids[ends[:, 1]], "layer": "advice"})
    net = Network.from_frames(nodes, frame, {"advice": Layer("advice", "turns_to")})
    return net, pd.DataFrame(rng.normal(0, 25 * people**0.5, (people, 2)), index=ids, columns=["x", "y"])


def bare(html: str, path: Path) -> Path:
    """The same people, links and positions in vis-network and nothing else."""
    found = re.search(r'id="payload">(.*?)</script>', html, re.DOTALL)
    if found is None:
        message = "the map holds no data"
        raise SystemExit(message)
    data = json.loads(found.group(1))
    kept = {"nodes": [{k: n[k] for k in ("id", "x", "y", "shape", "size", "color")} for n in data["nodes"]]}
    kept["edges"] = [{k: e[k] for k in ("from", "to", "arrows", "width")} for e in data["edges"]]
    script = """
      const data = JSON.parse(document.getElementById("data").textContent);
      const options = { physics: { enabled: false }, layout: { improvedLayout: false }, edges: { smooth: false } };
      const network = new vis.Network(document.getElementById("canvas"), data, options);
      network.once("afterDrawing", () => { document.documentElement.dataset.drawn = "yes"; });
      network.fit({ animation: false });"""
    style = "html,body,#canvas{height:100%;margin:0}"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><style>{style}</style><div id=canvas></div>"
        f'<script type="application/json" id=data>{json.dumps(kept)}</script>'
        f"<script>{vendored('vis-network')}</script><script>{script}</script>",
        encoding="utf-8",
    )
    return path


def work(browser: Any, path: Path) -> float:
    """Main-thread seconds from navigation until the picture stands."""
    page = browser.new_page(viewport={"width": 1400, "height": 860})
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn=yes]", state="attached")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    metrics = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return float(metrics["TaskDuration"])


def slider(browser: Any, path: Path) -> float:
    """Median milliseconds of a step of the slider at which 100 people change."""
    page = browser.new_page(viewport={"width": 1400, "height": 860})
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn=yes]", state="attached")
    step = """(t) => { const s = document.getElementById("time"); const began = performance.now();
        s.value = t; s.dispatchEvent(new Event("input"));
        document.querySelector("#canvas canvas").getContext("2d").getImageData(0, 0, 1, 1);
        return performance.now() - began; }"""
    page.evaluate(step, 0)
    taken = [page.evaluate(step, t) for t in range(1, 10)]
    page.close()
    return float(np.median(taken))


def made(people: int, ties: int, folder: Path) -> tuple[Callable[[], float], Path]:
    """A job that makes and saves a map with its positions given, and where it is saved."""
    net, start = network(people, ties)
    times = pd.Series(np.arange(people) // 100, index=net.nodes.index).where(np.arange(people) < 1000)
    path = folder / f"map{people}.html"

    def job() -> float:
        return seconds(lambda: draw(net, positions=start, spread=times, title="Speed").save(path))

    return job, path.with_name(f"PRIVATE-{path.name}")


def main() -> int:
    """Measure, publish, and tell by the exit code whether every limit is kept."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("No Chromium on this machine: nothing measured.")
        return 1
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        small, file = made(1000, 3000, folder)
        large, _ = made(2000, 6000, folder)
        build = alternating({"small": small, "large": large}, ROUNDS)
        plain = bare(file.read_text(encoding="utf-8"), folder / "bare.html")
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        first = alternating({"ours": lambda: work(browser, file), "bare": lambda: work(browser, plain)}, ROUNDS)
        step = slider(browser, file)
        browser.close()
        size = file.stat().st_size / 1e6
    ratio = first["ours"] / first["bare"]
    publish(
        "map",
        [
            (
                "our page, 1,000 people and 3,000 ties: main-thread time to the first picture",
                f"{first['ours']:.2f} s",
                "",
            ),
            ("bare vis-network with the same positions", f"{first['bare']:.2f} s", ""),
            ("ratio", f"{ratio:.2f}", "1.3"),
            ("a step of the slider at which 100 people change", f"{step:.0f} ms", "50 ms"),
            ("size of the file with 1,000 people", f"{size:.2f} MB", "1.5 MB"),
            ("making and saving it, positions given", f"{build['small']:.2f} s", ""),
            ("the same with 2,000 people and 6,000 ties (stock pyvis: 43.7 s)", f"{build['large']:.2f} s", "2 s"),
        ],
    )
    return int(ratio > 1.3 or step > 50 or size > 1.5 or build["large"] > 2)


if __name__ == "__main__":
    sys.exit(main())
