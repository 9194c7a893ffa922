"""The floor's tables, filled from the shop's own catalogue by PostgreSQL itself.

Its categories are the shelves of the second level: thirty of them, each with more than one page.
"""

from __future__ import annotations

from django.db import connection

_STATEMENTS = """
CREATE TABLE floor_category (
    id bigint PRIMARY KEY, name varchar(120) NOT NULL, slug varchar(50) NOT NULL UNIQUE
);
INSERT INTO floor_category SELECT id, name_en, slug_en FROM catalog_category WHERE depth = 2;
CREATE TABLE floor_product (
    id bigint PRIMARY KEY, name varchar(200) NOT NULL, slug varchar(50) NOT NULL UNIQUE,
    description text NOT NULL, picture varchar(200) NOT NULL, price numeric(12, 2) NOT NULL,
    stock integer NOT NULL, category_id bigint NOT NULL REFERENCES floor_category
);
INSERT INTO floor_product
SELECT product.id, product.name_en, product.slug_en, product.description_en, listing.picture,
       listing.price_minor / 100.0, COALESCE(listing.available, 0), shelf.id
FROM catalog_product product
JOIN storefront_listing listing ON listing.product_id = product.id
JOIN catalog_category leaf ON leaf.id = product.category_id
JOIN catalog_category shelf ON leaf.path LIKE shelf.path || '%' AND shelf.depth = 2
ORDER BY product.id;
CREATE INDEX floor_product_category ON floor_product (category_id);
ANALYZE floor_category, floor_product
"""


def make_tables() -> None:
    """Needs the shop's catalogue on PostgreSQL, and a database without these tables."""
    with connection.cursor() as cursor:
        for statement in _STATEMENTS.split(";"):
            cursor.execute(statement, None)
