"""Comparing a file with the shop: what would be new, what would change, what cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from babel.numbers import is_currency
from django.utils.translation import gettext as _

from foundation.money import Money, exponent
from pricing.services import PriceRefused
from pricing.services.many_prices import UNSAID, PriceChange, price_after
from shop.exchange.findings import Findings
from shop.exchange.goods.articles import Article, Articles
from shop.exchange.goods.checks import Checks, slug_of
from shop.exchange.goods.existing import (
    HANDLE,
    LANGUAGES,
    Existing,
    KnownVariant,
    read_existing,
)
from shop.exchange.goods.plans import GoodsPlan, PlannedProduct, PlannedVariant
from shop.exchange.goods.traits import TraitRefused, trait_value


def plan_goods(articles: Articles, findings: Findings, at: datetime) -> GoodsPlan:
    """Compare the articles of a file with the shop; what cannot be is told to ``findings``."""
    rows = _once(articles, findings)
    existing = read_existing(
        skus=(row.sku for row in rows),
        slugs=_named_slugs(rows),
        references=(row.product.get("external_ref", "") for row in rows),
    )
    plan = GoodsPlan(existing)
    checks = Checks(articles, existing, findings)
    comparison = _Comparison(articles, existing, checks)
    for product in comparison.grouped(rows):
        comparison.compare(product)
        checks.judge(product)
        plan.products.append(product)
    checks.judge_together(plan.products)
    return plan


def _once(articles: Articles, findings: Findings) -> list[Article]:
    """The articles without those whose SKU stands in an earlier line."""
    lines: dict[str, int] = {}
    rows = []
    for row in articles.rows:
        if (first := lines.setdefault(row.sku, row.line)) != row.line:
            findings.say(
                row.line,
                articles.column("sku"),
                _("The SKU “%(sku)s” stands in line %(line)d, too.")
                % {"sku": row.sku, "line": first},
            )
            continue
        rows.append(row)
    return rows


def _named_slugs(rows: Sequence[Article]) -> Iterable[tuple[str, str]]:
    for row in rows:
        for code in LANGUAGES:
            if slug := row.product.get(f"slug_{code}"):
                yield f"slug_{code}", slug
            elif name := row.product.get(f"name_{code}"):
                yield f"slug_{code}", slug_of(name)
        if row.handle:
            yield HANDLE, row.handle


class _Comparison:
    """Goes through the products of one file."""

    def __init__(self, articles: Articles, existing: Existing, checks: Checks) -> None:
        self.articles, self.existing = articles, existing
        self.say, self.findings = checks.say, checks.findings

    # --- which variants are one product -----------------------------------------------------

    def grouped(self, rows: Sequence[Article]) -> list[PlannedProduct]:
        of_shop: dict[int, PlannedProduct] = {}
        of_file: dict[str, PlannedProduct] = {}
        planned: list[PlannedProduct] = []
        for row in rows:
            variant = self.existing.variants.get(row.sku)
            product_id = self._product_of(row, variant)
            if product_id is not None:
                product = of_shop.get(product_id)
            else:
                product = of_file.get(row.handle) if row.handle else None
            if product is None:
                known = self.existing.products.get(product_id) if product_id else None
                product = PlannedProduct(row.handle, known)
                planned.append(product)
                if product_id is not None:
                    of_shop[product_id] = product
                elif row.handle:
                    of_file[row.handle] = product
            product.variants.append(PlannedVariant(row, variant))
        return planned

    def _product_of(self, row: Article, variant: KnownVariant | None) -> int | None:
        of_handle = self.existing.handles.get(row.handle) if row.handle else None
        if variant is None:
            return of_handle
        if of_handle is not None and of_handle != variant.product_id:
            self.say(
                row.line,
                HANDLE,
                _("“%(slug)s” is another product than the one to which this SKU belongs.")
                % {"slug": row.handle},
            )
        return variant.product_id

    # --- what changes -----------------------------------------------------------------------

    def compare(self, product: PlannedProduct) -> None:
        known = product.known
        for key, value in self._said(product).items():
            column, wanted = self._column(key, value)
            if known is None or known.columns[column] != wanted:
                product.columns[column] = wanted
        self._compare_traits(product)
        self._compare_pictures(product)
        for variant in product.variants:
            self._compare_variant(variant)

    def _said(self, product: PlannedProduct) -> dict[str, Any]:
        """What the lines of a product say of it together; they must not contradict each other."""
        said: dict[str, Any] = {}
        for variant in product.variants:
            for key, value in variant.article.product.items():
                if said.setdefault(key, value) != value:
                    self.say(
                        variant.article.line,
                        key,
                        _("Line %(line)d says something else of the same product.")
                        % {"line": product.line},
                    )
        return said

    def _column(self, key: str, value: Any) -> tuple[str, Any]:
        words = self.existing.words
        if key == "category":
            return "category_id", words.category(value)
        if key == "brand":
            return "brand_id", words.brand(value)
        return key, value

    def _compare_traits(self, product: PlannedProduct) -> None:
        words = self.existing.words
        for variant in product.variants:
            for name, value in variant.article.traits.items():
                attribute = words.attribute(name)
                try:
                    wanted = trait_value(value, words.types[attribute])
                except TraitRefused as problem:
                    self.say(variant.article.line, f"attribute:{name}", problem)
                    continue
                had = product.known.traits.get(attribute) if product.known else None
                if wanted != had:
                    product.traits[attribute] = wanted

    def _compare_pictures(self, product: PlannedProduct) -> None:
        had = product.known.pictures if product.known else set()
        seen = set(had)
        for variant in product.variants:
            own = variant.article.own_picture
            for picture in (*variant.article.pictures, *((own,) if own else ())):
                if picture.url not in seen:
                    seen.add(picture.url)
                    product.pictures.append(picture)

    def _compare_variant(self, variant: PlannedVariant) -> None:
        row, known = variant.article, variant.known
        for key, value in row.variant.items():
            wanted = value if value is not None else 0
            if known is None or known.columns[key] != wanted:
                variant.columns[key] = wanted
        had = known.options if known else {}
        wanted_options = dict(had)
        for name, value in row.options.items():
            option = self.existing.words.option(name)
            if value:
                wanted_options[option] = self.existing.words.value(option, value)
            else:
                wanted_options.pop(option, None)
        if wanted_options != had:
            variant.options = wanted_options
        self._compare_price(variant)
        self._compare_stock(variant)
        is_beyond = known is not None and known.id in self.existing.beyond
        variant.sells_beyond = bool(row.sells_beyond) and not is_beyond

    def _compare_price(self, variant: PlannedVariant) -> None:
        row, known = variant.article, variant.known
        if not row.amounts:
            return
        if not is_currency(row.currency):
            self.say(row.line, "currency", _("“%s” is no currency.") % row.currency[:20])
            return
        minor = {key: self._minor(row, value) for key, value in row.amounts.items()}
        amount = minor.get("amount")
        change = PriceChange(
            known.id if known else 0,
            row.currency,
            amount_minor=UNSAID if amount is None else amount,
            compare_at_minor=minor.get("compare_at", UNSAID),
            cost_minor=minor.get("cost", UNSAID),
        )
        standing = self.existing.prices.get((known.id, row.currency)) if known else None
        if standing is None and isinstance(change.amount_minor, type(UNSAID)) and _is_empty(minor):
            return
        try:
            after = price_after(change, standing)
        except PriceRefused as problem:
            self.say(row.line, "amount", problem)
            return
        if standing is None or after.amounts != standing.amounts:
            variant.price = change

    def _minor(self, row: Article, amount: Any) -> int | None:
        if amount is None:
            return None
        if -amount.normalize().as_tuple().exponent > exponent(row.currency):
            self.findings.note(_("An amount with parts of a cent was rounded."))
        return Money.of(amount, row.currency).minor

    def _compare_stock(self, variant: PlannedVariant) -> None:
        row, known = variant.article, variant.known
        if row.stock is None:
            return
        warehouse = self.existing.warehouses.get(row.warehouse)
        if warehouse is None:
            self.say(row.line, "warehouse", _("There is no warehouse “%s”.") % row.warehouse[:20])
            return
        level = self.existing.levels.get((known.id, warehouse)) if known else None
        if level is not None and row.stock < level.allocated:
            self.say(
                row.line,
                "stock",
                _("%(allocated)d units are promised to orders: there cannot be fewer.")
                % {"allocated": level.allocated},
            )
        elif level is None or level.on_hand != row.stock:
            variant.stock = warehouse, row.stock


def _is_empty(minor: dict[str, int | None]) -> bool:
    """Whether amounts only take away what is not there."""
    return all(value is None for value in minor.values())
