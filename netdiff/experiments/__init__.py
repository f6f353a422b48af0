"""The founding claims as experiments that could refute them: one file per claim."""

from netdiff.experiments.contrast import Contrast

__all__ = ["Contrast"]
