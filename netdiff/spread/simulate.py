"""Play a model on a network many times."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._random import run_keys
from netdiff.errors import ModelError
from netdiff.network import check_network
from netdiff.spread.competing import Competing
from netdiff.spread.engine import NEVER, SpreadModel
from netdiff.spread.ensemble import Part, Task, play, states_of
from netdiff.spread.fitted import FittedModel, arms_of
from netdiff.spread.interventions import Intervention, staged
from netdiff.spread.outcome import Spread
from netdiff.spread.silence import expected_influence
from netdiff.spread.starts import Launch, Seeds, launch_of

if TYPE_CHECKING:
    from netdiff._progress import Progress
    from netdiff._random import RngLike
    from netdiff.network import Network
    from netdiff.spread.live import Silent

__all__ = ["simulate"]

CELLS_KEPT = 20_000_000


def simulate(
    net: Network,
    model: SpreadModel | FittedModel,
    *,
    seeds: Seeds,
    horizon: int | None = None,
    runs: int = 1000,
    rng: RngLike = None,
    layer: str | None = None,
    silent: Silent = "draw",
    interventions: Sequence[Intervention] = (),
    paired: bool = True,
    executor: Executor | None = None,
    progress: Progress = None,
) -> Spread:
    """Play a model of spread many times.

    Parameters
    ----------
    net : Network
    model : IndependentCascade, LinearThreshold, ComplexContagion, …
        How it spreads. A fit of `adoption.fit_diffusion` is played three times, with its association as fitted, halved
        and at none: see `Spread.other_arms`.
    seeds : id, iterable of ids, or mapping of id to period
        Who is recruited: at the start, or in the period given. For `Competing`, a mapping of innovation to ids.
    horizon : int, optional
        Last period played; None plays until nothing changes any more.
    runs : int
        How often.
    rng : int, Generator or None
        A whole number makes it repeatable, and pairs it run by run with other simulations of the same number.
    layer : str, optional
        The layer it travels along; None takes all layers, if they agree.
    silent : {"draw", "ignore"}
        What becomes of people whose answers are missing, where fewer than 9 in 10 answered: draw in each
        run whom they would have named (the respondents-only figure then stands beside the result), or take
        them to have named nobody.
    interventions : sequence of Campaign, Support or NewTies
        What is done along the way; see `netdiff.spread.interventions`.
    paired : bool
        Whether each tie keeps its own coin in each run, so that simulations with one `rng` can be compared
        run by run. Without it a cascade of news is drawn two to four times as fast, with the same law.
    executor : concurrent.futures.Executor, optional
        Where to run batches of runs: threads, processes, or a cluster
        (`dask.distributed.Client.get_executor()`). The numbers are the same everywhere.
    progress : bool, callable or None
        None shows a bar in a terminal or a notebook only.

    Returns
    -------
    Spread

    Raises
    ------
    UnknownNodeError
        Where a seed is not in the network.
    ModelError
        Where the model cannot be run as asked, or needs a horizon.

    Warns
    -----
    DataWarning
        Where it was interrupted, or all workers were lost: the runs that were done are kept.

    Notes
    -----
    Paired, every chance is a coin keyed by run and tie (or run and person), not a draw from a stream.
    Adding ties, or changing one layer, leaves all other coins as they were, so differences between two
    simulations with one `rng` are due to what was changed.

    Stability: stable.

    References
    ----------
    Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> from netdiff.spread import IndependentCascade
    >>> ties = pd.DataFrame({"source": ["ann", "bob"], "target": ["bob", "cem"]})
    >>> net = Network.from_frames(None, ties, means="tells")
    >>> simulate(net, IndependentCascade(1.0), seeds="ann", rng=1, runs=10).reach.value
    3.0
    """
    net = check_network(net) if layer is None else check_network(net).layer(layer)
    check_positive_int(runs, "runs")
    check_choice(silent, "silent", ("draw", "ignore"))
    if horizon is not None:
        check_positive_int(horizon, "horizon", least=0)
    if isinstance(model, Competing):
        model, seeds = model.seeded(seeds)
    ids, launch = launch_of(net, seeds)
    arms = arms_of(model) if isinstance(model, FittedModel) else {"as given": model}
    frame = _Frame(net, model, ids, launch, tuple(interventions), horizon, run_keys(rng, runs), paired)
    first, *others = (replace(frame, model=arm).play_both(silent, executor, progress) for arm in arms.values())
    return replace(first, other_arms=dict(zip(list(arms)[1:], others, strict=True)))


@dataclass(frozen=True)
class _Frame:
    """What stays the same between the ways to treat the silent, and between the arms of a fit."""

    net: Network
    model: Any
    ids: tuple[Hashable, ...]
    launch: Launch
    interventions: tuple[Intervention, ...]
    horizon: int | None
    keys: npt.NDArray[np.uint64]
    paired: bool

    def play_both(self, silent: Silent, executor: Executor | None, progress: Progress) -> Spread:
        """Play it, and where answers are drawn for the silent, beside it as if they had named nobody."""
        spread = self.play(silent, executor, progress)
        if silent == "ignore" or expected_influence(self.net) is None:
            return spread
        return replace(spread, respondents_only=self.play("ignore", executor, progress))

    def play(self, silent: Silent, executor: Executor | None, progress: Progress) -> Spread:
        """Run all batches and put them together."""
        part, whole = play(self._task(silent), self.keys, executor, progress)
        return self._spread(part, whole=whole)

    def _spread(self, part: Part, *, whole: bool, state: str = "") -> Spread:
        """What became of some runs, and the same for each further state."""
        return Spread(
            model=self.model,
            seeds=self.ids,
            nodes=self._people(),
            population=int((self.net.status != "absent").sum()),
            horizon=self.horizon,
            period=self.net.period,
            keys=self.keys[: part.runs],
            summary=part.summary.until(self.horizon),
            arrivals=part.arrivals,
            paired=self.paired,
            interrupted=not whole,
            entering=state,
            states={name: self._spread(own, whole=whole, state=name) for name, own in part.states.items()},
        )

    def _task(self, silent: Silent) -> Task:
        stage = staged(self.net, self.model, self.launch, self.interventions, silent)
        if stage.dynamics.endless and self.horizon is None:
            message = f"{type(self.model).__name__} goes on for ever. Cure: say how many periods, horizon=12."
            raise ModelError(message)
        if not self.paired:
            stage = replace(stage, dynamics=stage.dynamics.unpaired())
        people = self._people()
        groups, names = np.zeros(len(people), dtype=np.int64), [None]
        if "group" in people:
            codes, names = pd.factorize(people["group"], use_na_sentinel=False)
            groups = codes.astype(np.int64)
        keep = len(self.keys) * len(people) * states_of(stage.dynamics) <= CELLS_KEPT
        return Task(stage, NEVER if self.horizon is None else self.horizon, groups, len(names), keep)

    def _people(self) -> pd.DataFrame:
        return self.net.nodes[["group"]] if "group" in self.net.nodes else self.net.nodes[[]]
