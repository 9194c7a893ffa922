"""The page of one message: when and by what it goes out, its variants, and their test."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from experiments.admin.results import results_block
from experiments.models import ExperimentState
from foundation import clock
from foundation.dialog_fields import text_field, units_field
from foundation.refusals import Refusal
from marketing.admin.desk import test_label, variant_line
from marketing.admin.desk_words import HOURS_OF_DAY, words_in
from marketing.campaigns import services
from marketing.campaigns.testing import set_shares
from marketing.content.blocks import KINDS
from marketing.kinds import CampaignState, Medium
from marketing.models import Step, Variant
from marketing.models.campaigns import JUDGES
from marketing.variants import keep_variant
from pricing.admin.fields import basis_points, per_cent, percent_field

LONGEST_WAIT = 24 * 365


class MessageForm(forms.Form):
    """A wait is typed in days and hours, as people say it."""

    medium = forms.ChoiceField(
        label=gettext_lazy("Goes out by"),
        choices=Medium.choices,
        widget=UnfoldAdminSelectWidget(),
    )
    days = units_field(gettext_lazy("Days after the one before"), least=0, most=364)
    hours = units_field(gettext_lazy("and hours"), least=0, most=23)
    judged_by = forms.ChoiceField(
        label=gettext_lazy("Variants are judged by"),
        choices=[(metric.value, metric.label) for metric in JUDGES],
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, data: Any = None, *, step: Step, variants: list[Variant]) -> None:
        days, hours = divmod(step.wait_hours, HOURS_OF_DAY)
        told = {"medium": step.medium, "days": days, "hours": hours, "judged_by": step.judged_by}
        super().__init__(data, initial=told)
        if len(variants) < 2:
            del self.fields["judged_by"]
            return
        for variant in variants:
            self.fields[f"share_{variant.pk}"] = percent_field(
                _("“%(variant)s”, in per cent") % {"variant": variant.slug},
                initial=per_cent(variant.share),
            )

    @property
    def shares(self) -> dict[int, int]:
        """Of ten thousand, by the variants' primary keys."""
        return {
            int(name.removeprefix("share_")): basis_points(Decimal(value)) or 0
            for name, value in self.cleaned_data.items()
            if name.startswith("share_")
        }


class KeepForm(forms.Form):
    """Which variant is said to everybody from now on, and what was learned."""

    variant = forms.ModelChoiceField(
        label=gettext_lazy("Keep"),
        queryset=Variant.objects.none(),
        widget=UnfoldAdminSelectWidget(),
    )
    conclusion = text_field(gettext_lazy("What was learned"), longest=500)

    def __init__(self, data: Any = None, *, step: Step) -> None:
        super().__init__(data, auto_id="keep_%s")
        self.fields["variant"].queryset = step.variants.order_by("pk")  # type: ignore[attr-defined]


def message_context(request: HttpRequest, step: Step) -> dict[str, Any]:
    """What the page shows; a form that was refused keeps what was typed."""
    variants = list(step.variants.select_related("offer").order_by("pk"))
    posted = request.POST.get("do") if request.method == "POST" else None
    test = step.experiment
    can_keep = test is not None and test.state != ExperimentState.CONCLUDED
    return {
        "step": step,
        "campaign": step.campaign,
        "is_draft": step.campaign.state == CampaignState.DRAFT,
        "form": MessageForm(
            request.POST if posted == "save" else None, step=step, variants=variants
        ),
        "cards": [_card(step, variant) for variant in variants],
        "has_test": len(variants) > 1,
        "test": test_label(step),
        "results": results_block(test) if test is not None else "",
        "keep": KeepForm(request.POST if posted == "keep" else None, step=step) if can_keep else "",
    }


def _card(step: Step, variant: Variant) -> dict[str, Any]:
    return {
        "line": variant_line(step.campaign, variant),
        "pk": variant.pk,
        "preheader": words_in(variant.preheader),
        "blocks": [
            str(KINDS[block["kind"]]) for block in variant.blocks if block.get("kind") in KINDS
        ],
    }


def change_message(request: HttpRequest, step: Step) -> str:
    """Do what a button asks; the address to go on to, empty where the page must be shown again."""
    here = reverse("admin:marketing_campaign_message", args=[step.campaign_id, step.pk])
    what, _colon, which = request.POST.get("do", "").partition(":")
    try:
        match what:
            case "save":
                return here if _save(request, step) else ""
            case "keep":
                return here if _keep(request, step) else ""
            case "add_variant":
                made = services.add_variant(step=step)
                return variant_line(step.campaign, made).url
            case "remove_variant" if which.isdecimal():
                if variant := step.variants.filter(pk=int(which[:18])).first():
                    services.remove_variant(variant=variant)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return here


def _save(request: HttpRequest, step: Step) -> bool:
    variants = list(step.variants.order_by("pk"))
    form = MessageForm(request.POST, step=step, variants=variants)
    if not form.is_valid():
        return False
    told = form.cleaned_data
    step.medium = told["medium"]
    step.wait_hours = told["days"] * HOURS_OF_DAY + told["hours"]
    step.judged_by = told.get("judged_by", step.judged_by)
    services.change_step(step=step)
    if form.shares:
        set_shares(step=step, shares=form.shares)
    messages.success(request, _("Saved."))
    return True


def _keep(request: HttpRequest, step: Step) -> bool:
    form = KeepForm(request.POST, step=step)
    if not form.is_valid():
        return False
    keep_variant(
        step=step,
        variant=form.cleaned_data["variant"],
        conclusion=form.cleaned_data["conclusion"],
        actor=request.user,
        at=clock.now(),
    )
    messages.success(request, _("From now on everybody gets this variant."))
    return True
