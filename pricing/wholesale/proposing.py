"""Proposing prices by quantity: from a group's lines, costs and quotes to rows with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.models import CustomerGroup
from catalog.models import ProductStatus, Variant
from foundation import clock
from pricing.algorithms.wholesale import (
    Goods,
    Response,
    Terms,
    Tier,
    break_quantities,
    propose_tiers,
    response_of_quotes,
)
from pricing.learned import ElasticityView
from pricing.models import PriceListEntry, WholesaleState, WholesaleSuggestion, WholesaleTerms
from pricing.selectors.margins import net_shares
from pricing.selectors.prices import PriceQuote, prices_of
from pricing.serving import elasticities_of
from pricing.wholesale.trade import Bought, Quotes, bought_by, quotes_of

LEAST_LINES, LEAST_BUYERS = 8, 2
LEAST_QUOTES, LEAST_OF_EACH = 20, 5
QUIET = timedelta(days=90)
"""A rejected proposal is not made again for so long."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many were proposed, and how many older ones are no more."""

    made: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True)
class _Market:
    """Everything that proposals to one group are made of."""

    terms: WholesaleTerms
    bought: Mapping[int, Bought]
    variants: Mapping[int, Variant]
    prices: Mapping[int, PriceQuote]
    net: Mapping[int, float]
    elasticities: Mapping[int, ElasticityView]
    listed: Mapping[int, list[tuple[int, int]]]
    quotes: Quotes
    by_quotes: Response | None

    def response(self, product_id: int) -> Response | None:
        """How the group answers to price: by its quotes, else by the shop's model."""
        view = self.elasticities.get(product_id)
        if self.by_quotes is not None or view is None:
            return self.by_quotes
        return Response(view.mean, view.sd)

    def paid(self, variant_id: int, retail: int) -> list[int]:
        """The unit price that the group has now from each break on."""
        listed = self.listed.get(variant_id, [])
        return [
            min([retail, *(amount for quantity, amount in listed if quantity <= begin)])
            for begin in break_quantities(self.bought[variant_id].quantities)
        ]


def propose_wholesale(*, at: datetime | None = None) -> Proposed:
    """Propose for every group with active terms, and let older proposals expire."""
    now = at or clock.now()
    total = Proposed()
    active = WholesaleTerms.objects.filter(is_active=True).select_related("group")
    for terms in active.order_by("pk"):
        made = _propose_for(terms, now)
        total = Proposed(total.made + made.made, total.expired + made.expired)
    idle = WholesaleSuggestion.objects.filter(state=WholesaleState.PROPOSED).exclude(
        group__in=[terms.group_id for terms in active]
    )
    gone = idle.update(state=WholesaleState.EXPIRED, decided_at=now)
    return Proposed(total.made, total.expired + gone)


def _propose_for(terms: WholesaleTerms, now: datetime) -> Proposed:
    market = _market(terms, now)
    quiet = _quiet(terms.group, now)
    rows = [
        row
        for variant_id in market.variants
        if variant_id not in quiet and (row := _suggestion(market, variant_id, now)) is not None
    ]
    return _keep(terms.group, rows, now)


def _market(terms: WholesaleTerms, now: datetime) -> _Market:
    bought = {
        variant_id: found
        for variant_id, found in bought_by(terms.group, days=terms.days, at=now).items()
        if len(found.quantities) >= LEAST_LINES and len(found.buyers) >= LEAST_BUYERS
    }
    on_offer = Variant.objects.filter(
        pk__in=bought, is_active=True, product__status=ProductStatus.PUBLISHED
    )
    variants = {variant.pk: variant for variant in on_offer.order_by("pk")}
    products = {variant.product_id for variant in variants.values()}
    quotes = quotes_of(terms.group, days=terms.days, at=now)
    return _Market(
        terms=terms,
        bought=bought,
        variants=variants,
        prices=prices_of(variants, currency=settings.SHOP_BASE_CURRENCY),
        net=net_shares(products) if settings.SHOP_PRICES_INCLUDE_TAX else {},
        elasticities=elasticities_of(products),
        listed=_listed(terms.group, variants, now),
        quotes=quotes,
        by_quotes=_response_of(quotes),
    )


def _response_of(quotes: Quotes) -> Response | None:
    """What quotes tell of a group; None where there are too few of either end."""
    won = sum(quotes.won)
    lost = len(quotes.won) - won
    if won + lost < LEAST_QUOTES or min(won, lost) < LEAST_OF_EACH:
        return None
    return response_of_quotes(quotes.ratios, quotes.won)


