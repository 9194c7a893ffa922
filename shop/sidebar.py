"""The admin's sidebar, in the order of a working day."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

Group = dict[str, Any]


def navigation() -> list[Group]:
    """Every group with its links; each link is shown to those who may open it."""
    return [
        _today(),
        _numbers(),
        _customers(),
        _service(),
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


def _item(title: Any, icon: str, route: str, permission: str = "") -> dict[str, Any]:
    """A link of the sidebar; one to a list is shown to those who may see its rows."""
    item = {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{route}")}
    if permission:
        item["permission"] = partial(_may_view, permission)
    elif route.endswith("_changelist"):
        app, _underscore, model = route.removesuffix("_changelist").partition("_")
        item["permission"] = partial(_may_view, f"{app}.view_{model}")
    return item


class _Numbers:
    """Links to the dashboards, which are known when the apps are loaded."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        from shop.dashboards.frame import dashboards

        for _slug, page in dashboards:
            yield _item(page.title, page.icon, page.url_name, page.permission)
        yield _item(_("Targets"), "flag", "dashboards_salestarget_changelist")
        yield _item(
            _("Reports by mail"), "forward_to_inbox", "dashboards_reportschedule_changelist"
        )
        yield _item(_("Saved views"), "bookmark", "dashboards_savedview_changelist")


def _may_view(permission: str, request: HttpRequest) -> bool:
    return bool(request.user.has_perm(permission))


def _today() -> Group:
    return {
        "title": _("Today"),
        "items": [
            _item(_("Home"), "home", "index"),
            _item(_("Orders"), "receipt_long", "orders_order_changelist"),
            _item(_("Returns"), "assignment_return", "orders_returnrequest_changelist"),
            _item(_("Invoices"), "receipt", "orders_invoice_changelist"),
            _item(_("Payments"), "credit_card", "orders_payment_changelist"),
            _item(_("Customers"), "group", "accounts_customer_changelist"),
            _item(_("Mail"), "mail", "notifications_mail_changelist"),
        ],
    }


def _numbers() -> Group:
    return {"title": _("Numbers"), "separator": True, "items": _Numbers()}


def _customers() -> Group:
    return {
        "title": _("Customers"),
        "separator": True,
        "items": [
            _item(
                _("Customer segments"),
                "diversity_3",
                "analytics_segmentday_overview",
                "analytics.view_segmentday",
            ),
            _item(
                _("Customers by profile"),
                "person_search",
                "analytics_customerprofile_changelist",
            ),
            _item(
                _("Company health"),
                "monitor_heart",
                "analytics_companyhealth_changelist",
            ),
        ],
    }


def _service() -> Group:
    return {
        "title": _("Service"),
        "separator": True,
        "items": [
            _item(
                _("Service desk"),
                "inbox",
                "assistant_conversation_desk",
                "assistant.view_conversation",
            ),
            _item(
                _("Service report"),
                "query_stats",
                "assistant_conversation_report",
                "assistant.view_conversation",
            ),
            _item(_("Help articles"), "help", "assistant_article_changelist"),
            _item(
                _("Unanswered questions"), "contact_support", "assistant_openquestion_changelist"
            ),
            _item(_("Messages"), "chat", "assistant_turn_changelist"),
            _item(_("Saved replies"), "quickreply", "assistant_savedreply_changelist"),
            _item(_("Tags"), "sell", "assistant_tag_changelist"),
            _item(_("Examples of intents"), "school", "assistant_example_changelist"),
            _item(_("Service policy"), "schedule", "assistant_servicepolicy_changelist"),
        ],
    }


def _marketing() -> Group:
    return {
        "title": _("Marketing"),
        "separator": True,
        "items": [
            _item(_("Campaigns"), "campaign", "marketing_campaign_changelist"),
            _item(_("Audiences"), "group_search", "marketing_audience_changelist"),
            _item(_("Offers"), "redeem", "marketing_offer_changelist"),
            _item(_("What campaigns changed"), "compare", "marketing_campaignresult_changelist"),
            _item(_("Uplift"), "trending_up", "marketing_upliftscore_changelist"),
            _item(_("Budgets"), "savings", "marketing_budgetplan_changelist"),
            _item(_("Landing pages"), "web", "marketing_landingpage_changelist"),
            _item(_("Hero of the home page"), "panorama", "marketing_homehero_changelist"),
            _item(_("Contact policy"), "do_not_disturb_on", "marketing_contactpolicy_changelist"),
            _item(_("Suppressed addresses"), "unsubscribe", "notifications_suppression_changelist"),
        ],
    }


