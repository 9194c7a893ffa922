"""Ordering by a list of SKUs: what is read, what goes into the cart, and what is said by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Product, ProductStatus
from catalog.tests.factories import make_product
from orders.carts import MOST_OF_ONE, open_cart
from orders.quick_orders import fill_cart, find_variants, read_list
from orders.quick_orders.reading import LONGEST_SKU, MOST_LINES, MOST_UNITS
from orders.tests.factories import only_variant


def pairs(text: str) -> list[tuple[str, int]]:
    return [(line.sku, line.quantity) for line in read_list(text).lines]


def faults(text: str) -> list[int]:
    return [problem.number for problem in read_list(text).problems]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("AB-1 3", [("AB-1", 3)]),
        ("AB-1\t3\nAB-2\t4", [("AB-1", 3), ("AB-2", 4)]),
        ("AB-1;3;a mug", [("AB-1", 3)]),
        ('"AB-1","3"', [("AB-1", 3)]),
        ("AB-1", [("AB-1", 1)]),
        ("AB-1,", [("AB-1", 1)]),
        ("AB 1 RED 12", [("AB 1 RED", 12)]),
        ("AB-1: 5", [("AB-1", 5)]),
        ("AB-1 x5", [("AB-1", 5)]),
        ("AB-1 5x", [("AB-1", 5)]),
        ("\ufeffAB-1,2.0\r\n\r\n", [("AB-1", 2)]),
        ("Name;Menge;Artikelnummer\nBecher;4;AB-1", [("AB-1", 4)]),
        ("sku\nAB-1\nAB-2", [("AB-1", 1), ("AB-2", 1)]),
        ("", []),
    ],
)
def test_lists_are_read_as_people_write_them(text, read):
    assert pairs(text) == read
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("AB-1 0", [1]),
        ("AB-1 -3", [1]),
        ("AB-1,many", [1]),
        ("AB-1,1.5", [1]),
        ("AB-1 1.000\nAB-2;2,000", [1, 2]),  # one, or a thousand? Ask, before it is ordered
        ("AB-1 2\n,7\nAB-2 3\nAB-3;x", [2, 4]),
        (f"AB-1 {MOST_UNITS + 1}", [1]),
        ("X" * (LONGEST_SKU + 1), [1]),
        ("AB-1,１２", [1]),
    ],
)
def test_what_makes_no_sense_is_named_by_its_line(text, lines):
    assert faults(text) == lines


def test_what_is_beyond_the_most_lines_is_said():
    text = "\n".join(f"S-{number} 1" for number in range(MOST_LINES + 5))
    assert len(read_list(text).lines) == MOST_LINES
    assert faults(text) == [MOST_LINES + 1]


@given(st.text(max_size=400))
def test_whatever_is_pasted_every_line_is_read_or_told(text):
    found = read_list(text)
    told = [line.number for line in found.lines] + [problem.number for problem in found.problems]
    assert len(told) == len(set(told))
    assert all(1 <= line.quantity <= MOST_UNITS for line in found.lines)
    assert all(0 < len(line.sku) <= LONGEST_SKU for line in found.lines)


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Z]{2}-[0-9]{1,5}", fullmatch=True), st.integers(1, MOST_UNITS)
        ),
        max_size=20,
    ),
    st.sampled_from([" ", "\t", ",", ";", ", "]),
)
def test_what_was_written_is_read(entries, delimiter):
    text = "\n".join(f"{sku}{delimiter}{quantity}" for sku, quantity in entries)
    assert pairs(text) == entries


@pytest.mark.django_db
def test_a_list_fills_the_cart_and_names_what_does_not_go_in():
    mug, rare = make_product(stock=50), make_product(stock=2)
    gone = make_product()
    Product.objects.filter(pk=gone.pk).update(status=ProductStatus.DRAFT)
    skus = [only_variant(product).sku for product in (mug, rare, gone)]
    cart = open_cart(customer=None, currency="EUR")
    text = f"{skus[0].lower()} 3\n{skus[1]} 5\nNOPE-1 2\n{skus[2]}\n{skus[0]} 2"

    filled = fill_cart(cart=cart, listed=read_list(text))

    assert filled.units == 5
    assert dict(cart.lines.values_list("variant__sku", "quantity")) == {skus[0]: 5}
    assert [problem.number for problem in filled.problems] == [2, 3, 4]
    assert filled.left == f"{skus[1]} 5\nNOPE-1 2\n{skus[2]}"


@pytest.mark.django_db
def test_more_than_fits_in_an_order_is_told_at_its_line():
    sku = only_variant(make_product(stock=None)).sku
    cart = open_cart(customer=None, currency="EUR")
    filled = fill_cart(cart=cart, listed=read_list(f"{sku} {MOST_OF_ONE + 1}"))
    assert (filled.units, [p.number for p in filled.problems]) == (0, [1])


@pytest.mark.django_db
def test_a_quote_may_ask_for_more_than_fits_in_an_order():
    variant = only_variant(make_product(stock=None))
    found = find_variants(read_list(f"{variant.sku} 600\n{variant.sku} 400"))
    assert (found.units, found.problems) == ({variant.pk: 1000}, ())
