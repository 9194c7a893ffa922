"""All that a basket's prices hang on, read once; then reckoned as often as needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from accounts.companies.certificates import exempt_country
from accounts.models import Customer
from catalog.models import Category, ProductKind
from foundation.money import Money
from foundation.prepared import PreparedQuery
from pricing.engine import Basket, Buyer, Item, PricedBasket, TaxPolicy, price_basket
from pricing.engine.taxes import VOUCHER
from pricing.selectors.lists import QuantityPrice, list_prices
from pricing.selectors.offers import EngineOffers, engine_offers, read_offers
from pricing.selectors.prices import (
    QUOTE_COLUMNS,
    Conversion,
    NoRate,
    PriceQuote,
    conversions,
    own_and_base,
    prices_in_force,
    prices_of,
    quote_of,
    split_by_currency,
)
from pricing.selectors.taxes import Destination, tax_policy
from pricing.sentences import coupon_sentence


@dataclass(frozen=True, slots=True)
class Goods:
    """What promotions and taxes ask of a variant."""

    product_id: int
    categories: frozenset[str]
    brand_id: int | None
    tax_class: str


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The prices of some variants for one buyer and place. Pricing with it asks no database."""

    currency: str
    quotes: Mapping[int, PriceQuote]
    quantity_prices: Mapping[int, tuple[QuantityPrice, ...]]
    goods: Mapping[int, Goods]
    tax: TaxPolicy
    offers: EngineOffers
    buyer: Buyer
    gifts: Mapping[int, Item]

    def quote(self, variant_id: int, quantity: int = 1) -> PriceQuote | None:
        """The unit price of a variant at a quantity; None where it is not for sale.

        The lowest of the price in force and all list prices that hold wins. Beside a price of a
        list stands no former price: that one belongs to the price in force.
        """
        quote = self.quotes.get(variant_id)
        if quote is None:
            return None
        best = self._best(variant_id, quantity, quote.amount.minor)
        if best >= quote.amount.minor:
            return quote
        return PriceQuote(Money(best, self.currency), None, quote.cost)

    def asked(self, variant_id: int, quantity: int, *, usual: Money) -> Money:
        """What this buyer would be asked for a unit, were ``usual`` the price in force.

        The variant must be one of the book's.
        """
        best = self._best(variant_id, quantity, usual.minor)
        rate = self.tax.contained_rate(self.goods[variant_id].tax_class)
        return Money(self.tax.asked(best, rate), self.currency)

    def _best(self, variant_id: int, quantity: int, usual: int) -> int:
        """The lowest of a usual price and the list prices that hold at a quantity."""
        lists = self.quantity_prices.get(variant_id, ())
        return min([usual, *(p.amount.minor for p in lists if p.minimum <= quantity)])

    def price(
        self, quantities: Mapping[int, int], *, shipping: Money | None = None
    ) -> PricedBasket:
        """The money of quantities by variant, in their order; what has no price is left out.

        ``shipping`` is the price of the chosen way, as prices are; None while none is chosen.
        ``coupon_problems`` has a sentence for each code (in capitals) that does nothing.
        """
        basket = Basket(
            currency=self.currency,
            items=tuple(self._items(quantities)),
            buyer=self.buyer,
            coupons=self.offers.coupons,
            shipping=None if shipping is None else shipping.minor,
            gifts=self.gifts,
        )
        priced = price_basket(basket, self.offers.promotions, self.tax)
        problems = {
            code: coupon_sentence(code, refusal, self.currency)
            for code, refusal in priced.refusals.items()
        }
        return replace(priced, coupon_problems=problems)

    def _items(self, quantities: Mapping[int, int]) -> Iterable[Item]:
        for variant_id, quantity in quantities.items():
            quote = self.quote(variant_id, quantity)
            if quote is not None and quantity > 0:
                yield _item(variant_id, quantity, quote, self.goods[variant_id])


def price_book(
    *,
    variant_ids: Iterable[int],
    currency: str,
    customer: Customer | None = None,
    destination: Destination | None = None,
    coupon_codes: Sequence[str] = (),
    at: datetime | None = None,
) -> PriceBook:
    """Prices, promotions and taxes for some variants, one buyer and one place.

    Without a ``destination`` the goods stay in the shop's own country. Four queries, and one
    more where another currency than the base's is in play.

    Raises:
        NoRate: a price would have to be converted and no rate of the currency is known.
    """
    offers = read_offers(customer=customer, codes=coupon_codes, at=at)
    rates = conversions({currency, *offers.currencies}, at=at)
    wanted = [*variant_ids, *sorted(offers.gift_stock)]
    goods, found = _priced(wanted, currency, at)
    quotes = _in_currency(found, currency, rates.get(currency))
    lists = list_prices(wanted, currency=currency, customer=customer, at=at)
    return PriceBook(
        currency=currency,
        quotes=quotes,
        quantity_prices=_lists_in_currency(lists, currency, rates.get(currency)),
        goods=goods,
        tax=tax_policy(destination, exempt_in=exempt_country(customer, at=at), at=at),
        offers=engine_offers(offers, currency=currency, conversions=rates),
        buyer=Buyer(
            is_known=customer is not None,
            group_id=customer.group_id if customer else None,
            company_id=customer.company_id if customer else None,
            is_first_order=offers.is_first_order,
        ),
        gifts=_gifts(offers.gift_stock, quotes, goods),
    )


