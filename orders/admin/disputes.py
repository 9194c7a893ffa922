"""Staff pages for disputes, and what staff note of them on the page of a payment."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget

from events.audit import by_staff
from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    TitledAdmin,
    close_dialog,
    money_cell,
    money_text,
    state_label,
)
from foundation.dialog_fields import amount_field, amount_of, text_field
from foundation.dialogs import Dialog, answer_problem
from foundation.money import Money
from loyalty.models import GiftCard
from orders.admin.doing import carry_out
from orders.admin.parts import link
from orders.disputes import UNDECIDED, close_dispute, note_dispute
from orders.errors import NotPossible
from orders.gift_cards import cards_of
from orders.models import Dispute, DisputeReason, DisputeState, Payment, PaymentState
from orders.payments import trial_bank
from orders.payments.base import DisputeNews
from orders.payments.trial import TestCardProvider

COLOURS: dict[str, str] = {
    DisputeState.INQUIRY: "warning",
    DisputeState.OPEN: "danger",
    DisputeState.WON: "success",
}


class DisputeDialog(Dialog):
    """What the bank wrote of a payment: all that a provider would tell."""

    reference = text_field(_("The bank's reference"), longest=120)
    amount = amount_field(_("Disputed amount"))
    reason = forms.ChoiceField(
        label=_("What the payer says"),
        choices=DisputeReason.choices,
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payment = Payment.objects.get(pk=self.object_id)
        self.initial["amount"] = amount_of(self.payment.amount_minor, self.payment.currency)

    @property
    def news(self) -> DisputeNews:
        data = self.cleaned_data
        return DisputeNews(
            reference=data["reference"],
            key=self.payment.key,
            state=DisputeState.OPEN,
            reason=DisputeReason(data["reason"]),
            amount=Money.of(data["amount"], self.payment.currency),
        )


class PaymentDisputes:
    """Mixed into the page of payments."""

    @action(
        description=_("Note a dispute"),
        icon="gavel",
        permissions=["refund"],
        dialog={
            "title": _("The payer disputes this payment"),
            "description": _(
                "What of the order was not sent is held; of gift cards that it bought nothing more"
                " can be spent."
            ),
            "form_class": DisputeDialog,
            "form_submit_text": _("Note it"),
        },
    )
    def note_a_dispute(
        self, request: HttpRequest, form: DisputeDialog, object_id: int
    ) -> HttpResponse:
        payment = form.payment
        work = partial(note_dispute, payment=payment, news=form.news)
        return carry_out(request, form, payment.order, "dispute", work, _("Noted."))

    @action(
        description=_("Test: the payer disputes it"),
        icon="science",
        permissions=["refund"],
        dialog={
            "title": _("Have the test bank take it back?"),
            "description": _("The test provider tells the shop of a dispute, as a bank would."),
            "form_class": Dialog,
            "form_submit_text": _("Dispute it"),
        },
    )
    def try_a_dispute(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        payment = Payment.objects.select_related("order").get(pk=object_id)
        # Outside any transaction, as a bank's message comes.
        try:
            trial_bank.dispute(payment, DisputeState.OPEN, DisputeReason.FRAUDULENT)
        except NotPossible as problem:
            return answer_problem(request, form, problem)
        by_staff(request, "dispute.test", payment.order)
        messages.success(request, _("Told."))
        return close_dialog()


def fitting_disputes(payment: Payment) -> set[str]:
    """Which of them make sense for a payment."""
    if payment.state != PaymentState.PAID:
        return set()
    is_test = payment.provider == TestCardProvider.name
    return {"try_a_dispute"} if is_test and settings.TEST_PAYMENTS else {"note_a_dispute"}


def _card_link(card: GiftCard) -> SafeString:
    return link(reverse("admin:loyalty_giftcard_change", args=[card.pk]), card)


def _card_words(card: GiftCard) -> str:
    account = card.account
    words = _("%(left)s of %(worth)s left, blocked")
    if account.is_active:
        words = _("%(left)s of %(worth)s left, can be spent")
    left, worth = (money_text(minor, account.currency) for minor in (account.balance, card.worth))
    return words % {"left": left, "worth": worth}


@admin.register(Dispute)
class DisputeAdmin(FittingActions, TitledAdmin, LedgerAdmin):
    list_display = ("opened_at", "order", "status", "reason", "amount", "respond_by", "closed_at")
    list_filter = ("state", "reason", "opened_at")
    search_fields = ("reference", "payment__order__number", "payment__order__email")
    list_select_related = ("payment__order",)
    ordering = ("-opened_at", "-pk")
    actions_detail = ("was_won", "was_lost")
    fields = (
        ("order", "status"), ("reason", "amount"), ("opened_at", "respond_by", "closed_at"),
        "reference", "gift_cards",
    )  # fmt: skip

    def page_title(self, row: Dispute) -> str:
        return f"{row.payment.order} · {row.get_state_display()}"

    def fitting_actions(self, row: Dispute) -> set[str]:
        return {"was_won", "was_lost"} if row.state in UNDECIDED else set()

    def has_refund_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.refund_order"))

    @display(description=_("Order"), ordering="payment__order__number")
    def order(self, dispute: Dispute) -> SafeString:
        order = dispute.payment.order
        return link(reverse("admin:orders_order_change", args=[order.pk]), order)

    @display(description=_("State"), ordering="state")
    def status(self, dispute: Dispute) -> SafeString:
        return state_label(dispute, colours=COLOURS)

    @display(description=_("Amount"), ordering="amount_minor")
    def amount(self, dispute: Dispute) -> SafeString | None:
        return money_cell(dispute.amount_minor, dispute.currency)

    @display(description=_("Gift cards that it bought"))
    def gift_cards(self, dispute: Dispute) -> SafeString | None:
        """Whether more can be spent of them, and how much is spent already."""
        words = ((_card_link(card), _card_words(card)) for card in cards_of(dispute.payment.order))
        return format_html_join(mark_safe("<br>"), "{} · {}", words) or None

    @action(
        description=_("The bank decided for us"),
        icon="check_circle",
        variant=ActionVariant.PRIMARY,
        permissions=["refund"],
        dialog={
            "title": _("The bank decided for us?"),
            "description": _(
                "The money is ours again. Of a cancelled order it is paid back; gift cards that it"
                " bought can be spent again."
            ),
            "form_class": Dialog,
            "form_submit_text": _("It was won"),
        },
    )
    def was_won(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        return self._close(request, form, object_id, won=True)

    @action(
        description=_("The bank decided for the payer"),
        icon="cancel",
        permissions=["refund"],
        dialog={
            "title": _("The bank decided for the payer?"),
            "description": _("The money stays with the payer, its gift cards stay blocked."),
            "form_class": Dialog,
            "form_submit_text": _("It was lost"),
        },
    )
    def was_lost(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        return self._close(request, form, object_id, won=False)

    @staticmethod
    def _close(request: HttpRequest, form: Dialog, object_id: int, *, won: bool) -> HttpResponse:
        dispute = Dispute.objects.select_related("payment__order").get(pk=object_id)
        work = partial(close_dispute, dispute=dispute, won=won)
        return carry_out(
            request, form, dispute.payment.order, "dispute.closed", work, _("Noted."), won=won
        )
