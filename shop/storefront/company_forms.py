"""What members fill in on the pages of their company."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import CompanyRole


class InvitationForm(forms.Form):
    """Whom to ask, and what they may do."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=CompanyRole.choices,
        help_text=_(
            "Buyers order. Approvers also agree to orders of others. Administrators also look"
            " after the members."
        ),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=CompanyRole.choices)


class DeclineForm(forms.Form):
    """Why an order is not agreed to: whoever asked reads it."""

    reason = forms.CharField(
        label=_("Why not?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say why, so that they know what to change.")},
    )
