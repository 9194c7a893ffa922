"""Bad input: a clear message at its field, and nothing that was typed is lost.

``bad_input.BAD`` holds what people get wrong, form by form, and ``ONLY_BUTTONS`` why an address
that is posted to needs no such thing. **A new form needs a line in one of them**, else
``test_every_form_is_tried`` fails and names its address.
"""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse

from catalog.models import Product
from inventory.services import adjust_stock
from shop.storefront.tests.bad_input import BAD, WAYS, Store, assert_kept, open_store
from shop.storefront.tests.people import client_of
from shop.storefront.tests.reading import Page
from tests.permissions import addresses
from tests.permissions.rules import RULES
from tests.permissions.world import World, make_world

pytestmark = pytest.mark.django_db

# Addresses that are posted to and hold nothing that could be typed wrongly.
ONLY_BUTTONS = {
    "storefront:address-default": "a button",
    "storefront:address-remove": "a button",
    "storefront:alert-cancel": "a button of a mail's link",
    "storefront:alert-confirm": "a button of a mail's link",
    "storefront:assistant-anew": "a button",
    "storefront:assistant-back": "a button",
    "storefront:assistant-thumb": "two buttons",
    "storefront:card-remove": "a button",
    "storefront:currency": "a button for each currency",
    "storefront:data-download": "a button",
    "storefront:download": "a button of a signed link",
    "storefront:friend-link": "a button",
    "storefront:inbox-open": "a button",
    "storefront:inbox-read": "a button",
    "storefront:inbox-remove": "a button",
    "storefront:not-for-me": "a button on each card",
    "storefront:order-again": "a button; what cannot be had is told in the cart",
    "storefront:order-cancel": "a button",
    "storefront:order-return-withdraw": "a button",
    "storefront:pay": "a choice that is made when the page opens; told above it if it is gone",
    "storefront:preference": "a button for each stance",
    "storefront:preferences-forget": "a button",
    "storefront:push-remove": "a button",
    "storefront:review-remove": "a button",
    "storefront:review-vote": "a button for each answer",
    "storefront:test-bank": "a button for each answer",
    "storefront:token-revoke": "a button",
    "storefront:not-me": "a button of a mail's link",
    "storefront:prove-again": "a button",
    "storefront:unsubscribe": "a button of a mail's link",
    "storefront:wish-add": "a heart; the lists to choose from are one's own",
    "storefront:wish-remove": "a button",
    "storefront:wish-to-cart": "a button; what cannot be had is told on the list",
    "storefront:wishlist-remove": "a button",
    "storefront:company-role": "a choice of three",
    "storefront:company-member-remove": "a button",
    "storefront:company-invitation-withdraw": "a button",
    "storefront:company-join": "a button of a mail's link",
    "storefront:approval-yes": "a button; a total that has changed is told on the page",
    "storefront:approval-take-back": "a button",
    "storefront:wishlist-share": "a button",
    "storefront:assistant-open": "a button of a mail's link",
    "account_confirm_email": "a button of a mail's link",
    "account_logout": "a button",
    "mfa_deactivate_totp": "a button",
    "mfa_download_recovery_codes": "a file; asked for without codes it leads to their page",
    "mfa_generate_recovery_codes": "a button",
}
# Forms that need more of a beginning than a table can hold have tests of their own.
OWN_TESTS = {
    "storefront:checkout": "test_bad_input_of_checkout: every field",
    "storefront:company-members": "test_companies: an address that is none",
    "storefront:approval-no": "test_companies: no reason",
    "storefront:assistant-rate": "test_talk: stars and a note",
    "storefront:assistant-settle": "test_assistant: what each proposal asks",
    "storefront:push-add": "test_inbox: what no browser tells; only script posts there",
    "storefront:picture_search": "test_picture_search: every way in which a picture is refused",
    "storefront:prove": "shop.doors.tests.test_login: a wrong code, and none",
    "account_reset_password_from_key": "test_bad_input_of_logins",
    "account_set_password": "test_bad_input_of_logins",
    "mfa_activate_totp": "test_bad_input_of_logins",
    "mfa_authenticate": "test_bad_input_of_logins",
    "mfa_reauthenticate": "test_bad_input_of_logins",
    "account_confirm_login_code": "logins by code are turned off: it leads to the login",
}


@pytest.fixture
def store(stocked: Product, settings: Any) -> Store:
    settings.ACCOUNT_RATE_LIMITS = False
    return open_store(stocked)


def _whole(name: str, store: Store) -> str:
    """A name that ends with a dash goes on with the number of a line: of what is subscribed to
    for ``line-``, else of the order."""
    if not name.endswith("-"):
        return name
    return f"{name}{store.subscription.lines.get().pk if name == 'line-' else store.line}"


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.id)
def test_bad_input_is_told_at_its_field_and_stays(store, bad):
    client = client_of(None if bad.is_guest else store.ada)
    sent = bad.sent(store)
    for headers in WAYS:
        response = client.post(reverse(bad.name, kwargs=bad.path(store)), sent, headers=headers)
        assert response.status_code == 200
        page = Page(response.content.decode())
        told = page.told_at(_whole(bad.wrong, store)) if bad.wrong else _told_somewhere(page)
        assert bad.told.casefold() in told.casefold()
        assert_kept(page, sent, {_whole(name, store) for name in bad.lost})


def _told_somewhere(page: Page) -> str:
    return page.alerts() + "".join(
        one.text for one in page.root if "alert-problem" in one.attributes.get("class", "")
    )


def test_without_script_the_chosen_number_and_colour_stay(store):
    sent = {"product": store.mug.public_id, "colour": "sand", "quantity": "5"}
    adjust_stock(
        variant_id=store.mug.variants.get(option_values__code="sand").pk, on_hand=3, note="counted"
    )
    page = Page(client_of(None).post("/cart/add/", sent).content.decode())
    assert (page.values("quantity"), page.values("colour")) == (["5"], ["sand"])
    assert "Only 3 are left" in page.told_at("quantity")


# --- no form is forgotten ----------------------------------------------------------------------
@pytest.mark.slow
def test_every_form_is_tried():
    """Each address of the shop's pages that takes a post is in one of the tables above."""
    world = make_world()
    posted = {name for name in _pages() if _takes_posts(name, world)}
    tried = {bad.name for bad in BAD} | ONLY_BUTTONS.keys() | OWN_TESTS.keys()
    assert not sorted(posted - tried), "forms without bad input: see the docstring of this module"
    assert not sorted(tried - posted), "no longer posted to"


def _pages() -> list[str]:
    return [
        name
        for name in addresses.shop_names()
        if name.startswith(("storefront:", "account_", "mfa_"))
    ]


def _takes_posts(name: str, world: World) -> bool:
    """Whether a post is not refused as such; what it does is taken back."""
    EmailAddress.objects.update(verified=True)
    with transaction.atomic():
        url = reverse(name, kwargs=RULES[name].address(world))
        status = client_of(world.ada).post(url).status_code
        transaction.set_rollback(True)
    return status != 405
