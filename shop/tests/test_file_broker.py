"""The broker of a shop without Redis: whole messages, each to one worker."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from shop.file_broker import SCHEME, Channel


@pytest.fixture
def options(tmp_path):
    folders = {name: tmp_path / name for name in ("queue", "processed", "control")}
    for folder in folders.values():
        folder.mkdir()
    return {
        "data_folder_in": str(folders["queue"]),
        "data_folder_out": str(folders["queue"]),
        "processed_folder": str(folders["processed"]),
        "control_folder": str(folders["control"]),
    }


@pytest.fixture
def connection(options):
    with Connection(f"{SCHEME}://localhost//", transport_options=options) as opened:
        yield opened


def test_the_shop_uses_it(settings):
    from shop import background

    assert background.broker_url.startswith(SCHEME) or not settings.EMBEDDED_BROKER


def test_what_was_put_comes_out_in_its_order_and_leaves_nothing(connection, tmp_path):
    with connection.SimpleQueue("work") as queue:
        for number in range(3):
            queue.put({"number": number})
        taken = []
        for _each in range(3):
            message = queue.get(timeout=1)
            taken.append(message.payload["number"])
            message.ack()
        with pytest.raises(Empty):
            queue.get(block=False)
    assert sorted(taken) == [0, 1, 2]
    assert [*(tmp_path / "queue").iterdir(), *(tmp_path / "processed").iterdir()] == []


def half_written(monkeypatch, channel, folder):
    """What a worker that looks in the middle of each write finds."""
    seen = []

    def look(*_arguments, **_options):
        try:
            seen.append(channel._get("work"))
        except Empty:
            seen.append(None)

    return seen, look


def test_a_worker_that_looks_in_the_middle_of_a_write_finds_nothing(
    connection, monkeypatch, tmp_path
):
    channel = connection.default_channel
    seen, look = half_written(monkeypatch, channel, tmp_path)
    rename = os.replace

    def replace(*arguments):
        look()
        rename(*arguments)

    monkeypatch.setattr(os, "replace", replace)
    channel._put("work", {"number": 1})

    assert seen == [None]
    assert channel._get("work") == {"number": 1}


def test_and_kombu_s_own_broker_dies_of_it(options, monkeypatch, tmp_path):
    """The twin: without our channel the same look reads an empty file."""
    with Connection("filesystem://localhost//", transport_options=options) as connection:
        channel = connection.default_channel
        _seen, look = half_written(monkeypatch, channel, tmp_path)
        monkeypatch.setattr(filesystem, "lock", look)
        with pytest.raises(ValueError, match="Expecting value"):
            channel._put("work", {"number": 1})


def test_each_message_goes_to_one_of_many_workers(connection, options):
    channel = connection.default_channel
    for number in range(200):
        channel._put("work", {"number": number})

    def work(_worker):
        with Connection(f"{SCHEME}://localhost//", transport_options=options) as own:
            taken = []
            while True:
                try:
                    taken.append(own.default_channel._get("work")["number"])
                except Empty:
                    return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [number for numbers in pool.map(work, range(4)) for number in numbers]
    assert sorted(taken) == list(range(200))


def test_the_table_of_queues_is_never_empty(connection, monkeypatch):
    channel = connection.default_channel
    link, read = os.link, []

    def linked(*arguments):
        link(*arguments)
        read.append(channel.get_table("celery"))

    monkeypatch.setattr(os, "link", linked)
    for _twice in range(2):
        channel._queue_bind("celery", "celery", "", "celery")

    assert read == [[]]
    assert [bound.queue for bound in channel.get_table("celery")] == ["celery"]
    assert isinstance(channel, Channel)
