"""Take the picture of the README anew: the map of the fictional region with ten recruits, in headless Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import netdiff as nd

HERE = Path(__file__).parent


def main() -> int:
    """Draw the map, open it in a browser, keep what it shows."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.stderr.write("Chromium is needed to take the pictures.\n")
        return 1
    net = nd.load_sample("region")
    plan = nd.recommend(net, k=10, model=nd.IndependentCascade(0.1), layer="advice", rng=1)
    with tempfile.TemporaryDirectory() as folder:
        page = nd.draw(net, highlight=plan, title="The fictional region").save(Path(folder) / "map.html")
        flags = [
            "--headless",
            "--no-sandbox",
            "--hide-scrollbars",
            "--window-size=1400,880",
            "--virtual-time-budget=15000",
        ]
        picture = HERE / "map.png"
        subprocess.run([chromium, *flags, f"--screenshot={picture}", Path(page).as_uri()], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
