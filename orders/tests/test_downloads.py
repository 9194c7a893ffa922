"""Downloads: given when an order stands, fetched so often and so long, withdrawn when paid back."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from catalog.models import DigitalFile, ProductKind
from catalog.selling import FileRefused, KindRefused, add_file, check_kind
from catalog.services import NotReady, publish_product
from catalog.tests.factories import make_product
from events.outbox import drain
from foundation import clock
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.downloads.grants import (
    DownloadRefused,
    grant_delivered,
    grant_downloads,
    renew_download,
    use_download,
    withdraw_download,
)
from orders.downloads.links import address_of, find_grant, link_of
from orders.models import DownloadGrant, Order
from orders.quoting import cart_quote
from orders.refunds import carry_out_refunds, refund_order
from orders.tests.factories import check_out, make_cart, make_details

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def make_book(content=b"A pattern for a jumper", **terms):
    product = make_product("Jumper pattern", price="9.00", stock=None, published=False)
    product.kind = ProductKind.DIGITAL
    product.save()
    variant = product.variants.select_related("product").get()
    add_file(variant=variant, title="The pattern", file=ContentFile(content, "jumper.pdf"), **terms)
    return publish_product(product=product)


def buy(product, *, quantity=1):
    cart = make_cart(product, quantity=quantity)
    [offer] = cart_quote(cart).offers()
    order = check_out(
        cart,
        shipping_method=offer.method,
        details=make_details(line1="", postcode="", city="", starts_at_once=True),
    )
    drain()
    return Order.objects.get(pk=order.pk)


def only_grant():
    return DownloadGrant.objects.select_related("file", "line__order").get()


def test_whoever_buys_a_download_gets_its_file_and_a_mail(client):
    order = buy(make_book())
    grant = only_grant()
    page = client.get(reverse("storefront:order", args=[order.token])).content.decode()
    assert "The pattern" in page
    assert address_of(grant) in page
    assert "The pattern" in client.get(address_of(grant)).content.decode()
    assert only_grant().used == 0  # whoever opens the link ahead fetches nothing
    answer = client.post(address_of(grant))
    assert b"".join(answer.streaming_content) == b"A pattern for a jumper"
    assert answer["Content-Disposition"] == 'attachment; filename="jumper.pdf"'
    assert only_grant().used == 1
    assert Mail.objects.filter(kind=MailKind.DOWNLOADS).count() == 1


def test_a_file_is_fetched_as_often_as_it_may_be_and_no_more(client):
    buy(make_book(downloads=2), quantity=2)
    grant = only_grant()
    assert grant.allowed == 4
    for _time in range(4):
        assert client.post(address_of(grant)).status_code == 200
    answer = client.post(address_of(grant))
    assert answer.status_code == 410
    assert "as often as it may be" in answer.content.decode()
    assert only_grant().used == 4


def test_a_file_is_fetched_until_its_days_are_over():
    buy(make_book(days=3))
    grant = only_grant()
    use_download(grant=grant, at=grant.expires_at - timedelta(seconds=1))
    with pytest.raises(DownloadRefused, match="is over"):
        use_download(grant=grant, at=grant.expires_at)


def test_a_link_that_was_changed_opens_nothing(client):
    buy(make_book())
    link = link_of(only_grant())
    assert find_grant(link) is not None
    changed = link[:-1] + ("A" if link[-1] != "A" else "B")
    for wrong in (changed, link.partition("~")[0], "x~y", "~", "-1~"):
        assert find_grant(wrong) is None
        assert client.get(reverse("storefront:download", args=[wrong])).status_code == 404


def test_what_staff_renew_has_a_new_link_and_the_old_one_is_dead():
    buy(make_book(downloads=1))
    grant = only_grant()
    before = link_of(grant)
    use_download(grant=grant)
    renewed = renew_download(grant=grant, days=7, downloads=2)
    assert find_grant(before) is None
    again = find_grant(link_of(renewed))
    assert use_download(grant=again).used == 1
    assert again.expires_at > clock.now() + timedelta(days=6)


@pytest.mark.parametrize(("days", "downloads"), [(0, 1), (1, 0), (4_000, 1), (1, 1_001)])
def test_a_renewal_of_nothing_or_for_ever_is_refused(days, downloads):
    buy(make_book())
    with pytest.raises(DownloadRefused):
        renew_download(grant=only_grant(), days=days, downloads=downloads)


def test_what_is_paid_back_is_withdrawn():
    order = buy(make_book())
    refund_order(order=order, key="r", reason="Broken file")
    carry_out_refunds(order_id=order.pk)
    drain()
    with pytest.raises(DownloadRefused, match="withdrawn"):
        use_download(grant=only_grant())


def test_what_was_paid_back_before_it_was_given_is_not_given():
    """The file is given seconds after the order; that step can come late, or again."""
    order = buy(make_book())
    DownloadGrant.objects.all().delete()
    refund_order(order=order, key="r", reason="Not wanted")
    carry_out_refunds(order_id=order.pk)
    grant_delivered([{"order": order.pk, "lines": [order.lines.get().pk]}])
    assert not DownloadGrant.objects.exists()


def test_staff_withdraw_a_download():
    buy(make_book())
    withdraw_download(grant=only_grant())
    with pytest.raises(DownloadRefused, match="withdrawn"):
        use_download(grant=only_grant())


def test_given_twice_is_given_once():
    order = buy(make_book())
    grant_downloads(order=order, line_ids=[order.lines.get().pk])
    assert DownloadGrant.objects.count() == 1


def test_a_lost_file_is_not_counted(client):
    buy(make_book())
    grant = only_grant()
    grant.file.file.delete(save=False)
    DigitalFile.objects.update(file="downloads/gone.pdf")
    assert client.post(address_of(grant)).status_code == 404
    assert only_grant().used == 0


def test_files_lie_where_no_address_leads(client):
    make_book()
    file = DigitalFile.objects.get().file
    assert client.get(f"/media/{file.name}").status_code == 404
    with pytest.raises(ValueError, match="not accessible"):
        assert file.url


def test_a_download_without_a_file_is_not_put_on_the_shelves():
    product = make_product(stock=None, published=False)
    product.kind = ProductKind.DIGITAL
    product.save()
    with pytest.raises(NotReady, match="needs a file"):
        publish_product(product=product)


def test_goods_have_no_files():
    variant = make_product().variants.select_related("product").get()
    with pytest.raises(FileRefused, match="Make the product a download"):
        add_file(variant=variant, title="x", file=ContentFile(b"x", "x.txt"))


def test_what_was_on_the_shelves_keeps_its_kind():
    product = make_product()
    check_kind(product, ProductKind.GOODS)
    with pytest.raises(KindRefused, match="on the shelves"):
        check_kind(product, ProductKind.DIGITAL)
