"""What did spread: exposure, thresholds, rates, clustering, and models fitted to observed times of adoption."""

from __future__ import annotations

from netdiff.adoption.bass import BassFit, bass_curve, fit_bass, fit_bass_curve
from netdiff.adoption.changes import fading_weights, mentors, tie_changes
from netdiff.adoption.clustering import ChanceTest, moran, structural_test
from netdiff.adoption.contagion import infectiousness, susceptibility
from netdiff.adoption.degrees import degree_adoption
from netdiff.adoption.diffusion import DiffusionFit, fit_diffusion
from netdiff.adoption.distances import steps_between
from netdiff.adoption.doubt import association_by_chance
from netdiff.adoption.equivalence import structural_equivalence
from netdiff.adoption.exposure import exposure, threshold
from netdiff.adoption.fit import HazardFit, fit_hazard
from netdiff.adoption.heldout import compare_models
from netdiff.adoption.history import Adoption
from netdiff.adoption.predictive import predictive_curves
from netdiff.adoption.profiles import ProfileComparison, by_profile
from netdiff.adoption.propensity import exposed_beside_alike
from netdiff.adoption.rates import adopter_categories, adoption_table, hazard, times_summary
from netdiff.adoption.recipe import person_periods
from netdiff.adoption.speed import rates, rates_by_period, rates_by_place, survival
from netdiff.adoption.thresholds import threshold_bounds, threshold_distribution
from netdiff.adoption.words import in_words

__all__ = [
    "Adoption",
    "BassFit",
    "ChanceTest",
    "DiffusionFit",
    "HazardFit",
    "ProfileComparison",
    "adopter_categories",
    "adoption_table",
    "association_by_chance",
    "bass_curve",
    "by_profile",
    "compare_models",
    "degree_adoption",
    "exposed_beside_alike",
    "exposure",
    "fading_weights",
    "fit_bass",
    "fit_bass_curve",
    "fit_diffusion",
    "fit_hazard",
    "hazard",
    "in_words",
    "infectiousness",
    "mentors",
    "moran",
    "person_periods",
    "predictive_curves",
    "rates",
    "rates_by_period",
    "rates_by_place",
    "steps_between",
    "structural_equivalence",
    "structural_test",
    "survival",
    "susceptibility",
    "threshold",
    "threshold_bounds",
    "threshold_distribution",
    "tie_changes",
    "times_summary",
]
