"""Asking for a quote, answering it and ordering by a list, on the pages, without any script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import CompanyRole, Customer
from orders.carts import open_cart
from orders.models import ApprovalRequest, Cart, Order, Quote, QuoteState
from orders.tests.quote_rows import answer, ask, join_company
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db
PLACE = {
    "name": "Ada Lovelace", "line1": "12 St James's Square", "postcode": "SW1Y 4JH",
    "city": "London", "country": "GB",
}  # fmt: skip


@pytest.fixture
def ada(stocked) -> Customer:
    return join_company(make_customer())


def test_a_request_begins_with_what_is_in_the_cart(ada, stocked):
    variant = stocked.variants.earliest("pk")
    cart = open_cart(customer=ada, currency="EUR")
    cart.lines.create(variant=variant, quantity=3)
    client = client_of(ada)

    page = client.get(reverse("storefront:quote-ask")).content.decode()
    assert f"{variant.sku} 3" in page
    sent = {**PLACE, "items": f"{variant.sku} 40", "wish": "Every month"}
    response = client.post(reverse("storefront:quote-ask"), sent)

    quote = Quote.objects.get()
    assert response["Location"] == reverse("storefront:quote", args=[quote.public_id])
    assert (quote.state, quote.company) == (QuoteState.REQUESTED, ada.company)
    assert quote.versions.get().lines.get().quantity == 40
    assert quote.details["email"] == ada.email


def test_an_accepted_offer_leads_to_its_order(ada):
    quote = answer(ask(ada))
    sent = {"version": "1", "po_number": "PO-9"}
    response = client_of(ada).post(reverse("storefront:quote-accept", args=[quote.public_id]), sent)
    order = Order.objects.get()
    assert response["Location"] == reverse("storefront:order", args=[order.token])
    assert order.po_number == "PO-9"
    page = client_of(ada).get(reverse("storefront:quote", args=[quote.public_id]))
    assert str(order) in page.content.decode()


def test_a_number_that_the_company_needs_is_not_called_optional(ada):
    url = reverse("storefront:quote", args=[answer(ask(ada)).public_id])
    label = "Purchase-order number"
    before = client_of(ada).get(url).content.decode().partition(label)[2].partition("</label>")[0]
    assert "optional" in before
    ada.company.needs_po_number = True
    ada.company.save()
    for page in (client_of(ada).get(url), client_of(ada).post(f"{url}accept/", {"version": "1"})):
        after = page.content.decode().partition(label)[2].partition("</label>")[0]
        assert "optional" not in after
    assert "needs a purchase-order number" in page.content.decode()
    assert not Order.objects.exists()


def test_what_needs_approval_says_so_and_waits(ada):
    ada.company.approval_from_minor = 1
    ada.company.save()
    quote = answer(ask(ada))
    url = reverse("storefront:quote-accept", args=[quote.public_id])
    page = client_of(ada).post(url, {"version": "1"}, follow=True).content.decode()
    assert "as soon as somebody" in page
    assert ApprovalRequest.objects.get().quote == quote
    assert not Order.objects.exists()


def test_colleagues_see_no_quote_but_approvers_do(ada):
    quote = answer(ask(ada))
    colleague = make_customer("bea@example.com", "Bea")
    colleague.company = ada.company
    colleague.save()
    url = reverse("storefront:quote", args=[quote.public_id])
    assert client_of(colleague).get(url).status_code == 404
    colleague.company_role = CompanyRole.APPROVER
    colleague.save()
    assert client_of(colleague).get(url).status_code == 200


def test_the_offer_can_be_printed_and_only_once_it_was_made(ada):
    quote = ask(ada)
    url = reverse("storefront:quote-paper", args=[quote.public_id, 1])
    assert client_of(ada).get(url).status_code == 404
    answer(quote)
    response = client_of(ada).get(url)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_a_file_and_a_pasted_list_fill_the_cart_together(stocked):
    variant = stocked.variants.earliest("pk")
    client = client_of(None)
    file = SimpleUploadedFile("list.csv", f"SKU;Menge\n{variant.sku};2\n".encode("utf-8-sig"))
    response = client.post(
        reverse("storefront:quick-order"), {"items": f"{variant.sku} 1", "file": file}
    )
    assert response["Location"] == reverse("storefront:cart")
    assert Cart.objects.get().lines.get().quantity == 3


def test_lines_that_do_not_go_in_stay_to_be_put_right(stocked):
    variant = stocked.variants.earliest("pk")
    page = (
        client_of(None)
        .post(reverse("storefront:quick-order"), {"items": f"{variant.sku} 1\nNOPE-7 2"})
        .content.decode()
    )
    assert "Line 2" in page
    assert ">\nNOPE-7 2</textarea>" in page
    assert "1 item is in your cart" in page


def test_a_file_that_is_no_list_is_refused(stocked):
    file = SimpleUploadedFile("list.csv", b"PK\x03\x04\0\0")
    page = client_of(None).post(reverse("storefront:quick-order"), {"file": file})
    assert "no CSV file" in page.content.decode()
    assert not Cart.objects.exists()


def test_who_asks_for_a_quote_signs_in_first():
    response = client_of(None).get(reverse("storefront:quote-ask"))
    assert "/login/" in response["Location"]
