"""The parts of the settings that need more than a line."""

from pathlib import Path
from typing import Any

import environ
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from shop.sidebar import navigation

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


def description_settings(shop_name: str) -> dict[str, Any]:
    """How the API is described, and shown at its own page."""
    return {
        "TITLE": f"{shop_name} API",
        "DESCRIPTION": (
            "Catalogue, cart, checkout and orders of the shop, and what its staff change."
        ),
        "VERSION": "1",
        "SERVE_INCLUDE_SCHEMA": False,
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        # Without null here the page asks another site's validator.
        "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
        "SCHEMA_PATH_PREFIX": "/api/v1",
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "shop.api.records.description.tell_of_sparse_records",
        ],
        "ENUM_NAME_OVERRIDES": {
            "OrderStateEnum": "orders.models.OrderState",
            "PaymentStateEnum": "orders.models.PaymentState",
            "ReturnStateEnum": "orders.models.ReturnState",
            "ReturnReasonEnum": "orders.models.ReturnReason",
            "ReviewStatusEnum": "catalog.models.ReviewStatus",
            "AlertStateEnum": "inventory.models.AlertState",
            "RejectReasonEnum": "pricing.models.RejectReason",
            "QuoteStateEnum": "orders.models.QuoteState",
            "SubscriptionStateEnum": "orders.models.SubscriptionState",
            "RenewalStateEnum": "orders.models.RenewalState",
        },
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
            **{name: {"level": "WARNING"} for name in ("axes", "jax", "httpx2")},
            # A line for each request, and one more for each that failed: the breaker says it once.
            "elastic_transport": {"level": "ERROR"},
        },
    }


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
        "SCRIPTS": [lambda request: static("shop/js/staff.js")],
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
            "navigation": navigation(),
        },
    }
