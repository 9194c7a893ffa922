"""What staff are asked about marketplaces and the files that they bring from them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
)

from pricing.admin.fields import basis_points, per_cent, percent_field
from pricing.selectors import offered_currencies
from shop.marketplaces.files import LARGEST
from shop.marketplaces.models import Marketplace


class MarketplaceForm(forms.ModelForm):
    """The currency is one that the shop sells in; the country is a code of two letters.

    ``commission`` and ``price_change`` are per cent, to two places.
    """

    commission = percent_field(
        gettext_lazy("Commission in per cent"),
        help_text=gettext_lazy(
            "Of what a buyer pays the shop. Where a file names the commission, that counts."
        ),
    )
    price_change = forms.DecimalField(
        label=gettext_lazy("Prices there, in per cent more"),
        min_value=-90,
        max_value=500,
        max_digits=5,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        help_text=gettext_lazy("Than the shop's own; below nothing they are lower."),
    )

    class Meta:
        model = Marketplace
        fields = (
            "name", "code", "layout", "country", "currency", "is_active", "prices_include_tax",
            "collects_tax", "stock_share", "buffer_units",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "currency" in self.fields:
            self.fields["currency"] = forms.ChoiceField(
                label=gettext_lazy("Currency"),
                choices=[(code, code) for code in offered_currencies()],
                widget=UnfoldAdminSelectWidget(),
            )
        self.initial.setdefault("commission", per_cent(self.instance.commission_basis_points))
        change = per_cent(self.instance.price_change_basis_points)
        self.initial.setdefault("price_change", change)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.commission_basis_points = basis_points(cleaned.get("commission")) or 0
        self.instance.price_change_basis_points = basis_points(cleaned.get("price_change")) or 0
        return cleaned

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"].upper()
        if len(country) != 2 or not (country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Give the code of a country, such as DE."))
        return country


class BringForm(forms.Form):
    """A file of orders and the marketplace that it came from."""

    marketplace = forms.ModelChoiceField(
        label=gettext_lazy("Marketplace"),
        queryset=Marketplace.objects.filter(is_active=True),
        widget=UnfoldAdminSelectWidget(),
    )
    file = forms.FileField(
        label=gettext_lazy("File of orders"),
        help_text=gettext_lazy("CSV, text with tabs or xlsx. Nothing is taken before you say so."),
        widget=UnfoldAdminFileFieldWidget(),
    )

    def clean_file(self) -> Any:
        told = self.cleaned_data["file"]
        if told.size > LARGEST:
            raise forms.ValidationError(
                _("It is larger than %(most)d MB: bring it in parts.") % {"most": LARGEST >> 20}
            )
        return told
