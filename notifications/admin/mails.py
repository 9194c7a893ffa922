"""Staff pages for mail: what was sent to whom, how it looked, and sending it again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from foundation.admin import FittingActions, LedgerAdmin, close_dialog, label
from foundation.dialogs import Dialog, answer_problem
from notifications.kinds import MailState
from notifications.models import Mail, OptOut
from notifications.previews import preview
from notifications.sending import leaves_by_server
from notifications.services import MailRuleBroken, may_be_sent_again, resend_mail, retry_mail

_COLOURS = {
    MailState.SENT: "success",
    MailState.SENDING: "info",
    MailState.QUEUED: "warning",
    MailState.FAILED: "danger",
}
# The mail's own styles and its pictures, nothing else; no script, no form, no way out.
_BODY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'self'; sandbox"
)


@admin.register(Mail)
class MailAdmin(FittingActions, LedgerAdmin):
    list_display = ("queued_at", "what", "to", "reference", "status", "attempts", "sent_at")
    list_filter = ("state", "kind", "language", "queued_at")
    search_fields = ("to", "reference", "subject")
    search_help_text = _("Reader, order, campaign or subject")
    list_before_template = "admin/notifications/outbox.html"
    ordering = ("-queued_at", "-pk")
    list_per_page = 50
    actions = ("try_again",)
    actions_detail = ("try_this_again", "send_once_more")
    fieldsets = (
        (None, {"fields": (("what", "status"), ("to", "language"), "subject", "reference")}),
        (_("What went wrong"), {"fields": ("error",)}),
        (_("As its reader sees it"), {"fields": ("as_html",)}),
        (_("On a phone"), {"classes": ("collapse",), "fields": ("as_on_phone",)}),
        (_("As text"), {"fields": ("as_text",)}),
        (
            _("On its way"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("queued_at", "sent_at"),
                    ("attempts", "due_at"),
                    "message_id",
                    "customer",
                    "swept_at",
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        mails: QuerySet[Mail] = super().get_queryset(request)
        is_list = request.resolver_match and request.resolver_match.url_name.endswith("changelist")  # type: ignore[union-attr]
        return mails.defer("text", "html", "context") if is_list else mails

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {**(extra_context or {}), "is_outbox": not leaves_by_server()}
        response: HttpResponse = super().changelist_view(request, context)
        return response

    @display(description=_("Kind"), ordering="kind")
    def what(self, mail: Mail) -> str:
        return str(mail.get_kind_display())

    @display(description=_("State"), ordering="state")
    def status(self, mail: Mail) -> SafeString:
        return label(mail.get_state_display(), _COLOURS.get(MailState(mail.state), ""))

    @display(description=_("Picture of it"))
    def as_html(self, mail: Mail) -> SafeString:
        if preview(mail) is None:
            return format_html("{}", _("What it said is no longer kept."))
        return format_html(
            '<iframe class="staff-mail" sandbox src="{}" title="{}" loading="lazy"></iframe>',
            reverse("admin:notifications_mail_body", args=[mail.pk]),
            _("The mail"),
        )

    @display(description=_("On a phone"))
    def as_on_phone(self, mail: Mail) -> SafeString:
        if preview(mail) is None:
            return format_html("{}", _("What it said is no longer kept."))
        return format_html(
            '<iframe class="staff-mail staff-mail-phone" sandbox src="{}" title="{}" '
            'loading="lazy"></iframe>',
            reverse("admin:notifications_mail_body", args=[mail.pk]),
            _("The mail on a phone"),
        )

    @display(description=_("Text"))
    def as_text(self, mail: Mail) -> SafeString:
        shown = preview(mail)
        if shown is None:
            return format_html("{}", _("What it said is no longer kept."))
        return format_html('<pre class="staff-json">{}</pre>', shown.text)

    def get_urls(self) -> list[URLPattern]:
        body = path(
            "<uuid:mail_id>/body/",
            self.admin_site.admin_view(xframe_options_sameorigin(self.body_view)),
            name="notifications_mail_body",
        )
        return [body, *super().get_urls()]

    def body_view(self, request: HttpRequest, mail_id: Any) -> HttpResponse:
        """The mail alone, for the frame on its page."""
        mail = get_object_or_404(Mail, pk=mail_id)
        if not self.has_view_permission(request, mail):
            raise PermissionDenied
        shown = preview(mail)
        if shown is None:
            raise Http404
        response = HttpResponse(shown.html)
        response["Content-Security-Policy"] = _BODY_POLICY
        return response

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
        return response

    def fitting_actions(self, row: Mail) -> set[str]:
        if row.state == MailState.FAILED and row.context:
            return {"try_this_again"}
        if row.state == MailState.SENT and may_be_sent_again(row):
            return {"send_once_more"}
        return set()

    def has_resend_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("notifications.resend_mail"))

    @admin.action(description=_("Try the failed ones again"), permissions=["resend"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        again = 0
        for mail_id in queryset.filter(state=MailState.FAILED).values_list("pk", flat=True):
            try:
                retry_mail(mail_id=mail_id)
            except MailRuleBroken:
                continue  # counted by its absence below
            again += 1
        if not again:
            messages.warning(request, _("None of these can be tried again."))
            return
        text = ngettext("%d mail is queued again.", "%d mails are queued again.", again) % again
        messages.success(request, text)

    @action(
        description=_("Try again"),
        icon="replay",
        variant=ActionVariant.PRIMARY,
        permissions=["resend"],
        dialog={
            "title": _("Try this mail again?"),
            "description": _("It goes back into the queue with its attempts at zero."),
            "form_class": Dialog,
            "form_submit_text": _("Try again"),
        },
    )
    def try_this_again(self, request: HttpRequest, form: Dialog, object_id: str) -> HttpResponse:
        try:
            retry_mail(mail_id=Mail.objects.only("pk").get(pk=object_id).pk)
        except MailRuleBroken as refusal:
            return answer_problem(request, form, refusal)
        messages.success(request, _("The mail is queued again."))
        return close_dialog()

    @action(
        description=_("Send once more"),
        icon="forward_to_inbox",
        variant=ActionVariant.PRIMARY,
        permissions=["resend"],
        dialog={
            "title": _("Send this mail once more?"),
            "description": _("The same words go to the same reader, as a mail of its own."),
            "form_class": Dialog,
            "form_submit_text": _("Send"),
        },
    )
    def send_once_more(self, request: HttpRequest, form: Dialog, object_id: str) -> HttpResponse:
        try:
            resend_mail(mail_id=Mail.objects.only("pk").get(pk=object_id).pk)
        except MailRuleBroken as refusal:
            return answer_problem(request, form, refusal)
        messages.success(request, _("The mail is queued once more."))
        return close_dialog()


@admin.register(OptOut)
class OptOutAdmin(LedgerAdmin):
    """Who declined is known by a digest alone, so that the list itself names nobody."""

    list_display = ("chosen_at", "kind", "digest")
    list_filter = ("kind", "chosen_at")
    ordering = ("-chosen_at", "-pk")
