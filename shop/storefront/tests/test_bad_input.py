"""Bad input: a clear message at its field, and nothing that was typed is lost.

``BAD`` holds what people get wrong, form by form, and ``ONLY_BUTTONS`` why an address that is
posted to needs no such thing. **A new form needs a line in one of them**, else
``test_every_form_is_tried`` fails and names its address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.addresses import AddressDetails, add_address
from accounts.models import Customer
from catalog.models import Product, Wishlist
from catalog.wishlists import create_wishlist
from foundation import clock
from inventory.services import adjust_stock
from notifications.sending import send_due
from orders.fulfilment import ship_order
from orders.models import Order
from orders.tests.factories import make_cart
from orders.tests.placed import line_ids, make_order
from pricing.tests.factories import make_coupon
from shop.storefront.tests.people import PASSWORD, client_of, make_customer
from shop.storefront.tests.reading import Page
from tests.permissions import addresses
from tests.permissions.rules import RULES
from tests.permissions.world import World, make_world

pytestmark = pytest.mark.django_db
TOO_LONG = "x" * 600
SECRETS = {"password", "password1", "password2", "oldpassword"}
WAYS: tuple[dict[str, str], ...] = ({}, {"HX-Request": "true"})


@dataclass(frozen=True)
class Store:
    """What the forms are about: Ada's things, and a mug of which ten are left."""

    ada: Customer
    mug: Product
    wishlist: Wishlist
    address_id: int
    sent: Order

    @property
    def variant(self) -> str:
        """The one in Ada's cart."""
        return self.mug.variants.earliest("pk").public_id

    @property
    def line(self) -> int:
        return line_ids(self.sent)[0]


Given = Callable[[Store], dict[str, Any]]


@dataclass(frozen=True)
class Bad:
    """What somebody sends, the field that is wrong, and a part of what must be told there.

    Without a ``field`` it is told about the whole form. ``typed`` may be a function of the
    store; ``lost`` names what need not be there again, such as a number no list can hold.
    """

    name: str
    typed: dict[str, Any] | Given
    wrong: str
    told: str
    path: Callable[[Store], dict[str, Any]] = lambda store: {}
    is_guest: bool = False
    lost: set[str] = field(default_factory=set)

    def sent(self, store: Store) -> dict[str, Any]:
        return self.typed(store) if callable(self.typed) else self.typed

    @property
    def id(self) -> str:
        return f"{self.name.removeprefix('storefront:')}-{self.wrong}-{self.told[:24]}"


ADDRESS = {
    "label": "Home",
    "name": "Ada Lovelace",
    "company": "Engines Ltd",
    "vat_id": "",
    "line1": "12 St James's Square",
    "line2": "second floor",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "region": "England",
    "country": "GB",
    "phone": "+44 20 7946 0001",
    "is_default": "on",
}
REQUIRED = "This field is required."
LONG = "at most"


def _addresses() -> list[Bad]:
    wrong = [
        *[(name, "", REQUIRED) for name in ("name", "line1", "postcode", "city", "country")],
        *[(name, TOO_LONG, LONG) for name in ("label", "name", "company", "line1", "line2")],
        *[(name, TOO_LONG, LONG) for name in ("postcode", "city", "region", "vat_id")],
        ("phone", "ring me", "phone number"),
        ("country", "ZZ", "Select a valid choice"),
        ("vat_id", "DE136695977", "VAT number"),
    ]
    paths: dict[str, Callable[[Store], dict[str, Any]]] = {
        "storefront:address-add": lambda store: {},
        "storefront:address": lambda store: {"address_id": store.address_id},
    }
    return [
        Bad(
            name,
            {**ADDRESS, **({"country": "DE"} if which == "vat_id" else {}), which: typed},
            which,
            told,
            path=path,
            lost={"country"} if typed in {"ZZ", ""} and which == "country" else set(),
        )
        for name, path in paths.items()
        for which, typed, told in wrong
    ]


