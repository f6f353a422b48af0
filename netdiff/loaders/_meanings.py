"""What a question's ties say, proposed from its wording and never assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from netdiff.errors import DataError, Fault
from netdiff.layer import MEANINGS, SENTENCES

__all__ = ["means_for", "propose"]

WORDINGS: Mapping[str, str] = {
    "rates": r"\b(trust|power|influential|influence (do|does|has)|conflict|rate|reliab|respect|value)\w*",
    "tells": r"\b(tell|inform|pass (it |this |news )?on|advise|give advice|share .* with|teach|"
             r"recommend .* to|recruit)\w*",
    "turns_to": r"\b(turns? to|go to|ask|advice|seek|rely on|consult|learn from|listen to|look (up )?to|help from|"
                r"influences? you|come to mind|support from|information from|knows? best)\w*",
    "meets": r"\b(meet|work with|talk|discuss|spend time|contact|collaborat|friend|know|social|lunch|close)\w*",
}  # fmt: skip
GIVES = re.compile(r"\b(give advice|advise|asks? you|turns? to you|come to you)\b")
ASKS = re.compile(r"\b(ask|turn to|go to|seek|advice)\b")


def propose(wording: str) -> str | None:
    """The likeliest reading of a question, None where the wording gives no hint.

    Examples
    --------
    >>> propose("Who do you turn to for advice?"), propose("Whom do you meet weekly?"), propose("Q7")
    ('turns_to', 'meets', None)
    """
    text = wording.casefold().replace("_", " ")
    if ASKS.search(text) and not GIVES.search(text):
        return "turns_to"
    return next((means for means, pattern in WORDINGS.items() if re.search(pattern, text)), None)


def means_for(layers: Mapping[str, str], means: str | Mapping[str, str] | None, *, file: str | None) -> dict[str, str]:
    """The meaning of each layer (name → question), as said; otherwise one error that proposes all of them."""
    if isinstance(means, str):
        return dict.fromkeys(layers, means)
    said = dict(means or {})
    strange = [name for name in said if name not in layers]
    faults = [
        Fault("means= speaks of a layer that is not there", f"The layers are {', '.join(layers)}.", file, value=name)
        for name in strange
    ]
    faults += [_unsaid(name, question, file) for name, question in layers.items() if name not in said]
    if faults:
        raise DataError.of(faults)
    return {name: said[name] for name in layers}


def _unsaid(name: str, question: str, file: str | None) -> Fault:
    asked = len(question.split()) > 2
    guess = propose(question) if asked else propose(name) or propose(question)
    words = "; ".join(f"{key!r}: {SENTENCES[key]}" for key in MEANINGS)
    advice = (
        f"It sounds like means={guess!r}. {SENTENCES[guess]} If that is right, pass it."
        if guess
        else f"Pass one of them as means=. {words}"
    )
    shown = question if question != name else None
    return Fault(
        f"it has to be said what a link in {name!r} means, for that decides who influences whom",
        advice,
        file,
        value=shown,
    )
