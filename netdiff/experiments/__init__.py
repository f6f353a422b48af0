"""The founding claims as experiments that could refute them: one file per claim, and the mechanisms together."""

from netdiff.experiments._funnel import Funnel
from netdiff.experiments._two_layer import Demand
from netdiff.experiments.catalogue import CARDS, Card, card, listed, run
from netdiff.experiments.codesign import Design, codesign
from netdiff.experiments.conditions import conditions, rankings
from netdiff.experiments.contrast import Contrast
from netdiff.experiments.crowd import critical_mass, crowd
from netdiff.experiments.demand import Pipeline, demand
from netdiff.experiments.displacement import crossing_point, displacement
from netdiff.experiments.enabling import FIVE, Dimension, Enabling
from netdiff.experiments.movement import Movement, movement
from netdiff.experiments.nested_communities import Rings, nested_communities, steady_state
from netdiff.experiments.readings import Readings, readings
from netdiff.experiments.sector import Sector, read_sector, teaching_sector
from netdiff.experiments.support import binding_gates, support
from netdiff.experiments.together import interactions, together
from netdiff.experiments.user_networks import user_networks
from netdiff.experiments.words import WORDS

__all__ = [
    "CARDS",
    "FIVE",
    "WORDS",
    "Card",
    "Contrast",
    "Demand",
    "Design",
    "Dimension",
    "Enabling",
    "Funnel",
    "Movement",
    "Pipeline",
    "Readings",
    "Rings",
    "Sector",
    "binding_gates",
    "card",
    "codesign",
    "conditions",
    "critical_mass",
    "crossing_point",
    "crowd",
    "demand",
    "displacement",
    "interactions",
    "listed",
    "movement",
    "nested_communities",
    "rankings",
    "read_sector",
    "readings",
    "run",
    "steady_state",
    "support",
    "teaching_sector",
    "together",
    "user_networks",
]
