"""What may be asked of the archived log, each question as two statements.

The first sums one file or many (``events``: the columns of ``events.archive.SCHEMA`` and ``day``,
the file's day in UTC), the second sums what the first gave (``parts``). Whoever adds whole numbers
in parts gets the whole, so that one process and a cluster answer alike to the row. ``$fewest`` is
the size of the smallest group that is shown. Plain DuckDB, without Django: workers of a cluster
import it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """``of_events`` and ``of_parts`` are SQL; the second one orders its rows completely."""

    name: str
    asks: str
    of_events: str
    of_parts: str


_FUNNEL = Question(
    name="funnel",
    asks="Sessions by day and source, with the steps that they reached.",
    of_events="""
        WITH visits AS (
            SELECT day, session, MAX(source) AS source,
                   BOOL_OR(name = 'product.viewed') AS viewed,
                   BOOL_OR(name = 'cart.item_added') AS carted,
                   BOOL_OR(name = 'checkout.started') AS started,
                   BOOL_OR(name = 'order.placed') AS ordered
            FROM events WHERE session IS NOT NULL GROUP BY day, session
        )
        SELECT day, source, COUNT(*) AS sessions,
               COUNT(*) FILTER (viewed OR carted OR started OR ordered) AS viewed,
               COUNT(*) FILTER (carted OR started OR ordered) AS carted,
               COUNT(*) FILTER (started OR ordered) AS started,
               COUNT(*) FILTER (ordered) AS ordered
        FROM visits GROUP BY day, source
    """,
    of_parts="""
        SELECT day, source, CAST(SUM(sessions) AS BIGINT) AS sessions,
               CAST(SUM(viewed) AS BIGINT) AS viewed, CAST(SUM(carted) AS BIGINT) AS carted,
               CAST(SUM(started) AS BIGINT) AS started, CAST(SUM(ordered) AS BIGINT) AS ordered
        FROM parts GROUP BY day, source HAVING SUM(sessions) >= $fewest
        ORDER BY day, source
    """,
)

_SEEN_TOGETHER = Question(
    name="seen-together",
    asks="Pairs of products by the sessions that saw both; the thousand most frequent.",
    # Who saw hundreds of products compares nothing, and would pair everything with everything.
    of_events="""
        WITH seen AS (
            SELECT DISTINCT day, session, product_id FROM events
            WHERE name = 'product.viewed' AND session IS NOT NULL AND product_id IS NOT NULL
        ), lookers AS (
            SELECT day, session FROM seen GROUP BY day, session HAVING COUNT(*) BETWEEN 2 AND 50
        )
        SELECT one.product_id AS product, other.product_id AS other, COUNT(*) AS sessions
        FROM lookers JOIN seen one USING (day, session) JOIN seen other USING (day, session)
        WHERE one.product_id < other.product_id
        GROUP BY one.product_id, other.product_id
    """,
    of_parts="""
        SELECT product, other, CAST(SUM(sessions) AS BIGINT) AS sessions
        FROM parts GROUP BY product, other HAVING SUM(sessions) >= $fewest
        ORDER BY sessions DESC, product, other LIMIT 1000
    """,
)

_SEARCHES = Question(
    name="searches",
    asks="What was searched for, how often, and how often in vain; the thousand most frequent.",
    of_events="""
        SELECT LOWER(TRIM(words)) AS words, COUNT(*) AS searches,
               COUNT(*) FILTER (found = 0) AS without_result
        FROM events WHERE name = 'search.performed' AND TRIM(words) <> ''
        GROUP BY LOWER(TRIM(words))
    """,
    of_parts="""
        SELECT words, CAST(SUM(searches) AS BIGINT) AS searches,
               CAST(SUM(without_result) AS BIGINT) AS without_result
        FROM parts GROUP BY words HAVING SUM(searches) >= $fewest
        ORDER BY searches DESC, words LIMIT 1000
    """,
)

_COHORTS = Question(
    name="cohorts",
    asks="What customers paid in each week, by the week of their first order; with tax.",
    of_events="""
        SELECT cohort, CAST(DATE_TRUNC('week', day) AS DATE) AS week, COUNT(*) AS orders,
               CAST(SUM(value_minor) AS BIGINT) AS paid_minor
        FROM events WHERE name = 'order.placed' AND cohort IS NOT NULL
        GROUP BY cohort, CAST(DATE_TRUNC('week', day) AS DATE)
    """,
    of_parts="""
        SELECT cohort, week, CAST(SUM(orders) AS BIGINT) AS orders,
               CAST(SUM(paid_minor) AS BIGINT) AS paid_minor
        FROM parts GROUP BY cohort, week HAVING SUM(orders) >= $fewest
        ORDER BY cohort, week
    """,
)

QUESTIONS = {one.name: one for one in (_FUNNEL, _SEEN_TOGETHER, _SEARCHES, _COHORTS)}
