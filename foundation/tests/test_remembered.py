"""What a process remembers: for how long, and what others see while one reads."""

import threading

import pytest

from foundation.remembered import Remembered


def test_what_was_read_is_asked_for_once():
    reads = []
    remembered = Remembered(lambda: reads.append(1) or len(reads))
    assert [remembered.get(), remembered.get()] == [1, 1]


def test_what_is_too_old_is_read_anew():
    reads = []
    remembered = Remembered(lambda: reads.append(1) or len(reads), seconds=0)
    assert [remembered.get(), remembered.get()] == [1, 2]


def test_a_slow_reader_keeps_nobody_else_waiting():
    may_end, reading = threading.Event(), threading.Event()
    answers = iter(["old", "new"])

    def read() -> str:
        answer = next(answers)
        if answer == "new":
            reading.set()
            assert may_end.wait(10)
        return answer

    remembered = Remembered(read, seconds=0)
    assert remembered.get() == "old"
    slow = threading.Thread(target=remembered.get)
    slow.start()
    assert reading.wait(10)
    assert remembered.get() == "old"
    may_end.set()
    slow.join(10)
    assert remembered.last() == "new"


def test_a_reader_that_fails_leaves_what_was_last():
    answers = iter([1])
    remembered = Remembered(lambda: next(answers), seconds=0)
    remembered.get()
    with pytest.raises(StopIteration):
        remembered.get()
    assert remembered.last() == 1


def test_what_is_forgotten_is_no_longer_there():
    remembered = Remembered(lambda: 1)
    remembered.get()
    remembered.forget()
    assert remembered.last() is None
    assert remembered.get() == 1
