"""What did spread: exposure, thresholds, rates, clustering, and models fitted to observed times of adoption."""

from __future__ import annotations

from netdiff.adoption.bass import BassFit, bass_curve, fit_bass, fit_bass_curve
from netdiff.adoption.changes import fading_weights, mentors, tie_changes
from netdiff.adoption.clustering import ChanceTest, moran, structural_test
from netdiff.adoption.contagion import infectiousness, susceptibility
from netdiff.adoption.degrees import degree_adoption
from netdiff.adoption.doubt import association_by_chance, compare_models, spread_arms
from netdiff.adoption.equivalence import structural_equivalence
from netdiff.adoption.exposure import exposure, threshold
from netdiff.adoption.fit import HazardFit, fit_hazard, person_periods
from netdiff.adoption.history import Adoption
from netdiff.adoption.profiles import ProfileComparison, by_profile
from netdiff.adoption.rates import adopter_categories, adoption_table, hazard, times_summary
from netdiff.adoption.speed import rates, rates_by_place, survival

__all__ = [
    "Adoption",
    "BassFit",
    "ChanceTest",
    "HazardFit",
    "ProfileComparison",
    "adopter_categories",
    "adoption_table",
    "association_by_chance",
    "bass_curve",
    "by_profile",
    "compare_models",
    "degree_adoption",
    "exposure",
    "fading_weights",
    "fit_bass",
    "fit_bass_curve",
    "fit_hazard",
    "hazard",
    "infectiousness",
    "mentors",
    "moran",
    "person_periods",
    "rates",
    "rates_by_place",
    "spread_arms",
    "structural_equivalence",
    "structural_test",
    "survival",
    "susceptibility",
    "threshold",
    "tie_changes",
    "times_summary",
]
