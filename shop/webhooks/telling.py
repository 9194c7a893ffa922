"""How each topic of webhooks is told: by the record of the API that it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events.outbox import Payload
from events.webhooks.topics import Told
from loyalty.models import GiftCard
from shop.api.records.entities import Entity
from shop.api.records.goods import Prices, Products, Variants
from shop.api.records.people import Companies, Customers, ValueAccounts
from shop.api.records.sales import Orders, Quotes, Refunds, Returns, Shipments
from shop.api.records.stockroom import Stock

Tell = Callable[[list[Payload]], list[Told | None]]


def _records(entity: type[Entity], name: str) -> Tell:
    """Payloads ``{name: key of a row}`` as records of an entity, about ``name:public id``."""

    def tell(payloads: list[Payload]) -> list[Told | None]:
        found = _by_row(entity, [payload[name] for payload in payloads])
        return [
            Told(f"{name}:{record['id']}", dict(record))
            if (record := found.get(payload[name])) is not None
            else None
            for payload in payloads
        ]

    return tell


def _with(tell: Tell, entity: type[Entity], name: str) -> Tell:
    """As ``tell``, with the record of a second row below ``name``."""

    def tell_both(payloads: list[Payload]) -> list[Told | None]:
        found = _by_row(entity, [payload[name] for payload in payloads if name in payload])
        said = tell(payloads)
        for one, payload in zip(said, payloads, strict=True):
            if one is not None:
                one.data[name] = found.get(payload.get(name, 0))
        return said

    return tell_both


def _by_row(entity: type[Entity], keys: list[int]) -> dict[int, dict[str, Any]]:
    rows = list(entity.rows().filter(pk__in=set(keys)))
    return {row.pk: told for row, told in zip(rows, entity.tell(rows), strict=True)}


def tell_prices(payloads: list[Payload]) -> list[Told | None]:
    """Prices as they began; what they ended has told itself before."""
    found = _by_row(Prices, [payload["price"] for payload in payloads])
    return [
        Told(f"price:{price['sku']}:{price['currency']}", price)
        if (price := found.get(payload["price"])) is not None
        else None
        for payload in payloads
    ]


def tell_stock(payloads: list[Payload]) -> list[Told | None]:
    """All levels of a variant, as they are."""
    keys = {payload["variant"] for payload in payloads}
    rows = list(Stock.rows().filter(variant__in=keys).order_by("warehouse__code"))
    levels: dict[int, list[dict[str, Any]]] = {}
    for row, told in zip(rows, Stock.tell(rows), strict=True):
        levels.setdefault(row.variant_id, []).append(told)
    skus = dict(Variants.rows().filter(pk__in=keys).values_list("pk", "sku"))
    return [
        Told(f"stock:{sku}", {"sku": sku, "levels": levels.get(payload["variant"], [])})
        if (sku := skus.get(payload["variant"]))
        else None
        for payload in payloads
    ]


def tell_gift_cards(payloads: list[Payload]) -> list[Told | None]:
    """The account behind a card: its code is told nowhere."""
    accounts = dict(
        GiftCard.objects.filter(pk__in={payload["card"] for payload in payloads}).values_list(
            "pk", "account"
        )
    )
    found = _by_row(ValueAccounts, list(accounts.values()))
    return [
        Told(f"gift_card:{record['id']}", record)
        if (record := found.get(accounts.get(payload["card"], 0))) is not None
        else None
        for payload in payloads
    ]


_order = _records(Orders, "order")
TELLERS: dict[str, Tell] = {
    **dict.fromkeys(
        ("order.placed", "order.paid", "order.cancelled", "order.readdressed", "order.released",
         "order.disputed"), _order,
    ),
    "order.shipped": _with(_order, Shipments, "shipment"),
    "order.refunded": _with(_order, Refunds, "refund"),
    "return.updated": _records(Returns, "return"),
    "quote.updated": _records(Quotes, "quote"),
    "company.changed": _records(Companies, "company"),
    "customer.created": _records(Customers, "customer"),
    "gift_card.issued": tell_gift_cards,
    "gift_card.changed": tell_gift_cards,
    "price.changed": tell_prices,
    "product.changed": _records(Products, "product"),
    "stock.changed": tell_stock,
}  # fmt: skip
