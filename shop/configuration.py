"""The parts of the settings that need more than a line."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import environ
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA busy_timeout=15000;"
    "PRAGMA cache_size=-64000;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=268435456;"
)


def given(env: environ.Env, name: str, *, default: str) -> str:
    """A variable's text; an empty one counts as unset, as files of variables often leave it."""
    return str(env.str(name, default="")).strip() or default


def database_settings(env: environ.Env, data_dir: Path) -> dict[str, Any]:
    """PostgreSQL where ``DATABASE_URL`` says so, else SQLite with serialised writers.

    SQLite begins every transaction IMMEDIATE: with its default (DEFERRED) two checkouts that
    read first and write later end in "database is locked" instead of waiting for each other.
    """
    url = given(env, "DATABASE_URL", default=f"sqlite:///{data_dir / 'shelfwise.sqlite3'}")
    settings: dict[str, Any] = dict(env.db_url_config(url))
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_PRAGMAS,
            "timeout": 15,
        }
        # A file, as in the shop: WAL and IMMEDIATE mean nothing in memory, and races need both.
        settings["TEST"] = {"NAME": str(data_dir / "test.sqlite3")}
        return settings
    # Kept open: a new connection for each request costs about a millisecond.
    settings["CONN_MAX_AGE"] = 300
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


def cache_settings(redis_url: str) -> dict[str, Any]:
    if redis_url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    return {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }


def logging_settings(level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "format": "{asctime} {levelname:<7} {name}: {message}",
                "style": "{",
                "datefmt": "%H:%M:%S",
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            **{name: {"level": "WARNING"} for name in ("axes", "jax")},
            # A line for each request, and one more for each that failed: the breaker says it once.
            "elastic_transport": {"level": "ERROR"},
        },
    }


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


def unfold_settings(shop_name: str) -> dict[str, Any]:
    """The admin in the store's colours, its sidebar in the order of a working day."""
    return {
        "SITE_TITLE": shop_name,
        "SITE_HEADER": shop_name,
        "SITE_SUBHEADER": _("Staff"),
        "SITE_SYMBOL": "storefront",
        "SITE_URL": "/",
        "SHOW_HISTORY": True,
        "SHOW_VIEW_ON_SITE": True,
        "BORDER_RADIUS": "8px",
        "DASHBOARD_CALLBACK": "shop.staff_home.page.dashboard",
        "SITE_FAVICONS": [
            {
                "rel": "icon",
                "type": "image/svg+xml",
                "href": lambda request: static("shop/staff-icon.svg"),
            }
        ],
        "STYLES": [lambda request: static("shop/staff.css")],
        "COLORS": {
            "primary": {
                "50": "240 250 244",
                "100": "218 242 228",
                "200": "183 228 203",
                "300": "134 207 170",
                "400": "82 178 132",
                "500": "46 148 104",
                "600": "28 116 80",
                "700": "20 90 63",
                "800": "17 72 52",
                "900": "14 59 43",
                "950": "6 34 25",
            }
        },
        "SIDEBAR": {
            "show_search": True,
            "navigation": [
                {
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
                },
                {"title": _("Numbers"), "separator": True, "items": _Numbers()},
                {
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
                },
                {
                    "title": _("Catalogue"),
                    "separator": True,
                    "items": [
                        _item(_("Products"), "inventory_2", "catalog_product_changelist"),
                        _item(_("Categories"), "account_tree", "catalog_category_changelist"),
                        _item(_("Brands"), "sell", "catalog_brand_changelist"),
                        _item(_("Reviews"), "reviews", "catalog_review_changelist"),
                    ],
                },
                {
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
                        _item(
                            _("Calendar events"), "event", "forecasting_calendarevent_changelist"
                        ),
                        _item(
                            _("Outside series"),
                            "partly_cloudy_day",
                            "forecasting_outsideseries_changelist",
                        ),
                        _item(_("Backtests"), "target", "forecasting_backtestreport_changelist"),
                    ],
                },
                {
                    "title": _("Stock and delivery"),
                    "separator": True,
                    "items": [
                        _item(_("Stock levels"), "warehouse", "inventory_stocklevel_changelist"),
                        _item(
                            _("Stock movements"), "swap_vert", "inventory_stockmovement_changelist"
                        ),
                        _item(
                            _("Purchase orders"),
                            "shopping_bag",
                            "inventory_purchaseorder_changelist",
                        ),
                        _item(_("Suppliers"), "factory", "inventory_supplier_changelist"),
                        _item(
                            _("Transfers"), "local_shipping", "inventory_stocktransfer_changelist"
                        ),
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
                },
                {
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
                        _item(
                            _("Wholesale terms"), "handshake", "pricing_wholesaleterms_changelist"
                        ),
                        _item(_("Promotions"), "percent", "pricing_promotion_changelist"),
                        _item(
                            _("What promotions did"),
                            "campaign",
                            "pricing_promotioneffect_changelist",
                        ),
                        _item(_("Coupons"), "confirmation_number", "pricing_coupon_changelist"),
                    ],
                },
                {
                    "title": _("Search"),
                    "separator": True,
                    "items": [
                        _item(_("Searches"), "search", "search_queryday_changelist"),
                        _item(_("Search rules"), "push_pin", "search_searchrule_changelist"),
                        _item(_("Synonyms"), "compare_arrows", "search_synonym_changelist"),
                    ],
                },
                {
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
                },
                {
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
                        _item(
                            _("Sales by day"), "calendar_month", "analytics_dailysales_changelist"
                        ),
                        _item(
                            _("Traffic by day"), "footprint", "analytics_dailytraffic_changelist"
                        ),
                        _item(
                            _("Products by day"), "package_2", "analytics_dailyproduct_changelist"
                        ),
                    ],
                },
                {
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
                        _item(
                            _("Dead letters"), "mark_email_unread", "events_deadletter_changelist"
                        ),
                    ],
                },
            ],
        },
    }
