"""The benchmark on anybody's own file: what it reads, refuses and hides."""

import sys

import numpy as np
import pytest

from benchmarks import recommendations
from benchmarks.interaction_file import (
    leave_one_out,
    read_features,
    read_interactions,
    split_moment,
)

LINES = """user,item,time
ann,tea,2026-01-01T10:00:00Z
ann,pot,2026-01-01T11:00:00Z
bob,tea,2026-01-02T10:00:00+02:00
ann,cup,2026-01-03T10:00:00Z
bob,pot,2026-01-04T10:00:00Z
"""


@pytest.fixture
def file_of(tmp_path):
    def write(text: str):
        path = tmp_path / "file.csv"
        path.write_text(text)
        return path

    return write


def test_a_day_is_a_basket_where_none_is_named(file_of):
    log, items = read_interactions(file_of(LINES))
    assert items == ["cup", "pot", "tea"]
    assert (log.n_users, log.n_items, len(log)) == (2, 3, 5)
    assert log.items.tolist() == [2, 1, 2, 0, 1]
    assert len(np.unique(log.baskets)) == 4
    assert log.baskets[0] == log.baskets[1]
    assert log.times[2] - log.times[0] == 22 * 3_600


def test_baskets_and_seconds_are_read_where_given(file_of):
    log, _ = read_interactions(file_of("user,item,time,basket\n1,7,60,x\n1,7,61,x\n2,8,50,y\n"))
    assert log.times.tolist() == [50, 60]
    assert log.baskets.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("user,when\n1,2\n", "item, time"),
        ("user,item,time\n1,2,2026-01-01\n1,2,soon\n", r"line 3: time is 'soon'"),
        ("user,item,time\n1,2,60\n1,3,\n", r"line 3: time is nothing"),
        ("user,item,time\n1,2,60\n1,3,61\n", "fewer than two users"),
        ("user,item,time\n1,2,60\n2,2,61\n", "fewer than two items"),
        ("user,item,time\n", "fewer than two users"),
        ("", "is not a CSV"),
        ('user,item,time\n1,"2,60\n', "is not a CSV"),
    ],
)
def test_what_cannot_be_read_is_named(file_of, text, message):
    with pytest.raises(ValueError, match=message):
        read_interactions(file_of(text))


def test_attributes_become_words_prices_categories_and_tags(file_of):
    text = "item,title,price,category,colour\ntea,Green tea,3.5,drinks,\ncup,Blue cup,,ware,blue\n"
    features = read_features(file_of(text), ["cup", "pot", "tea"])
    assert features.texts == ["Blue cup", "", "Green tea"]
    np.testing.assert_array_equal(features.prices, np.array([np.nan, np.nan, 3.5], np.float32))
    assert features.categories.tolist() == [0, -1, 1]
    assert features.tags == [["colour:blue"], [], []]
    assert not len(read_features(None, ["cup"]).texts)


def test_the_last_new_item_of_everybody_is_hidden(file_of):
    log, items = read_interactions(file_of(LINES + "bob,pot,2026-01-05\nann,tea,2026-01-06\n"))
    split, cases = leave_one_out(log)
    # Both ended with something that they had before: nothing to ask for.
    assert cases == []
    split, cases = leave_one_out(read_interactions(file_of(LINES))[0])
    assert [(case.user, [items[item] for item in case.truth]) for case in cases] == [(1, ["pot"])]
    assert not ((split.train.users == 1) & (split.train.items == items.index("pot"))).any()
    assert split.catalogue.tolist() == [False, True, True]


def test_a_byte_order_mark_and_lines_without_a_user_do_no_harm(file_of):
    log, items = read_interactions(file_of("\ufeffuser,item,time\n1,a,60\n,b,61\n2,c,62\n"))
    assert (items, len(log)) == (["a", "c"], 2)


def run(monkeypatch, capsys, *arguments) -> tuple[int, str]:
    """Status and everything printed."""
    monkeypatch.setattr(sys, "argv", ["recommendations.py", *map(str, arguments)])
    try:
        status = recommendations.main()
    except SystemExit as stopped:
        status = stopped.code
    told = capsys.readouterr()
    return status, told.out + told.err


def test_a_file_that_cannot_be_read_is_told_in_a_line(monkeypatch, capsys, file_of, tmp_path):
    status, told = run(monkeypatch, capsys, "--interactions", file_of("user,item\n1,2\n"))
    assert status == 2
    assert told.startswith("Cannot be read: file.csv lacks the columns: time")
    status, told = run(monkeypatch, capsys, "--interactions", tmp_path / "none.csv")
    assert status == 2
    assert "none.csv" in told
    shop = file_of("user,item,time\n" + "".join(f"{n},{n % 3},{n}\n" for n in range(6)))
    nameless = tmp_path / "items.csv"
    nameless.write_text("sku,title\n1,Tea\n")
    status, told = run(monkeypatch, capsys, "--interactions", shop, "--items", nameless)
    assert (status, told) == (2, "Cannot be read: items.csv lacks the column: item\n")


def test_people_who_came_once_leave_nothing_to_ask(monkeypatch, capsys, file_of):
    lines = "".join(f"u{number},i{number % 3},{number * 90_000}\n" for number in range(30))
    status, told = run(monkeypatch, capsys, "--interactions", file_of("user,item,time\n" + lines))
    assert status == 0
    assert "no case" in told
    assert "nothing can be asked" in told


def test_a_small_shop_is_measured_both_ways(monkeypatch, capsys, file_of, tmp_path):
    random = np.random.default_rng(2)
    lines = "".join(
        f"u{user},i{int(random.integers(20)) * 2 + user % 2},{when}\n"
        for when in range(0, 9_000_000, 15_000)
        for user in [int(random.integers(30))]
    )
    items = tmp_path / "items.csv"
    items.write_text(
        "item,title,colour\n" + "".join(f"i{n},thing {n % 2},red\n" for n in range(40))
    )
    shop = file_of("user,item,time\n" + lines)
    status, told = run(monkeypatch, capsys, "--interactions", shop, "--items", items, "--quick")
    assert status == 0
    alone, by_time = told.split("split by time")
    for member in ("popularity", "ease_users", "content", "two stages"):
        assert member in alone
        assert member in by_time
    assert "recommendations/training/cpu_seconds" in by_time


def test_a_tenth_of_the_events_is_the_test(file_of):
    rows = "".join(f"u{number % 7},i{number % 5},{number * 90_000}\n" for number in range(100))
    log, _ = read_interactions(file_of("user,item,time\n" + rows))
    assert (log.times >= split_moment(log)).sum() == 10
