"""What cannot be: products without a name, addresses that another has, twins among variants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models import ProductKind, ProductStatus
from shop.exchange.findings import Findings
from shop.exchange.goods.articles import Articles
from shop.exchange.goods.existing import DEFAULT, LANGUAGES, Existing
from shop.exchange.goods.plans import PlannedProduct

LONGEST_SLUG = 180


def slug_of(name: str) -> str:
    """The address of a product that names none, as far as its name has letters for one."""
    return slugify(name)[:LONGEST_SLUG].strip("-")


class Checks:
    """Judges the products of one file, one after the other, and tells what is wrong."""

    def __init__(self, articles: Articles, existing: Existing, findings: Findings) -> None:
        self.articles, self.existing, self.findings = articles, existing, findings
        self.taken: dict[tuple[str, str], int] = {}
        """Slugs that products of this file get, by column, with the line."""

    def say(self, line: int, key: str, words: object) -> None:
        """Told under the name that the column has in the file."""
        self.findings.say(line, self.articles.column(key), words)

    def judge(self, product: PlannedProduct) -> None:
        """What can be seen of one product that was compared; a new one gets its address."""
        self._check_options(product)
        if product.known is None:
            self._check_new(product)
        self._check_slugs(product)
        self._check_reference(product)
        self._check_published(product)

    def _check_options(self, product: PlannedProduct) -> None:
        """Two variants of a product that a shopper could not tell apart."""
        lines: dict[frozenset[tuple[int, int]], int] = {}
        for variant in product.variants:
            options = variant.options
            if options is None:
                options = variant.known.options if variant.known else {}
            chosen = frozenset(options.items())
            first = lines.setdefault(chosen, variant.article.line)
            if first != variant.article.line and (
                variant.options is not None or variant.known is None
            ):
                self.say(
                    variant.article.line,
                    "",
                    _("It has the same options as the variant in line %(line)d.") % {"line": first},
                )

    def _check_new(self, product: PlannedProduct) -> None:
        if not product.columns.get(f"name_{DEFAULT}"):
            self.say(product.line, f"name_{DEFAULT}", _("A new product needs a name."))
        if not product.columns.get("category_id"):
            self.say(product.line, "category", _("A new product needs a category."))
        for code in LANGUAGES:
            self._give_slug(product, code)

    def _give_slug(self, product: PlannedProduct, code: str) -> None:
        """An address from the name where none is named; with the SKU where another has it."""
        column, name = f"slug_{code}", product.columns.get(f"name_{code}")
        if not name or product.columns.get(column):
            return
        slug = slug_of(name) or slugify(product.variants[0].article.sku) or f"p-{product.line}"
        if (column, slug) in self.existing.slugs or (column, slug) in self.taken:
            slug = f"{slug}-{slugify(product.variants[0].article.sku) or product.line}"[:200]
        product.columns[column] = slug
        if code == DEFAULT:
            product.handle = slug

    def _check_slugs(self, product: PlannedProduct) -> None:
        for code in LANGUAGES:
            column = f"slug_{code}"
            slug = product.columns.get(column)
            if not slug:
                continue
            owner = self.existing.slugs.get((column, slug))
            first = self.taken.setdefault((column, slug), product.line)
            if first != product.line or (
                owner is not None and owner != (product.known.id if product.known else None)
            ):
                self.say(
                    product.line, column, _("Another product has the address “%s”.") % slug[:80]
                )

    def _check_reference(self, product: PlannedProduct) -> None:
        reference = product.columns.get("external_ref")
        owner = self.existing.references.get(reference) if reference else None
        if owner is not None and owner != (product.known.id if product.known else None):
            self.say(
                product.line, "external_ref", _("Another product has this name elsewhere already.")
            )

    def _check_published(self, product: PlannedProduct) -> None:
        if product.columns.get("status") != ProductStatus.PUBLISHED:
            return
        active = set(product.known.active) if product.known else set()
        for variant in product.variants:
            key = variant.known.id if variant.known else -variant.article.line
            is_on = variant.columns.get("is_active", key in active or variant.known is None)
            (active.add if is_on else active.discard)(key)
        if not active:
            self.say(product.line, "status", _("It needs at least one active variant."))

    def judge_together(self, products: Sequence[PlannedProduct]) -> None:
        """Bundles have no stock of their own, and names elsewhere stand once in a file."""
        references: dict[str, int] = defaultdict(int)
        for product in products:
            kind = product.columns.get("kind") or (product.known and product.known.columns["kind"])
            for variant in product.variants:
                if kind == ProductKind.BUNDLE and variant.article.stock is not None:
                    self.say(
                        variant.article.line, "stock", _("A bundle has the stock of its parts.")
                    )
            if reference := product.columns.get("external_ref"):
                first = references.setdefault(reference, product.line)
                if first != product.line:
                    self.say(
                        product.line,
                        "external_ref",
                        _("Line %(line)d has the same one for another product.") % {"line": first},
                    )
