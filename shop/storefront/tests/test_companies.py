"""A company's pages in the account of its members."""

import pytest
from django.urls import reverse

from accounts.companies.invitations import invite
from accounts.models import CompanyRole
from accounts.tests.companies import make_company, make_member
from accounts.tests.factories import make_customer
from catalog.tests.factories import make_product
from foundation.money import Money
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.models import ApprovalRequest, ApprovalState, Order
from orders.tests.factories import check_out, make_cart, make_shipping_method
from orders.tests.quote_rows import accept, answer
from orders.tests.quote_rows import ask as ask_for_quote
from orders.tests.quote_rows import make_member as quote_member
from orders.tests.tendering import put_card
from orders.tests.test_approvals import ask
from pricing.models import PriceList
from pricing.services import save_price_list, set_list_price

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company(name="Lovelace GmbH", approval_from_minor=5_000, credit_limit_minor=50_000)


def sign_in(client, customer):
    client.force_login(customer.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client, name, **arguments):
    return client.get(reverse(f"storefront:{name}", kwargs=arguments))


PAGES = ("company", "company-orders", "company-prices", "company-members", "approvals")


@pytest.mark.parametrize("name", PAGES)
def test_members_see_the_pages_of_their_company_and_others_their_account(client, company, name):
    assert page(sign_in(client, make_member(company)), name).status_code == 200
    response = page(sign_in(client, make_customer()), name)
    assert response.headers["Location"] == reverse("storefront:account")
    client.logout()
    assert "login" in page(client, name).headers["Location"]


def test_the_account_leads_to_the_company_of_members_alone(client, company):
    address = f'href="{reverse("storefront:company")}"'

    assert address in page(sign_in(client, make_member(company)), "account").content.decode()
    assert address not in page(sign_in(client, make_customer()), "account").content.decode()


def test_the_company_tells_its_terms_and_what_is_left_of_its_credit(client, company):
    member = make_member(company)
    check_out(
        make_cart(make_product(price="20.00"), customer=member), customer=member,
        provider="invoice", payment_choice="invoice",
    )  # fmt: skip

    text = page(sign_in(client, member), "company").content.decode()

    assert "€24.90" in text
    assert "€475.10" in text
    assert "Orders from €50.00 need one" in text


def test_the_price_list_names_each_agreed_price(client, company):
    product = make_product("Anvil", price="20.00")
    prices = save_price_list(price_list=PriceList(name="Lovelace", company=company, currency="EUR"))
    set_list_price(
        price_list=prices,
        variant=product.variants.get(),
        amount=Money(1_750, "EUR"),
        minimum_quantity=5,
    )

    text = page(sign_in(client, make_member(company)), "company-prices").content.decode()
    other = page(sign_in(client, make_member(make_company())), "company-prices").content.decode()

    assert "Anvil" in text
    assert "€17.50" in text
    assert "Anvil" not in other


def test_an_administrator_invites_and_the_mail_leads_to_joining(client, company):
    admin = make_member(company, CompanyRole.ADMIN, name="Ada")
    sign_in(client, admin).post(
        reverse("storefront:company-members"), {"email": "new@firm.example", "role": "approver"}
    )
    mail = Mail.objects.get(kind=MailKind.COMPANY_INVITATION)
    guest = make_customer(email="new@firm.example")

    address = mail.context["join_url"].split("://", 1)[1]
    address = address[address.index("/") :]
    sign_in(client, guest)
    assert "Lovelace GmbH" in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == reverse("storefront:company")

    guest.refresh_from_db()
    assert (guest.company, guest.company_role) == (company, CompanyRole.APPROVER)
    assert client.get(address).status_code == 404


def test_a_buyer_can_neither_invite_nor_give_roles_nor_send_away(client, company):
    buyer, other = make_member(company), make_member(company)
    sign_in(client, buyer)

    client.post(reverse("storefront:company-members"), {"email": "x@a.example", "role": "admin"})
    client.post(reverse("storefront:company-role", args=[buyer.public_id]), {"role": "admin"})
    client.post(reverse("storefront:company-member-remove", args=[other.public_id]))

    buyer.refresh_from_db()
    other.refresh_from_db()
    assert not company.invitations.exists()
    assert buyer.company_role == CompanyRole.BUYER
    assert other.company == company


