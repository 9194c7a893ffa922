"""What staff fill in about an account, each in a dialog over its page."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from foundation.dialog_fields import text_field
from foundation.dialogs import Dialog
from foundation.money import Money
from loyalty.models import Account, AccountKind


class ReasonDialog(Dialog):
    reason = text_field(_("Reason"))


class CorrectDialog(ReasonDialog):
    """By how much, up or down; ``key`` makes a second click harmless."""

    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=12,
        decimal_places=4,
        help_text=_("With a minus to take it away."),
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    field_order = ("amount", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = Account.objects.get(pk=self.object_id)
        self.initial["key"] = uuid4().hex

    @property
    def units(self) -> int:
        """What was typed, in minor units or points."""
        amount = self.cleaned_data["amount"]
        if self.account.kind == AccountKind.POINTS:
            return int(amount)
        return Money.of(amount, self.account.currency).minor
