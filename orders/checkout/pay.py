"""Asking a provider for money, outside any transaction, and acting on its answer."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from foundation import clock
from foundation.failpoints import fail_point
from foundation.money import Money
from foundation.transactions import retry_once
from inventory.services import OutOfStock, reserve_stock
from orders import screening
from orders.checkout.complete import (
    WAITING,
    complete_order,
    counter_of,
    decline_order,
    place_due,
    units_of,
)
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.companies.terms import (
    ON_INVOICE,
    TermsRefused,
    check_buyer,
    check_credit,
    invoice_problem,
    was_approved,
)
from orders.holds import hold_unpaid
from orders.models import HoldState, Order, OrderState, Payment, PaymentState
from orders.payments.base import (
    ChargeRequest,
    ChargeResult,
    KeepsMeans,
    Outcome,
    Payer,
    PaymentProvider,
    ProviderUnreachable,
    providers,
)
from orders.screening import PASS, UNKNOWN_CALLER, Caller, Course, Ruling
from orders.selectors import open_payment
from orders.subscriptions.mandates import keep_mandate


def charge(
    payment: Payment,
    *,
    provider: PaymentProvider,
    choice: str,
    keep: bool = False,
    saved: str = "",
    caller: Caller = UNKNOWN_CALLER,
    at: datetime | None = None,
) -> Order:
    """Ask for the money of a payment that was just opened; its order as it stands then.

    ``keep``: the payer agreed that the means is kept; ``saved`` is the provider's name for one
    that is, which is charged then.

    Raises:
        CheckoutError: the order was refused, or its payment declined or too late for the stock.
    """
    prove = _screen(payment, provider, caller, at, is_there=not saved)
    fail_point("checkout.screened")
    try:
        request = _request(payment.order, payment, choice, prove, keep)
        result = _ask_for_money(payment, provider, request, saved)
    except ProviderUnreachable:
        return payment.order
    fail_point("checkout.charged")
    settle(payment, result, at=at)
    order = Order.objects.get(pk=payment.order_id)
    if result.outcome == Outcome.DECLINED:
        raise CheckoutError(
            CheckoutProblem.DECLINED,
            result.message or _("The payment was declined."),
            field="payment",
        )
    if order.state == OrderState.CANCELLED and order.hold == HoldState.REFUSED:
        raise _refused()
    if order.state == OrderState.CANCELLED:
        raise CheckoutError(
            CheckoutProblem.SOLD_OUT,
            _("Somebody was faster. Your payment has been given back."),
        )
    return order


def _screen(
    payment: Payment,
    provider: PaymentProvider,
    caller: Caller,
    at: datetime | None,
    *,
    is_there: bool,
) -> bool:
    """Heed what the screens say before anybody is charged; whether the bank is to prove the payer.

    Who is not there can prove nothing: their order is held instead.

    Raises:
        CheckoutError: they refuse the order; the cart goes back, and stock and coupons are free.
    """
    ruling = screening.before_payment(payment=payment, caller=caller, at=at)
    if ruling.course is Course.REFUSE:
        message = _("We could not take this order this way.")
        decline_order(order_id=payment.order_id, payment_id=payment.pk, message=message, at=at)
        raise _refused()
    can_prove = is_there and provider.capabilities.proves and payment.amount_minor > 0
    if ruling.course is Course.HOLD or (ruling.course is Course.PROVE and not can_prove):
        retry_once(lambda: hold_unpaid(order=payment.order, due_at=ruling.due_at, at=at))
    if screening.screens.names():
        _check_waiting(payment)
    return ruling.course is Course.PROVE and can_prove


def _check_waiting(payment: Payment) -> None:
    """Charge nothing for what ended while it was looked at: nobody would ask about the money.

    Raises:
        CheckoutError: the reconciler, or somebody who cancelled, was faster.
    """
    if not Payment.objects.filter(pk=payment.pk, state__in=WAITING).exists():
        raise CheckoutError(CheckoutProblem.DECLINED, _("The payment did not go through."))


def _refused() -> CheckoutError:
    message = _(
        "We cannot take this order this way. Please choose another way to pay or write to us."
    )
    return CheckoutError(CheckoutProblem.REFUSED, message, field="payment")


def _ask_for_money(
    payment: Payment, provider: PaymentProvider, request: ChargeRequest, saved: str
) -> ChargeResult:
    """The provider's answer; of nothing to pay no provider is asked."""
    if payment.amount_minor == 0:
        return ChargeResult(Outcome.PAID, "")
    if not saved:
        return provider.charge(request)
    if not isinstance(provider, KeepsMeans):
        return ChargeResult(Outcome.DECLINED, "", _("That way to pay is not offered any more."))
    return provider.charge_saved(request, token=saved)


