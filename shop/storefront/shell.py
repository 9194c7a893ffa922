"""What every page has around its content: alike for all who read one language and currency.

So it is remembered for a minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from foundation.money import Money
from orders.models import ShippingMethod
from pricing.selectors import conversion
from shop.storefront.cards import money_text
from shop.storefront.categories import category_tree
from shop.storefront.currency import offered

SECONDS = 60
_WORDS_MARK = "@words@"


@dataclass(frozen=True, slots=True)
class Shell:
    """Finished markup. The header is cut where the words of a search stand in its field.

    ``footer_signed_in`` is for pages that know by themselves that somebody is; it names nobody.
    """

    language: str
    head: SafeString
    header_start: SafeString
    header_end: SafeString
    footer: SafeString
    footer_signed_in: SafeString
    launcher: SafeString
    consent: SafeString
    free_delivery_from: str
    currencies: SafeString


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page in another language of the shop, or in this one."""

    code: str
    name: str
    path: str
    url: str
    is_current: bool


def shell(language: str, currency: str) -> Shell:
    key = f"storefront:shell:{language}:{currency}"
    found: Shell | None = cache.get(key)
    if found is None:
        found = _render(language, currency)
        cache.set(key, found, SECONDS)
    return found


def _render(language: str, currency: str) -> Shell:
    with translation.override(language):
        context = {
            "shop_name": settings.SHOP_NAME,
            "shop_email": settings.SHOP_EMAIL,
            "language": language,
            "departments": category_tree(language).roots(),
            "free_delivery_from": _free_delivery_from(language, currency),
            "prices_include_tax": settings.SHOP_PRICES_INCLUDE_TAX,
            "words": _WORDS_MARK,
        }
        start, _mark, end = _part("header", context).partition(_WORDS_MARK)
        return Shell(
            language=language,
            head=_part("head", context),
            header_start=mark_safe(start),  # noqa: S308 - cut from rendered markup
            header_end=mark_safe(end),  # noqa: S308
            footer=_part("footer", context),
            footer_signed_in=_part("footer", {**context, "is_signed_in": True}),
            launcher=_part("launcher", context),
            consent=_part("consent", context),
            free_delivery_from=str(context["free_delivery_from"]),
            currencies=_part("currencies", {"currencies": offered(), "active": currency}),
        )


def _part(name: str, context: Mapping[str, object]) -> SafeString:
    return render_to_string(f"storefront/shell/{name}.html", dict(context))


def _free_delivery_from(language: str, currency: str) -> str:
    """From which value on delivery is free by some method, as text; ``""`` where it never is."""
    limit = (
        ShippingMethod.objects.filter(is_active=True, free_from_minor__isnull=False)
        .order_by("free_from_minor")
        .values_list("free_from_minor", flat=True)
        .first()
    )
    if limit is None:
        return ""
    base = Money(limit, settings.SHOP_BASE_CURRENCY)
    amount = base if currency == base.currency else conversion(currency).money(base)
    return money_text(amount.minor, amount.currency, language)


@lru_cache(maxsize=1_000)
def _address_in(code: str, path: str, current: str) -> str:
    """The path in another language; resolving it depends on the ``current`` one."""
    return translate_url(path, code)


def alternates(path: str, paths: Mapping[str, str] | None = None) -> list[Alternate]:
    """A page in every language: by ``paths`` where slugs differ, else by the language's prefix."""
    current = translation.get_language()
    found = []
    for code, _name in settings.LANGUAGES:
        there = paths[code] if paths else _address_in(code, path, current or "")
        found.append(
            Alternate(
                code=code,
                name=str(get_language_info(code)["name_local"]).capitalize(),
                path=there,
                url=f"{settings.SHOP_BASE_URL}{there}",
                is_current=code == current,
            )
        )
    return found
