"""netdiff: measure, simulate and accelerate the diffusion of innovations on user and professional networks.

The story: file → `Network` → metrics → spread → recommend → show.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Public name → where it lives. Nothing is imported before it is used, so `import netdiff` stays light.
_FACE = {
    "Network": "netdiff.network:Network",
    "Layer": "netdiff.layer:Layer",
    "combine": "netdiff._combine:combine",
    "open": "netdiff.nativefile:open_network",
    "Receipt": "netdiff.receipt:Receipt",
    "AdoptionTable": "netdiff.times:AdoptionTable",
    "NetdiffError": "netdiff.errors:NetdiffError",
    "DataError": "netdiff.errors:DataError",
    "UnknownNodeError": "netdiff.errors:UnknownNodeError",
    "ModelError": "netdiff.errors:ModelError",
    "ConvergenceError": "netdiff.errors:ConvergenceError",
    "DataWarning": "netdiff.errors:DataWarning",
    "read_survey": "netdiff.loaders.survey:read_survey",
    "read_contacts": "netdiff.loaders.contacts:read_contacts",
    "read_roster": "netdiff.loaders.roster:read_roster",
    "read_affiliations": "netdiff.loaders.affiliations:read_affiliations",
    "read_adoption": "netdiff.loaders.adoption:read_adoption",
    "read_acts": "netdiff.loaders.acts:read_acts",
    "pseudonymise": "netdiff.loaders.pseudonyms:pseudonymise",
    "forget": "netdiff.loaders.pseudonyms:forget",
    "without_suppressed": "netdiff.loaders.pseudonyms:without_suppressed",
    "read_graph": "netdiff.loaders.graphfiles:read_graph",
    "apply_review": "netdiff.loaders.review:apply_review",
    "review_table": "netdiff.loaders.review:review_table",
    "write_review": "netdiff.loaders.review:write_review",
    "alternatives": "netdiff.loaders.unsettled:alternatives",
    "draw_names": "netdiff.loaders.unsettled:draw_names",
    "settled": "netdiff.loaders.unsettled:settled",
    "recognise": "netdiff.loaders.recognise:recognise",
    "load_sample": "netdiff.loaders.samples:load_sample",
    "list_samples": "netdiff.loaders.samples:list_samples",
    "metrics": "netdiff.metrics",
    "scorecard": "netdiff.metrics.scorecard:scorecard",
    "adoption": "netdiff.adoption",
    "experiments": "netdiff.experiments",
    "spread": "netdiff.spread",
    "simulate": "netdiff.spread.simulate:simulate",
    "IndependentCascade": "netdiff.spread.models:IndependentCascade",
    "LinearThreshold": "netdiff.spread.models:LinearThreshold",
    "ComplexContagion": "netdiff.spread.models:ComplexContagion",
    "Drawn": "netdiff.spread.needs:Drawn",
    "NetworkBass": "netdiff.spread.hazards:NetworkBass",
    "LogisticHazard": "netdiff.spread.hazards:LogisticHazard",
    "Epidemic": "netdiff.spread.hazards:Epidemic",
    "Funnel": "netdiff.spread.funnel:Funnel",
    "Competing": "netdiff.spread.competing:Competing",
    "recommend": "netdiff.recruit:recommend",
    "frontier": "netdiff.recruit.frontier:frontier",
    "try_seeding": "netdiff.recruit.blind:try_seeding",
    "sampled_networks": "netdiff.recruit.blind:sampled_networks",
    "Doubts": "netdiff.recruit.robust:Doubts",
    "recommend_ties": "netdiff.recruit.ties:recommend_ties",
    "recommend_coalition": "netdiff.recruit:recommend_coalition",
    "recommend_invitations": "netdiff.recruit:recommend_invitations",
    "draw": "netdiff.visual.map:draw",
    "plot": "netdiff.visual.charts:plot",
    "report": "netdiff.visual.report:report",
    "report_experiment": "netdiff.visual.told_experiment:report_experiment",
    "write_workbook": "netdiff.visual.workbook:write_workbook",
    "to_pdf": "netdiff.visual.paper:to_pdf",
}

__all__ = ["__version__", *_FACE]  # noqa: PLE0604 (the names are text)


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        message = f"netdiff has no {name!r}. Its public names are {', '.join(sorted(_FACE))}."
        raise AttributeError(message)
    module, _, attribute = _FACE[name].partition(":")
    found = import_module(module)
    value = getattr(found, attribute) if attribute else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
