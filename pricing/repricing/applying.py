"""From suggestions to prices and back: all lines of a family in one transaction.

Everything hangs on locks that are taken in one order: the suggestions of a family by their keys,
then the variants whose prices the decision rests on by theirs. Whoever sets a price holds the
variant too (``pricing.services.set_price``), as does whoever starts a price test; so what is
checked here still holds when the prices are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import Variant
from events import audit
from events.audit import AuditAction
from foundation import clock
from foundation.failpoints import fail_point
from foundation.money import Money
from foundation.transactions import retry_once
from pricing.algorithms.guard_rails import Rule
from pricing.models import (
    OPEN_STATES,
    BindingRule,
    Price,
    PriceLadderStep,
    PriceSource,
    PriceSuggestion,
    PriceSuggestionLine,
    SuggestionState,
)
from pricing.price_tests.selectors import products_in_test
from pricing.repricing.facts import rails_still_hold
from pricing.repricing.outcomes import (
    Keys,
    Outcome,
    Outdated,
    SuggestionRefused,
    each_group,
    groups_of,
    locked,
)
from pricing.services.prices import set_price


def apply(
    *, suggestions: Iterable[PriceSuggestion], by: User | None, at: datetime | None = None
) -> Outcome:
    """Change the prices as suggested, now: each family all or nothing.

    Refused is what was decided otherwise, has expired, is in a price test, or what a rail of its
    policy does not allow any more. Where a price has changed since, the suggestion is superseded.
    """
    return each_group(suggestions, partial(apply_group, by=by, at=at))


def revert(
    *, suggestion: PriceSuggestion, by: User | None, at: datetime | None = None
) -> list[PriceSuggestion]:
    """Give back what was asked before, to the last part: prices, and what they were reduced from.

    A family goes back as a whole. What a unit costs the shop was never touched. Returns what was
    taken back.

    Raises:
        SuggestionRefused: it is not applied, one of the prices was changed since by others, or is
            in a price test.
    """
    (keys,) = groups_of([suggestion])
    return retry_once(partial(_revert_group, keys, by, at))


def apply_group(
    keys: Keys, *, by: User | None, at: datetime | None, automatic: bool = False
) -> list[PriceSuggestion]:
    """Apply those that move together; the caller's transaction is all or nothing.

    Raises:
        Outdated: a price is not the one that was proposed for.
        SuggestionRefused: see ``apply``.
    """
    rows = locked(keys)
    for row in rows:
        _check_open(row, at or clock.now())
    lines = _lines_of(rows)
    now = _hold_prices(rows, at)
    _check_not_in_test(rows, at)
    in_force = _in_force(rows)
    if not lines or not _as_proposed(lines, in_force):
        raise Outdated(_("Its prices have been changed since it was made."))
    _check_rails(rows[0], now)
    for line in lines:
        row = line.suggestion
        line.before = in_force[line.variant_id]
        line.applied = _set(line.variant, row, line.after_minor, line.compare_at_minor, at=at)
        fail_point("pricing.line_applied")
    PriceSuggestionLine.objects.bulk_update(lines, ["before", "applied"])
    for row in rows:
        row.state, row.automatic = SuggestionState.APPLIED, automatic
        row.applied_at, row.applied_by = now, by.pk if by is not None else None
        if row.decided_at is None:
            row.decided_at, row.decided_by = now, row.applied_by
    _save(rows, ["state", "automatic", "applied_at", "applied_by", "decided_at", "decided_by"])
    _tell(lines, "apply", by, now)
    return rows


def _revert_group(keys: Keys, by: User | None, at: datetime | None) -> list[PriceSuggestion]:
    rows = locked(keys)
    if any(row.state != SuggestionState.APPLIED for row in rows):
        raise SuggestionRefused(_("It is not applied, so there is nothing to give back."))
    lines = _lines_of(rows)
    now = _hold_prices(rows, at)
    _check_not_in_test(rows, at)
    in_force = _in_force(rows)
    if not all(_stands(line, in_force) for line in lines):
        raise SuggestionRefused(
            _("A price was changed again since: giving back the former one would undo that.")
        )
    for line in lines:
        before = line.before
        _set(
            line.variant, line.suggestion, before.amount_minor, before.compare_at_minor,
            source=PriceSource.STAFF, at=at,
        )  # fmt: skip
    for row in rows:
        row.state = SuggestionState.REVERTED
        row.reverted_at, row.reverted_by = now, by.pk if by is not None else None
    _save(rows, ["state", "reverted_at", "reverted_by"])
    _tell(lines, "revert", by, now)
    return rows


def _check_open(row: PriceSuggestion, now: datetime) -> None:
    if row.state not in OPEN_STATES:
        raise SuggestionRefused(
            _("It is settled already: %(state)s.") % {"state": row.get_state_display()}
        )
    # Staff who chose a moment knew how old it would be by then.
    if row.state != SuggestionState.SCHEDULED and row.expires_at <= now:
        raise SuggestionRefused(_("It has expired: wait for the next proposals."))


def _check_not_in_test(rows: Sequence[PriceSuggestion], at: datetime | None) -> None:
    if products_in_test(at) & {row.product_id for row in rows}:
        raise SuggestionRefused(_("Its price is in a test: wait for the end of it."))


def _check_rails(row: PriceSuggestion, now: datetime) -> None:
    rule = rails_still_hold(row, at=now)
    if rule is not None and rule != Rule.NOTHING:
        raise SuggestionRefused(
            _("A guard rail forbids it now: %(rule)s.") % {"rule": BindingRule(rule).label}
        )


def _lines_of(rows: Sequence[PriceSuggestion]) -> list[PriceSuggestionLine]:
    lines = PriceSuggestionLine.objects.filter(suggestion__in=rows)
    own = {row.pk: row for row in rows}
    found = list(lines.select_related("variant", "before").order_by("variant_id"))
    for line in found:
        line.suggestion = own[line.suggestion_id]
    return found


def _hold_prices(rows: Sequence[PriceSuggestion], at: datetime | None) -> datetime:
    """Hold the variants whose prices count here: of these goods and of all on their ladders.

    Returns the moment to judge at. It comes after the wait for the locks: prices that others set
    meanwhile are in force by then, even where their clock is a little ahead of ours.
    """
    products = [row.product_id for row in rows]
    ladders = PriceLadderStep.objects.filter(product__in=products).values("ladder")
    peers = PriceLadderStep.objects.filter(ladder__in=ladders).values("product")
    held = Variant.objects.filter(Q(product__in=products) | Q(product__in=peers))
    keys = [one.pk for one in held.select_for_update(of=("self",)).order_by("pk").only("pk")]
    if at is not None:
        return at
    standing = Price.objects.filter(variant__in=keys, ends_at__isnull=True)
    latest = standing.aggregate(latest=Max("starts_at"))["latest"]
    return max(clock.now(), latest) if latest else clock.now()


def _in_force(rows: Sequence[PriceSuggestion]) -> dict[int, Price]:
    """The prices in force of all that is sold of these goods, by variant."""
    prices = Price.objects.filter(
        variant__product__in=[row.product_id for row in rows],
        currency=rows[0].currency,
        ends_at__isnull=True,
    )
    return {price.variant_id: price for price in prices.select_related("variant")}


def _as_proposed(lines: Sequence[PriceSuggestionLine], in_force: Mapping[int, Price]) -> bool:
    """Whether all that is sold has a line, and costs what it did; what it costs us may be new."""
    sold = {pk for pk, price in in_force.items() if price.variant.is_active and price.amount_minor}
    if sold - {line.variant_id for line in lines}:
        return False
    return all(
        (price := in_force.get(line.variant_id)) is not None
        and _asked(price) == _asked(line.before)
        for line in lines
    )


def _stands(line: PriceSuggestionLine, in_force: Mapping[int, Price]) -> bool:
    """Whether the price that was applied is the one in force."""
    price = in_force.get(line.variant_id)
    return price is not None and _asked(price) == (line.after_minor, line.compare_at_minor)


def _asked(price: Price) -> tuple[int, int | None]:
    return price.amount_minor, price.compare_at_minor


def _set(
    variant: Variant,
    row: PriceSuggestion,
    amount: int,
    compare_at: int | None,
    *,
    source: PriceSource = PriceSource.MODEL,
    at: datetime | None,
) -> Price:
    return set_price(
        variant=variant,
        amount=Money(amount, row.currency),
        compare_at=None if compare_at is None else Money(compare_at, row.currency),
        source=source,
        at=at,
    )


def _save(rows: Iterable[PriceSuggestion], fields: list[str]) -> None:
    PriceSuggestion.objects.bulk_update(rows, fields)


def _tell(lines: Iterable[PriceSuggestionLine], deed: str, by: User | None, now: datetime) -> None:
    """One entry a suggestion, with the prices of its variants before and after the deed."""
    changes: dict[int, dict[str, list[int]]] = {}
    owners: dict[int, PriceSuggestion] = {}
    for line in lines:
        steps = (line.before_minor, line.after_minor)
        owners[line.suggestion_id] = line.suggestion
        changes.setdefault(line.suggestion_id, {})[str(line.variant_id)] = list(
            steps if deed == "apply" else reversed(steps)
        )
    for pk, prices in changes.items():
        audit.write(
            actor=by, action=AuditAction.PRICE_CHANGED, target=owners[pk],
            changes={"deed": deed, "prices": prices}, at=now,
        )  # fmt: skip
