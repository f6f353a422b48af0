"""Run by .ci/run with the wheel alone installed: every sample loads, and nothing comes from the checkout."""

from __future__ import annotations

import sys
from pathlib import Path

import netdiff as nd

checkout = Path(sys.argv[1]).resolve()
package = Path(nd.__file__).resolve().parent
if checkout in package.parents:
    sys.exit(f"netdiff was taken from the checkout ({package}), not from the wheel.")
lacking = [name for name in ("py.typed", "visual/vendor", "visual/templates") if not (package / name).exists()]
if lacking:
    sys.exit(f"The wheel lacks {', '.join(lacking)}.")
for name in nd.list_samples().index:
    net = nd.load_sample(name)
    sys.stdout.write(f"{name}: {len(net)} in the network, {len(net.ties)} ties\n")
