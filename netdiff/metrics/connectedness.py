"""Connectedness: how much people turn to one another, in return, and in how many separate pieces.

The first of the four words that can be read from ties alone. Measures read the ties **as reported** and count over
*answered* pairs: somebody who did not reply is not somebody who knows nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff.metrics import _arrays
from netdiff.metrics._estimate import pair_quotient, row_quotient
from netdiff.metrics._indicator import Indicator, Pairs, Rows, Scene, Table, Whole
from netdiff.metrics._measure import measure
from netdiff.metrics._view import Groups, View, group_mask, view
from netdiff.metrics.bridges import (
    backed_share,
    cross_names,
    disjoint_pairs,
    external_names,
    multiplexity,
    trust,
)
from netdiff.metrics.cohesion import core_share, cut_count, inner_influence, left_after

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = [
    "INDICATORS",
    "density",
    "mean_names_given",
    "reciprocity",
]


Floats = npt.NDArray[np.float64]


@measure(
    meaning="The share of possible links that exist.",
    caution="It falls as a group grows, so compare groups of different size by names given per person instead.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="share",
    word="connectedness",
)
def density(net: Network, *, layer: str | None = None, group: Groups | None = None) -> float:
    """Share of the pairs that could be tied and are, over answered pairs.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.
    group : str or list of str, optional
        Only ties among the members of a stakeholder group.

    Returns
    -------
    float
        From 0 to 1; NaN where there is no pair.

    Notes
    -----
    Ties of respondents over respondents × others who could be named: equal to m/(n(n-1)), or 2m/(n(n-1)) without
    direction, where everybody answered. Where groups are known each respondent stands for the silent of his group.
    Counting silence as "no tie" would understate density by the share of the silent. In an open survey (no roster)
    people who were named but never asked are outside the population. Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 4.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "ann"], "target": ["bob", "cem"]})
    >>> round(density(Network.from_frames(None, ties, means="turns_to")), 3)
    0.333
    """
    seen = view(net, layer)
    return row_quotient(seen, *inside_rows(seen, group_mask(net, group, seen.ids)), 0.9).value


@measure(
    meaning="How many people a member names on average.",
    caution="A form with few lines cuts it short.",
    source="Provan and Milward 2001",
    on="reported",
    unit="people",
    word="connectedness",
)
def mean_names_given(net: Network, *, layer: str | None = None, group: Groups | None = None) -> float:
    """Mean number of people of the same group that a member names.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.
    group : str or list of str, optional
        Naming and named are members of this group; None for everybody.

    Returns
    -------
    float
        NaN where nobody answered.

    Notes
    -----
    Unlike density it does not shrink as the group grows. Over answered rows. Stability: stable.

    References
    ----------
    Provan, K. G. and Milward, H. B. (2001). Do networks really work? Public Administration Review 61.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "ann"], "target": ["bob", "cem"]})
    >>> round(mean_names_given(Network.from_frames(None, ties, means="turns_to")), 3)
    0.667
    """
    seen = view(net, layer)
    own = group_mask(net, group, seen.ids).astype(np.float64)
    return row_quotient(seen, own * (seen.ties @ own), own, 0.9).value


@measure(
    meaning="The share of links that are returned.",
    caution="It can only be seen where both have answered.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="share",
    word="connectedness",
)
def reciprocity(net: Network, *, layer: str | None = None, group: Groups | None = None) -> float:
    """Share of ties that are returned (arc reciprocity), among pairs of which both answered.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.
    group : str or list of str, optional
        Only ties among the members of a stakeholder group.

    Returns
    -------
    float
        From 0 to 1; 1 in a layer without direction; NaN where there is no tie among those who answered.

    Notes
    -----
    2M/(2M + A) with M mutual and A one-way pairs. Not the share of pairs that agree (`reciprocity_dyadic`) nor
    M/(M + A) (`reciprocity_nonnull`): on one and the same network the three may read .61, .76 and .44.
    Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 13.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "bob", "ann"], "target": ["bob", "ann", "cem"]})
    >>> round(reciprocity(Network.from_frames(None, ties, means="turns_to")), 3)
    0.667
    """
    seen = view(net, layer)
    return pair_quotient(seen, *returned_pairs(seen.ties, group_mask(net, group, seen.ids)), 0.9).value


def inside_rows(seen: View, own: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Names given inside a group, and names that could have been given, per person: density's two sides."""
    member = own.astype(np.float64)
    targets = (seen.pairs.nameable & own).astype(np.float64)
    row, column = np.divmod(seen.pairs.closed, max(len(seen), 1))
    gaps = np.bincount(row, weights=targets[column], minlength=len(seen)).astype(np.float64)
    return member * (seen.ties @ targets), member * (targets.sum() - targets - gaps)


