"""One demo store: its customers learned from its own tables, held to what its market hides.

``python -m benchmarks.customer_truth_judge SEED DAYS``, in an empty ``SHELFWISE_DATA_DIR``; the
last line printed is JSON. ``benchmarks/customer_truth.py`` runs it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django

django.setup()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402
from django.core.management import call_command  # noqa: E402
from scipy.stats import spearmanr  # noqa: E402
from sklearn.metrics import normalized_mutual_info_score, roc_auc_score  # noqa: E402

from analytics.customers.profiles import write_profiles  # noqa: E402
from analytics.customers.serving import CHURN, VALUE  # noqa: E402
from analytics.journeys.jobs import look_at_journeys  # noqa: E402
from analytics.models import CohortMonth, CustomerProfile, RfmSegment  # noqa: E402
from catalog.models import Product  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.progress import progress_steps  # noqa: E402
from mlops.training import train  # noqa: E402
from shop.demo.build import DemoPlan, DemoStore, open_store  # noqa: E402
from simulation import HiddenTruth  # noqa: E402

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

LAST_DAY = date(2026, 6, 30)
"""The market goes on from there; nothing of that is in the store."""
HORIZON = 90
PARTS = 10
FEWEST_IN_A_COHORT = 30


@dataclass(frozen=True, slots=True)
class Buyers:
    """What the shop says of each customer with an order; arrays over those, ``index`` the market's.

    ``recency`` in days, ``orders`` so far, ``spent`` in minor units so far; NaN where nothing was
    foretold. ``likely`` are categories of the market, likeliest first, -1 where there are fewer.
    """

    index: IntArray
    recency: FloatArray
    orders: FloatArray
    spent: FloatArray
    risk: FloatArray
    value: FloatArray
    value_low: FloatArray
    value_high: FloatArray
    place: IntArray
    taste: IntArray
    likely: IntArray


@dataclass(frozen=True, slots=True)
class Future:
    """What each customer of the market did in the days that the shop never saw.

    ``bought`` [customers, categories]: whether anything of it.
    """

    orders: FloatArray
    spent: FloatArray
    bought: BoolArray


def main() -> int:
    seed, days = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    plan = DemoPlan(seed=seed, days=days, last_day=LAST_DAY)
    began = time.process_time()
    with progress_steps(quiet=True) as steps:
        store = open_store(plan=plan, steps=steps)
    built = time.process_time()
    with clock.standing_at(store.past.moment(LAST_DAY + timedelta(days=1), 4 * 3600)):
        for name in (CHURN, VALUE):
            train(name, lambda text: None)
        write_profiles()
        look_at_journeys(lambda text: None, whole=True)
    learned = time.process_time()
    truth = store.past.world.market.truth()
    buyers = _buyers(store)
    future = _future(store, net=_net_share(store, buyers))
    told = {"seed": seed, "buyers": len(buyers.index), "build_cpu": built - began}
    told |= {
        "learn_cpu": learned - built,
        **_judged(buyers, future, truth),
        **_cohorts(store, truth),
    }
    print(json.dumps(told))
    return 0


def _buyers(store: DemoStore) -> Buyers:
    market_index = {stored.id: index for index, stored in store.past.customers.items()}
    profiles = list(CustomerProfile.objects.filter(orders__gt=0).order_by("customer"))
    place = {segment.value: number for number, segment in enumerate(RfmSegment)}
    categories = _categories(store)
    likely = np.full((len(profiles), 3), -1, np.int64)
    for row, profile in enumerate(profiles):
        keys = [categories.get(each["category"], -1) for each in profile.likely_categories]
        likely[row, : len(keys[:3])] = keys[:3]
    tastes = (profile.preferences.get("category") or [[0, 0.0]] for profile in profiles)
    last = [(profile.as_of - (profile.last_order_on or profile.as_of)).days for profile in profiles]
    return Buyers(
        index=np.array([market_index[profile.customer_id] for profile in profiles], np.int64),
        recency=np.array(last, np.float64),
        orders=np.array([profile.orders for profile in profiles], np.float64),
        spent=np.array([profile.revenue_minor for profile in profiles], np.float64),
        risk=_numbers(profiles, "churn_risk"),
        value=_numbers(profiles, "value_90_minor"),
        value_low=_numbers(profiles, "value_90_low_minor"),
        value_high=_numbers(profiles, "value_90_high_minor"),
        place=np.array([place[profile.segment] for profile in profiles], np.int64),
        taste=np.array([liked[0][0] for liked in tastes], np.int64),
        likely=likely,
    )


def _numbers(profiles: list[CustomerProfile], name: str) -> FloatArray:
    told = (getattr(profile, name) for profile in profiles)
    return np.array([np.nan if number is None else number for number in told], np.float64)


def _categories(store: DemoStore) -> dict[int, int]:
    """The market's category of each category of the catalogue that goods lie in."""
    catalogue = store.past.world.catalogue
    products = [one.id for one in store.past.shelved]
    shelf_of = dict(Product.objects.filter(pk__in=products).values_list("pk", "category"))
    return {
        shelf_of[product]: int(category)
        for product, category in zip(products, catalogue.product_category, strict=True)
    }


def _net_share(store: DemoStore, buyers: Buyers) -> float:
    """What of an order's total the shop counts as revenue: without tax, after what came back."""
    paid = sum(
        int(day.result.orders.total[np.isin(day.result.orders.customer, buyers.index)].sum())
        for day in store.played
    )
    return float(buyers.spent.sum() / paid)


