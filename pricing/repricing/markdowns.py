"""Drafts of markdowns: what is too much, or has a season that ends, on the path that earns most."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from foundation import clock
from inventory.algorithms.arrays import IntArray
from pricing.algorithms.families import movers, together
from pricing.algorithms.guard_rails import WHOLE, GuardRails, Rule, apply
from pricing.algorithms.markdown import Law, Season, plan_markdowns
from pricing.algorithms.markdown_paths import PathGain, gain_of
from pricing.algorithms.optimiser import candidates
from pricing.models import PriceSuggestionLine, SuggestionKind, SuggestionState
from pricing.repricing.bonds import bond
from pricing.repricing.drafts import Case, Draft, Gain, beside, candidates_of, lines_of, value
from pricing.repricing.facts import facts_of
from pricing.repricing.goods import Good
from pricing.repricing.optimising import lead_policy
from pricing.repricing.rails import rails_of, strictest
from pricing.repricing.reasons import Reason, ReasonCode, reason
from pricing.repricing.telling import reasons_of

WEEK = 7
STEPS = -np.array([*range(5, 91, 5), 9, 14, 19]) / 100
"""Markdowns that are tried, as shares of the present price: some a little short of round ones,
which an ending may take beyond the largest change.
"""
MOST_EXACT = 300
"""Units up to which chance is counted with; of more, the sum of many chances is all but certain."""
REMEMBERED = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Products that move as one and have to be sold: until when, and what there is."""

    cases: tuple[Case, ...]
    until: date
    weekly: tuple[float, ...]
    stock: int
    is_season: bool

    @property
    def wanted(self) -> float:
        """At the present price until then."""
        return sum(self.weekly)

    @property
    def goods(self) -> list[Good]:
        return [good for case in self.cases for good in case.goods]

    @property
    def lead(self) -> Case:
        """The product whose prices stand for the others'."""
        return max(self.cases, key=lambda case: case.main.outlook.over(WEEK)[0])


def clearance_of(bundle: Sequence[Case], *, at: datetime) -> Clearance | None:
    """What is to be cleared of a bundle; None where nothing is, or where it stands on a ladder."""
    goods = [good for case in bundle for good in case.goods]
    policy = lead_policy(bundle)
    today = clock.business_day(at)
    ends = policy.season_ends_on
    is_season = ends is not None and ends > today
    has_excess = policy.marks_down and any(good.supply.is_excess for good in goods)
    if not (is_season or has_excess) or any(good.ladder_id is not None for good in goods):
        return None
    stock = sum(max(good.supply.free, 0) + good.supply.coming for good in goods)
    if math.isinf(stock):
        return None
    until = ends if ends and is_season else today + timedelta(days=policy.clears_within_days)
    weeks = max(math.ceil((until - today).days / WEEK), 1)
    told = [sum(good.outlook.over(WEEK * week)[0] for good in goods) for week in range(weeks + 1)]
    weekly = tuple(float(units) for units in np.diff(told))
    found = Clearance(tuple(bundle), until, weekly, int(stock), is_season)
    return found if found.stock > found.wanted else None


def origins_of(variant_ids: Sequence[int], *, at: datetime) -> dict[int, int]:
    """What variants cost before the first markdown of the last half year."""
    rows = (
        PriceSuggestionLine.objects.filter(
            variant_id__in=variant_ids,
            suggestion__kind=SuggestionKind.MARKDOWN,
            suggestion__state=SuggestionState.APPLIED,
            suggestion__applied_at__gt=at - REMEMBERED,
        )
        .order_by("-suggestion__applied_at")
        .values_list("variant_id", "before_minor")
    )
    return dict(rows)


def mark_down(clearance: Clearance, origins: Mapping[int, int]) -> list[Draft]:
    """The first step of the path that earns most, a draft for each product; none where the
    present price earns as much, the rules leave no step, or the gain is not sure.
    """
    rails = strictest(rails_of(case.policy, marking_down=True) for case in clearance.cases)
    levels = _levels(clearance, rails, origins)
    main = clearance.goods.index(clearance.lead.main)
    season = _season(clearance, levels[main])
    law = Law.POISSON if clearance.stock <= MOST_EXACT else Law.DETERMINISTIC
    path = plan_markdowns(season, law=law).path()
    if path[0] == 0:
        return []
    taken, rule = _taken(rails, clearance, levels, int(path[0]))
    if taken == 0:
        return []
    walked = np.concatenate([[taken], np.maximum(path[1:], taken)])
    policy = lead_policy(clearance.cases)
    gain = gain_of(season, walked, deviations=policy.deviations)
    if gain.low <= 0 or gain.mean < policy.least_gain_minor:
        return []
    return _drafts(
        clearance, rails, levels[:, taken], gain, rule, _told(clearance, season, path, taken)
    )


