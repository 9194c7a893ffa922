"""Drafts of better prices: policies' goods through the optimiser, and what came out in rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from pricing.algorithms.demand_curve import Goal
from pricing.algorithms.guard_rails import WHOLE, GuardRails, Rule
from pricing.algorithms.optimiser import Caution, Products, Proposals, propose
from pricing.models import PricePolicy, PriceScope, SuggestionKind
from pricing.repricing.bonds import bond
from pricing.repricing.drafts import Case, Draft, Gain, beside, candidates_of, lines_of, value
from pricing.repricing.facts import demand_of, facts_of
from pricing.repricing.rails import rails_of, strictest
from pricing.repricing.telling import reasons_of

_NARROW_FIRST = (PriceScope.PRODUCT, PriceScope.CATEGORY, PriceScope.BRAND, PriceScope.SHOP)


@dataclass(slots=True)
class Optimised:
    """Drafts, and the rules that kept products from the best price of the goal alone."""

    drafts: list[Draft] = field(default_factory=list)
    bound: Counter[Rule] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is alike for all that goes through the optimiser at once."""

    rails: GuardRails
    goal: Goal
    caution: Caution
    days: int
    counts_stock: bool


def optimise(bundles: Sequence[Sequence[Case]]) -> Optimised:
    """Drafts for products, those of one bundle (a family, a ladder) judged together.

    A bundle under several policies keeps to the rails of all; its goal is that of the narrowest.
    A budget of risk is of all products that share their terms.

    Raises:
        NoCommonEnding: policies of one bundle share no ending.
    """
    by_terms: dict[_Terms, list[Sequence[Case]]] = defaultdict(list)
    for bundle in bundles:
        by_terms[_terms(bundle)].append(bundle)
    found = Optimised()
    for terms, alike in by_terms.items():
        for bundle_drafts, rules in _optimised(alike, terms):
            found.bound.update(rules)
            if _is_worth_it(bundle_drafts):
                found.drafts += bundle_drafts
    return found


def lead_policy(cases: Sequence[Case]) -> PricePolicy:
    """The narrowest policy of a bundle, the older of two as narrow."""
    return min(
        (case.policy for case in cases),
        key=lambda policy: (_NARROW_FIRST.index(PriceScope(policy.scope)), policy.pk or 0),
    )


def _terms(bundle: Sequence[Case]) -> _Terms:
    lead = lead_policy(bundle)
    risk = [c.policy.risk_basis_points for c in bundle if c.policy.risk_basis_points is not None]
    return _Terms(
        rails=strictest(rails_of(case.policy) for case in bundle),
        goal=Goal(lead.goal),
        caution=Caution(
            deviations=max(case.policy.deviations for case in bundle),
            risk_budget=min(risk) / WHOLE if risk else None,
        ),
        days=lead.horizon_days,
        counts_stock=lead.prices_scarcity,
    )


def _optimised(
    bundles: Sequence[Sequence[Case]], terms: _Terms
) -> Iterator[tuple[list[Draft], list[Rule]]]:
    cases = [case for bundle in bundles for case in bundle]
    goods = [good for case in cases for good in case.goods]
    demand = demand_of(
        goods,
        {case.product_id: case.view for case in cases},
        days=terms.days,
        counts_stock=terms.counts_stock,
    )
    proposals = propose(
        Products(facts_of(goods), demand), terms.rails, terms.goal, caution=terms.caution
    )
    begin = 0
    for bundle in bundles:
        drafts, rules = [], []
        for case in bundle:
            rows = slice(begin, begin + len(case.goods))
            begin = rows.stop
            rules.append(Rule(int(proposals.rule[rows][case.place])))
            if proposals.acts[rows].any():
                drafts.append(_draft(case, proposals, rows, terms, len(bundle)))
        yield bond(drafts, bundle, terms.rails), rules


def _draft(case: Case, proposals: Proposals, rows: slice, terms: _Terms, together: int) -> Draft:
    after = [int(price) for price in proposals.price[rows]]
    draft = Draft(
        case=case,
        kind=_kind(case, after),
        lines=lines_of(case, after),
        valued=value(case, beside(case, after)),
        gain=Gain(
            mean=float(proposals.gain[rows].sum()),
            low=float(proposals.gain_low[rows].sum()),
            high=float(proposals.gain_high[rows].sum()),
            chance_to_lose=float(proposals.chance_to_lose[rows].max()),
        ),
        rule=Rule(int(proposals.rule[rows][case.place])),
        candidates=candidates_of(case, terms.rails, after),
    )
    return reasons_of(draft, together=together)


def _kind(case: Case, after: Sequence[int]) -> SuggestionKind:
    """Scarce is what goes up because more is wanted than there will be."""
    demand = case.demand()
    rises = after[case.place] > case.main.price
    is_short = bool(np.sum(demand.units) > np.sum(demand.stock))
    return SuggestionKind.SCARCITY if rises and is_short else SuggestionKind.OPTIMISE


def _is_worth_it(drafts: Sequence[Draft]) -> bool:
    """What hangs together is proposed as a whole or not at all."""
    if not drafts:
        return False
    least = max(draft.case.policy.least_gain_minor for draft in drafts)
    return sum(draft.gain.mean for draft in drafts) >= least
