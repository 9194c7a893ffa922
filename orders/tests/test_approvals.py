"""Orders that somebody else of the company agrees to before they are placed."""

from datetime import date, timedelta

import pytest

from accounts.companies.members import remove_member
from accounts.models import CompanyRole
from accounts.privacy import erase_customer, export_customer
from accounts.tests.companies import make_company, make_member
from catalog.tests.factories import make_product
from events.context import NOBODY
from events.outbox import drain
from foundation import clock
from foundation.ids import new_token
from foundation.money import Money
from inventory.models import Reservation
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.building import BillingAddress, GiftWish
from orders.carts import add_to_cart, find_cart, open_cart
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.reconcile import reconcile_payments
from orders.checkout.wish import Wish
from orders.companies.ask import ApprovalRefused, details_of, send_cart
from orders.companies.decide import (
    PATIENCE,
    approve,
    decline,
    finish_placing,
    withdraw,
)
from orders.companies.selectors import (
    approvals_for,
    approvals_to_decide,
    company_orders,
    offer_now,
    total_now,
)
from orders.models import ApprovalRequest, ApprovalState, Cart, CartState, Order, OrderState
from orders.payments.base import providers
from orders.selectors import cart_summary
from orders.tests.factories import check_out, make_cart, make_details, make_shipping_method
from pricing.services import set_price

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company(approval_from_minor=5_000, needs_po_number=True)


@pytest.fixture
def buyer(company):
    return make_member(company, name="Bo Buyer", email="bo@firm.example")


@pytest.fixture
def approver(company):
    return make_member(company, CompanyRole.APPROVER, name="Al Approver", email="al@firm.example")


def ask(member, *, price="95.10", product=None, note="", **details) -> ApprovalRequest:
    """Send a cart of one product for approval: 4.90 more than its price."""
    product = product or make_product(price=price, stock=5)
    cart = make_cart(product, customer=member)
    method = make_shipping_method()
    wish = Wish(
        cart=cart,
        details=make_details(email=member.email, po_number="PO-1", **details),
        method=method,
        provider=providers.get("invoice"),
        payment_choice="invoice",
        key=new_token(),
        seen_total=cart_summary(cart, shipping_method=method, customer=member).total,
        customer=member,
        language="en",
        context=NOBODY,
        at=None,
    )
    return send_cart(wish=wish, note=note)


def seen(request):
    return total_now(request, offer_now(request))


def test_a_sent_cart_waits_out_of_the_way_and_reserves_nothing(buyer, approver):
    request = ask(buyer)

    cart = Cart.objects.get()
    assert (cart.state, cart.customer) == (CartState.WAITING, None)
    assert find_cart(customer=buyer) is None
    assert open_cart(customer=buyer, currency="EUR").pk != cart.pk
    assert not Order.objects.exists()
    assert not Reservation.objects.exists()
    assert (request.total_minor, request.po_number) == (10_000, "PO-1")


def test_an_approved_cart_is_ordered_on_invoice_by_its_member(company, buyer, approver):
    request = ask(buyer)

    order = approve(request=request, approver=approver, seen_total=seen(request))

    request.refresh_from_db()
    assert (order.state, order.customer, order.company) == (OrderState.PLACED, buyer, company)
    assert (order.po_number, order.email) == ("PO-1", buyer.email)
    assert order.payments.get().provider == "invoice"
    assert (request.state, request.order, request.decided_by) == (
        ApprovalState.APPROVED, order, approver,
    )  # fmt: skip
    assert request.details == {}
    assert Cart.objects.get().state == CartState.ORDERED


@pytest.mark.parametrize("day", [None, date(2030, 12, 24)])
def test_the_checkout_is_kept_as_it_was_filled_in(buyer, approver, day):
    elsewhere = BillingAddress("Firm", "High Street 1", "10115", "Berlin", "DE")
    gift = GiftWish("gift@friend.example", "Fay", "Enjoy it", day)

    request = ask(buyer, billing=elsewhere, gift=gift)

    request.refresh_from_db()
    kept = details_of(request)
    assert (kept.billing, kept.gift) == (elsewhere, gift)
    assert approve(request=request, approver=approver, seen_total=seen(request)).billing


def test_approving_twice_makes_one_order(buyer, approver):
    request = ask(buyer)

    first = approve(request=request, approver=approver, seen_total=seen(request))
    again = approve(request=request, approver=approver, seen_total=Money(1, "EUR"))

    assert first == again
    assert Order.objects.count() == 1


