"""Putting a sale together: every change reckons it anew, as the shop's own prices say."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.companies.members import company_of
from accounts.models import Customer, User
from catalog.models import ProductKind, Variant
from events.names import Channel
from foundation import clock
from foundation.money import Money
from loyalty.gift_cards import find_gift_card
from loyalty.ledger import LedgerRefused, check_spendable
from orders.counter.errors import CounterRefused
from orders.counter.shifts import open_now
from orders.drafts import create_draft
from orders.drafts import set_discount as set_draft_discount
from orders.drafts.edit import lock_draft
from orders.drafts.pricing import price_draft, reckon
from orders.errors import NotPossible
from orders.models import CounterSale, Order, OrderLine, Shift
from pricing.coupons import coupon_code
from pricing.engine import PricedBasket

MOST_UNITS = 999
MOST_LINES = 100
MOST_CODES = 5
MOST_CARDS = 5


@transaction.atomic
def begin_sale(*, shift: Shift, by: User | None, at: datetime | None = None) -> CounterSale:
    """An empty basket at an open register; sold and taxed where its store is.

    Raises:
        CounterRefused: the shift is closed.
    """
    shift = open_now(shift)
    register, now = shift.register, at or clock.now()
    order = create_draft(
        email="", currency=register.currency, language=_language(), channel=Channel.POS, at=now
    )
    store = register.warehouse
    order.ship_country = store.country or settings.SHOP_COUNTRY
    # Some places of a country have a tax of their own: the postcode knows.
    order.ship_postcode = store.postcode
    order.save(update_fields=["ship_country", "ship_postcode"])
    return CounterSale.objects.create(shift=shift, order=order, served_by=by, started_at=now)


@transaction.atomic
def add_units(
    *, sale: CounterSale, variant: Variant, units: int = 1, at: datetime | None = None
) -> CounterSale:
    """Units more of a variant.

    Raises:
        CounterRefused: too many, it cannot be handed over a counter, or the sale is over.
    """
    order = _locked(sale)
    _check_kind(variant)
    there = _units(order)
    wanted = there.get(variant.pk, 0) + units
    if units < 1 or wanted > MOST_UNITS:
        raise CounterRefused(_("Between 1 and %(most)d of one item.") % {"most": MOST_UNITS})
    if variant.pk not in there and len(there) >= MOST_LINES:
        raise CounterRefused(_("At most %(most)d items in one sale.") % {"most": MOST_LINES})
    _reckon(order, {**there, variant.pk: wanted}, at)
    return sale


@transaction.atomic
def set_units(
    *, sale: CounterSale, line: OrderLine, units: int, at: datetime | None = None
) -> CounterSale:
    """Another number of units of a line; none takes it out.

    Raises:
        CounterRefused: too many, or the sale is over.
    """
    order = _locked(sale)
    if not 0 <= units <= MOST_UNITS:
        raise CounterRefused(_("Between 0 and %(most)d of one item.") % {"most": MOST_UNITS})
    there = _units(order)
    if line.variant_id in there:
        there[line.variant_id] = units
    _reckon(order, {pk: count for pk, count in there.items() if count}, at)
    return sale


@transaction.atomic
def set_buyer(
    *,
    sale: CounterSale,
    customer: Customer | None,
    email: str = "",
    at: datetime | None = None,
) -> CounterSale:
    """Who buys, with the prices of their group and company; an address alone is a guest's.

    Raises:
        CounterRefused: the sale is over.
    """
    order = _locked(sale)
    order.customer, order.company = customer, company_of(customer)
    order.email = (email or (customer.email if customer else "")).lower()
    order.ship_name = customer.name if customer else ""
    if customer is not None and customer.language:
        order.language = customer.language
    order.save(update_fields=["customer", "company", "email", "ship_name", "language"])
    _reckon(order, None, at)
    return sale


@transaction.atomic
def put_code(*, sale: CounterSale, code: str, at: datetime | None = None) -> CounterSale:
    """A coupon's code counts from now on, where it does something for this sale.

    Raises:
        CounterRefused: it does nothing, and why; or there are too many.
    """
    order = _locked(sale)
    typed = coupon_code(code)
    if not typed:
        raise CounterRefused(_("Type the code of the coupon."), field="code")
    sale = CounterSale.objects.get(pk=sale.pk)
    codes = [known for known in sale.codes if known != typed] + [typed]
    if len(codes) > MOST_CODES:
        words = _("At most %(most)d codes in one sale.")
        raise CounterRefused(words % {"most": MOST_CODES}, field="code")
    sale.codes = codes
    sale.save(update_fields=["codes"])
    priced = _reckon(order, None, at)
    if problem := priced.coupon_problems.get(typed):
        raise CounterRefused(problem, field="code")
    return sale


@transaction.atomic
def drop_code(*, sale: CounterSale, code: str, at: datetime | None = None) -> CounterSale:
    """A code counts no longer; one that was not named is no error."""
    order = _locked(sale)
    sale = CounterSale.objects.get(pk=sale.pk)
    sale.codes = [known for known in sale.codes if known != coupon_code(code)]
    sale.save(update_fields=["codes"])
    _reckon(order, None, at)
    return sale


@transaction.atomic
def give_discount(
    *, sale: CounterSale, amount: Money, reason: str, at: datetime | None = None
) -> CounterSale:
    """Take a sum off the goods, with the reason why; zero takes the discount away.

    Raises:
        CounterRefused: without a reason, or not a sum of the register's currency.
    """
    order = _locked(sale)
    try:
        set_draft_discount(order=order, amount=amount, reason=reason, at=at)
    except NotPossible as problem:
        raise CounterRefused(str(problem), field="discount") from problem
    return sale


@transaction.atomic
def put_gift_card(*, sale: CounterSale, code: str, at: datetime | None = None) -> CounterSale:
    """The card of a code pays for this sale; twice is once, and nothing is taken before the end.

    Raises:
        CounterRefused: there is no such card, nothing of it can be spent here, or too many.
    """
    order = _locked(sale)
    card = find_gift_card(code)
    if card is None:
        raise CounterRefused(_("No gift card has this code."), field="gift_card")
    account = card.account
    try:
        check_spendable(account, at=at)
    except LedgerRefused as refused:
        raise CounterRefused(refused.message, field="gift_card") from refused
    if account.currency != order.currency:
        words = _("This gift card pays in %(currency)s.") % {"currency": account.currency}
        raise CounterRefused(words, field="gift_card")
    if account.free <= 0:
        raise CounterRefused(_("Nothing is left on this gift card."), field="gift_card")
    if sale.gift_cards.exclude(pk=account.pk).count() >= MOST_CARDS:
        words = _("At most %(most)d gift cards pay for one sale.") % {"most": MOST_CARDS}
        raise CounterRefused(words, field="gift_card")
    sale.gift_cards.add(account)
    return sale


@transaction.atomic
def drop_gift_card(*, sale: CounterSale, account: str) -> CounterSale:
    """A card, by its account's public id, no longer pays; one that is not there is no error."""
    _locked(sale)
    sale.gift_cards.remove(*sale.gift_cards.filter(public_id=account))
    return sale


