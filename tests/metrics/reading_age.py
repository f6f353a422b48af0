"""Flesch-Kincaid: how many years of school, and which age, a text asks for."""

from __future__ import annotations

import re

VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """Groups of vowels, less a silent e at the end, at least one."""
    low = word.lower()
    count = len(VOWELS.findall(low))
    silent = low.endswith("e") and not low.endswith(("le", "ee", "ye")) and count > 1
    silent |= low.endswith("ed") and not low.endswith(("ted", "ded")) and count > 1
    return max(count - silent, 1)


def grade(text: str) -> float:
    """Years of school: 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid et al. 1975)."""
    sentences = [each for each in re.split(r"[.!?;:]+(?:\s|$)", text) if re.search(r"[A-Za-z]", each)]
    words = re.findall(r"[A-Za-z]+(?:'[a-z]+)?", text)
    per_sentence = len(words) / max(len(sentences), 1)
    return 0.39 * per_sentence + 11.8 * sum(map(syllables, words)) / max(len(words), 1) - 15.59


def reading_age(text: str) -> float:
    """Age at which the text can be read: years of school plus five."""
    return grade(text) + 5
