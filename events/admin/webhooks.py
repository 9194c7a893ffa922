"""Staff pages for webhooks: who is told of what, what was sent and how each try went."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
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

from events.webhooks import services
from events.webhooks.models import (
    LONGEST_URL,
    DeliveryState,
    EndpointState,
    WebhookEndpoint,
)
from events.webhooks.topics import EVERYTHING, topics
from foundation import clock
from foundation.admin import (
    FittingActions,
    close_dialog,
    label,
    state_label,
)
from foundation.dialogs import Dialog, answer_problem
from foundation.refusals import Refusal

_COLOURS: dict[str, str] = {
    EndpointState.ACTIVE: "success",
    EndpointState.PAUSED: "warning",
    EndpointState.OFF: "danger",
}


def _topic_choices() -> list[tuple[str, Any]]:
    named = [(name, f"{topic.label} ({name})") for name, topic in sorted(topics)]
    return [(EVERYTHING, _("Everything, also what is added later")), *named]


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]
    """What staff say of an endpoint; the service has the last word on every field."""

    name = forms.CharField(
        label=_("Name"), max_length=services.LONGEST_NAME, widget=UnfoldAdminTextInputWidget,
        help_text=_("Who is told, such as “Stock system”."),
    )  # fmt: skip
    url = forms.CharField(
        label=_("Address"), max_length=LONGEST_URL, widget=UnfoldAdminTextInputWidget,
        help_text=_("With https, and public."),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("Is told of"),
        choices=_topic_choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "url", "topics")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                services.check_details(self.details(data))
            except Refusal as problem:
                self.add_error(problem.field or None, problem.message)
        return data

    def details(self, data: dict[str, Any]) -> services.EndpointDetails:
        return services.EndpointDetails(data["name"], data["url"], tuple(data["topics"]))


class SinceDialog(Dialog):
    """From when on everything is sent once more."""

    since = forms.DateField(
        label=_("Since"), widget=UnfoldAdminSingleDateWidget, help_text=_("The first day of it.")
    )


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(FittingActions, ModelAdmin):
    list_display = ("name", "url", "told_of", "condition", "waiting", "delivered_at", "failures")
    list_filter = ("state",)
    search_fields = ("name", "url", "=public_id")
    ordering = ("name", "pk")
    form = EndpointForm
    actions_detail = ("ping", "pause", "resume", "send_again", "rotate", "remove")
    readonly_fields = (
        "public_id", "condition", "waiting", "delivered_at", "failures", "failing_since",
        "resumes_at", "signing_secret", "former_secret_until", "created_at", "sent",
    )  # fmt: skip
    add_fieldsets = ((None, {"fields": ("name", "url", "topics")}),)
    fieldsets = (
        *add_fieldsets,
        (
            _("How it goes"),
            {
                "fields": (
                    ("condition", "waiting", "sent"),
                    ("delivered_at", "failures"),
                    ("failing_since", "resumes_at"),
                )
            },
        ),
        (
            _("Signature"),
            {"fields": ("signing_secret", "former_secret_until", ("public_id", "created_at"))},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        open_ones = Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING))
        return super().get_queryset(request).annotate(open_ones=open_ones)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By its own dialog, which says what goes with it."""
        return False

    def has_manage_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("events.change_webhookendpoint"))

    def has_remove_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("events.delete_webhookendpoint"))

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> WebhookEndpoint:
        details = form.details(form.cleaned_data)
        if change:
            return services.change_endpoint(endpoint=form.instance, details=details)
        return services.create_endpoint(details=details)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The service has written it already."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on it that is edited here."""

    def fitting_actions(self, row: WebhookEndpoint) -> set[str]:
        is_troubled = row.state != EndpointState.ACTIVE or row.resumes_at is not None
        return {
            "ping", "send_again", "rotate", "remove",
            *(["resume"] if is_troubled else []),
            *(["pause"] if row.state == EndpointState.ACTIVE else []),
        }  # fmt: skip

    @display(description=_("Is told of"))
    def told_of(self, endpoint: WebhookEndpoint) -> str:
        if EVERYTHING in endpoint.topics:
            return str(_("Everything"))
        return ", ".join(endpoint.topics)

    @display(description=_("State"), ordering="state")
    def condition(self, endpoint: WebhookEndpoint) -> SafeString:
        if endpoint.state == EndpointState.ACTIVE and endpoint.failures:
            return label(_("Failing"), "warning")
        return state_label(endpoint, colours=_COLOURS)

    @display(description=_("Waiting"))
    def waiting(self, endpoint: Any) -> SafeString:
        return format_html('<span class="staff-number">{}</span>', endpoint.open_ones)

    @display(description=_("What was sent"))
    def sent(self, endpoint: WebhookEndpoint) -> SafeString:
        url = reverse("admin:events_webhookdelivery_changelist")
        return format_html(
            '<a class="staff-link" href="{}?endpoint__id__exact={}">{}</a>',
            url, endpoint.pk, _("Deliveries"),
        )  # fmt: skip

    @display(description=_("Secret"))
    def signing_secret(self, endpoint: WebhookEndpoint) -> SafeString | str:
        """For who may change it; others see that there is one."""
        if not endpoint.secret:
            return "whsec_…"
        return format_html(
            "<details><summary>{}</summary><code>{}</code></details>", _("Show"), endpoint.secret
        )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> WebhookEndpoint | None:
        row: Any = super().get_object(request, object_id, from_field)
        if row is not None and not self.has_manage_permission(request):
            row.secret = ""
        return row

    @action(
        description=_("Send a ping"),
        icon="network_ping",
        permissions=["manage"],
        dialog={
            "title": _("Send a ping?"),
            "description": _("A message that says nothing is sent, to see whether it arrives."),
            "form_class": Dialog,
            "form_submit_text": _("Send"),
        },
    )
    def ping(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        services.send_ping(endpoint=_endpoint(object_id))
        messages.success(request, _("The ping is on its way: see what was sent."))
        return close_dialog()

    @action(
        description=_("Pause"),
        icon="pause",
        permissions=["manage"],
        dialog={
            "title": _("Pause this endpoint?"),
            "description": _("What happens meanwhile waits, and is sent when it goes on."),
            "form_class": Dialog,
            "form_submit_text": _("Pause"),
        },
    )
    def pause(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        services.pause_endpoint(endpoint=_endpoint(object_id))
        messages.success(request, _("The endpoint is paused."))
        return close_dialog()

    @action(
        description=_("Go on"),
        icon="play_arrow",
        variant=ActionVariant.PRIMARY,
        permissions=["manage"],
        dialog={
            "title": _("Go on sending?"),
            "description": _("All that waits is sent now, in the order in which it happened."),
            "form_class": Dialog,
            "form_submit_text": _("Go on"),
        },
    )
    def resume(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        services.resume_endpoint(endpoint=_endpoint(object_id))
        messages.success(request, _("What waits is on its way."))
        return close_dialog()

    @action(
        description=_("Send again"),
        icon="replay",
        permissions=["manage"],
        dialog={
            "title": _("Send again what was delivered?"),
            "description": _("For a receiver that lost what it had. Each message keeps its id."),
            "form_class": SinceDialog,
            "form_submit_text": _("Send again"),
        },
    )
    def send_again(self, request: HttpRequest, form: SinceDialog, object_id: int) -> HttpResponse:
        day = form.cleaned_data["since"]
        since = datetime.combine(day, time.min, clock.shop_zone())
        try:
            count = services.redeliver_since(endpoint=_endpoint(object_id), since=since)
        except Refusal as problem:
            return answer_problem(request, form, problem, field=problem.field)
        text = ngettext("%d message is sent again.", "%d messages are sent again.", count)
        messages.success(request, text % count)
        return close_dialog()

    @action(
        description=_("New secret"),
        icon="key",
        permissions=["manage"],
        dialog={
            "title": _("Make a new secret?"),
            "description": _("The old one signs beside it for a day: change it there meanwhile."),
            "form_class": Dialog,
            "form_submit_text": _("Make it"),
        },
    )
    def rotate(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        services.rotate_secret(endpoint=_endpoint(object_id))
        messages.success(request, _("The new secret is below."))
        return close_dialog()

    @action(
        description=_("Remove"),
        icon="delete",
        variant=ActionVariant.DANGER,
        permissions=["remove"],
        dialog={
            "title": _("Remove this endpoint?"),
            "description": _("What was sent to it, and what waits for it, is forgotten."),
            "form_class": Dialog,
            "form_submit_text": _("Remove"),
        },
    )
    def remove(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        services.remove_endpoint(endpoint=_endpoint(object_id))
        messages.success(request, _("The endpoint is removed."))
        address = reverse("admin:events_webhookendpoint_changelist")
        return HttpResponse(headers={"HX-Redirect": address})


def _endpoint(object_id: int) -> WebhookEndpoint:
    return WebhookEndpoint.objects.get(pk=object_id)
