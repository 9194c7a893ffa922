"""Variants by what people type and scanners send."""

import pytest
from django.db import connection
from django.db.models.functions import Lower

from catalog.models import Variant
from catalog.selectors import variants_by_sku
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db


def test_a_sku_is_found_in_whatever_case_it_was_typed():
    mug = make_product().variants.get()
    Variant.objects.filter(pk=mug.pk).update(sku="Mug-Oak")

    assert variants_by_sku(["mUG-oak", "nobody"]) == {"mug-oak": mug}


@pytest.mark.parametrize("asked", ["sku", "barcode"])
def test_skus_and_barcodes_are_found_by_an_index(asked):
    rows = {
        "sku": Variant.objects.annotate(small=Lower("sku")).filter(small__in=["a", "b"]),
        "barcode": Variant.objects.exclude(barcode="").filter(barcode="4006381333931"),
    }[asked].order_by()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # of no rows it would read all

    assert {"sku": "variant_sku_lower", "barcode": "variant_barcode"}[asked] in rows.explain()
