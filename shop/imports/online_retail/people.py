"""Customers by the numbers that the file gives them."""

from __future__ import annotations

import pandas as pd

from accounts.history import PastConsent, PastCustomer, StoredCustomer, record_history
from accounts.models import Customer
from events.names import Consent
from shop.imports.online_retail.catalogue import REFERENCE
from shop.imports.online_retail.countries import country_code

# These people are numbers, and their purchases were published so that methods could be tried on
# them. That is what personalisation does here; marketing would need somebody to write to.
CONSENT = Consent.PERSONALISATION
WORDING = "published for research, CC BY 4.0"


def known_customers() -> dict[str, StoredCustomer]:
    """The customers of this import that the shop has, by their number in the file."""
    rows = Customer.objects.filter(external_ref__startswith=REFERENCE).values_list(
        "external_ref", "pk", "pseudonym", "consent"
    )
    return {
        reference.removeprefix(REFERENCE): StoredCustomer(pk, pseudonym, Consent(consent))
        for reference, pk, pseudonym, consent in rows
    }


def add_customers(
    lines: pd.DataFrame, known: dict[str, StoredCustomer]
) -> dict[str, StoredCustomer]:
    """Write those customers of the lines who are not ``known``; returns the new ones by number.

    They have no name and no e-mail address; their country is the one of their latest invoice.
    """
    named = lines[(lines["customer"] != "") & ~lines["customer"].isin(list(known))]
    people = (
        named.sort_values("at", kind="stable")
        .groupby("customer")
        .agg(first=("at", "first"), country=("country", "last"))
    )
    past = [
        PastCustomer(
            created_at=row.first.to_pydatetime(),
            country=country_code(row.country),
            external_ref=f"{REFERENCE}{row.Index}",
            consents=(PastConsent(CONSENT, WORDING, row.first.to_pydatetime()),),
        )
        for row in people.itertuples()
    ]
    return dict(zip(people.index, record_history(customers=past), strict=True))
