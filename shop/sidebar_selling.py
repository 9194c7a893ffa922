"""Groups of the admin's sidebar about selling: ways to sell, the money it brings, and prices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shop.sidebar_links import Group, group, link


def ways_to_sell() -> Group:
    return group(
        _("Ways to sell"),
        link(_("Quotes"), "request_quote", "orders_quote_changelist"),
        link(_("Approvals"), "order_approve", "orders_approvalrequest_changelist"),
        link(_("Subscriptions"), "autorenew", "orders_subscription_changelist"),
        link(_("Subscription offers"), "loyalty", "orders_subscriptionoffer_changelist"),
        link(_("Means of payment"), "credit_card", "orders_mandate_changelist"),
        link(_("Downloads"), "download", "orders_downloadgrant_changelist"),
    )


_AT_A_COUNTER = (
    "orders_register_counter",
    "orders_register_back",
    "orders_register_receipt",
)
"""Pages of one register where its cashier sells, not those where it is set up."""


def counter() -> Group:
    return group(
        _("Counter"),
        link(
            _("Counter"),
            "point_of_sale",
            "orders_register_counters",
            "orders.use_counter",
            pages=_AT_A_COUNTER,
        ),
        link(_("Registers"), "countertops", "orders_register_changelist"),
        link(_("Shifts"), "schedule", "orders_shift_changelist"),
        link(_("Sold at the counter"), "shopping_basket", "orders_countersale_changelist"),
        link(_("Taken back there"), "undo", "orders_counterreturn_changelist"),
        link(_("Movements of cash"), "payments", "orders_cashmovement_changelist"),
    )


def elsewhere() -> Group:
    """What others show and sell of the shop's."""
    return group(
        _("Marketplaces and feeds"),
        link(_("Marketplaces"), "storefront", "marketplaces_marketplace_changelist"),
        link(
            _("Orders of marketplaces"), "shopping_bag", "marketplaces_marketplaceorder_changelist"
        ),
        link(_("Files of orders"), "upload_file", "marketplaces_orderfile_changelist"),
        link(_("Product feeds"), "rss_feed", "feeds_productfeed_changelist"),
        link(_("Problems of feeds"), "report", "feeds_feedproblem_changelist"),
    )


def money() -> Group:
    return group(
        _("Money"),
        link(_("Payments"), "credit_card", "orders_payment_changelist"),
        link(_("Invoices"), "receipt", "orders_invoice_changelist"),
        link(_("Disputes"), "gavel", "orders_dispute_changelist"),
        link(
            _("Accounts"),
            "account_balance",
            "orders_journalentry_accounts",
            "orders.view_journalentry",
        ),
        link(_("Tax classes"), "category", "pricing_taxclass_changelist"),
        link(_("Tax rates"), "percent", "pricing_taxrate_changelist"),
        link(_("Currencies"), "attach_money", "pricing_currency_changelist"),
        link(_("Exchange rates"), "currency_exchange", "pricing_exchangerate_changelist"),
    )


def prices() -> Group:
    return group(
        _("Prices"),
        link(
            _("Pricing desk"),
            "price_check",
            "pricing_pricesuggestion_desk",
            "pricing.view_pricesuggestion",
        ),
        link(
            _("Margins"),
            "savings",
            "pricing_pricesuggestion_margins",
            "pricing.view_pricesuggestion",
        ),
        link(
            _("Markdowns"),
            "trending_down",
            "pricing_pricesuggestion_markdowns",
            "pricing.view_pricesuggestion",
        ),
        link(_("Prices"), "payments", "pricing_price_changelist"),
        link(_("Price lists"), "request_quote", "pricing_pricelist_changelist"),
        link(_("Prices by quantity"), "stacks", "pricing_wholesalesuggestion_changelist"),
        link(_("Wholesale terms"), "handshake", "pricing_wholesaleterms_changelist"),
        link(_("Promotions"), "percent", "pricing_promotion_changelist"),
        link(_("What promotions did"), "campaign", "pricing_promotioneffect_changelist"),
        link(_("Coupons"), "confirmation_number", "pricing_coupon_changelist"),
        link(_("Price policies"), "gavel", "pricing_pricepolicy_changelist"),
        link(_("Price families"), "link", "pricing_pricefamily_changelist"),
        link(_("Price ladders"), "stairs", "pricing_priceladder_changelist"),
        link(
            _("Minimum advertised prices"),
            "vertical_align_bottom",
            "pricing_advertisedminimum_changelist",
        ),
        link(
            _("Among competitors"),
            "leaderboard",
            "pricing_competitoroffer_position",
            "pricing.view_competitoroffer",
        ),
        link(_("Competitors"), "storefront", "pricing_competitor_changelist"),
        link(_("Competitors' feeds"), "rss_feed", "pricing_competitorfeed_changelist"),
        link(
            _("How demand answers"),
            "ssid_chart",
            "pricing_elasticityestimate_answers",
            "pricing.view_elasticityestimate",
        ),
        link(_("Elasticities"), "show_chart", "pricing_elasticityestimate_changelist"),
        link(_("Price tests"), "experiment", "pricing_pricetest_changelist"),
    )
