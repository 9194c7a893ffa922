"""Pages of campaigns that are no forms of rows: the desk, its messages, the ready-made flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from forecasting.admin import pages
from foundation import clock
from foundation.refusals import Refusal
from marketing.admin.desk import desk_context
from marketing.admin.desk_figures import with_figures
from marketing.admin.desk_words import HOURS_OF_DAY
from marketing.admin.gallery import gallery_context
from marketing.admin.message_page import change_message, message_context
from marketing.admin.variant_page import preview_of, variant_context, write_variant
from marketing.campaigns import services
from marketing.campaigns.copying import copy_campaign
from marketing.kinds import Medium
from marketing.models import Campaign, Step, Variant

MAY_VIEW = "marketing.view_campaign"
MAY_ADD = "marketing.add_campaign"
MAY_CHANGE = "marketing.change_campaign"
MAY_RUN = "marketing.run_campaign"


class CampaignPages(pages.PagesAdmin):
    """Where a campaign is made step by step, started, and looked after."""

    folder = "marketing"

    def get_urls(self) -> list[Any]:
        message = "<int:object_id>/messages/<int:step_id>/"
        variant = f"{message}<int:variant_id>/"
        preview = xframe_options_sameorigin(self.preview_view)
        return [
            self.own_path("ready-made/", self.gallery_view, "gallery"),
            self.own_path("<int:object_id>/desk/", self.desk_view, "desk"),
            self.own_path("<int:object_id>/run/", self.run_view, "run"),
            self.own_path("<int:object_id>/copy/", self.copy_view, "copy"),
            self.own_path("<int:object_id>/messages/", self.messages_view, "messages"),
            self.own_path(message, self.message_view, "message"),
            self.own_path(variant, self.variant_view, "variant"),
            self.own_path(f"{variant}preview/", preview, "preview"),
            *super().get_urls(),
        ]

    def desk_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A campaign at a glance: what it says when, what it lacks, what it did."""
        self.require(request, MAY_VIEW)
        rows = with_figures(Campaign.objects.select_related("audience"))
        campaign = get_object_or_404(rows, pk=object_id)
        context = {**desk_context(campaign, at=clock.now()), **self._rights(request)}
        return self.show(request, "desk", campaign.name, context)

    def run_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST starts, pauses, resumes or ends."""
        self.require(request, MAY_RUN)
        campaign = get_object_or_404(Campaign, pk=object_id)
        deeds: dict[str, tuple[Callable[[], object], str]] = {
            "start": (
                lambda: services.start(campaign=campaign, actor=request.user), _("It runs."),
            ),
            "pause": (
                lambda: services.pause(campaign=campaign, actor=request.user), _("It is paused."),
            ),
            "resume": (
                lambda: services.resume(campaign=campaign, actor=request.user), _("It goes on."),
            ),
            "end": (lambda: services.end(campaign=campaign, actor=request.user), _("It ended.")),
        }  # fmt: skip
        if request.method == "POST" and (deed := deeds.get(request.POST.get("do", ""))):
            _carry_out(request, *deed)
        return redirect("admin:marketing_campaign_desk", object_id)

    def copy_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST makes a draft that is like this campaign."""
        self.require(request, MAY_ADD)
        campaign = get_object_or_404(Campaign, pk=object_id)
        if request.method != "POST":
            return redirect("admin:marketing_campaign_desk", object_id)
        made = copy_campaign(campaign=campaign, at=clock.now())
        messages.success(request, _("A copy, to be changed as you like."))
        return redirect("admin:marketing_campaign_desk", made.pk)

    def messages_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST adds a message, moves one (``up:8``, ``down:8``) or removes it (``remove:8``)."""
        self.require(request, MAY_CHANGE)
        campaign = get_object_or_404(Campaign, pk=object_id)
        if request.method != "POST":
            return redirect("admin:marketing_campaign_desk", object_id)
        what, _colon, which = request.POST.get("do", "").partition(":")
        if what == "add":
            return self._add_message(request, campaign)
        number = int(which) if which.isdecimal() and len(which) < 18 else 0
        step = get_object_or_404(campaign.steps, pk=number)
        deeds: dict[str, Callable[[], object]] = {
            "up": lambda: services.move_step(step=step, up=True),
            "down": lambda: services.move_step(step=step, up=False),
            "remove": lambda: services.remove_step(step=step),
        }
        if what in deeds:
            _carry_out(request, deeds[what])
        return redirect("admin:marketing_campaign_desk", object_id)

    def _add_message(self, request: HttpRequest, campaign: Campaign) -> HttpResponse:
        medium = request.POST.get("medium", "")
        chosen = Medium(medium) if medium in Medium.values else Medium.EMAIL
        wait = HOURS_OF_DAY if campaign.steps.exists() else 0
        try:
            step = services.add_step(campaign=campaign, medium=chosen, wait_hours=wait)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("admin:marketing_campaign_desk", campaign.pk)
        return redirect("admin:marketing_campaign_message", campaign.pk, step.pk)

    def message_view(self, request: HttpRequest, object_id: int, step_id: int) -> HttpResponse:
        """One message: when and how it goes out, its variants, and what their test says."""
        self.require(request, MAY_VIEW)
        step = _step(object_id, step_id)
        if request.method == "POST":
            self.require(request, MAY_CHANGE)
            if target := change_message(request, step):
                return redirect(target)
            step = _step(object_id, step_id)
        context = {**message_context(request, step), **self._rights(request)}
        title = _("%(campaign)s: message %(number)d") % {
            "campaign": step.campaign.name, "number": step.position,
        }  # fmt: skip
        return self.show(request, "message", title, context)

    def variant_view(
        self, request: HttpRequest, object_id: int, step_id: int, variant_id: int
    ) -> HttpResponse:
        """What a variant says: subject, preview line, blocks, offer; with a preview."""
        self.require(request, MAY_VIEW)
        variant = _variant(object_id, step_id, variant_id)
        drawn: dict[str, Any] = {}
        if request.method == "POST":
            self.require(request, MAY_CHANGE)
            written = write_variant(request, variant)
            if written.is_kept:
                return redirect(request.path)
            drawn = written.context
        context = {**variant_context(request, variant), **drawn, **self._rights(request)}
        title = _("%(campaign)s: message %(number)d") % {
            "campaign": variant.step.campaign.name, "number": variant.step.position,
        }  # fmt: skip
        response = self.show(request, "variant", title, context)
        response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
        return response

    def preview_view(
        self, request: HttpRequest, object_id: int, step_id: int, variant_id: int
    ) -> HttpResponse:
        """The message alone, as an example customer would get it, for the frame on its page."""
        self.require(request, MAY_VIEW)
        return preview_of(request, _variant(object_id, step_id, variant_id))

    def gallery_view(self, request: HttpRequest) -> HttpResponse:
        """Flows that are ready but for a look; a POST makes a draft of one."""
        self.require(request, MAY_ADD)
        from marketing.flows.house import add_house_flow

        if request.method == "POST":
            try:
                made = add_house_flow(key=request.POST.get("key", ""), at=clock.now())
            except Refusal as refusal:
                messages.error(request, refusal.message)
                return redirect("admin:marketing_campaign_gallery")
            return redirect("admin:marketing_campaign_desk", made.pk)
        return self.show(request, "gallery", _("Ready-made flows"), gallery_context())

    def _rights(self, request: HttpRequest) -> dict[str, bool]:
        return {
            "may_change": request.user.has_perm(MAY_CHANGE),
            "may_add": request.user.has_perm(MAY_ADD),
            "may_run": request.user.has_perm(MAY_RUN),
        }


def _carry_out(request: HttpRequest, work: Callable[[], object], done: str = "") -> None:
    try:
        work()
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return
    if done:
        messages.success(request, done)


def _step(campaign_id: int, step_id: int) -> Step:
    rows = Step.objects.select_related("campaign", "experiment")
    return get_object_or_404(rows, pk=step_id, campaign_id=campaign_id)


def _variant(campaign_id: int, step_id: int, variant_id: int) -> Variant:
    rows = Variant.objects.select_related("step__campaign", "step__experiment", "offer")
    return get_object_or_404(rows, pk=variant_id, step_id=step_id, step__campaign_id=campaign_id)
