"""Feeds: fetched within limits, from public addresses alone; problems stand at the feed."""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command

from events import jobs
from events.models import Job
from foundation import clock
from foundation.refusals import Refusal
from pricing.competition.feeds import due_feeds, read_feed
from pricing.competition.fetching import FetchRefused, Limits, fetch
from pricing.competition.services import save_feed
from pricing.models import CompetitorFeed, CompetitorOffer, FeedFormat, MatchState
from pricing.tests.competing import make_competitor
from pricing.tests.factories import make_variant

CSV = b"id,title,price\nA,Enamel mug forest,17.50\n"


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.partition("?")[0]
        if name == "/drips":
            for _drop in range(50):
                self.wfile.write(b"H")
                time.sleep(0.05)
            return
        if name == "/binary":
            self.wfile.write(b"\x00\x01\x00\x02\r\n")
            return
        if name.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(500 if name == "/broken" else 200)
        if name == "/short":
            self.send_header("Content-Length", str(len(CSV) + 9))
        self.end_headers()
        if name == "/slow":
            for _drop in range(50):
                self.wfile.write(b"a")
                time.sleep(0.05)
            return
        self.wfile.write(b"x" * 5_000 if name == "/large" else CSV)

    def log_message(self, *_told):
        """Says nothing in the test's output."""


@contextmanager
def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(settings):
    settings.COMPETITOR_FEED_PRIVATE_HOSTS = ["127.0.0.1"]
    with serving() as address:
        yield address


@pytest.fixture
def feed(db, site):
    return save_feed(
        feed=CompetitorFeed(
            competitor=make_competitor(), url=f"{site}/prices.csv?key=1", format=FeedFormat.CSV
        )
    )


def test_a_file_is_fetched_and_redirects_are_followed(site):
    assert fetch(f"{site}/a.csv") == CSV
    assert fetch(f"{site}/to//a.csv") == CSV


@pytest.mark.parametrize("page", ["broken", "large", "short", "slow", "drips", "to/" * 5 + "a.csv"])
def test_limits_of_what_is_taken(site, page):
    page = page.replace("to/", "to//") if page.startswith("to/") else page
    with pytest.raises(FetchRefused):
        fetch(f"{site}/{page}", limits=Limits(largest=1_000, seconds=0.5))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.com/a", "http://", "nonsense", "http://[::1",
        "http://user:word@example.com/", "http://localhost:1/", "http://127.0.0.1:1/",
        "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::a00:1]/", "http://0/",
        "http://100.64.0.1/", "http://224.0.0.1/", "http://2130706433/", "http://a.example:99999/",
    ],
)  # fmt: skip
def test_our_own_network_is_out_of_reach(url):
    with pytest.raises(FetchRefused):
        fetch(url)


def test_who_speaks_no_http_is_quoted_as_a_database_can_keep_it(site):
    with pytest.raises(FetchRefused) as refused:
        fetch(f"{site}/binary")
    assert "\x00" not in str(refused.value)


def test_a_redirect_leads_to_no_private_address(site, settings):
    with pytest.raises(FetchRefused, match="not a public address"):
        fetch(f"{site}/to/http://localhost:1/secret")


def test_the_address_that_was_judged_is_the_one_that_is_asked(site, settings, monkeypatch):
    """A name that leads elsewhere at the second look (DNS rebinding) is looked up once."""
    settings.COMPETITOR_FEED_PRIVATE_HOSTS = ["feeds.example"]
    real, looks = socket.getaddrinfo, []

    def once(host, *rest, **more):
        looks.append(host)
        known = host if host != "feeds.example" else "127.0.0.1" if len(looks) == 1 else "::1"
        return real(known, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert fetch(site.replace("127.0.0.1", "feeds.example") + "/a.csv") == CSV
    assert looks.count("feeds.example") == 1


def test_a_feed_is_read_and_its_offers_wait_for_a_look(feed):
    make_variant(name="Forest enamel mug")
    told = read_feed(feed=feed)
    feed.refresh_from_db()
    assert (told.prices, feed.offers_read, feed.problem) == (1, 1, "")
    assert feed.read_at is not None
    jobs.enqueue("pricing.competitor_matches", key="match")
    jobs.run_due()
    assert CompetitorOffer.objects.get().state == MatchState.PROPOSED


def test_a_problem_stands_at_the_feed_and_goes_with_the_next_reading(feed, site):
    good = feed.url
    CompetitorFeed.objects.update(url=f"{site}/broken")
    feed.refresh_from_db()
    read_feed(feed=feed)
    feed.refresh_from_db()
    assert (feed.problem, feed.read_at) == ("It answered with 500.", None)
    CompetitorFeed.objects.update(url=good)
    feed.refresh_from_db()
    read_feed(feed=feed)
    feed.refresh_from_db()
    assert (feed.problem, feed.offers_read) == ("", 1)


def test_only_what_is_due_is_asked(feed):
    now = clock.now()
    assert due_feeds(at=now) == [feed]
    CompetitorFeed.objects.update(asked_at=now - timedelta(hours=20))
    assert not due_feeds(at=now)
    CompetitorFeed.objects.update(asked_at=now - timedelta(hours=24), is_active=False)
    assert not due_feeds(at=now)


def test_the_hourly_job_reads_each_due_feed_in_a_job_of_its_own(feed):
    jobs.enqueue("pricing.competitor_feeds", key="hour")
    jobs.run_due()
    assert CompetitorOffer.objects.get().amount_minor == 1750
    assert set(Job.objects.values_list("name", "state")) == {
        ("pricing.competitor_feeds", "done"), ("pricing.competitor_feed", "done"),
        ("pricing.competitor_matches", "done"),
    }  # fmt: skip


def test_a_feed_of_our_own_network_is_not_even_kept(db):
    with pytest.raises(Refusal):
        save_feed(
            feed=CompetitorFeed(
                competitor=make_competitor(), url="http://10.0.0.1/a", format=FeedFormat.CSV
            )
        )


def test_the_command_takes_in_a_file(db, tmp_path, capsys):
    make_variant(name="Forest enamel mug")
    rival = make_competitor("rival")
    path = tmp_path / "prices.csv"
    path.write_bytes(CSV + b"B,Bowl,cheap\n")
    call_command("import_competitor_prices", "rival", str(path))
    told = capsys.readouterr()
    assert "1 prices read: 1 new" in told.out
    assert "“cheap”" in told.err
    assert rival.offers.get().state == MatchState.PROPOSED
    for wrong in (("nobody", str(path)), ("rival", str(tmp_path / "none.csv"))):
        with pytest.raises(CommandError):
            call_command("import_competitor_prices", *wrong)
