"""The way of an event from the beacon into the log, on disk and through Redis."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from hypothesis import given
from hypothesis import strategies as st

from events.beacon import FURTHEST_AHEAD, LONGEST_DELAY
from events.context import NOBODY
from events.models import DeadLetter, DeadReason, Event
from events.outbox import OutboxMessage, consumers, subscribe
from events.sink import stream, writing
from events.sink.ingest import Ingest
from events.sink.parcels import Parcel, ParcelUnreadable
from events.sink.queues import Delivery, SinkAway, Taken
from events.sink.sending import queues, send
from events.sink.spool import SpoolQueue, SpoolSink
from events.sink.stream import StreamQueue, StreamSink
from events.sink.writing import write
from events.tests.factories import deliver, make_context, make_entry, make_parcel, refuse
from foundation import clock

pytestmark = pytest.mark.django_db
REDIS = os.environ.get("REDIS_URL", "")
SILENT_SECONDS = 0.05


@pytest.fixture(params=["spool", "redis"])
def form(request, settings, tmp_path):
    """The shop with a queue: on disk, or in the Redis that the environment names."""
    if request.param == "redis" and not REDIS:
        pytest.skip("needs Redis: scripts/services run")
    settings.EVENT_SINK = "queue"
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.DATA_DIR = tmp_path
    settings.REDIS_URL = REDIS if request.param == "redis" else ""
    settings.JOB_LEASE_SECONDS = SILENT_SECONDS
    _forget_stream()
    yield request.param
    _forget_stream()


def _forget_stream():
    if REDIS:
        stream._connect(REDIS, 1.0).delete(stream.STREAM)


def ingest():
    return Ingest(queues()).drain()


# --- a parcel on its way


def test_a_parcel_arrives_as_it_was_sent(form):
    entry = make_entry(clock.now() - timedelta(hours=3))
    parcel = make_parcel(entry, country="DE", campaign="spring")
    send(parcel)
    assert not Event.objects.exists(), "nobody has ingested yet"

    assert ingest() == writing.Written(events=1)

    stored = Event.objects.get()
    assert str(stored.id) == entry["id"]
    assert stored.payload == {"list": "all"}
    assert clock.now() - stored.occurred_at > timedelta(hours=2), "a tab that slept"
    assert stored.received_at == parcel.received_at
    assert stored.visitor == parcel.context.visitor
    assert (stored.country, stored.campaign, stored.source) == ("DE", "spring", "mail")


def test_what_may_not_be_in_the_log_is_in_no_queue_either():
    entry = make_entry()
    parcel = Parcel('{"events": []}', make_context(consent=0), clock.now())
    named = make_parcel(entry)
    assert named.context.visitor.hex.encode() in named.to_bytes()
    assert parcel.context.visitor.hex.encode() not in parcel.to_bytes()


def test_many_senders_lose_nothing(form):
    sent = [make_parcel(make_entry(), make_entry()) for _ in range(120)]
    for parcel in sent[:70]:
        send(parcel)
    ingest()
    for parcel in sent[70:]:  # the file that was open has been taken meanwhile
        send(parcel)

    assert ingest().events == 100
    assert Event.objects.count() == 240
    assert ingest() == writing.Written(), "nothing is left"
    assert all(queue.backlog().waiting == 0 for queue in queues())


def test_a_queue_that_is_never_empty_keeps_no_other_waiting(tmp_path):
    class Busy:
        name, batches = "busy", 0

        def take(self):
            self.batches += 1
            if self.batches == 20:
                program.stop()
            return Taken(deliver(make_parcel()), lambda: None)

    rounds, (kept,) = [], deliver(make_parcel())
    SpoolSink(tmp_path / "spool").put(kept.content)
    busy = Busy()
    program = Ingest([busy, SpoolQueue(tmp_path / "spool")])
    assert program.drain(after_each_round=lambda: rounds.append(busy.batches)).events == 21
    assert rounds == list(range(1, 21)), "the minutes are counted meanwhile"


def test_what_is_taken_and_not_settled_comes_again(form):
    send(make_parcel())
    queue = queues()[0]
    taken = queue.take()
    assert len(taken.deliveries) == 1
    del taken, queue  # as if the process died: the kernel frees its lock, Redis waits a moment
    time.sleep(2 * SILENT_SECONDS)
    assert ingest().events == 1


def test_a_batch_written_twice_changes_nothing(form):
    parcels = deliver(make_parcel(make_entry(), make_entry()), make_parcel())
    assert write(parcels) == writing.Written(events=3)
    assert write(parcels) == writing.Written(duplicates=3)
    assert Event.objects.count() == 3


@pytest.mark.parametrize("off", [timedelta(days=-400), timedelta(days=2), timedelta(hours=1)])
def test_an_event_of_a_wrong_clock_is_stored_once_too(off):
    entry = make_entry(clock.now() + off)
    now = clock.now()
    first, second = (make_parcel(entry, at=now + timedelta(seconds=late)) for late in (0, 3))
    write(deliver(first))
    write(deliver(second))
    stored = Event.objects.get()
    assert stored.occurred_at == now


@pytest.mark.parametrize(
    ("age", "is_believed"),
    [
        (LONGEST_DELAY - timedelta(minutes=1), True),
        (LONGEST_DELAY + timedelta(minutes=1), False),
        (-FURTHEST_AHEAD + timedelta(seconds=5), True),
        (-FURTHEST_AHEAD - timedelta(seconds=5), False),
    ],
)
def test_a_clock_is_believed_as_far_as_events_may_be_late(age, is_believed):
    now = clock.now()
    write(deliver(make_parcel(make_entry(now - age), at=now)))
    apart = abs(Event.objects.get().occurred_at - (now - age))
    assert (apart < timedelta(milliseconds=2)) is is_believed


def test_days_that_were_closed_are_told_of(monkeypatch):
    monkeypatch.delitem(consumers, writing.LATE_DAYS, raising=False)
    subscribe(writing.LATE_DAYS, "test", lambda payloads: None)
    long_ago = clock.now() - timedelta(days=5)
    write(deliver(make_parcel(make_entry(long_ago), at=long_ago), make_parcel()))
    told = [message.payload for message in OutboxMessage.objects.filter(topic=writing.LATE_DAYS)]
    assert told == [{"day": clock.business_day(long_ago).isoformat()}]
    monkeypatch.delitem(consumers, writing.LATE_DAYS)


# --- what goes wrong


def test_a_poisoned_event_goes_aside_and_the_others_are_written(form, monkeypatch):
    """The database refuses one of 40; which, nobody is told."""
    poison = make_entry(list="poison")
    for number in range(40):
        send(make_parcel(poison if number == 23 else make_entry()))
    refuse(monkeypatch, "poison")

    written = ingest()

    assert (written.events, written.aside) == (39, 1)
    letter = DeadLetter.objects.get()
    assert letter.reason == DeadReason.REFUSED
    assert "poisoned" in letter.error
    assert poison["id"] in letter.content["body"]
    assert ingest() == writing.Written()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"form": 99}', b"\xff\x00\xfe", b"null"])
def test_what_is_no_parcel_goes_aside_once(content):
    for _ in range(2):
        assert write([Delivery(content), *deliver(make_parcel())]).aside == 1
    assert Event.objects.count() == 2
    assert DeadLetter.objects.get().reason == DeadReason.UNREADABLE


@pytest.mark.parametrize("source", ["a\0b", "x" * 500])
def test_what_no_column_takes_holds_nobody_up(source):
    """As /e?utm_source=%00 would have it; SQLite takes what PostgreSQL does not."""
    written = write(deliver(make_parcel(source=source), make_parcel()))
    assert (written.events, written.aside) in {(1, 1), (2, 0)}
    assert Event.objects.count() + DeadLetter.objects.count() == 2
    assert (connection.vendor == "postgresql") is (written.aside == 1)


def test_text_that_no_database_keeps_is_put_aside_without_it():
    odd = Parcel("\0\ud800{", make_context(source="\ud800"), clock.now())
    assert write(deliver(odd)) == writing.Written(aside=1)
    assert "\0" not in str(DeadLetter.objects.get().content)


def test_a_body_that_no_page_sends_goes_aside_whole():
    parcel = Parcel('{"events": [{"name": "order.placed"}]}', NOBODY, clock.now())
    assert write(deliver(parcel)) == writing.Written(aside=1)
    assert not Event.objects.exists()


def test_a_database_that_is_away_is_waited_for(form, monkeypatch):
    send(make_parcel())
    real, failures = writing.insert_rows, iter([OperationalError("gone"), OperationalError("gone")])

    def insert(*arguments, **more):
        if error := next(failures, None):
            raise error
        return real(*arguments, **more)

    monkeypatch.setattr(writing, "insert_rows", insert)
    monkeypatch.setattr("events.sink.ingest.connection", _Unclosed())
    monkeypatch.setattr("events.sink.ingest.PAUSE", 0.01)

    assert ingest().events == 1
    assert not DeadLetter.objects.exists()


class _Unclosed:
    def close(self):
        """The test's own transaction is in it."""


