"""How an innovation would travel: models, simulation, and exact answers on small networks."""

from netdiff.spread.live import LiveEdges
from netdiff.spread.models import IndependentCascade
from netdiff.spread.outcome import Spread
from netdiff.spread.simulate import simulate

__all__ = ["IndependentCascade", "LiveEdges", "Spread", "simulate"]
