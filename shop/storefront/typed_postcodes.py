"""A postcode as somebody types it into a form."""

from __future__ import annotations

from django import forms

from foundation.postcodes import check_postcode
from foundation.refusals import Refusal


def judge_postcode(form: forms.BaseForm, *, part: str = "") -> None:
    """Tell beside its field where it does not look like one of the country that was chosen.

    ``part`` is what the names of the fields of an address begin with.
    """
    country = form.cleaned_data.get(f"{part}country")
    postcode = form.cleaned_data.get(f"{part}postcode")
    if not country or not postcode:
        return
    try:
        check_postcode(country, postcode)
    except Refusal as refusal:
        form.add_error(f"{part}postcode", refusal.message)