def returned_pairs(ties: csr_array, own: npt.NDArray[np.bool_]) -> tuple[csr_array, csr_array]:
    """Per pair inside a group: ties that are returned, and ties; reciprocity's two sides."""
    from scipy.sparse import diags_array

    inside = diags_array(own.astype(np.float64))
    among = (inside @ ties @ inside).tocsr()
    return (2 * _arrays.both_ways(among)).tocsr(), (among + among.T).tocsr()


def _returned(scene: Scene) -> float:
    return _arrays.share(_arrays.both_ways(scene.inside).nnz, scene.inside.nnz)


def _alone(scene: Scene) -> float:
    return _arrays.share(float((scene.pieces == 1).sum()), float(scene.pieces.sum()))


def _own(scene: Scene) -> tuple[Floats, Floats]:
    given = np.zeros(len(scene.own))
    given[scene.own] = scene.inside.sum(axis=1)
    return given, scene.own.astype(np.float64)


def _own_pairs(scene: Scene) -> tuple[Floats, Floats]:
    given, own = _own(scene)
    target = own * scene.nameable
    return given, own * (target.sum() - target)


INDICATORS = (
    Indicator(
        "C1a", "connectedness", "Names given", "mean_names_given", "people",
        "Each of the {who} names {value} of their own on average.", Rows(_own),
    ),
    Indicator(
        "C1b", "connectedness", "Links that exist", "density", "share",
        "{value} of the possible links among {who} exist.", Rows(_own_pairs),
    ),
    Indicator(
        "C2a", "connectedness", "One piece or islands", "largest_component_share", "share",
        "The largest linked piece holds {value} of the {who}.",
        Whole(lambda scene: scene.largest_piece),
    ),
    Indicator(
        "C2b", "connectedness", "Number of pieces", "components", "count",
        "The {who} fall into {value} pieces.", Whole(lambda scene: len(scene.pieces)),
    ),
    Indicator(
        "C2c", "connectedness", "Alone", "isolates", "share",
        "{value} of the {who} have no link to one of their own.", Whole(_alone),
    ),
    Indicator(
        "C3a", "connectedness", "What a few hold together", "robustness", "share",
        "Without the most named twentieth, {value} of the largest piece of {who} is left.",
        Whole(lambda scene: left_after(scene, 0.05)),
    ),
    Indicator(
        "C3b", "connectedness", "People who hold pieces together", "cut_people", "count",
        "Without any one of {value} people a piece of the {who} would break.",
        Whole(lambda scene: cut_count(scene.inner_contacts)), chance=False,
    ),
    Indicator(
        "C3c", "connectedness", "Held by two links", "two_core_share", "share",
        "{value} of the {who} are held by two links or more.", Whole(lambda scene: core_share(scene.inner_contacts)),
    ),
    Indicator(
        "C4", "connectedness", "Reach in two steps", "reach_share", "share",
        "In two steps the word of one of the {who} can reach {value} of the rest.",
        Whole(lambda scene: _arrays.mean_share_within(inner_influence(scene), 2)),
    ),
    Indicator(
        "C5a", "connectedness", "Closely knit", "transitivity", "share",
        "If two of the {who} are linked to a third, {value} of such pairs are linked too.",
        Whole(lambda scene: _arrays.transitivity(scene.inner_contacts)),
    ),
    Indicator(
        "C5b", "connectedness", "Links returned", "reciprocity", "share",
        "{value} of the links among {who} are returned.",
        Pairs(lambda scene: returned_pairs(scene.ties, scene.own), _returned),
    ),
    Indicator(
        "C6a", "connectedness", "Outward or inward", "ei_index", "index",
        "Names of the {who} lean outward or inward by {value}; -1 is all inward.", Rows(external_names),
    ),
    Indicator(
        "C6b", "connectedness", "Links across", "cross_ratio", "times",
        "The {who} name the other group {value} as often as numbers alone would give.", Rows(cross_names),
    ),
    Indicator(
        "C7a", "connectedness", "Separate bridges", "bridge_pairs", "count",
        "{value} separate pairs link the {who} with the other group.", Whole(disjoint_pairs),
    ),
    Indicator(
        "C7b", "connectedness", "Wide bridges", "backed_bridges", "share",
        "{value} of the links across are backed by two shared contacts.", Whole(backed_share),
    ),
    Indicator(
        "C8a", "connectedness", "Linked in two ways", "multiplex_share", "share",
        "{value} of the linked pairs of {who} are linked in more than one way.", Table(multiplexity), chance=False,
    ),
    Indicator(
        "C8b", "connectedness", "Trust", "mean_trust", "index",
        "The {who} rate their trust in each other at {value}.", Table(trust), chance=False,
    ),
)  # fmt: skip