# --- when a queue is away


def test_without_redis_the_disk_takes_it_and_ingest_finds_it(settings, tmp_path):
    settings.EVENT_SINK, settings.SPOOL_DIR = "queue", tmp_path / "away"
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nobody listens there
    settings.DATA_DIR = tmp_path
    send(make_parcel())
    assert not Event.objects.exists()
    assert ingest().events == 1


def test_where_the_disk_refuses_too_it_is_written_in_the_request(settings, tmp_path):
    settings.EVENT_SINK, settings.REDIS_URL = "queue", ""
    settings.SPOOL_DIR = tmp_path / "no-folder"
    settings.SPOOL_DIR.write_text("a file stands here")
    send(make_parcel())
    assert Event.objects.count() == 1


def test_a_disk_that_is_full_in_the_middle_of_a_line_spoils_no_other(tmp_path, monkeypatch):
    sink, whole = SpoolSink(tmp_path), os.write
    sink.put(b"first")
    monkeypatch.setattr(os, "write", lambda file, line: whole(file, line[:3]))
    with pytest.raises(SinkAway, match="full"):
        sink.put(b"second")
    monkeypatch.undo()
    sink.put(b"third")
    assert [each.content for each in SpoolQueue(tmp_path).take().deliveries] == [b"first", b"third"]


