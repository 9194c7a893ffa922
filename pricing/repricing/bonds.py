"""Which drafts are decided on together: families, and ladders of which no step holds alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pricing.algorithms.families import in_order, movers
from pricing.algorithms.guard_rails import GuardRails
from pricing.repricing.drafts import Case, Draft
from pricing.repricing.facts import facts_of, mover_of
from pricing.repricing.reasons import ReasonCode, reason


def bond(drafts: Sequence[Draft], bundle: Sequence[Case], rails: GuardRails) -> list[Draft]:
    """The drafts of a bundle with their bonds: those that share one are applied all or none.

    Rules of a ladder are of two products at a time. So where each mover alone leaves it in order,
    any of them may be taken and others left; where one does not, all hang together.
    """
    if _is_tied(drafts, bundle, rails):
        first = bundle[0].goods[0]
        told = reason(ReasonCode.LADDER, products=len(drafts))
        return [
            replace(draft, bond=mover_of(first), reasons=(*draft.reasons, told)) for draft in drafts
        ]
    return [
        draft
        if draft.case.main.family_id is None
        else replace(draft, bond=mover_of(draft.case.main))
        for draft in drafts
    ]


def _is_tied(drafts: Sequence[Draft], bundle: Sequence[Case], rails: GuardRails) -> bool:
    if len(drafts) < 2 or all(good.ladder_id is None for case in bundle for good in case.goods):
        return False
    goods = [good for case in bundle for good in case.goods]
    facts = facts_of(goods)
    after = {line.good.variant_id: line.after for draft in drafts for line in draft.lines}
    prices = np.array([after.get(good.variant_id, good.price) for good in goods], dtype=np.int64)
    mover = movers(facts)
    moving = np.unique(mover[prices != facts.price])
    rows = [np.flatnonzero(mover == one) for one in moving]
    return not all(in_order(rails, facts, facts.price, own, prices[own]) for own in rows)
