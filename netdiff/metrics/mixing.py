"""Like with like: how far ties stay within groups.

Ties are read as reported, without ties to oneself; a tie of an undirected layer is counted once in shares and at both
its ends in tables. That like people are tied says nothing about why: choosing the like, growing alike and sharing a
place all look the same in such numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._random import RngLike, generator
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import attribute, is_directed, named, reported

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = [
    "assortativity",
    "coleman_homophily",
    "degree_assortativity",
    "ei_by_person",
    "ei_index",
    "ei_test",
    "mixing_matrix",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@measure(
    meaning="How many ties run from each group to each group.",
    caution="Large groups have more ties by size alone.",
    source="Newman 2003",
    on="reported",
    unit="ties",
)
def mixing_matrix(net: Network, *, by: str = "group", layer: str | None = None, weighted: bool = False) -> pd.DataFrame:
    """Ties between groups: rows are the groups of those who name, columns of those named.

    Parameters
    ----------
    net : Network
    by : str
        Column of the people sheet; everybody needs a value.
    layer : str, optional
    weighted : bool
        Add up weights instead of counting ties.

    Returns
    -------
    pandas.DataFrame
        In an undirected layer every tie is counted from both ends.

    Notes
    -----
    Stability: stable.
    """
    codes, names = _codes(net, by, "the mixing matrix")
    table = _mixing(reported(net, layer, weighted=weighted), codes, len(names))
    return pd.DataFrame(table, index=pd.Index(names, name=by), columns=pd.Index(names, name=f"{by} named"))


@measure(
    meaning="Whether ties run between groups (towards 1) or within them (towards -1).",
    caution="Its value under chance depends on the sizes of the groups: look at ei_test.",
    source="Krackhardt & Stern 1988",
    on="reported",
)
def ei_index(net: Network, *, by: str = "group", layer: str | None = None) -> float:
    """E-I index: (external - internal) / (external + internal) ties.

    Parameters
    ----------
    net, by, layer
        As in `mixing_matrix`.

    Returns
    -------
    float
        -1 = all ties within groups, 1 = all between; NaN without ties.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Krackhardt, D. and Stern, R. N. (1988). Informal networks and organizational crises. Social Psych. Quarterly 51.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> people = pd.DataFrame({"group": ["user", "user", "clinician"]}, index=["a", "b", "c"])
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> ei_index(Network.from_frames(people, ties, means="meets"))
    0.0
    """
    codes, _ = _codes(net, by, "the E-I index")
    return _ei(*_ends(reported(net, layer)), codes)


@measure(
    meaning="For each person: whether their ties run to other groups (1) or stay in their own (-1).",
    caution="With one or two ties it can only be extreme.",
    source="Krackhardt & Stern 1988",
    on="reported",
)
def ei_by_person(net: Network, *, by: str = "group", layer: str | None = None) -> pd.Series:
    """E-I index of every person's own ties (the names given, in a directed layer).

    Parameters
    ----------
    net, by, layer
        As in `mixing_matrix`.

    Returns
    -------
    pandas.Series
        NaN for people without ties.

    Notes
    -----
    Stability: stable.
    """
    codes, _ = _codes(net, by, "the E-I index")
    source, target = _ends(reported(net, layer))
    outside = np.where(codes[source] == codes[target], -1.0, 1.0)
    total = np.bincount(source, weights=outside, minlength=len(net))
    count = np.bincount(source, minlength=len(net)).astype(np.float64)
    value = np.divide(total, count, out=np.full(len(net), np.nan), where=count > 0)
    return named(net, value, "ei_by_person")


@measure(
    meaning="Whether ties keep to groups more than they would if people were dealt into groups at random.",
    caution="It compares with chance, not with what the people could have chosen.",
    source="Krackhardt & Stern 1988",
    on="reported",
)
def ei_test(
    net: Network, *, by: str = "group", layer: str | None = None, draws: int = 999, rng: RngLike = 0
) -> pd.Series:
    """E-I index beside what the sizes of the groups would give by chance.

    Parameters
    ----------
    net, by, layer
        As in `mixing_matrix`.
    draws : int
        How many times group membership is dealt out anew among the people; ties stay.
    rng : int, Generator or None

    Returns
    -------
    pandas.Series
        `index`; `expected` from the number of possible pairs; `rescaled` to the range that this number of ties and
        these groups allow; `low` and `high` of the middle 95 % of the draws; two-sided `p`, (b + 1) / (draws + 1).

    Notes
    -----
    Stability: stable.
    """
    check_positive_int(draws, "draws")
    codes, names = _codes(net, by, "the E-I index")
    source, target = _ends(reported(net, layer))
    random, found = generator(rng), _ei(source, target, codes)
    dealt = np.array([_ei(source, target, random.permutation(codes)) for _ in range(draws)])
    inside, outside = _pairs(np.bincount(codes, minlength=len(names)))
    expected = (outside - inside) / (outside + inside) if outside + inside else float("nan")
    far = int((np.abs(dealt - dealt.mean()) >= abs(found - dealt.mean()) - 1e-12).sum())
    ties = len(source) / (1 if is_directed(net, layer) else 2)
    scale = 1.0 if is_directed(net, layer) else 2.0
    values = {
        "index": found,
        "expected": expected,
        "rescaled": _rescaled(found, ties, inside / scale, outside / scale),
        "low": float(np.quantile(dealt, 0.025)),
        "high": float(np.quantile(dealt, 0.975)),
        "p": (far + 1) / (draws + 1),
    }
    return pd.Series(values, name="ei_test")


@measure(
    meaning="Whether ties link people of one group more than chance (1 = always, 0 = as chance, below 0 = less).",
    caution="Likeness of neighbours is not influence.",
    source="Newman 2003",
    on="reported",
)
def assortativity(net: Network, *, by: str = "group", layer: str | None = None) -> float:
    """Newman's assortativity by a category: ``(tr e - sum(a b)) / (1 - sum(a b))``.

    Parameters
    ----------
    net, by, layer
        As in `mixing_matrix`.

    Returns
    -------
    float
        NaN where all ties run within one group.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Newman, M. E. J. (2003). Mixing patterns in networks. Physical Review E 67, 026126.
    """
    codes, names = _codes(net, by, "assortativity")
    table = _mixing(reported(net, layer), codes, len(names))
    if not table.sum():
        return float("nan")
    share = table / table.sum()
    chance = float(share.sum(axis=1) @ share.sum(axis=0))
    return float((np.trace(share) - chance) / (1 - chance)) if chance < 1 else float("nan")


@measure(
    meaning="Whether people with many ties are tied to people with many ties.",
    caution="A cap on the number of names flattens it.",
    source="Newman 2003",
    on="reported",
)
def degree_assortativity(net: Network, *, layer: str | None = None) -> float:
    """Correlation of the degrees at the two ends of a tie.

    Parameters
    ----------
    net : Network
    layer : str, optional
        In a directed layer: names given by the one who names, with names received by the one named.

    Returns
    -------
    float
        NaN where all degrees are the same.

    Notes
    -----
    Stability: stable.
    """
    matrix = reported(net, layer)
    source, target = _ends(matrix)
    x, y = matrix.sum(axis=1)[source], matrix.sum(axis=0)[target]
    if not len(x) or x.std() == 0 or y.std() == 0:
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


@measure(
    meaning="How far each group keeps to itself, beyond what its size would give.",
    caution="A small group keeps to itself less by chance alone; the measure allows for that, its interval does not.",
    source="Coleman 1958; Currarini, Jackson & Pin 2009",
    on="reported",
)
def coleman_homophily(net: Network, *, by: str = "group", layer: str | None = None) -> pd.DataFrame:
    """Coleman's inbreeding homophily ``(H - w) / (1 - w)`` per group.

    Parameters
    ----------
    net, by, layer
        As in `mixing_matrix`.

    Returns
    -------
    pandas.DataFrame
        Per group: `share_inside` (H, of the group's ties), `baseline` (w, the group's share of people), `inbreeding`,
        and `inbreeding_finite` with w = (n_i - 1) / (N - 1), which leaves the person himself out.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Currarini, S., Jackson, M. O. and Pin, P. (2009). An economic model of friendship. Econometrica 77.
    """
    codes, names = _codes(net, by, "homophily")
    table = _mixing(reported(net, layer), codes, len(names))
    size, ties = np.bincount(codes, minlength=len(names)), table.sum(axis=1)
    inside = np.divide(table.diagonal(), ties, out=np.full(len(names), np.nan), where=ties > 0)
    columns = {"share_inside": inside, "baseline": size / max(len(net), 1)}
    for name, base in (
        ("inbreeding", columns["baseline"]),
        ("inbreeding_finite", (size - 1) / max(len(net) - 1, 1)),
    ):
        columns[name] = np.divide(inside - base, 1 - base, out=np.full(len(names), np.nan), where=base < 1)
    return pd.DataFrame(columns, index=pd.Index(names, name=by))


def _codes(net: Network, by: str, what: str) -> tuple[Ints, list[str]]:
    codes, names = pd.factorize(attribute(net, by, what), sort=True)
    return codes.astype(np.int64), list(names)


def _ends(matrix: csr_array) -> tuple[Ints, Ints]:
    source = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return source, matrix.indices.astype(np.int64)


def _mixing(matrix: csr_array, codes: Ints, groups: int) -> Floats:
    source, target = _ends(matrix)
    key = codes[source] * groups + codes[target]
    table = np.bincount(key, weights=matrix.data, minlength=groups**2)
    return table.reshape(groups, groups).astype(np.float64)


def _ei(source: Ints, target: Ints, codes: Ints) -> float:
    return float(1 - 2 * (codes[source] == codes[target]).mean()) if len(source) else float("nan")


def _pairs(sizes: Ints) -> tuple[float, float]:
    """Ordered pairs within groups, and between them."""
    inside = float((sizes * (sizes - 1)).sum())
    return inside, float(sizes.sum() * (sizes.sum() - 1)) - inside


def _rescaled(found: float, ties: float, inside: float, outside: float) -> float:
    """Where the index lies between the least (-1) and the largest (1) that this many ties allow."""
    if not ties:
        return float("nan")
    least, most = 1 - 2 * min(ties, inside) / ties, 2 * min(ties, outside) / ties - 1
    return 2 * (found - least) / (most - least) - 1 if most > least else float("nan")
