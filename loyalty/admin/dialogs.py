"""What staff fill in about an account, each in a dialog over its page."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import Customer
from foundation.dialog_fields import amount_field, text_field
from foundation.dialogs import Dialog
from foundation.money import Money
from loyalty.currencies import currencies_on_offer
from loyalty.gift_cards import Recipient
from loyalty.models import Account, AccountKind

READ_BY_CUSTOMER = _("The customer reads it beside the amount.")


def currency_field() -> forms.ChoiceField:
    """One of the currencies that the shop sells in: in another nothing could be bought."""
    return forms.ChoiceField(
        label=_("Currency"),
        choices=lambda: [(code, code) for code in currencies_on_offer()],
        widget=UnfoldAdminSelectWidget(),
    )


class ReasonDialog(Dialog):
    reason = text_field(_("Reason"))


class IssueDialog(ReasonDialog):
    """A card by hand; ``key`` makes a second click harmless."""

    amount = amount_field(_("Worth"))
    currency = currency_field()
    to_name = text_field(_("For"), longest=120, required=False)
    to_email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Where the code is sent; empty: you hand it over."),
        widget=UnfoldAdminTextInputWidget(),
    )
    message = text_field(_("Message"), longest=500, required=False)
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    field_order = ("amount", "currency", "to_name", "to_email", "message", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = uuid4().hex
        self.initial["currency"] = settings.SHOP_BASE_CURRENCY

    @property
    def worth(self) -> Money:
        return Money.of(self.cleaned_data["amount"], self.cleaned_data["currency"])

    @property
    def recipient(self) -> Recipient:
        told = self.cleaned_data
        return Recipient(told["to_name"], told["to_email"], told["message"])


class CreditDialog(ReasonDialog):
    """Store credit for a customer, by their address."""

    email = forms.EmailField(label=_("E-mail of the customer"), widget=UnfoldAdminTextInputWidget())
    amount = amount_field(_("Amount"))
    currency = currency_field()
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    field_order = ("email", "amount", "currency", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = READ_BY_CUSTOMER
        self.initial["key"] = uuid4().hex
        self.initial["currency"] = settings.SHOP_BASE_CURRENCY

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.customer = Customer.objects.filter(email__iexact=email, erased_at=None).first()
        if self.customer is None:
            raise forms.ValidationError(_("No customer has this address."))
        return email

    @property
    def money(self) -> Money:
        return Money.of(self.cleaned_data["amount"], self.cleaned_data["currency"])


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
        if self.account.customer_id is not None:
            self.fields["reason"].help_text = READ_BY_CUSTOMER
        self.initial["key"] = uuid4().hex

    @property
    def units(self) -> int:
        """What was typed, in minor units or points."""
        amount = self.cleaned_data["amount"]
        if self.account.kind == AccountKind.POINTS:
            return int(amount)
        return Money.of(amount, self.account.currency).minor
