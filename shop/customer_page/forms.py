"""What staff can write on a customer's page."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.notes import LONGEST_NOTE
from pricing.models import Coupon

LONGEST_SUBJECT, LONGEST_MAIL = 120, 4_000


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "class": "staff-input"}),
        help_text=_("The customer may ask to read it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "note_%s"  # two forms stand on one page


class MailForm(forms.Form):
    """``key`` makes the same form sent twice one mail."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    subject = forms.CharField(
        label=_("Subject"),
        max_length=LONGEST_SUBJECT,
        widget=forms.TextInput(attrs={"class": "staff-input"}),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_MAIL,
        widget=forms.Textarea(attrs={"rows": 6, "class": "staff-input"}),
    )
    coupon = forms.ModelChoiceField(
        label=_("With a coupon"),
        queryset=Coupon.objects.none(),
        required=False,
        empty_label=_("None"),
        widget=forms.Select(attrs={"class": "staff-input"}),
    )

    def __init__(self, *args: Any, offers: list[Coupon], **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "mail_%s"
        self.initial.setdefault("key", uuid4())
        if not offers:
            del self.fields["coupon"]
            return
        coupon = self.fields["coupon"]
        coupon.queryset = Coupon.objects.filter(pk__in=[offer.pk for offer in offers])  # type: ignore[attr-defined]
        coupon.label_from_instance = _told  # type: ignore[attr-defined]


def _told(coupon: Coupon) -> str:
    return f"{coupon.code} · {coupon.promotion.label}"
