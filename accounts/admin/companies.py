"""Staff pages for companies: their terms, their members and who is asked to join."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.admin.customers import CountsMembers
from accounts.companies.facts import facts
from accounts.companies.terms import save_company
from accounts.companies.vat_ids import VatIdInvalid, checked_vat_id
from accounts.models import Company, Customer
from foundation.admin import LedgerInline
from foundation.money_fields import MinorField


class CompanyForm(forms.ModelForm):
    """Amounts as people write them, in the base currency."""

    credit_limit_minor = MinorField(
        label=_("Credit limit"),
        required=False,
        help_text=_(
            "What its open invoices may come to. Empty: as much as it likes; 0: it does not buy"
            " on invoice."
        ),
    )
    approval_from_minor = MinorField(
        label=_("Approval from"),
        required=False,
        help_text=_(
            "Orders of this value and more need an approver of the company. Empty: none does;"
            " 0: every order."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("vat_id") and data.get("country"):
            try:
                data["vat_id"] = checked_vat_id(country=data["country"], text=data["vat_id"])
            except VatIdInvalid as problem:
                self.add_error("vat_id", problem.message)
        if data.get("tax_exemption") and not data.get("tax_exempt_until"):
            self.add_error("tax_exempt_until", _("Say on which day the certificate ends."))
        if data.get("approval_from_minor") is not None and data.get("credit_limit_minor") == 0:
            self.add_error(
                "credit_limit_minor", _("What is approved is paid on invoice: it needs credit.")
            )
        return data

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"]).upper()
        if len(country) != 2 or not (country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Two letters, such as DE."))
        return country


class MemberInline(LedgerInline):
    model = Customer
    fields = ("name", "email", "company_role", "group", "created_at")
    verbose_name_plural = _("Members")


@admin.register(Company)
class CompanyAdmin(CountsMembers):
    """Firms whose members buy at their prices. A firm is switched off rather than deleted."""

    form = CompanyForm
    members = "members"
    list_display = ("name", "vat_id", "country", "customer_count", "is_active", "created_at")
    list_filter = ("is_active", "country")
    search_fields = ("name", "vat_id", "public_id")
    ordering = ("name",)
    readonly_fields = ("public_id", "created_at", "known")
    fieldsets = (
        (None, {"fields": ("name", ("country", "vat_id"), "is_active", "known")}),
        (
            _("Terms"),
            {
                "fields": (
                    ("payment_days", "credit_limit_minor"),
                    ("approval_from_minor", "needs_po_number"),
                )
            },
        ),
        (_("Tax exemption"), {"fields": (("tax_exemption", "tax_exempt_until"),)}),
        (_("In this system"), {"fields": (("public_id", "created_at"),)}),
    )
    inlines = (MemberInline,)

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        save_company(company=obj)

    @display(description=_("What is known"))
    def known(self, company: Company) -> SafeString | None:
        """What higher floors tell, such as what it owes."""
        if company.pk is None:
            return None
        told = [text for _name, fact in facts if (text := fact(company))]
        return format_html_join(" · ", "{}", ((text,) for text in told)) or None