def test_a_changed_total_is_asked_again_and_then_taken(buyer, approver):
    product = make_product(price="95.10", stock=5)
    request = ask(buyer, product=product)
    before = seen(request)
    set_price(variant=product.variants.get(), amount=Money(10_510, "EUR"))

    with pytest.raises(CheckoutError) as refused:
        approve(request=request, approver=approver, seen_total=before)

    assert refused.value.code == CheckoutProblem.PRICE_CHANGED
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (ApprovalState.WAITING, None)
    assert Cart.objects.get().state == CartState.WAITING
    order = approve(request=request, approver=approver, seen_total=seen(request))
    assert order.total_minor == 11_000


def test_what_was_sold_meanwhile_waits_on_and_is_approved_once_it_is_there(buyer, approver):
    product = make_product(price="95.10", stock=1)
    request = ask(buyer, product=product)
    check_out(make_cart(product))

    with pytest.raises(CheckoutError) as refused:
        approve(request=request, approver=approver, seen_total=seen(request))

    assert refused.value.code == CheckoutProblem.SOLD_OUT
    request.refresh_from_db()
    assert request.state == ApprovalState.WAITING


def test_too_little_credit_refuses_the_approval_and_it_waits(company, buyer, approver):
    company.credit_limit_minor = 9_999
    company.save()
    request = ask(buyer)

    with pytest.raises(CheckoutError):
        approve(request=request, approver=approver, seen_total=seen(request))

    request.refresh_from_db()
    assert request.state == ApprovalState.WAITING
    company.credit_limit_minor = 10_000
    company.save()
    approve(request=request, approver=approver, seen_total=seen(request))


def test_a_declined_cart_is_the_members_again_beside_what_they_chose_since(buyer, approver):
    request = ask(buyer)
    later = make_product(price="1.00")
    add_to_cart(cart=open_cart(customer=buyer, currency="EUR"), variant=later.variants.get())

    decline(request=request, approver=approver, reason="Too dear")

    request.refresh_from_db()
    assert (request.state, request.reason) == (ApprovalState.DECLINED, "Too dear")
    assert find_cart(customer=buyer).lines.count() == 2
    with pytest.raises(ApprovalRefused):
        approve(request=request, approver=approver, seen_total=Money(10_000, "EUR"))


def test_a_reason_must_be_given(buyer, approver):
    with pytest.raises(ApprovalRefused) as refused:
        decline(request=ask(buyer), approver=approver, reason="  ")

    assert refused.value.field == "reason"


def test_a_member_takes_their_own_back_and_nobody_elses(company, buyer, approver):
    request = ask(buyer)

    with pytest.raises(ApprovalRefused):
        withdraw(request=request, member=make_member(company))
    withdraw(request=request, member=buyer)

    request.refresh_from_db()
    assert request.state == ApprovalState.WITHDRAWN
    assert find_cart(customer=buyer).pk == request.cart_id


def test_nobody_but_administrators_approves_their_own(company, approver):
    admin = make_member(company, CompanyRole.ADMIN)
    own = ask(approver)

    with pytest.raises(ApprovalRefused):
        approve(request=own, approver=approver, seen_total=seen(own))
    assert own not in approvals_to_decide(approver)

    approve(request=own, approver=admin, seen_total=seen(own))
    own_of_admin = ask(admin)
    approve(request=own_of_admin, approver=admin, seen_total=seen(own_of_admin))


def test_neither_buyers_nor_other_companies_nor_switched_off_ones_approve(buyer, approver):
    request = ask(buyer)
    stranger = make_member(make_company(), CompanyRole.ADMIN)

    for nobody in (make_member(buyer.company), stranger):
        with pytest.raises(ApprovalRefused):
            approve(request=request, approver=nobody, seen_total=seen(request))
        with pytest.raises(ApprovalRefused):
            decline(request=request, approver=nobody, reason="No")
    approver.company.is_active = False
    approver.company.save()
    with pytest.raises(ApprovalRefused):
        approve(request=request, approver=approver, seen_total=seen(request))
    assert not Order.objects.exists()


def test_where_nobody_else_can_approve_the_cart_stays(company):
    lonely = make_member(company, CompanyRole.APPROVER)

    with pytest.raises(ApprovalRefused):
        ask(lonely)

    assert find_cart(customer=lonely).state == CartState.OPEN


def test_whoever_left_the_company_orders_nothing_for_it(company, buyer, approver):
    request = ask(buyer)
    remove_member(member=buyer, actor=make_member(company, CompanyRole.ADMIN))

    with pytest.raises(ApprovalRefused):
        approve(request=request, approver=approver, seen_total=seen(request))
    decline(request=request, approver=approver, reason="Left us")

    assert find_cart(customer=buyer) is not None


def test_members_see_their_own_and_approvers_everybodys(company, buyer, approver):
    other = make_member(company)
    mine, theirs = ask(buyer), ask(other)
    approve(request=theirs, approver=approver, seen_total=seen(theirs))

    assert list(approvals_for(buyer)) == [mine]
    assert set(approvals_for(approver)) == {mine, theirs}
    assert list(approvals_to_decide(approver)) == [mine]
    assert not company_orders(buyer).exists()
    assert company_orders(other).count() == company_orders(approver).count() == 1


