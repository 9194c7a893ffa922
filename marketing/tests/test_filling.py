"""What a reader is shown is true when it is shown: prices, stock, carts, and their own consent."""

from datetime import timedelta

import pytest

from analytics.models import CustomerProfile
from catalog.tests.factories import make_product
from events.names import Consent
from foundation import clock
from foundation.money import Money
from inventory.services import adjust_stock
from marketing.content.filling import EXAMPLE_CODE, fill, preview
from marketing.content.goods import product_named
from marketing.content.links import read_followed
from marketing.content.refused import NothingToSay
from marketing.kinds import Medium, MessageState, Trigger
from marketing.tests.factories import (
    make_campaign,
    make_enrolment,
    make_flow,
    make_message,
    make_offer,
    make_reader,
    make_step,
    make_variant,
)
from orders.tests.factories import check_out, make_cart
from pricing.services import set_price
from recommendations import serving

pytestmark = pytest.mark.django_db

WORDS = {"en": "Take a look"}


@pytest.fixture
def chair():
    return make_product("Walnut chair", price="89.00")


def _message(*blocks, customer=None, about=None, medium=Medium.EMAIL, subject="News", **fields):
    campaign = make_flow(Trigger.ABANDONED_CART, slug=fields.pop("slug", "cart-flow"))
    step = make_step(campaign, medium=medium)
    step.variants.update(subject={"en": subject}, blocks=list(blocks))
    enrolment = make_enrolment(campaign, customer or make_reader(), about=about or {})
    return make_message(enrolment, step, state=MessageState.QUEUED, sent_at=None, **fields)


def _fill(*blocks, **fields):
    return fill(_message(*blocks, **fields), at=clock.now())


def _sell_out(product):
    adjust_stock(variant_id=product.variants.get().pk, on_hand=0, note="gone")


def test_words_of_staff_are_no_html_and_names_no_header(chair):
    reader = make_reader("<b>Ada</b>\r\nBcc: x@example.com")
    filled = _fill(
        {"kind": "text", "text": {"en": "Hello {name} & <script>"}},
        customer=reader,
        subject="For {name}",
    )
    assert "<script>" not in filled.html
    assert "&lt;b&gt;Ada&lt;/b&gt;" in filled.html
    assert "Hello <b>Ada</b>" in filled.text
    assert "\n" not in filled.subject
    assert "\r" not in filled.subject


def test_a_product_has_the_price_of_this_moment_and_drops_out_when_it_is_gone(chair):
    blocks = [
        {"kind": "text", "text": {"en": "Something"}},
        {"kind": "product", "product": chair.slug},
    ]
    message = _message(*blocks)
    assert "€89.00" in fill(message, at=clock.now()).html
    set_price(variant=chair.variants.get(), amount=Money.of("75.00", "EUR"))
    filled = fill(message, at=clock.now())
    assert "€75.00" in filled.html
    assert "€89.00" not in filled.html
    assert "Walnut chair  €75.00" in filled.text
    _sell_out(chair)
    assert "Walnut chair" not in fill(message, at=clock.now()).html


def test_a_reduced_price_stands_beside_the_lowest_of_thirty_days(chair):
    set_price(
        variant=chair.variants.get(),
        amount=Money.of("60.00", "EUR"),
        compare_at=Money.of("89.00", "EUR"),
    )
    filled = _fill({"kind": "product", "product": chair.public_id})
    assert "Lowest price of the 30 days before: €89.00" in filled.html


def test_what_must_hold_and_holds_nothing_ends_the_message(chair):
    message = _message(
        {"kind": "text", "text": {"en": "It is back"}},
        {"kind": "subject"},
        about={"variants": [chair.variants.get().pk]},
    )
    assert "Walnut chair" in fill(message, at=clock.now()).html
    _sell_out(chair)
    with pytest.raises(NothingToSay):
        fill(message, at=clock.now())


def test_words_that_speak_of_what_is_not_there_end_the_message():
    for words in ("Use {code}", "Until {valid_until}", "{product} is back"):
        with pytest.raises(NothingToSay):
            _fill({"kind": "text", "text": {"en": words}}, slug=f"c-{len(words)}")


def test_nothing_but_lines_is_nothing():
    with pytest.raises(NothingToSay):
        _fill({"kind": "divider"})


def test_a_subject_names_what_the_flow_is_about(chair):
    filled = _fill(
        {"kind": "text", "text": {"en": "Back again"}},
        about={"products": [chair.pk]},
        subject="{product} is back",
    )
    assert filled.subject == "Walnut chair is back"


def test_a_cart_is_shown_as_it_is_now_and_only_to_whom_it_belongs(chair):
    ada, ben = make_reader(), make_reader("Ben", email="ben@example.com")
    cart = make_cart(chair, quantity=2, customer=ada)
    blocks = [{"kind": "cart", "text": {"en": "To the cart"}}]
    filled = _fill(*blocks, customer=ada, about={"cart": cart.pk})
    assert "Walnut chair" in filled.html
    assert "2 × Walnut chair" in filled.text
    assert "utm_campaign=cart-flow" in filled.text
    with pytest.raises(NothingToSay):
        _fill(*blocks, customer=ben, about={"cart": cart.pk}, slug="other")
    check_out(cart)
    with pytest.raises(NothingToSay):
        _fill(*blocks, customer=ada, about={"cart": cart.pk}, slug="third")


