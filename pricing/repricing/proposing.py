"""Proposing prices, every night: policies and elasticities to suggestions for staff to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from foundation import clock
from pricing.models import (
    OPEN_STATES,
    PricePolicy,
    PriceSuggestion,
    PriceSuggestionLine,
    SuggestionState,
)
from pricing.repricing.drafting import Drafted, Skip, draft_prices
from pricing.repricing.drafts import Draft
from pricing.repricing.outcomes import expire
from pricing.repricing.policies import governed_by, read_policy_book
from pricing.repricing.similar import similar_to

STANDS_FOR = timedelta(days=14)
"""How long a suggestion stands that no later night renews."""
Report = Callable[[str], None]


@dataclass(slots=True)
class Proposed:
    """What a night's proposals came to, in products."""

    governed: int = 0
    proposed: int = 0
    renewed: int = 0
    superseded: int = 0
    expired: int = 0
    skipped: Counter[Skip] = field(default_factory=Counter)


def propose_prices(
    *,
    at: datetime | None = None,
    policies: Iterable[PricePolicy] | None = None,
    report: Report | None = None,
) -> Proposed:
    """Write what is to be proposed now; again, it writes the same.

    What staff decided on stays. An open suggestion is renewed where the same prices are proposed,
    else superseded. Products are written shard by shard, so that a run that was cut off leaves
    whole suggestions, some of them of the night before.

    Args:
        policies: only what these govern; all active ones otherwise.
    """
    now = at or clock.now()
    governing = governed_by(read_policy_book())
    chosen = None if policies is None else {policy.pk for policy in policies}
    wanted = _in_shop_order(
        [pk for pk, policy in governing.items() if chosen is None or policy.pk in chosen]
    )
    result = Proposed(governed=len(wanted), expired=expire(at=now))
    done = 0
    for drafted in draft_prices(governing, wanted=wanted, decided=_decided(), at=at):
        _write(drafted, now, result)
        done += len(drafted.products)
        if report is not None:
            report(_("%(done)d of %(all)d products") % {"done": done, "all": len(wanted)})
    if chosen is None:
        result.superseded += _supersede_ungoverned(governing, now)
    return result


def _in_shop_order(product_ids: Sequence[int]) -> list[int]:
    """By category, so that like goods are reckoned together."""
    return list(
        Product.objects.filter(pk__in=product_ids)
        .order_by("category__path", "pk")
        .values_list("pk", flat=True)
    )


def _decided() -> set[int]:
    open_but = [state for state in OPEN_STATES if state != SuggestionState.PROPOSED]
    return set(
        PriceSuggestion.objects.filter(state__in=open_but).values_list("product_id", flat=True)
    )


@transaction.atomic
def _write(drafted: Drafted, now: datetime, result: Proposed) -> None:
    """The suggestions of a shard. Rows are locked first: staff may be deciding on them."""
    standing = {
        one.product_id: one
        for one in PriceSuggestion.objects.select_for_update(of=("self",))
        .filter(product_id__in=drafted.products, state__in=OPEN_STATES)
        .prefetch_related("lines")
        .order_by("pk")
    }
    result.skipped.update(drafted.skipped)
    similar = similar_to(drafted)
    bonds = _Bonds()
    kept = set()
    for draft in drafted.drafts:
        before = standing.get(draft.case.product_id)
        if before is not None and before.state != SuggestionState.PROPOSED:
            # Decided while this was reckoned.
            kept.add(before.product_id)
            continue
        row = suggestion_of(draft, now=now, together=bonds.of(draft))
        row.similar = similar[draft.case.product_id]
        if before is not None and _is_same(before, draft):
            kept.add(before.product_id)
            row.pk = before.pk
            row.save()
            result.renewed += 1
            continue
        _replace(before, row, draft)
        kept.add(draft.case.product_id)
        result.superseded += before is not None
        result.proposed += 1
    result.superseded += _supersede([one for pk, one in standing.items() if pk not in kept])


def _replace(before: PriceSuggestion | None, row: PriceSuggestion, draft: Draft) -> None:
    if before is not None:
        _supersede([before])
    row.save(force_insert=True)
    PriceSuggestionLine.objects.bulk_create(
        PriceSuggestionLine(
            suggestion=row,
            variant_id=line.good.variant_id,
            before_id=line.good.standing.price_id,
            before_minor=line.good.price,
            after_minor=line.after,
            compare_at_minor=line.compare_at,
        )
        for line in draft.lines
    )


def _supersede(suggestions: Sequence[PriceSuggestion]) -> int:
    return PriceSuggestion.objects.filter(
        pk__in=[one.pk for one in suggestions], state=SuggestionState.PROPOSED
    ).update(state=SuggestionState.SUPERSEDED)


def _supersede_ungoverned(governing: Mapping[int, PricePolicy], now: datetime) -> int:
    """Proposals of products that no policy governs any more."""
    rows = PriceSuggestion.objects.filter(state=SuggestionState.PROPOSED, made_at__lt=now)
    stale = [one for one in rows.only("pk", "product_id") if one.product_id not in governing]
    return _supersede(stale)


class _Bonds:
    """One mark for all that hang together in this run."""

    def __init__(self) -> None:
        self._marks: dict[int, UUID] = {}

    def of(self, draft: Draft) -> UUID | None:
        return None if draft.bond is None else self._marks.setdefault(draft.bond, uuid4())


def _is_same(before: PriceSuggestion, draft: Draft) -> bool:
    """Whether the open suggestion asks for the same prices, from the same ones."""
    was = {(line.variant_id, line.before_id, line.after_minor) for line in before.lines.all()}
    now = {(line.good.variant_id, line.good.standing.price_id, line.after) for line in draft.lines}
    return was == now and before.kind == draft.kind


def suggestion_of(draft: Draft, *, now: datetime, together: UUID | None = None) -> PriceSuggestion:
    """The row of a draft, not written yet."""
    case, valued, gain = draft.case, draft.valued, draft.gain
    cover_now, cover_after = draft.covers
    return PriceSuggestion(
        product_id=case.product_id,
        policy=case.policy if case.policy.pk is not None else None,
        kind=draft.kind,
        together=together,
        currency=settings.SHOP_BASE_CURRENCY,
        made_at=now,
        expires_at=now + STANDS_FOR,
        model_version=case.view.version,
        elasticity=case.view.mean,
        elasticity_sd=case.view.sd,
        step_basis_points=draft.step_basis_points,
        horizon_days=case.policy.horizon_days,
        units_now=round(float(valued.units[0]), 2),
        units_after=round(float(valued.units[1]), 2),
        revenue_now_minor=round(float(valued.revenue[0])),
        revenue_after_minor=round(float(valued.revenue[1])),
        margin_now_minor=round(float(valued.margin[0])),
        margin_after_minor=round(float(valued.margin[1])),
        gain_minor=round(gain.mean),
        gain_low_minor=round(gain.low),
        gain_high_minor=round(gain.high),
        chance_to_lose=min(max(round(gain.chance_to_lose, 4), 0.0), 1.0),
        cover_now=cover_now,
        cover_after=cover_after,
        binding_rule=int(draft.rule),
        reasons=list(draft.reasons),
        candidates=list(draft.candidates),
    )
