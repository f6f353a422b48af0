"""The founding claims as experiments that could refute them: one file per claim."""

from netdiff.experiments._two_layer import Demand
from netdiff.experiments.contrast import Contrast
from netdiff.experiments.user_networks import user_networks

__all__ = ["Contrast", "Demand", "user_networks"]
