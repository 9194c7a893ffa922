"""The first transaction of a checkout: from a cart to an order that waits for its payment.

The cart is claimed, totals are recomputed and compared with what the shopper saw, coupons are
redeemed and the stock reserved: all or nothing. Locks are taken in one order everywhere: order,
cart, the buyer's company, the buyer, coupons, accounts of gift cards, points and credit, levels of
stock; the levels come last, since many orders want the same.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.companies.certificates import certificate_of
from catalog.models import ProductKind
from events.names import EventName
from events.services import Fact, record
from foundation import clock
from foundation.money import Money
from inventory.services import OutOfStock, reserve_stock
from loyalty.ledger import LedgerRefused
from orders.building import (
    first_key,
    line_name,
    order_discount,
    order_number,
    pack_context,
    ship_to,
)
from orders.carts import too_few
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.standing import check_means, check_standing
from orders.checkout.wish import Wish, destination_of
from orders.companies.terms import (
    ON_INVOICE,
    TermsRefused,
    check_buyer,
    check_credit,
    check_po_number,
    company_of,
    needs_approval,
)
from orders.models import (
    Cart,
    CartState,
    GiftNote,
    Order,
    OrderDiscount,
    OrderLine,
    OrderState,
    Payment,
)
from orders.quoting import CartSummary, MethodOffer, cart_quote
from orders.subscriptions.starting import write_subscriptions
from orders.tenders.holding import hold_tenders
from orders.tenders.plan import TenderPlan, plan_tenders, read_purse
from pricing.coupons import CouponSpent, redeem


def draft_order(wish: Wish) -> Payment | None:
    """Claim the cart and write the order with the payment it waits for.

    None where somebody else holds the cart. Stock is not looked at before it is reserved.

    Raises:
        CheckoutError: it cannot be ordered so; nothing is written then.
    """
    cart = Cart.objects.select_for_update().get(pk=wish.cart.pk)
    if cart.state != CartState.OPEN:
        return None
    offer = agreed_offer(cart, wish)
    plan = agreed_plan(cart, offer, wish)
    _check_approval(plan.rest, wish)
    check_means(offer.summary, wish, plan.rest)
    payment = _write(cart, offer, wish, plan.rest)
    order = payment.order
    _check_terms(payment, wish)
    Cart.objects.filter(pk=cart.pk).update(state=CartState.CLAIMED)
    record(
        Fact(
            name=EventName.CHECKOUT_STARTED,
            order_ref=order.public_id,
            quantity=offer.summary.count,
            value=offer.summary.total,
            at=wish.at,
        ),
        context=wish.context,
    )
    _redeem(order, offer.summary, wish)
    _hold(order, plan, wish)
    _reserve(order, offer.summary, wish)
    return payment


def agreed_offer(cart: Cart, wish: Wish) -> MethodOffer:
    """What a cart costs as it is wished for, where that is what the shopper saw.

    Raises:
        CheckoutError: it cannot be ordered so.
    """
    quote = cart_quote(
        cart,
        destination=destination_of(wish.details),
        customer=wish.customer,
        only_for=wish.method,
        at=wish.at,
    )
    _check_lines(quote.summary())
    offer = quote.offer(wish.method)
    if offer is None:
        raise CheckoutError(
            CheckoutProblem.METHOD,
            _("That way of delivery does not go there. Choose another."),
            field="shipping",
        )
    _check_total(offer.summary, wish)
    _check_consent(offer.summary, wish)
    check_standing(offer.summary, wish)
    try:
        check_po_number(company_of(wish.customer), wish.details.po_number)
    except TermsRefused as refusal:
        raise _refused(refusal) from refusal
    return offer


def _check_lines(summary: CartSummary) -> None:
    if not summary.lines:
        raise CheckoutError(CheckoutProblem.EMPTY, _("Your cart is empty."))
    for line in summary.lines:
        if line.problem:
            raise CheckoutError(CheckoutProblem.SOLD_OUT, f"{line.name}: {line.problem}")


def _check_consent(summary: CartSummary, wish: Wish) -> None:
    """A download starts at once only for who gives up the right of withdrawal (2011/83/EU, 16 m).

    Until they do they could send back what cannot be sent back.
    """
    if wish.details.starts_at_once or not _has_downloads(summary):
        return
    raise CheckoutError(
        CheckoutProblem.CONSENT,
        _("Please agree that your download starts at once and cannot be withdrawn."),
        field="starts_at_once",
    )


def _has_downloads(summary: CartSummary) -> bool:
    return any(line.kind == ProductKind.DIGITAL for line in summary.lines)


def _check_total(summary: CartSummary, wish: Wish) -> None:
    if summary.total == wish.seen_total:
        return
    raise CheckoutError(
        CheckoutProblem.PRICE_CHANGED,
        _("The total has changed: it is now %(total)s. Please look at it again.")
        % {"total": summary.total.formatted(translation.get_language() or "en")},
        field="seen_total",
        now=summary.total,
    )


def agreed_plan(cart: Cart, offer: MethodOffer, wish: Wish) -> TenderPlan:
    """Who pays what, where the shopper saw the same rest.

    Raises:
        CheckoutError: they saw another.
    """
    summary, wanted = offer.summary, wish.tendering
    if not wanted.is_wanted:
        return TenderPlan((), summary.total)
    purse = read_purse(cart, wish.customer, rate=offer.rate, at=wish.at)
    plan = plan_tenders(purse, wanted, summary)
    if wanted.seen_rest is None or plan.rest == wanted.seen_rest:
        return plan
    rest = plan.rest.formatted(translation.get_language() or "en")
    raise CheckoutError(
        CheckoutProblem.PRICE_CHANGED,
        _("What is left to pay has changed: it is now %(rest)s. Please look at it again.")
        % {"rest": rest},
        field="seen_rest",
        now=plan.rest,
    )


def _hold(order: Order, plan: TenderPlan, wish: Wish) -> None:
    if not plan.tenders:
        return
    try:
        hold_tenders(order=order, plan=plan, at=wish.at)
    except LedgerRefused as refused:
        raise CheckoutError(CheckoutProblem.TENDER, refused.message, field="tenders") from refused


def _check_approval(rest: Money, wish: Wish) -> None:
    """What gift cards, points and credit leave is the company's to pay, and to agree to."""
    if wish.is_approved or not needs_approval(customer=wish.customer, total=rest, at=wish.at):
        return
    raise CheckoutError(
        CheckoutProblem.APPROVAL,
        _("An order of this value needs the approval of your company. Send it to an approver."),
    )


