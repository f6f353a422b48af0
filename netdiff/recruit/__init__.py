"""Whom to recruit: the problem, the search, the plan, and the plain rules it is held against.

Files in reading order: `candidates` (who may be picked), `problem` and `feasible` (what is allowed), `asking` (who
would ask for it), `ask` (from words to a problem), `samples` (reverse-reachable sets), `greedy` and `bound` (a list,
and how far from the best it can be), `search` (the two together), `trials` and `threshold` (models without live ties),
`goals` (fewest, worst off, floors), `solve` (one way in for every model), `judge` and `baselines` (independent runs,
plain rules), `gates` and `explain` (why each pick), `declared` and `doubt` (what would change the list), `nominate`
(little or no network), `outcome` (afterwards), `plan`, `door` (`recommend`).

For introductions: `openings` (who to whom, at what cost), `grown` (what a new link changes), `bridging` (the search),
`ties` (`recommend_ties`), `tiesplan`. For doubts: `worlds` (networks drawn from what is not known), `cases` (lists in
many of them), `settling` (what an answer is worth), `robust`. For budgets: `easing` (support), `curve`, `frontier`.
Without a map: `blind`.

For coalitions: `partners` (whom each would bring), `standing` (where they stand, who can say no), `rated`
(who is seen to decide), `coalition_table`
(the problem), `coalition_doubt` (other models, other chances of coming along), `shares` and `coalition_worth` (what
each is worth to the others), `coalition_cover`, `alliance` (the scorecard before and after), `coalition_facts` and
`coalition_plan`, `coalition` (`recommend_coalition`). For nested communities: `invitations`, `invitation_plan`.
"""

from __future__ import annotations

from netdiff.recruit.candidates import Candidates, organisations, people
from netdiff.recruit.coalition import recommend_coalition
from netdiff.recruit.coalition_plan import CoalitionPlan
from netdiff.recruit.curve import Frontier
from netdiff.recruit.door import recommend
from netdiff.recruit.invitation_plan import InvitationPlan
from netdiff.recruit.invitations import recommend_invitations
from netdiff.recruit.nominate import recommend_from_names, whom_to_ask
from netdiff.recruit.plan import Plan
from netdiff.recruit.robust import Doubts, Robust
from netdiff.recruit.ties import recommend_ties
from netdiff.recruit.tiesplan import TiesPlan

__all__ = [
    "Candidates",
    "CoalitionPlan",
    "Doubts",
    "Frontier",
    "InvitationPlan",
    "Plan",
    "Robust",
    "TiesPlan",
    "organisations",
    "people",
    "recommend",
    "recommend_coalition",
    "recommend_from_names",
    "recommend_invitations",
    "recommend_ties",
    "whom_to_ask",
]
