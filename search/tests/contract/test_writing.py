"""What is written is found, what is gone is not, and a rebuild changes over at once."""

import contextlib
import time

from search.tests.contract.products import everything, ids, product, words


def _soon(look, expected):
    """Found within a second of having been written, as the contract says."""
    until = time.monotonic() + 1.5
    while (found := look()) != expected and time.monotonic() < until:
        time.sleep(0.05)
    assert found == expected


def test_an_engine_without_an_index_says_so(engine):
    status = engine.status()
    assert not status.is_ready
    assert status.documents == 0


def test_what_is_written_replaces_what_was(engine):
    engine.rebuild([product(1, "Lamp", prices={"EUR": 100}), product(2, "Chair")])
    engine.write([product(1, "Lantern", prices={"EUR": 900}), product(3, "Lamp")])
    _soon(lambda: ids(engine.find(words("lamp"))), [3])
    assert ids(engine.find(words("lantern"))) == [1]
    assert engine.find(everything()).total == 3
    assert engine.status().documents == 3


def test_what_is_gone_is_not_found_and_may_come_back(engine):
    engine.rebuild([product(1, "Lamp"), product(2, "Lamp")])
    engine.write([], gone=[1, 77])
    _soon(lambda: ids(engine.find(words("lamp"))), [2])
    engine.write([product(1, "Lamp")])
    _soon(lambda: sorted(ids(engine.find(words("lamp")))), [1, 2])


def test_the_same_written_twice_is_there_once(engine):
    engine.rebuild([product(1, "Lamp")])
    for _ in range(3):
        engine.write([product(1, "Lamp"), product(2, "Lamp")], gone=[3])
    _soon(lambda: engine.find(words("lamp")).total, 2)


def test_a_rebuild_forgets_what_it_was_not_told(engine):
    engine.rebuild([product(1, "Lamp"), product(2, "Lamp")])
    assert engine.rebuild(iter([product(2, "Lamp"), product(3, "Lamp")])) == 2
    assert sorted(ids(engine.find(words("lamp")))) == [2, 3]
    status = engine.status()
    assert (status.is_ready, status.documents) == (True, 2)
    assert status.written_at is not None


def test_while_a_rebuild_reads_the_old_index_answers(engine):
    engine.rebuild([product(1, "Lamp")])
    seen = []

    def documents():
        yield product(2, "Lamp")
        seen.append(ids(engine.find(words("lamp"))))
        yield product(3, "Lamp")

    engine.rebuild(documents())
    assert seen == [[1]]
    assert sorted(ids(engine.find(words("lamp")))) == [2, 3]


def test_a_rebuild_that_fails_leaves_what_was(engine):
    engine.rebuild([product(1, "Lamp")])

    def documents():
        yield product(2, "Lamp")
        raise LookupError("the database went away")

    with contextlib.suppress(LookupError):
        engine.rebuild(documents())
    assert ids(engine.find(words("lamp"))) == [1]
    assert engine.rebuild([product(4, "Lamp")]) == 1
    assert ids(engine.find(words("lamp"))) == [4]


def test_an_empty_shop_has_an_index_too(engine):
    assert engine.rebuild([]) == 0
    assert engine.status().is_ready
    assert engine.find(everything(facets=("brand",), price_buckets=4)).total == 0
    engine.write([product(1, "Lamp", prices={"EUR": 1, "SEK": 2})])
    _soon(lambda: ids(engine.find(words("lamp", currency="SEK"))), [1])
