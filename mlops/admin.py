"""Staff pages for models: what each version reached beside the baseline, and which one serves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    LedgerInline,
    close_dialog,
    json_block,
    label,
    state_label,
)
from foundation.dialogs import Dialog, answer_problem
from mlops.artifacts import ArtifactDamaged
from mlops.models import AnswerCount, DriftReport, Feature, ModelVersion, ShadowReport, VersionState
from mlops.panels import panels
from mlops.pictures import (
    bins_table,
    comparison_table,
    contest_table,
    drift_history,
    segment_charts,
)
from mlops.quality.admin import DataCheckAdmin
from mlops.selectors import drift_course
from mlops.services import NotPromotable, promote, roll_back, start_shadow, stop_shadow

__all__ = [
    "AnswerCountAdmin",
    "DataCheckAdmin",
    "DriftReportAdmin",
    "FeatureAdmin",
    "ModelVersionAdmin",
    "ShadowReportAdmin",
]


class ShadowReportInline(LedgerInline):
    """What a version answered beside the champion while it was its shadow."""

    model = ShadowReport
    fk_name = "version"
    fields = readonly_fields = (
        "day", "champion", "requests", "agreed", "hits", "champion_hits", "answered_ms",
    )  # fmt: skip
    ordering = ("-day",)
    verbose_name_plural = _("As a shadow")

    @display(description=_("Agreement"))
    def agreed(self, report: ShadowReport) -> str:
        return f"{report.agreement:.0%}"


@admin.register(ModelVersion)
class ModelVersionAdmin(FittingActions, LedgerAdmin):
    list_display = ("name", "version", "status", "trained_at", "promoted_at", "reason")
    list_display_links = ("name", "version")
    list_filter = ("state", "name", "trained_at")
    search_fields = ("name", "version", "reason")
    ordering = ("name", "-trained_at")
    actions_detail = ("let_it_serve", "bring_back", "answer_in_the_shadow", "leave_the_shadow")
    inlines = (ShadowReportInline,)
    fieldsets = (
        (None, {"fields": (("name", "version"), "status", "reason")}),
        (_("The gate"), {"fields": ("contests",)}),
        (_("What it reached"), {"fields": ("drawings", "figures")}),
        (_("In use"), {"fields": ("in_use",)}),
        (_("Times"), {"fields": (("trained_at", "promoted_at"), "age")}),
        (_("Learned from"), {"fields": ("window", "settings_used")}),
        (_("Files"), {"fields": ("artifact", "sums")}),
    )

    @display(description=_("State"), ordering="state")
    def status(self, version: ModelVersion) -> SafeString:
        return state_label(version)

    @display(description=_("Contests"))
    def contests(self, version: ModelVersion) -> SafeString | None:
        return contest_table(version.gate)

    @display(description=_("By segment"))
    def drawings(self, version: ModelVersion) -> SafeString | None:
        return segment_charts(version.metrics, version.baseline)

    @display(description=_("Against the baseline"))
    def figures(self, version: ModelVersion) -> SafeString | None:
        return comparison_table(version.metrics, version.baseline)

    @display(description=_("By week"))
    def in_use(self, version: ModelVersion) -> SafeString | None:
        panel = panels.get(version.name)
        return panel(version) if panel else None

    @display(description=_("Age"))
    def age(self, version: ModelVersion) -> str:
        return timesince(version.trained_at)

    @display(description=_("Data"))
    def window(self, version: ModelVersion) -> SafeString | None:
        return json_block(version.trained_on)

    @display(description=_("Settings"))
    def settings_used(self, version: ModelVersion) -> SafeString | None:
        return json_block(version.parameters)

    @display(description=_("Checksums"))
    def sums(self, version: ModelVersion) -> SafeString | None:
        return json_block(version.checksums)

    def fitting_actions(self, row: ModelVersion) -> set[str]:
        if row.state == VersionState.CHAMPION:
            return {"bring_back"}
        if row.state == VersionState.SHADOW:
            return {"let_it_serve", "leave_the_shadow"}
        return {"let_it_serve", "answer_in_the_shadow"} if row.checksums else set()

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("mlops.change_modelversion"))

    @action(
        description=_("Let this version serve"),
        icon="rocket_launch",
        variant=ActionVariant.PRIMARY,
        permissions=["decide"],
        dialog={
            "title": _("Let this version serve?"),
            "description": _("It answers on every page from now on. The one before is kept."),
            "form_class": Dialog,
            "form_submit_text": _("Promote"),
        },
    )
    def let_it_serve(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        version = ModelVersion.objects.get(pk=object_id)
        return _decide(request, form, lambda: promote(version=version))

    @action(
        description=_("Roll back"),
        icon="undo",
        permissions=["decide"],
        dialog={
            "title": _("Bring back the version before?"),
            "description": _("The champion of this model is set aside for good."),
            "form_class": Dialog,
            "form_submit_text": _("Roll back"),
        },
    )
    def bring_back(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        name = ModelVersion.objects.get(pk=object_id).name
        return _decide(request, form, lambda: roll_back(name=name))

    @action(
        description=_("Set to shadow"),
        icon="visibility",
        permissions=["decide"],
        dialog={
            "title": _("Let it answer in the shadow?"),
            "description": _(
                "It is asked what it would have shown beside the champion. Shoppers see nothing "
                "of it."
            ),
            "form_class": Dialog,
            "form_submit_text": _("Set to shadow"),
        },
    )
    def answer_in_the_shadow(
        self, request: HttpRequest, form: Dialog, object_id: int
    ) -> HttpResponse:
        version = ModelVersion.objects.get(pk=object_id)
        return _decide(
            request,
            form,
            lambda: start_shadow(version=version),
            told=str(_("%(version)s answers in the shadow now.")),
        )

    @action(
        description=_("End the shadow"),
        icon="visibility_off",
        permissions=["decide"],
        dialog={
            "title": _("End the shadow?"),
            "description": _("It is a mere candidate again. Its reports stay."),
            "form_class": Dialog,
            "form_submit_text": _("End the shadow"),
        },
    )
    def leave_the_shadow(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        version = ModelVersion.objects.get(pk=object_id)
        return _decide(
            request,
            form,
            lambda: stop_shadow(version=version),
            told=str(_("%(version)s is a candidate now.")),
        )


def _decide(
    request: HttpRequest, form: Dialog, work: Callable[[], ModelVersion], *, told: str = ""
) -> HttpResponse:
    """Change what a version does, and tell that it does or why it does not."""
    try:
        version = work()
    except (NotPromotable, ArtifactDamaged) as problem:
        return answer_problem(request, form, problem)
    text = told or _("%(version)s serves now.")
    messages.success(request, text % {"version": version})
    return close_dialog()


@admin.register(DriftReport)
class DriftReportAdmin(LedgerAdmin):
    list_display = ("day", "name", "figure", "alarm", "index", "chance", "rows")
    list_display_links = ("day", "figure")
    list_filter = ("is_alarm", "name", "figure", "day")
    search_fields = ("name", "figure")
    ordering = ("-day", "name", "figure")
    fieldsets = (
        (None, {"fields": (("name", "figure", "day"), ("alarm", "index", "chance"))}),
        (_("Course"), {"fields": ("course",)}),
        (_("At training and now"), {"fields": ("shares",)}),
        (_("Data"), {"fields": ("version", "rows")}),
    )

    @display(description=_("State"), ordering="is_alarm")
    def alarm(self, report: DriftReport) -> SafeString:
        return label(_("Shifted"), "danger") if report.is_alarm else label(_("Steady"), "success")

    @display(description=_("Stability index"), ordering="psi")
    def index(self, report: DriftReport) -> str:
        return f"{report.psi:.3f}"

    @display(description=_("Chance alone"))
    def chance(self, report: DriftReport) -> str | None:
        return None if report.noise is None else f"{report.noise:.3f}"

    @display(description=_("Stability index by day"))
    def course(self, report: DriftReport) -> SafeString:
        return drift_history(drift_course(name=report.name, figure=report.figure))

    @display(description=_("Shares"))
    def shares(self, report: DriftReport) -> SafeString | None:
        return bins_table(report.bins)


@admin.register(ShadowReport)
class ShadowReportAdmin(LedgerAdmin):
    list_display = (
        "day", "version", "champion", "requests", "agreement", "hits", "champion_hits",
        "answered_ms",
    )  # fmt: skip
    list_filter = ("day", "version__name")
    list_select_related = ("version", "champion")
    search_fields = ("version__name", "version__version")
    ordering = ("-day", "-pk")


@admin.register(Feature)
class FeatureAdmin(LedgerAdmin):
    list_display = ("subject", "name", "value", "as_of", "version")
    list_filter = ("name", "as_of")
    search_fields = ("subject", "name")
    ordering = ("-as_of", "-pk")


@admin.register(AnswerCount)
class AnswerCountAdmin(LedgerAdmin):
    list_display = ("day", "name", "version", "fell_back", "within_ms", "answers")
    list_display_links = ("day", "name")
    list_filter = ("name", "fell_back", "day")
    search_fields = ("name", "version")
    ordering = ("-day", "name", "fell_back", "within_ms")