def _quantities() -> list[Bad]:
    def add(quantity: str) -> Given:
        return lambda store: {
            "product": store.mug.public_id, "colour": "sand", "quantity": quantity,
        }  # fmt: skip

    def update(quantity: str) -> Given:
        return lambda store: {"variant": store.variant, "quantity": quantity}

    wrong = [("abc", "not a quantity"), ("-1", "not a quantity"), ("1.5", "not a quantity"),
             ("", "not a quantity"), ("1000", "At most 99"), ("50", "Only 10 are")]  # fmt: skip
    return [
        *[Bad("storefront:cart-update", update(text), "quantity", told) for text, told in wrong],
        *[
            Bad("storefront:cart-add", add(text), "", told, lost={"quantity", "colour", "product"})
            for text, told in [*wrong, ("0", "at least one")]
        ],
    ]


def _coupons() -> list[Bad]:
    wrong = [
        ("", "Type the code"),
        ("NOPE", "code"),
        ("OVER", "holds no longer"),
        ("SPENT", "used"),
        (TOO_LONG, "Type the code"),
    ]
    return [Bad("storefront:cart-coupon", {"code": code}, "code", told) for code, told in wrong]


def _return(units: str, reason: str, note: str = "It is too small.") -> Given:
    return lambda store: {
        f"units-{store.line}": units,
        f"reason-{store.line}": reason,
        "note": note,
        "key": "a" * 32,
    }


def _of_sent(store: Store) -> dict[str, Any]:
    return {"token": store.sent.token}


def _of_mug(store: Store) -> dict[str, Any]:
    return {"slug": store.mug.slug_en}


def _of_wishlist(store: Store) -> dict[str, Any]:
    return {"public_id": store.wishlist.public_id}


def _alert(email: str) -> Given:
    return lambda store: {"variant": store.variant, "email": email}


