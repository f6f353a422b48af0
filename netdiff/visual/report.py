"""`report`: one offline page for people who read no code: no script, nothing fetched, made to be printed."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any

from netdiff import privacy
from netdiff._random import RngLike
from netdiff.metrics.scorecard import Scorecard
from netdiff.network import Network, check_network
from netdiff.privacy import Audience, Policy
from netdiff.recruit.coalition_plan import CoalitionPlan
from netdiff.recruit.curve import Frontier
from netdiff.recruit.invitation_plan import InvitationPlan
from netdiff.recruit.plan import Plan
from netdiff.recruit.tiesplan import TiesPlan
from netdiff.spread.outcome import Spread
from netdiff.visual.cells import public_cells
from netdiff.visual.compose import Wish, composed
from netdiff.visual.matter import Matter, Section
from netdiff.visual.page import content_policy, environment, own_text, plain
from netdiff.visual.register import Issue, enter
from netdiff.visual.sections import one_sheet, sections
from netdiff.visual.still import still

__all__ = ["report"]

CITED = {
    "spread": "D. Kempe, J. Kleinberg, É. Tardos, Maximizing the spread of influence, KDD 2003, 137-146.",
    "plan": "Y. Tang, Y. Shi, X. Xiao, Influence maximization in near-linear time: a martingale approach, SIGMOD 2015.",
    "coalition": "M. Grabisch, M. Roubens, Interaction among players in cooperative games, IJGT 28, 1999, 547-565.",
    "introductions": "D. Centola, M. Macy, Complex contagions and the weakness of long ties, AJS 113, 2007, 702-734.",
    "map": "T. Fruchterman, E. Reingold, Graph drawing by force-directed placement, Softw. Pract. Exper. 21, 1991.",
    "silence": "J. A. Smith, J. Moody, Structural effects of network sampling coverage I, Social Networks 35, 2013.",
}
CAUTIONS = (
    "This is not a way to judge how well people work. Do not use it so.",
    "A link is what someone told us. People forget, and some have more links than they could name.",
    "Who is well linked is not always who is right, or willing. Ask before you count on anyone.",
    "The figures hold for this file and this day. People and links change.",
)


def report(  # noqa: PLR0913  a front door: flat options, as people like them
    net: Network,
    plan: Plan | CoalitionPlan | InvitationPlan | TiesPlan | None = None,
    path: str | Path = "report.html",
    *,
    scorecard: Scorecard | None = None,
    spread: Spread | None = None,
    frontier: Frontier | None = None,
    audience: Audience = "private",
    title: str = "Who could carry the change",
    purpose: str = "",
    owner: str = "",
    delete_after: str = "",
    preset: str | None = None,
    short: bool = False,
    register: str | Path | None = None,
    rng: RngLike = 0,
) -> Path:
    """Write the report: what came in, who answered, how strong the networks are, whom to recruit and why.

    Parameters
    ----------
    net : Network
    plan : Plan, CoalitionPlan, InvitationPlan or TiesPlan, optional
        From `netdiff.recommend`, `recommend_coalition`, `recommend_invitations` or `recommend_ties`.
    path : str or Path
        Where to write; the file name will say whom it is for.
    scorecard : Scorecard, optional
    spread : Spread, optional
        How it would spread from the recruits.
    frontier : Frontier, optional
        What more would buy, from `netdiff.frontier`.
    audience : {"private", "partners", "public"}
        `"private"` names people, with reasons. `"partners"` shows codes, and names only of those who agreed.
        `"public"` holds counts only.
    title, purpose, owner, delete_after : str
        Printed at the top.
    preset : {None, "nhs"}
        For partners and the public: 1 to 7 shown as 5, the rest rounded to 5.
    short : bool
        One sheet of A4 only: the list, the map, and what to beware of.
    register : str or Path, optional
        The register of exports (a CSV) to enter the file in.
    rng : int, numpy.random.Generator or None
        For the layout of the still map.

    Returns
    -------
    Path
        The file, with `PRIVATE-`, `PARTNERS-` or `PUBLIC-` before its name.

    Raises
    ------
    DataError
        Where the audience is not one of the three.

    Notes
    -----
    The page holds no script at all, so that mail systems let it pass; print it to paper or PDF from any browser.

    Stability: stable.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["Ann", "Cem"], "target": ["Ben", "Ben"]})
    >>> net = Network.from_frames(pd.DataFrame(index=["Ann", "Ben", "Cem"]), ties, means="turns_to")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report(net, path=f"{folder}/report.html").name
    'PRIVATE-report.html'
    """
    check_network(net)
    policy = Policy(audience, purpose=purpose, owner=owner, delete_after=delete_after, preset=preset)
    target = privacy.safe_path(path, audience)
    shown = _shown(net, policy)
    recruits = plan.plan if isinstance(plan, InvitationPlan) else plan if isinstance(plan, Plan) else None
    drawing = _still(net, plan.people if isinstance(plan, TiesPlan) else recruits, policy, rng)
    matter = Matter(
        net, policy, shown, recruits, scorecard, spread, drawing,
        coalition=plan if isinstance(plan, CoalitionPlan) else None,
        invitations=plan if isinstance(plan, InvitationPlan) else None,
        introductions=plan if isinstance(plan, TiesPlan) else None,
        frontier=frontier,
    )  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = one_sheet(matter) if short else sections(matter)
    target.write_text(_page(matter, title, list(parts), short=short), encoding="utf-8")
    if register is not None:
        enter(register, target, _issue(matter))
    return target


def _issue(matter: Matter) -> Issue:
    recruits = 0 if matter.plan is None or matter.public else len(matter.plan.chosen)
    return Issue(matter.policy, recruits, ("report",), public_cells(matter.net, matter.policy))


def _shown(net: Network, policy: Policy) -> dict[Hashable, str]:
    """Who may be named, and how."""
    if policy.audience == "public":
        return {}
    table, _ = privacy.people_out(net, policy)
    return {node: plain(name) for node, name in table["shown"].items()}


def _still(net: Network, plan: Any, policy: Policy, rng: RngLike) -> str:
    carrying = [name for name, layer in net.layers.items() if layer.flow is not None]
    wish = Wish(highlight=plan, policy=policy, rng=rng, layers=carrying or None)
    return still(composed(net, wish, policy.audience).picture) if len(net) else ""


def _page(matter: Matter, title: str, parts: list[Section], *, short: bool) -> str:
    style = own_text("base.css") + own_text("report.css")
    page = environment().get_template("report.html")
    return page.render(
        title=plain(title),
        style=style,
        policy=content_policy(styles=(style,)),
        audience=matter.policy.audience,
        banner=matter.policy.banner,
        facts=_facts(matter.policy),
        sections=parts,
        short=short,
        cautions=CAUTIONS[:2] if short else CAUTIONS,
        methods=_methods(matter)[:1] if short else _methods(matter),
        cited=[text for name, text in CITED.items() if _used(matter, name) and not short],
    )


def _facts(policy: Policy) -> list[tuple[str, str]]:
    facts = [("What it is for", policy.purpose), ("Who keeps it", policy.owner), ("Delete after", policy.delete_after)]
    return [(name, plain(value)) for name, value in facts if value]


def _used(matter: Matter, name: str) -> bool:
    used = {
        "spread": matter.spread is not None,
        "plan": matter.plan is not None,
        "coalition": matter.coalition is not None,
        "introductions": matter.introductions is not None,
        "silence": bool((matter.net.status == "asked").any()),
    }
    return used.get(name, True)


def _methods(matter: Matter) -> list[str]:
    """What was done, so that it can be done again: versions, model, chance, and the mark of the data."""
    lines = [f"Made on {date.today().isoformat()} with {_versions()}."]  # noqa: DTZ011  a date for the reader
    lines.extend(f"Layer {plain(layer.name)}: {layer.sentence}" for layer in matter.net.layers.values())
    if matter.plan is not None:
        lines.append(f"List chosen for {plain(matter.plan.model)}, objective {plain(matter.plan.objective)}.")
    if matter.coalition is not None:
        lines.append(f"Coalition chosen for {plain(matter.coalition.model)}.")
    if matter.introductions is not None:
        lines.append(f"Introductions chosen for {plain(matter.introductions.model)}.")
    if matter.spread is not None:
        lines.append(f"Spread: {plain(matter.spread.model)}, {matter.spread.runs:,} runs.")
    if matter.scorecard is not None:
        lines.extend(map(plain, matter.scorecard.notes))
    if matter.private:
        lines.extend(plain(note) for note in matter.net.receipt.notes)
    if not matter.public:
        lines.append(f"Mark of the data: {fingerprint(matter.net)}.")
    return lines


def _versions() -> str:
    from importlib.metadata import PackageNotFoundError, version

    from netdiff import __version__

    found: list[Any] = [f"netdiff {__version__}"]
    for name in ("numpy", "scipy", "pandas", "igraph"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:  # pragma: no cover  vendored builds may lack the record
            continue
    return ", ".join(found)


def fingerprint(net: Network) -> str:
    """A short mark of the data: the same people and ties give the same mark."""
    text = net.nodes.to_csv() + net.ties.to_csv(index=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
