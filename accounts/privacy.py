"""What the shop holds of a person: handed out as one file, and forgotten.

Every app registers its part in ``foundation.registries.privacy``; this walks them. Erasure takes
the person out of the event log and replaces their pseudonym, so that what is still on its way
under the old one is nobody's. What the law makes a shop keep is for the app that holds it to say.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import Any
from uuid import UUID

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from accounts.models import (
    Address,
    ApiToken,
    ConsentRecord,
    Customer,
    CustomerNote,
    Preference,
    User,
)
from events import audit
from events.audit import AuditAction
from events.erasure import forget_people, forget_strangers
from events.names import Consent
from events.selectors import events_of_people
from experiments.exposures import erase_subjects, exposures_of
from foundation import clock
from foundation.ids import uuid7
from foundation.refusals import Refusal
from foundation.registries import PersonalData, privacy
from mlops.models import Feature

FORMAT = 1
FILE_NAME = "my-data.json"
Rows = list[dict[str, object]]


class CannotErase(Refusal):
    """Something is open yet, such as an order on its way; ``reasons`` are sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def export_customer(
    customer: Customer, *, actor: User | None = None, at: datetime | None = None
) -> dict[str, Any]:
    """All that the apps hold of a customer, by the name of the part, ready for JSON."""
    now = at or clock.now()
    parts = {name: held.export(customer.pk) for name, held in privacy}
    audit.write(
        actor=actor,
        action=AuditAction.DATA_EXPORTED,
        target=customer,
        changes={name: len(rows) for name, rows in parts.items()},
        at=now,
    )
    return {
        "format": FORMAT,
        "customer": customer.public_id,
        "exported_at": now.isoformat(),
        "data": parts,
    }


def export_archive(
    customer: Customer, *, actor: User | None = None, at: datetime | None = None
) -> bytes:
    """The same as a ZIP file with one JSON file inside."""
    told = export_customer(customer, actor=actor, at=at)
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FILE_NAME, text)
    return file.getvalue()


def objections_to_erasing(customer: Customer) -> list[str]:
    """Why a customer cannot be forgotten yet, in sentences for them; empty if they can."""
    return [reason for _name, held in privacy for reason in held.objections(customer.pk)]


@transaction.atomic
def erase_customer(
    *, customer: Customer, actor: User | None = None, at: datetime | None = None
) -> dict[str, int]:
    """Forget a customer and their login for good; returns how many rows each part touched.

    A second time does nothing more. A login that is also a member of staff's stays.

    Raises:
        CannotErase: something is open yet.
    """
    now = at or clock.now()
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if reasons := objections_to_erasing(customer):
        raise CannotErase(reasons)
    # This app's own part comes last: the others still need the address to find what is theirs.
    others = [(name, held) for name, held in privacy if name != PART]
    touched = {name: held.erase(customer.pk) for name, held in others}
    touched[PART] = _erase_person(customer.pk, at=now)
    audit.write(
        actor=actor, action=AuditAction.DATA_ERASED, target=customer, changes=touched, at=now
    )
    return touched


# --- this app's own part -------------------------------------------------------------------
PART = "account"


def register() -> None:
    """Called when the app is ready."""
    privacy.register(PART, PersonalData(export=_export_person, erase=_erase_person))
    privacy.register("behaviour", PersonalData(export=_export_log, erase=_erase_behaviour))
    # It stands below this app and knows people only by the ids of the log.
    privacy.register("experiments", PersonalData(_export_experiments, _erase_experiments))


def _export_person(customer_id: int) -> Rows:
    customer = Customer.objects.select_related("group", "company", "user").get(pk=customer_id)
    return [
        {
            "what": "customer",
            "number": customer.public_id,
            "name": customer.name,
            "email": customer.email,
            "country": customer.country,
            "language": customer.language,
            "group": customer.group and customer.group.name,
            "company": customer.company and customer.company.name,
            "birth_year": customer.birth_year,
            "birthday": _birthday(customer),
            "consent": customer.get_consent_display(),
            "since": customer.created_at,
            "last_login": customer.user and customer.user.last_login,
        },
        *_rows("address", Address, customer_id, without=("id", "customer_id")),
        *_rows("consent", ConsentRecord, customer_id, without=("id", "customer_id")),
        *_rows("preference", Preference, customer_id, without=("id", "customer_id")),
        *_rows("note", CustomerNote, customer_id, without=("id", "customer_id", "author_id")),
        *(
            {"what": "API token", "name": name, "begins": prefix, "made": made}
            for name, prefix, made in ApiToken.objects.filter(
                user__customer=customer_id
            ).values_list("name", "prefix", "created_at")
        ),
    ]


