"""Whom to recruit: the problem, the search, the plan, and the plain rules it is held against.

Files in reading order: `problem` (what is asked and allowed), `samples` (reverse-reachable sets), `greedy` (the
search), `bound` (how far from the best a list can be), `threshold` (models without live ties), `baselines` (plain
rules), `explain` (why each pick), `plan` (the answer), `door` (`recommend`).
"""

from __future__ import annotations

from netdiff.recruit.door import recommend
from netdiff.recruit.plan import Plan

__all__ = ["Plan", "recommend"]