def _catalogue() -> Group:
    return {
        "title": _("Catalogue"),
        "separator": True,
        "items": [
            _item(_("Products"), "inventory_2", "catalog_product_changelist"),
            _item(_("Categories"), "account_tree", "catalog_category_changelist"),
            _item(_("Brands"), "sell", "catalog_brand_changelist"),
            _item(_("Reviews"), "reviews", "catalog_review_changelist"),
        ],
    }


def _planning() -> Group:
    return {
        "title": _("Planning"),
        "separator": True,
        "items": [
            _item(
                _("What to order"),
                "add_shopping_cart",
                "forecasting_planline_queue",
                "forecasting.view_planline",
            ),
            _item(
                _("State of stock"),
                "vital_signs",
                "forecasting_planline_health",
                "forecasting.view_planline",
            ),
            _item(_("Plan"), "list_alt", "forecasting_planline_changelist"),
            _item(
                _("Replenishment policies"),
                "policy",
                "forecasting_replenishmentpolicy_changelist",
            ),
            _item(
                _("Policies compared"),
                "balance",
                "forecasting_policycomparison_changelist",
            ),
            _item(
                _("Ordered alone"),
                "smart_toy",
                "forecasting_automaticorder_changelist",
            ),
            _item(
                _("Demand forecasts"),
                "show_chart",
                "forecasting_demandforecast_changelist",
            ),
            _item(
                _("Shop and categories"),
                "stacked_line_chart",
                "forecasting_totalforecast_changelist",
            ),
            _item(_("Calendar events"), "event", "forecasting_calendarevent_changelist"),
            _item(
                _("Outside series"),
                "partly_cloudy_day",
                "forecasting_outsideseries_changelist",
            ),
            _item(_("Backtests"), "target", "forecasting_backtestreport_changelist"),
        ],
    }


def _stock_and_delivery() -> Group:
    return {
        "title": _("Stock and delivery"),
        "separator": True,
        "items": [
            _item(_("Stock levels"), "warehouse", "inventory_stocklevel_changelist"),
            _item(_("Stock movements"), "swap_vert", "inventory_stockmovement_changelist"),
            _item(
                _("Purchase orders"),
                "shopping_bag",
                "inventory_purchaseorder_changelist",
            ),
            _item(_("Suppliers"), "factory", "inventory_supplier_changelist"),
            _item(_("Transfers"), "local_shipping", "inventory_stocktransfer_changelist"),
            _item(_("Stock counts"), "fact_check", "inventory_stockcount_changelist"),
            _item(_("Backorders"), "pending_actions", "inventory_backorder_changelist"),
            _item(_("Selling policies"), "rule", "inventory_stockpolicy_changelist"),
            _item(
                _("Back-in-stock alerts"),
                "notifications",
                "inventory_stockalert_changelist",
            ),
            _item(
                _("Shipping methods"),
                "local_shipping",
                "orders_shippingmethod_changelist",
            ),
            _item(_("Shipping zones"), "public", "orders_shippingzone_changelist"),
        ],
    }


