"""Day partitions of the event log on PostgreSQL; nothing to do elsewhere."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

TABLE = "events_event"
DEFAULT = f"{TABLE}_default"
LOCK_WAIT = "2s"


def partition_name(day: date) -> str:
    return f"{TABLE}_{day:%Y%m%d}"


def ensure_day_partitions(*, first: date, last: date) -> int:
    """Make the missing partitions of the days ``first`` to ``last`` (UTC); returns how many.

    A day whose rows already lie in the default partition keeps them there: moving them would
    lock the log, and queries find them either way.
    """
    if connection.vendor != "postgresql":
        return 0
    made = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [TABLE])
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [TABLE],
        )
        existing = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            f"SELECT DISTINCT (occurred_at AT TIME ZONE 'UTC')::date FROM {DEFAULT} "  # noqa: S608  a constant
            "WHERE occurred_at >= %s AND occurred_at < %s",
            [_midnight(first), _midnight(last + timedelta(days=1))],
        )
        spilled = {row[0] for row in cursor.fetchall()}
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if partition_name(day) in existing or day in spilled:
                continue
            cursor.execute(
                f"CREATE TABLE {partition_name(day)} PARTITION OF {TABLE} "
                f"FOR VALUES FROM ('{_midnight(day).isoformat()}') "
                f"TO ('{_midnight(day + timedelta(days=1)).isoformat()}')"
            )
            made += 1
    return made


def drop_day_partition(day: date) -> bool:
    """Drop a day (UTC) with all its rows; False where it has no partition of its own.

    It needs the log for itself for a moment. While somebody reads for long, everybody else would
    wait behind it, so it gives up after ``LOCK_WAIT``.

    Raises:
        OperationalError: it was not let in.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [partition_name(day)])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(f"DROP TABLE {partition_name(day)}")
    return True


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
