"""The page from which prices are decided: what is proposed, why, and what it should bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import staff_of
from catalog.models import Category
from pricing.admin.desk_effects import effect_words
from pricing.admin.desk_filter import (
    DIRECTIONS,
    LARGEST_ID,
    ORDERS,
    SHOWS,
    DeskFilter,
    policies,
)
from pricing.admin.desk_words import (
    chance_text,
    cover_change,
    gain_ends,
    gain_text,
    kind_of,
    prices_of,
    state_of,
    step_text,
)
from pricing.models import (
    BindingRule,
    PriceSuggestion,
    RejectReason,
    SuggestionKind,
    SuggestionState,
)
from pricing.repricing.explaining import explain
from pricing.repricing.outcomes import Outcome, SuggestionRefused
from pricing.repricing.services import (
    apply,
    approve,
    reject,
    revert,
    schedule,
)

A_PAGE = 20
PLAIN = {"class": "staff-input"}
MOST_TOLD = 5
"""Refusals that are told one by one."""


class RejectForm(forms.Form):
    """Why not: learned from."""

    use_required_attribute = False  # the fields stand beside the button that approves
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not"),
        choices=[("", "—"), *RejectReason.choices],
        widget=forms.Select(attrs=PLAIN),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
    )


class ScheduleForm(forms.Form):
    """When the new prices begin."""

    use_required_attribute = False
    when = forms.DateTimeField(
        label=gettext_lazy("New prices from"),
        widget=forms.DateTimeInput(attrs={**PLAIN, "type": "datetime-local"}),
    )


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """The queue as the address asks for it, a page at a time."""
    look = DeskFilter.of(request.GET)
    page = Paginator(look.rows(), A_PAGE).get_page(request.GET.get("page"))
    is_open = look.show in ("waiting", "scheduled")
    return {
        "look": look,
        "tabs": _tabs(look),
        "filters": _filters(look),
        "page": page,
        "pages": _pages(look, page),
        "rows": [desk_row(suggestion) for suggestion in page],
        "is_open": is_open,
        "is_scheduled": look.show == "scheduled",
        "approve_label": _("Approve what is ticked"),
        "apply_label": _("Apply now what is ticked"),
        "all_ticked": is_open and request.GET.get("tick") == "all",
        "tick_url": f"?{look.address(page=page.number, tick='all')}",
        "untick_url": f"?{look.address(page=page.number)}",
        "reject_form": RejectForm(auto_id="id_reject_%s"),
        "schedule_form": ScheduleForm(auto_id="id_schedule_%s"),
    }


def desk_row(suggestion: PriceSuggestion) -> dict[str, Any]:
    """One line of the queue."""
    before, after = prices_of(list(suggestion.lines.all()), suggestion.currency)
    return {
        "suggestion": suggestion,
        "url": reverse("admin:pricing_pricesuggestion_change", args=[suggestion.pk]),
        "product": str(suggestion.product),
        "kind": kind_of(suggestion),
        "state": state_of(suggestion),
        "before": before,
        "after": after,
        "step": step_text(suggestion.step_basis_points),
        "is_up": suggestion.step_basis_points > 0,
        "gain": gain_text(suggestion),
        "ends": gain_ends(suggestion),
        "chance": chance_text(suggestion),
        "cover": cover_change(suggestion),
        "held_by": BindingRule(suggestion.binding_rule).label if suggestion.binding_rule else "",
        "reasons": explain(suggestion),
        "effect": effect_words(suggestion),
        "reject_reason": suggestion.get_reject_reason_display(),
        "can_revert": suggestion.state == SuggestionState.APPLIED,
    }


def _tabs(look: DeskFilter) -> list[dict[str, Any]]:
    return [
        {"title": title, "url": f"?{look.address(show=name, order='')}", "is_on": name == look.show}
        for name, (title, _states) in SHOWS.items()
    ]


def _filters(look: DeskFilter) -> list[dict[str, Any]]:
    """Selects of the filter's form: name, label and choices with the chosen one."""
    told: Sequence[tuple[str, str, Sequence[tuple[Any, Any]]]] = (
        ("kind", _("Kind"), SuggestionKind.choices),
        ("direction", _("Direction"), list(DIRECTIONS.items())),
        (
            "category",
            _("Category"),
            [(row.pk, _indented(row)) for row in Category.objects.get_tree()],
        ),
        ("policy", _("Policy"), [(policy.pk, str(policy)) for policy in policies()]),
        ("rule", _("Held back by"), BindingRule.choices[1:]),
        ("order", _("Order"), [(name, title) for name, (title, _by) in ORDERS.items()]),
    )
    return [
        {
            "name": name,
            "label": title,
            "choices": [
                {"value": value, "text": text, "is_on": str(value) == getattr(look, name)}
                for value, text in choices
            ],
        }
        for name, title, choices in told
    ]