def test_half_a_line_of_a_killed_writer_is_passed_over(tmp_path):
    SpoolSink(tmp_path).put(b"whole")
    (path,) = tmp_path.glob("*.parcels")
    with path.open("ab") as file:
        file.write(b"half of")
    assert [each.content for each in SpoolQueue(tmp_path).take().deliveries] == [b"whole"]


def test_one_process_at_a_time_drains_a_folder(tmp_path):
    SpoolSink(tmp_path).put(b"one")
    first, second = SpoolQueue(tmp_path), SpoolQueue(tmp_path)
    assert first.take() is not None
    assert second.take() is None
    first.close()
    assert second.take() is not None, "what the first left unsettled"


def test_a_long_file_is_followed_by_another(tmp_path):
    sink = SpoolSink(tmp_path, longest_file=100)
    for _ in range(5):
        sink.put(b"x" * 60)
    assert len(list(tmp_path.glob("*.parcels"))) == 3


@pytest.mark.skipif(not REDIS, reason="needs Redis: scripts/services run")
def test_a_stream_that_nobody_drains_has_an_end():
    _forget_stream()
    sink = StreamSink(REDIS, most_waiting=3)
    for _ in range(3):
        sink.put(b"parcel")
    with pytest.raises(SinkAway, match="full"):
        sink.put(b"parcel")
    _forget_stream()


@pytest.mark.skipif(not REDIS, reason="needs Redis: scripts/services run")
def test_another_consumer_claims_what_a_silent_one_holds_and_counts():
    _forget_stream()
    StreamSink(REDIS).put(b"parcel")
    silent = StreamQueue(REDIS, idle_seconds=0)
    assert silent.take().deliveries[0].tries == 1
    for tries in (2, 3):
        other = StreamQueue(REDIS, idle_seconds=0)
        other._me = f"other {tries}"
        assert other.take().deliveries[0].tries == tries
    other.take().settle()
    assert StreamQueue(REDIS, idle_seconds=0).take() is None
    assert stream._connect(REDIS, 1.0).xlen(stream.STREAM) == 0, "settled entries are gone"


@pytest.mark.skipif(not REDIS, reason="needs Redis: scripts/services run")
def test_the_parcel_that_kills_is_found_and_those_beside_it_are_written(settings, tmp_path):
    settings.REDIS_URL, settings.SPOOL_DIR, settings.DATA_DIR = REDIS, tmp_path / "s", tmp_path
    settings.EVENT_SINK, settings.JOB_LEASE_SECONDS = "queue", 0
    _forget_stream()
    parcels = [make_parcel() for _ in range(9)]
    for parcel in parcels:
        send(parcel)
    killer = parcels[4].to_bytes()

    deaths = 0
    while True:  # each turn is a consumer that dies when it writes the killer
        queue = StreamQueue(REDIS, idle_seconds=0)
        while (taken := queue.take()) is not None:
            if any(each.content == killer and each.tries <= 5 for each in taken.deliveries):
                break
            write(taken.deliveries)
            taken.settle()
        if taken is None:
            break
        deaths += 1

    assert deaths == writing.MOST_TRIES
    assert Event.objects.count() == 8
    assert DeadLetter.objects.get().reason == DeadReason.WORN
    _forget_stream()


@pytest.mark.skipif(not REDIS, reason="needs Redis: scripts/services run")
def test_a_redis_that_forgot_everything_is_begun_anew():
    _forget_stream()
    queue = StreamQueue(REDIS, idle_seconds=60)
    assert queue.take() is None
    _forget_stream()
    StreamSink(REDIS).put(b"parcel")
    assert len(queue.take().deliveries) == 1
    _forget_stream()


# --- dead letters


# --- parsing


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content):
    with pytest.raises(ParcelUnreadable):
        Parcel.from_bytes(content)


_words = st.text(st.characters(codec="utf-8"), max_size=60)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    _words,
    _words,
)
def test_a_parcel_is_read_as_it_was_written(moment, source, body):
    parcel = Parcel(body, make_context(source=source), moment)
    assert Parcel.from_bytes(parcel.to_bytes()) == parcel
    assert b"\n" not in parcel.to_bytes()