def _levels(clearance: Clearance, rails: GuardRails, origins: Mapping[int, int]) -> IntArray:
    """Prices (variants, levels) that may be asked some week: the present ones, then falling."""
    goods, facts = clearance.goods, facts_of(clearance.goods)
    free = replace(rails, largest_change=None, days_between=0)
    prices = candidates(free, facts, steps=STEPS)
    deepest = min(case.policy.deepest_markdown_basis_points for case in clearance.cases)
    least = np.array([_origin(good, origins) for good in goods]) * (WHOLE - deepest)
    mask = apply(free, facts, prices).mask & (prices * WHOLE >= least[:, None])
    mover = movers(facts)
    fits = together(facts, prices, mask, mover).all(axis=0) & (prices < prices[:, :1]).all(axis=0)
    main = goods.index(clearance.lead.main)
    _asked, first = np.unique(-prices[main][fits], return_index=True)
    return np.concatenate([prices[:, :1], prices[:, fits][:, first]], axis=1)


def _origin(good: Good, origins: Mapping[int, int]) -> int:
    """What it cost before it was marked down."""
    return good.standing.compare_at or origins.get(good.variant_id, good.price)


def _season(clearance: Clearance, prices: IntArray) -> Season:
    lead = clearance.lead
    return Season(
        prices=prices,
        weekly=np.array(clearance.weekly),
        stock=clearance.stock,
        elasticity=lead.view.mean,
        elasticity_sd=lead.view.sd,
        salvage=(lead.main.cost or 0) * lead.policy.salvage_basis_points / WHOLE,
        net_share=lead.main.net_share,
    )


def _taken(
    rails: GuardRails, clearance: Clearance, levels: IntArray, wanted: int
) -> tuple[int, Rule]:
    """The deepest level up to the wanted one that the rails allow now, and what stops the rest."""
    allowed = apply(rails, facts_of(clearance.goods), levels)
    may = [level for level in range(wanted + 1) if allowed.mask[:, level].all()]
    stopped = int(allowed.rule[:, wanted].max())
    return (max(may), Rule.NOTHING if max(may) == wanted else Rule(stopped))


def _told(clearance: Clearance, season: Season, path: IntArray, taken: int) -> tuple[Reason, ...]:
    code = ReasonCode.SEASON if clearance.is_season else ReasonCode.EXCESS
    prices = [int(price) for price in season.prices]
    told = [
        reason(
            code, free=clearance.stock, wanted=round(clearance.wanted, 1),
            until=clearance.until.isoformat(),
        ),
        reason(ReasonCode.PATH, path=[prices[level] for level in path.tolist()]),
    ]  # fmt: skip
    if taken != path[0]:
        told.append(reason(ReasonCode.PATH_HELD, price=prices[int(path[0])]))
    return tuple(told)


def _drafts(
    clearance: Clearance,
    rails: GuardRails,
    after: IntArray,
    gain: PathGain,
    rule: Rule,
    told: tuple[Reason, ...],
) -> list[Draft]:
    """One draft a product; the gain is split by what each is wanted."""
    drafts, begin = [], 0
    units = [sum(good.outlook.over(WEEK)[0] for good in case.goods) for case in clearance.cases]
    whole = sum(units)
    for case, own in zip(clearance.cases, units, strict=True):
        prices = [int(price) for price in after[begin : begin + len(case.goods)]]
        begin += len(case.goods)
        share = own / whole if whole else 1 / len(units)
        draft = Draft(
            case=case,
            kind=SuggestionKind.MARKDOWN,
            lines=lines_of(case, prices),
            valued=value(case, beside(case, prices)),
            gain=Gain(gain.mean * share, gain.low * share, gain.high * share, gain.chance_to_lose),
            rule=rule,
            candidates=candidates_of(case, rails, prices),
        )
        drafts.append(reasons_of(draft, together=len(clearance.cases), first=told))
    return bond(drafts, clearance.cases, rails)
