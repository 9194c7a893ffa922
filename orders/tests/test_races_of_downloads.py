"""Fifty presses at once on a download that may be fetched ten times: ten go through."""

import time

import pytest
from django.db.models import F

from orders.downloads.grants import DownloadRefused, use_download
from orders.models import DownloadGrant
from orders.tests.test_downloads import buy, make_book, only_grant
from tests.racing import outcomes, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS, ALLOWED = 50, 10


@pytest.fixture
def grant(settings, tmp_path) -> DownloadGrant:
    settings.DATA_DIR = tmp_path
    buy(make_book(downloads=ALLOWED))
    return only_grant()


def test_of_many_presses_at_once_no_more_go_through_than_are_allowed(grant):
    grants = [only_grant() for _thread in range(THREADS)]  # each has seen that none is used

    results = race(lambda index: use_download(grant=grants[index]), threads=THREADS)

    assert outcomes(results, refused=DownloadRefused) == ALLOWED
    assert only_grant().used == ALLOWED


def test_twin_that_looks_before_it_counts_gives_more_away(grant):
    """What the test above would let pass if it could not fail, on any database."""

    def work(_index: int) -> None:
        seen = only_grant()
        time.sleep(0.2)
        if seen.used >= seen.allowed:
            raise DownloadRefused("")
        counted = min(seen.used + 1, seen.allowed)
        DownloadGrant.objects.filter(pk=seen.pk, used__lte=F("allowed")).update(used=counted)

    results = race(work, threads=THREADS)

    assert outcomes(results, refused=DownloadRefused) > ALLOWED, "the race proves nothing"