REVIEW = {"rating": "4", "title": "Holds tea", "text": "It holds tea.", "author": "Ada L."}
KEY = {"name": "My phone", "scopes": ["catalogue:read"], "expires_on": "2099-01-01"}
BAD = [
    *_addresses(),
    *_quantities(),
    *_coupons(),
    Bad("storefront:cart-country", {"country": "ZZ"}, "country", "Choose", lost={"country"}),
    Bad("storefront:consent", {}, "level", "Choose one"),
    Bad("storefront:consent", {"level": "9"}, "level", "Choose one", lost={"level"}),
    Bad("storefront:review", {**REVIEW, "rating": ""}, "rating", "stars", path=_of_mug),
    Bad("storefront:review", {**REVIEW, "text": ""}, "text", REQUIRED, path=_of_mug),
    Bad("storefront:review", {**REVIEW, "title": TOO_LONG}, "title", LONG, path=_of_mug),
    Bad("storefront:review", {**REVIEW, "text": "x" * 5_001}, "text", LONG, path=_of_mug),
    Bad("storefront:review", {**REVIEW, "author": TOO_LONG}, "author", LONG, path=_of_mug),
    Bad("storefront:wishlists", {"name": ""}, "name", REQUIRED),
    Bad("storefront:wishlists", {"name": TOO_LONG}, "name", LONG),
    Bad("storefront:wishlists", {"name": "Taken"}, "name", "You have a list"),
    Bad("storefront:wishlist", {"name": ""}, "name", REQUIRED, path=_of_wishlist),
    Bad("storefront:wishlist", {"name": TOO_LONG}, "name", LONG, path=_of_wishlist),
    Bad("storefront:alert-ask", _alert(""), "email", REQUIRED),
    Bad("storefront:alert-ask", _alert("nobody"), "email", "valid email"),
    Bad("storefront:order-return", _return("0", ""), "", "what you want", path=_of_sent),
    Bad("storefront:order-return", _return("1", ""), "reason-", "Tell us why", path=_of_sent),
    Bad("storefront:order-return", _return("1", "bored"), "reason-", "valid", path=_of_sent,
        lost={"reason-"}),
    Bad("storefront:order-return", _return("9", "too_small"), "units-", "valid", path=_of_sent,
        lost={"units-"}),
    Bad("storefront:order-return", _return("1", "too_small", TOO_LONG), "note", LONG,
        path=_of_sent),
    Bad("storefront:mail-choice", {"mail": ["back_in_stock"], "language": "xx"}, "language",
        "valid", lost={"language"}),
    Bad("storefront:mail-choice", {"mail": ["gossip"], "language": "de"}, "mail", "valid",
        lost={"mail"}),
    Bad("storefront:data-erase", {"email": "eve@example.com"}, "email", "not the address"),
    Bad("storefront:data-erase", {"email": ""}, "email", REQUIRED),
    Bad("storefront:tokens", {**KEY, "name": ""}, "name", REQUIRED),
    Bad("storefront:tokens", {**KEY, "name": TOO_LONG}, "name", LONG),
    Bad("storefront:tokens", {**KEY, "scopes": []}, "scopes", "what it may do"),
    Bad("storefront:tokens", {**KEY, "expires_on": "2020-01-01"}, "expires_on", "a day to come"),
    Bad("storefront:tokens", {**KEY, "expires_on": "soon"}, "expires_on", "valid date"),
    Bad("account_login", {"login": "ada@example.com", "password": "wrong"}, "", "not correct",
        is_guest=True),
    Bad("account_login", {"login": "nobody", "password": "wrong"}, "login", "valid email",
        is_guest=True),
    Bad("account_signup", {"email": "nobody", "password1": PASSWORD}, "email", "valid email",
        is_guest=True),
    Bad("account_signup", {"email": "eve@example.com", "password1": "abc"}, "password1",
        "too short", is_guest=True),
    Bad("account_reset_password", {"email": "nobody"}, "email", "valid email", is_guest=True),
    Bad("account_change_password",
        {"oldpassword": "wrong", "password1": PASSWORD, "password2": PASSWORD},
        "oldpassword", "current password"),
    Bad("account_change_password",
        {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": "another"},
        "password2", "same password"),
    Bad("account_email", {"action_add": "", "email": "nobody"}, "email", "valid email",
        lost={"action_add"}),
    Bad("account_reauthenticate", {"password": "wrong"}, "password", "password"),
]  # fmt: skip

# Addresses that are posted to and hold nothing that could be typed wrongly.
ONLY_BUTTONS = {
    "storefront:address-default": "a button",
    "storefront:address-remove": "a button",
    "storefront:alert-cancel": "a button of a mail's link",
    "storefront:alert-confirm": "a button of a mail's link",
    "storefront:currency": "a button for each currency",
    "storefront:data-download": "a button",
    "storefront:order-again": "a button; what cannot be had is told in the cart",
    "storefront:order-cancel": "a button",
    "storefront:order-return-withdraw": "a button",
    "storefront:pay": "a choice that is made when the page opens; told above it if it is gone",
    "storefront:preference": "a button for each stance",
    "storefront:preferences-forget": "a button",
    "storefront:review-remove": "a button",
    "storefront:review-vote": "a button for each answer",
    "storefront:test-bank": "a button for each answer",
    "storefront:token-revoke": "a button",
    "storefront:unsubscribe": "a button of a mail's link",
    "storefront:wish-add": "a heart; the lists to choose from are one's own",
    "storefront:wish-remove": "a button",
    "storefront:wish-to-cart": "a button; what cannot be had is told on the list",
    "storefront:wishlist-remove": "a button",
    "storefront:wishlist-share": "a button",
    "account_confirm_email": "a button of a mail's link",
    "account_logout": "a button",
    "mfa_deactivate_totp": "a button",
    "mfa_download_recovery_codes": "a file; asked for without codes it leads to their page",
    "mfa_generate_recovery_codes": "a button",
}
# Forms that need more of a beginning than a table can hold have tests of their own.
OWN_TESTS = {
    "storefront:checkout": "below: every field",
    "account_reset_password_from_key": "below",
    "account_set_password": "below",
    "mfa_activate_totp": "below",
    "mfa_authenticate": "below",
    "mfa_reauthenticate": "below",
    "account_confirm_login_code": "logins by code are turned off: it leads to the login",
}


HOME = AddressDetails(
    name="Ada Lovelace", line1="12 St James's Square", postcode="SW1Y 4JH", city="London",
    country="GB",
)  # fmt: skip


@pytest.fixture
def store(stocked: Product, settings: Any) -> Store:
    settings.ACCOUNT_RATE_LIMITS = False
    ada = make_customer()
    create_wishlist(customer=ada, name="Taken")
    make_coupon("OVER", ends_at=clock.now() - timedelta(days=1))
    make_coupon("SPENT", most_uses=0)
    make_cart(stocked, customer=ada)
    sent = make_order("12.00", quantity=2)
    ship_order(order=sent)
    return Store(
        ada=ada,
        mug=stocked,
        wishlist=create_wishlist(customer=ada, name="Birthday"),
        address_id=add_address(customer=ada, details=HOME).pk,
        sent=sent,
    )


def _whole(name: str, store: Store) -> str:
    """A name that ends with a dash goes on with the number of the order's line."""
    return f"{name}{store.line}" if name.endswith("-") else name


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
        _assert_kept(page, sent, {_whole(name, store) for name in bad.lost})


def _told_somewhere(page: Page) -> str:
    return page.alerts() + "".join(
        one.text for one in page.root if "alert-problem" in one.attributes.get("class", "")
    )


def _assert_kept(page: Page, sent: dict[str, Any], lost: set[str]) -> None:
    for name in sent.keys() - SECRETS - lost:
        wanted = sent[name] if isinstance(sent[name], list) else [sent[name]]
        assert {text for text in wanted if text} <= set(page.values(name)), name


def test_without_script_the_chosen_number_and_colour_stay(store):
    sent = {"product": store.mug.public_id, "colour": "sand", "quantity": "5"}
    adjust_stock(
        variant_id=store.mug.variants.get(option_values__code="sand").pk, on_hand=3, note="counted"
    )
    page = Page(client_of(None).post("/cart/add/", sent).content.decode())
    assert (page.values("quantity"), page.values("colour")) == (["5"], ["sand"])
    assert "Only 3 are left" in page.told_at("quantity")


# --- the checkout ------------------------------------------------------------------------------
TYPED = {
    "email": "ada@example.com",
    "saved": "other",
    "name": "Ada Lovelace",
    "company": "Engines Ltd",
    "line1": "12 St James's Square",
    "line2": "second floor",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "region": "England",
    "country": "GB",
    "phone": "+44 20 7946 0001",
    "vat_number": "",
    "billing_differs": "on",
    "billing_name": "Charles Babbage",
    "billing_company": "Difference plc",
    "billing_line1": "1 Dorset Street",
    "billing_line2": "ground floor",
    "billing_postcode": "W1U 4EG",
    "billing_city": "London",
    "billing_country": "GB",
    "payment": "test:success",
    "note": "Ring twice.",
}
NEEDED = ("email", "name", "line1", "postcode", "city", "billing_name", "billing_line1",
          "billing_postcode", "billing_city")  # fmt: skip
LIMITED = (*NEEDED[1:], "company", "line2", "region", "billing_company", "billing_line2", "note",
           "vat_number")  # fmt: skip
WRONG_IN_CHECKOUT = [
    *[(name, {name: ""}, REQUIRED) for name in NEEDED],
    *[(name, {name: TOO_LONG}, LONG) for name in LIMITED],
    ("email", {"email": "nobody"}, "valid email"),
    ("phone", {"phone": "ring me"}, "phone number"),
    ("country", {"country": "ZZ"}, "valid choice"),
    ("billing_country", {"billing_country": "ZZ"}, "valid choice"),
    ("vat_number", {"vat_number": "DE136695977", "billing_country": "DE"}, "VAT number"),
    ("vat_number", {"vat_number": "rubbish", "billing_country": "DE"}, "VAT number"),
    ("shipping", {"shipping": ""}, "delivered"),
    ("shipping", {"shipping": "carrier-pigeon"}, "valid choice"),
    ("payment", {"payment": ""}, "how to pay"),
    ("payment", {"payment": "test:gold"}, "valid choice"),
    ("payment", {"payment": "test:decline"}, "declined"),
]


@pytest.mark.parametrize(("wrong", "changes", "told"), WRONG_IN_CHECKOUT)
def test_the_checkout_tells_each_field_and_keeps_the_rest(store, wrong, changes, told):
    client = client_of(store.ada)
    cannot_be_shown = {name for name, value in changes.items() if value in _NOT_IN_A_LIST}
    for headers in WAYS:
        sent = {**_as_opened(client), **TYPED, **changes}
        response = client.post("/checkout/", sent, headers=headers)
        assert response.status_code == 200
        page = Page(response.content.decode())
        assert told.casefold() in page.told_at(wrong).casefold()
        _assert_kept(page, sent, {"key"} | cannot_be_shown)


_NOT_IN_A_LIST = {"ZZ", "carrier-pigeon", "test:gold"}


def _as_opened(client: Client) -> dict[str, str]:
    """What the page itself sends along: the key, the totals shown, the way of delivery."""
    page = Page(client.get("/checkout/").content.decode())
    names = {
        one.attributes["name"]
        for one in page.root
        if one.tag == "input" and one.attributes.get("type") == "hidden"
    }
    wanted = {name for name in names if name == "key" or name.startswith("seen-")} | {"shipping"}
    return {name: page.values(name)[0] for name in wanted}


# --- logins that take more steps ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "second", "wrong", "told"),
    [("abc", "abc", "password1", "too short"), (PASSWORD, "another", "password2", "same")],
)
def test_a_new_password_is_told_what_is_wrong(store, first, second, wrong, told):
    typed = {"password1": first, "password2": second}
    client = client_of(store.ada)
    store.ada.user.set_unusable_password()
    store.ada.user.save()
    client = client_of(store.ada)
    page = Page(client.post(reverse("account_set_password"), typed).content.decode())
    assert told in page.told_at(wrong)


