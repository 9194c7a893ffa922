"""Parcels as the beacon hands them over, and dead letters that the real writer put aside."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError

from events.context import EventContext
from events.names import Consent, Device
from events.sink import writing
from events.sink.parcels import Parcel
from events.sink.queues import Delivery
from events.sink.writing import write
from events.webhooks.models import WebhookAttempt, WebhookEndpoint
from events.webhooks.services import send_ping
from events.webhooks.signing import new_secret
from foundation import clock
from foundation.ids import new_public_id, uuid7


def make_entry(at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """An event as a page of ours sends it: a list that was looked at."""
    return {"id": str(uuid7(at)), "name": "list.viewed", "list": "all", **more}


def make_context(**more: Any) -> EventContext:
    """Somebody who agreed to personalisation, on a telephone."""
    people = {"visitor": uuid4(), "session": uuid4(), "customer": uuid4()}
    told = {"device": Device.PHONE, "consent": Consent.PERSONALISATION, "source": "mail"}
    return EventContext(**{**people, **told, **more})


def make_parcel(*entries: dict[str, Any], at: datetime | None = None, **context: Any) -> Parcel:
    """What the beacon hands over for one request."""
    body = json.dumps({"events": list(entries) or [make_entry()]})
    return Parcel(body, make_context(**context), at or clock.now())


def deliver(*parcels: Parcel) -> list[Delivery]:
    return [Delivery(parcel.to_bytes()) for parcel in parcels]


def fill_letters() -> None:
    """A view of a product that nobody knows is put aside."""
    view = make_entry(name="product.viewed", product=new_public_id(), list="")
    write(deliver(make_parcel(view)))


def fill_webhooks(name: str) -> None:
    """An endpoint whose only message was tried once in vain."""
    endpoint = WebhookEndpoint.objects.create(
        name=name, url=f"https://{name}.example/hooks", topics=["*"], secret=new_secret()
    )
    delivery = send_ping(endpoint=endpoint)
    WebhookAttempt.objects.create(
        delivery=delivery, status_code=500, response="oh dear", milliseconds=12
    )


def refuse(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Have the database refuse rows that hold a word, as a constraint would."""
    insert = writing.insert_rows

    def picky(model: Any, fields: Any, rows: Any, **more: Any) -> Any:
        if any(row[-1].get("list") == word for row in rows):
            raise DataError("poisoned")
        return insert(model, fields, rows, **more)

    monkeypatch.setattr(writing, "insert_rows", picky)
