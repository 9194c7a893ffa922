"""Staff pages for API tokens: made here, shown once, revoked here."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import ApiToken
from accounts.roles import staff_of
from accounts.tokens import Scope, check_token, create_token, revoke_token
from foundation import clock
from foundation.admin import FittingActions, close_dialog, label
from foundation.dialogs import Dialog
from foundation.refusals import Refusal


class TokenForm(forms.ModelForm):
    """What a new token is for; the service has the last word on every field."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What it is for."),
        widget=UnfoldAdminTextInputWidget,
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("May"), choices=Scope.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    last_day = forms.DateField(
        label=_("Valid until"), required=False, widget=UnfoldAdminSingleDateWidget,
        help_text=_("The last day on which it works; empty for no end."),
    )  # fmt: skip

    class Meta:
        model = ApiToken
        fields = ("user", "name", "scopes")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_token(**self.asked_for(data))
            except Refusal as problem:
                field = {"expires_at": "last_day"}.get(problem.field, problem.field)
                self.add_error(field or None, problem.message)
        return data

    def asked_for(self, data: dict[str, Any]) -> dict[str, Any]:
        """What the service is asked, from the fields."""
        return {
            "user": data["user"],
            "name": data["name"],
            "scopes": data["scopes"],
            "expires_at": _end_of(data.get("last_day")),
        }


def _end_of(day: Any) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, clock.shop_zone())


@admin.register(ApiToken)
class ApiTokenAdmin(FittingActions, ModelAdmin):
    list_display = ("name", "prefix", "user", "may", "state", "last_used_at", "expires_at")
    list_filter = ("revoked_at", "expires_at")
    search_fields = ("name", "prefix", "user__email")
    list_select_related = ("user",)
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("user",)
    actions = ("revoke_chosen",)
    actions_detail = ("revoke",)
    fields = (
        "name", "prefix", "user", "may", "state", ("created_at", "expires_at"),
        ("last_used_at", "revoked_at"),
    )  # fmt: skip
    add_fields = ("name", "user", "scopes", "last_day")
    form = TokenForm

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Tokens are revoked: what they were used for is told by their row."""
        return False

    def has_revoke_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("accounts.change_apitoken"))

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return self.fields if obj else self.add_fields

    def get_form(
        self, request: HttpRequest, obj: ApiToken | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(request, obj, change, **kwargs if obj else {"fields": None})

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> ApiToken:
        made = create_token(**form.asked_for(form.cleaned_data), actor=staff_of(request))
        # For the page that answers; it is never written anywhere.
        request.new_token = made  # type: ignore[attr-defined]
        return made.token

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        """The service has made it already."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on a token."""

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The page that shows the secret, this once; no cache may keep it."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The new token"),
            "token": obj,
            "secret": request.new_token.secret,  # type: ignore[attr-defined]
            "opts": self.opts,
        }
        page = TemplateResponse(request, "admin/accounts/apitoken/made.html", context)
        page["Cache-Control"] = "no-store"
        return page

    def fitting_actions(self, row: ApiToken) -> set[str]:
        return set() if row.revoked_at else {"revoke"}

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke_chosen(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        chosen = list(queryset.filter(revoked_at__isnull=True))
        for token in chosen:
            revoke_token(token=token, actor=staff_of(request))
        text = ngettext("%d token is revoked.", "%d tokens are revoked.", len(chosen))
        messages.success(request, text % len(chosen))

    @action(
        description=_("Revoke"),
        icon="key_off",
        variant=ActionVariant.DANGER,
        permissions=["revoke"],
        dialog={
            "title": _("Revoke this token?"),
            "description": _("Whoever uses it is refused from the next request on."),
            "form_class": Dialog,
            "form_submit_text": _("Revoke"),
        },
    )
    def revoke(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        revoke_token(token=ApiToken.objects.get(pk=object_id), actor=staff_of(request))
        messages.success(request, _("The token is revoked."))
        return close_dialog()

    @display(description=_("May"))
    def may(self, token: ApiToken) -> str:
        return ", ".join(str(Scope(scope).label) for scope in token.scopes if scope in Scope.values)

    @display(description=_("State"))
    def state(self, token: ApiToken) -> SafeString:
        if token.revoked_at:
            return label(_("Revoked"), "danger")
        if token.expires_at and token.expires_at <= clock.now():
            return label(_("Over"), "warning")
        return label(_("Valid"), "success")
