"""No shown group is small, and nobody is lost from a total that is shown."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.small_groups import FEWEST, hide_small, is_shown

GROUPS = st.lists(st.tuples(st.text("abc", max_size=3), st.integers(0, 40)), max_size=12)


def _people(row):
    return row[1]


def _others(rows):
    return ("others", sum(people for _name, people in rows))


def test_large_groups_stay_as_they_are_and_small_ones_become_others():
    rows = [("Berlin", 40), ("Ulm", 4), ("Bonn", 10), ("Jena", 9)]
    assert hide_small(rows, people=_people, rest=_others) == [
        ("Berlin", 40), ("Bonn", 10), ("others", 13),
    ]  # fmt: skip


def test_one_small_group_takes_the_next_with_it_or_the_total_would_tell():
    rows = [("Berlin", 40), ("Bonn", 12), ("Ulm", 4)]
    assert hide_small(rows, people=_people, rest=_others) == [("Berlin", 40), ("others", 16)]


def test_without_others_small_groups_are_left_out():
    assert hide_small([("Berlin", 40), ("Ulm", 4)], people=_people) == [("Berlin", 40)]


def test_a_group_of_nobody_tells_of_nobody():
    rows = [("Berlin", 40), ("Ulm", 0)]
    assert hide_small(rows, people=_people, rest=_others) == rows
    assert is_shown(0)
    assert not is_shown(1)
    assert not is_shown(FEWEST - 1)
    assert is_shown(FEWEST)


def test_where_all_together_are_few_nothing_is_told():
    assert hide_small([("Ulm", 4), ("Jena", 5)], people=_people, rest=_others) == []


@given(GROUPS)
def test_no_row_is_ever_small_and_the_total_stays_or_tells_nothing(rows):
    shown = hide_small(rows, people=_people, rest=_others)
    assert all(is_shown(people) for _name, people in shown)
    total = sum(people for _name, people in rows)
    assert sum(people for _name, people in shown) == (total if is_shown(total) else 0)
