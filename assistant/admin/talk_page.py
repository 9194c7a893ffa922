"""What the page of a conversation shows: all that was said, about whom, and what to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import staff_of
from assistant.admin.desk_queue import due_words
from assistant.admin.desk_words import priority_label, shopper_name, state_label_of
from assistant.admin.talk_forms import AnswerForm, NoteForm, SortForm
from assistant.desk.mailing import address_of
from assistant.desk.suggesting import Source, Suggestion, suggestions
from assistant.desk.telling import ToldTurn, tell
from assistant.desk.waiting import look
from assistant.kinds import ConversationState
from assistant.models import Conversation
from foundation import clock
from foundation.admin import money_text
from orders.models import Order, OrderState
from orders.privacy import orders_of_person

MAY_ANSWER = "assistant.answer_conversation"
SEES_CUSTOMERS = "accounts.view_customer"
SEES_ORDERS = "orders.view_order"
LATEST_ORDERS = 5
SOURCES = {
    Source.SAVED: gettext_lazy("Saved reply"),
    Source.ARTICLE: gettext_lazy("Article"),
    Source.EARLIER: gettext_lazy("Answered before"),
}
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offered:
    """A suggestion as the page offers it."""

    source: str
    suggestion: Suggestion


def talk_context(
    request: HttpRequest,
    talk: Conversation,
    *,
    answer_form: AnswerForm | None = None,
    note_form: NoteForm | None = None,
    sort_form: SortForm | None = None,
) -> dict[str, Any]:
    """The whole page; forms that were refused stand in it as they were filled."""
    now = clock.now()
    may_answer = request.user.has_perm(MAY_ANSWER)
    told = told_turns(talk)
    last = told[-1].turn.pk if told else 0
    offered = suggestions(talk, staff=staff_of(request)) if may_answer else []
    return {
        **state_context(request, talk, at=now),
        "told": told,
        "last": last,
        "may_answer": may_answer,
        "answer_form": answer_form or AnswerForm.empty(last_seen=last),
        "note_form": note_form or NoteForm(auto_id="id_note_%s"),
        "sort_form": sort_form or SortForm.of(talk),
        "offered": [Offered(str(SOURCES[each.source]), each) for each in offered],
        "is_closed": talk.state == ConversationState.CLOSED,
        "goes_to": address_of(talk),
        "facts": _facts(talk),
        "satisfaction": talk.satisfaction,
        **_about(request, talk),
    }


def state_context(request: HttpRequest, talk: Conversation, *, at: datetime) -> dict[str, Any]:
    """What changes while the page stands open: its state, and who looks at it, too."""
    return {
        "talk": talk,
        "state": state_label_of(talk),
        "priority": priority_label(talk),
        "due": due_words(talk, at=at),
        "is_overdue": talk.due_at is not None and talk.due_at < at,
        "other": look(conversation=talk, staff=staff_of(request), at=at)
        if request.user.has_perm(MAY_ANSWER)
        else None,
    }


def told_turns(talk: Conversation, *, after: int = 0) -> list[ToldTurn]:
    turns = talk.turns.filter(pk__gt=after).select_related("staff").order_by("pk")
    return tell(list(turns), shopper=shopper_name(talk))


def _facts(talk: Conversation) -> Pairs:
    moments = (
        (_("Started"), talk.started_at),
        (_("Handed over"), talk.handed_over_at),
        (_("First answer"), talk.first_answered_at),
        (_("Closed"), talk.closed_at),
    )
    told = [
        (name, date_format(moment.astimezone(clock.shop_zone()), "SHORT_DATETIME_FORMAT"))
        for name, moment in moments
        if moment is not None
    ]
    if talk.reason:
        told.append((_("Because"), talk.get_reason_display()))
    return [(_("Language"), talk.get_language_display()), *told]


def _about(request: HttpRequest, talk: Conversation) -> dict[str, Any]:
    """Who it is and what they ordered, as far as the reader may see it."""
    sees_orders = request.user.has_perm(SEES_ORDERS)
    sees_customers = request.user.has_perm(SEES_CUSTOMERS)
    customer = talk.customer
    return {
        "who": shopper_name(talk),
        "customer": customer,
        "customer_url": reverse("admin:customer_page", args=[customer.pk])
        if customer is not None and sees_customers
        else "",
        "order": _order_row(talk.order) if talk.order is not None and sees_orders else None,
        "orders": [_order_row(order) for order in _latest(talk)] if sees_orders else [],
    }


def _latest(talk: Conversation) -> list[Order]:
    if talk.customer_id is None:
        return []
    theirs = orders_of_person(talk.customer_id).exclude(state=OrderState.PENDING)
    if talk.order_id is not None:
        theirs = theirs.exclude(pk=talk.order_id)
    return list(theirs.order_by("-created_at")[:LATEST_ORDERS])


def _order_row(order: Order) -> dict[str, str]:
    placed = order.placed_at
    return {
        "name": str(order),
        "url": reverse("admin:orders_order_change", args=[order.pk]),
        "placed": date_format(placed.astimezone(clock.shop_zone()), "SHORT_DATE_FORMAT")
        if placed
        else "",
        "state": f"{order.get_state_display()} · {order.get_fulfilment_state_display()}",
        "total": money_text(order.total_minor, order.currency) or "",
    }