def test_the_invitation_of_another_address_is_shown_and_not_taken(client, company):
    made = invite(company=company, email="a@example.com", role=CompanyRole.BUYER)
    thief = make_customer(email="b@example.com")
    sign_in(client, thief)

    response = page(client, "company-join", key=made.key)
    assert "another e-mail address" in response.content.decode()
    client.post(reverse("storefront:company-join", args=[made.key]))

    thief.refresh_from_db()
    assert thief.company is None


def test_an_approver_approves_on_the_page(client, company):
    approver = make_member(company, CompanyRole.APPROVER)
    request = ask(make_member(company, name="Bo"))
    sign_in(client, approver)

    assert "Bo" in page(client, "approvals").content.decode()
    shown = page(client, "approval", public_id=request.public_id).content.decode()
    assert "Approve and order for €100.00" in shown
    client.post(
        reverse("storefront:approval-yes", args=[request.public_id]), {"seen-total": "10000"}
    )

    request.refresh_from_db()
    assert request.state == ApprovalState.APPROVED
    assert (
        str(request.order) in page(client, "approval", public_id=request.public_id).content.decode()
    )


def test_a_total_that_was_not_seen_is_asked_again(client, company):
    approver = make_member(company, CompanyRole.APPROVER)
    request = ask(make_member(company))
    sign_in(client, approver)

    for typed in ("9999", "", "x"):
        answer = client.post(
            reverse("storefront:approval-yes", args=[request.public_id]),
            {"seen-total": typed}, follow=True,
        )  # fmt: skip
        assert "The total has changed" in answer.content.decode()

    request.refresh_from_db()
    assert request.state == ApprovalState.WAITING


def test_an_approver_declines_with_a_word(client, company):
    buyer, approver = make_member(company), make_member(company, CompanyRole.APPROVER)
    request = ask(buyer)
    sign_in(client, approver)
    address = reverse("storefront:approval-no", args=[request.public_id])

    assert "Say why" in client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "Too dear"})

    request.refresh_from_db()
    assert (request.state, request.reason) == (ApprovalState.DECLINED, "Too dear")
    shown = page(sign_in(client, buyer), "approval", public_id=request.public_id)
    assert "Too dear" in shown.content.decode()


def test_a_buyer_sees_no_requests_of_others_and_takes_back_their_own(client, company):
    buyer, other = make_member(company), make_member(company, CompanyRole.APPROVER)
    make_member(company, CompanyRole.ADMIN)
    theirs, own = ask(other), ask(buyer)
    sign_in(client, buyer)

    assert page(client, "approval", public_id=theirs.public_id).status_code == 404
    shown = page(client, "approval", public_id=own.public_id).content.decode()
    assert "Approve and order" not in shown
    client.post(reverse("storefront:approval-take-back", args=[own.public_id]))

    own.refresh_from_db()
    assert own.state == ApprovalState.WITHDRAWN


def at_checkout(client, member, *, price="95.10", **typed):
    """Fill in the checkout as the page stands and send it."""
    make_cart(make_product(price=price), customer=member)
    method = make_shipping_method()
    sign_in(client, member)
    address = reverse("storefront:checkout")
    shown = client.get(address).context
    total = shown["offers"][0].summary.total.minor
    filled = {
        "email": member.email, "name": "Bo", "line1": "Street 1", "postcode": "10115",
        "city": "Berlin", "country": "DE", "shipping": method.public_id,
        "payment": "invoice:invoice", "key": shown["form"]["key"].value(),
        f"seen-{method.public_id}": total,
    }  # fmt: skip
    return client.post(address, {**filled, **typed})


def test_the_checkout_asks_for_the_number_that_the_company_needs(client):
    member = make_member(make_company(needs_po_number=True))

    answer = at_checkout(client, member)

    assert "id_po_number_error" in answer.content.decode()
    assert not Order.objects.exists()


def test_the_checkout_orders_for_the_company_with_its_number(client):
    member = make_member(make_company(needs_po_number=True))

    at_checkout(client, member, po_number="PO-9")

    order = Order.objects.get()
    assert (order.company, order.po_number) == (member.company, "PO-9")


