"""Who may open what: a rule for every address of the shop, by its name.

**A new page needs a line here**, else ``test_every_address_has_a_rule`` fails and names it:

* a page for everybody: ``"storefront:home": everybody()``;
* a page of the customer's own account: ``customers()``;
* a page of one customer's thing: ``owner(address_id=lambda world: world.address.pk)``: its owner
  gets it, another customer gets 404 (or 403), a guest is asked to log in;
* a page that a secret link opens: ``holder(token=lambda world: world.order.token)``: whoever has
  the link gets it, and a made-up link opens nothing;
* a view of the API for staff: ``staff("orders.view_order")``;
* an action on chosen rows of a list in the admin: a line in ``admin_rules.ADMIN_ACTIONS``;
* a list of which many rows can be changed at once: a line in ``admin_rules.CHANGE_MANY``;
* a page of the admin beside the five that every model has: a line in ``admin_rules.ADMIN_PAGES``
  with the permission it needs.

Arguments of an address are given by keyword: functions of the ``World`` (``world.py``), which
holds one of everything that belongs to the customer Ada.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import shop.api.urls  # noqa: F401  (registers the entities)
from shop.api.records.entities import entities
from shop.api.records.writes import WRITES
from tests.permissions.world import World

Argument = Callable[[World], Any]


class Kind(Enum):
    EVERYBODY = "everybody"
    CUSTOMERS = "customers"
    OWNER = "owner"
    HOLDER = "holder"
    STAFF = "staff"


@dataclass(frozen=True)
class Rule:
    kind: Kind
    permission: str = ""
    writes: str = ""
    arguments: dict[str, Argument] = field(default_factory=dict)
    may_lack: bool = False  # the world has no such thing: who may ask is told so (404)

    def address(self, world: World) -> dict[str, Any]:
        return {name: of(world) for name, of in self.arguments.items()}


def everybody(**arguments: Argument) -> Rule:
    return Rule(Kind.EVERYBODY, arguments=arguments)


def customers(**arguments: Argument) -> Rule:
    return Rule(Kind.CUSTOMERS, arguments=arguments)


def owner(**arguments: Argument) -> Rule:
    return Rule(Kind.OWNER, arguments=arguments)


def holder(**arguments: Argument) -> Rule:
    return Rule(Kind.HOLDER, arguments=arguments)


def staff(reads: str, *, writes: str = "", **arguments: Argument) -> Rule:
    """``reads`` is the permission for GET, ``writes`` for POST (the same where none is named)."""
    return Rule(Kind.STAFF, permission=reads, writes=writes or reads, arguments=arguments)


def records() -> dict[str, Rule]:
    """A page and a row of every entity of the API, by the permission that each names."""
    found: dict[str, Rule] = {}
    for slug, entity in entities:
        found[f"api:records-{slug}"] = staff(entity.permission)
        row = Rule(
            Kind.STAFF, entity.permission, entity.permission, {"key": _no_row}, may_lack=True
        )
        found[f"api:records-{slug}-one"] = row
    for slug, view in WRITES.items():
        found[f"api:records-{slug}-bulk"] = staff(view.permissions["*"])
    return found


def _no_row(_world: World) -> str:
    return "0"


def _slug(world: World) -> str:
    return str(world.product.slug)


def _id_of(thing: str) -> Argument:
    return lambda world: str(getattr(world, thing).public_id)


_quote, _subscription = _id_of("quote"), _id_of("subscription")
_wishlist, _order = _id_of("wishlist"), _id_of("order")

RULES: dict[str, Rule] = {
    # --- the API -----------------------------------------------------------------------------
    "api:root": everybody(),
    "api:products": everybody(),
    "api:product": everybody(public_id=lambda world: world.product.public_id),
    "api:categories": everybody(),
    "api:cart": everybody(),
    "api:cart-lines": everybody(),
    "api:cart-line": everybody(variant_id=lambda world: world.variant.public_id),
    "api:cart-coupons": everybody(),
    "api:cart-gift-cards": everybody(),
    "api:cart-gift-card": everybody(card_id=lambda world: "0123456789abcdef"),
    "api:cart-coupon": everybody(code=lambda world: "CODE"),
    "api:checkout-quotes": everybody(),
    "api:checkout": everybody(),
    "api:checkout-approval": customers(),
    "api:orders": customers(),
    "api:order": owner(public_id=_order),
    "api:order-cancellation": owner(public_id=_order),
    "api:order-returns": owner(public_id=_order),
    "api:order-return": owner(
        public_id=_order, return_id=lambda world: world.order.returns.get().public_id
    ),
    "api:order-again": owner(public_id=_order),
    "api:company": customers(),
    "api:approvals": customers(),
    "api:approval": owner(public_id=lambda world: world.approval.public_id),
    "api:approval-decision": owner(public_id=lambda world: world.approval.public_id),
    "api:subscriptions": customers(),
    "api:subscription": owner(public_id=_subscription),
    "api:subscription-skip": owner(public_id=_subscription),
    "api:subscription-pause": owner(public_id=_subscription),
    "api:quotes": customers(),
    "api:quote": owner(public_id=_quote),
    "api:quote-acceptance": owner(public_id=_quote),
    "api:quote-rounds": owner(public_id=_quote),
    "api:addresses": customers(),
    "api:address": owner(address_id=lambda world: world.address.pk),
    "api:points": customers(),
    "api:points-entries": customers(),
    "api:wishlists": customers(),
    "api:wishlist": owner(public_id=_wishlist),
    "api:wishlist-link": owner(public_id=_wishlist),
    "api:wishes": owner(public_id=_wishlist),
    "api:wish": owner(public_id=_wishlist, variant_id=lambda world: world.variant.public_id),
    "api:alerts": customers(),
    "api:alert-requests": everybody(),
    "api:alert": customers(variant_id=lambda world: world.variant.public_id),
    "api:product-reviews": everybody(public_id=lambda world: world.product.public_id),
    "api:own-review": customers(public_id=lambda world: world.product.public_id),
    "api:own-reviews": customers(),
    "api:review-vote": customers(review_id=lambda world: world.review.public_id),
    "api:similar": everybody(),
    "api:similar-to": everybody(public_id=lambda world: world.product.public_id),
    "api:impressions": everybody(),
    "api:interactions": everybody(),
    "api:feedback": everybody(),
    "api:together": everybody(),
    "api:trending": everybody(),
    "api:for-you": everybody(),
    "api:for-cart": everybody(),
    "api:upsell": everybody(),
    "api:because-viewed": everybody(),
    "api:buy-again": everybody(),
    "api:new-for-you": everybody(),
    "api:neighbours": everybody(),
    "api:in-category": everybody(),
    "api:schema": everybody(),
    "api:docs": everybody(),
    **records(),
    "api:staff-orders": staff("orders.view_order"),
    "api:staff-order": staff("orders.view_order", public_id=lambda w: w.order.public_id),
    "api:staff-shipments": staff(
        "orders.view_shipment", writes="orders.fulfil_order", public_id=_order
    ),
    "api:staff-cancellation": staff("orders.refund_order", public_id=_order),
    "api:staff-coupons": staff("pricing.view_coupon", writes="pricing.add_coupon"),
    "api:staff-coupon": staff(
        "pricing.view_coupon", writes="pricing.change_coupon", code=lambda world: "CODE"
    ),
    "api:staff-stock": staff("inventory.view_stocklevel"),
    "api:staff-stock-counts": staff("inventory.change_stocklevel"),
    "api:staff-competitor-offers": staff("pricing.view_competitoroffer"),
    "api:staff-competitor-prices": staff(
        "pricing.import_competitorprice", code=lambda world: world.competitor.code
    ),
    "api:staff-price-positions": staff("pricing.view_competitoroffer"),
    "api:staff-prices": staff("pricing.view_price", writes="pricing.add_price"),
    "api:staff-price-suggestions": staff("pricing.view_pricesuggestion"),
    "api:staff-price-suggestion-table": staff("pricing.view_pricesuggestion"),
    "api:staff-price-approvals": staff("pricing.decide_pricesuggestion"),
    "api:staff-price-rejections": staff("pricing.decide_pricesuggestion"),
    "api:staff-price-schedules": staff("pricing.decide_pricesuggestion"),
    "api:staff-price-applications": staff("pricing.decide_pricesuggestion"),
    "api:staff-price-reversals": staff("pricing.decide_pricesuggestion"),
    "api:staff-forecasts": staff("forecasting.view_demandforecast"),
    "api:staff-forecast-table": staff("forecasting.view_demandforecast"),
    "api:staff-total-forecast": staff("forecasting.view_totalforecast"),
    "api:staff-plan": staff("forecasting.view_planline"),
    "api:staff-plan-table": staff("forecasting.view_planline"),
    "api:staff-plan-orders": staff("forecasting.order_planline"),
    "api:staff-outside-values": staff(
        "forecasting.change_outsideseries", code=lambda world: world.series.code
    ),
    # --- files and machines --------------------------------------------------------------------
    "beacon": everybody(),
    "mail-open": everybody(token=lambda world: "nothing"),
    "mail-click": everybody(token=lambda world: "nothing"),
    "mail-webhook": everybody(provider=lambda world: "test"),
    "feed": holder(token=lambda world: world.feed.token),
    "marketplace-stock": holder(token=lambda world: world.marketplace.token),
    "marketplace-sent": holder(token=lambda world: world.marketplace.token),
    "marketplace-refunds": holder(token=lambda world: world.marketplace.token),
    "media": everybody(path=lambda world: "products/none.svg"),
    "webhook": everybody(provider=lambda world: "test"),
    "robots": everybody(),
    "manifest": everybody(),
    "push-worker": everybody(),
    "sitemap": everybody(),
    "sitemap-section": everybody(section=lambda world: "products"),
    # --- logins --------------------------------------------------------------------------------
    "account_login": everybody(),
    "account_logout": everybody(),
    "account_inactive": everybody(),
    "account_signup": everybody(),
    "account_reauthenticate": customers(),
    "account_email": customers(),
    "account_email_verification_sent": everybody(),
    "account_change_password": customers(),
    "account_set_password": customers(),
    "account_reset_password": everybody(),
    "account_confirm_login_code": everybody(),
    "account_confirm_email": everybody(key=lambda world: "nothing"),
    "account_reset_password_from_key_done": everybody(),
    "account_reset_password_from_key": everybody(
        uidb36=lambda world: "1", key=lambda world: "nothing"
    ),
    "account_reset_password_done": everybody(),
    "mfa_index": customers(),
    "mfa_authenticate": everybody(),
    "mfa_reauthenticate": customers(),
    "mfa_activate_totp": customers(),
    "mfa_deactivate_totp": customers(),
    "mfa_view_recovery_codes": customers(),
    "mfa_generate_recovery_codes": customers(),
    "mfa_download_recovery_codes": customers(),
    # --- the storefront ------------------------------------------------------------------------
    "storefront:home": everybody(),
    "storefront:list": everybody(),
    "storefront:suggest": everybody(),
    "storefront:category": everybody(slug=lambda world: world.product.category.slug),
    "storefront:product": everybody(slug=_slug),
    "storefront:cart": everybody(),
    "storefront:quick-order": everybody(),
    "storefront:cart-add": everybody(),
    "storefront:cart-update": everybody(),
    "storefront:cart-badge": everybody(),
    "storefront:cart-coupon": everybody(),
    "storefront:cart-country": everybody(),
    "storefront:checkout": everybody(),
    "storefront:order": holder(token=lambda world: world.order.token),
    "storefront:paid": holder(token=lambda world: world.order.token),
    "storefront:pay": holder(token=lambda world: world.order.token),
    "storefront:download": holder(link=lambda world: world.download_link),
    "storefront:order-cancel": holder(token=lambda world: world.order.token),
    "storefront:order-address": holder(token=lambda world: world.order.token),
    "storefront:order-again": holder(token=lambda world: world.order.token),
    "storefront:order-return": holder(token=lambda world: world.order.token),
    "storefront:order-return-withdraw": holder(
        token=lambda world: world.order.token, public_id=lambda world: "nothing"
    ),
    "storefront:order-invoice": holder(token=lambda world: world.order.token),
    "storefront:order-paper": holder(
        token=lambda world: world.order.token, number=lambda world: "nothing"
    ),
    "storefront:test-bank": holder(reference=lambda world: "nothing"),
    "storefront:currency": everybody(),
    "storefront:assistant": everybody(),
    "storefront:assistant-say": everybody(),
    "storefront:assistant-settle": everybody(public_id=lambda world: "nothing"),
    "storefront:assistant-thumb": everybody(turn_id=lambda world: 1),
    "storefront:assistant-back": everybody(),
    "storefront:assistant-rate": everybody(),
    "storefront:assistant-anew": everybody(),
    "storefront:assistant-news": everybody(),
    "storefront:assistant-open": holder(token=lambda world: world.conversation.token),
    "storefront:help": everybody(),
    "storefront:help-article": everybody(slug=lambda world: world.article.slug),
    "storefront:privacy": everybody(),
    "storefront:consent": everybody(),
    "storefront:for-you": everybody(),
    "storefront:trending": everybody(),
    "storefront:similar": everybody(),
    "storefront:upsell": everybody(),
    "storefront:because-viewed": everybody(),
    "storefront:buy-again": everybody(),
    "storefront:push-invite": everybody(),
    "storefront:hero": everybody(),
    "storefront:landing": everybody(slug=lambda world: world.landing_page.slug),
    "storefront:landing-section": everybody(
        slug=lambda world: world.landing_page.slug, place=lambda world: 1
    ),
    "storefront:landing-preview": staff(
        "marketing.view_landingpage", slug=lambda world: world.landing_page.slug
    ),
    "storefront:new-for-you": everybody(),
    "storefront:neighbours": everybody(),
    "storefront:in-category": everybody(),
    "storefront:not-for-me": everybody(),
    "storefront:together": everybody(),
    "storefront:looks-alike": everybody(),
    "storefront:picture_search": everybody(),
    "storefront:own-prices": everybody(),
    "storefront:in-stores": everybody(),
    "storefront:cart-suggestions": everybody(),
    "storefront:viewed": everybody(),
    "storefront:viewed-row": everybody(),
    "storefront:reviews": everybody(slug=_slug),
    "storefront:wishlist-shared": holder(token=lambda world: world.wishlist.token),
    "storefront:alert-ask": everybody(),
    "storefront:alert-confirm": everybody(token=lambda world: "nothing"),
    "storefront:alert-cancel": everybody(token=lambda world: "nothing"),
    "storefront:unsubscribe": everybody(token=lambda world: "nothing"),
    "storefront:friend": everybody(code=lambda world: "nobodys"),
    "storefront:prove": everybody(),
    "storefront:prove-again": everybody(),
    "storefront:not-me": everybody(token=lambda world: "nothing"),
    # --- the customer's own account ------------------------------------------------------------
    "storefront:account": customers(),
    "storefront:company": customers(),
    "storefront:company-orders": customers(),
    "storefront:company-prices": customers(),
    "storefront:company-members": customers(),
    "storefront:company-role": owner(public_id=lambda world: world.ada.public_id),
    "storefront:company-member-remove": owner(public_id=lambda world: world.ada.public_id),
    "storefront:company-invitation-withdraw": owner(
        public_id=lambda world: world.invitation.public_id
    ),
    "storefront:company-join": holder(key=lambda world: world.invitation_key),
    "storefront:approvals": customers(),
    "storefront:approval": owner(public_id=lambda world: world.approval.public_id),
    "storefront:approval-yes": owner(public_id=lambda world: world.approval.public_id),
    "storefront:approval-no": owner(public_id=lambda world: world.approval.public_id),
    "storefront:approval-take-back": owner(public_id=lambda world: world.approval.public_id),
    "storefront:subscriptions": customers(),
    "storefront:subscription": owner(public_id=_subscription),
    "storefront:card-remove": owner(public_id=lambda world: world.card.public_id),
    "storefront:quotes": customers(),
    "storefront:quote-ask": customers(),
    "storefront:quote": owner(public_id=_quote),
    "storefront:quote-accept": owner(public_id=_quote),
    "storefront:quote-decline": owner(public_id=_quote),
    "storefront:quote-again": owner(public_id=_quote),
    "storefront:quote-paper": owner(public_id=_quote, number=lambda world: 1),
    "storefront:addresses": customers(),
    "storefront:address-add": customers(),
    "storefront:address": owner(address_id=lambda world: world.address.pk),
    "storefront:address-remove": owner(address_id=lambda world: world.address.pk),
    "storefront:address-default": owner(address_id=lambda world: world.address.pk),
    "storefront:preferences": customers(),
    "storefront:preference": customers(),
    "storefront:preferences-forget": customers(),
    "storefront:mail-choice": customers(),
    "storefront:age": customers(),
    "storefront:birthday": customers(),
    "storefront:points": customers(),
    "storefront:credit": customers(),
    "storefront:gift-card": everybody(),
    "storefront:friend-link": customers(),
    "storefront:inbox": customers(),
    "storefront:inbox-read": customers(),
    "storefront:inbox-open": owner(note_id=lambda world: world.note.pk),
    "storefront:inbox-remove": owner(note_id=lambda world: world.note.pk),
    "storefront:notifications": customers(),
    "storefront:push-add": customers(),
    "storefront:push-remove": owner(subscription_id=lambda world: world.browser.pk),
    "storefront:wishlists": customers(),
    "storefront:wish-add": customers(),
    "storefront:wishlist": owner(public_id=lambda world: world.wishlist.public_id),
    "storefront:wishlist-remove": owner(public_id=lambda world: world.wishlist.public_id),
    "storefront:wishlist-share": owner(public_id=lambda world: world.wishlist.public_id),
    "storefront:wish-remove": owner(public_id=lambda world: world.wishlist.public_id),
    "storefront:wish-to-cart": owner(public_id=lambda world: world.wishlist.public_id),
    "storefront:own-reviews": customers(),
    "storefront:review": customers(slug=_slug),
    "storefront:review-remove": owner(review_id=lambda world: world.review.pk),
    "storefront:review-vote": customers(review_id=lambda world: world.review.pk),
    "storefront:data": customers(),
    "storefront:data-download": customers(),
    "storefront:data-erase": customers(),
    "storefront:tokens": customers(),
    "storefront:token-revoke": owner(public_id=lambda world: world.token.public_id),
}
