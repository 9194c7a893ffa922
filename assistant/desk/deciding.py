"""How many conversations the assistant settled alone, for the page of what needs no hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from analytics.automation.decisions import Decisions, DecisionSource, Matter, decision_sources
from assistant.kinds import Author, ConversationState, Thumb
from assistant.models import Conversation, Turn
from foundation import clock

BY_HAND = Q(handed_over_at__isnull=False)
ALONE = Q(handed_over_at__isnull=True, thumbs_down=False, left_unanswered=False)
FAILED = Q(handed_over_at__isnull=True) & (
    Q(thumbs_down=True) | Q(left_unanswered=True) | Q(left_unanswered__isnull=True)
)


def judged(first: date, last: date) -> QuerySet[Conversation]:
    """Conversations that began on these business days and in which the shopper said something.

    Each comes with ``thumbs_down`` (an answer was not helpful) and ``left_unanswered`` (the last
    answer found nothing; None where nothing was answered).
    """
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    turns = Turn.objects.filter(conversation=OuterRef("pk"))
    answers = turns.filter(author=Author.ASSISTANT)
    return Conversation.objects.filter(
        Exists(turns.filter(author=Author.SHOPPER)), started_at__gte=begin, started_at__lt=end
    ).annotate(
        thumbs_down=Exists(turns.filter(thumb=Thumb.DOWN)),
        left_unanswered=Subquery(answers.order_by("-pk").values("is_unanswered")[:1]),
    )


def questions(first: date, last: date) -> Mapping[date, Decisions]:
    """Conversations by the day on which they began: settled alone, by staff, or not to content."""
    rows = (
        judged(first, last)
        .order_by()
        .annotate(day=TruncDate("started_at", tzinfo=clock.shop_zone()))
        .values("day")
        .annotate(
            alone=Count("pk", filter=ALONE),
            by_hand=Count("pk", filter=BY_HAND),
            overruled=Count("pk", filter=FAILED),
        )
    )
    return {row["day"]: Decisions(row["alone"], row["by_hand"], row["overruled"]) for row in rows}


def register() -> None:
    """Called when the app is ready."""
    decision_sources.register(
        Matter.SUPPORT,
        DecisionSource(
            by_day=questions,
            waiting=Conversation.objects.filter(state=ConversationState.WAITING).count,
            url_name="admin:assistant_conversation_desk",
            note=_(
                "Conversations: alone is what the assistant answered without staff; overruled is "
                "what the shopper called not helpful, or what ended without an answer."
            ),
        ),
    )
