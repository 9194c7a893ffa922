"""How somebody came is kept for their session, where they agreed to be known."""

import time
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from events.arrivals import (
    BY_THEMSELVES,
    LONGEST,
    Arrival,
    is_of_another_site,
    told_by_address,
    told_by_referrer,
)
from events.names import Consent
from shop.middleware import SESSION_IDLE_SECONDS, Visit, VisitorMiddleware

HOST = "testserver"
MAILED = "?utm_source=newsletter&utm_medium=email&utm_campaign=spring"


def _ask(path="/", *, cookie=None, consent=Consent.PERSONALISATION, referrer=""):
    """A request through the middleware: its context, and the cookie that it leaves behind."""
    headers = {"Referer": referrer} if referrer else {}
    request = RequestFactory().get(path, headers=headers)
    request.user = AnonymousUser()
    request.COOKIES[settings.CONSENT_COOKIE] = str(int(consent))
    if cookie is not None:
        request.COOKIES[settings.VISITOR_COOKIE] = cookie
    told = {}

    def view(asked):
        told["context"] = asked.visitor.context if path.startswith("/e") else None
        return HttpResponse()

    response = VisitorMiddleware(view)(request)
    kept = response.cookies.get(settings.VISITOR_COOKIE)
    return told["context"], kept.value if kept else cookie


def _came(context):
    return context.source, context.medium, context.campaign


def test_the_events_of_a_session_tell_how_it_began():
    _context, cookie = _ask(f"/{MAILED}")
    context, _cookie = _ask("/e", cookie=cookie, referrer=f"http://{HOST}/products/")

    assert _came(context) == ("newsletter", "email", "spring")


def test_a_site_that_linked_to_us_is_the_source():
    _context, cookie = _ask("/", referrer="https://www.google.de/")
    context, _cookie = _ask("/e", cookie=cookie)

    assert _came(context) == ("google.de", "", "")


def test_a_site_in_the_midst_of_a_session_is_no_arrival():
    _context, cookie = _ask(f"/{MAILED}")
    _context, cookie = _ask("/checkout/", cookie=cookie, referrer="https://pay.example/")
    context, _cookie = _ask("/e", cookie=cookie)

    assert _came(context) == ("newsletter", "email", "spring")


def test_another_campaign_begins_another_session():
    _context, first = _ask(f"/{MAILED}")
    _context, again = _ask(f"/{MAILED}", cookie=first)
    _context, other = _ask("/?utm_source=partner&utm_medium=affiliate", cookie=first)

    assert Visit.parse(again).session == Visit.parse(first).session
    assert Visit.parse(other).session != Visit.parse(first).session
    assert Visit.parse(other).visitor == Visit.parse(first).visitor
    assert Visit.parse(other).arrival == Arrival("partner", "affiliate")


def test_the_next_session_does_not_inherit_how_the_last_one_began():
    old = Visit(uuid4(), uuid4(), int(time.time()) - SESSION_IDLE_SECONDS - 1, Arrival("partner"))

    context, _cookie = _ask("/e", cookie=str(old), referrer=f"http://{HOST}/")

    assert context.visitor == old.visitor
    assert _came(context) == ("", "", "")


def test_who_agrees_on_the_page_where_they_arrived_is_known_by_its_address():
    context, _cookie = _ask("/e", referrer=f"http://{HOST}/{MAILED}")

    assert _came(context) == ("newsletter", "email", "spring")


def test_of_who_did_not_agree_nothing_is_kept():
    _context, cookie = _ask(f"/{MAILED}", consent=Consent.MARKETING)

    assert cookie is None


def test_pages_of_who_came_by_themselves_leave_no_cookie():
    assert _ask("/")[1] is None
    assert _ask("/", referrer=f"http://{HOST}/products/")[1] is None


def test_cookies_of_before_still_hold():
    visit = Visit.parse(f"{uuid4().hex}.{uuid4().hex}.12")

    assert visit.arrival == BY_THEMSELVES
    assert str(visit).count(".") == 2


@given(*[st.text(max_size=2 * LONGEST)] * 3)
def test_an_arrival_survives_its_cookie(source, medium, campaign):
    told = told_by_address({
        "utm_source": source, "utm_medium": medium, "utm_campaign": campaign,
    })  # fmt: skip
    visit = Visit(uuid4(), uuid4(), 12, told)

    assert Visit.parse(str(visit)) == visit
    assert str(visit).isascii()
    assert max(map(len, (told.source, told.medium, told.campaign))) <= LONGEST


@given(st.text(max_size=200))
def test_a_cookie_that_somebody_wrote_breaks_nothing(rest):
    visit = Visit.parse(f"{uuid4().hex}.{uuid4().hex}.12.{rest}")

    assert visit is None or isinstance(visit.arrival, Arrival) or "." in rest
    assert Arrival.unpacked(rest).source.isprintable()


@given(st.text(max_size=200))
def test_any_referrer_can_be_read(referrer):
    assert told_by_referrer(referrer, own_host=HOST).source.isprintable()
    assert isinstance(is_of_another_site(referrer, own_host=HOST), bool)


@pytest.mark.parametrize("packed", ["W10", "WzEsMiwzXQ", "e30", "%%%", "ÿ", "W1sxXV0"])
def test_what_is_no_arrival_is_none(packed):
    assert Arrival.unpacked(packed) == BY_THEMSELVES
