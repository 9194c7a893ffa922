"""What an answer may be begun with: saved replies, what staff answered to the like, articles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import F

from accounts.models import User
from assistant.algorithms.similar import most_similar
from assistant.desk.filling import filled
from assistant.kinds import Author, Intent
from assistant.knowledge.filling import without_links
from assistant.knowledge.serving import find_passages
from assistant.learning.blotting import BLOT, blot
from assistant.learning.drafts import answer_text
from assistant.learning.examples import names_of
from assistant.models import Conversation, SavedReply, Turn

MOST: Final = 5
MOST_OF_A_SOURCE: Final = 3
PAST_ANSWERS: Final = 400
"""Latest answers of staff that are looked through; some hundred take milliseconds."""
LIKE_A_SAVED_REPLY: Final = 0.12
LIKE_A_QUESTION: Final = 0.35
"""An earlier answer is only offered to nearly the same question; a saved one is meant for many."""


class Source(StrEnum):
    """Where a suggestion comes from; also the beginning of its name in forms."""

    SAVED = "saved"
    EARLIER = "earlier"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to begin an answer with; ``number`` is of the row that it comes from."""

    source: Source
    number: int
    title: str
    text: str

    @property
    def name(self) -> str:
        """By which a form tells it: ``saved-12``."""
        return f"{self.source}-{self.number}"


def suggestions(conversation: Conversation, *, staff: User) -> list[Suggestion]:
    """Texts that fit what was asked last, the readiest first; none before anything was asked.

    The conversation comes with its customer and order.
    """
    question = open_question(conversation)
    if not question:
        return []
    found = [
        *_saved(conversation, question, staff),
        *_articles(conversation, question),
        *_earlier(conversation, question),
    ]
    return found[:MOST]


def open_question(conversation: Conversation) -> str:
    """The latest messages of the shopper that no member of staff answered yet."""
    answered = conversation.turns.filter(author=Author.STAFF).order_by("-pk").first()
    said = conversation.turns.filter(author=Author.SHOPPER)
    if answered is not None:
        said = said.filter(pk__gt=answered.pk)
    latest = said.order_by("-pk").values_list("text", flat=True)[:MOST_OF_A_SOURCE]
    return "\n".join(reversed(latest))


def _saved(conversation: Conversation, question: str, staff: User) -> list[Suggestion]:
    """Those of the intent that was read come first, whatever their words."""
    rows = list(SavedReply.objects.filter(language=conversation.language).order_by("-used", "pk"))
    intents = set(
        conversation.turns.exclude(intent__in=("", Intent.NONE))
        .order_by("-pk")
        .values_list("intent", flat=True)[:MOST_OF_A_SOURCE]
    )
    meant = [row for row in rows if row.intent and row.intent in intents]
    texts = [f"{row.title}\n{row.text}" for row in rows]
    alike = most_similar(
        question,
        texts,
        language=conversation.language,
        most=MOST_OF_A_SOURCE,
        threshold=LIKE_A_SAVED_REPLY,
    )
    ordered = dict.fromkeys([*meant, *(rows[each.place] for each in alike)])
    return [
        Suggestion(
            Source.SAVED,
            row.pk,
            row.title,
            filled(row.text, conversation=conversation, staff=staff),
        )
        for row in list(ordered)[:MOST_OF_A_SOURCE]
    ]


def _articles(conversation: Conversation, question: str) -> list[Suggestion]:
    passages = find_passages(question, language=conversation.language)
    return [
        Suggestion(Source.ARTICLE, each.article_id, each.title, without_links(each.text))
        for each in passages
    ]


def _earlier(conversation: Conversation, question: str) -> list[Suggestion]:
    """Answers to others, without what could tell who they were."""
    pairs = _answered_questions(conversation)
    alike = most_similar(
        question,
        [asked for asked, _answer in pairs],
        language=conversation.language,
        most=MOST_OF_A_SOURCE,
        threshold=LIKE_A_QUESTION,
    )
    chosen = [pairs[each.place] for each in alike]
    return [
        Suggestion(Source.EARLIER, answer.pk, blot(asked, names_of(answer.conversation)), text)
        for asked, answer in chosen
        if (text := answer_text(answer).replace(BLOT, "…"))
    ]


def _answered_questions(conversation: Conversation) -> list[tuple[str, Turn]]:
    """Staff's first answers in other conversations of the language, with what was asked."""
    answers = (
        Turn.objects.filter(
            author=Author.STAFF,
            conversation__language=conversation.language,
            at=F("conversation__first_answered_at"),
        )
        .exclude(conversation=conversation)
        .select_related("conversation__customer", "conversation__order")
        .order_by("-pk")[:PAST_ANSWERS]
    )
    kept = list(answers)
    asked: dict[int, list[str]] = {}
    said = Turn.objects.filter(
        author=Author.SHOPPER, conversation__in=[answer.conversation_id for answer in kept]
    )
    firsts = {answer.conversation_id: answer.pk for answer in kept}
    for turn in said.order_by("pk"):
        if turn.pk < firsts[turn.conversation_id]:
            asked.setdefault(turn.conversation_id, []).append(turn.text)
    return [
        ("\n".join(asked[answer.conversation_id][-MOST_OF_A_SOURCE:]), answer)
        for answer in kept
        if answer.conversation_id in asked
    ]
