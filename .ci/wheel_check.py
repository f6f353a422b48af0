"""Run by .ci/run with the wheel alone installed: every sample loads, and nothing comes from the checkout."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import netdiff as nd

checkout = Path(sys.argv[1]).resolve()
place = Path(nd.__file__).resolve()
if checkout in place.parents:
    sys.exit(f"netdiff was taken from the checkout ({place}), not from the wheel.")
for name in nd.list_samples().index if hasattr(nd.list_samples(), "index") else nd.list_samples():
    net = nd.load_sample(name)
    sys.stdout.write(f"{name}: {len(net)} in the network, {len(net.ties)} ties\n")
for needed in ("py.typed", "visual/vendor"):
    if not files("netdiff").joinpath(needed).exists():  # type: ignore[attr-defined]
        sys.exit(f"The wheel lacks netdiff/{needed}.")
