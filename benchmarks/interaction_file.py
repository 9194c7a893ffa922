"""Anybody's interactions as events: a file of user, item and time, and one of what items are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.online_retail import as_interactions
from recommendations.algorithms.evaluation import Case, Split
from recommendations.algorithms.interactions import Interactions, ItemFeatures

TEST_SHARE = 0.1
NAMES = ("user", "item", "time")
TEXTS = ("title", "description")


def read_interactions(path: Path) -> tuple[Interactions, list[str]]:
    """Events in the order of time, and the names of the items by index.

    Columns `user`, `item` and `time` (ISO 8601, or seconds since the epoch) and, where there is
    one, `basket`; without it a basket is what somebody took in a day. Lines without a user or an
    item are left out.

    Raises `OSError` when the file cannot be opened, and `ValueError` when it is no CSV, a column is
    missing, a time cannot be read (with its line), or there are not two users and two items.
    """
    rows = _lines(path, {"user": str, "item": str, "basket": str})
    missing = [name for name in NAMES if name not in rows.columns]
    if missing:
        raise ValueError(
            f"{path.name} lacks the columns: {', '.join(missing)} "
            f"(its first line names: {', '.join(map(str, rows.columns))})"
        )
    events = rows.dropna(subset=["user", "item"])
    events = events.assign(at=_moments(events["time"], path.name))
    for name in ("user", "item"):
        if events[name].nunique() < 2:
            raise ValueError(f"{path.name} tells of fewer than two {name}s: nothing can be learned")
    if "basket" not in events.columns:
        events = events.assign(basket=events["user"] + events["at"].dt.strftime(" %Y-%m-%d"))
    events = events.sort_values("at", kind="stable").drop_duplicates(["basket", "item"])
    return as_interactions(events), sorted(events["item"].unique())


def _lines(path: Path, types: type | dict[str, type]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=types, encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is not a CSV file in UTF-8: {error}") from error


def _moments(times: pd.Series, name: str) -> pd.Series:
    """Moments in UTC, without a zone; raises `ValueError` with the first that is none."""
    numeric = pd.api.types.is_numeric_dtype(times)
    known = (
        pd.to_datetime(times, unit="s", errors="coerce")
        if numeric
        else pd.to_datetime(times, utc=True, format="ISO8601", errors="coerce").dt.tz_localize(None)
    )
    wrong = known.isna()
    if wrong.any():
        line = int(wrong.idxmax())
        told = "nothing" if pd.isna(times[line]) else repr(times[line])
        raise ValueError(
            f"{name}, line {line + 2}: time is {told}; wanted are ISO 8601 (2026-11-21T16:00:00Z) "
            f"or seconds since 1970. {int(wrong.sum()):,} lines are like that"
        )
    return known


def read_features(path: Path | None, items: list[str]) -> ItemFeatures:
    """Attributes by item: `title`, `description`, `price`, `category`; all others are tags.

    Raises as `read_interactions`, and `ValueError` without a column `item`.
    """
    if path is None:
        return ItemFeatures()
    lines = _lines(path, str)
    if "item" not in lines.columns:
        raise ValueError(f"{path.name} lacks the column: item")
    rows = lines.drop_duplicates("item").set_index("item").reindex(items)
    tags = [name for name in rows.columns if name not in (*TEXTS, "price", "category")]
    texts = [rows[name].fillna("") for name in TEXTS if name in rows.columns]
    return ItemFeatures(
        texts=[" ".join(parts) for parts in zip(*texts, strict=True)],
        tags=[
            [f"{name}:{value}" for name, value in row.items() if isinstance(value, str)]
            for row in rows[tags].to_dict("records")
        ],
        categories=(
            pd.factorize(rows["category"])[0].astype(np.int32)
            if "category" in rows.columns
            else np.empty(0, np.int32)
        ),
        prices=(
            pd.to_numeric(rows["price"], errors="coerce").to_numpy(np.float32)
            if "price" in rows.columns
            else np.empty(0, np.float32)
        ),
    )


def split_moment(interactions: Interactions) -> int:
    """The moment before which nine tenths of all events lie."""
    return int(np.quantile(interactions.times, 1 - TEST_SHARE))


def leave_one_out(interactions: Interactions) -> tuple[Split, list[Case]]:
    """Everybody's last event is hidden; asked for where it was a new item that others know.

    The usual split of the literature. It trains on what others did later: kinder than time is.
    """
    order = np.lexsort((interactions.times, interactions.users))
    users = interactions.users[order]
    last = np.zeros(len(interactions), np.bool_)
    last[order[np.append(users[1:] != users[:-1], True)]] = True
    train, test = interactions.select(~last), interactions.select(last)
    catalogue = np.zeros(interactions.n_items, np.bool_)
    catalogue[train.items] = True
    seen = set(zip(train.users.tolist(), train.items.tolist(), strict=True))
    known = set(train.users.tolist())
    cases = [
        Case(user, np.empty(0, np.int32), np.array([item], np.int32))
        for user, item in zip(test.users.tolist(), test.items.tolist(), strict=True)
        if user in known and catalogue[item] and (user, item) not in seen
    ]
    return Split(train, test, interactions.end(), catalogue), cases
