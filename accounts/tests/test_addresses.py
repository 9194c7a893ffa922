"""Addresses: one default at most, nobody else's is touched, and a wrong field is named."""

from dataclasses import replace

import pytest

from accounts.addresses import (
    MOST_ADDRESSES,
    AddressDetails,
    add_address,
    addresses_of,
    change_address,
    find_address,
    make_default,
    remove_address,
)
from accounts.tests.factories import make_customer
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
HOME = AddressDetails(
    name="Ada Lovelace", line1="1 Long Lane", postcode="N1 1AA", city="London", country="gb"
)


def test_the_first_is_the_default_until_another_is():
    ada = make_customer()
    home = add_address(customer=ada, details=HOME)
    work = add_address(customer=ada, details=replace(HOME, label="Work"))
    assert [address.is_default for address in addresses_of(ada)] == [True, False]
    make_default(customer=ada, address=work)
    home.refresh_from_db()
    assert not home.is_default
    assert addresses_of(ada).first() == work
    assert work.country == "GB"


def test_the_default_is_inherited_when_it_goes():
    ada = make_customer()
    home = add_address(customer=ada, details=HOME)
    work = add_address(customer=ada, details=HOME)
    remove_address(customer=ada, address=home)
    work.refresh_from_db()
    assert work.is_default


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", " "), ("line1", ""), ("city", "x" * 81), ("country", "England"),
        ("country", "1!"), ("postcode", ""), ("postcode", "1"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_kept(field, text):
    ada = make_customer()
    with pytest.raises(Refusal) as refusal:
        add_address(customer=ada, details=replace(HOME, **{field: text}))
    assert refusal.value.field == field
    assert refusal.value.message
    assert not ada.addresses.exists()


def test_nobody_touches_the_address_of_another():
    ada, eve = make_customer(), make_customer("Eve")
    home = add_address(customer=ada, details=HOME)
    assert find_address(customer=eve, address_id=home.pk) is None
    for deed in (
        lambda: change_address(customer=eve, address=home, details=replace(HOME, name="Eve")),
        lambda: remove_address(customer=eve, address=home),
        lambda: make_default(customer=eve, address=home),
    ):
        with pytest.raises(Refusal):
            deed()
    home.refresh_from_db()
    assert home.name == "Ada Lovelace"


def test_a_change_keeps_the_row():
    ada = make_customer()
    home = add_address(customer=ada, details=HOME)
    change_address(customer=ada, address=home, details=replace(HOME, line1=" 2  Short Lane "))
    assert find_address(customer=ada, address_id=home.pk).line1 == "2 Short Lane"


def test_there_is_an_end_to_addresses():
    ada = make_customer()
    for _number in range(MOST_ADDRESSES):
        add_address(customer=ada, details=HOME)
    with pytest.raises(Refusal, match=str(MOST_ADDRESSES)):
        add_address(customer=ada, details=HOME)
