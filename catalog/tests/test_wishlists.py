"""Wishlists: one's own, shown by a link that can be taken back, each thing once."""

import pytest

from accounts.tests.factories import make_customer
from catalog.services import retire_product
from catalog.tests.factories import make_product
from catalog.wishlists import (
    MOST_LISTS,
    add_wish,
    create_wishlist,
    find_wishlist,
    items_of,
    remove_wish,
    remove_wishlist,
    rename_wishlist,
    share_wishlist,
    shared_wishlist,
    unshare_wishlist,
    wishlists_of,
)
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db


def _variant(name="Mug"):
    return make_product(name).variants.get()


def test_the_first_wish_makes_the_first_list_and_stands_on_it_once():
    ada, mug = make_customer(), _variant()
    first = add_wish(customer=ada, variant=mug)
    assert add_wish(customer=ada, variant=mug) == first
    (only,) = wishlists_of(ada)
    assert only.wishes == 1
    assert remove_wish(customer=ada, wishlist=only, variant=mug)
    assert not remove_wish(customer=ada, wishlist=only, variant=mug)


def test_names_are_needed_and_used_once():
    ada = make_customer()
    birthday = create_wishlist(customer=ada, name=" Birthday ")
    assert birthday.name == "Birthday"
    for name in ("", "  ", "BIRTHDAY", "x" * 81):
        with pytest.raises(Refusal) as refusal:
            create_wishlist(customer=ada, name=name)
        assert refusal.value.field == "name"
    assert rename_wishlist(customer=ada, wishlist=birthday, name="birthday").name == "birthday"
    create_wishlist(customer=make_customer("Eve"), name="Birthday")


def test_a_link_shows_the_list_until_it_is_taken_back():
    ada = make_customer()
    wishlist = create_wishlist(customer=ada, name="Birthday")
    assert shared_wishlist(token="") is None
    token = share_wishlist(customer=ada, wishlist=wishlist)
    assert share_wishlist(customer=ada, wishlist=wishlist) == token
    assert shared_wishlist(token=token) == wishlist
    unshare_wishlist(customer=ada, wishlist=wishlist)
    assert shared_wishlist(token=token) is None


def test_nobody_touches_the_list_of_another():
    ada, eve, mug = make_customer(), make_customer("Eve"), _variant()
    wishlist = create_wishlist(customer=ada, name="Birthday")
    assert find_wishlist(customer=eve, public_id=wishlist.public_id) is None
    assert find_wishlist(customer=ada, public_id=wishlist.public_id) == wishlist
    for deed in (
        lambda: add_wish(customer=eve, variant=mug, wishlist=wishlist),
        lambda: remove_wish(customer=eve, wishlist=wishlist, variant=mug),
        lambda: rename_wishlist(customer=eve, wishlist=wishlist, name="Mine"),
        lambda: share_wishlist(customer=eve, wishlist=wishlist),
        lambda: unshare_wishlist(customer=eve, wishlist=wishlist),
        lambda: remove_wishlist(customer=eve, wishlist=wishlist),
    ):
        with pytest.raises(Refusal):
            deed()


def test_what_left_the_shelves_is_not_shown_and_not_wished_for():
    ada, mug = make_customer(), _variant()
    wish = add_wish(customer=ada, variant=mug)
    retire_product(product=mug.product)
    assert not items_of(wish.wishlist)
    mug.refresh_from_db()
    with pytest.raises(Refusal):
        add_wish(customer=ada, variant=mug)


def test_there_is_an_end_to_lists():
    ada = make_customer()
    for number in range(MOST_LISTS):
        create_wishlist(customer=ada, name=f"List {number}")
    with pytest.raises(Refusal, match=str(MOST_LISTS)):
        create_wishlist(customer=ada, name="One more")