def _listed(
    group: CustomerGroup, variant_ids: Iterable[int], now: datetime
) -> dict[int, list[tuple[int, int]]]:
    """What lists give the group now: quantities and amounts by variant."""
    entries = PriceListEntry.objects.filter(
        Q(price_list__group=group)
        | Q(price_list__group__isnull=True, price_list__company__isnull=True),
        Q(price_list__starts_at__isnull=True) | Q(price_list__starts_at__lte=now),
        Q(price_list__ends_at__isnull=True) | Q(price_list__ends_at__gt=now),
        variant__in=list(variant_ids),
        price_list__is_active=True,
        price_list__currency=settings.SHOP_BASE_CURRENCY,
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for variant_id, quantity, amount in entries.values_list(
        "variant_id", "minimum_quantity", "amount_minor"
    ):
        found.setdefault(variant_id, []).append((quantity, amount))
    return found


def _quiet(group: CustomerGroup, now: datetime) -> set[int]:
    rejected = WholesaleSuggestion.objects.filter(
        group=group, state=WholesaleState.REJECTED, decided_at__gt=now - QUIET
    )
    return set(rejected.values_list("variant_id", flat=True))


def _suggestion(market: _Market, variant_id: int, now: datetime) -> WholesaleSuggestion | None:
    """The proposal for one variant; None where too little is known of it, or nothing pays."""
    quote, product_id = market.prices.get(variant_id), market.variants[variant_id].product_id
    response = market.response(product_id)
    if quote is None or quote.cost is None or response is None:
        return None
    terms = market.terms
    tiers = propose_tiers(
        market.bought[variant_id].quantities,
        goods=Goods(quote.amount.minor, quote.cost.minor, market.net.get(product_id, 1.0)),
        paid=market.paid(variant_id, quote.amount.minor),
        terms=Terms(
            terms.handling_minor, terms.margin_floor_basis_points, terms.most_off_basis_points
        ),
        response=response,
    )
    return _row(market, variant_id, quote, response, tiers, now) if tiers else None


def _row(
    market: _Market,
    variant_id: int,
    quote: PriceQuote,
    response: Response,
    tiers: list[Tier],
    now: datetime,
) -> WholesaleSuggestion:
    bought, variant = market.bought[variant_id], market.variants[variant_id]
    view = None if market.by_quotes else market.elasticities.get(variant.product_id)
    return WholesaleSuggestion(
        group=market.terms.group,
        variant=variant,
        currency=quote.amount.currency,
        retail_minor=quote.amount.minor,
        cost_minor=quote.cost.minor if quote.cost else 0,
        units=sum(bought.quantities),
        lines=len(bought.quantities),
        buyers=len(bought.buyers),
        days=market.terms.days,
        elasticity=response.mean,
        elasticity_sd=response.sd,
        quotes=len(market.quotes.won) if market.by_quotes else 0,
        model_version=view.version if view else "",
        tiers=[_as_json(tier) for tier in tiers],
        gain_minor=round(sum(tier.gain for tier in tiers)),
        gain_low_minor=round(sum(tier.low for tier in tiers)),
        gain_high_minor=round(sum(tier.high for tier in tiers)),
        made_at=now,
    )


def _as_json(tier: Tier) -> dict[str, Any]:
    told = asdict(tier)
    return {
        "from": told.pop("minimum_quantity"),
        "amount_minor": told.pop("amount"),
        **{name: round(value) for name, value in told.items()},
    }


@transaction.atomic
def _keep(group: CustomerGroup, rows: list[WholesaleSuggestion], now: datetime) -> Proposed:
    """Put proposals in the place of the open ones of the group; the rest of these expires."""
    # The group's row is the lock: two runs must not each find no open proposal.
    CustomerGroup.objects.select_for_update().get(pk=group.pk)
    open_rows = WholesaleSuggestion.objects.filter(group=group, state=WholesaleState.PROPOSED)
    wanted = {row.variant_id for row in rows}
    expired = open_rows.exclude(variant__in=wanted).update(
        state=WholesaleState.EXPIRED, decided_at=now
    )
    open_rows.filter(variant__in=wanted).delete()
    WholesaleSuggestion.objects.bulk_create(rows)
    return Proposed(len(rows), expired)
