"""Staff pages for models: what each version reached beside the baseline, and which one serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from foundation.admin import FittingActions, LedgerAdmin, close_dialog, json_block, state_label
from foundation.dialogs import Dialog, answer_problem
from mlops.artifacts import ArtifactDamaged
from mlops.models import Feature, ModelVersion, VersionState
from mlops.services import NotPromotable, promote, roll_back


def flat(metrics: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested metrics as ``("A / ndcg@10", 0.114)`` pairs, in the order in which they were kept."""
    for name, value in metrics.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from flat(value, f"{path} / ")
        else:
            yield path, value


def _figure(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _difference(ours: object, baseline: object) -> str:
    """How far a figure is from the baseline's, in percent; a dash where that says nothing."""
    if not isinstance(ours, int | float) or not isinstance(baseline, int | float) or not baseline:
        return "–"
    return f"{(ours - baseline) / abs(baseline):+,.0%}".replace("-", "−")


def comparison_table(metrics: dict[str, Any], baseline: dict[str, Any]) -> SafeString | None:
    """Every figure of a model beside what the plain baseline reached on the same task."""
    plain = dict(flat(baseline))
    rows = [
        (name, _figure(value), _figure(plain[name]), _difference(value, plain[name]))
        if name in plain
        else (name, _figure(value), "–", "–")
        for name, value in flat(metrics)
    ]
    if not rows:
        return None
    return format_html(
        '<table class="staff-table"><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        _("Figure"),
        _("This model"),
        _("Baseline"),
        _("Difference"),
        format_html_join(
            "",
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>',
            rows,
        ),
    )


@admin.register(ModelVersion)
class ModelVersionAdmin(FittingActions, LedgerAdmin):
    list_display = ("name", "version", "status", "trained_at", "promoted_at", "reason")
    list_display_links = ("name", "version")
    list_filter = ("state", "name", "trained_at")
    search_fields = ("name", "version", "reason")
    ordering = ("name", "-trained_at")
    actions_detail = ("let_it_serve", "bring_back")
    fieldsets = (
        (None, {"fields": (("name", "version"), "status", "reason")}),
        (_("What it reached"), {"fields": ("figures",)}),
        (_("Times"), {"fields": (("trained_at", "promoted_at"), "age")}),
        (_("Learned from"), {"fields": ("window", "settings_used")}),
        (_("Files"), {"fields": ("artifact", "sums")}),
    )

    @display(description=_("State"), ordering="state")
    def status(self, version: ModelVersion) -> SafeString:
        return state_label(version)

    @display(description=_("Against the baseline"))
    def figures(self, version: ModelVersion) -> SafeString | None:
        return comparison_table(version.metrics, version.baseline)

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
        return {"let_it_serve"} if row.checksums else set()

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


def _decide(request: HttpRequest, form: Dialog, work: Callable[[], ModelVersion]) -> HttpResponse:
    """Promote or roll back, and tell which version serves now or why it does not."""
    try:
        version = work()
    except (NotPromotable, ArtifactDamaged) as problem:
        return answer_problem(request, form, problem)
    messages.success(request, _("%(version)s serves now.") % {"version": version})
    return close_dialog()


@admin.register(Feature)
class FeatureAdmin(LedgerAdmin):
    list_display = ("subject", "name", "value", "as_of", "version")
    list_filter = ("name", "as_of")
    search_fields = ("subject", "name")
    ordering = ("-as_of", "-pk")