def own_prices(
    variant_ids: Iterable[int], *, currency: str, customer: Customer | None
) -> dict[int, tuple[QuantityPrice, ...]]:
    """What a buyer pays less than everybody, by variant: falling prices by rising quantity.

    Without a customer these are the quantity prices of everybody; variants without are absent.
    """
    ids = list(variant_ids)
    lists = list_prices(ids, currency=currency, customer=customer)
    if not lists:
        return {}
    quotes = prices_of(lists, currency=currency)
    rate = conversions({currency}).get(currency)
    found: dict[int, tuple[QuantityPrice, ...]] = {}
    for variant_id, prices in _lists_in_currency(lists, currency, rate).items():
        if variant_id in quotes and (falling := _falling(prices, quotes[variant_id].amount)):
            found[variant_id] = falling
    return found


def _falling(prices: Iterable[QuantityPrice], usual: Money) -> tuple[QuantityPrice, ...]:
    """The steps at which it gets cheaper than at any smaller quantity."""
    steps: dict[int, QuantityPrice] = {}
    lowest = usual
    for price in sorted(prices, key=lambda step: (step.minimum, step.amount.minor)):
        if price.amount < lowest:
            steps.setdefault(price.minimum, price)
            lowest = price.amount
    return tuple(steps.values())


_GOODS = PreparedQuery(
    lambda variant_ids, currencies, at: prices_in_force(variant_ids, currencies, at).values_list(
        "variant_id",
        "variant__product_id",
        "variant__product__category__path",
        "variant__product__brand_id",
        "variant__product__tax__tax_class__code",
        "variant__product__kind",
        *QUOTE_COLUMNS,
    )
)


def _priced(
    variant_ids: Sequence[int], currency: str, at: datetime | None
) -> tuple[dict[int, Goods], list[tuple[int, PriceQuote]]]:
    """What variants are, and their prices in force in the currency or the base's, in one query."""
    if not variant_ids:
        return {}, []
    rows = _GOODS(variant_ids=variant_ids, currencies=own_and_base(currency), at=at)
    goods: dict[int, Goods] = {}
    quotes: list[tuple[int, PriceQuote]] = []
    for variant_id, product_id, path, brand_id, tax_class, kind, *amounts in rows:
        taxed_as = VOUCHER if kind == ProductKind.GIFT_CARD else tax_class or ""
        goods[variant_id] = Goods(product_id, _with_ancestors(path), brand_id, taxed_as)
        quotes.append((variant_id, quote_of(*amounts)))
    return goods, quotes


@lru_cache(maxsize=10_000)
def _with_ancestors(path: str) -> frozenset[str]:
    """The tree paths of a category and of all above it."""
    step = Category.steplen
    return frozenset(path[:end] for end in range(step, len(path) + 1, step))


def _in_currency(
    quotes: Iterable[tuple[int, PriceQuote]], currency: str, rate: Conversion | None
) -> dict[int, PriceQuote]:
    own, other = split_by_currency(quotes, currency)
    if not other:
        return own
    if rate is None:
        raise NoRate(currency)
    if rate.converts:
        own |= {variant_id: rate.quote(quote) for variant_id, quote in other.items()}
    return own


def _lists_in_currency(
    lists: Mapping[int, list[QuantityPrice]], currency: str, rate: Conversion | None
) -> dict[int, tuple[QuantityPrice, ...]]:
    """List prices by rising quantity; those in the base currency as prices are converted."""
    found: dict[int, tuple[QuantityPrice, ...]] = {}
    for variant_id, prices in lists.items():
        own = [price for price in prices if price.amount.currency == currency]
        if rate is not None and rate.converts:
            own += [
                QuantityPrice(price.minimum, rate.price(price.amount))
                for price in prices
                if price.amount.currency != currency
            ]
        found[variant_id] = tuple(sorted(own, key=lambda price: price.minimum))
    return found


def _item(variant_id: int, quantity: int, quote: PriceQuote, goods: Goods) -> Item:
    return Item(
        variant_id=variant_id,
        product_id=goods.product_id,
        quantity=quantity,
        unit_price=quote.amount.minor,
        compare_at=quote.compare_at.minor if quote.compare_at else None,
        unit_cost=quote.cost.minor if quote.cost else None,
        tax_class=goods.tax_class,
        categories=goods.categories,
        brand_id=goods.brand_id,
    )


def _gifts(
    stock: Mapping[int, int], quotes: Mapping[int, PriceQuote], goods: Mapping[int, Goods]
) -> dict[int, Item]:
    """The gifts that can be given: they have a price, which says their worth, and are in stock."""
    return {
        pk: _item(pk, units, quotes[pk], goods[pk])
        for pk, units in sorted(stock.items())
        if pk in quotes and units > 0
    }
