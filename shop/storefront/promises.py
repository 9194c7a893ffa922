"""What a page says of the stock: in stock, a few left, ordered ahead of it, sold out."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.selectors import PromiseKind, StockPromise
from shop.storefront.cards import LOW_STOCK


def stock_text(promise: StockPromise | None) -> tuple[str, str]:
    """The state of the stock and its sentence: ``("low", "Only 2 left")``.

    Without a promise the stock is not tracked: there is always some.
    """
    if promise is None:
        return "in", _("In stock")
    if promise.sellable <= 0:
        return "out", _("Sold out")
    if promise.kind == PromiseKind.PREORDER:
        return "later", _with_day(promise, _("Preorder: comes out on %(day)s"), _("Preorder"))
    if promise.kind == PromiseKind.BACKORDER:
        unknown = _("Not in stock now: sent as soon as it comes in")
        return "later", _with_day(promise, _("Not in stock now: expected on %(day)s"), unknown)
    if promise.sellable <= LOW_STOCK:
        text = ngettext("Only %(count)d left", "Only %(count)d left", promise.sellable)
        return "low", text % {"count": promise.sellable}
    return "in", _("In stock")


def later_text(promise: StockPromise | None, units: int) -> str:
    """What of some units comes later than the rest; empty where nothing does.

    Only for what can be sold at all: whatever is short has a problem, not a promise.
    """
    if promise is None or not promise.in_stock < units <= promise.sellable:
        return ""
    later = units - promise.in_stock
    if promise.kind == PromiseKind.PREORDER or later == units:
        return stock_text(promise)[1]
    with_day = ngettext(
        "%(count)d of them comes later: expected on %(day)s",
        "%(count)d of them come later: expected on %(day)s",
        later,
    )
    without = ngettext("%(count)d of them comes later", "%(count)d of them come later", later)
    return _with_day(promise, with_day, without, count=later)


def _with_day(promise: StockPromise, with_day: str, without: str, **words: object) -> str:
    if promise.expected_at is None:
        return without % words
    return with_day % {**words, "day": date_format(promise.expected_at, "DATE_FORMAT")}
