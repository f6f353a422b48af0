"""What did spread: exposure, thresholds, rates, clustering, and curves fitted to observed times of adoption."""

from __future__ import annotations

from netdiff.adoption.bass import bass_curve, fit_bass_curve
from netdiff.adoption.clustering import ChanceTest, moran, structural_test
from netdiff.adoption.contagion import infectiousness, susceptibility
from netdiff.adoption.degrees import degree_adoption
from netdiff.adoption.equivalence import structural_equivalence
from netdiff.adoption.exposure import exposure, threshold
from netdiff.adoption.fit import HazardFit, fit_hazard, person_periods
from netdiff.adoption.history import Adoption
from netdiff.adoption.rates import adopter_categories, adoption_table, hazard, times_summary

__all__ = [
    "Adoption",
    "ChanceTest",
    "HazardFit",
    "adopter_categories",
    "adoption_table",
    "bass_curve",
    "degree_adoption",
    "exposure",
    "fit_bass_curve",
    "fit_hazard",
    "hazard",
    "infectiousness",
    "moran",
    "person_periods",
    "structural_equivalence",
    "structural_test",
    "susceptibility",
    "threshold",
    "times_summary",
]
