"""What people get wrong, form by form, and the store in which they do.

**A new form needs a line in ``BAD``**, else ``test_bad_input.test_every_form_is_tried`` fails and
names its address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.addresses import AddressDetails, add_address
from accounts.models import Customer
from catalog.models import Product, Wishlist
from catalog.tests.factories import make_product
from catalog.wishlists import create_wishlist
from foundation import clock
from orders.fulfilment import ship_order
from orders.models import Order, Quote, Subscription
from orders.tests.factories import make_cart, make_details
from orders.tests.placed import line_ids, make_order
from orders.tests.quote_rows import answer, ask, join_company
from orders.tests.subscription_rows import fill_subscriptions
from pricing.tests.factories import make_coupon
from shop.storefront.tests.people import PASSWORD, make_customer
from shop.storefront.tests.reading import Page

TOO_LONG = "x" * 600
PLACE = {"name": "Ada King", "line1": "5 Ockham Lane", "postcode": "GU23 6NP", "city": "Ockham"}
SECRETS = {"password", "password1", "password2", "oldpassword"}
WAYS: tuple[dict[str, str], ...] = ({}, {"HX-Request": "true"})

HOME = AddressDetails(
    name="Ada Lovelace", line1="12 St James's Square", postcode="SW1Y 4JH", city="London",
    country="GB",
)  # fmt: skip


@dataclass(frozen=True)
class Store:
    """What the forms are about: Ada's things, and a mug of which ten are left."""

    ada: Customer
    mug: Product
    wishlist: Wishlist
    address_id: int
    sent: Order
    waiting: Order
    quote: Quote
    subscription: Subscription

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


def _gift_codes() -> list[Bad]:
    told = "No gift card has this code"
    return [
        Bad("storefront:gift-card", {"gift_code": code}, "gift_code", told)
        for code in ("", "NOPE", "0000-0000-0000-0000", TOO_LONG)
    ]


def _return(units: str, reason: str, note: str = "It is too small.") -> Given:
    return lambda store: {
        f"units-{store.line}": units,
        f"reason-{store.line}": reason,
        "note": note,
        "key": "a" * 32,
    }


def _of_sent(store: Store) -> dict[str, Any]:
    return {"token": store.sent.token}


def _of_waiting(store: Store) -> dict[str, Any]:
    return {"token": store.waiting.token}


def _of_mug(store: Store) -> dict[str, Any]:
    return {"slug": store.mug.slug_en}


def _of_wishlist(store: Store) -> dict[str, Any]:
    return {"public_id": store.wishlist.public_id}


def _alert(email: str) -> Given:
    return lambda store: {"variant": store.variant, "email": email}


def _say(text: str) -> Given:
    return lambda store: {"text": text, "key": "a" * 32}


def _of_quote(store: Store) -> dict[str, Any]:
    return {"public_id": store.quote.public_id}


def _of_subscription(store: Store) -> dict[str, Any]:
    return {"public_id": store.subscription.public_id}


def _units(units: str) -> Given:
    return lambda store: {"do": "quantities", f"line-{store.subscription.lines.get().pk}": units}


def _subscriptions() -> list[Bad]:
    moved = {"do": "place", **PLACE, "country": "GB"}
    wrong: list[tuple[dict[str, Any] | Given, str, str, set[str]]] = [
        ({**moved, "city": ""}, "city", REQUIRED, set()),
        ({**moved, "line1": TOO_LONG}, "line1", LONG, set()),
        ({**moved, "phone": "x"}, "phone", "phone", set()),
        ({"do": "rhythm", "interval": "9w", "if_out": "wait"}, "interval", "valid", {"interval"}),
        ({"do": "means", "means": "new:none"}, "means", "valid", {"means"}),
        (_units("100"), "line-", "less than", set()),
        (_units("many"), "line-", "whole number", set()),
        (_units("0"), "", "Nothing would be left", set()),
    ]
    return [
        Bad("storefront:subscription", typed, field, told, path=_of_subscription,
            lost={"do", *lost})
        for typed, field, told, lost in wrong
    ]  # fmt: skip


ASKED = {**{name: ADDRESS[name] for name in ADDRESS if name not in {"label", "is_default"}},
         "items": "NOPE-1 2", "wish": "By Monday"}  # fmt: skip
