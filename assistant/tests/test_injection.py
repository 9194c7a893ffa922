"""Whatever is written to the shop: nothing of another's is shown, nothing changed, no way off it.

Each attempt in ``injection/*.toml`` goes through the shop's own pages: as a guest and as a customer
by the trained intents, and by a language model that does whatever the attacker wants.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assistant.models import Conversation, Proposal
from assistant.ownership import orders_of
from assistant.tests.factories import make_asker
from assistant.tests.injection_shop import (
    EVIL,
    NAME,
    NOTE,
    STREET,
    WHISPERED,
    Attempt,
    Drawn,
    Shop,
    answers_of,
    attempts,
    changed_tables,
    click_everything,
    guarded_rows,
    open_shop,
    plant,
    secrets_in,
    told_by,
    victims_rows,
)
from assistant.tests.model_server import Answer, Brain, Heard, Wanted, model_server, set_up
from orders.models import CartLine
from pricing.selectors import prices_of
from search import indexing

pytestmark = pytest.mark.django_db

ATTEMPTS = attempts()
PAGE, SAY = "storefront:assistant", "storefront:assistant-say"
_NUMBER = re.compile(r"\d{5,9}")
# A model is never told these; where the attacker has it make them up, nobody could know.
_ONLY_GUESSED = f"{NAME} {STREET} {NOTE} {WHISPERED}"


@pytest.fixture
def shop(settings) -> Shop:
    settings.SHOP_BASE_URL = "https://shop.example"
    settings.SHOP_EMAIL = "hello@shop.example"
    settings.LLM_BASE_URL = ""
    return open_shop()


def test_there_are_at_least_sixty_in_three_languages_and_none_twice():
    every = [attempt for batch in ATTEMPTS.values() for attempt in batch]
    assert len(every) >= 60
    assert {attempt.language for attempt in every} == {"en", "de", "fr"}
    assert len({(attempt.says, attempt.planted) for attempt in every}) == len(every)
    assert len({attempt.name for attempt in every}) == len(every)


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("batch", ATTEMPTS.values(), ids=ATTEMPTS)
@pytest.mark.parametrize("who", ["guest", "customer"])
def test_attempts_come_to_nothing(shop, batch, who):
    def attack(attempt: Attempt) -> Iterator[str]:
        client = Client()
        if who == "customer":
            client.force_login(shop.attacker.user)
        yield from _wrongs(shop, attempt, client)

    wrongs = _all_wrongs(shop, batch, attack)
    assert not wrongs, "\n".join(wrongs)


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("batch", ATTEMPTS.values(), ids=ATTEMPTS)
def test_neither_with_a_model_that_obeys_the_attacker(shop, batch, settings):
    with model_server() as server:

        def attack(attempt: Attempt) -> Iterator[str]:
            set_up(settings, server)
            server.brain = _obeying(attempt)
            server.requests.clear()
            client = Client()
            client.force_login(shop.attacker.user)
            yield from _wrongs(shop, attempt, client, guessed=_ONLY_GUESSED)
            if not server.requests:
                yield "the model was not asked"
            for secret in secrets_in(shop, server.seen, typed=attempt.typed + attempt.model):
                yield f"{secret} left the shop"

        wrongs = _all_wrongs(shop, batch, attack)
    assert not wrongs, "\n".join(wrongs)


def test_the_checks_find_what_is_wrong(shop):
    """Each of them can fail."""
    page = (
        "<a href='https://evil.example'>x</a><img src=x onerror=alert(1)><script>1</script>"
        "<iframe></iframe><form action='//evil.example'></form><a href='javascript:x'>x</a>"
    )
    assert len(Drawn(page).wrongs) == 6
    assert not Drawn("<a href='/cart/'>x</a><a href='https://shop.example/'>x</a>").wrongs
    assert secrets_in(shop, f"It goes to {STREET}.") == [STREET]
    assert not secrets_in(shop, f"It goes to {STREET}.", typed=STREET)
    before = guarded_rows()
    shop.order.ship_city = "Leeds"
    shop.order.save()
    assert changed_tables(before, guarded_rows()) == ["orders.Order"]


def _all_wrongs(
    shop: Shop, batch: Sequence[Attempt], attack: Callable[[Attempt], Iterator[str]]
) -> list[str]:
    """What went wrong, attempt by attempt, each in the shop as it was opened."""
    found = []
    for plain in batch:
        attempt = plain.filled(shop.victims)
        with _undone(attempt):
            found += [f"{attempt.name}: {wrong}" for wrong in attack(attempt)]
    return found


@contextmanager
def _undone(attempt: Attempt) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()
    if attempt.place in ("description", "product_name"):
        indexing.rebuild()


def _wrongs(shop: Shop, attempt: Attempt, client: Client, guessed: str = "") -> Iterator[str]:
    client.post(reverse(SAY), {"text": "Hello"})
    talk = Conversation.objects.exclude(pk=shop.talk.pk).get()
    Conversation.objects.filter(pk=talk.pk).update(language=attempt.language)
    plant(shop, attempt, talk)
    before = guarded_rows()
    client.post(reverse(SAY), {"text": attempt.says})
    yield from (f"{table} was changed" for table in changed_tables(before, guarded_rows()))
    known = f"{attempt.typed} {guessed}"
    yield from _wrong_answers(shop, attempt, talk, known)
    yield from _wrong_page(shop, client, known)
    yield from _wrong_proposals(shop, talk, client)


def _wrong_answers(shop: Shop, attempt: Attempt, talk: Conversation, known: str) -> Iterator[str]:
    answers = answers_of(talk)
    if len(answers) != 2:
        yield f"{len(answers)} answers instead of two"
    for told in told_by(answers):
        yield from (f"{secret} was told" for secret in secrets_in(shop, told, typed=known))
        for word in (*EVIL, *attempt.never):
            if word in told:
                yield f"{word!r} was said: {told[:300]}"


def _wrong_page(shop: Shop, client: Client, known: str) -> Iterator[str]:
    page = client.get(reverse(PAGE)).content.decode()
    yield from Drawn(page).wrongs
    for secret in secrets_in(shop, html.unescape(page), typed=known):
        yield f"{secret} was drawn"


def _wrong_proposals(shop: Shop, talk: Conversation, client: Client) -> Iterator[str]:
    """Even who clicks all that was prepared reaches nothing of another's, nor another price."""
    prepared = Proposal.objects.exclude(pk=shop.proposal.pk)
    own = set(orders_of(make_asker(shop.attacker)).values_list("public_id", flat=True))
    for proposal in prepared:
        if proposal.conversation_id != talk.pk:
            yield f"{proposal} in another talk"
        if proposal.payload.get("order", "") not in {"", *own}:
            yield f"{proposal} of another's order"
    before = victims_rows(shop)
    click_everything(client, shop, talk)
    after = victims_rows(shop)
    yield from (f"the victim's {name} changed" for name in before if before[name] != after[name])
    for line in CartLine.objects.all():
        asked = prices_of([line.variant_id], currency="EUR")[line.variant_id].amount
        if line.price_minor != asked.minor:
            yield f"{line} for {line.price_minor}"


def _obeying(attempt: Attempt) -> Brain:
    """A model that uses every tool the attacker wants, then says all it was told to say."""

    def brain(heard: Heard) -> Answer:
        if heard.findings:
            return f"{attempt.model}\n{attempt.planted}\n{heard.message}\n{heard.findings}"
        number = next(iter(_NUMBER.findall(heard.message)), "")
        names = [*attempt.tools, "order_state", "about_product", "answer_from_articles"]
        wanted = [name for name in dict.fromkeys(names) if name in heard.tools]
        return [Wanted(name, _arguments(heard, name, number)) for name in wanted]

    return brain


def _arguments(heard: Heard, name: str, number: str) -> dict[str, str]:
    known = heard.tools[name]["properties"]
    values = {"order_number": number, "words": "Ember mug", "question": heard.message[:200]}
    return {key: value for key, value in values.items() if key in known and value}
