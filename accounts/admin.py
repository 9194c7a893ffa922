"""Staff pages for logins, customers and their consent."""

from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin as AllauthAuthenticatorAdmin
from allauth.mfa.models import Authenticator
from axes import admin as axes_admin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import Address, ConsentRecord, Customer, User, VisitorLink
from foundation.admin import LedgerAdmin, LedgerInline


def _in_our_look(model: type[Any], base: type[Any]) -> None:
    """Register a model of another package again, with its own admin in unfold's clothes."""
    admin.site.unregister(model)
    admin.site.register(model, type(base.__name__, (ModelAdmin, base), {}))


_in_our_look(Group, DjangoGroupAdmin)
_in_our_look(EmailAddress, AllauthEmailAddressAdmin)
_in_our_look(Authenticator, AllauthAuthenticatorAdmin)
_in_our_look(AccessAttempt, axes_admin.AccessAttemptAdmin)
_in_our_look(AccessLog, axes_admin.AccessLogAdmin)
if admin.site.is_registered(AccessFailureLog):
    _in_our_look(AccessFailureLog, axes_admin.AccessFailureLogAdmin)


@admin.register(User)
class UserAdmin(ModelAdmin, DjangoUserAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (
            _("What they may do"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )


class AddressInline(LedgerInline):
    model = Address
    fields = ("name", "line1", "postcode", "city", "country", "is_default")


class ConsentInline(LedgerInline):
    model = ConsentRecord
    fields = ("level", "wording", "given_at")
    ordering = ("-given_at",)
    verbose_name_plural = _("Choices on privacy")


@admin.register(Customer)
class CustomerAdmin(LedgerAdmin):
    """Who buys. Their data is theirs: staff look it up, the customer changes it."""

    list_display = (
        "who",
        "email",
        "country",
        "language",
        "agreed_to",
        "created_at",
        "their_orders",
    )
    list_filter = ("country", "language", "consent")
    search_fields = ("email", "name", "external_ref", "public_id")
    ordering = ("-created_at", "-pk")
    list_select_related = ("user",)
    inlines = (AddressInline, ConsentInline)
    fieldsets = (
        (None, {"fields": ("name", "email", "country", "language", "their_orders")}),
        (_("Privacy"), {"fields": ("agreed_to", "erased_at")}),
        (_("In this system"), {"fields": ("public_id", "external_ref", "user", "created_at")}),
    )

    @display(description=_("Customer"), ordering="name")
    def who(self, customer: Customer) -> str:
        return str(customer)

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


@admin.register(ConsentRecord)
class ConsentRecordAdmin(LedgerAdmin):
    list_display = ("given_at", "level", "wording", "customer", "visitor")
    list_filter = ("level", "wording", "given_at")
    search_fields = ("customer__email", "visitor")
    ordering = ("-given_at", "-pk")
    list_select_related = ("customer",)


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
    list_display = ("name", "line1", "postcode", "city", "country", "customer")
    list_filter = ("country",)
    search_fields = ("name", "city", "postcode", "customer__email")
    ordering = ("name", "pk")
    list_select_related = ("customer",)
