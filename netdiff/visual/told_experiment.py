"""An experiment as a page for people who read no code: the question, the answer, and what it cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from netdiff import privacy
from netdiff._check import check_choice
from netdiff.errors import DataError
from netdiff.experiments import CARDS, WORDS, Contrast, crossing_point
from netdiff.experiments.question import Basis
from netdiff.privacy import Audience, Policy
from netdiff.visual import painter
from netdiff.visual.contrast_charts import arms_chart, doses_chart, region_chart
from netdiff.visual.matter import BROAD, Section, inline, table_of
from netdiff.visual.page import content_policy, environment, own_text, plain

__all__ = ["report_experiment"]

BANNERS = {
    "private": "PRIVATE: made from your data. It names nobody.",
    "partners": "PARTNERS: it names nobody. Not for publication.",
    "public": "PUBLIC: no person and no small number is in it.",
}
CAUTIONS = (
    "It is played on a computer. It is no proof that a claim is true or false in real life.",
    "The ranges hold the luck of the play only. Doubt about the data and about the model is not in them.",
    "Read what is built in before you believe the result.",
    "The share of settings is no chance. It counts those that were tried, and they were chosen beforehand.",
)


def report_experiment(
    contrast: Contrast,
    path: str | Path = "experiment.html",
    *,
    audience: Audience = "private",
    title: str = "",
    purpose: str = "",
    owner: str = "",
    delete_after: str = "",
    assumptions: bool = True,
) -> Path:
    """Write the page of an experiment: what was asked, what came of it, where it fails, what it cannot say.

    Parameters
    ----------
    contrast : Contrast
        From `netdiff.experiments`.
    path : str or Path
        Where to write; the file name will say whom it is for.
    audience : {"private", "partners", "public"}
        No page of an experiment names anybody. Outside `private`, counts of people are rounded and small ones hidden,
        and the name of the layer is left out.
    title, purpose, owner, delete_after : str
        Printed at the top.
    assumptions : bool
        Whether to play it again with each assumed number a quarter lower and higher, and show what that changes.

    Returns
    -------
    Path
        The file, with `PRIVATE-`, `PARTNERS-` or `PUBLIC-` before its name.

    Raises
    ------
    DataError
        For anything that is no contrast.

    Notes
    -----
    The page holds no script and fetches nothing. Stability: experimental.

    Examples
    --------
    >>> import tempfile
    >>> import netdiff as nd
    >>> found = nd.experiments.demand(nd.load_sample("coalition"), runs=10, region={}, rng=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report_experiment(found, f"{folder}/demand.html", assumptions=False).name
    'PRIVATE-demand.html'
    """
    if not isinstance(contrast, Contrast):
        raise DataError(
            f"this is a {type(contrast).__name__}, not the result of an experiment",
            cure="Give what a function of netdiff.experiments returned.",
        )
    check_choice(audience, "audience", privacy.AUDIENCES)
    policy = Policy(audience, purpose=purpose, owner=owner, delete_after=delete_after)
    target = privacy.safe_path(path, audience)
    target.parent.mkdir(parents=True, exist_ok=True)
    style = own_text("base.css") + own_text("report.css")
    card = CARDS.get(contrast.question.experiment)
    facts = [("What it is for", purpose), ("Who keeps it", owner), ("Delete after", delete_after)]
    page = (
        environment()
        .get_template("report.html")
        .render(
            title=plain(title or (card.title if card else "An experiment")),
            style=style,
            policy=content_policy(styles=(style,)),
            audience=audience,
            banner=BANNERS[audience],
            facts=[(name, plain(value)) for name, value in facts if value],
            sections=list(_sections(contrast, assumptions=assumptions)),
            short=False,
            cautions=CAUTIONS,
            methods=[*map(plain, _methods(contrast, policy))],
            cited=[],
        )
    )
    target.write_text(page, encoding="utf-8")
    return target


def _sections(what: Contrast, *, assumptions: bool) -> Iterator[Section]:
    card, asked = CARDS.get(what.question.experiment), what.question
    lines = (f"The claim: {asked.claim}", *what.sentences)
    yield Section("In short", tuple(map(plain, lines)))
    if card is not None:
        yield Section("The question", (card.question,), points=(f"What is compared: {card.compared}",))
    yield _arms(what)
    fixed = tuple(plain(text) for text in asked.fixed)
    paid = asked.costs[asked.favoured]
    cost = (
        f"Both sides cost the same here: {paid:.3g} by the cost that is stated." if paid else "Neither side buys more."
    )
    yield Section("What is the same on both sides", (cost,), points=fixed)
    yield from _where(what)
    if assumptions:
        yield _assumed(what)
    taken = tuple(plain(text) for text in asked.assumes)
    yield Section("What is assumed", (plain(f"Built in: {asked.built_in}."),), points=taken)
    if card is not None:
        points = (f"It follows where: {card.follows}", f"It fails where: {card.fails}")
        yield Section("What would speak against the claim", (card.refuted,), points=points)
        yield Section("What this cannot say", (card.cannot_say,))


def _arms(what: Contrast) -> Section:
    asked, frame = what.question, what.to_frame().reset_index()
    shares = asked.unit == "share"
    for name in ("mean", "low", "high"):
        frame[name] = frame[name].map((lambda value: f"{value:.1%}") if shares else (lambda value: f"{value:.3g}"))
    frame["cost"] = frame["cost"].map("{:.3g}".format)
    table = table_of(frame, ("What was done", "Stated cost", "Result", "From", "To"))
    chart = arms_chart(what)
    runs = len(next(iter(what.arms.values())))
    lines: tuple[str, ...] = (
        f"Counted is the {asked.outcome}.",
        f"Each was played {runs:,} times, with the same people and luck.",
    )
    if what.beside_nothing is not None:
        lines = (*lines, what.beside_nothing)
    return Section("What came of it", tuple(map(plain, lines)), table, inline(painter.picture(chart)), chart.alt)


def _where(what: Contrast) -> Iterator[Section]:
    doses = doses_chart(what)
    line = "The line is the difference to the fair control. Where the band does not touch 0, it is more than luck."
    crossing = (f"The two cross at a radicalness of about {crossing_point(what):.2f}.",) if _crosses(what) else ()
    if len(what.doses) > 1:
        yield Section("More and more of it", (line, *crossing), picture=inline(painter.picture(doses)), alt=doses.alt)
    if not len(what.region):
        return
    grid = region_chart(what)
    words = tuple(plain(f"{name}: {WORDS.get(name, name)}") for name in what.parameters)
    said = f"Nobody knows these settings, so {len(what.region)} combinations were tried. They were fixed beforehand:"
    picture = "" if grid is None else inline(painter.picture(grid))
    table = what.sensitivity()
    table = table.assign(
        value=table["value"].map(_setting),
        share=table["share"].map("{:.0%}".format),
        effect=table["effect"].map(_points(what)),
    )
    head = ("Setting", "Value", "Follows in", "Mean difference")
    alt = "" if grid is None else grid.alt
    yield Section("Where it follows and where not", (said,), table_of(table, head), picture, alt, words)


def _crosses(what: Contrast) -> bool:
    return what.question.experiment == "displacement" and not np.isnan(crossing_point(what))


def _assumed(what: Contrast) -> Section:
    table = what.assumptions()
    turned = table["finding"] != _central(what)
    said = "Each number that was assumed was made a quarter lower and higher, one at a time."
    if not turned.any():
        return Section("What if one number is wrong?", (said, "The finding at the usual settings stays the same."))
    shown = table[turned].drop(columns=["low", "high"])
    shown = shown.assign(effect=shown["effect"].map(_points(what)))
    shown[["usual", "tried"]] = shown[["usual", "tried"]].map(_setting)
    found = f"These change the finding at the usual settings, which is: {_central(what)}."
    head = ("Number", "Usual", "Tried", "Difference", "Finding")
    return Section("What if one number is wrong?", (said, found), table_of(shown, head))


def _central(what: Contrast) -> str:
    gap, margin = what.effect, what.question.margin
    if gap.low > margin:
        return "follows"
    return "the other way" if gap.high < -margin else "no clear difference"


def _points(what: Contrast) -> object:
    return (lambda value: f"{value * 100:+.1f}") if what.question.unit == "share" else (lambda value: f"{value:+.3g}")


def _setting(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _methods(what: Contrast, policy: Policy) -> Iterator[str]:
    from netdiff import __version__

    yield f"Made on {date.today().isoformat()} with netdiff {__version__}."  # noqa: DTZ011  a date for the reader
    if what.basis is not None:
        yield _played_on(what.basis, policy)
    if what.question.experiment:
        yield f"The experiment is called {what.question.experiment}; its page in the docs tells more."
    fixed = {name: value for name, value in what.settings.items() if isinstance(value, bool | int | float | str)}
    yield "Usual settings: " + ", ".join(f"{name} {_setting(value)}" for name, value in fixed.items()) + "."


def _played_on(basis: Basis, policy: Policy) -> str:
    if policy.audience == "private":
        people, links = f"{basis.people:,}", f"{basis.links:,} links"
        links += f" of the kind {basis.layer!r}" if basis.layer else ""
    else:
        few = basis.people < BROAD
        people = f"fewer than {BROAD}" if few else f"about {round(basis.people / 5) * 5:,}"
        links = "their links" if few else f"about {round(basis.links / 5) * 5:,} links"
    told = f"Played on {people} people and {links}."
    if not pd.isna(basis.answered) and basis.answered < 1:
        told += f" {basis.answered:.0%} of those asked answered."
    return told
