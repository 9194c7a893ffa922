"""What only the disk index promises: one writer, readers elsewhere, and an index after a kill."""

import fcntl
import os
import signal
import subprocess
import sys
import time

import pytest

from search.engines import embedded
from search.engines.base import EngineDown
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.folder import LAYOUT, LOCK
from search.tests.contract.products import everything, ids, product, words

_REBUILD_AND_HANG = """
import sys, time
from pathlib import Path
from search.engines.embedded import EmbeddedEngine
from search.tests.contract.products import product

def documents():
    for number in range(2, 5_000):
        yield product(number, "Lamp")
    print("written", flush=True)
    time.sleep(60)

EmbeddedEngine(Path(sys.argv[1])).rebuild(documents())
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "search"


@pytest.fixture
def engine(folder):
    return EmbeddedEngine(folder)


@pytest.fixture
def hanging(folder):
    """Another process in the middle of a rebuild."""
    EmbeddedEngine(folder).rebuild([product(1, "Lamp")])
    process = subprocess.Popen(
        [sys.executable, "-c", _REBUILD_AND_HANG, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    yield process
    process.kill()
    process.wait()


def test_an_index_that_is_not_there_is_an_engine_that_is_down(engine):
    with pytest.raises(EngineDown, match="no index"):
        engine.find(words("lamp"))
    with pytest.raises(EngineDown):
        engine.words("en")


def test_a_reader_elsewhere_sees_a_commit_within_a_second(engine, folder):
    reader = EmbeddedEngine(folder)
    engine.rebuild([product(1, "Lamp")])
    assert ids(reader.find(words("lamp"))) == [1]
    engine.write([product(2, "Lamp")])
    engine.rebuild([product(3, "Lamp")])
    time.sleep(embedded.LOOK_EVERY_SECONDS)
    assert ids(reader.find(words("lamp"))) == [3]


def test_two_do_not_write_at_once_and_the_second_hears_who_does(hanging, engine, monkeypatch):
    monkeypatch.setattr(embedded, "WRITE_PATIENCE", 0.1)
    with pytest.raises(EngineDown, match=f"process {hanging.pid} "):
        engine.write([product(9, "Lamp")])
    assert str(hanging.pid) in engine.status().note
    assert ids(engine.find(words("lamp"))) == [1]


def test_a_killed_writer_leaves_the_old_index_and_no_lock(hanging, engine, folder):
    hanging.send_signal(signal.SIGKILL)
    hanging.wait()
    assert ids(engine.find(words("lamp"))) == [1]
    engine.write([product(9, "Lamp")])
    assert sorted(ids(engine.find(words("lamp")))) == [1, 9]
    engine.rebuild([product(5, "Lamp")])
    engine.rebuild([product(6, "Lamp")])
    assert len(list(folder.glob("index-*"))) == 2  # the half-written one is gone


def test_looking_who_writes_keeps_nobody_from_writing(engine, folder):
    engine.rebuild([product(1)])
    with open(folder / LOCK, encoding="utf-8") as looking:
        fcntl.flock(looking.fileno(), fcntl.LOCK_SH)
        fcntl.flock(looking.fileno(), fcntl.LOCK_UN)
        engine.write([product(2)])
    assert engine.status().note == ""
    assert engine.find(everything()).total == 2


def test_an_index_of_another_form_is_not_read(engine, folder):
    engine.rebuild([product(1)])
    (layout,) = folder.glob(f"index-*/{LAYOUT}")
    layout.write_text(layout.read_text().replace('"version": ', '"version": 9'))
    elsewhere = EmbeddedEngine(folder)
    assert not elsewhere.status().is_ready
    with pytest.raises(EngineDown, match="form"):
        elsewhere.find(everything())
    elsewhere.rebuild([product(2)])
    assert ids(elsewhere.find(everything())) == [2]


def test_a_damaged_index_is_an_engine_that_is_down(engine, folder):
    engine.rebuild([product(1)])
    (meta,) = folder.glob("index-*/meta.json")
    meta.write_text("{")
    with pytest.raises(EngineDown):
        EmbeddedEngine(folder).find(everything())


def test_the_same_list_is_looked_up_once_a_commit(engine, monkeypatch):
    engine.rebuild([product(1), product(2)])
    first = engine.find(everything(facets=("brand",)))
    assert engine.find(everything(facets=("brand",))) is first
    engine.write([product(3)])
    assert engine.find(everything(facets=("brand",))).total == 3


def test_currencies_that_come_later_get_a_column_and_those_past_the_last_have_none(engine):
    engine.rebuild([product(1, prices={"EUR": 1})])
    codes = [f"C{number:02}" for number in range(20)]
    engine.write([product(2, prices=dict.fromkeys(codes, 7))])
    assert engine.find(everything(currency="EUR")).total == 1
    assert engine.find(everything(currency="C00")).total == 1
    assert engine.find(everything(currency="C19")).total == 0


def test_the_writer_is_this_process_only_while_it_writes(engine, folder):
    seen = []

    def documents():
        seen.append(EmbeddedEngine(folder).status().note)
        yield product(1)

    engine.rebuild(documents())
    assert f"process {os.getpid()} " in seen[0]
    assert engine.status().note == ""