def _prices() -> Group:
    return {
        "title": _("Prices"),
        "separator": True,
        "items": [
            _item(
                _("Pricing desk"),
                "price_check",
                "pricing_pricesuggestion_desk",
                "pricing.view_pricesuggestion",
            ),
            _item(
                _("Margins"),
                "savings",
                "pricing_pricesuggestion_margins",
                "pricing.view_pricesuggestion",
            ),
            _item(
                _("Markdowns"),
                "trending_down",
                "pricing_pricesuggestion_markdowns",
                "pricing.view_pricesuggestion",
            ),
            _item(
                _("How demand answers"),
                "ssid_chart",
                "pricing_elasticityestimate_answers",
                "pricing.view_elasticityestimate",
            ),
            _item(
                _("Elasticities"),
                "show_chart",
                "pricing_elasticityestimate_changelist",
            ),
            _item(_("Price policies"), "gavel", "pricing_pricepolicy_changelist"),
            _item(_("Price families"), "link", "pricing_pricefamily_changelist"),
            _item(_("Price ladders"), "stairs", "pricing_priceladder_changelist"),
            _item(
                _("Minimum advertised prices"),
                "vertical_align_bottom",
                "pricing_advertisedminimum_changelist",
            ),
            _item(
                _("Among competitors"),
                "leaderboard",
                "pricing_competitoroffer_position",
                "pricing.view_competitoroffer",
            ),
            _item(_("Competitors"), "storefront", "pricing_competitor_changelist"),
            _item(
                _("Competitors' feeds"),
                "rss_feed",
                "pricing_competitorfeed_changelist",
            ),
            _item(_("Prices"), "payments", "pricing_price_changelist"),
            _item(_("Price tests"), "experiment", "pricing_pricetest_changelist"),
            _item(_("Price lists"), "request_quote", "pricing_pricelist_changelist"),
            _item(
                _("Prices by quantity"),
                "stacks",
                "pricing_wholesalesuggestion_changelist",
            ),
            _item(_("Wholesale terms"), "handshake", "pricing_wholesaleterms_changelist"),
            _item(_("Promotions"), "percent", "pricing_promotion_changelist"),
            _item(
                _("What promotions did"),
                "campaign",
                "pricing_promotioneffect_changelist",
            ),
            _item(_("Coupons"), "confirmation_number", "pricing_coupon_changelist"),
        ],
    }


def _search() -> Group:
    return {
        "title": _("Search"),
        "separator": True,
        "items": [
            _item(_("Searches"), "search", "search_queryday_changelist"),
            _item(_("Search rules"), "push_pin", "search_searchrule_changelist"),
            _item(_("Synonyms"), "compare_arrows", "search_synonym_changelist"),
        ],
    }


def _markets() -> Group:
    return {
        "title": _("Markets"),
        "separator": True,
        "items": [
            _item(_("Digests"), "newspaper", "analytics_marketdigest_changelist"),
            _item(_("Trends"), "trending_up", "analytics_trend_changelist"),
            _item(
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
            _item(
                _("Recommendation rules"),
                "tune",
                "recommendations_recommendationrule_changelist",
            ),
            _item(
                _("Surfaces"),
                "view_carousel",
                "recommendations_surfacesettings_changelist",
            ),
            _item(_("Models"), "model_training", "mlops_modelversion_changelist"),
            _item(_("Drift"), "ssid_chart", "mlops_driftreport_changelist"),
            _item(_("Experiments"), "science", "experiments_experiment_changelist"),
            _item(_("Bandits"), "casino", "experiments_bandit_changelist"),
            _item(_("Jobs"), "schedule", "events_job_changelist"),
            _item(_("Event log"), "timeline", "events_event_changelist"),
            _item(_("Archived days"), "inventory_2", "events_archivedday_changelist"),
            _item(_("Sales by day"), "calendar_month", "analytics_dailysales_changelist"),
            _item(_("Traffic by day"), "footprint", "analytics_dailytraffic_changelist"),
            _item(_("Products by day"), "package_2", "analytics_dailyproduct_changelist"),
        ],
    }


def _shop() -> Group:
    return {
        "title": _("Shop"),
        "separator": True,
        "collapsible": True,
        "items": [
            _item(_("Staff and logins"), "badge", "accounts_user_changelist"),
            _item(_("Groups"), "groups", "auth_group_changelist"),
            _item(_("API tokens"), "key", "accounts_apitoken_changelist"),
            _item(_("Audit trail"), "history_edu", "events_auditentry_changelist"),
            _item(_("Customer groups"), "loyalty", "accounts_customergroup_changelist"),
            _item(_("Companies"), "domain", "accounts_company_changelist"),
            _item(_("Warehouses"), "home_work", "inventory_warehouse_changelist"),
            _item(_("Options"), "palette", "catalog_option_changelist"),
            _item(_("Attributes"), "label", "catalog_attribute_changelist"),
            _item(_("Tax classes"), "category", "pricing_taxclass_changelist"),
            _item(_("Tax rates"), "account_balance", "pricing_taxrate_changelist"),
            _item(_("Currencies"), "attach_money", "pricing_currency_changelist"),
            _item(
                _("Exchange rates"),
                "currency_exchange",
                "pricing_exchangerate_changelist",
            ),
            _item(_("Outbox"), "outbox", "events_outboxmessage_changelist"),
            _item(_("Dead letters"), "mark_email_unread", "events_deadletter_changelist"),
        ],
    }
