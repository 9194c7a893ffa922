"""The queue of the desk: what waits, for whom, and how pressing it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from assistant.kinds import Author, ConversationState
from assistant.models import Conversation, Turn


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for an answer now, and how many of them longer than was promised."""

    waiting: int
    overdue: int


def waiting(*, at: datetime) -> Waiting:
    rows = Conversation.objects.filter(state=ConversationState.WAITING)
    found = rows.aggregate(
        waiting=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at))
    )  # fmt: skip
    return Waiting(**found)


def spoken() -> QuerySet[Conversation]:
    """Conversations in which the shopper said something, with who is in them and what they hold.

    Each comes with ``newest``, the latest message that is no note.
    """
    said = Turn.objects.filter(conversation=OuterRef("pk")).exclude(author=Author.NOTE)
    newest = Subquery(said.order_by("-pk").values("text")[:1])
    return (
        Conversation.objects.annotate(newest=newest)
        .filter(newest__isnull=False)
        .select_related("customer", "order", "assigned_to")
        .prefetch_related("tags")
    )


def in_turn(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """What is due first comes first; what is not due, by its latest message."""
    return rows.order_by(F("due_at").asc(nulls_last=True), "-last_at", "-pk")


def found_by(rows: QuerySet[Conversation], words: str) -> QuerySet[Conversation]:
    """Those whose subject, name, address, order or messages hold the words."""
    said = Turn.objects.filter(text__icontains=words).values("conversation")
    return rows.filter(
        Q(subject__icontains=words)
        | Q(name__icontains=words)
        | Q(email__icontains=words)
        | Q(customer__name__icontains=words)
        | Q(customer__email__icontains=words)
        | Q(order__number__iexact=words)
        | Q(pk__in=said)
    )


def who_may_answer() -> QuerySet[User]:
    """Logins to which a conversation may be given."""
    may = (
        Q(is_superuser=True)
        | Q(groups__permissions__codename="answer_conversation")
        | Q(user_permissions__codename="answer_conversation")
    )
    return User.objects.filter(may, is_active=True, is_staff=True).distinct().order_by("name", "pk")
