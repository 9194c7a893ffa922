"""Recommendations for every customer at once, for programs that do not ask one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from accounts.models import Customer
from catalog.models import Product
from events.context import EventContext
from events.names import Channel, Consent
from recommendations.serving import Recommendation, email_picks, for_you

BATCH = 500


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """One product for one customer; both by the ids that the API knows them by."""

    customer: str
    rank: int
    product: str
    score: float
    reason: str
    strategy: str
    model: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def exported_rows(*, top: int, for_mail: bool = False) -> Iterator[ExportedRow]:
    """The best ``top`` of each customer who agreed to personalisation, in the order of customers.

    Reads a batch of customers at a time and keeps nothing, so that a million need no more memory
    than a thousand. Customers of whom nothing is known get no rows. ``for_mail`` gives picks for a
    mail, and leaves out those who did not agree to be written to.
    """
    agreed = Consent.PERSONALISATION | (Consent.MARKETING if for_mail else 0)
    customers = Customer.objects.order_by("pk").values_list("pseudonym", "consent")
    people: list[tuple[str, list[Recommendation]]] = []
    for pseudonym, consent in customers.iterator(chunk_size=BATCH):
        if consent & agreed != agreed:
            continue
        context = EventContext(customer=pseudonym, channel=Channel.API, consent=consent)
        ask = email_picks if for_mail else for_you
        people.append((pseudonym.hex, ask(context, n=top)))
        if len(people) >= BATCH:
            yield from _rows(people)
            people.clear()
    yield from _rows(people)


def _rows(people: list[tuple[str, list[Recommendation]]]) -> Iterator[ExportedRow]:
    wanted = {one.product_id for _customer, found in people for one in found}
    names = dict(Product.objects.filter(pk__in=wanted).values_list("pk", "public_id"))
    for customer, found in people:
        for rank, one in enumerate(found, start=1):
            yield ExportedRow(
                customer=customer,
                rank=rank,
                product=names[one.product_id],
                score=round(one.score, 5),
                reason=str(one.reason),
                strategy=str(one.strategy),
                model=one.model_version,
            )
