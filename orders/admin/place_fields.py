"""Where something goes, as staff type it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from foundation.dialog_fields import text_field


class PlaceFields(forms.Form):
    """Mixed into a dialog: name and address; the country is two letters in any case."""

    name = text_field(_("Name"), longest=120)
    company = text_field(_("Company"), longest=120, required=False)
    line1 = text_field(_("Street and number"), longest=120)
    line2 = text_field(_("Second line"), longest=120, required=False)
    postcode = text_field(_("Postcode"), longest=20, required=False)
    city = text_field(_("City"), longest=80)
    region = text_field(_("Region"), longest=40, required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country code"),
        error_messages={"invalid": _("Two letters, such as GB or DE.")},
        widget=UnfoldAdminTextInputWidget(),
    )
    phone = text_field(_("Phone"), longest=30, required=False)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()
