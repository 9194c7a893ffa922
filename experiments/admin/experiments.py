"""The staff page for experiments: a plan while it is a draft, then its results and its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from experiments.admin.arms import ArmInline, is_draft
from experiments.admin.results import results_block
from experiments.metrics import Metric
from experiments.models import Arm, Experiment, ExperimentState, Verdict
from experiments.services import (
    conclude,
    reckon,
    save_draft,
    set_arms,
    start,
    stop,
)
from experiments.slots import slot_choices, slot_label
from foundation.admin import FittingActions, label, state_label
from foundation.checked_forms import CheckedForm
from foundation.dialogs import Dialog, carry_out

FITTING: dict[str, set[str]] = {
    ExperimentState.DRAFT: {"begin"},
    ExperimentState.RUNNING: {"end"},
    ExperimentState.STOPPED: {"write_down"},
}


VERDICT_COLOURS = {
    Verdict.UNDECIDED: "",
    Verdict.ANSWERED: "success",
    Verdict.HARM: "danger",
    Verdict.SKEWED: "danger",
}


class ExperimentForm(CheckedForm):
    guard_rails = forms.MultipleChoiceField(
        label=_("Guard rails"),
        choices=Metric.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("What must not get worse, whatever else gets better."),
    )

    slot = forms.ChoiceField(
        label=_("Slot"),
        choices=lambda: [("", _("none: the code asks")), *slot_choices()],
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text=_(
            "Where its arms show strategies of recommendations; none where code asks by the name."
        ),
    )

    class Meta:
        model = Experiment
        fields = (
            "name", "slug", "hypothesis", "slot", "unit", "traffic", "primary_metric",
            "guard_rails", "base_mean", "base_deviation", "minimum_effect_basis_points",
            "minimum_days",
        )  # fmt: skip

    def check_row(self) -> None:
        """Figures that cannot be are told on the page, not by the service once it saves."""
        reckon(experiment=self.instance)


class ConcludeForm(Dialog):
    winner = forms.ModelChoiceField(
        label=_("Arm to keep"),
        queryset=Arm.objects.none(),
        required=False,
        empty_label=_("none of them"),
        widget=UnfoldAdminSelectWidget(),
    )
    conclusion = forms.CharField(
        label=_("What was learned"), max_length=4000, widget=UnfoldAdminTextareaWidget()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arms = Arm.objects.filter(experiment=self.object_id).order_by("-is_control", "pk")
        self.fields["winner"].queryset = arms


START_DIALOG = {
    "title": _("Start this experiment?"),
    "description": _("Its plan is frozen from now on: what is measured must be of one thing."),
    "form_class": Dialog,
    "form_submit_text": _("Start"),
}
STOP_DIALOG = {
    "title": _("Stop this experiment?"),
    "description": _("Everybody sees again what was shown before. It cannot be started again."),
    "form_class": Dialog,
    "form_submit_text": _("Stop"),
}
CONCLUDE_DIALOG = {
    "title": _("What was learned?"),
    "description": _("Kept with the experiment, for whoever has the same idea again."),
    "form_class": ConcludeForm,
    "form_submit_text": _("Conclude"),
}


@admin.register(Experiment)
class ExperimentAdmin(FittingActions, ModelAdmin):
    form = ExperimentForm
    list_display = (
        "name", "status", "outcome", "primary_metric", "needed_sample", "started_at", "stopped_at",
    )  # fmt: skip
    list_filter = ("state", "verdict", "primary_metric")
    search_fields = ("name", "slug", "hypothesis")
    ordering = ("-created_at", "-pk")
    list_select_related = ("winner",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ArmInline,)
    actions_detail = ("begin", "end", "write_down")
    readonly_fields = (
        "status", "outcome", "results", "watched", "place", "needed_sample", "started_at",
        "stopped_at", "concluded_at", "winner", "conclusion",
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        may_change = self.has_change_permission(request, obj)
        rails = "guard_rails" if may_change else "watched"
        slot = "slot" if may_change else "place"
        plan = (
            (None, {"fields": (("name", "slug"), "hypothesis", slot)}),
            (_("Who"), {"fields": (("unit", "traffic"),)}),
            (
                _("Judged by"),
                {
                    "fields": (
                        "primary_metric", rails, ("base_mean", "base_deviation"),
                        ("minimum_effect_basis_points", "minimum_days"),
                        *(() if obj is None else ("needed_sample",)),
                    )
                },
            ),
        )  # fmt: skip
        if obj is None:
            return plan
        results = (_("Results"), {"fields": ("status", "results")})
        ended = (
            _("When, and what was learned"),
            {"fields": (("started_at", "stopped_at", "concluded_at"), "winner", "conclusion")},
        )
        return (*plan, results) if is_draft(obj) else (results, ended, *plan)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new plan begins with control and treatment, half each."""
        return () if obj is None else self.inlines

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return dict(self.prepopulated_fields) if obj is None else {}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_draft(experiment=obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        kept = [
            row.instance
            for row in formset.forms
            if row not in formset.deleted_forms and (row.instance.pk or row.has_changed())
        ]
        set_arms(
            experiment=form.instance,
            shares={arm.slug: arm.share for arm in kept},
            strategies={arm.slug: arm.strategy for arm in kept},
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj) and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts only, and one by one: what ran is kept, whatever came of it."""
        may_go = obj is not None and is_draft(obj)
        return may_go and bool(super().has_delete_permission(request, obj))

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("experiments.decide_experiment"))

    def fitting_actions(self, row: Experiment) -> set[str]:
        return FITTING.get(row.state, set())

    @display(description=_("State"), ordering="state")
    def status(self, experiment: Experiment) -> SafeString:
        return state_label(experiment)

    @display(description=_("Verdict"), ordering="verdict")
    def outcome(self, experiment: Experiment) -> SafeString | None:
        if experiment.state == ExperimentState.DRAFT:
            return None
        return label(experiment.get_verdict_display(), VERDICT_COLOURS[Verdict(experiment.verdict)])

    @display(description=_("Guard rails"))
    def watched(self, experiment: Experiment) -> str | None:
        names = [str(metric.label) for metric in experiment.metrics[1:]]
        return ", ".join(names) or None

    @display(description=_("Slot"))
    def place(self, experiment: Experiment) -> str | None:
        return slot_label(experiment.slot) or None

    @display(description=_("What can be said"))
    def results(self, experiment: Experiment) -> SafeString:
        return results_block(experiment)

    @action(
        description=_("Start"),
        icon="play_arrow",
        variant=ActionVariant.PRIMARY,
        permissions=["decide"],
        dialog=START_DIALOG,
    )
    def begin(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        row = Experiment.objects.get(pk=object_id)
        return carry_out(
            request, form, lambda: start(experiment=row, actor=request.user), _("It runs.")
        )

    @action(
        description=_("Stop"),
        icon="stop",
        variant=ActionVariant.DANGER,
        permissions=["decide"],
        dialog=STOP_DIALOG,
    )
    def end(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        row = Experiment.objects.get(pk=object_id)
        return carry_out(
            request, form, lambda: stop(experiment=row, actor=request.user), _("It is stopped.")
        )

    @action(
        description=_("Conclude"),
        icon="fact_check",
        variant=ActionVariant.PRIMARY,
        permissions=["decide"],
        dialog=CONCLUDE_DIALOG,
    )
    def write_down(self, request: HttpRequest, form: ConcludeForm, object_id: int) -> HttpResponse:
        row, told = Experiment.objects.get(pk=object_id), form.cleaned_data

        def work() -> Experiment:
            return conclude(
                experiment=row,
                winner=told["winner"],
                conclusion=told["conclusion"],
                actor=request.user,
            )

        return carry_out(request, form, work, _("It is concluded."))
