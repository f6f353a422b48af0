"""Whom a coalition covers, where everybody stands, and how far it gets to those who can say no."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.recruit.alliance import steps_from
from netdiff.recruit.coalition_facts import Chosen
from netdiff.recruit.partners import STAKEHOLDERS
from netdiff.recruit.rated import ratings_layer, ratings_of
from netdiff.recruit.standing import stands_of

__all__ = ["coverage", "grid", "those_who_can_say_no"]


def coverage(what: Chosen) -> pd.DataFrame:
    """How the stakeholder groups are covered; see `CoalitionPlan.coverage`."""
    named = what.stakeholder.dropna().unique()
    own = [name for name in STAKEHOLDERS if name in named]
    others = [name for name in named if name not in STAKEHOLDERS]
    absent = [] if others else [name for name in STAKEHOLDERS if name not in own]
    rows = {name: _covered(what, (what.stakeholder == name).to_numpy(dtype=bool)) for name in (*own, *others, *absent)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("stakeholders")


def _covered(what: Chosen, group: npt.NDArray[np.bool_]) -> dict[str, float]:
    member = group & (what.problem.weight > 0)
    size = int(member.sum())
    bring = np.asarray(what.problem.brings[what.chosen] @ member.astype(np.float64)) > 0  # type: ignore[index]
    reached = what.reached_of(member)
    return {
        "people": size,
        "partners": int(bring.sum()),
        "brought": float(what.coming(what.chosen)[member].sum()),
        "reached": reached.value,
        "low": max(reached.low, 0.0),
        "high": min(reached.high, float(size)),
        "share": reached.value / size if size else float("nan"),
        "share_random": float(what.random_chance[member].mean()) if size else float("nan"),
    }


def grid(what: Chosen, ratings: str | None = None) -> pd.DataFrame:
    """Support across, influence up; see `CoalitionPlan.grid`."""
    layer = ratings_layer(what.whole, ratings)
    stop = {one.name: one.kind for one in what.holders}
    rows = []
    for name, alone in what.alone.iterrows():
        stands = what.stands.loc[name] if name in what.stands.index else _body_stands(what, name)
        row = {"position": stands["position"], "lean": stands["lean"], "known": int(stands["known"])}
        row |= {"members": int(stands["members"]), "influence": alone["alone"]}
        row |= {"low": max(alone["low"], 0.0), "high": alone["high"], "in_coalition": name in what.names}
        rows.append(row | {"can_say_no": name in stop, "kind": stop.get(name, "organisation")})
    table = pd.DataFrame(rows, index=pd.Index(what.alone.index, name="name", dtype=object))
    seen = ratings_of(what.whole, layer, {name: _people_of(what, name) for name in table.index})
    table = table.join(seen).sort_values("influence", ascending=False, kind="stable")
    table.attrs["ratings"] = layer
    return table


def _people_of(what: Chosen, name: Hashable) -> list[Hashable]:
    """Who belongs to an organisation, or sits on a body."""
    holder = next((one for one in what.holders if one.name == name), None)
    own = what.belongs.loc[what.belongs["name"] == name, "node"].tolist()
    return own or ([] if holder is None else what.net.nodes.index[holder.members].tolist())


def _body_stands(what: Chosen, name: Hashable) -> pd.Series:
    holder = next(one for one in what.holders if one.name == name)
    sits = pd.DataFrame({"node": what.net.nodes.index[holder.members], "name": name})
    if sits.empty:
        return pd.Series({"position": "not known", "lean": np.nan, "known": 0, "members": 0})
    return stands_of(what.net, sits).iloc[0]


def those_who_can_say_no(what: Chosen) -> pd.DataFrame:
    """Those who could stop it; see `CoalitionPlan.can_say_no`."""
    views = grid(what)
    steps = steps_from(what.net, what.coming(what.chosen) > 0)
    rows = {}
    for one in what.holders:
        member = np.zeros(len(what.net), dtype=bool)
        member[one.members] = True
        reached = what.reached_of(member & (what.problem.weight > 0))
        near = steps[one.members].min(initial=np.inf)
        rows[one.name] = {
            "kind": one.kind,
            "position": views.loc[one.name, "position"] if one.name in views.index else "not known",
            "people": len(one.members),
            "in_coalition": one.name in what.names,
            "reached": reached.value,
            "low": max(reached.low, 0.0),
            "high": min(reached.high, float(len(one.members))),
            "random": float(what.random_chance[one.members].sum()),
            "steps": near if np.isfinite(near) else float("nan"),
        }
    columns = ["kind", "position", "people", "in_coalition", "reached", "low", "high", "random", "steps"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("name")
