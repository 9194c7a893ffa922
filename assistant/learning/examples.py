"""Ways to say an intent that the shop adds to those it came with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assistant.algorithms.terms import words
from assistant.kinds import Author, ExampleSource, Intent, Language
from assistant.learning.blotting import BLOT, blot
from assistant.models import Conversation, Example, Turn
from foundation import clock
from foundation.refusals import Refusal
from mlops.training import enqueue_training

MODEL = "assistant-intents"


@transaction.atomic
def add_example(
    *,
    text: str,
    language: Language,
    intent: Intent,
    author: User | None = None,
    source: ExampleSource = ExampleSource.STAFF,
    names: Iterable[str] = (),
    at: datetime | None = None,
) -> Example:
    """Learn from a wording, without what could tell a person; it counts from the next training.

    A wording that is known already takes the intent that was said last. ``names`` are of the
    person who said it.

    Raises:
        Refusal: nothing is left of it to learn from.
    """
    wording = check_wording(text, names)
    example, _is_new = Example.objects.update_or_create(
        language=language,
        text=wording,
        defaults={"intent": intent, "source": source, "author": author, "is_active": True},
        create_defaults={
            "intent": intent,
            "source": source,
            "author": author,
            "created_at": at or clock.now(),
        },
    )
    return example


def check_wording(text: str, names: Iterable[str] = ()) -> str:
    """The text as it is learned from.

    Raises:
        Refusal: nothing is left of it.
    """
    wording = blot(text, names)
    if not words(wording.replace(BLOT, " ")):
        raise Refusal(_("There is nothing to learn from in this text."), field="text")
    return wording


@transaction.atomic
def correct_intent(
    *, turn: Turn, intent: Intent, staff: User, at: datetime | None = None
) -> Example:
    """What was said in a turn, or asked before an answer, meant ``intent``: an example of it.

    Raises:
        Refusal: the turn answers no message of the shopper, or has nothing to learn from.
    """
    asked = asked_in(turn)
    if asked is None:
        raise Refusal(_("This answers no message of the shopper."))
    conversation = asked.conversation
    return add_example(
        text=asked.text,
        language=Language(conversation.language),
        intent=intent,
        author=staff,
        source=ExampleSource.CORRECTED,
        names=names_of(conversation),
        at=at,
    )


@transaction.atomic
def learn_from(*, example: Example, is_active: bool) -> Example:
    """Whether the next training takes the example in."""
    row = Example.objects.select_for_update().get(pk=example.pk)
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    return row


def learn_now(*, at: datetime | None = None) -> None:
    """Queue a training of the intents; asked for twice in a minute it is one."""
    enqueue_training(MODEL, period=f"{at or clock.now():%Y-%m-%dT%H:%M}")


def asked_in(turn: Turn) -> Turn | None:
    """The shopper's message that a turn is, answers, or follows."""
    if turn.author == Author.SHOPPER:
        return turn
    if turn.answers is not None:
        return turn.answers
    earlier = Turn.objects.filter(
        conversation=turn.conversation_id, author=Author.SHOPPER, pk__lt=turn.pk
    )
    return earlier.order_by("-pk").first()


def names_of(conversation: Conversation) -> tuple[str, ...]:
    """What is known to name the person who speaks, to be blotted out."""
    customer, order = conversation.customer, conversation.order
    found = [conversation.name, conversation.email]
    if customer is not None:
        found += [customer.name, customer.email]
    if order is not None:
        found += [order.ship_name, order.ship_line1, order.ship_city]
    return tuple(name for name in found if name)