def _check_terms(payment: Payment, wish: Wish) -> None:
    """Only what is owed on invoice takes from a company's credit, and only by its members."""
    if payment.provider != ON_INVOICE:
        return
    company, more = payment.order.company, Money(payment.amount_minor, payment.currency)
    try:
        check_buyer(
            company=company,
            customer=wish.customer,
            total=more,
            is_approved=wish.is_approved,
            at=wish.at,
        )
        check_credit(company=company, more=more, written=payment)
    except TermsRefused as refusal:
        raise _refused(refusal) from refusal


def _refused(refusal: TermsRefused) -> CheckoutError:
    return CheckoutError(CheckoutProblem.TERMS, refusal.message, field=refusal.field)


def _write(cart: Cart, offer: MethodOffer, wish: Wish, rest: Money) -> Payment:
    order = _build(offer, wish)
    order.cart = cart
    order.save()
    order.number = order_number(order.pk)
    Order.objects.filter(pk=order.pk).update(number=order.number)
    OrderLine.objects.bulk_create(_lines(order, offer.summary))
    OrderDiscount.objects.bulk_create(
        order_discount(order, entry) for entry in offer.summary.applied
    )
    _note_gift(order, offer.summary, wish)
    if offer.summary.comes_again and not wish.is_renewal:
        write_subscriptions(order=order, summary=offer.summary, wish=wish)
    return Payment.objects.create(
        order=order,
        provider=wish.provider.name,
        key=first_key(order),
        amount_minor=rest.minor,
        currency=order.currency,
        created_at=order.created_at,
    )