def _indented(category: Category) -> str:
    return f"{'  ' * (category.depth - 1)}{category}"


def _pages(look: DeskFilter, page: Page[PriceSuggestion]) -> list[dict[str, Any]]:
    if page.paginator.num_pages < 2:
        return []
    return [
        {
            "text": number,
            "url": f"?{look.address(page=number)}" if isinstance(number, int) else "",
            "is_on": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2)
    ]


def decide(request: HttpRequest) -> None:
    """Do with what is ticked what the pressed button says, and tell what came of it."""
    if number := request.POST.get("revert", ""):
        return _take_back(request, number)
    chosen = list(PriceSuggestion.objects.filter(pk__in=_chosen(request)).order_by("pk"))
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        return None
    if not chosen:
        messages.warning(request, _("Nothing was chosen."))
        return None
    try:
        deed(request, chosen)
    except SuggestionRefused as problem:
        messages.error(request, str(problem))
    return None


def _chosen(request: HttpRequest) -> list[int]:
    told = request.POST.getlist("suggestion")[: 10 * A_PAGE]
    return [int(pk[:LARGEST_ID]) for pk in told if pk.isascii() and pk.isdigit()]


def _approve(request: HttpRequest, chosen: list[PriceSuggestion]) -> None:
    _tell_in_force(request, approve(suggestions=chosen, by=staff_of(request)))


def _apply(request: HttpRequest, chosen: list[PriceSuggestion]) -> None:
    _tell_in_force(request, apply(suggestions=chosen, by=staff_of(request)))


def _reject(request: HttpRequest, chosen: list[PriceSuggestion]) -> None:
    outcome = reject(
        suggestions=chosen,
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
        by=staff_of(request),
    )
    _tell(
        request,
        outcome,
        lambda count: ngettext(
            "%(count)d suggestion is rejected.", "%(count)d suggestions are rejected.", count
        ),
    )


def _schedule(request: HttpRequest, chosen: list[PriceSuggestion]) -> None:
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        raise SuggestionRefused(_("Say from which moment the new prices should hold."))
    outcome = schedule(suggestions=chosen, when=form.cleaned_data["when"], by=staff_of(request))
    _tell(
        request,
        outcome,
        lambda count: ngettext(
            "%(count)d new price is scheduled.", "%(count)d new prices are scheduled.", count
        ),
    )


_DEEDS = {"approve": _approve, "apply": _apply, "reject": _reject, "schedule": _schedule}


def _take_back(request: HttpRequest, number: str) -> None:
    """One click gives the old prices back, those that moved along included."""
    if not (number.isascii() and number.isdigit()):
        return
    suggestion = PriceSuggestion.objects.filter(pk=int(number[:LARGEST_ID])).first()
    if suggestion is None:
        return
    try:
        taken_back = revert(suggestion=suggestion, by=staff_of(request))
    except SuggestionRefused as problem:
        messages.error(request, str(problem))
        return
    names = ", ".join(str(each.product) for each in taken_back)
    told = ngettext(
        "%(products)s costs again what it cost before.",
        "%(products)s cost again what they cost before.",
        len(taken_back),
    )
    messages.success(request, told % {"products": names})


def _tell_in_force(request: HttpRequest, outcome: Outcome) -> None:
    _tell(
        request,
        outcome,
        lambda count: ngettext(
            "%(count)d new price is in force.", "%(count)d new prices are in force.", count
        ),
    )


def _tell(request: HttpRequest, outcome: Outcome, words: Callable[[int], str]) -> None:
    """How many were done, and of those that could not be, why not."""
    if outcome.done:
        messages.success(request, words(len(outcome.done)) % {"count": len(outcome.done)})
    for refused in outcome.refused[:MOST_TOLD]:
        messages.warning(request, f"{refused.suggestion.product}: {refused.message}")
    if (more := len(outcome.refused) - MOST_TOLD) > 0:
        messages.warning(
            request,
            ngettext("%(count)d more was left out.", "%(count)d more were left out.", more)
            % {"count": more},
        )
