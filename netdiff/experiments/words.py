"""The settings of the experiments in plain words."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["WORDS", "said"]

WORDS: Mapping[str, str] = {
    "gates": "whether all three gates must be open, or one can make up for another",
    "desirable": "how much people want it at the start",
    "feasible": "how far they are able to do it at the start",
    "viable": "how far it pays for them at the start",
    "persuades": "how far telling makes people want it",
    "helps": "how far help makes people able",
    "tells": "how much more telling the money buys",
    "radicalness": "how radical the change is",
    "selection": "how soon people move to better organisations",
    "switching": "how much the cost of switching keeps people where they are",
    "variety": "how far apart the places are",
    "core": "how much of it is core",
    "fidelity": "how much is lost when the core is changed",
    "rough": "how often early versions let people down",
    "bad_word": "how much bad word puts others off",
    "arrivals": "how many new ideas arrive",
    "attention": "how many ideas people can look at",
    "bar": "how high the bar is before people ask",
    "moves": "how far money moves people to ask",
    "w": "how much weight users' demand has",
    "reading": "whether users' demand adds to that of peers, or is averaged with it",
    "threshold": "how much it takes to move a professional",
    "hold": "how well links hold people",
    "lift": "how far links draw people in",
    "need": "how many innovators one must know",
    "contact": "how easily interest passes on",
    "private": "how much people support it in private",
    "spread": "how far people differ in their support",
    "example": "how much the example of others counts",
    "voices": "how many people must act before one joins in",
    "width": "how many links go into the same place",
    "case": "how strong the case for change is",
    "emotion": "how much of the case is passion that fades",
    "holds": "how many a vision keeps going",
    "peer_pull": "how far the example of contacts makes people want it",
    "bad": "how often a trial goes wrong",
    "media": "how often people hear of it from outside",
    "p_info": "how often a contact tells",
    "drop_innovator": "how often innovators leave",
    "capacity": "how many innovators can be looked after",
    "feedback": "how far talk between adopters and innovators makes it better",
    "demand": "how far people who act in public draw others on",
    "amount": "how much is added",
    "budget": "how much is spent",
    "links": "how many links are added",
    "rungs": "how many ways to act there are",
    "step": "how far a condition is raised",
}


def said(parameter: str) -> str:
    """A setting in plain words with its name behind, or its name alone."""
    return f"{WORDS[parameter]} ({parameter})" if parameter in WORDS else parameter
