"""An answer as it is made: server-sent events over the answer to one post.

``part`` carries the markup of a part that is ready; ``turn`` ends it with the turns as they were
kept, which take the place of all parts, and with whose turn it is; ``problem`` says in words why
nothing was said. A stream that ends without either broke: the script then sends the plain form,
whose key lets nothing be said twice.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from assistant import conversations
from assistant.asker import Asker
from assistant.models import Conversation, Turn
from assistant.replies import Block
from foundation.refusals import Refusal
from shop.storefront.assisting import surroundings
from shop.storefront.talk import talk
from shop.storefront.talk_parts import PartMaker

STREAM = "text/event-stream"
_PART, _TURNS = "storefront/assistant/part.html", "storefront/assistant/turns.html"
_STATE = "storefront/assistant/state.html"


def streamed(
    request: HttpRequest, *, conversation: Conversation, asker: Asker, text: str, key: str
) -> StreamingHttpResponse:
    """Answer with events; nothing between here and the browser may hold them back."""
    steps = conversations.say_streaming(conversation=conversation, text=text, asker=asker, key=key)
    events = _Events(request, conversation, asker)
    response = StreamingHttpResponse(events.of(steps), content_type=STREAM)
    response["X-Accel-Buffering"] = "no"
    add_never_cache_headers(response)
    return response


class _Events:
    def __init__(self, request: HttpRequest, conversation: Conversation, asker: Asker) -> None:
        self._request = request
        self._conversation = conversation
        self._asker = asker

    def of(self, steps: Generator[Block | Turn, None, None]) -> Iterator[str]:
        """Each step under the page's language and currency: its middleware is through by then.

        So is the end of an answer that nobody reads any more: it is kept all the same.
        """
        is_over = False
        try:
            while not is_over:
                with surroundings(self._asker):
                    is_over, event = self._next(steps)
                yield event
        finally:
            with surroundings(self._asker):
                steps.close()

    def _next(self, steps: Iterator[Block | Turn]) -> tuple[bool, str]:
        """Whether that was the last, and its event."""
        try:
            step = next(steps)
        except Refusal as refusal:
            return True, _event("problem", {"text": refusal.message})
        return isinstance(step, Turn), self._event_of(step)

    def _event_of(self, step: Block | Turn) -> str:
        if isinstance(step, Turn):
            return _event("turn", self._kept(step))
        maker = PartMaker(self._conversation, self._asker)
        maker.read([step])
        part = maker.part(step)
        html = self._drawn(_PART, {"part": part}) if part is not None else ""
        return _event("part", {"html": html})

    def _kept(self, turn: Turn) -> dict[str, str]:
        self._conversation.refresh_from_db()
        first = turn.answers_id or turn.pk
        found = talk(self._conversation, self._asker, after=first - 1)
        context = {"talk": found}
        return {
            "turns": self._drawn(_TURNS, context),
            "state": self._drawn(_STATE, context),
            "language": found.language,
            "key": found.key,
        }

    def _drawn(self, template: str, context: Mapping[str, object]) -> str:
        with translation.override(self._conversation.language):
            return render_to_string(template, dict(context), request=self._request)


def _event(name: str, data: Mapping[str, str]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
