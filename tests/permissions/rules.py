"""Who may open what: a rule for every address of the shop, by its name.

**A new page needs a line here**, else ``test_every_address_has_a_rule`` fails and names it:

* a page for everybody: ``"storefront:home": everybody()``;
* a page of the customer's own account: ``customers()``;
* a page of one customer's thing: ``owner(address_id=lambda world: world.address.pk)``: its owner
  gets it, another customer gets 404 (or 403), a guest is asked to log in;
* a page that a secret link opens: ``holder(token=lambda world: world.order.token)``: whoever has
  the link gets it, and a made-up link opens nothing;
* a view of the API for staff: ``staff("orders.view_order")``;
* an action on chosen rows of a list in the admin: a line in ``ADMIN_ACTIONS``;
* a page of the admin beside the five that every model has: a line in ``ADMIN_PAGES`` with the
  permission it needs.

Arguments of an address are given by keyword: functions of the ``World`` (``world.py``), which
holds one of everything that belongs to the customer Ada.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

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


def _slug(world: World) -> str:
    return str(world.product.slug)


def _wishlist(world: World) -> str:
    return str(world.wishlist.public_id)


def _order(world: World) -> str:
    return str(world.order.public_id)


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
    "api:cart-coupon": everybody(code=lambda world: "CODE"),
    "api:checkout-quotes": everybody(),
    "api:checkout": everybody(),
    "api:orders": customers(),
    "api:order": owner(public_id=_order),
    "api:order-cancellation": owner(public_id=_order),
    "api:order-returns": owner(public_id=_order),
    "api:order-return": owner(
        public_id=_order, return_id=lambda world: world.order.returns.get().public_id
    ),
    "api:order-again": owner(public_id=_order),
    "api:addresses": customers(),
    "api:address": owner(address_id=lambda world: world.address.pk),
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
    "media": everybody(path=lambda world: "products/none.svg"),
    "webhook": everybody(provider=lambda world: "test"),
    "robots": everybody(),
    "manifest": everybody(),
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
    "storefront:cart-add": everybody(),
    "storefront:cart-update": everybody(),
    "storefront:cart-badge": everybody(),
    "storefront:cart-coupon": everybody(),
    "storefront:cart-country": everybody(),
    "storefront:checkout": everybody(),
    "storefront:order": holder(token=lambda world: world.order.token),
    "storefront:paid": holder(token=lambda world: world.order.token),
    "storefront:pay": holder(token=lambda world: world.order.token),
    "storefront:order-cancel": holder(token=lambda world: world.order.token),
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
    "storefront:privacy": everybody(),
    "storefront:consent": everybody(),
    "storefront:for-you": everybody(),
    "storefront:trending": everybody(),
    "storefront:similar": everybody(),
    "storefront:upsell": everybody(),
    "storefront:because-viewed": everybody(),
    "storefront:buy-again": everybody(),
    "storefront:new-for-you": everybody(),
    "storefront:neighbours": everybody(),
    "storefront:in-category": everybody(),
    "storefront:not-for-me": everybody(),
    "storefront:together": everybody(),
    "storefront:looks-alike": everybody(),
    "storefront:picture_search": everybody(),
    "storefront:own-prices": everybody(),
    "storefront:cart-suggestions": everybody(),
    "storefront:viewed": everybody(),
    "storefront:viewed-row": everybody(),
    "storefront:reviews": everybody(slug=_slug),
    "storefront:wishlist-shared": holder(token=lambda world: world.wishlist.token),
    "storefront:alert-ask": everybody(),
    "storefront:alert-confirm": everybody(token=lambda world: "nothing"),
    "storefront:alert-cancel": everybody(token=lambda world: "nothing"),
    "storefront:unsubscribe": everybody(token=lambda world: "nothing"),
    # --- the customer's own account ------------------------------------------------------------
    "storefront:account": customers(),
    "storefront:addresses": customers(),
    "storefront:address-add": customers(),
    "storefront:address": owner(address_id=lambda world: world.address.pk),
    "storefront:address-remove": owner(address_id=lambda world: world.address.pk),
    "storefront:address-default": owner(address_id=lambda world: world.address.pk),
    "storefront:preferences": customers(),
    "storefront:preference": customers(),
    "storefront:preferences-forget": customers(),
    "storefront:mail-choice": customers(),
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

# Pages of the admin beside list, add, change, delete and history: the permission they need; empty
# for what every member of staff may open.
ADMIN_PAGES: dict[str, str] = {
    "index": "",
    "search": "",
    "login": "",
    "logout": "",
    "password_change": "",
    "password_change_done": "",
    "jsi18n": "",
    "autocomplete": "",
    "view_on_site": "",
    "app_list": "",
    "analytics_aspectopinion_hear_voices": "analytics.view_aspectopinion",
    "analytics_aspectopinion_voices": "analytics.view_aspectopinion",
    "auth_user_password_change": "accounts.change_user",
    "accounts_customer_hand_out": "accounts.export_customer",
    "accounts_customer_erase": "accounts.erase_customer",
    "accounts_apitoken_revoke": "accounts.change_apitoken",
    "catalog_review_publish_this": "catalog.change_review",
    "catalog_review_refuse_this": "catalog.change_review",
    "catalog_product_publish_this": "catalog.change_product",
    "catalog_product_retire_this": "catalog.change_product",
    "catalog_product_look_at_pictures": "catalog.change_product",
    "events_job_try_this_again": "events.change_job",
    "experiments_experiment_begin": "experiments.decide_experiment",
    "experiments_experiment_end": "experiments.decide_experiment",
    "experiments_experiment_write_down": "experiments.decide_experiment",
    "forecasting_demandforecast_parts": "forecasting.add_totalforecast",
    "forecasting_demandforecast_product": "forecasting.view_demandforecast",
    "forecasting_outsideseries_upload_values": "forecasting.change_outsideseries",
    "forecasting_outsideseries_values": "forecasting.change_outsideseries",
    "forecasting_planline_decide": "forecasting.order_planline",
    "forecasting_planline_health": "forecasting.view_planline",
    "forecasting_planline_open_health": "forecasting.view_planline",
    "forecasting_planline_open_queue": "forecasting.view_planline",
    "forecasting_planline_queue": "forecasting.view_planline",
    "inventory_purchaseorder_send": "inventory.change_purchaseorder",
    "inventory_purchaseorder_receive": "inventory.change_purchaseorder",
    "inventory_purchaseorder_close": "inventory.change_purchaseorder",
    "inventory_purchaseorder_cancel": "inventory.change_purchaseorder",
    "inventory_stockcount_start": "inventory.change_stockcount",
    "inventory_stockcount_sheet": "inventory.change_stockcount",
    "inventory_stockcount_close": "inventory.change_stockcount",
    "inventory_stockcount_cancel": "inventory.change_stockcount",
    "inventory_stocklevel_receive_first": "inventory.change_stocklevel",
    "inventory_stocklevel_receive": "inventory.change_stocklevel",
    "inventory_stocklevel_count": "inventory.change_stocklevel",
    "inventory_stocklevel_move": "inventory.change_stocklevel",
    "inventory_stocklevel_write_off": "inventory.change_stocklevel",
    "inventory_stocktransfer_send": "inventory.change_stocktransfer",
    "inventory_stocktransfer_receive": "inventory.change_stocktransfer",
    "inventory_stocktransfer_cancel": "inventory.change_stocktransfer",
    "mlops_modelversion_let_it_serve": "mlops.change_modelversion",
    "mlops_modelversion_bring_back": "mlops.change_modelversion",
    "mlops_modelversion_answer_in_the_shadow": "mlops.change_modelversion",
    "mlops_modelversion_leave_the_shadow": "mlops.change_modelversion",
    "notifications_mail_body": "notifications.view_mail",
    "notifications_mail_try_this_again": "notifications.resend_mail",
    "notifications_mail_send_once_more": "notifications.resend_mail",
    "orders_order_ship": "orders.fulfil_order",
    "orders_order_take_back": "orders.fulfil_order",
    "orders_invoice_pdf": "orders.view_invoice",
    "orders_order_cancel": "orders.refund_order",
    "orders_order_cancel_part": "orders.refund_order",
    "orders_order_discard": "orders.add_order",
    "orders_order_edit_address": "orders.add_order",
    "orders_order_edit_discount": "orders.add_order",
    "orders_order_edit_lines": "orders.add_order",
    "orders_order_edit_shipping": "orders.add_order",
    "orders_order_mark_arrived": "orders.fulfil_order",
    "orders_order_mark_as_paid": "orders.refund_order",
    "orders_order_new_draft": "orders.add_order",
    "orders_order_note": "orders.add_ordernote",
    "orders_order_place_invoice": "orders.add_order",
    "orders_order_place_paid": "orders.add_order",
    "orders_order_reopen": "orders.add_order",
    "orders_order_print_invoice": "orders.view_order",
    "orders_order_print_picks": "orders.fulfil_order",
    "orders_order_try_refund_again": "orders.refund_order",
    "orders_order_refund": "orders.refund_order",
    "orders_order_send_link": "orders.add_order",
    "orders_returnrequest_approve": "orders.change_returnrequest",
    "orders_returnrequest_give_back": "orders.refund_order",
    "orders_returnrequest_inspect": "orders.fulfil_order",
    "orders_returnrequest_receive": "orders.fulfil_order",
    "orders_returnrequest_refuse": "orders.change_returnrequest",
    "orders_shipment_slip": "orders.view_shipment",
    "pricing_competitor_upload": "pricing.import_competitorprice",
    "pricing_competitor_upload_prices": "pricing.import_competitorprice",
    "pricing_competitorfeed_read_now": "pricing.change_competitorfeed",
    "pricing_competitoroffer_decide": "pricing.match_competitoroffer",
    "pricing_competitoroffer_open_position": "pricing.view_competitoroffer",
    "pricing_competitoroffer_open_review": "pricing.view_competitoroffer",
    "pricing_competitoroffer_position": "pricing.view_competitoroffer",
    "pricing_competitoroffer_review": "pricing.view_competitoroffer",
    "pricing_elasticityestimate_answers": "pricing.view_elasticityestimate",
    "pricing_pricetest_begin": "pricing.decide_pricetest",
    "pricing_pricetest_end": "pricing.decide_pricetest",
    "pricing_pricetest_write_down": "pricing.decide_pricetest",
    "pricing_pricepolicy_open_simulation": "pricing.view_pricepolicy",
    "pricing_pricepolicy_simulate": "pricing.view_pricepolicy",
    "pricing_pricesuggestion_decide": "pricing.decide_pricesuggestion",
    "pricing_pricesuggestion_desk": "pricing.view_pricesuggestion",
    "pricing_pricesuggestion_margins": "pricing.view_pricesuggestion",
    "pricing_pricesuggestion_markdowns": "pricing.view_pricesuggestion",
    "pricing_pricesuggestion_open_desk": "pricing.view_pricesuggestion",
    "pricing_promotion_make_codes": "pricing.change_promotion",
    "pricing_wholesalesuggestion_decide": "pricing.decide_wholesalesuggestion",
    "pricing_wholesaleterms_propose_now": "pricing.change_wholesaleterms",
    "recommendations_recommendationrule_preview": "recommendations.view_recommendationrule",
    "recommendations_recommendationrule_try_out": "recommendations.view_recommendationrule",
    "search_queryday_look_at_report": "search.view_queryday",
    "search_queryday_report": "search.view_queryday",
    "search_searchrule_preview": "search.view_searchrule",
    "search_searchrule_try_out": "search.view_searchrule",
}

# What can be done to chosen rows of a list: the permission it needs. Deleting is not named: it
# always needs the model's own.
ADMIN_ACTIONS: dict[str, str] = {
    "account.emailaddress make_verified": "account.view_emailaddress",
    "accounts.apitoken revoke_chosen": "accounts.change_apitoken",
    "axes.accessattempt cleanup_expired_attempts": "axes.view_accessattempt",
    "catalog.product publish_chosen": "catalog.change_product",
    "catalog.product retire_chosen": "catalog.change_product",
    "catalog.review publish_chosen": "catalog.change_review",
    "catalog.review refuse_chosen": "catalog.change_review",
    "events.job try_again": "events.change_job",
    "notifications.mail try_again": "notifications.resend_mail",
    "orders.order print_pick_list": "orders.fulfil_order",
    "orders.order ship_chosen": "orders.fulfil_order",
    "pricing.wholesalesuggestion reject_chosen": "pricing.decide_wholesalesuggestion",
    "pricing.wholesalesuggestion take_chosen": "pricing.decide_wholesalesuggestion",
}
