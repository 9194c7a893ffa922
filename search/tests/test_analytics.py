"""From the log to the report: what staff are told of searches, and the way to a synonym."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from catalog.tests.factories import make_product
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation import clock
from search.analytics import (
    KEPT_DAYS,
    forget_old,
    popular_queries,
    roll_up_days,
    roll_up_lately,
    roll_up_past,
)
from search.models import PlaceDay, QueryDay, Synonym
from search.reports import search_report

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _visitor():
    return EventContext(visitor=uuid4(), session=uuid4(), consent=Consent.PERSONALISATION)


def _search(words, *, found=10, context=None, shown=(), at=None):
    told = {"words": words, "found": found, "corrected": False, "language": "en", "offset": 0,
            "shown": list(shown)}  # fmt: skip
    fact = Fact(EventName.SEARCH_PERFORMED, payload=told, at=at)
    return record(fact, context=context or EventContext())


def _click(search, product, position, *, context=None):
    fact = Fact(
        EventName.SEARCH_CLICKED, product_id=product.pk, position=position, slot="search",
        payload={"impression": str(search.pk)},
    )  # fmt: skip
    record(fact, context=context or EventContext())


def _report(days=7):
    return search_report(last_day=clock.business_day(), days=days)


def test_the_log_becomes_figures_and_again_the_same():
    product, ada = make_product("Lamp"), _visitor()
    search = _search("Lamp", context=ada, shown=[product.pk, 99])
    _click(search, product, 2, context=ada)
    record(Fact(EventName.PRODUCT_PURCHASED, product_id=product.pk, quantity=1), context=ada)
    _search("lamp")
    _search("sofa", found=0)
    roll_up_lately()
    roll_up_lately()
    (lamp, _sofa) = _report().top
    assert (lamp.words, lamp.searches, lamp.click_through) == ("lamp", 2, 0.5)
    assert (lamp.mean_position, lamp.conversion) == (2.0, 1.0)
    assert [(line.position, line.shown, line.clicks) for line in _report().places] == [
        (1, 1, 0),
        (2, 1, 1),
    ]
    assert _report().total.searches == 3
    assert _report().days[-1].without_result == 1


def test_a_day_that_is_rolled_up_again_forgets_what_it_said():
    today = clock.business_day()
    QueryDay.objects.create(day=today, language="en", words="gone", searches=5)
    PlaceDay.objects.create(day=today, position=1, shown=5)
    roll_up_days([today])
    assert not QueryDay.objects.exists()
    assert not PlaceDay.objects.exists()


def test_what_is_too_old_goes():
    today = clock.business_day()
    QueryDay.objects.create(day=today - timedelta(days=401), language="en", words="old")
    QueryDay.objects.create(day=today, language="en", words="new")
    assert forget_old() == 1
    assert QueryDay.objects.get().words == "new"


def test_days_of_history_are_summed_back_to_the_first_search():
    now = clock.now()
    for days in (40, 3, 0):
        _search("lamp", at=now - timedelta(days=days))
    roll_up_lately(at=now)
    assert QueryDay.objects.count() == 1
    assert roll_up_past(at=now) == 40
    assert QueryDay.objects.count() == 3
    assert roll_up_past(at=now) == 0


def test_history_is_not_summed_that_would_be_forgotten():
    now = clock.now()
    _search("lamp", at=now - timedelta(days=KEPT_DAYS + 50))
    assert roll_up_past(at=now) == KEPT_DAYS + 1
    assert not QueryDay.objects.exists()


def test_popular_are_searches_of_two_visitors_that_always_found_something():
    for words, found in [("lamp", 3), ("lamp", 3), ("rug", 3), ("sofa", 0), ("sofa", 2)]:
        _search(words, found=found, context=_visitor())
    roll_up_lately()
    assert popular_queries("en") == ["lamp"]
    assert popular_queries("de") == []


def test_a_meaning_is_proposed_by_what_was_tried_next_and_else_by_what_is_alike():
    ada = _visitor()
    _search("handy", found=0, context=ada)
    _search("phone", context=ada)
    _search("tabel lamp", found=0)
    _search("table lamp")
    _search("zzz", found=0)
    roll_up_lately()
    proposals = {line.words: line.proposal for line in _report().missing}
    assert proposals == {"handy": "phone", "tabel lamp": "table lamp", "zzz": ""}


def test_staff_make_a_synonym_of_a_search_without_a_result_in_two_clicks(client):
    user = User.objects.create_user("m@example.com", "a good long password")
    assign_role(user=user, role=Role.MERCHANDISER, actor=None)
    client.force_login(user, backend=BACKEND)
    ada = _visitor()
    _search("handy", found=0, context=ada)
    _search("phone", context=ada)
    roll_up_lately()
    report = client.get(reverse("admin:search_queryday_report"))
    (row,) = report.context["missing"]
    form = client.get(row["add"]).context["adminform"].form
    filled = {name: form[name].value() for name in ("language", "words", "meant")}
    answer = client.post(row["add"], {**filled, "is_active": "on", "note": ""})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = Synonym.objects.get()
    assert (row.language, row.words, row.meant, row.changed_by) == ("en", "handy", "phone", user)


@pytest.mark.parametrize("query", ["", "?days=90&language=de", "?days=x&language=xx"])
def test_the_report_opens_on_an_empty_shop_and_with_any_address(client, query):
    user = User.objects.create_user("a@example.com", "a good long password")
    assign_role(user=user, role=Role.ANALYST, actor=None)
    client.force_login(user, backend=BACKEND)
    assert client.get(reverse("admin:search_queryday_report") + query).status_code == 200
