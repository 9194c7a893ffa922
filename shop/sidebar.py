"""The admin's sidebar, in the order of a working day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shop.sidebar_links import Dashboards, Group, link
from shop.sidebar_people import customers, loyalty, risk, service


def navigation() -> list[Group]:
    """Every group with its links; each link is shown to those who may open it."""
    return [
        _today(),
        _numbers(),
        customers(),
        loyalty(),
        service(),
        risk(),
        _marketing(),
        _catalogue(),
        _planning(),
        _stock_and_delivery(),
        _prices(),
        _search(),
        _markets(),
        _learning(),
        _shop(),
    ]


def _today() -> Group:
    return {
        "title": _("Today"),
        "items": [
            link(_("Home"), "home", "index"),
            link(_("Orders"), "receipt_long", "orders_order_changelist"),
            link(_("Quotes"), "request_quote", "orders_quote_changelist"),
            link(_("Approvals"), "order_approve", "orders_approvalrequest_changelist"),
            link(_("Returns"), "assignment_return", "orders_returnrequest_changelist"),
            link(_("Downloads"), "download", "orders_downloadgrant_changelist"),
            link(_("Downloads"), "download", "orders_downloadgrant_changelist"),
            link(_("Invoices"), "receipt", "orders_invoice_changelist"),
            link(_("Payments"), "credit_card", "orders_payment_changelist"),
            link(
                _("Accounts"),
                "account_balance",
                "orders_journalentry_accounts",
                "orders.view_journalentry",
            ),
            link(_("Disputes"), "gavel", "orders_dispute_changelist"),
            link(_("Customers"), "group", "accounts_customer_changelist"),
            link(_("Mail"), "mail", "notifications_mail_changelist"),
        ],
    }


def _numbers() -> Group:
    return {"title": _("Numbers"), "separator": True, "items": Dashboards()}


def _marketing() -> Group:
    return {
        "title": _("Marketing"),
        "separator": True,
        "items": [
            link(_("Campaigns"), "campaign", "marketing_campaign_changelist"),
            link(_("Audiences"), "group_search", "marketing_audience_changelist"),
            link(_("Offers"), "redeem", "marketing_offer_changelist"),
            link(_("What campaigns changed"), "compare", "marketing_campaignresult_changelist"),
            link(_("Uplift"), "trending_up", "marketing_upliftscore_changelist"),
            link(_("Budgets"), "savings", "marketing_budgetplan_changelist"),
            link(_("Landing pages"), "web", "marketing_landingpage_changelist"),
            link(_("Hero of the home page"), "panorama", "marketing_homehero_changelist"),
            link(_("Contact policy"), "do_not_disturb_on", "marketing_contactpolicy_changelist"),
            link(_("Suppressed addresses"), "unsubscribe", "notifications_suppression_changelist"),
        ],
    }


def _catalogue() -> Group:
    return {
        "title": _("Catalogue"),
        "separator": True,
        "items": [
            link(_("Products"), "inventory_2", "catalog_product_changelist"),
            link(_("Categories"), "account_tree", "catalog_category_changelist"),
            link(_("Brands"), "sell", "catalog_brand_changelist"),
            link(_("Bundles"), "package_2", "catalog_bundlepart_changelist"),
            link(_("Prices of bundles"), "percent", "pricing_bundleprice_changelist"),
            link(_("Files for download"), "attach_file", "catalog_digitalfile_changelist"),
            link(_("Bundles"), "package_2", "catalog_bundlepart_changelist"),
            link(_("Prices of bundles"), "percent", "pricing_bundleprice_changelist"),
            link(_("Files for download"), "attach_file", "catalog_digitalfile_changelist"),
            link(_("Reviews"), "reviews", "catalog_review_changelist"),
            link(_("Imports and exports"), "import_export", "exchange_importrun_changelist"),
        ],
    }


def _planning() -> Group:
    return {
        "title": _("Planning"),
        "separator": True,
        "items": [
            link(
                _("What to order"),
                "add_shopping_cart",
                "forecasting_planline_queue",
                "forecasting.view_planline",
            ),
            link(
                _("State of stock"),
                "vital_signs",
                "forecasting_planline_health",
                "forecasting.view_planline",
            ),
            link(_("Plan"), "list_alt", "forecasting_planline_changelist"),
            link(
                _("Replenishment policies"),
                "policy",
                "forecasting_replenishmentpolicy_changelist",
            ),
            link(
                _("Policies compared"),
                "balance",
                "forecasting_policycomparison_changelist",
            ),
            link(
                _("Ordered alone"),
                "smart_toy",
                "forecasting_automaticorder_changelist",
            ),
            link(
                _("Demand forecasts"),
                "show_chart",
                "forecasting_demandforecast_changelist",
            ),
            link(
                _("Shop and categories"),
                "stacked_line_chart",
                "forecasting_totalforecast_changelist",
            ),
            link(_("Calendar events"), "event", "forecasting_calendarevent_changelist"),
            link(
                _("Outside series"),
                "partly_cloudy_day",
                "forecasting_outsideseries_changelist",
            ),
            link(_("Backtests"), "target", "forecasting_backtestreport_changelist"),
        ],
    }


def _stock_and_delivery() -> Group:
    return {
        "title": _("Stock and delivery"),
        "separator": True,
        "items": [
            link(_("Stock levels"), "warehouse", "inventory_stocklevel_changelist"),
            link(_("Stock movements"), "swap_vert", "inventory_stockmovement_changelist"),
            link(
                _("Purchase orders"),
                "shopping_bag",
                "inventory_purchaseorder_changelist",
            ),
            link(_("Suppliers"), "factory", "inventory_supplier_changelist"),
            link(_("Transfers"), "local_shipping", "inventory_stocktransfer_changelist"),
            link(_("Stock counts"), "fact_check", "inventory_stockcount_changelist"),
            link(_("Backorders"), "pending_actions", "inventory_backorder_changelist"),
            link(_("Selling policies"), "rule", "inventory_stockpolicy_changelist"),
            link(
                _("Back-in-stock alerts"),
                "notifications",
                "inventory_stockalert_changelist",
            ),
            link(
                _("Shipping methods"),
                "local_shipping",
                "orders_shippingmethod_changelist",
            ),
            link(_("Shipping zones"), "public", "orders_shippingzone_changelist"),
        ],
    }


def _prices() -> Group:
    return {
        "title": _("Prices"),
        "separator": True,
        "items": [
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
            link(
                _("How demand answers"),
                "ssid_chart",
                "pricing_elasticityestimate_answers",
                "pricing.view_elasticityestimate",
            ),
            link(
                _("Elasticities"),
                "show_chart",
                "pricing_elasticityestimate_changelist",
            ),
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
            link(
                _("Competitors' feeds"),
                "rss_feed",
                "pricing_competitorfeed_changelist",
            ),
            link(_("Prices"), "payments", "pricing_price_changelist"),
            link(_("Price tests"), "experiment", "pricing_pricetest_changelist"),
            link(_("Price lists"), "request_quote", "pricing_pricelist_changelist"),
            link(
                _("Prices by quantity"),
                "stacks",
                "pricing_wholesalesuggestion_changelist",
            ),
            link(_("Wholesale terms"), "handshake", "pricing_wholesaleterms_changelist"),
            link(_("Promotions"), "percent", "pricing_promotion_changelist"),
            link(
                _("What promotions did"),
                "campaign",
                "pricing_promotioneffect_changelist",
            ),
            link(_("Coupons"), "confirmation_number", "pricing_coupon_changelist"),
        ],
    }


def _search() -> Group:
    return {
        "title": _("Search"),
        "separator": True,
        "items": [
            link(_("Searches"), "search", "search_queryday_changelist"),
            link(_("Search rules"), "push_pin", "search_searchrule_changelist"),
            link(_("Synonyms"), "compare_arrows", "search_synonym_changelist"),
        ],
    }


def _markets() -> Group:
    return {
        "title": _("Markets"),
        "separator": True,
        "items": [
            link(_("Product feeds"), "rss_feed", "feeds_productfeed_changelist"),
            link(_("Problems of feeds"), "report", "feeds_feedproblem_changelist"),
            link(_("Digests"), "newspaper", "analytics_marketdigest_changelist"),
            link(_("Trends"), "trending_up", "analytics_trend_changelist"),
            link(
                _("What reviews say"),
                "record_voice_over",
                "analytics_aspectopinion_voices",
                "analytics.view_aspectopinion",
            ),
        ],
    }


def _learning() -> Group:
    return {
        "title": _("Learning"),
        "separator": True,
        "items": [
            link(
                _("Recommendation rules"),
                "tune",
                "recommendations_recommendationrule_changelist",
            ),
            link(
                _("Surfaces"),
                "view_carousel",
                "recommendations_surfacesettings_changelist",
            ),
            link(_("Models"), "model_training", "mlops_modelversion_changelist"),
            link(_("Drift"), "ssid_chart", "mlops_driftreport_changelist"),
            link(_("Experiments"), "science", "experiments_experiment_changelist"),
            link(_("Bandits"), "casino", "experiments_bandit_changelist"),
            link(_("Jobs"), "schedule", "events_job_changelist"),
            link(_("Event log"), "timeline", "events_event_changelist"),
            link(_("Archived days"), "inventory_2", "events_archivedday_changelist"),
            link(_("Sales by day"), "calendar_month", "analytics_dailysales_changelist"),
            link(_("Traffic by day"), "footprint", "analytics_dailytraffic_changelist"),
            link(_("Products by day"), "package_2", "analytics_dailyproduct_changelist"),
        ],
    }


def _shop() -> Group:
    return {
        "title": _("Shop"),
        "separator": True,
        "collapsible": True,
        "items": [
            link(_("Staff and logins"), "badge", "accounts_user_changelist"),
            link(_("Groups"), "groups", "auth_group_changelist"),
            link(_("API tokens"), "key", "accounts_apitoken_changelist"),
            link(_("Audit trail"), "history_edu", "events_auditentry_changelist"),
            link(_("Customer groups"), "loyalty", "accounts_customergroup_changelist"),
            link(_("Companies"), "domain", "accounts_company_changelist"),
            link(_("Company invitations"), "mail_lock", "accounts_companyinvitation_changelist"),
            link(_("Warehouses"), "home_work", "inventory_warehouse_changelist"),
            link(_("Options"), "palette", "catalog_option_changelist"),
            link(_("Attributes"), "label", "catalog_attribute_changelist"),
            link(_("Tax classes"), "category", "pricing_taxclass_changelist"),
            link(_("Tax rates"), "account_balance", "pricing_taxrate_changelist"),
            link(_("Currencies"), "attach_money", "pricing_currency_changelist"),
            link(
                _("Exchange rates"),
                "currency_exchange",
                "pricing_exchangerate_changelist",
            ),
            link(_("Webhooks"), "webhook", "events_webhookendpoint_changelist"),
            link(_("Webhook deliveries"), "send", "events_webhookdelivery_changelist"),
            link(_("Outbox"), "outbox", "events_outboxmessage_changelist"),
            link(_("Dead letters"), "mark_email_unread", "events_deadletter_changelist"),
        ],
    }
