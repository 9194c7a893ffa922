"""What one can be told of. Higher floors register topics with how each is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from events.outbox import Payload
from events.webhooks.models import WebhookEndpoint
from foundation.registries import Registry
from foundation.remembered import Remembered

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EVERYTHING = "*"
PING = "ping"


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says: what it is about (``order:7f3a…``), and that as the API tells it."""

    subject: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Topic:
    """Messages of the outbox topic ``name``, as receivers get them.

    ``tell`` turns payloads of the outbox into what is said, one for one; None where there is
    nothing to say any more. With ``newest_is_enough`` several of one batch with the same subject
    become one: each tells the whole state.
    """

    name: str
    label: StrOrPromise
    tell: Callable[[list[Payload]], list[Told | None]]
    newest_is_enough: bool = False


topics: Registry[Topic] = Registry("topics of webhooks")


def listens(endpoint: WebhookEndpoint, topic: str) -> bool:
    return EVERYTHING in endpoint.topics or topic in endpoint.topics


def _read_wanted() -> frozenset[str]:
    rows = WebhookEndpoint.objects.values_list("topics", flat=True)
    named = frozenset(name for row in rows for name in row)
    return frozenset(topics.names()) if EVERYTHING in named else named


# Whoever publishes asks this: a shop that tells nobody writes and reads nothing for it.
wanted_topics = Remembered(_read_wanted)


def is_wanted(topic: str) -> bool:
    return topics.get(topic) is not None and topic in wanted_topics.get()
