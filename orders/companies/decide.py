"""Deciding on what waits for approval: placed, declined with a word, or taken back.

An approved order is placed outside any transaction, as every order is. Until it stands, its
request is being placed and nobody else decides; where the process dies in between, a job finds
the order by its key, or has the request wait for an approver again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.companies.members import company_of, member_now, sees_all_of_company
from accounts.models import CompanyRole, Customer
from events.outbox import publish
from foundation import clock
from foundation.money import Money
from foundation.refusals import Refusal
from foundation.transactions import retry_once
from orders.carts import find_cart, merge_carts
from orders.checkout.errors import CheckoutError
from orders.checkout.place import place_order
from orders.companies.ask import ApprovalRefused, details_of, tendering_of
from orders.companies.terms import ON_INVOICE
from orders.models import (
    ApprovalRequest,
    ApprovalState,
    Cart,
    CartState,
    Order,
    OrderState,
    ShippingMethod,
)
from orders.quotes import hand_back, place_approved

PATIENCE = timedelta(minutes=5)
"""After that long, whoever was placing an order is taken to have died."""


def may_decide(customer: Customer, request: ApprovalRequest) -> bool:
    """Whether somebody may approve or decline: nobody their own, but for administrators."""
    if customer.company_id != request.company_id or not sees_all_of_company(customer):
        return False
    is_own = request.requested_by_id == customer.pk
    return not is_own or customer.company_role == CompanyRole.ADMIN


def approve(
    *,
    request: ApprovalRequest,
    approver: Customer,
    seen_total: Money,
    seen_rest: Money | None = None,
    at: datetime | None = None,
) -> Order:
    """Agree: the order is placed on invoice, a cart at the prices of this moment.

    Approved again it answers with the same order. Call it outside any transaction.

    Args:
        seen_total: what the approver saw that it comes to.
        seen_rest: what they saw of it left to pay on invoice, where they were told that.

    Raises:
        ApprovalRefused: they may not decide, or it is decided already.
        CheckoutError: the total has changed, the stock has gone or the credit is used up; it
            waits as before.
        Refusal: the quote's offer or the company's terms do not allow it; it waits as before.
    """
    claimed = retry_once(lambda: _claim(request, approver, at))
    if claimed.state == ApprovalState.APPROVED and claimed.order is not None:
        return claimed.order
    try:
        order = _placed_before(claimed) or _place(claimed, approver, seen_total, seen_rest, at)
    except (CheckoutError, Refusal):
        retry_once(lambda: _wait_again(claimed))
        raise
    retry_once(lambda: _finish(claimed, order, at))
    return order


def finish_placing(*, at: datetime | None = None, limit: int = 200) -> int:
    """End what was being placed when its process died; returns how many requests.

    Where the order stands they are approved, else they wait for an approver again. An order
    that waits for the answer about its payment is left to those who ask for that.
    """
    over = (at or clock.now()) - PATIENCE
    hanging = ApprovalRequest.objects.select_related("quote__order", "cart").filter(
        state=ApprovalState.PLACING, decided_at__lte=over
    )
    ended = 0
    for row in hanging.order_by("decided_at", "pk")[:limit]:
        order = _placed_before(row)
        if order is None:
            retry_once(partial(_wait_again, row))
        elif _is_unsettled(row, order):
            continue
        else:
            retry_once(partial(_finish, row, order, at))
        ended += 1
    return ended


def hand_back_unanswerable(*, at: datetime | None = None, limit: int = 200) -> int:
    """Give back what waits for approvers of companies that were switched off; returns how many.

    Nobody can decide on it any more, and its member could neither order nor be erased. They are
    told why by mail.
    """
    rows = ApprovalRequest.objects.filter(
        state=ApprovalState.WAITING, company__is_active=False
    ).order_by("pk")
    ended = 0
    for row in rows[:limit]:
        try:
            retry_once(partial(_hand_back, row, at))
        except ApprovalRefused:  # they pay another cart just now: the next run
            continue
        ended += 1
    return ended


@transaction.atomic
def decline(
    *, request: ApprovalRequest, approver: Customer, reason: str, at: datetime | None = None
) -> ApprovalRequest:
    """Say no, with a word why; what was to be ordered goes back to the member.

    Raises:
        ApprovalRefused: they may not decide, without a reason, or it is decided already.
    """
    row = _locked(request)
    if not may_decide(approver, row):
        raise ApprovalRefused(_("You cannot decide on this."))
    if not reason.strip():
        raise ApprovalRefused(_("Say why, so that they know what to change."), field="reason")
    return _close(row, ApprovalState.DECLINED, approver, reason.strip()[:300], at)


@transaction.atomic
def withdraw(
    *, request: ApprovalRequest, member: Customer, at: datetime | None = None
) -> ApprovalRequest:
    """Take back what one asked for oneself.

    Raises:
        ApprovalRefused: it is another's, or decided already.
    """
    row = _locked(request)
    if row.requested_by_id != member.pk:
        raise ApprovalRefused(_("You cannot decide on this."))
    return _close(row, ApprovalState.WITHDRAWN, member, "", at)


def _locked(request: ApprovalRequest) -> ApprovalRequest:
    return ApprovalRequest.objects.select_for_update().get(pk=request.pk)


def _claim(request: ApprovalRequest, approver: Customer, at: datetime | None) -> ApprovalRequest:
    now, row = at or clock.now(), _locked(request)
    deciding = member_now(company_id=row.company_id, customer=approver)
    if deciding is None or not may_decide(deciding, row):
        raise ApprovalRefused(_("You cannot decide on this."))
    if row.state == ApprovalState.APPROVED:
        return row
    _check_open(row, now)
    if company_of(row.requested_by) != row.company:
        raise ApprovalRefused(_("Whoever asked for this buys for the company no more."))
    row.state, row.decided_by, row.decided_at = ApprovalState.PLACING, approver, now
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _move_cart(row, CartState.WAITING, CartState.OPEN)
    return row


def _check_open(row: ApprovalRequest, now: datetime) -> None:
    if row.state == ApprovalState.WAITING:
        return
    if row.state != ApprovalState.PLACING:
        raise ApprovalRefused(_("This is decided already."))
    if row.decided_at is not None and row.decided_at > now - PATIENCE:
        raise _being_placed()
    order = _placed_before(row)
    if order is not None and _is_unsettled(row, order):
        raise _being_placed()


def _being_placed() -> ApprovalRefused:
    return ApprovalRefused(_("Somebody approves this just now. Look again in a moment."))


def _placed_before(row: ApprovalRequest) -> Order | None:
    """The order that an earlier try made before its process died."""
    if row.quote is not None:
        return row.quote.order
    known = Order.objects.filter(idempotency_key=_key(row))
    return known.exclude(state=OrderState.CANCELLED).first()


def _is_unsettled(row: ApprovalRequest, order: Order) -> bool:
    """Whether nobody knows yet if an order will stand; one of a quote stands unpaid, too."""
    return row.quote_id is None and order.state == OrderState.PENDING


def _place(
    row: ApprovalRequest,
    approver: Customer,
    seen_total: Money,
    seen_rest: Money | None,
    at: datetime | None,
) -> Order:
    if row.quote is not None:
        return place_approved(quote=row.quote, approver=approver, at=at)
    method = ShippingMethod.objects.filter(code=row.shipping_code, is_active=True).first()
    if row.cart is None or method is None:
        raise ApprovalRefused(_("It cannot be delivered that way any more. Decline it."))
    return place_order(
        cart=row.cart,
        details=details_of(row),
        shipping_method=method,
        provider=ON_INVOICE,
        payment_choice=ON_INVOICE,
        idempotency_key=_key(row),
        seen_total=seen_total,
        customer=row.requested_by,
        language=row.language or settings.LANGUAGE_CODE,
        is_approved=True,
        tendering=replace(tendering_of(row), seen_rest=seen_rest),
        at=at,
    )


def _key(row: ApprovalRequest) -> str:
    """Each try has a key of its own: one that failed has used its up."""
    return f"approval-{row.public_id}-{row.tries}"


def _wait_again(claimed: ApprovalRequest) -> None:
    row = _locked(claimed)
    if row.state != ApprovalState.PLACING or row.decided_at != claimed.decided_at:
        return  # somebody else has taken it over
    row.state, row.tries = ApprovalState.WAITING, row.tries + 1
    row.decided_by = row.decided_at = None
    row.save(update_fields=["state", "tries", "decided_by", "decided_at"])
    _move_cart(row, CartState.OPEN, CartState.WAITING)


def _move_cart(row: ApprovalRequest, before: CartState, after: CartState) -> None:
    if row.cart is not None:
        Cart.objects.filter(pk=row.cart.pk, state=before).update(state=after)


def _finish(claimed: ApprovalRequest, order: Order, at: datetime | None) -> None:
    row = _locked(claimed)
    if row.state == ApprovalState.APPROVED:
        return
    row.state, row.order, row.details = ApprovalState.APPROVED, order, {}
    row.decided_at = at or clock.now()
    row.save(update_fields=["state", "order", "details", "decided_at"])
    publish("approval.decided", {"approval": row.pk})


@transaction.atomic
def _hand_back(request: ApprovalRequest, at: datetime | None) -> None:
    row = _locked(request)
    member = row.requested_by
    with translation.override((member.language if member else "") or settings.LANGUAGE_CODE):
        reason = _("Your company does not buy here any more.")
    _close(row, ApprovalState.DECLINED, None, reason, at)


def _close(
    row: ApprovalRequest,
    state: ApprovalState,
    by: Customer | None,
    reason: str,
    at: datetime | None,
) -> ApprovalRequest:
    """End a request without an order; what it held is its member's again.

    Not one that was being placed, however long ago: its order may stand already.
    """
    if row.state == ApprovalState.PLACING:
        raise _being_placed()
    _check_open(row, at or clock.now())
    if row.quote is not None:
        hand_back(quote=row.quote, at=at)
    elif row.cart is not None:
        _hand_back_cart(row, row.cart, at)
    row.state, row.reason, row.details = state, reason, {}
    row.decided_by, row.decided_at = by, at or clock.now()
    row.save(update_fields=["state", "reason", "details", "decided_by", "decided_at"])
    if state == ApprovalState.DECLINED:
        publish("approval.decided", {"approval": row.pk})
    return row


def _hand_back_cart(row: ApprovalRequest, cart: Cart, at: datetime | None) -> None:
    """Into the member's cart of today, or as their cart where they have none."""
    if row.requested_by is None or row.requested_by.erased_at is not None:
        return
    own = find_cart(customer=row.requested_by)
    if own is not None and own.state != CartState.OPEN:
        raise ApprovalRefused(_("They are paying another cart just now. Try again in a moment."))
    Cart.objects.filter(pk=cart.pk, state=CartState.WAITING).update(state=CartState.OPEN)
    merge_carts(guest=cart, customer=row.requested_by, at=at)