def test_a_password_that_was_reset_must_be_good(store, client):
    client.post(reverse("account_reset_password"), {"email": store.ada.email})
    send_due()
    [link] = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    address = client.get(link)["Location"]
    page = Page(client.post(address, {"password1": "abc", "password2": "abc"}).content.decode())
    assert "too short" in page.told_at("password1")


@pytest.fixture
def signed_in(store):
    """Ada's browser, her password just typed."""
    client = client_of(store.ada)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_a_wrong_first_code_of_an_authenticator_is_told(signed_in):
    page = Page(signed_in.post(reverse("mfa_activate_totp"), {"code": "12x"}).content.decode())
    assert "code" in page.told_at("code").casefold()
    assert page.values("code") == ["12x"]


@pytest.mark.parametrize("name", ["mfa_authenticate", "mfa_reauthenticate"])
def test_a_wrong_code_at_the_second_step_is_told(store, signed_in, name):
    TOTP.activate(store.ada.user, generate_totp_secret())
    if name == "mfa_authenticate":
        signed_in.logout()
        typed = {"login": store.ada.email, "password": PASSWORD}
        assert signed_in.post(reverse("account_login"), typed)["Location"] == reverse(name)
    page = Page(signed_in.post(reverse(name), {"code": "12x"}).content.decode())
    assert "code" in page.told_at("code").casefold()
    assert page.values("code") == ["12x"]


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