def test_others_are_asked_for_no_such_number(client):
    customer = make_customer()
    make_cart(make_product(), customer=customer)
    make_shipping_method()

    text = page(sign_in(client, customer), "checkout").content.decode()

    assert 'name="po_number"' not in text
    assert "Send for approval" not in text


def test_the_checkout_sends_what_needs_approval_to_the_approvers(client, company):
    member = make_member(company)
    make_member(company, CompanyRole.APPROVER)

    answer = at_checkout(client, member, note="For the fair")

    request = ApprovalRequest.objects.get()
    address = reverse("storefront:approval", args=[request.public_id])
    assert answer.headers["Location"] == address
    assert (request.note, request.requested_by) == ("For the fair", member)
    assert not Order.objects.exists()


def test_the_checkout_says_where_nobody_can_approve_and_keeps_what_was_typed(client, company):
    answer = at_checkout(client, make_member(company), note="For the fair")

    text = answer.content.decode()
    assert "Nobody of your company can approve" in text
    assert "For the fair" in text


def test_below_the_limit_the_checkout_orders_at_once(client, company):
    at_checkout(client, make_member(company), price="20.00")

    assert Order.objects.get().company == company


def test_the_checkout_asks_for_approval_of_what_a_gift_card_leaves(client, company):
    member = make_member(company)
    make_member(company, CompanyRole.APPROVER)
    cart = make_cart(make_product(price="95.10"), customer=member)
    make_shipping_method()
    sign_in(client, member)
    assert "Send for approval" in page(client, "checkout").content.decode()

    put_card(cart, 3_000)
    assert "Send for approval" in page(client, "checkout").content.decode()
    put_card(cart, 3_000)
    assert "Send for approval" not in page(client, "checkout").content.decode()


def test_the_approver_sees_what_a_card_pays_and_what_is_left(client, company):
    member, approver = make_member(company), make_member(company, CompanyRole.APPROVER)
    request = ask(member)
    put_card(request.cart, 3_000)
    ApprovalRequest.objects.update(use_gift_cards=True)
    address = reverse("storefront:approval-yes", args=[request.public_id])

    text = page(sign_in(client, approver), "approval", public_id=request.public_id).content.decode()

    assert "−€30.00" in text
    assert 'name="rest-total" value="7000"' in text
    client.post(address, {"seen-total": "10000", "rest-total": "6999"})
    assert not Order.objects.exists()
    client.post(address, {"seen-total": "10000", "rest-total": "7000"})
    paid = Order.objects.get().payments.values_list("provider", "amount_minor")
    assert set(paid) == {("gift_card", 3_000), ("invoice", 7_000)}


def test_an_address_that_is_none_is_told_at_its_field_and_stays(client, company):
    sign_in(client, make_member(company, CompanyRole.ADMIN))

    for typed in ("nobody", "x" * 300):
        answer = client.post(
            reverse("storefront:company-members"), {"email": typed, "role": "approver"}
        )
        text = answer.content.decode()
        assert 'id="id_email_error"' in text
        assert f'value="{typed}"' in text
        assert '<option value="approver" selected>' in text
    assert not company.invitations.exists()


def test_a_role_that_is_none_changes_nothing(client, company):
    admin, member = make_member(company, CompanyRole.ADMIN), make_member(company)
    sign_in(client, admin)

    for typed in ("", "owner"):
        client.post(reverse("storefront:company-role", args=[member.public_id]), {"role": typed})

    member.refresh_from_db()
    assert member.company_role == CompanyRole.BUYER


def test_an_approver_sees_what_an_accepted_quote_orders_at_its_prices(client):
    buyer = quote_member(approval_from_minor=1)
    quote = accept(answer(ask_for_quote(buyer), "8.00"))
    row = quote.approvals.get()
    sign_in(client, make_member(buyer.company, CompanyRole.APPROVER))

    text = page(client, "approval", public_id=row.public_id).content.decode()

    assert "10 × " in text
    assert "€8.00" in text
    assert f"Approve and order for €{row.total_minor / 100:.2f}" in text
