"""The pages of the counter and of pick-up as staff use them: forms, refusals, who may what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Customer, User
from accounts.roles import Role, assign_role
from foundation.money import Money
from loyalty.ledger import credit, open_account
from loyalty.models import AccountKind, EntryKind
from orders.counter import close_shift
from orders.counter.drawer import in_drawer
from orders.models import CounterSale, OrderState, PickUp, Shift
from orders.tests.counter_rows import (
    basket,
    fresh,
    make_register,
    make_shift,
    make_store,
    on_shelf,
    order_to_collect,
    sell,
)
from pricing.services import set_price

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    """A member of the service, who sells."""
    user = User.objects.create_user("sam@example.com", "a good long password", name="Sam Service")
    assign_role(user=user, role=Role.SUPPORT, actor=None)
    client.force_login(user)
    return client


def at(register: Any) -> str:
    return reverse("admin:orders_register_counter", args=[register.pk])


def do(client: Client, register: Any, deed: str, **typed: Any) -> Any:
    return client.post(at(register), {"deed": deed, **typed}, follow=True)


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_day_at_the_counter(staff: Client) -> None:
    register, mug = make_register(), on_shelf(price="20.00", units=5)
    assert "Open the register" in text(staff.get(at(register)))
    text(do(staff, register, "open", float="100,00"))
    page = text(do(staff, register, "scan", text=f"2 x {mug.sku.lower()}"))
    assert "€40.00" in page
    sale = CounterSale.objects.get()
    page = text(do(staff, register, "pay", sale=sale.public_id, seen_rest="4000", means="cash",
                   cash="50"))  # fmt: skip
    assert "€10.00" in page
    assert fresh(sale).order.state == OrderState.PLACED
    receipt = reverse("admin:orders_register_receipt_print", args=[register.pk, sale.pk])
    assert fresh(sale).order.invoices.get().number in text(staff.get(receipt))
    pdf = staff.get(reverse("admin:orders_register_receipt_pdf", args=[register.pk, sale.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    page = text(do(staff, register, "close", counted="139.50", note="A coin"))
    assert "Z report" in page
    assert "-€0.50" in page
    assert Shift.objects.get().difference_minor == -50


def test_a_scan_finds_by_barcode_and_words_lead_to_a_choice(staff: Client) -> None:
    shift = make_shift()
    mug, jug = on_shelf(name="Blue mug"), on_shelf(name="Blue jug")
    mug.barcode = "4006381333931"
    mug.save()
    text(do(staff, shift.register, "scan", text="4006381333931"))
    assert CounterSale.objects.get().order.lines.get().variant == mug
    page = text(do(staff, shift.register, "scan", text="blue"))
    assert "Blue mug" in page
    assert "Blue jug" in page
    text(do(staff, shift.register, "add", variant=jug.pk, units=1))
    assert CounterSale.objects.get().order.lines.count() == 2


def test_what_is_not_known_is_said_and_what_was_typed_stays(staff: Client) -> None:
    shift = make_shift()
    page = text(do(staff, shift.register, "scan", text="no such thing"))
    assert "Nothing is called so." in page
    assert 'value="no such thing"' in page


def test_too_little_cash_is_said_at_the_till(staff: Client) -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    page = text(do(staff, shift.register, "pay", sale=sale.public_id, seen_rest="2000",
                   means="cash", cash="15"))  # fmt: skip
    assert "€5.00 are missing." in page
    assert 'value="15"' in page
    assert fresh(sale).finished_at is None


def test_a_price_that_rose_is_on_the_page_that_says_so(staff: Client) -> None:
    shift, mug = make_shift(), on_shelf(price="20.00")
    sale = basket(shift, mug)
    set_price(variant=mug, amount=Money.of("25.00", "EUR"))
    paid = {"sale": sale.public_id, "means": "cash"}
    page = text(do(staff, shift.register, "pay", seen_rest="2000", **paid))
    assert "It comes to €25.00 now." in page
    assert 'name="seen_rest" value="2500"' in page
    text(do(staff, shift.register, "pay", seen_rest="2500", **paid))
    assert fresh(sale).finished_at is not None


@pytest.mark.parametrize("means", ["cash", "card"])
def test_enter_in_the_field_of_the_card_does_not_sell_otherwise(staff: Client, means: str) -> None:
    """Enter presses the first button of a form, whichever field it was pressed in."""
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    typed = {"sale": sale.public_id, "seen_rest": "2000", "card": "15"}
    page = text(do(staff, shift.register, "pay", means=means, **typed))
    assert 'role="alert"' in page
    assert 'value="15"' in page
    assert fresh(sale).finished_at is None
    text(do(staff, shift.register, "pay", means="both", cash="5", **typed))
    paid = dict(fresh(sale).order.payments.values_list("provider", "amount_minor"))
    assert paid == {"terminal": 1500, "cash": 500}


def test_enter_sells_where_cash_alone_was_typed(staff: Client) -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    form = text(staff.get(at(shift.register))).partition('value="pay"')[2]
    pressed = form.partition("<button ")[2].partition(">")[0]
    assert 'name="means" value="typed"' in pressed
    typed = {"sale": sale.public_id, "seen_rest": "2000", "means": "typed"}
    for more in ({}, {"mail_to": "ada@example.com"}, {"card": "20"}, {"cash": "20", "card": "1"}):
        assert 'role="alert"' in text(do(staff, shift.register, "pay", **typed, **more))
    text(do(staff, shift.register, "pay", **typed, cash="50"))
    sold = fresh(sale)
    assert (sold.change_minor, sold.order.payments.get().provider) == (3000, "cash")


def test_credit_is_spent_after_a_proof_of_who_they_are(staff: Client) -> None:
    ada = Customer.objects.create(email="ada@example.com", name="Ada")
    account = open_account(kind=AccountKind.STORE_CREDIT, customer=ada, currency="EUR")
    credit(account=account, amount=1200, kind=EntryKind.CORRECTED, key="k1", reason="Sorry")
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    assert "proof of who they are" not in text(staff.get(at(shift.register)))
    page = text(do(staff, shift.register, "buyer", sale=sale.public_id, buyer=ada.email))
    assert 'name="use_credit"' in page
    assert "proof of who they are" in page


def test_a_number_of_a_slip_is_not_of_cash(staff: Client) -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    typed = {"sale": sale.public_id, "seen_rest": "2000", "reference": "4711"}
    assert 'role="alert"' in text(do(staff, shift.register, "pay", means="cash", **typed))
    text(do(staff, shift.register, "pay", means="card", **typed))
    assert fresh(sale).order.payments.get().provider_ref == "4711"


@pytest.mark.parametrize("deed", ["discard", "pay", "discount"])
def test_a_basket_that_is_gone_is_not_taken_for_another(staff: Client, deed: str) -> None:
    shift, mug = make_shift(), on_shelf(price="20.00")
    aside, gone = basket(shift, mug), basket(shift, mug)
    text(do(staff, shift.register, "discard", sale=gone.public_id))
    typed = {"seen_rest": "2000", "means": "cash", "discount": "5", "reason": "A scratch"}
    page = text(do(staff, shift.register, deed, sale=gone.public_id, **typed))
    assert 'role="alert"' in page
    assert fresh(aside).finished_at is None
    assert fresh(aside).order.total_minor == 2000


@pytest.mark.parametrize("counted", ["1.000", "1,000", "0.005", "1_000", "1e3", "9" * 16])
def test_a_sum_is_taken_as_it_was_meant_or_not_at_all(staff: Client, counted: str) -> None:
    shift = make_shift("100.00")
    page = text(do(staff, shift.register, "close", counted=counted))
    assert 'role="alert"' in page
    assert Shift.objects.get().is_open


@pytest.mark.parametrize(
    ("deed", "typed"),
    [
        ("units", {"line": "x", "units": "-1"}),
        ("units", {"line": "999999", "units": "1"}),
        ("add", {"variant": "1e9", "units": "²"}),
        ("pay", {"seen_rest": "NaN", "means": "cash"}),
        ("pay", {"seen_rest": "2000", "means": "both", "card": "Infinity"}),
        ("pay", {"seen_rest": "2000", "means": "both", "card": "1e400", "cash": "١"}),
        ("discount", {"discount": "-1", "reason": "x"}),
        ("gift_card", {"gift_card": "\x00<script>"}),
        ("code", {"code": "x" * 5000}),
        ("buyer", {"buyer": "%' OR 1=1"}),
        ("buyer", {"buyer": "x@" * 50_000}),
        ("cash", {"amount": "abc", "reason": "x", "way": "out"}),
        ("close", {"counted": "ten"}),
        ("scan", {"text": "\x00" * 500}),
    ],
)
def test_hostile_input_is_refused_in_words(staff: Client, deed: str, typed: dict[str, str]) -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    page = do(staff, shift.register, deed, sale=sale.public_id, **typed)
    assert 'role="alert"' in text(page)
    assert fresh(sale).finished_at is None
    assert Shift.objects.get().is_open


def test_a_form_of_cash_that_is_sent_twice_moves_it_once(staff: Client) -> None:
    shift = make_shift("100.00")
    page = text(staff.get(at(shift.register)))
    assert 'name="seen_moves" value="0"' in page
    typed = {"amount": "30", "reason": "Bank", "way": "out", "seen_moves": "0"}
    text(do(staff, shift.register, "cash", **typed))
    assert "Cash was moved since" in text(do(staff, shift.register, "cash", **typed))
    assert in_drawer(shift.register) == 7000
    text(do(staff, shift.register, "cash", **{**typed, "seen_moves": "1"}))
    assert in_drawer(shift.register) == 4000


def test_a_deed_that_there_is_not_is_no_page(staff: Client) -> None:
    shift = make_shift()
    assert staff.post(at(shift.register), {"deed": "give_it_all"}).status_code == 404


def test_a_shift_that_was_closed_meanwhile_sells_nothing(staff: Client) -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf())
    close_shift(shift=shift, counted=Money(10000, "EUR"), by=None)
    page = do(staff, shift.register, "pay", sale=sale.public_id, seen_rest="2000", means="cash")
    assert 'role="alert"' in text(page)


def test_a_receipt_of_another_register_is_not_shown(staff: Client) -> None:
    shift = make_shift()
    sale = sell(shift, on_shelf())
    other = make_register("Till 2")
    url = reverse("admin:orders_register_receipt", args=[other.pk, sale.pk])
    assert staff.get(url).status_code == 404


def test_goods_are_taken_back_against_the_receipt(staff: Client) -> None:
    shift = make_shift()
    order = sell(shift, on_shelf(price="20.00")).order
    number = order.invoices.get().number
    url = reverse("admin:orders_register_back", args=[shift.register.pk])
    assert order.lines.get().name in text(staff.get(url, {"receipt": number}))
    typed = {"receipt": number, "key": "k1", f"units-{order.lines.get().pk}": "1",
             "is_sellable": "1", "means": "same", "reason": "Too small"}  # fmt: skip
    assert "Taken back: €20.00." in text(staff.post(url, typed, follow=True))
    order.lines.get().refresh_from_db()
    assert order.lines.get().returned == 1


def test_what_came_back_tells_what_is_given_by_which_means(staff: Client) -> None:
    shift = make_shift()
    order = sell(shift, on_shelf(price="20.00"), by_card=Money(1500, "EUR")).order
    url = reverse("admin:orders_register_back", args=[shift.register.pk])
    typed = {"receipt": str(order), "key": "k1", f"units-{order.lines.get().pk}": "1",
             "means": "same"}  # fmt: skip
    told = text(staff.post(url, typed, follow=True))
    assert "It goes back so: Cash €5.00, Card terminal €15.00." in told
    assert in_drawer(shift.register) == 10_000


def test_a_german_receipt_has_the_words_of_a_till(staff: Client) -> None:
    with translation.override("de"):
        sale = sell(make_shift(), on_shelf(price="20.00"), cash=Money(5000, "EUR"))
    url = reverse("admin:orders_register_receipt_print", args=[sale.shift.register_id, sale.pk])
    told = text(staff.get(url))
    assert "<dt>Gegeben</dt><dd>50,00\xa0€</dd>" in told
    assert "<dt>Rückgeld</dt><dd>30,00\xa0€</dd>" in told


def test_who_may_not_sell_sees_no_counter(client: Client) -> None:
    user = User.objects.create_user("al@example.com", "a good long password", name="Al Analyst")
    assign_role(user=user, role=Role.ANALYST, actor=None)
    client.force_login(user)
    shift = make_shift()
    assert client.get(at(shift.register)).status_code == 403
    assert client.post(at(shift.register), {"deed": "new"}).status_code == 403


def test_a_discount_needs_its_permission(client: Client) -> None:
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("kim@example.com", "a good long password", name="Kim")
    user.is_staff = True
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="use_counter"))
    client.force_login(user)
    shift = make_shift()
    sale = basket(shift, on_shelf())
    assert 'name="discount"' not in text(client.get(at(shift.register)))
    answer = do(client, shift.register, "discount", sale=sale.public_id, discount="5", reason="x")
    assert answer.status_code == 403


def test_the_desk_of_pick_up(staff: Client) -> None:
    user = User.objects.get()
    assign_role(user=user, role=Role.MANAGER, actor=None)
    staff.force_login(User.objects.get())
    store = make_store()
    order = order_to_collect(on_shelf(store=store), store=store)
    desk = reverse("admin:orders_pickup_desk")
    url = reverse("admin:orders_pickup_do")
    assert str(order) in text(staff.get(desk))
    text(staff.post(url, {"deed": "ready", "order": order.public_id}, follow=True))
    pick_up = PickUp.objects.get()
    wrong = {"deed": "hand", "pick_up": pick_up.public_id, "code": "12"}
    assert "not the code" in text(staff.post(url, wrong, follow=True))
    right = {**wrong, "code": pick_up.code}
    assert "was handed over" in text(staff.post(url, right, follow=True))
    pick_up.refresh_from_db()
    assert pick_up.collected_at is not None
    assert pick_up.handed_by == user
