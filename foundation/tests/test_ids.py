"""Identifiers: sorted by time where they should be, telling nothing where they should not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.ids import PUBLIC_ID_LENGTH, new_public_id, new_token, uuid7

moments = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)


@given(at=moments)
def test_a_uuid7_keeps_its_millisecond_version_and_variant(at):
    value = uuid7(at)

    assert value.version == 7
    assert value.variant == "specified in RFC 4122"
    assert value.int >> 80 == int(at.timestamp() * 1000)


@given(at=moments, later=st.timedeltas(timedelta(milliseconds=1), timedelta(days=365)))
def test_later_uuids_sort_after_earlier_ones(at, later):
    assert uuid7(at) < uuid7(at + later)


def test_uuids_of_one_moment_differ():
    at = datetime(2026, 1, 1, tzinfo=UTC)

    assert len({uuid7(at) for _ in range(1000)}) == 1000


def test_public_ids_are_for_urls_and_differ():
    ids = {new_public_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert all(len(value) == PUBLIC_ID_LENGTH and value.isalnum() for value in ids)
    assert all(value == value.lower() and not set(value) & set("ilou") for value in ids)


def test_tokens_carry_192_bits():
    assert len(new_token()) == 32
    assert new_token() != new_token()
