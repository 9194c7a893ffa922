"""Tax classes, their rates, and which product is of which class."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction

from catalog.models import Product
from pricing.models import ProductTax, TaxClass, TaxRate
from pricing.tax_table import CLASSES, RATES, KnownRate


def save_tax_class(*, tax_class: TaxClass) -> TaxClass:
    """Keep a class of goods that are taxed alike.

    Raises:
        ValidationError: a code that is there already.
    """
    tax_class.full_clean()
    tax_class.save()
    return tax_class


def save_tax_rate(*, rate: TaxRate) -> TaxRate:
    """Keep a rate.

    Raises:
        ValidationError: a period that ends before it begins, or a rate that is none.
    """
    rate.country, rate.area = rate.country.upper(), rate.area.replace(" ", "").upper()
    rate.full_clean()
    rate.save()
    return rate


@transaction.atomic
def put_in_class(*, product: Product, tax_class: TaxClass | None) -> None:
    """Tax a product by a class; None is the standard one."""
    if tax_class is None:
        ProductTax.objects.filter(product=product).delete()
        return
    ProductTax.objects.update_or_create(product=product, defaults={"tax_class": tax_class})


@transaction.atomic
def put_products_in_class(*, product_ids: Collection[int], tax_class: TaxClass | None) -> None:
    """Tax many products by a class; None is the standard one."""
    ProductTax.objects.filter(product_id__in=product_ids).delete()
    if tax_class is not None:
        rows = (ProductTax(product_id=key, tax_class=tax_class) for key in sorted(product_ids))
        ProductTax.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def load_tax_rates(*, rates: Iterable[KnownRate] = RATES) -> int:
    """Add the rates of a table that are missing; returns how many. What staff set stays."""
    classes = {}
    for code, names in CLASSES.items():
        classes[code], _made = TaxClass.objects.get_or_create(
            code=code,
            defaults={
                "is_exempt": code == "zero",
                **{f"name_{language}": name for language, name in names.items()},
            },
        )
    known = set(TaxRate.objects.values_list("tax_class__code", "country", "area", "valid_from"))
    missing = [
        rate
        for rate in rates
        if (rate.tax_class, rate.country, rate.area, rate.valid_from) not in known
    ]
    TaxRate.objects.bulk_create(
        TaxRate(
            tax_class=classes[rate.tax_class],
            country=rate.country,
            area=rate.area,
            rate_basis_points=rate.basis_points,
            is_export=rate.is_export,
            valid_from=rate.valid_from,
            valid_until=rate.valid_until,
        )
        for rate in missing
    )
    return len(missing)