def _future(store: DemoStore, *, net: float) -> Future:
    twin = store.past.world.fork()
    catalogue, people = twin.catalogue, len(twin.market.customers)
    orders, spent = np.zeros(people), np.zeros(people)
    bought = np.zeros((people, len(catalogue.categories)), np.bool_)
    for _day in range(HORIZON):
        result = twin.next_day().result
        by_known = result.orders.customer >= 0
        buyer = result.orders.customer[by_known]
        np.add.at(orders, buyer, 1)
        np.add.at(spent, buyer, result.orders.total[by_known])
        whose = result.orders.customer[result.lines.order]
        product = catalogue.variant_product[result.lines.variant]
        bought[whose[whose >= 0], catalogue.product_category[product[whose >= 0]]] = True
    return Future(orders, spent * net, bought)


def _judged(buyers: Buyers, future: Future, truth: HiddenTruth) -> dict[str, float]:
    day = truth.days - 1
    rate = truth.expected_purchase_rate(day)[buyers.index]
    gone = ~truth.alive(day)[buyers.index]
    silent = future.orders[buyers.index] == 0
    spent = future.spent[buyers.index]
    # Who knew every planted rate, and who has left, could say no more than this of the next days.
    oracle = np.exp(-rate * HORIZON)
    return {
        "churn_auc": _auc(silent, buyers.risk),
        "churn_auc_recency": _auc(silent, buyers.recency),
        "churn_auc_oracle": _auc(silent, oracle),
        "churn_calibration": _calibration(silent, buyers.risk),
        "gone_auc": _auc(gone, buyers.risk),
        "gone_auc_recency": _auc(gone, buyers.recency),
        "rate_spearman": _ranked(-buyers.risk, rate),
        "rate_spearman_orders": _ranked(buyers.orders, rate),
        "value_spearman": _ranked(buyers.value, spent),
        "value_spearman_spent": _ranked(buyers.spent, spent),
        "value_spearman_oracle": _ranked(rate, spent),
        "value_in_interval": float(
            np.mean((buyers.value_low <= spent) & (spent <= buyers.value_high))
        ),
        "value_level": float(np.nansum(buyers.value) / spent.sum()),
        "segment_spearman": _ranked(-buyers.place, rate),
        "segment_spearman_orders": _ranked(buyers.orders, rate),
        "taste_information": _shared(buyers, truth),
        **_needs(buyers, future),
    }


def _auc(happened: BoolArray, score: FloatArray) -> float:
    return float(roc_auc_score(happened, score))


def _ranked(score: FloatArray | IntArray, truth: FloatArray) -> float:
    return float(spearmanr(score, truth).statistic)


def _calibration(happened: BoolArray, chance: FloatArray) -> float:
    """Expected calibration error over tenths of equal size."""
    order = np.argsort(chance, kind="stable")
    parts = np.array_split(order, PARTS)
    return float(
        sum(len(part) * abs(chance[part].mean() - happened[part].mean()) for part in parts)
        / len(order)
    )


def _shared(buyers: Buyers, truth: HiddenTruth) -> float:
    """What the best liked category tells of the hidden taste, 0 to 1, less chance's part."""
    known = buyers.taste > 0
    hidden = truth.customers.segment[buyers.index[known]]
    by_chance = np.random.default_rng(1).permutation(hidden)
    liked = buyers.taste[known]
    return float(
        normalized_mutual_info_score(hidden, liked) - normalized_mutual_info_score(by_chance, liked)
    )


def _needs(buyers: Buyers, future: Future) -> dict[str, float]:
    """Of those who ordered again: whether anything was of the three likely categories."""
    bought = future.bought[buyers.index]
    again = bought.any(axis=1)
    likely = np.where(buyers.likely >= 0, buyers.likely, 0)
    held = np.take_along_axis(bought, likely, axis=1) & (buyers.likely >= 0)
    popular = np.argsort(-bought.sum(axis=0), kind="stable")[:3]
    return {
        "needs_hit": float(held[again].any(axis=1).mean()),
        "needs_hit_popular": float(bought[again][:, popular].any(axis=1).mean()),
    }


def _cohorts(store: DemoStore, truth: HiddenTruth) -> dict[str, float]:
    """Cohorts by month: the share that ordered of late, beside the share that is still there."""
    alive = truth.alive(truth.days - 1)
    first: dict[date, list[bool]] = {}
    rows = CustomerProfile.objects.all()
    market_index = {stored.id: index for index, stored in store.past.customers.items()}
    for customer, day in rows.values_list("customer", "first_order_on"):
        if day is None:
            continue
        first.setdefault(day.replace(day=1), []).append(bool(alive[market_index[customer]]))
    active: dict[date, list[float]] = {}
    for cohort in CohortMonth.objects.filter(age__gt=0, people__gte=FEWEST_IN_A_COHORT):
        age_now = (LAST_DAY.year - cohort.month.year) * 12 + LAST_DAY.month - cohort.month.month
        if age_now - cohort.age < 3:
            active.setdefault(cohort.month, []).append(cohort.active / cohort.people)
    months = [month for month, shares in active.items() if len(shares) == 3 and month in first]
    retained = np.array([np.mean(active[month]) for month in months])
    there = np.array([np.mean(first[month]) for month in months])
    return {"cohorts": len(months), "cohort_spearman": _ranked(retained, there)}


if __name__ == "__main__":
    raise SystemExit(main())
