"""Staff pages for customers, their groups and companies, and their consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.models import (
    Address,
    CompanyRole,
    ConsentRecord,
    Customer,
    CustomerGroup,
    CustomerNote,
    Preference,
    VisitorLink,
)
from accounts.privacy import CannotErase, erase_customer, export_archive
from accounts.roles import staff_of
from accounts.services import set_terms
from foundation.admin import FittingActions, LedgerAdmin, LedgerInline, close_dialog
from foundation.dialogs import Dialog, answer_problem


class AddressInline(LedgerInline):
    model = Address
    fields = ("label", "name", "company", "line1", "postcode", "city", "country", "is_default")


class ConsentInline(LedgerInline):
    model = ConsentRecord
    fields = ("level", "wording", "given_at")
    ordering = ("-given_at",)
    verbose_name_plural = _("Choices on privacy")


class PreferenceInline(LedgerInline):
    model = Preference
    fields = ("kind", "name", "stance", "changed_at")


class ErasureForm(Dialog):
    """Asks for the address, so that nobody is forgotten by a slip of the finger."""

    typed = forms.CharField(
        label=_("Type the customer's e-mail address or number"), widget=UnfoldAdminTextInputWidget
    )

    def clean_typed(self) -> str:
        customer = Customer.objects.get(pk=self.object_id)
        typed = str(self.cleaned_data["typed"]).strip().lower()
        if typed not in {customer.email.lower(), customer.public_id}:
            raise forms.ValidationError(_("That is not this customer's."))
        return typed


@admin.register(Customer)
class CustomerAdmin(FittingActions, ModelAdmin):
    """Who buys. Their data is theirs: staff look it up, and set what the shop decides."""

    list_display = (
        "who", "email", "group", "company", "country", "agreed_to", "created_at", "their_orders",
    )  # fmt: skip
    list_display_links = None
    list_filter = ("group", "country", "language", "consent")
    search_fields = ("email", "name", "external_ref", "public_id")
    ordering = ("-created_at", "-pk")
    list_select_related = ("user", "group", "company")
    show_full_result_count = False
    autocomplete_fields = ("company",)
    readonly_fields = (
        "name", "email", "country", "language", "their_page", "their_orders", "agreed_to",
        "erased_at", "public_id", "external_ref", "user", "created_at",
    )  # fmt: skip
    inlines = (AddressInline, ConsentInline, PreferenceInline)
    actions_detail = ("hand_out", "erase")
    fieldsets = (
        (
            None,
            {"fields": ("name", "email", ("country", "language"), ("their_page", "their_orders"))},
        ),
        (_("Prices and terms"), {"fields": (("group", "company"), "company_role")}),
        (_("Privacy"), {"fields": (("agreed_to", "erased_at"),)}),
        (
            _("In this system"),
            {"fields": (("public_id", "external_ref"), ("user", "created_at"))},
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        """Customers are erased by their own button, which knows what must be kept."""
        return False

    def has_export_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("accounts.export_customer"))

    def has_erase_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("accounts.erase_customer"))

    def fitting_actions(self, row: Customer) -> set[str]:
        return set() if row.erased_at else {"hand_out", "erase"}

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        set_terms(
            customer=obj,
            group=obj.group,
            company=obj.company,
            role=CompanyRole(obj.company_role),
            by=staff_of(request),
        )

    @action(description=_("Hand out their data"), icon="download", permissions=["export"])
    def hand_out(self, request: HttpRequest, object_id: int) -> HttpResponse:
        customer = Customer.objects.get(pk=object_id)
        archive = export_archive(customer, actor=staff_of(request))
        return HttpResponse(
            archive,
            content_type="application/zip",
            headers={
                "Content-Disposition": f'attachment; filename="{customer.public_id}.zip"',
                "Cache-Control": "no-store",
            },
        )

    @action(
        description=_("Erase"),
        icon="person_off",
        variant=ActionVariant.DANGER,
        permissions=["erase"],
        dialog={
            "title": _("Forget this customer for good?"),
            "description": _(
                "Their login, addresses, lists and preferences go; what they did becomes"
                " anonymous. Orders keep what the books need. Nobody can undo it."
            ),
            "form_class": ErasureForm,
            "form_submit_text": _("Erase"),
        },
    )
    def erase(self, request: HttpRequest, form: ErasureForm, object_id: int) -> HttpResponse:
        customer = Customer.objects.get(pk=object_id)
        try:
            erase_customer(customer=customer, actor=staff_of(request))
        except CannotErase as problem:
            return answer_problem(request, form, problem)
        messages.success(request, _("The customer is forgotten."))
        return close_dialog()

    @display(description=_("Customer"), ordering="name")
    def who(self, customer: Customer) -> SafeString | str:
        """Leads to the page that tells all of them, which joins what stands on higher floors."""
        try:
            page = reverse("admin:customer_page", args=[customer.pk])
        except NoReverseMatch:
            return str(customer)
        return format_html('<a href="{}">{}</a>', page, customer)

    @display(description=_("What is known"))
    def their_page(self, customer: Customer) -> SafeString | str:
        return self.who(customer)

    @display(description=_("Agreed to"), ordering="consent")
    def agreed_to(self, customer: Customer) -> str:
        return str(customer.get_consent_display())

    @display(description=_("Orders"))
    def their_orders(self, customer: Customer) -> SafeString | None:
        """A link by address, because orders live on a higher floor."""
        try:
            orders = reverse("admin:orders_order_changelist")
        except NoReverseMatch:
            return None
        return format_html(
            '<a href="{}?customer__id__exact={}">{}</a>', orders, customer.pk, _("Show")
        )


class CountsMembers(ModelAdmin):
    """Lists with how many customers belong to a row."""

    members = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(customer_count=Count(self.members))

    @display(description=_("Customers"), ordering="customer_count")
    def customer_count(self, row: Any) -> int:
        return int(row.customer_count)


@admin.register(CustomerGroup)
class CustomerGroupAdmin(CountsMembers):
    """Groups that prices and promotions may be for."""

    members = "customers"
    list_display = ("name", "code", "customer_count")
    search_fields = ("name", "code")
    ordering = ("name",)
    prepopulated_fields = {"code": ("name",)}


@admin.register(ConsentRecord)
class ConsentRecordAdmin(LedgerAdmin):
    list_display = ("given_at", "level", "wording", "customer", "visitor")
    list_filter = ("level", "wording", "given_at")
    search_fields = ("customer__email", "visitor")
    ordering = ("-given_at", "-pk")
    list_select_related = ("customer",)


@admin.register(Preference)
class PreferenceAdmin(LedgerAdmin):
    list_display = ("name", "kind", "stance", "customer", "changed_at")
    list_filter = ("stance", "kind")
    search_fields = ("name", "customer__email")
    ordering = ("-changed_at", "-pk")
    list_select_related = ("customer",)


@admin.register(CustomerNote)
class CustomerNoteAdmin(LedgerAdmin):
    """Notes are written and taken back on the customer's own page."""

    list_display = ("written_at", "customer", "text", "author")
    search_fields = ("customer__email", "customer__name", "text")
    ordering = ("-written_at", "-pk")
    list_select_related = ("customer", "author")
    empty_text = _("No note was written yet. A customer's own page has the field for it.")


@admin.register(VisitorLink)
class VisitorLinkAdmin(LedgerAdmin):
    """Deleting a row makes what the visitor did anonymous, so that is the one thing allowed."""

    list_display = ("visitor", "customer", "linked_at")
    search_fields = ("visitor", "customer__email")
    ordering = ("-linked_at",)
    list_select_related = ("customer",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("accounts.delete_visitorlink"))


@admin.register(Address)
class AddressAdmin(LedgerAdmin):
    list_display = ("name", "label", "line1", "postcode", "city", "country", "customer")
    list_filter = ("country",)
    search_fields = ("name", "city", "postcode", "customer__email")
    ordering = ("name", "pk")
    list_select_related = ("customer",)