def _birthday(customer: Customer) -> str | None:
    """Month and day, as in ``12-10``."""
    if customer.birth_month is None:
        return None
    return f"{customer.birth_month:02}-{customer.birth_day:02}"


def _rows(what: str, model: type[Model], customer_id: int, *, without: tuple[str, ...]) -> Rows:
    columns = [f.attname for f in model._meta.concrete_fields if f.attname not in without]
    found = model._default_manager.filter(customer_id=customer_id).order_by("pk")
    return [{"what": what, **row} for row in found.values(*columns)]


def _erase_person(customer_id: int, *, at: datetime | None = None) -> int:
    """Leave a row with its number and nothing that says whose it was."""
    customer = Customer.objects.select_related("user").get(pk=customer_id)
    count = _forget_traces(customer)
    user = customer.user
    held_of_them = (
        customer.addresses, customer.preferences, customer.visitors, customer.staff_notes,
    )  # fmt: skip
    for held in held_of_them:
        count += held.all().delete()[0]
    # That and when somebody agreed is proof the shop must be able to give; who is not.
    count += customer.consents.update(visitor=None)
    for name in ("email", "name", "country", "language", "external_ref"):
        setattr(customer, name, "")
    customer.user = customer.group = customer.company = customer.birth_year = None
    customer.birth_month = customer.birth_day = None
    customer.consent = Consent.NECESSARY
    customer.pseudonym = uuid7()
    customer.erased_at = customer.erased_at or at or clock.now()
    customer.save()
    if user is not None and not user.is_staff:
        count += user.delete()[0]
    return count + 1


def _forget_traces(customer: Customer) -> int:
    """Names and addresses in the logs of Django's admin and of the lock-out."""
    pages = ContentType.objects.get_for_models(Customer, Address)
    addresses = [str(key) for key in customer.addresses.values_list("pk", flat=True)]
    entries = LogEntry.objects.filter(content_type=pages[Customer], object_id=str(customer.pk))
    of_addresses = LogEntry.objects.filter(content_type=pages[Address], object_id__in=addresses)
    count = entries.update(object_repr="") + of_addresses.update(object_repr="")
    names = {customer.email, customer.user.email if customer.user else ""} - {""}
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        count += model.objects.filter(username__in=names).delete()[0]
    return count


def _export_log(customer_id: int) -> Rows:
    customer = Customer.objects.get(pk=customer_id)
    visitors = list(customer.visitors.values_list("visitor", flat=True))
    features = Feature.objects.filter(subject=f"customer:{customer.pseudonym}")
    return [
        *events_of_people(customer=customer.pseudonym, visitors=visitors),
        *({"what": "computed", **row} for row in features.values("name", "value", "as_of")),
    ]


def _erase_behaviour(customer_id: int) -> int:
    """What they did, which stays without them, and what was computed of it, which goes."""
    customer = Customer.objects.select_related("user").get(pk=customer_id)
    login = (customer.user.email, customer.user.name) if customer.user else ()
    anonymous = forget_people(
        customer=customer.pseudonym,
        visitors=list(customer.visitors.values_list("visitor", flat=True)),
        words=[customer.email, customer.name, *login],
    )
    computed = Feature.objects.filter(subject=f"customer:{customer.pseudonym}")
    return anonymous + computed.delete()[0]


def forget_late_events(*, at: datetime | None = None) -> int:
    """Make events anonymous that came in after their customer was erased; returns how many."""
    return forget_strangers(known=Customer.objects.values("pseudonym"), at=at)


def _export_experiments(customer_id: int) -> Rows:
    return exposures_of(subjects=_ids_in_the_log(customer_id))


def _erase_experiments(customer_id: int) -> int:
    return erase_subjects(subjects=_ids_in_the_log(customer_id))


def _ids_in_the_log(customer_id: int) -> list[UUID]:
    """The customer's pseudonym and the browsers they used."""
    customer = Customer.objects.get(pk=customer_id)
    return [customer.pseudonym, *customer.visitors.values_list("visitor", flat=True)]
