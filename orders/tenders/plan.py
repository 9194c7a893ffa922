"""What gift cards, points and store credit pay of an order, in which turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Customer
from catalog.models import ProductKind
from foundation.money import Money
from loyalty.ledger import LedgerRefused, check_spendable
from loyalty.models import Account, AccountKind
from loyalty.points.worth import usable_points
from orders.models import Cart
from orders.quoting import CartSummary


@dataclass(frozen=True, slots=True)
class Tendering:
    """What a shopper wants used; ``seen_rest`` is what they were told is left to pay."""

    use_gift_cards: bool = False
    use_points: bool = False
    use_credit: bool = False
    seen_rest: Money | None = None

    @property
    def is_wanted(self) -> bool:
        return self.use_gift_cards or self.use_points or self.use_credit


NOTHING = Tendering()


@dataclass(frozen=True, slots=True)
class Tender:
    """So many units of an account (minor units, or points) that pay so much."""

    account: Account
    units: int
    amount: Money
    name: str = ""

    @property
    def kind(self) -> AccountKind:
        return AccountKind(self.account.kind)


@dataclass(frozen=True, slots=True)
class Purse:
    """What somebody could pay with: gift cards put to the cart, and what is their own."""

    gift_cards: tuple[Account, ...] = ()
    credit: Account | None = None
    points: Account | None = None
    customer: Customer | None = None
    rate: Decimal = Decimal(1)

    @property
    def is_empty(self) -> bool:
        return not (self.gift_cards or self.credit or self.points)


@dataclass(frozen=True, slots=True)
class TenderPlan:
    """Who pays what; ``rest`` is left for another way to pay."""

    tenders: tuple[Tender, ...]
    rest: Money

    def paid_by(self, kind: AccountKind) -> Money:
        paid = sum(tender.amount.minor for tender in self.tenders if tender.kind == kind)
        return Money(paid, self.rest.currency)


def read_purse(
    cart: Cart, customer: Customer | None, *, rate: Decimal, at: datetime | None = None
) -> Purse:
    """The accounts that may pay for a cart now; at most two queries."""
    cards = [row.account for row in cart.gift_cards.select_related("account__gift_card")]
    return usable_purse(cards=cards, customer=customer, currency=cart.currency, rate=rate, at=at)


def usable_purse(
    *,
    cards: Iterable[Account],
    customer: Customer | None,
    currency: str,
    rate: Decimal,
    at: datetime | None = None,
) -> Purse:
    """Of some gift cards and of what is a customer's own, what may pay in a currency now."""
    own = Account.objects.none()
    if customer is not None:
        kinds = (AccountKind.STORE_CREDIT, AccountKind.POINTS)
        own = Account.objects.filter(customer=customer, kind__in=kinds, currency__in=("", currency))
    usable = {
        account.kind: account for account in own if account.free > 0 and _is_usable(account, at)
    }
    return Purse(
        gift_cards=tuple(
            sorted(
                (card for card in cards if card.currency == currency and _is_usable(card, at)),
                key=lambda card: (card.expires_on or date.max, card.pk),
            )
        ),
        credit=usable.get(AccountKind.STORE_CREDIT),
        points=usable.get(AccountKind.POINTS),
        customer=customer,
        rate=rate,
    )


def plan_tenders(purse: Purse, wanted: Tendering, summary: CartSummary) -> TenderPlan:
    """Gift cards first, those that end first before others; then points, which end; then credit.

    They pay for all but gift cards: what is owed does not become another debt of the shop.
    """
    return plan_in_turn(purse, wanted, total=summary.total, payable=payable(summary))


def plan_in_turn(purse: Purse, wanted: Tendering, *, total: Money, payable: Money) -> TenderPlan:
    """As ``plan_tenders``, where ``payable`` of a ``total`` may be paid so."""
    tenders = tuple(_in_turn(purse, wanted, payable.minor, total.currency))
    paid = sum(tender.amount.minor for tender in tenders)
    return TenderPlan(tenders, Money(total.minor - paid, total.currency))


def payable(summary: CartSummary) -> Money:
    """What gift cards, points and credit may pay of a cart: all but the gift cards in it."""
    bought = sum(line.total.minor for line in summary.lines if line.kind == ProductKind.GIFT_CARD)
    return Money(max(summary.total.minor - bought, 0), summary.currency)


def _in_turn(purse: Purse, wanted: Tendering, left: int, currency: str) -> Iterable[Tender]:
    for card in purse.gift_cards if wanted.use_gift_cards else ():
        if taken := min(left, card.free):
            left -= taken
            yield Tender(card, taken, Money(taken, currency), str(card.gift_card))
    if wanted.use_points and purse.points is not None and purse.customer is not None and left:
        use = usable_points(purse.customer, Money(left, currency), rate=purse.rate)
        if use.points:
            left -= use.minor
            yield Tender(purse.points, use.points, Money(use.minor, currency))
    if wanted.use_credit and purse.credit is not None and left:
        taken = min(left, purse.credit.free)
        yield Tender(purse.credit, taken, Money(taken, currency))


def _is_usable(account: Account, at: datetime | None) -> bool:
    try:
        check_spendable(account, at=at)
    except LedgerRefused:
        return False
    return True