def _note_gift(order: Order, summary: CartSummary, wish: Wish) -> None:
    """Keep to whom the gift cards go, where there are any."""
    gift = wish.details.gift
    if gift is None or not any(line.kind == ProductKind.GIFT_CARD for line in summary.lines):
        return
    GiftNote.objects.create(
        order=order,
        to_name=gift.name,
        to_email=gift.email,
        message=gift.message,
        send_on=gift.send_on,
    )


def _build(offer: MethodOffer, wish: Wish) -> Order:
    summary, method = offer.summary, offer.method
    company = company_of(wish.customer)
    return Order(
        **ship_to(wish.details, method=method),
        state=OrderState.PENDING,
        channel=wish.context.channel,
        customer=wish.customer,
        company=company,
        tax_exemption=certificate_of(company, at=wish.at) if summary.tax_exempt else "",
        language=wish.language,
        idempotency_key=wish.key,
        fingerprint=wish.fingerprint,
        reverse_charge=summary.reverse_charge,
        currency=summary.currency,
        base_currency=settings.SHOP_BASE_CURRENCY,
        rate=offer.rate,
        prices_include_tax=summary.prices_include_tax,
        subtotal_minor=summary.subtotal.minor,
        discount_minor=summary.discount.minor,
        shipping_minor=offer.price.minor,
        shipping_tax_minor=summary.shipping_tax.minor,
        shipping_tax_rate_basis_points=summary.shipping_tax_rate_basis_points,
        tax_minor=summary.tax.minor,
        total_minor=summary.total.minor,
        shipping_method=str(method.name),
        shipping_code=method.code,
        expected_from=offer.quote.window.first,
        expected_to=offer.quote.window.last,
        context=pack_context(wish.context),
        digital_consent_at=(wish.at or clock.now()) if _has_downloads(summary) else None,
        created_at=wish.at or clock.now(),
    )


def _lines(order: Order, summary: CartSummary) -> list[OrderLine]:
    return [
        OrderLine(
            order=order,
            variant_id=line.variant_id,
            product_id_then=line.product_id,
            sku=line.sku,
            name=line_name(line.name, line.options),
            kind=line.kind,
            quantity=line.quantity,
            is_gift=line.is_gift,
            unit_price_minor=line.unit_price.minor,
            discount_minor=line.discount.minor,
            tax_rate_basis_points=line.tax_rate_basis_points,
            tax_minor=line.tax.minor,
            total_minor=_paid_for(line.total, line.tax, summary).minor,
            unit_cost_minor=line.unit_cost.minor if line.unit_cost else None,
        )
        for line in summary.lines
    ]


def _paid_for(total: Money, tax: Money, summary: CartSummary) -> Money:
    return total if summary.prices_include_tax else total + tax


def _redeem(order: Order, summary: CartSummary, wish: Wish) -> None:
    if not summary.applied:
        return
    try:
        redeem(
            applied=summary.applied,
            order_ref=order.public_id,
            customer_id=wish.customer.pk if wish.customer else None,
            email=wish.details.email,
            at=wish.at,
        )
    except CouponSpent as spent:
        raise CheckoutError(CheckoutProblem.COUPON, spent.message, field="code") from spent


def _reserve(order: Order, summary: CartSummary, wish: Wish) -> None:
    try:
        reserve_stock(
            key=order.public_id,
            quantities=summary.quantities,
            lasts=wish.provider.capabilities.action_lasts,
            country=order.ship_country,
            warehouse=wish.method.warehouse,
            at=wish.at,
        )
    except OutOfStock as shortage:
        left = {entry.variant_id: entry.available for entry in shortage.shortages}
        problems = [
            f"{line.name}: {too_few(left[line.variant_id])}"
            for line in summary.lines
            if line.variant_id in left
        ]
        raise CheckoutError(
            CheckoutProblem.SOLD_OUT, _("Somebody was faster.") + " " + " ".join(problems)
        ) from shortage