@transaction.atomic
def discard_sale(*, sale: CounterSale) -> None:
    """Throw a basket away: nothing came of it.

    Raises:
        CounterRefused: it was sold.
    """
    _locked(sale).delete()


@transaction.atomic
def reckon_sale(*, sale: CounterSale, at: datetime | None = None) -> None:
    """Write a basket with the prices of this moment, for the cashier to look at.

    Raises:
        CounterRefused: something in it has no price any more, or the sale is over.
    """
    _reckon(_locked(sale), None, at)


def _locked(sale: CounterSale) -> Order:
    """The basket of an open register, both locked: the shift before the order.

    Raises:
        CounterRefused: the shift is closed, or the basket was sold or thrown away.
    """
    open_now(sale.shift)
    try:
        return lock_draft(sale.order)
    except (NotPossible, Order.DoesNotExist) as over:
        raise CounterRefused(_("This sale is over.")) from over


def _units(order: Order) -> dict[int, int]:
    rows = order.lines.filter(is_gift=False, variant__isnull=False)
    return dict(rows.values_list("variant_id", "quantity"))


def _reckon(order: Order, units: dict[int, int] | None, at: datetime | None) -> PricedBasket:
    try:
        return price_draft(order, units=units, at=at)
    except NotPossible as problem:
        raise CounterRefused(str(problem)) from problem


def reckon_again(order: Order, at: datetime | None) -> Order:
    """The basket at this moment's prices.

    Raises:
        CounterRefused: something in it has no price any more.
    """
    try:
        return reckon(order, at=at)
    except NotPossible as problem:
        raise CounterRefused(str(problem)) from problem


def _check_kind(variant: Variant) -> None:
    """A download needs a consent that only its buyer can give, in the shop."""
    if variant.product.kind == ProductKind.DIGITAL:
        raise CounterRefused(_("Downloads are sold in the online shop only."))


def _language() -> str:
    """The receipt is in the language of whoever serves, unless the buyer's is known."""
    return get_language() or settings.LANGUAGE_CODE
