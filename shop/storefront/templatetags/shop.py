"""What the shop's templates say often: money, stars, data for scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_percent
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.money import Money
from loyalty.programme import remembered_programme
from orders.quoting import CartLineView
from shop.rewards.words import earned_text, movement_text
from shop.storefront.cards import icon, media_url, money_text, rating_number
from shop.storefront.forms import countries
from shop.storefront.promises import later_text

register = template.Library()

# As django.utils.html.json_script: nothing inside may end the element or open a comment.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
STARS = 5


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@register.filter
def at_key(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds at a key; None where it holds nothing there."""
    return mapping.get(key)


@register.filter
def money(amount: Money) -> str:
    """An amount as the page's language writes it."""
    return money_text(amount.minor, amount.currency, _language())


@register.filter
def earned(price: Money) -> str:
    """What a price earns in points; empty where it earns none."""
    return earned_text(price)


@register.filter
def movement(kind: str) -> str:
    """What moved a balance, in words for its owner."""
    return movement_text(kind)


@register.simple_tag
def shop_rewards() -> bool:
    """Whether the shop gives points, or credit for friends."""
    rules = remembered_programme()
    return rules.is_active or rules.has_referrals


@register.simple_tag
def money_of(minor: int, currency: str) -> str:
    """An amount that a row keeps in minor units."""
    return money_text(minor, currency, _language())


@register.simple_tag
def tax_label(rate_basis_points: int, is_included: bool = False) -> str:
    """What a share of the tax is called: with its rate, and whether prices contain it."""
    rate = format_percent(
        Decimal(rate_basis_points) / 10_000,
        format="#,##0.##%",
        locale=_language().replace("-", "_"),
    )
    if is_included:
        return _("Tax in it (%(rate)s)") % {"rate": rate}
    return _("Tax (%(rate)s)") % {"rate": rate}


@register.filter
def mean(value: float) -> str:
    return rating_number(value, _language())


@register.filter
def media(path: str) -> str:
    """The address of an uploaded file."""
    return media_url(path)


@register.filter
def country_name(code: str) -> str:
    """A country as the page's language calls it; the code where it has no name."""
    return dict(countries(_language())).get(code, code)


@register.filter
def as_json(value: object) -> SafeString:
    """A value as JSON that is safe inside a script element."""
    return mark_safe(json.dumps(value, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308


@register.simple_tag(name="icon")
def icon_tag(name: str, size: int) -> SafeString:
    """A lucide icon as decoration, remembered; words beside it say what it means."""
    return icon(name, size)


@register.simple_tag(takes_context=True)
def page_url(context: template.RequestContext, name: str, *arguments: object) -> str:
    """An address in the language of the page, where a part of it is drawn in another."""
    with translation.override(getattr(context["request"], "LANGUAGE_CODE", _language())):
        return reverse(name, args=arguments)


@register.simple_tag
def day(value: date) -> SafeString:
    """A day as the page's language writes it, and for machines."""
    return _day(value, _language())


@lru_cache(maxsize=5_000)
def _day(value: date, language: str) -> SafeString:
    with translation.override(language):
        text = date_format(value, "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag
def stars(value: float | Decimal) -> SafeString:
    """Five stars, those up to the rounded value lit."""
    return _stars(float(value), _language())


@lru_cache(maxsize=1_000)
def _stars(value: float, language: str) -> SafeString:
    lit = int(Decimal(str(value)) + Decimal("0.5"))
    drawn = format_html_join(
        "",
        '<span class="{}">{}</span>',
        (("on" if number <= lit else "off", icon("star", 16)) for number in range(1, STARS + 1)),
    )
    with translation.override(language):
        label = _("%(mean)s of 5 stars") % {"mean": rating_number(value, language)}
    return format_html('<span class="stars" role="img" aria-label="{}">{}</span>', label, drawn)


@register.simple_tag
def comes_later(line: CartLineView) -> str:
    """What of a line of the cart comes later than the rest, as a sentence; empty if nothing."""
    return "" if line.problem else later_text(line.promise, line.quantity)