def test_reviews_are_asked_for_what_has_none_yet(chair):
    ada = make_reader()
    order = check_out(make_cart(chair, make_product("Oak table"), customer=ada), customer=ada)
    about = {"order": order.public_id}
    filled = _fill({"kind": "reviews"}, customer=ada, about=about)
    assert filled.html.count("Write a review") == 2
    assert "/review/" in filled.text
    chair.reviews.create(customer=ada, author="Ada", rating=5)
    filled = _fill({"kind": "reviews"}, customer=ada, about=about, slug="later")
    assert filled.html.count("Write a review") == 1
    assert "Walnut chair" not in filled.html


def test_without_a_model_something_new_is_recommended_and_nothing_twice(chair):
    make_product("Oak table")
    filled = _fill(
        {"kind": "product", "product": chair.slug},
        {"kind": "recommendations", "title": {"en": "For you"}, "count": 4},
    )
    assert "Oak table" in filled.html
    assert filled.text.count("Walnut chair") == 1


@pytest.mark.parametrize(
    ("consent", "looks_back"), [(Consent.ALL, True), (Consent.MARKETING, False)]
)
def test_what_goes_with_the_last_order_needs_consent_to_be_known(
    chair, monkeypatch, consent, looks_back
):
    asked = []
    monkeypatch.setattr(serving, "for_cart", lambda beside, **_more: asked.append(beside) or [])
    ada = make_reader(consent=consent)
    check_out(make_cart(chair, customer=ada), customer=ada)
    make_product("Oak table")

    _fill({"kind": "recommendations", "picks": "goes_with"}, customer=ada)

    assert asked == ([[chair.pk]] if looks_back else [])


def test_text_by_segment_needs_consent_to_be_known():
    block = {
        "kind": "segment_text",
        "segments": ["champions"],
        "text": {"en": "Dear champion"},
        "otherwise": {"en": "Dear reader"},
    }
    ada = make_reader()
    now = clock.now()
    CustomerProfile.objects.create(
        customer=ada, as_of=clock.business_day(), written_at=now, segment="champions"
    )
    assert "Dear champion" in _fill(block, customer=ada).html
    ada.consent = Consent.MARKETING
    ada.save()
    assert "Dear reader" in _fill(block, customer=ada, slug="later").html


def test_a_code_is_shown_with_its_last_day():
    offer = make_offer(valid_days=7)
    message = _message(
        {"kind": "coupon", "text": {"en": "Your code until {valid_until}"}},
        coupon_code="ADA-10",
    )
    message.variant.offer = offer
    day = clock.business_day(message.queued_at + timedelta(days=7))
    filled = fill(message, at=clock.now())
    assert "ADA-10" in filled.html
    assert "ADA-10" in filled.text
    assert f"{day:%b}" in filled.html


def test_links_name_the_message_only_of_whom_agreed_to_be_known():
    block = {"kind": "button", "text": WORDS, "url": "/c/sale/"}
    for consent, slug in ((Consent.ALL, "known"), (Consent.MARKETING, "unknown")):
        reader = make_reader(slug, email=f"{slug}@example.com", consent=consent)
        message = _message(block, customer=reader, slug=slug)
        html = fill(message, at=clock.now()).html
        token = html.split("/m/c/", 1)[1].split("/", 1)[0]
        trace, _target = read_followed(token)
        assert trace.step_id == message.step_id
        assert trace.message_id == (message.pk if slug == "known" else None)
        assert (str(message.pk) in html) is False


def test_a_push_is_a_title_a_line_and_an_address():
    filled = _fill(
        {"kind": "heading", "text": {"en": "Still there"}},
        {"kind": "button", "text": WORDS, "url": "/cart/"},
        medium=Medium.PUSH,
        subject="Your cart",
    )
    assert (filled.title, filled.line) == ("Your cart", "Still there")
    assert "/m/c/" in filled.url
    assert filled.html == ""


def test_it_is_written_in_the_language_of_its_reader():
    reader = make_reader(language="de")
    filled = _fill({"kind": "text", "text": {"en": "News", "de": "Neues"}}, customer=reader)
    assert "Neues" in filled.html
    assert '<html lang="de"' in filled.html
    assert "Sie bekommen dies" in filled.text


def test_a_preview_counts_nothing_and_has_an_example_of_a_code(chair):
    step = make_step(make_campaign())
    variant = make_variant(
        step,
        offer=make_offer(),
        blocks=[
            {"kind": "coupon"},
            {"kind": "button", "text": WORDS, "url": "/cart/"},
        ],
    )
    filled = preview(variant, customer=None, language="en", at=clock.now())
    assert EXAMPLE_CODE in filled.html
    assert "/m/c/" not in filled.html
    assert "/m/o/" not in filled.html


def test_products_are_named_by_number_or_address(chair):
    assert product_named(chair.public_id) == chair.pk
    assert product_named(chair.slug) == chair.pk
    assert product_named("nothing-such") is None
    draft = make_product("Draft", published=False)
    assert product_named(draft.slug) is None
