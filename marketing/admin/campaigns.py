"""The staff pages of campaigns: the list, the plan, and the desk at which one is made and run."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from foundation.admin import money_text, state_label
from foundation.refusals import Refusal
from marketing.admin.campaign_form import PREFIX, asked_of, form_for
from marketing.admin.campaign_views import CampaignPages
from marketing.admin.desk_figures import with_figures
from marketing.admin.desk_words import COLOURS, effect_cell, share_text
from marketing.campaigns.drafting import FREE_LATER
from marketing.campaigns.services import delete_campaign, save_campaign
from marketing.kinds import CampaignState
from marketing.models import Campaign


@admin.register(Campaign)
class CampaignAdmin(CampaignPages):
    list_display = (
        "called",
        "starts_with",
        "told_state",
        "entered",
        "sent",
        "effect",
        "started_at",
    )
    list_display_links = None
    list_filter = ("state", "kind", "trigger")
    list_select_related = ("audience",)
    search_fields = ("name", "slug")
    ordering = ("-created_at", "-pk")
    prepopulated_fields = {"slug": ("name",)}
    actions_list = ("open_gallery",)
    conditional_fields = {"trigger": "kind == 'flow'"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        return with_figures(super().get_queryset(request))

    def get_form(
        self, request: HttpRequest, obj: Campaign | None = None, change: bool = False, **more: Any
    ) -> Any:
        return super().get_form(request, obj, change=change, **{**more, "form": form_for(obj)})

    def get_readonly_fields(self, request: HttpRequest, obj: Campaign | None = None) -> Any:
        """What lets customers enter is chosen once; what a result depends on, before the start."""
        if obj is None:
            return ()
        told = ("kind", "starts_with", "held_out_share", "cost_once", "cost_each")
        if obj.state == CampaignState.DRAFT:
            return told
        plan = {name for _title, part in self._plan(obj) for name in _flat(part["fields"])}
        return (*told, *(plan - set(FREE_LATER) - {"fixed_cost", "message_cost"}))

    def get_fieldsets(self, request: HttpRequest, obj: Campaign | None = None) -> Any:
        return self._plan(obj, may_change=self._may_write(request, obj))

    def _may_write(self, request: HttpRequest, obj: Campaign | None) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def _plan(self, obj: Campaign | None, *, may_change: bool = True) -> Any:
        is_draft = obj is None or obj.state == CampaignState.DRAFT
        held_out = "held_out" if is_draft and may_change else "held_out_share"
        costs = ("fixed_cost", "message_cost") if may_change else ("cost_once", "cost_each")
        kind = ("kind", "trigger") if obj is None else ("kind", "starts_with")
        settings = tuple(f"{PREFIX}{asked.name}" for asked in asked_of(obj))
        shows_settings = bool(settings) and is_draft and may_change
        return (
            (None, {"fields": (("name", "slug"), kind, "audience")}),
            *(((_("When customers enter"), {"fields": settings}),) if shows_settings else ()),
            (
                _("How it runs"),
                {
                    "fields": (
                        "starts_at", "ends_at", ("stops_at_order", "uses_best_hour"),
                        "reentry_days",
                    )
                },
            ),
            (_("How it is judged"), {"fields": ((held_out, "goal_days"), costs)}),
        )  # fmt: skip

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return dict(self.prepopulated_fields) if obj is None else {}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What was refused after all, such as a change of what started meanwhile, is told."""
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(request.get_full_path())
        return response

    def save_model(self, request: HttpRequest, obj: Campaign, form: Any, change: bool) -> None:
        save_campaign(campaign=obj)

    def delete_model(self, request: HttpRequest, obj: Campaign) -> None:
        delete_campaign(campaign=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        for campaign in queryset:
            delete_campaign(campaign=campaign)

    def has_change_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        """What has ended is looked at, and copied to be used again."""
        has_ended = obj is not None and obj.state == CampaignState.ENDED
        return not has_ended and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        """Drafts only, one by one: what ran is kept, whatever came of it."""
        is_draft = obj is not None and obj.state == CampaignState.DRAFT
        return is_draft and bool(super().has_delete_permission(request, obj))

    def response_add(self, request: HttpRequest, obj: Campaign, *args: Any) -> HttpResponse:
        return self._to_desk(request, obj) or super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Campaign) -> HttpResponse:
        return self._to_desk(request, obj) or super().response_change(request, obj)

    def _to_desk(self, request: HttpRequest, obj: Campaign) -> HttpResponse | None:
        """From a saved plan to the campaign's own page, unless staff asked for another."""
        goes_on = {"_continue", "_addanother", "_popup"} & request.POST.keys()
        return None if goes_on else redirect("admin:marketing_campaign_desk", obj.pk)

    @action(description=_("Ready-made flows"), icon="auto_awesome", permissions=["add"])
    def open_gallery(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:marketing_campaign_gallery")

    @display(description=_("Campaign"), ordering="name")
    def called(self, campaign: Campaign) -> SafeString:
        url = reverse("admin:marketing_campaign_desk", args=[campaign.pk])
        return format_html('<a href="{}" class="staff-link">{}</a>', url, campaign.name)

    @display(description=_("Starts with"), ordering="trigger")
    def starts_with(self, campaign: Campaign) -> str:
        return str(campaign.get_trigger_display() or campaign.get_kind_display())

    @display(description=_("State"), ordering="state")
    def told_state(self, campaign: Campaign) -> SafeString:
        return state_label(campaign, colours=COLOURS)

    @display(description=_("Entered"))
    def entered(self, campaign: Any) -> int:
        return int(campaign.entered_total or 0)

    @display(description=_("Sent"))
    def sent(self, campaign: Any) -> int:
        return int(campaign.sent_total or 0)

    @display(description=_("More orders (95%)"))
    def effect(self, campaign: Campaign) -> SafeString | None:
        return effect_cell(campaign)

    @display(description=_("Held out"))
    def held_out_share(self, campaign: Campaign) -> str:
        return share_text(campaign.holdout)

    @display(description=_("Cost once"))
    def cost_once(self, campaign: Campaign) -> str | None:
        return money_text(campaign.fixed_cost_minor, _currency())

    @display(description=_("Cost of a message"))
    def cost_each(self, campaign: Campaign) -> str | None:
        return money_text(campaign.message_cost_minor, _currency())


def _currency() -> str:
    from django.conf import settings

    return str(settings.SHOP_BASE_CURRENCY)


def _flat(fields: Any) -> list[str]:
    return [name for each in fields for name in ((each,) if isinstance(each, str) else each)]
