"""Gift cards, points and credit on the checkout page: what there is, what is used, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest

from accounts.models import Customer
from foundation.money import Money
from loyalty.models import Account
from loyalty.points.worth import spendable_points, worth_of
from orders.carts import CartError
from orders.models import Cart, ShippingMethod
from orders.quoting import MethodOffer
from orders.tenders.cards import put_gift_card, remove_gift_card
from orders.tenders.plan import Purse, Tendering, TenderPlan, plan_tenders, read_purse
from shop.doors.circumstances import circumstances_of
from shop.doors.coupons import note_wrong_code

CHANGE = "tender"
"""Name of the buttons that put a card to the cart (``add``) or take it out (its account's id)."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of delivery with what is paid of the order by whom."""

    offer: MethodOffer
    plan: TenderPlan


@dataclass(frozen=True, slots=True)
class CardRow:
    """A gift card in a cart; ``id`` takes it out again."""

    id: str
    name: str
    left: Money


def card_row(account: Account) -> CardRow:
    left = Money(account.free, account.currency)
    return CardRow(account.public_id, str(account.gift_card), left)


@dataclass(frozen=True, slots=True)
class Means:
    """What pays beside another way, on the page; ``problem`` is about a code that was typed."""

    purse: Purse
    wanted: Tendering
    ways: tuple[Way, ...]
    code: str = ""
    problem: str = ""

    @property
    def rows(self) -> tuple[CardRow, ...]:
        """The gift cards in the cart."""
        return tuple(card_row(account) for account in self.purse.gift_cards)

    @property
    def credit(self) -> Money | None:
        account = self.purse.credit
        return Money(account.free, account.currency) if account else None

    @property
    def points(self) -> int:
        customer = self.purse.customer
        return spendable_points(customer) if customer and self.purse.points else 0

    @property
    def points_pay(self) -> Money | None:
        """What all points pay; None where they pay nothing."""
        if not self.ways or not self.points:
            return None
        currency = self.ways[0].plan.rest.currency
        pay = worth_of(self.points, currency, rate=self.purse.rate)
        return pay if pay else None

    @property
    def pays_all(self) -> bool:
        """Whether nothing is left by any way of delivery."""
        return bool(self.ways) and not any(way.plan.rest for way in self.ways)

    def rest_of(self, method: ShippingMethod) -> Money:
        """What is left to pay where it is delivered that way."""
        return next(way.plan.rest for way in self.ways if way.offer.method == method)

    @property
    def least_rest(self) -> Money | None:
        """What is left to pay at least; None where it can be delivered in no way."""
        rests = [way.plan.rest for way in self.ways]
        return min(rests, key=lambda rest: rest.minor) if rests else None

    def with_problem(self, problem: str, code: str) -> Means:
        return replace(self, problem=problem, code=code)


def means_of(
    cart: Cart,
    customer: Customer | None,
    offers: Iterable[MethodOffer],
    typed: Mapping[str, str],
) -> Means:
    """Read what a cart can be paid with, and reckon it for every way of delivery."""
    ways = list(offers)
    purse = read_purse(cart, customer, rate=ways[0].rate) if ways else Purse()
    wanted = wanted_by(typed)
    return Means(
        purse=purse,
        wanted=wanted,
        ways=tuple(Way(offer, plan_tenders(purse, wanted, offer.summary)) for offer in ways),
    )


def wanted_by(typed: Mapping[str, str]) -> Tendering:
    """What boxes say; a card that is in the cart is there to pay."""
    return Tendering(
        use_gift_cards=True,
        use_points=bool(typed.get("use_points")),
        use_credit=bool(typed.get("use_credit")),
    )


def is_change(typed: Mapping[str, str]) -> bool:
    """Whether a button of the section was pressed, or a code was typed and not used yet."""
    return CHANGE in typed or bool(typed.get("gift_code", "").strip())


def change_cards(request: HttpRequest, cart: Cart, customer: Customer | None) -> str:
    """Do what a button of the section asks for; what stands in its way, else nothing.

    A code that opens nothing is remembered by the coupons' door: many are a guess at one that does.
    """
    asked, code = request.POST.get(CHANGE, "add"), request.POST.get("gift_code", "").strip()
    try:
        if asked != "add":
            remove_gift_card(cart=cart, account=asked)
        elif code:
            put_gift_card(cart=cart, code=code)
    except CartError as problem:
        if problem.field:
            note_wrong_code(
                code=code[:40], customer=customer, circumstances=circumstances_of(request)
            )
        return problem.message
    return ""
