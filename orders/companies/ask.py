"""Asking an approver: what is to be ordered waits as it was wished for, out of its buyer's way."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.companies.members import approvers_of, company_of
from accounts.models import Company, Customer
from events.outbox import publish
from foundation import clock
from foundation.ids import new_token
from foundation.money import Money
from foundation.refusals import Refusal
from foundation.transactions import retry_once
from orders.building import BillingAddress, CheckoutDetails, GiftWish
from orders.checkout.draft import agreed_offer, agreed_plan
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.wish import Wish
from orders.models import ApprovalRequest, Cart, CartState, Quote
from orders.tenders.plan import Tendering


class ApprovalRefused(Refusal):
    """Nobody can approve it, or it is decided already."""


def send_cart(*, wish: Wish, note: str = "") -> ApprovalRequest:
    """Send a cart to the approvers of its buyer's company; the buyer may fill another meanwhile.

    Nothing is reserved: it is ordered at the prices and from the stock of the moment at which it
    is approved, and paid by what gift cards, points and credit of its buyer hold then.

    Raises:
        CheckoutError: it could not be ordered so either.
        ApprovalRefused: see ``ask_approval``.
    """
    return retry_once(lambda: _send(wish, note))


@transaction.atomic
def ask_approval(
    *,
    quote: Quote,
    customer: Customer,
    total: Money,
    po_number: str = "",
    note: str = "",
    at: datetime | None = None,
) -> ApprovalRequest:
    """Ask the approvers about an offer that a member accepted, in the caller's transaction.

    Raises:
        ApprovalRefused: the buyer is of no company, or nobody else of it can approve.
    """
    return _ask(customer, total, at, quote=quote, po_number=po_number.strip(), note=note)


def _send(wish: Wish, note: str) -> ApprovalRequest:
    cart = Cart.objects.select_for_update().get(pk=wish.cart.pk)
    if cart.state != CartState.OPEN or wish.customer is None:
        raise CheckoutError(
            CheckoutProblem.IN_PROGRESS, _("This cart is being paid. Wait a moment.")
        )
    offer = agreed_offer(cart, wish)
    agreed_plan(cart, offer, wish)
    # Nobody's until it is decided, and under a name that no browser knows.
    Cart.objects.filter(pk=cart.pk).update(
        state=CartState.WAITING, customer=None, token=new_token()
    )
    return _ask(
        wish.customer,
        offer.summary.total,
        wish.at,
        cart=cart,
        details=_kept(wish.details),
        shipping_code=wish.method.code,
        use_gift_cards=wish.tendering.use_gift_cards,
        use_points=wish.tendering.use_points,
        use_credit=wish.tendering.use_credit,
        po_number=wish.details.po_number.strip(),
        language=wish.language,
        note=note,
    )


def _ask(
    customer: Customer, total: Money, at: datetime | None, *, note: str, **columns: Any
) -> ApprovalRequest:
    company = _with_an_approver(customer)
    request = ApprovalRequest.objects.create(
        company=company,
        requested_by=customer,
        currency=total.currency,
        total_minor=total.minor,
        note=note.strip()[:300],
        created_at=at or clock.now(),
        **{"language": customer.language, **columns},
    )
    publish("approval.requested", {"approval": request.pk})
    return request


def _with_an_approver(customer: Customer) -> Company:
    company = company_of(customer)
    if company is None:
        raise ApprovalRefused(_("You buy for no company."))
    if not approvers_of(company).exclude(pk=customer.pk).exists():
        raise ApprovalRefused(
            _("Nobody of your company can approve orders yet. Ask its administrator.")
        )
    return company


def _kept(details: CheckoutDetails) -> dict[str, Any]:
    """The checkout as a JSON column takes it."""
    kept = asdict(details)
    if details.gift is not None and details.gift.send_on is not None:
        kept["gift"]["send_on"] = details.gift.send_on.isoformat()
    return kept


def details_of(request: ApprovalRequest) -> CheckoutDetails:
    """The checkout as the member filled it in."""
    kept = dict(request.details)
    billing, gift = kept.pop("billing", None), kept.pop("gift", None)
    return CheckoutDetails(
        **kept,
        billing=BillingAddress(**billing) if billing else None,
        gift=_gift(**gift) if gift else None,
    )


def tendering_of(request: ApprovalRequest) -> Tendering:
    """What the member wants gift cards, points and credit of their own to pay."""
    return Tendering(
        use_gift_cards=request.use_gift_cards,
        use_points=request.use_points,
        use_credit=request.use_credit,
    )


def _gift(*, send_on: str | None, **words: str) -> GiftWish:
    return GiftWish(**words, send_on=date.fromisoformat(send_on) if send_on else None)
