"""What the page of the programme offers because orders are known here: points for past ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSingleDateWidget

from accounts.roles import staff_of
from foundation.admin import close_dialog
from foundation.dialogs import Dialog, answer_problem
from loyalty.admin.programme import ProgrammeAdmin
from shop.rewards.past import PastRefused, ask_for_past_orders


class PastDialog(Dialog):
    """From which day on orders are to count."""

    since = forms.DateField(
        label=_("Placed since"),
        help_text=_("At most a year ago."),
        widget=UnfoldAdminSingleDateWidget(),
    )


class ShopProgrammeAdmin(ProgrammeAdmin):
    actions_detail = ("count_past_orders",)

    def has_change_rules_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("loyalty.change_programme"))

    @action(
        description=_("Count past orders"),
        icon="history",
        permissions=["change_rules"],
        dialog={
            "title": _("Points for past orders"),
            "description": _(
                "Orders that were placed since that day and have left earn by today's rules, each "
                "once. What they earn is a debt of the shop and cannot be taken back as a whole."
            ),
            "form_class": PastDialog,
            "form_submit_text": _("Count them"),
        },
    )
    def count_past_orders(
        self, request: HttpRequest, form: PastDialog, object_id: int
    ) -> HttpResponse:
        try:
            found = ask_for_past_orders(since=form.cleaned_data["since"], by=staff_of(request))
        except PastRefused as problem:
            return answer_problem(request, form, problem, field=problem.field)
        words = ngettext(
            "%(count)d order without points is looked at in the background.",
            "%(count)d orders without points are looked at in the background.",
            found,
        )
        messages.success(request, words % {"count": found})
        return close_dialog()
