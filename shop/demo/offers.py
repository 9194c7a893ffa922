"""What the demo store has on offer beside its prices: currencies, taxes, promotions, lists."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings

from accounts.models import CustomerGroup
from catalog.models import Category, Variant
from foundation.money import Money, round_half_up
from inventory.selectors import availability
from pricing.models import (
    Coupon,
    Currency,
    PriceList,
    Promotion,
    PromotionKind,
    PromotionTarget,
    Rounding,
)
from pricing.selectors import prices_of
from pricing.services import (
    load_tax_rates,
    save_coupon,
    save_currency,
    save_price_list,
    save_promotion,
    set_exchange_rate,
    set_list_price,
    set_price,
    set_targets,
)

# Units for a euro, of the size they have: a demo's rates, not a bank's.
_PER_EURO = {
    "EUR": Decimal(1),
    "USD": Decimal("1.16"),
    "GBP": Decimal("0.87"),
    "JPY": Decimal(175),
}
_ROUNDED = {"USD": Rounding.NINETY_NINE, "GBP": Rounding.NINETY_FIVE, "JPY": Rounding.TEN}

SALE_SHELF, THREE_FOR_TWO_SHELF = "knitwear", "socks"
SALE_OFF, TRADE_OFF, MANY_OFF = Decimal("0.15"), Decimal("0.20"), Decimal("0.28")
TRADE_VARIANTS, MANY = 60, 10
STANDARD_DELIVERY = 490
GIFT_STOCK = 20


def make_offers(*, start: datetime, now: datetime) -> None:
    """Fill the pricing tables of a store whose history is written. ``start`` is its first day."""
    load_tax_rates()
    _offer_currencies(start)
    _reduce_a_shelf(now)
    _make_promotions(start)
    _make_trade_list(start)


def _offer_currencies(start: datetime) -> None:
    base = _PER_EURO.get(settings.SHOP_BASE_CURRENCY)
    if base is None:
        return
    for position, (code, rounding) in enumerate(_ROUNDED.items()):
        if code == settings.SHOP_BASE_CURRENCY:
            continue
        set_exchange_rate(currency=code, rate=_PER_EURO[code] / base, at=start)
        save_currency(currency=Currency(code=code, rounding=rounding, position=position))


def _reduce_a_shelf(now: datetime) -> None:
    """A sale whose prices are history: the lowest of thirty days stands beside each."""
    variants = list(
        Variant.objects.filter(product__category=_shelf(SALE_SHELF), is_active=True).order_by("pk")
    )
    quotes = prices_of([variant.pk for variant in variants], currency=settings.SHOP_BASE_CURRENCY)
    for variant in variants:
        if (quote := quotes.get(variant.pk)) is None:
            continue
        set_price(
            variant=variant,
            amount=less(quote.amount, SALE_OFF),
            compare_at=quote.compare_at or quote.amount,
            at=now,
        )


def _make_promotions(start: datetime) -> None:
    _promote(
        start,
        PromotionKind.BUY_GET,
        ("Three pairs of socks for two", "Drei Paar Socken zum Preis von zwei"),
        shelf=THREE_FOR_TWO_SHELF,
        buy_quantity=2,
        get_quantity=1,
        percent_basis_points=10_000,
        priority=10,
    )
    _promote(
        start,
        PromotionKind.FREE_SHIPPING,
        ("Free delivery from 50", "Versandkostenfrei ab 50"),
        minimum_value_minor=5_000,
        cap_minor=STANDARD_DELIVERY,
        priority=90,
    )
    if (gift := _gift()) is not None:
        _promote(
            start,
            PromotionKind.GIFT,
            ("A gift from 120", "Ein Geschenk ab 120"),
            gift_variant=gift,
            minimum_value_minor=12_000,
            priority=80,
        )
    welcome = _promote(
        start,
        PromotionKind.PERCENTAGE,
        ("10 % to welcome you", "10 % zur Begrüßung"),
        percent_basis_points=1_000,
        minimum_value_minor=3_000,
        cap_minor=5_000,
        skips_reduced=True,
        needs_coupon=True,
        priority=50,
    )
    five = _promote(
        start,
        PromotionKind.AMOUNT,
        ("5 off your order", "5 Nachlass auf die Bestellung"),
        amount_minor=500,
        minimum_value_minor=4_000,
        needs_coupon=True,
        combinable=False,
        priority=60,
    )
    for code, promotion, limits in (
        ("WELCOME10", welcome, {"most_uses_each": 1}),
        ("FIVE", five, {"most_uses": 500}),
    ):
        save_coupon(coupon=Coupon(code=code, promotion=promotion, created_at=start, **limits))


def _promote(
    start: datetime,
    kind: PromotionKind,
    names: tuple[str, str],
    *,
    shelf: str = "",
    **fields: object,
) -> Promotion:
    english, german = names
    promotion = save_promotion(
        promotion=Promotion(
            kind=kind,
            label_en=english,
            label_de=german,
            currency=settings.SHOP_BASE_CURRENCY,
            starts_at=start,
            created_at=start,
            **fields,
        )
    )
    if shelf:
        set_targets(promotion=promotion, targets=[PromotionTarget(category=_shelf(shelf))])
    return promotion


def _make_trade_list(start: datetime) -> None:
    """The trade pays less for what sells at all, and less again for ten of a kind."""
    group, _made = CustomerGroup.objects.get_or_create(code="trade", defaults={"name": "Trade"})
    base = settings.SHOP_BASE_CURRENCY
    trade = save_price_list(
        price_list=PriceList(name="Trade", group=group, currency=base, starts_at=start)
    )
    variants = list(Variant.objects.filter(is_active=True).order_by("pk")[:TRADE_VARIANTS])
    quotes = prices_of([variant.pk for variant in variants], currency=base)
    for variant in variants:
        if (quote := quotes.get(variant.pk)) is None:
            continue
        for minimum, off in ((1, TRADE_OFF), (MANY, MANY_OFF)):
            set_list_price(
                price_list=trade,
                variant=variant,
                amount=less(quote.amount, off),
                minimum_quantity=minimum,
            )


def _gift() -> Variant | None:
    """The cheapest thing of which there is plenty."""
    variants = {variant.pk: variant for variant in Variant.objects.filter(is_active=True)}
    stock = availability(variants)
    quotes = prices_of(
        [pk for pk in variants if stock.get(pk, 0) >= GIFT_STOCK],
        currency=settings.SHOP_BASE_CURRENCY,
    )
    cheapest = min(quotes, key=lambda pk: (quotes[pk].amount.minor, pk), default=None)
    return None if cheapest is None else variants[cheapest]


def _shelf(slug: str) -> Category | None:
    return Category.objects.filter(slug_en=slug).first()


def less(amount: Money, share: Decimal) -> Money:
    """An amount less a share of it, to the minor unit."""
    return Money(round_half_up(amount.minor * (1 - share)), amount.currency)
