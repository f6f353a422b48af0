"""How an innovation would travel: models, simulation, and exact answers on small networks."""

from netdiff.spread.live import LiveEdges
from netdiff.spread.models import IndependentCascade

__all__ = ["IndependentCascade", "LiveEdges"]