def settle(payment: Payment, result: ChargeResult, *, at: datetime | None = None) -> bool:
    """Act on what a provider says of a payment, now or for the fifth time; whether it ended."""
    order_id, reference = payment.order_id, result.reference
    if result.kept is not None:
        keep_mandate(payment=payment, means=result.kept, at=at)
    match result.outcome:
        case Outcome.PAID:
            ruling = _ruling_on(payment, result, at)
            complete_order(
                order_id=order_id,
                payment_id=payment.pk,
                provider_ref=reference,
                ruling=ruling,
                at=at,
            )
        case Outcome.DECLINED:
            decline_order(order_id=order_id, payment_id=payment.pk, message=result.message, at=at)
            if payment.state in WAITING:
                screening.tell_declined(payment=payment, instrument=result.instrument, at=at)
        case Outcome.DUE:
            place_due(
                order_id=order_id,
                payment_id=payment.pk,
                provider_ref=reference,
                due_on=result.due_on,
                ruling=_ruling_on(payment, result, at),
                at=at,
            )
        case _:
            _keep_waiting(payment, result)
            return False
    return True


def _ruling_on(payment: Payment, result: ChargeResult, at: datetime | None) -> Ruling:
    """What the screens say of a payment that ends now; one that ended before is not asked about."""
    if payment.state not in WAITING:
        return PASS
    ruling = screening.after_payment(payment=payment, instrument=result.instrument, at=at)
    fail_point("checkout.ruled")
    return ruling


def pay_order(
    *,
    order: Order,
    provider: str,
    choice: str,
    language: str = "en",
    caller: Caller = UNKNOWN_CALLER,
    at: datetime | None = None,
) -> Order:
    """Pay an order that waits without an open payment: staff made it, or a card was declined.

    Its stock is reserved while the buyer pays, as in the shop.

    Raises:
        CheckoutError: it waits for no payment, that way is not offered, it was refused or
            declined, or the stock has gone.
    """
    paying = providers.get(provider)
    total = Money(order.total_minor, order.currency)
    payer = Payer(order.customer, total, order.ship_country, order=order)
    if paying is None or choice not in {offered.code for offered in paying.choices(payer)}:
        why = invoice_problem(order, at=at) if provider == ON_INVOICE else ""
        raise CheckoutError(
            CheckoutProblem.PAYMENT, why or _("That way to pay is not offered."), field="payment"
        )
    opened = retry_once(lambda: _open_payment(order.pk, paying, at))
    with translation.override(language):
        return charge(opened, provider=paying, choice=choice, caller=caller, at=at)


def _open_payment(order_id: int, provider: PaymentProvider, at: datetime | None) -> Payment:
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.state != OrderState.PENDING or open_payment(order) is not None:
        raise CheckoutError(
            CheckoutProblem.IN_PROGRESS, _("This order is being paid, or needs no payment.")
        )
    if provider.name == ON_INVOICE:
        _check_terms(order, at)
    payment = Payment.objects.create(
        order=order,
        provider=provider.name,
        key=f"order-{order.public_id}-{order.payments.count() + 1}",
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=at or clock.now(),
    )
    try:
        reserve_stock(
            key=order.public_id,
            quantities=units_of(order.lines.all()),
            lasts=provider.capabilities.action_lasts,
            country=order.ship_country,
            warehouse=counter_of(order),
            at=at,
        )
    except OutOfStock as shortage:
        raise CheckoutError(
            CheckoutProblem.SOLD_OUT,
            _("Not all of it is in stock any more. Please ask us: nothing was charged."),
        ) from shortage
    return payment


def _check_terms(order: Order, at: datetime | None) -> None:
    """Whoever has left the company since they ordered puts nothing on its account."""
    company, total = order.company, Money(order.total_minor, order.currency)
    is_approved = was_approved(order)
    try:
        check_buyer(
            company=company, customer=order.customer, total=total, is_approved=is_approved, at=at
        )
        check_credit(company=company, more=total)
    except TermsRefused as refusal:
        raise CheckoutError(
            CheckoutProblem.TERMS, refusal.message, field=refusal.field
        ) from refusal


def _request(order: Order, payment: Payment, choice: str, prove: bool, keep: bool) -> ChargeRequest:
    return ChargeRequest(
        key=payment.key,
        amount=Money(payment.amount_minor, payment.currency),
        choice=choice,
        description=f"{settings.SHOP_NAME} {order.number}",
        return_url=settings.SHOP_BASE_URL + reverse("storefront:paid", args=[order.token]),
        email=order.email,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        prove=prove,
        keep=keep,
    )


def _keep_waiting(payment: Payment, result: ChargeResult) -> None:
    """Note where the shopper is to go, and until when; a payment that ended stays as it is."""
    provider = providers.get(payment.provider)
    is_action = result.outcome == Outcome.ACTION_REQUIRED
    changes = {"provider_ref": result.reference[:120], "message": result.message[:200]}
    if is_action and provider is not None and payment.expires_at is None:
        expires_at = payment.created_at + provider.capabilities.action_lasts
        Payment.objects.filter(pk=payment.pk).update(expires_at=expires_at)
    Payment.objects.filter(
        pk=payment.pk, state__in=(PaymentState.PENDING, PaymentState.ACTION_REQUIRED)
    ).update(
        state=PaymentState.ACTION_REQUIRED if is_action else PaymentState.PENDING,
        action_url=result.action_url if is_action else "",
        **changes,
    )