def test_after_a_crash_the_next_approval_finds_the_order(buyer, approver, monkeypatch):
    request = ask(buyer)
    monkeypatch.setattr("orders.companies.decide._finish", _dies)
    with pytest.raises(KeyboardInterrupt):
        approve(request=request, approver=approver, seen_total=seen(request))
    monkeypatch.undo()

    later = clock.now() + PATIENCE + timedelta(seconds=1)
    for moment in (None, later):  # the order stands: nobody may say no to it any more
        with pytest.raises(ApprovalRefused):
            decline(request=request, approver=approver, reason="No", at=moment)
    order = approve(request=request, approver=approver, seen_total=seen(request), at=later)

    assert Order.objects.get() == order
    request.refresh_from_db()
    assert request.state == ApprovalState.APPROVED


def _dies(*_args, **_kwargs):
    raise KeyboardInterrupt


def die_in(monkeypatch, where, request, approver):
    """A process that approves and is killed there."""
    total = seen(request)
    with monkeypatch.context() as patched:
        patched.setattr(where, _dies)
        with pytest.raises(KeyboardInterrupt):
            approve(request=request, approver=approver, seen_total=total)


def after_patience():
    return clock.now() + PATIENCE + timedelta(seconds=1)


def test_a_job_finishes_what_was_placed_before_the_crash(buyer, approver, monkeypatch):
    request = ask(buyer)
    die_in(monkeypatch, "orders.companies.decide._finish", request, approver)

    assert finish_placing() == 0, "its process may be alive"
    assert finish_placing(at=after_patience()) == 1

    request.refresh_from_db()
    assert (request.state, request.order) == (ApprovalState.APPROVED, Order.objects.get())
    assert finish_placing(at=after_patience()) == 0


def test_what_was_not_placed_before_the_crash_waits_for_an_approver_again(
    buyer, approver, monkeypatch
):
    request = ask(buyer)
    die_in(monkeypatch, "orders.companies.decide.place_order", request, approver)

    assert finish_placing(at=after_patience()) == 1

    request.refresh_from_db()
    assert (request.state, request.decided_by) == (ApprovalState.WAITING, None)
    assert Cart.objects.get().state == CartState.WAITING
    assert approve(request=request, approver=approver, seen_total=seen(request))


def test_an_order_that_is_not_settled_is_left_to_the_reconciler(
    company, buyer, approver, monkeypatch
):
    """Approved it would be told as placed, and its stock could be gone by then."""
    company.payment_days = 45
    company.save()
    request = ask(buyer)
    die_in(monkeypatch, "orders.checkout.place.charge", request, approver)

    assert finish_placing(at=after_patience()) == 0
    with pytest.raises(ApprovalRefused):
        approve(request=request, approver=approver, seen_total=seen(request), at=after_patience())
    reconcile_payments(patience=timedelta(seconds=-1))
    assert finish_placing(at=after_patience()) == 1

    request.refresh_from_db()
    order = Order.objects.get()
    assert (request.state, order.state) == (ApprovalState.APPROVED, OrderState.PLACED)
    assert order.payments.get().due_on == clock.business_day() + timedelta(days=45)


def test_approvers_hear_of_a_request_and_its_member_of_the_decision(company, buyer, approver):
    admin = make_member(company, CompanyRole.ADMIN, email="ad@firm.example")
    request = ask(buyer, note="For the fair")
    drain()

    asked = Mail.objects.filter(kind=MailKind.APPROVAL)
    assert set(asked.values_list("to", flat=True)) == {approver.email, admin.email}
    assert asked.first().context["note"] == "For the fair"
    decline(request=request, approver=approver, reason="Not now")
    drain()
    told = Mail.objects.get(kind=MailKind.APPROVAL, to=buyer.email)
    assert (told.context["step"], told.context["note"]) == ("declined", "Not now")


def test_a_copy_of_ones_data_tells_of_requests_and_erasure_forgets_them(buyer, approver):
    decided, waiting = ask(buyer, note="For the fair"), ask(buyer)
    decline(request=decided, approver=approver, reason="Too dear")
    told = export_customer(buyer)["data"]["approvals"]
    assert {row["note"] for row in told} == {"For the fair", ""}
    assert export_customer(approver)["data"]["approvals"][0]["reason"] == "Too dear"

    erase_customer(customer=buyer)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.details) == (ApprovalState.WITHDRAWN, {})
    assert not Cart.objects.filter(pk=waiting.cart_id).exists()
    assert not ApprovalRequest.objects.exclude(note="").exists()