REVIEW = {"rating": "4", "title": "Holds tea", "text": "It holds tea.", "author": "Ada L."}
KEY = {"name": "My phone", "scopes": ["catalogue:read"], "expires_on": "2099-01-01"}
BAD = [
    *_addresses(),
    *_quantities(),
    *_coupons(),
    *_gift_codes(),
    *_subscriptions(),
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
    Bad("storefront:order-address", {**PLACE, "city": ""}, "city", REQUIRED, path=_of_waiting),
    Bad("storefront:order-address", {**PLACE, "line1": TOO_LONG}, "line1", LONG, path=_of_waiting),
    Bad("storefront:order-address", {**PLACE, "phone": "x"}, "phone", "phone", path=_of_waiting),
    Bad("storefront:order-return", _return("0", ""), "", "what you want", path=_of_sent),
    Bad("storefront:order-return", _return("1", ""), "reason-", "Tell us why", path=_of_sent),
    Bad("storefront:order-return", _return("1", "bored"), "reason-", "valid", path=_of_sent,
        lost={"reason-"}),
    Bad("storefront:order-return", _return("9", "too_small"), "units-", "valid", path=_of_sent,
        lost={"units-"}),
    Bad("storefront:order-return", _return("1", "too_small", TOO_LONG), "note", LONG,
        path=_of_sent),
    Bad("storefront:quick-order", {"items": ""}, "items", "at least one line", is_guest=True),
    Bad("storefront:quick-order", {"items": "NOPE-1 2\nNOPE-2 x"}, "", "2 lines need"),
    Bad("storefront:quote-ask", ASKED, "items", "Some lines cannot be read"),
    Bad("storefront:quote-ask", {**ASKED, "items": ""}, "items", "at least one line"),
    Bad("storefront:quote-ask", {**ASKED, "city": ""}, "city", REQUIRED),
    Bad("storefront:quote-ask", {**ASKED, "wish": "x" * 1_001}, "wish", LONG),
    Bad("storefront:quote-accept", {"version": "1", "po_number": "x" * 41}, "po_number", LONG,
        path=_of_quote),
    Bad("storefront:quote-accept", {"version": "9", "po_number": "PO-1"}, "", "newer offer",
        path=_of_quote),
    Bad("storefront:quote-decline", {"reason": TOO_LONG}, "reason", LONG, path=_of_quote),
    Bad("storefront:quote-again", {"items": "NOPE-1 2", "wish": "Twice"}, "", "1 line needs",
        path=_of_quote),
    Bad("storefront:quote-again", {"items": "", "wish": "Twice"}, "items", "at least one line",
        path=_of_quote),
    Bad("storefront:mail-choice", {"mail": ["back_in_stock"], "language": "xx"}, "language",
        "valid", lost={"language"}),
    Bad("storefront:mail-choice", {"mail": ["gossip"], "language": "de"}, "mail", "valid",
        lost={"mail"}),
    Bad("storefront:assistant-say", _say(""), "text", "Type what", is_guest=True, lost={"key"}),
    Bad("storefront:assistant-say", _say("x" * 1_001), "text", "at most", lost={"key"}),
    Bad("storefront:age", {"year": "soon"}, "year", "whole number", lost={"year"}),
    Bad("storefront:age", {"year": "1066"}, "year", "Give a year"),
    Bad("storefront:birthday", {"month": "2", "day": "30"}, "day", "no such day"),
    Bad("storefront:birthday", {"month": "2", "day": "x"}, "day", "whole number", lost={"day"}),
    Bad("storefront:birthday", {"month": "2"}, "day", "or neither"),
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


def open_store(mug: Product) -> Store:
    """The store of one shelf, with Ada's things."""
    ada = make_customer()
    create_wishlist(customer=ada, name="Taken")
    make_coupon("OVER", ends_at=clock.now() - timedelta(days=1))
    make_coupon("SPENT", most_uses=0)
    make_cart(mug, customer=ada)
    sent = make_order("12.00", quantity=2)
    ship_order(order=sent)
    return Store(
        ada=ada,
        mug=mug,
        wishlist=create_wishlist(customer=ada, name="Birthday"),
        address_id=add_address(customer=ada, details=HOME).pk,
        sent=sent,
        waiting=make_order("12.00", details=make_details(email="bea@example.com")),
        quote=answer(ask(join_company(ada))),
        subscription=fill_subscriptions(make_product(), ada),
    )


def assert_kept(page: Page, sent: dict[str, Any], lost: set[str]) -> None:
    """What was typed is still there, but for secrets and what cannot be shown again."""
    for name in sent.keys() - SECRETS - lost:
        wanted = sent[name] if isinstance(sent[name], list) else [sent[name]]
        assert {text for text in wanted if text} <= set(page.values(name)), name
