"""Prices of many variants: set, raised or lowered, rounded as prices are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from catalog.models import Variant
from catalog.services import announce_changes
from foundation.dialog_fields import switch_field
from foundation.money import Money, round_half_up
from foundation.refusals import Refusal
from pricing.models import AdvertisedMinimum, BundlePrice, PriceSource, Rounding
from pricing.price_tests.selectors import products_in_test
from pricing.rounding import round_price
from pricing.selectors.currencies import known_currencies
from pricing.services import PriceRefused
from pricing.services.many_prices import PriceChange, set_prices, standing_prices
from shop.bulk.edits.base import Edit, EditForm, Teller, Terms, Value, Written, register
from shop.bulk.edits.fields import choice_field
from shop.bulk.edits.goods import VARIANTS, products_of

MOST_PER_CENT = 900


class Way(StrEnum):
    """How a new price comes about."""

    TO = "to"
    PER_CENT = "per_cent"
    AMOUNT = "amount"


WAYS = (
    (Way.PER_CENT.value, gettext_lazy("By per cent")),
    (Way.AMOUNT.value, gettext_lazy("By an amount")),
    (Way.TO.value, gettext_lazy("To this price")),
)


class Struck(StrEnum):
    """What becomes of the higher price that is shown struck through."""

    STAYS = "stays"
    NOW = "now"
    NONE = "none"


STRUCK = (
    (Struck.STAYS.value, gettext_lazy("Stays as it is")),
    (Struck.NOW.value, gettext_lazy("Today's price is shown struck through")),
    (Struck.NONE.value, gettext_lazy("Nothing is struck through any more")),
)


def _currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in known_currencies()]


class PriceForm(EditForm):
    """By how much, in which currency, and how the result is written."""

    currency = choice_field(gettext_lazy("Currency"), _currencies)
    way = choice_field(gettext_lazy("How"), WAYS)
    figure = forms.DecimalField(
        label=gettext_lazy("By how much, or to which price"),
        help_text=gettext_lazy("-10 takes ten per cent or ten euros off; 0 leaves the price."),
        max_digits=12,
        decimal_places=4,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )
    rounding = choice_field(gettext_lazy("Rounded to"), Rounding.choices)
    struck = choice_field(gettext_lazy("Struck through"), STRUCK)
    undercut = switch_field(
        gettext_lazy("Also below what it costs"),
        help_text=gettext_lazy("Otherwise prices below the cost of a unit are refused."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        way, figure = told.get("way"), told.get("figure")
        if figure is None or way is None:
            return told
        if way == Way.TO and figure < 0:
            self.add_error("figure", _("A price cannot be negative."))
        if way == Way.PER_CENT and not -100 < figure <= MOST_PER_CENT:
            words = _("Between -100 and %(most)d per cent.") % {"most": MOST_PER_CENT}
            self.add_error("figure", words)
        return told

    def terms(self) -> Terms:
        told = self.cleaned_data
        return {
            "currency": told["currency"],
            "way": told["way"],
            "figure": f"{told['figure'].normalize():f}",
            "rounding": told["rounding"],
            "struck": told["struck"],
            "undercut": told["undercut"],
        }


class PriceEdit(Edit):
    """A value is the price and the higher one struck through, in minor units of the currency.

    Why one is refused tells what a unit costs: that is for those who may see prices.
    """

    name = "price"
    title = gettext_lazy("Price")
    target = replace(VARIANTS, seen_with="pricing.view_price")
    permission = "pricing.add_price"
    form = PriceForm
    absent = gettext_lazy("It has no price in this currency yet.")

    def said(self, terms: Terms) -> str:
        figure, currency = Decimal(terms["figure"]), terms["currency"]
        if terms["way"] == Way.PER_CENT:
            told = f"{figure.normalize():+f} %".replace("-", "−")
        else:
            told = _money(Money.of(figure, currency).minor, currency)
            told = f"+{told}" if terms["way"] == Way.AMOUNT and figure > 0 else told
        parts = [f"{self.title} ({currency}): {told}"]
        if terms["rounding"] != Rounding.EXACT:
            parts.append(_("rounded to %(rule)s") % {"rule": Rounding(terms["rounding"]).label})
        if terms["struck"] != Struck.STAYS:
            parts.append(str(dict(STRUCK)[terms["struck"]]))
        return " · ".join(parts)

    def brief(self, terms: Terms) -> str:
        return self.said(terms)

    def read(self, keys: Sequence[int], terms: Terms) -> dict[int, Value]:
        """Variants without a price in the currency get their first one on a page of its own."""
        return {
            variant_id: [price.amount_minor, price.compare_at_minor]
            for (variant_id, currency), price in standing_prices(keys).items()
            if currency == terms["currency"]
        }

    def wanted(self, value: Value, terms: Terms) -> Value:
        amount, compare_at = value
        after = _new_amount(amount, terms)
        if after < 0 or after == 0 < amount:
            raise Refusal(_("Nothing would be left of the price."))
        compare_at = _new_struck(amount, compare_at, after, terms)
        if compare_at is not None and compare_at <= after:
            raise Refusal(_("The price it is reduced from must be higher."))
        return [after, compare_at]

    def objections(self, wanted: Mapping[int, Value], terms: Terms) -> dict[int, str]:
        """What holds prices: a running test, the parts of a bundle, a supplier, the cost."""
        keys = sorted(wanted)
        found = _below(wanted, terms)
        follows = BundlePrice.objects.filter(variant__in=keys).values_list("variant_id", flat=True)
        if terms["currency"] == settings.SHOP_BASE_CURRENCY:
            found |= dict.fromkeys(follows, _("It follows the prices of its parts."))
        tested = Variant.objects.filter(pk__in=keys, product__in=products_in_test())
        tested_ids = tested.values_list("pk", flat=True)
        return found | dict.fromkeys(tested_ids, _("A price test holds its price."))

    def terms_of_undo(self, terms: Terms) -> Terms:
        """What it cost before is no slip of the finger."""
        return {**terms, "undercut": True}

    def write(self, written: Written) -> None:
        changes = [
            PriceChange(
                key, written.terms["currency"], amount_minor=amount, compare_at_minor=compare_at
            )
            for key, (amount, compare_at) in written.after.items()
        ]
        try:
            changed = set_prices(changes=changes, source=PriceSource.STAFF, at=written.at)
        except PriceRefused as problem:
            raise Refusal(str(problem)) from problem
        announce_changes(product_ids=products_of(changed))

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        def tell(value: Value) -> str:
            amount, compare_at = (_money(minor, terms["currency"]) for minor in value)
            return _("%(price)s, reduced from %(before)s") % {
                "price": amount, "before": compare_at,
            } if compare_at else amount  # fmt: skip

        return tell


def _money(minor: int | None, currency: str) -> str:
    return "" if minor is None else Money(minor, currency).formatted(get_language() or "en")


def _new_amount(amount: int, terms: Terms) -> int:
    """What becomes of an amount in minor units, rounded half up, then as prices are written."""
    figure, currency = Decimal(terms["figure"]), terms["currency"]
    match Way(terms["way"]):
        case Way.TO:
            after = Money.of(figure, currency).minor
        case Way.AMOUNT:
            after = amount + Money.of(figure, currency).minor
        case Way.PER_CENT:
            after = round_half_up(Decimal(amount) * (100 + figure) / 100)
    if after <= 0:
        return after
    return round_price(Money(after, currency), terms["rounding"]).minor


def _new_struck(amount: int, compare_at: int | None, after: int, terms: Terms) -> int | None:
    match Struck(terms["struck"]):
        case Struck.NONE:
            return None
        case Struck.NOW:
            return amount if after != amount else compare_at
        case Struck.STAYS:
            return compare_at


def _below(wanted: Mapping[int, Value], terms: Terms) -> dict[int, str]:
    """Prices below what a unit costs, where nobody said that they may be, or below a supplier's."""
    currency = terms["currency"]
    found = {}
    for (variant_id, of), price in standing_prices(wanted).items():
        is_short = price.cost_minor is not None and wanted[variant_id][0] < price.cost_minor
        if of == currency and is_short and not terms["undercut"]:
            cost = _money(price.cost_minor, currency)
            found[variant_id] = _("Below what a unit costs (%(cost)s).") % {"cost": cost}
    least = AdvertisedMinimum.objects.filter(variant__in=sorted(wanted), currency=currency)
    for variant_id, minor in least.values_list("variant_id", "amount_minor"):
        if wanted[variant_id][0] < minor:
            words = _("Below the least price its supplier allows (%(least)s).")
            found[variant_id] = words % {"least": _money(minor, currency)}
    return found


def register_prices() -> None:
    """Offer prices to be changed."""
    register(PriceEdit())
