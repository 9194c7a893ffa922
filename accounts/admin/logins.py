"""Staff pages for logins: who is staff, in which role, and what guards the doors."""

from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin as AllauthAuthenticatorAdmin
from allauth.mfa.models import Authenticator
from axes import admin as axes_admin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.models import User
from accounts.roles import Role, assign_role, role_of, staff_of
from events import audit
from events.audit import AuditAction

ROLE_NAMES = [role.value for role in Role]
POWERS = ("is_superuser", "user_permissions", "groups")


def _in_our_look(model: type[Any], base: type[Any], *ours: type[Any]) -> None:
    """Register a model of another package again, with its own admin in unfold's clothes."""
    admin.site.unregister(model)
    admin.site.register(model, type(base.__name__, (*ours, ModelAdmin, base), {}))


class OnlyTakenAway:
    """A second factor is made by its owner; staff take a lost one away and see no secret."""

    exclude = ("data",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


_in_our_look(EmailAddress, AllauthEmailAddressAdmin)
_in_our_look(Authenticator, AllauthAuthenticatorAdmin, OnlyTakenAway)
_in_our_look(AccessAttempt, axes_admin.AccessAttemptAdmin)
_in_our_look(AccessLog, axes_admin.AccessLogAdmin)
if admin.site.is_registered(AccessFailureLog):
    _in_our_look(AccessFailureLog, axes_admin.AccessFailureLogAdmin)
admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ModelAdmin, DjangoGroupAdmin):
    """Groups a shop makes for itself; those of the roles are kept by ``accounts.roles``."""

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        if obj is not None and obj.name in ROLE_NAMES:
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        if obj is not None and obj.name in ROLE_NAMES:
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # A bulk delete would not ask whether a group is a role's.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return dict(actions)


class UserForm(UserChangeForm):
    """A login with its role: one choice that says all that most shops need."""

    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[("", _("No role: a shopper's login")), *Role.choices],
        widget=UnfoldAdminSelectWidget,
        help_text=_("What they may do on the staff pages. A role makes a login staff."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["role"].initial = role_of(self.instance) or ""
        if "groups" in self.fields:
            others = Group.objects.exclude(name__in=ROLE_NAMES)
            self.fields["groups"].queryset = others


class RoleFilter(admin.SimpleListFilter):
    title = _("Role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role.value, role.label) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(ModelAdmin, DjangoUserAdmin):
    """Logins. Nobody without all powers gives them, or touches the login of one who has them."""

    form = UserForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "roles", "is_active", "is_staff", "last_login")
    list_filter = (RoleFilter, "is_staff", "is_superuser", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("is_staff", "last_login", "date_joined")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("What they may do"), {"fields": ("role", "is_active", "is_staff")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    powerful_fieldsets = (
        *fieldsets[:2],
        (
            _("Beyond the role"),
            {"classes": ("tab",), "fields": ("is_superuser", "groups", "user_permissions")},
        ),
        *fieldsets[2:],
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("groups", Group.objects.order_by("name")))
        )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is not None and request.user.is_superuser:
            return self.powerful_fieldsets
        return super().get_fieldsets(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._may_touch(request, obj) and super().has_delete_permission(request, obj)

    @staticmethod
    def _may_touch(request: HttpRequest, obj: User | None) -> bool:
        return bool(obj is None or request.user.is_superuser or not obj.is_superuser)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # A bulk delete would not ask whose logins are chosen.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return dict(actions)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The role, and the powers that were given beside it, are told to the audit trail."""
        role_before = role_of(form.instance) if change else None
        super().save_related(request, form, formsets, change)
        if "role" in form.cleaned_data:
            # Saving the other groups took the role's away: from there it is given anew.
            if role_before is not None:
                form.instance.groups.add(Group.objects.get(name=role_before.value))
            chosen = form.cleaned_data["role"]
            assign_role(
                user=form.instance, role=Role(chosen) if chosen else None, actor=staff_of(request)
            )
        if powers := [name for name in POWERS if name in form.changed_data]:
            audit.by_staff(request, AuditAction.PERMISSION_CHANGED, form.instance, fields=powers)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            audit.by_staff(request, AuditAction.PASSWORD_CHANGED, f"accounts.user:{id}")
        return response

    @display(description=_("Role"))
    def roles(self, user: User) -> str | None:
        if user.is_superuser:
            return str(_("All powers"))
        names = {group.name for group in user.groups.all()}
        held = [str(role.label) for role in Role if role.value in names]
        return ", ".join(held) or None
