"""The assistant: a page with a form, and the same in a panel of every page.

Who talks is known from the session alone. Without script each form leads back to the page; htmx
gets the parts that changed, and ``say`` streams an answer to those who read it as it is made.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from assistant import conversations, proposals
from assistant.asker import Asker
from assistant.desk import services as desk
from assistant.kinds import Thumb
from assistant.models import Conversation
from foundation.refusals import Refusal
from orders.models import Cart
from shop.storefront.assisting import (
    asker_of,
    forget_talk,
    hold_talk,
    is_known_talk,
    talk_of,
    talk_to_fill,
)
from shop.storefront.holding import hand_over
from shop.storefront.streaming import STREAM, streamed
from shop.storefront.talk import NEWS_FIRST, NEWS_SLOWEST, Talk, newest_of, talk
from shop.storefront.talk_parts import Typed
from shop.storefront.views.posting import posted_from

PAGE = "storefront:assistant"
PANEL = "assistant-panel"
_TALK, _CHANGED = "storefront/assistant/talk.html", "storefront/assistant/changed.html"
_PANEL = "storefront/assistant/panel.html"
STARS = {str(number): number for number in range(1, 6)}


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The whole talk: a page of its own, or what the panel shows."""
    asker = asker_of(request)
    return _whole(request, asker, talk_of(request, asker))


@posted_from(PAGE)
def say(request: HttpRequest) -> HttpResponseBase:
    """Say something. ``choice`` is what a button says, ``text`` what was typed."""
    asker = asker_of(request)
    text = (request.POST.get("choice") or request.POST.get("text", "")).strip()
    if not text:
        return _refused(request, asker, Refusal(_("Type what you want to know."), field="text"))
    try:
        conversation = talk_to_fill(request, asker)
        key = request.POST.get("key", "")[:64]
        if STREAM in request.headers.get("Accept", ""):
            return streamed(request, conversation=conversation, asker=asker, text=text, key=key)
        conversations.say(conversation=conversation, text=text, asker=asker, key=key)
    except Refusal as refusal:
        return _refused(request, asker, refusal)
    return _answered(request, asker)


@posted_from(PAGE)
def settle(request: HttpRequest, public_id: str) -> HttpResponse:
    """Carry out what was prepared, or leave it: the owner's click, and nothing else, does."""
    asker = asker_of(request)
    conversation = talk_of(request, asker)
    if conversation is None:
        return _gone(request, asker)
    if "decline" in request.POST:
        return _declined(request, asker, conversation, public_id)
    choices = {
        name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"
    }
    try:
        settled = proposals.settle(
            conversation=conversation, public_id=public_id, asker=asker, choices=choices
        )
    except Refusal as refusal:
        typed = Typed(public_id, refusal.message, refusal.field, choices)
        return _whole(request, asker, talk_of(request, asker), typed=typed)
    return _settled(request, asker, settled.cart)


def _declined(
    request: HttpRequest, asker: Asker, conversation: Conversation, public_id: str
) -> HttpResponse:
    try:
        proposals.decline(conversation=conversation, public_id=public_id)
    except Refusal as refusal:
        return _refused(request, asker, refusal)
    return _answered(request, asker)


def _settled(request: HttpRequest, asker: Asker, cart: Cart | None) -> HttpResponse:
    """The talk with what came of it; a guest's browser holds the cart that was filled."""
    response = _answered(request, asker)
    if cart is not None:
        hand_over(cart, response)
        if request.htmx:  # type: ignore[attr-defined]
            trigger_client_event(response, "cart-changed")
    return response


@posted_from(PAGE)
def thumb(request: HttpRequest, turn_id: int) -> HttpResponse:
    """A thumb for an answer; the same thumb again takes it back."""
    asker = asker_of(request)
    conversation = talk_of(request, asker)
    given = request.POST.get("thumb", "")
    if conversation is None or given not in Thumb.values:
        return _gone(request, asker)
    try:
        turn = conversations.thumb(conversation=conversation, turn_id=turn_id, thumb=Thumb(given))
    except Refusal as refusal:
        return _refused(request, asker, refusal)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse(PAGE)}#turn-{turn.pk}")
    with translation.override(conversation.language):
        return render(request, "storefront/assistant/thumbs.html", {"turn": turn})


