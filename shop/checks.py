"""What must not happen in production (``SHELFWISE_PRODUCTION=1``): refused before anything starts.

Every management command that changes or serves something runs these, ``check --deploy`` too.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from marketing.push.encryption import BadKeys, read_private_key

SHORTEST_SECRET = 50


@register(Tags.security)
def production_is_safe(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Errors of a shop that says it is in production and is not fit for it."""
    if not settings.PRODUCTION:
        return []
    return [
        message
        for message in (
            _debug(),
            _secret(),
            _database(),
            _broker(),
            _hosts(),
            _base_url(),
            _push_key(),
            _language_model(),
            _mail(),
            _payments(),
        )
        if message is not None
    ]


def _debug() -> CheckMessage | None:
    if not settings.DEBUG:
        return None
    return Error("DEBUG is on in production.", hint="Unset DEBUG.", id="shop.E001")


def _secret() -> CheckMessage | None:
    if not settings.SECRET_KEY_IS_DEFAULT and len(settings.SECRET_KEY) >= SHORTEST_SECRET:
        return None
    return Error(
        "SECRET_KEY is not set, or is short.",
        hint=f"Set it to at least {SHORTEST_SECRET} random characters, the same in every process.",
        id="shop.E002",
    )


def _database() -> CheckMessage | None:
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return None
    return Error(
        "The database is the embedded one (SQLite): one machine, one writer at a time.",
        hint="Set DATABASE_URL to a PostgreSQL server.",
        id="shop.E003",
    )


def _broker() -> CheckMessage | None:
    if not settings.EMBEDDED_BROKER:
        return None
    return Error(
        "The broker is the embedded one: files that only this machine sees.",
        hint="Set CELERY_BROKER_URL, or REDIS_URL, which serves for the cache as well.",
        id="shop.E004",
    )


def _hosts() -> CheckMessage | None:
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return None
    return Error(
        "ALLOWED_HOSTS allows every name: links in mails could be made to point elsewhere.",
        hint="List the names of the shop.",
        id="shop.E005",
    )


def _base_url() -> CheckMessage | None:
    if settings.SHOP_BASE_URL.startswith("https://"):
        return None
    return Error(
        "SHOP_BASE_URL is not an https address.",
        hint="Set it to the shop's address; mails and the sitemap link to it.",
        id="shop.E006",
    )


def _push_key() -> CheckMessage | None:
    try:
        if settings.VAPID_PRIVATE_KEY:
            read_private_key(settings.VAPID_PRIVATE_KEY)
    except BadKeys:
        return Error(
            "VAPID_PRIVATE_KEY is no key: no browser can be notified.",
            hint="Set it to 32 bytes in base64url, or unset it: then one is made and kept.",
            id="shop.E007",
        )
    return None


def _language_model() -> CheckMessage | None:
    if not settings.LLM_BASE_URL:
        return None
    address = urlsplit(settings.LLM_BASE_URL)
    if address.scheme not in ("http", "https") or not address.hostname:
        return Error(
            "LLM_BASE_URL is no address of the web: no language model can be asked.",
            hint="Set it to where the endpoint begins, such as https://models.example/v1.",
            id="shop.E008",
        )
    if address.scheme == "https" or _is_near(address.hostname):
        return None
    return Warning(
        "What shoppers write to the assistant goes to LLM_BASE_URL unencrypted.",
        hint="Use https, or an endpoint in your own network.",
        id="shop.W003",
    )


def _is_near(host: str) -> bool:
    """A host of one's own network: an address that is private, or a name without a dot."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def _mail() -> CheckMessage | None:
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return None
    return Warning(
        "Mails are written to files instead of being sent.",
        hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example:587.",
        id="shop.W001",
    )


def _payments() -> CheckMessage | None:
    if not settings.TEST_PAYMENTS:
        return None
    return Warning(
        "Test cards are taken: goods can be ordered for nothing.",
        hint="Unset TEST_PAYMENTS, and set STRIPE_SECRET_KEY.",
        id="shop.W002",
    )
