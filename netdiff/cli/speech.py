"""What several commands say and do."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

import netdiff as nd
from netdiff._console import aside, complain, headline, say
from netdiff.cli.words import Change, Reader
from netdiff.errors import DataError, ModelError

if TYPE_CHECKING:
    from netdiff.network import Network
else:
    Network = Any  # the words of a command are read when it starts, long before any network is needed


def account(net: Network) -> None:
    """What became of every row, and the network that came of them."""
    headline("What became of your rows")
    say(net.receipt)
    headline("The network")
    say(net)


def to_decide(net: Network) -> None:
    """The names that wait for a decision, with the likeliest people beside them, and how to decide."""
    from netdiff.loaders.review import review_in_words

    lines = review_in_words(net)
    if lines:
        headline("Names for you to decide on")
        say("\n".join(lines))


def measured(net: Network, users: str, professionals: str, **options: Any) -> Any:
    """The scorecard; where the file does not carry one, a note, and the rest goes on."""
    aside("Measuring how the networks stand ...")
    try:
        card = nd.scorecard(net, users=users, professionals=professionals, **options)
    except DataError as error:
        why = str(error)[:1].upper() + str(error)[1:]
        hint = "--group names the column of groups, --users and --professionals say what your files call the two."
        complain(f"Users and professionals are not set beside each other. {why} {hint}")
        return None
    headline("How the networks stand")
    say(card)
    return card


def planned(net: Network, k: int | None, *, chance: float | None, layer: str | None, **wishes: Any) -> Any:
    """The plan, told as soon as it is made."""
    aside("Choosing whom to recruit ...")
    model = None if chance is None else nd.IndependentCascade(chance)
    plan = nd.recommend(net, k, model=model, layer=layer or first_that_carries(net), **wishes)
    headline("Whom to recruit" if plan.ranked else "Whom to ask first")
    say(plan.summary())
    _say_who(plan)
    return plan


def _say_who(plan: Any) -> None:
    """Names that a plan keeps to itself in notebooks and logs: the files written here are for private eyes too."""
    if plan.ask_first is not None:
        say(f"Whom to ask: {', '.join(map(str, plan.ask_first.labels or plan.ask_first.people))}.")
    if plan.middle is not None:
        off = f"--organiser {shlex.quote(str(plan.middle))}"
        say(f"Most links touch {plan.middle}. If that is whoever drew the map: {off}")


def asked_first(changes: Change | None, chance: float | None) -> str | None:
    """Does it change roles or power? Asked of whoever sits at a terminal and did not say; news otherwise."""
    if changes is not None:
        return changes.value
    if chance is not None or not sys.stdin.isatty():
        return None
    return "roles" if typer.confirm("Does this change ask people for new roles, or shift power?") else "news"


def printed(page: Path) -> list[Path]:
    """The page, and the same as a PDF where this computer has a browser that can print."""
    from netdiff.visual.paper import browser, to_pdf

    return [page] if browser() is None else [page, to_pdf(page)]


def curve_of(plan: Any, exclude: list[str] | None, rng: int) -> Any:
    """What more would buy, under the model of the plan."""
    aside("Trying other budgets ...")
    curve = nd.frontier(plan.net, model=plan.model, horizon=plan.horizon, exclude=exclude or (), rng=rng)
    headline("What more would buy")
    say(curve.summary())
    say(curve.table.round(1).to_string(index=False))
    return curve


def first_that_carries(net: Network) -> str | None:
    """The first kind of link along which anything spreads, saying so where there is a choice."""
    carrying = [name for name, one in net.layers.items() if one.flow is not None and not one.is_two_mode]
    if len(carrying) > 1:
        words = f"the change is taken to travel along {carrying[0]!r}; --layer may choose {', '.join(carrying[1:])}."
        aside(f"Note: {words}", "yellow")
    return next(iter(carrying), None)


def declared(words: list[str]) -> dict[str, list[str]] | None:
    """`users=Patient users=Carer` as a mapping; None where nothing was said."""
    found: dict[str, list[str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise ModelError(f"--counts-as {word!r} says no word. Write 'users = Patient'.")
        found.setdefault(name.strip(), []).append(value.strip())
    return found or None


def list_of(plan: Any, out: Path, audience: Reader, name: str = "recruits.csv") -> list[Path]:
    """A list as a file: it names people or says where they stand, so it is made for private eyes only."""
    if audience is not Reader.private:
        aside("The list of recruits names people; it is only written for --audience private.")
        return []
    from netdiff.privacy import write_csv

    if not getattr(plan, "ranked", True):
        return [write_csv(plan.ask_first.to_frame(), out / "ask-first.csv", "private")]
    return [write_csv(plan.to_frame().round(2), out / name, "private")]


def tell_where(made: list[Path]) -> None:
    """Where the files are: the last words of a run."""
    headline("Written")
    for path in made:
        say(f"  {Path(path).resolve()}")