@posted_from(PAGE)
def back(request: HttpRequest) -> HttpResponse:
    """Ask the assistant again instead of waiting for a person."""
    asker = asker_of(request)
    conversation = talk_of(request, asker)
    if conversation is None:
        return _gone(request, asker)
    try:
        conversations.back_to_assistant(conversation=conversation)
    except Refusal as refusal:
        return _refused(request, asker, refusal)
    return _answered(request, asker)


@posted_from(PAGE)
def rate(request: HttpRequest) -> HttpResponse:
    """How it was, once staff closed the talk."""
    asker = asker_of(request)
    conversation = talk_of(request, asker)
    stars = STARS.get(request.POST.get("stars", ""))
    if conversation is None:
        return _gone(request, asker)
    try:
        if stars is None:
            raise Refusal(_("Choose one to five stars."), field="stars")
        desk.rate(conversation=conversation, stars=stars, note=request.POST.get("note", "").strip())
    except Refusal as refusal:
        return _refused(request, asker, refusal)
    return _answered(request, asker)


@posted_from(PAGE)
def anew(request: HttpRequest) -> HttpResponse:
    """Leave this talk, and begin another with the next message."""
    asker = asker_of(request)
    forget_talk(request)
    # A guest's next message opens a talk; a customer would be led to their latest one again.
    latest = talk_of(request, asker)
    if latest is not None:
        if newest_of(latest):
            latest = conversations.open_conversation(asker=asker, language=asker.language)
        hold_talk(request, latest.token)
    return _answered(request, asker)


@never_cache
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What was said since turn ``after``, and when to ask again: later each time nothing was."""
    asker = asker_of(request)
    conversation = talk_of(request, asker)
    after, wait = _number(request, "after", 0), _number(request, "wait", NEWS_FIRST)
    _seen(conversation)
    found = talk(conversation, asker, after=after, wait=min(max(wait, NEWS_FIRST), NEWS_SLOWEST))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(PAGE)
    return _render(request, _CHANGED, found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_talk(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: this browser holds the talk from here on, if it is there.

    A guest is asked first. A link alone could have them write into the talk of whoever sent it,
    who would then read along.
    """
    asker = asker_of(request)
    found = conversations.conversation_of(token, asker)
    is_agreed = request.method == "POST" or is_known_talk(request, found)
    if found is not None and not is_agreed:
        response = render(request, "storefront/assistant/open.html", {"token": token})
    else:
        if found is not None:
            hold_talk(request, token)
        response = redirect(PAGE)
    # The address is the key to the talk: no other site may learn it.
    response["Referrer-Policy"] = "same-origin"
    return response


# --- what is answered --------------------------------------------------------------------------
def _answered(request: HttpRequest, asker: Asker) -> HttpResponse:
    """The talk as it is now: in place, or at its own address."""
    conversation = talk_of(request, asker)
    if request.htmx:  # type: ignore[attr-defined]
        return _whole(request, asker, conversation)
    newest = newest_of(conversation)
    return redirect(reverse(PAGE) + (f"#turn-{newest}" if newest else ""))


def _whole(
    request: HttpRequest,
    asker: Asker,
    conversation: Conversation | None,
    *,
    typed: Typed | None = None,
    problem: Refusal | None = None,
) -> HttpResponse:
    _seen(conversation)
    found = talk(conversation, asker, typed=typed)
    is_panel = request.htmx and request.htmx.target == PANEL  # type: ignore[attr-defined]
    return _render(request, _PANEL if is_panel else _TALK, found, problem)


def _refused(request: HttpRequest, asker: Asker, refusal: Refusal) -> HttpResponse:
    """What cannot be said or done, told where it was typed; nothing typed is lost."""
    return _whole(request, asker, talk_of(request, asker), problem=refusal)


def _gone(request: HttpRequest, asker: Asker) -> HttpResponse:
    text = _("This talk is not open in this browser any more.")
    if request.htmx:  # type: ignore[attr-defined]
        return _refused(request, asker, Refusal(text))
    messages.error(request, text)
    return redirect(PAGE)


def _render(
    request: HttpRequest, template: str, found: Talk, problem: Refusal | None = None
) -> HttpResponse:
    """The talk in its own language; the page about it in that of the shop."""
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"talk": found, "problem": problem, "typed": request.POST}
    with translation.override(found.language):
        drawn = render_to_string(template, context, request=request)
    if is_part:
        return HttpResponse(drawn)
    return render(request, "storefront/assistant/page.html", {"talk": found, "drawn": drawn})


def _seen(conversation: Conversation | None) -> None:
    if conversation is not None and conversation.handed_over_at is not None:
        desk.seen(conversation=conversation)


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else otherwise
