"""How an innovation would travel: models, simulation, and exact answers on small networks.

`simulate` itself is public as `netdiff.simulate`; here that name is the module it lives in.
"""

from netdiff.spread.competing import Competing
from netdiff.spread.funnel import Funnel
from netdiff.spread.hazards import Epidemic, LogisticHazard, NetworkBass
from netdiff.spread.live import LiveEdges
from netdiff.spread.models import ComplexContagion, Drawn, IndependentCascade, LinearThreshold
from netdiff.spread.outcome import Comparison, Estimate, Spread

__all__ = [
    "Comparison",
    "Competing",
    "ComplexContagion",
    "Drawn",
    "Epidemic",
    "Estimate",
    "Funnel",
    "IndependentCascade",
    "LinearThreshold",
    "LiveEdges",
    "LogisticHazard",
    "NetworkBass",
    "Spread",
]
