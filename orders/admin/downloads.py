"""Staff pages for what buyers may download."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from foundation.admin import FittingActions, LedgerAdmin
from foundation.dialog_fields import units_field
from foundation.dialogs import Dialog
from orders.admin.doing import carry_out
from orders.downloads.grants import (
    MOST_DAYS,
    MOST_DOWNLOADS,
    renew_download,
    why_over,
    withdraw_download,
)
from orders.models import DownloadGrant


class RenewDialog(Dialog):
    days = units_field(_("Days"), least=1, most=MOST_DAYS, initial=30)
    downloads = units_field(_("Downloads"), least=1, most=MOST_DOWNLOADS, initial=5)


@admin.register(DownloadGrant)
class DownloadGrantAdmin(FittingActions, LedgerAdmin):
    list_display = ("file", "order", "state", "told_uses", "expires_at", "last_used_at")
    list_filter = ("granted_at", "expires_at")
    search_fields = ("line__order__number", "line__order__email", "file__title", "line__sku")
    search_help_text = _("Order, e-mail address, title or SKU")
    list_select_related: ClassVar[tuple[str, ...]] = ("file", "line__order")
    ordering = ("-granted_at", "-pk")
    fields = (
        "file", "order", "state", "told_uses", "granted_at", "expires_at", "last_used_at",
        "withdrawn_at",
    )  # fmt: skip
    actions_detail = ("renew", "withdraw")

    def fitting_actions(self, row: DownloadGrant) -> set[str]:
        return {"renew"} if row.withdrawn_at else {"renew", "withdraw"}

    def has_refund_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.refund_order"))

    @action(
        description=_("Renew"),
        icon="update",
        variant=ActionVariant.PRIMARY,
        permissions=["refund"],
        dialog={
            "title": _("Let it be downloaded again?"),
            "description": _("The page of the order gets a new link; the one before ends."),
            "form_class": RenewDialog,
            "form_submit_text": _("Renew"),
        },
    )
    def renew(self, request: HttpRequest, form: RenewDialog, object_id: int) -> HttpResponse:
        grant, data = DownloadGrant.objects.get(pk=object_id), form.cleaned_data
        work = partial(renew_download, grant=grant, days=data["days"], downloads=data["downloads"])
        return carry_out(request, form, grant, "renew", work, _("Renewed."), **data)

    @action(
        description=_("Withdraw"),
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["refund"],
        dialog={
            "title": _("Withdraw this download?"),
            "description": _("Its link ends at once. You can renew it."),
            "form_class": Dialog,
            "form_submit_text": _("Withdraw"),
        },
    )
    def withdraw(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        grant = DownloadGrant.objects.get(pk=object_id)
        work = partial(withdraw_download, grant=grant)
        return carry_out(request, form, grant, "withdraw", work, _("Withdrawn."))

    @display(description=_("Order"))
    def order(self, grant: DownloadGrant) -> str:
        return str(grant.line.order)

    @display(description=_("State"))
    def state(self, grant: DownloadGrant) -> str:
        return why_over(grant) or str(_("Can be downloaded"))

    @display(description=_("Downloads"))
    def told_uses(self, grant: DownloadGrant) -> str:
        return f"{grant.used} / {grant.allowed}"
