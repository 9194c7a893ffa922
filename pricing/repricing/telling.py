"""The facts behind a draft, gathered to be kept with the suggestion."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pricing.algorithms.guard_rails import Rule
from pricing.models import PriceGoal, SuggestionKind
from pricing.repricing.drafts import Draft
from pricing.repricing.reasons import Reason, ReasonCode, reason


def reasons_of(draft: Draft, *, together: int = 1, first: Sequence[Reason] = ()) -> Draft:
    """The draft with its reasons; ``first`` are those of its kind, told before the others."""
    return replace(
        draft,
        reasons=(
            *_of_gain(draft),
            *first,
            *_of_demand(draft),
            *_of_stock(draft),
            *_of_surroundings(draft, together),
        ),
    )


def _of_gain(draft: Draft) -> Iterator[Reason]:
    policy, gain = draft.case.policy, draft.gain
    in_units = policy.goal == PriceGoal.SELL_THROUGH
    code = ReasonCode.GAIN_UNITS if in_units else ReasonCode.GAIN
    yield reason(
        ReasonCode.GAIN_CLEARED if draft.kind == SuggestionKind.MARKDOWN else code,
        mean=round(gain.mean), low=round(gain.low), high=round(gain.high),
        days=policy.horizon_days, goal=policy.goal,
    )  # fmt: skip
    yield reason(ReasonCode.CHANCE, percent=round(gain.chance_to_lose * 100, 1))


def _of_demand(draft: Draft) -> Iterator[Reason]:
    view, days = draft.case.view, draft.case.policy.horizon_days
    code = ReasonCode.ELASTICITY_GROUP if view.own is None else ReasonCode.ELASTICITY_OWN
    yield reason(
        code, mean=round(view.mean, 2), low=round(view.low, 2), high=round(view.high, 2),
        version=view.version,
    )  # fmt: skip
    now, after = draft.valued.units[:2].tolist()
    yield reason(ReasonCode.UNITS, now=round(now, 1), after=round(after, 1), days=days)


def _of_stock(draft: Draft) -> Iterator[Reason]:
    now, after = draft.covers
    if now is not None:
        yield reason(ReasonCode.COVER, now=now, after=after)
    if draft.kind == SuggestionKind.SCARCITY:
        goods, days = draft.case.goods, draft.case.policy.horizon_days
        wanted = sum(good.outlook.over(days)[0] for good in goods)
        free = sum(good.supply.free for good in goods)
        yield reason(
            ReasonCode.SCARCE, wanted=round(wanted, 1), days=days,
            free=None if math.isinf(free) else int(free),
            coming=sum(good.supply.coming for good in goods),
        )  # fmt: skip


def _of_surroundings(draft: Draft, together: int) -> Iterator[Reason]:
    main = draft.case.main
    line = draft.lines[draft.case.place]
    if main.competitor:
        share = round((line.after / main.competitor - 1) * 100, 1)
        yield reason(ReasonCode.COMPETITORS, median=main.competitor, percent=share)
    if main.family_id is not None:
        yield reason(ReasonCode.FAMILY, products=together)
    if draft.rule is not Rule.NOTHING:
        yield reason(ReasonCode.RULE, rule=int(draft.rule))
    if line.compare_at is not None:
        yield reason(ReasonCode.REDUCED, compare_at=line.compare_at)
    others = sorted({code for good in draft.case.goods for code in good.other_currencies})
    if others:
        yield reason(ReasonCode.CURRENCIES, currencies=", ".join(others))
    yield reason(ReasonCode.POLICY, policy=draft.case.policy.name)
