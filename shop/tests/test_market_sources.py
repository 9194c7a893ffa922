"""The roof joins what the search counts to the trends of the markets."""

from datetime import date, timedelta

import pytest

from analytics.markets.sources import SearchCount, search_sources
from search.models import QueryDay

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 21)


def test_searches_of_all_languages_and_days_are_summed_by_their_words():
    for day, language, words, searches, missed in (
        (DAY, "en", "lamp", 5, 0),
        (DAY, "de", "lamp", 2, 1),
        (DAY, "en", "", 9, 3),
        (DAY - timedelta(days=6), "en", "lamp", 1, 0),
        (DAY - timedelta(days=7), "en", "lamp", 50, 0),
    ):
        QueryDay.objects.create(
            day=day, language=language, words=words, searches=searches, without_result=missed
        )
    source = search_sources.get("shop search")
    assert source is not None
    assert source(DAY - timedelta(days=6), DAY) == {
        "lamp": SearchCount(8, 1),
        "": SearchCount(9, 3),
    }


def test_rare_words_are_counted_without_being_named(monkeypatch):
    monkeypatch.setattr("search.reports.MOST_WORDS", 1)
    for words, searches in (("lamp", 5), ("sofa", 2), ("", 1)):
        QueryDay.objects.create(
            day=DAY, language="en", words=words, searches=searches, without_result=1
        )
    source = search_sources.get("shop search")
    assert source(DAY, DAY) == {"lamp": SearchCount(5, 1), "": SearchCount(3, 2)}
    assert source(DAY + timedelta(days=1), DAY + timedelta(days=2)) == {}
