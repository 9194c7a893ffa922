"""Staff pages of the policies: how each door acts, with what every bound would have meant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from accounts.roles import staff_of
from foundation.charts import Series, data_table, line_chart
from foundation.money_fields import MinorField
from foundation.refusals import Refusal
from risk.admin.rule_look import whole
from risk.admin.words import base_money, score_text
from risk.algorithms.looking_back import Sums
from risk.algorithms.vocabulary import Door, Outcome
from risk.models import DoorPolicy
from risk.rules.policies import (
    CHANGEABLE,
    STEPS,
    Bound,
    ScoresLately,
    check_bounds,
    save_policy,
    scores_lately,
)
from risk.wording import outcome_words, share_words

NEVER = 100.0
"""No score is higher."""


class PolicyForm(forms.ModelForm):
    """Amounts as people write them; bounds that are out of order are told at their field."""

    hold_above_minor = MinorField(
        label=gettext_lazy("Hold from this amount"),
        required=False,
        help_text=gettext_lazy("Where there is no score; empty: none for its amount alone."),
    )
    review_cost_minor = MinorField(label=gettext_lazy("One look at a held attempt costs"))
    chargeback_fee_minor = MinorField(label=gettext_lazy("A chargeback costs beside its amount"))

    class Meta:
        model = DoorPolicy
        fields = CHANGEABLE
        labels = {
            "step_up_from": gettext_lazy("Ask for proof from"),
            "hold_from": gettext_lazy("Hold for review from"),
            "refuse_from": gettext_lazy("Refuse from"),
            "when_down": gettext_lazy("What is done then"),
            "hold_hours": gettext_lazy("Hours to decide"),
            "at_deadline": gettext_lazy("If nobody decided by then"),
            "review_share": gettext_lazy("Share that staff can look at"),
            "lost_customer_share": gettext_lazy("Share of refused customers who are lost"),
        }

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if {"step_up_from", "hold_from", "refuse_from"} <= told.keys():
            try:
                check_bounds(told["step_up_from"], told["hold_from"], told["refuse_from"])
            except Refusal as refused:
                self.add_error(refused.field, refused.message)
        return told


@admin.register(DoorPolicy)
class DoorPolicyAdmin(ModelAdmin):
    """A row for each door, there from the first migration on."""

    form = PolicyForm
    list_display = ("door", "mode", "asks_from", "holds_from", "refuses_from", "when_down")
    ordering = ("pk",)
    change_form_before_template = "admin/risk/policy_scores.html"
    fieldsets = (
        (gettext_lazy("How much it heeds the scores"), {"fields": ("mode",)}),
        (
            gettext_lazy("From which score"),
            {
                "description": gettext_lazy(
                    "A score is 0 to 100. Over 100 means never: a person is refused by a score "
                    "alone only if you say so here."
                ),
                "fields": ("step_up_from", "hold_from", "refuse_from"),
            },
        ),
        (
            gettext_lazy("Where there is no score"),
            {
                "description": gettext_lazy(
                    "The scorer was too slow, it failed, or its database did not answer."
                ),
                "fields": (("when_down", "hold_above_minor"),),
            },
        ),
        (
            gettext_lazy("What is held"),
            {"fields": (("hold_hours", "at_deadline"), "review_share")},
        ),
        (
            gettext_lazy("What the report reckons with"),
            {"fields": (("review_cost_minor", "chargeback_fee_minor"), "lost_customer_share")},
        ),
    )

    @admin.display(description=gettext_lazy("Asks for proof from"), ordering="step_up_from")
    def asks_from(self, policy: DoorPolicy) -> str:
        return bound_text(policy.step_up_from)

    @admin.display(description=gettext_lazy("Holds from"), ordering="hold_from")
    def holds_from(self, policy: DoorPolicy) -> str:
        return bound_text(policy.hold_from)

    @admin.display(description=gettext_lazy("Refuses from"), ordering="refuse_from")
    def refuses_from(self, policy: DoorPolicy) -> str:
        return bound_text(policy.refuse_from)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: DoorPolicy, form: Any, change: bool) -> None:
        save_policy(policy=obj, by=staff_of(request))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        policy: DoorPolicy | None = kwargs.get("obj")
        if policy is not None:
            # What stands, not what was typed: a form with a mistake has changed its instance.
            stands = DoorPolicy.objects.get(pk=policy.pk)
            context |= scores_context(stands)
        return super().render_change_form(request, context, *args, **kwargs)


def bound_text(score: float) -> str:
    return _("never") if score > NEVER else score_text(score)


def scores_context(policy: DoorPolicy) -> dict[str, Any]:
    """What the panel above a policy shows of the last days."""
    bounds = _standing(policy)
    lately = scores_lately(Door(policy.door), also=list(bounds.values()))
    return {
        "lately": lately,
        "sentences": [_sentence(lately, outcome, score) for outcome, score in bounds.items()],
        "score_rows": [_row(lately, bound, bounds) for bound in lately.bounds],
        "figure": _figure(lately) if lately.attempts else None,
    }


def _standing(policy: DoorPolicy) -> dict[Outcome, float]:
    return {
        Outcome.STEP_UP: policy.step_up_from,
        Outcome.HOLD: policy.hold_from,
        Outcome.REFUSE: policy.refuse_from,
    }


def _sentence(lately: ScoresLately, outcome: Outcome, score: float) -> str:
    if score > NEVER:
        return _("%(outcome)s: never by the score.") % {"outcome": outcome_words(outcome)}
    words = _(
        "%(outcome)s, or something graver, from %(score)s: %(count)s of %(all)s attempts "
        "(%(share)s), %(fraud)s confirmed as fraud and %(honest)s as honest."
    )
    reached = lately.at(score)
    return words % {
        "outcome": outcome_words(outcome),
        "score": score_text(score),
        "count": whole(reached.count),
        "all": whole(lately.attempts),
        "share": _share(reached, lately),
        "fraud": whole(reached.fraud),
        "honest": whole(reached.honest),
    }


def _row(lately: ScoresLately, bound: Bound, bounds: dict[Outcome, float]) -> dict[str, Any]:
    marks = [outcome_words(outcome) for outcome, score in bounds.items() if score == bound.score]
    return {
        "score": score_text(bound.score),
        "mark": ", ".join(marks),
        "count": whole(bound.reached.count),
        "share": _share(bound.reached, lately),
        "a_week": whole(round(7 * bound.reached.count / lately.days)),
        "fraud": whole(bound.reached.fraud),
        "honest": whole(bound.reached.honest),
        "money": base_money(bound.reached.amount_minor),
    }


def _figure(lately: ScoresLately) -> dict[str, Any]:
    steps = [bound for bound in lately.bounds if bound.score in STEPS]
    labels = [score_text(bound.score) for bound in steps]
    shares = [100 * bound.reached.count / lately.attempts for bound in steps]
    title = _("Share of attempts with at least this score, in percent")
    series = [Series(_("Share"), shares)]

    def drawn(width: int, every: int) -> str:
        return line_chart(
            labels, series, title=title, describe=_percent, width=width, height=200, every=every
        )  # fmt: skip

    return {
        "title": title,
        "wide": drawn(880, 1),
        "narrow": drawn(400, 4),
        "table": data_table(labels, series, heading=_("Score"), describe=_percent),
    }


def _percent(percent: float) -> str:
    return share_words(percent / 100)


def _share(reached: Sums, lately: ScoresLately) -> str:
    return share_words(reached.count / lately.attempts) if lately.attempts else "–"
