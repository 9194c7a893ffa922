"""Ids, proposals and tokens of others, sent to the assistant's addresses: as if nobody had them."""

from __future__ import annotations

import html

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assistant.kinds import ProposalKind, ProposalState
from assistant.models import Conversation, Proposal
from assistant.proposals import offer
from assistant.replies import Offer, Said, as_json
from assistant.tests.factories import make_turn
from assistant.tests.injection_shop import (
    Shop,
    guarded_rows,
    open_shop,
    secrets_in,
    victims_rows,
)
from orders.models import ReturnRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return open_shop()


@pytest.fixture
def attacker(shop) -> Client:
    """Logged in as themselves, in a talk of their own."""
    client = Client()
    client.force_login(shop.attacker.user)
    client.post(_at("assistant-say"), {"text": "Hello"})
    return client


def _at(name: str, *arguments: object) -> str:
    return reverse(f"storefront:{name}", args=arguments)


def _own_talk(shop: Shop) -> Conversation:
    return Conversation.objects.exclude(pk=shop.talk.pk).get()


def _offered(shop: Shop, kind: ProposalKind) -> Proposal:
    return offer(conversation=_own_talk(shop), kind=kind, payload={"order": shop.own.public_id})


@pytest.mark.parametrize("typed", [{}, {"decline": "1"}, {"order": "x", "quantity": "1"}])
@pytest.mark.parametrize("is_in_a_talk", [True, False])
def test_a_proposal_of_another_is_neither_settled_nor_declined(shop, attacker, typed, is_in_a_talk):
    client = attacker if is_in_a_talk else Client()
    before = victims_rows(shop), guarded_rows()
    answer = client.post(_at("assistant-settle", shop.proposal.public_id), typed, follow=True)
    assert (victims_rows(shop), guarded_rows()) == before
    page = html.unescape(answer.content.decode())
    assert not secrets_in(shop, page, typed=shop.proposal.public_id)


def test_another_and_none_are_answered_alike(shop, attacker):
    answers = [
        attacker.post(_at("assistant-settle", public_id), {}, headers={"HX-Request": "true"})
        for public_id in (shop.proposal.public_id, "nosuchproposal")
    ]
    assert answers[0].status_code == answers[1].status_code
    texts = [_without_ids(answer.content.decode(), shop) for answer in answers]
    assert texts[0] == texts[1]


def _without_ids(page: str, shop: Shop) -> str:
    page = page.replace(shop.proposal.public_id, "ID").replace("nosuchproposal", "ID")
    lines = (line for line in page.splitlines() if "csrf" not in line and "key" not in line)
    return "\n".join(lines)


def test_a_form_of_ones_own_names_no_line_of_anothers_order(shop, attacker):
    [line] = shop.order.lines.all()
    proposal = _offered(shop, ProposalKind.RETURN)
    attacker.post(
        _at("assistant-settle", proposal.public_id),
        {f"units-{line.pk}": "1", f"reason-{line.pk}": "other", "order": shop.order.public_id},
    )
    assert not ReturnRequest.objects.exists()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OFFERED


def test_a_talk_of_another_is_not_opened_by_its_token(shop, attacker):
    for client in (attacker, Client()):
        for ask in (client.get, client.post):
            page = ask(_at("assistant-open", shop.talk.token), follow=True).content.decode()
            assert not secrets_in(shop, html.unescape(page))
        client.post(_at("assistant-say"), {"text": "What did I say before?"})
    shop.talk.refresh_from_db()
    assert shop.talk.turns.count() == 1


def test_no_thumb_star_or_message_reaches_a_talk_of_another(shop, attacker):
    turn = make_turn(shop.talk, text="An answer", author="assistant")
    before = victims_rows(shop)
    attacker.post(_at("assistant-thumb", turn.pk), {"thumb": "down"})
    attacker.post(_at("assistant-rate"), {"stars": "1", "conversation": shop.talk.public_id})
    attacker.post(_at("assistant-back"), {"token": shop.talk.token})
    attacker.post(
        _at("assistant-say"), {"text": "Hi", "token": shop.talk.token, "talk": shop.talk.public_id}
    )
    assert victims_rows(shop) == before


@pytest.mark.parametrize("after", ["0", "-1", "99999999999999999999", "1 OR 1=1", ""])
def test_news_are_of_ones_own_talk_alone(shop, attacker, after):
    answer = attacker.get(_at("assistant-news"), {"after": after}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert not secrets_in(shop, html.unescape(answer.content.decode()))


def test_the_token_of_a_customers_cart_in_a_cookie_is_worth_nothing(shop, attacker):
    for client in (attacker, Client()):
        client.cookies[django_settings.CART_COOKIE] = shop.cart.token
        client.post(_at("assistant-say"), {"text": "Show me my cart"})
        page = client.get(_at("assistant")).content.decode()
        assert "Harbour lamp" not in page


def test_a_click_without_the_token_of_the_form_does_nothing(shop, attacker):
    proposal = _offered(shop, ProposalKind.HANDOVER)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = attacker.cookies
    assert strict.post(_at("assistant-settle", proposal.public_id)).status_code == 403
    assert attacker.get(_at("assistant-settle", proposal.public_id)).status_code != 200
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OFFERED


def test_who_logs_out_has_no_form_of_their_orders_any_more(shop, attacker):
    proposal = _offered(shop, ProposalKind.RETURN)
    said = as_json((Said("Here it is."), Offer(proposal.public_id)))
    make_turn(_own_talk(shop), text="Here it is.", author="assistant", blocks=said)
    assert proposal.public_id in attacker.get(_at("assistant")).content.decode()
    attacker.logout()
    page = attacker.get(_at("assistant")).content.decode()
    assert proposal.public_id not in page
    assert str(shop.own) not in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>document.location='https://evil.example'</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "{{ settings.SECRET_KEY }}{% load static %}",
    ],
)
def test_staff_see_what_was_written_as_text(shop, attacker, text):
    attacker.post(_at("assistant-say"), {"text": text})
    talk = _own_talk(shop)
    Conversation.objects.filter(pk=talk.pk).update(subject=text[:120], name=text[:120])
    client = Client()
    boss = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(boss)
    for address in (
        reverse("admin:assistant_conversation_changelist"),
        reverse("admin:assistant_conversation_change", args=[talk.pk]),
    ):
        page = client.get(address, follow=True).content.decode()
        assert html.escape(text)[:12] in page or address.endswith("conversation/")
        for raw in ("<script>document", "<img src=x", "<svg onload"):
            assert raw not in page
        assert django_settings.SECRET_KEY not in page
