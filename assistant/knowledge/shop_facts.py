"""What is true of this shop, in words: from its settings and tables, for articles to name.

Each is a few words or lines in the language that is active (``translation.override``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from babel import Locale
from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from assistant.desk.policy import current_policy, opening_hours
from foundation.money import Money
from orders.models import ShippingKind, ShippingMethod
from orders.payments.base import providers
from orders.payments.invoice import InvoiceProvider
from orders.payments.trial import TestCardProvider
from pricing.selectors import offered_currencies


def _return_days(language: str) -> str:
    return _within(settings.SHOP_RETURN_DAYS)


def _invoice_days(language: str) -> str:
    return _within(settings.INVOICE_DAYS)


def _within(days: int) -> str:
    """Days after a word such as "within", which bends them in some languages."""
    return npgettext("within", "%(days)d day", "%(days)d days", days) % {"days": days}


def _delivery_ways(language: str) -> str:
    methods = ShippingMethod.objects.filter(is_active=True).select_related("warehouse")
    least = dict(methods.values_list("pk").annotate(Min("rates__price_minor")).order_by())
    lines = [_delivery_way(method, least[method.pk], language) for method in methods]
    return "\n".join(f"- {line}" for line in lines) or _(
        "The checkout shows how we can deliver to you."
    )


def _delivery_way(method: ShippingMethod, least: int | None, language: str) -> str:
    """``Standard: €4.90 (free from €50.00), 2 to 4 working days``."""
    parts = [_delivery_price(method, least, language)]
    first = method.handling_days + method.days_min
    last = method.handling_days + method.days_max
    if method.kind == ShippingKind.DELIVERY and last:
        parts.append(_days(first, last))
    if method.kind == ShippingKind.PICKUP and method.warehouse is not None:
        parts.append(_("to be picked up: %(place)s") % {"place": method.warehouse.name})
    return f"{method.name}: {', '.join(parts)}"


def _delivery_price(method: ShippingMethod, least: int | None, language: str) -> str:
    """``least`` is the cheapest of its rates in minor units; None where it has none."""
    if least is not None:
        # What a rate costs hangs on the place and the weight.
        return _("from %(price)s, by where it goes") % {"price": _amount(least, language)}
    if not method.price_minor:
        return _("free of charge")
    price = _amount(method.price_minor, language)
    if method.free_from_minor is None:
        return price
    limit = _amount(method.free_from_minor, language)
    return _("%(price)s (free from %(limit)s)") % {"price": price, "limit": limit}


def _days(first: int, last: int) -> str:
    if first == last:
        return ngettext("%(days)d working day", "%(days)d working days", last) % {"days": last}
    return _("%(first)d to %(last)d working days") % {"first": first, "last": last}


def _amount(minor: int, language: str) -> str:
    return Money(minor, settings.SHOP_BASE_CURRENCY).formatted(language)


def _payment_ways(language: str) -> str:
    lines = []
    for _name, provider in providers:
        if isinstance(provider, TestCardProvider):
            lines.append(_("Test cards: this shop takes no real money yet."))
        elif isinstance(provider, InvoiceProvider):
            lines.append(_invoice_way(language))
        elif provider.name == "stripe":
            lines.append(_("Card or wallet, on the payment page of Stripe"))
    return "\n".join(f"- {line}" for line in lines)


def _invoice_way(language: str) -> str:
    due = _invoice_days(language)
    if limit := settings.INVOICE_LIMIT_MINOR:
        return _(
            "Invoice, due within %(due)s: for companies, and for customers who are signed in up"
            " to %(limit)s"
        ) % {"due": due, "limit": _amount(limit, language)}
    return _("Invoice, due within %(due)s: for members of a company who are signed in") % {
        "due": due
    }


def _currencies(language: str) -> str:
    names = Locale.parse(language).currencies
    return ", ".join(f"{names.get(code, code)} ({code})" for code in offered_currencies())


def _prices_and_tax(language: str) -> str:
    if settings.SHOP_PRICES_INCLUDE_TAX:
        return _("Prices include VAT.")
    return _("Prices are without VAT; the cart shows what is added.")


def _answer_hours(language: str) -> str:
    policy = current_policy()
    hours = _("from %(first)d:00 to %(last)d:00") % {
        "first": policy.open_from,
        "last": policy.open_until,
    }
    return f"{_weekdays(opening_hours(policy).days, language)}, {hours}"


def _weekdays(days: frozenset[int], language: str) -> str:
    """``Monday to Friday``, or each day by name where they do not follow one another."""
    names = Locale.parse(language).days["format"]["wide"]
    first, last = min(days), max(days)
    if len(days) > 2 and len(days) == last - first + 1:
        return _("%(first)s to %(last)s") % {"first": names[first - 1], "last": names[last - 1]}
    return ", ".join(names[day - 1] for day in sorted(days))


def _talks_kept(language: str) -> str:
    days = current_policy().keep_days
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


FACTS: Mapping[str, Callable[[str], str]] = {
    "shop_name": lambda language: str(settings.SHOP_NAME),
    "shop_email": lambda language: str(settings.SHOP_EMAIL),
    "return_days": _return_days,
    "invoice_days": _invoice_days,
    "delivery_ways": _delivery_ways,
    "payment_ways": _payment_ways,
    "currencies": _currencies,
    "prices_and_tax": _prices_and_tax,
    "answer_hours": _answer_hours,
    "talks_kept": _talks_kept,
}
"""Facts by the name that stands in braces; each is called with the reader's language."""

PAGES: Mapping[str, Callable[[], str]] = {
    "page_account": lambda: reverse("storefront:account"),
    "page_addresses": lambda: reverse("storefront:addresses"),
    "page_cart": lambda: reverse("storefront:cart"),
    "page_data": lambda: reverse("storefront:data"),
    "page_products": lambda: reverse("storefront:list"),
    "page_privacy": lambda: reverse("storefront:privacy"),
    "page_reviews": lambda: reverse("storefront:own-reviews"),
    "page_wishlists": lambda: reverse("storefront:wishlists"),
    "page_preferences": lambda: reverse("storefront:preferences"),
    "page_login": lambda: reverse("account_login"),
    "page_signup": lambda: reverse("account_signup"),
    "page_password": lambda: reverse("account_reset_password"),
}
"""Pages of the shop by the name that stands in braces, for links."""
