"""The admin's sidebar, in the order of a working day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shop.sidebar_house import connections, learning, shop
from shop.sidebar_links import Dashboards, Group, group, link
from shop.sidebar_people import customers, loyalty, risk, service
from shop.sidebar_selling import counter, elsewhere, money, prices, ways_to_sell


def navigation() -> list[Group]:
    """Every group with its links; each link is shown to those who may open it."""
    return [
        _today(),
        _numbers(),
        ways_to_sell(),
        counter(),
        elsewhere(),
        money(),
        customers(),
        loyalty(),
        service(),
        risk(),
        _marketing(),
        _catalogue(),
        prices(),
        _planning(),
        _stock_and_delivery(),
        _search(),
        learning(),
        connections(),
        shop(),
    ]


def _today() -> Group:
    """What staff open every day; it is never folded."""
    return {
        "title": _("Today"),
        "items": [
            link(_("Home"), "home", "index"),
            link(_("Orders"), "receipt_long", "orders_order_changelist"),
            link(_("Returns"), "assignment_return", "orders_returnrequest_changelist"),
            link(_("Pick-up"), "shopping_bag", "orders_pickup_desk", "orders.fulfil_order"),
            link(_("Renewals"), "event_repeat", "orders_renewal_changelist"),
            link(_("Customers"), "group", "accounts_customer_changelist"),
            link(_("Mail"), "mail", "notifications_mail_changelist"),
        ],
    }


def _numbers() -> Group:
    numbers = group(_("Numbers"))
    return {**numbers, "items": Dashboards()}


def _marketing() -> Group:
    return group(
        _("Marketing"),
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
    )


def _catalogue() -> Group:
    return group(
        _("Catalogue"),
        link(_("Products"), "inventory_2", "catalog_product_changelist"),
        link(_("Categories"), "account_tree", "catalog_category_changelist"),
        link(_("Brands"), "sell", "catalog_brand_changelist"),
        link(_("Bundles"), "package_2", "catalog_bundlepart_changelist"),
        link(_("Prices of bundles"), "percent", "pricing_bundleprice_changelist"),
        link(_("Files for download"), "attach_file", "catalog_digitalfile_changelist"),
        link(_("Options"), "palette", "catalog_option_changelist"),
        link(_("Attributes"), "label", "catalog_attribute_changelist"),
        link(_("Reviews"), "reviews", "catalog_review_changelist"),
        link(_("Imports and exports"), "import_export", "exchange_importrun_changelist"),
        link(_("Changes of many"), "library_add_check", "bulk_bulkchange_changelist"),
    )


def _planning() -> Group:
    return group(
        _("Planning"),
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
    )


def _stock_and_delivery() -> Group:
    return group(
        _("Stock and delivery"),
        link(_("Warehouses"), "home_work", "inventory_warehouse_changelist"),
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
    )


def _search() -> Group:
    return group(
        _("Search and trends"),
        link(_("Searches"), "search", "search_queryday_changelist"),
        link(_("Search rules"), "push_pin", "search_searchrule_changelist"),
        link(_("Synonyms"), "compare_arrows", "search_synonym_changelist"),
        link(_("Trends"), "trending_up", "analytics_trend_changelist"),
        link(
            _("What reviews say"),
            "record_voice_over",
            "analytics_aspectopinion_voices",
            "analytics.view_aspectopinion",
        ),
        link(_("Digests"), "newspaper", "analytics_marketdigest_changelist"),
    )
