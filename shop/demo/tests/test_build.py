"""A small demo store, built once for all questions about it."""

from collections import Counter, defaultdict
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max, Sum

from accounts.models import CompanyRole, Customer, User
from catalog.models import Product, ProductImage, ProductKind, Review, Variant
from catalog.selling import without_content
from catalog.tests.factories import make_product
from events.models import DailyDemand, Event
from events.names import Channel, Consent, EventName
from events.outbox import drain
from foundation import clock
from foundation.money import Money
from foundation.progress import progress_steps
from inventory.models import MovementType, StockLevel, StockMovement
from inventory.selectors import ledger_differences
from loyalty.models import GiftCard
from marketing.campaigns.holdouts import is_held_out
from marketing.contact.policy import policy
from marketing.kinds import CampaignKind, CampaignState, MessageState
from marketing.models import (
    Campaign,
    CampaignDay,
    CampaignResult,
    Contact,
    Enrolment,
    Message,
)
from orders.companies.decide import approve
from orders.companies.selectors import offer_now, total_now
from orders.companies.terms import needs_approval
from orders.models import (
    ApprovalRequest,
    ApprovalState,
    CounterSale,
    DownloadGrant,
    Order,
    OrderLine,
    OrderState,
    PickUp,
    Quote,
    QuoteState,
    Shift,
    Subscription,
    SubscriptionState,
)
from orders.quotes import accept_quote
from pricing.models import Price, Promotion
from pricing.selectors import prices_of
from shop.demo.accounts import DEMO_MEMBERS, DEMO_SHOPPER, DEMO_STAFF
from shop.demo.build import TRUTH_FOLDER, DemoPlan, NotEmpty, build_demo
from shop.demo.campaign_history import judge_campaigns
from shop.marketplaces.models import FileState, OrderFile
from simulation import HiddenTruth, MarketConfig

pytestmark = pytest.mark.slow
PLAN = DemoPlan(seed=3, days=45, customers=260, last_day=date(2026, 10, 31))


@pytest.fixture
def store(db, settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    with progress_steps(quiet=True) as steps:
        build_demo(plan=PLAN, steps=steps)
    return tmp_path


def test_the_store_is_whole(store):
    assert Product.objects.filter(status="published").count() >= 150
    assert StockLevel.objects.count() >= 500
    assert Order.objects.count() > 100
    assert Review.objects.exists()
    for image in ProductImage.objects.all()[:20]:
        assert (store / "media" / image.file.name).read_text().startswith("<svg")

    _the_books_balance()
    _the_log_names_nobody_without_consent()
    _mails_were_opened_by_some_who_got_them()
    _some_told_their_year_of_birth()
    _what_nobody_sells_is_not_found()
    _checkouts_come_after_what_led_to_them()
    _the_logins_work()
    _prices_are_a_history()
    _what_was_promoted_is_told()
    _campaigns_have_a_past_in_which_the_held_out_heard_nothing()
    _nobody_was_written_to_more_often_than_the_caps_allow()
    _campaigns_are_judged_by_who_entered_them()
    _what_is_sold_beside_goods_can_be_bought()
    _the_firm_has_something_to_decide()
    _other_channels_are_open()
    assert HiddenTruth.load(store / TRUTH_FOLDER).days == PLAN.days


def _what_is_sold_beside_goods_can_be_bought():
    beside = Product.objects.exclude(kind=ProductKind.GOODS).filter(status="published")
    kinds = Counter(beside.values_list("kind", flat=True))
    assert kinds == {ProductKind.BUNDLE: 2, ProductKind.DIGITAL: 1, ProductKind.GIFT_CARD: 1}
    variants = Variant.objects.filter(product__in=beside)
    assert not without_content(variants.select_related("product"))
    assert set(prices_of([variant.pk for variant in variants], currency="EUR")) == {
        variant.pk for variant in variants
    }
    drain()
    ada = User.objects.get(email=DEMO_SHOPPER.email).customer
    assert DownloadGrant.objects.filter(line__order__customer=ada).exists()
    cards = GiftCard.objects.values_list("worth", "account__balance")
    assert sorted(cards) == [(2_500, 2_500), (4_000, 4_000)]


def _the_firm_has_something_to_decide():
    """What a visitor would do next works: the offer can be accepted, the order approved."""
    buyer = User.objects.get(email=DEMO_MEMBERS[CompanyRole.BUYER].login.email).customer
    approver = User.objects.get(email=DEMO_MEMBERS[CompanyRole.APPROVER].login.email).customer
    request = ApprovalRequest.objects.get(state=ApprovalState.WAITING)
    assert needs_approval(customer=buyer, total=_total(request))
    order = approve(
        request=request, approver=approver, seen_total=total_now(request, offer_now(request))
    )
    assert order.state == OrderState.PLACED

    states = Counter(Quote.objects.values_list("state", flat=True))
    assert states == {QuoteState.OFFERED: 1, QuoteState.REQUESTED: 1}
    offered = Quote.objects.get(state=QuoteState.OFFERED)
    accept_quote(quote=offered, customer=buyer, version=offered.version, po_number="PO-1")
    decided = ApprovalRequest.objects.get(quote=offered)
    order = approve(request=decided, approver=approver, seen_total=_total(decided))
    assert (order.state, order.company) == (OrderState.PLACED, buyer.company)


def _other_channels_are_open():
    """A register that can sell, orders to collect, a marketplace's file to take, and tea again."""
    closed, open_now = Shift.objects.order_by("number")
    assert (closed.expected_minor, open_now.is_open) == (closed.counted_minor + 50, True)
    assert CounterSale.objects.filter(order__state=OrderState.PLACED).count() == 4
    collected = Order.objects.filter(shipping_code="collect", state=OrderState.PLACED)
    assert (collected.count(), PickUp.objects.count()) == (2, 1)
    states = Counter(OrderFile.objects.values_list("state", "taken"))
    assert states == {(FileState.DONE, 3): 1, (FileState.CHECKED, 3): 1}
    assert Order.objects.filter(channel=Channel.MARKETPLACE, customer=None).count() == 3
    tea = Subscription.objects.get()
    assert (tea.state, tea.customer.email) == (SubscriptionState.ACTIVE, DEMO_SHOPPER.email)
    assert tea.next_on > clock.business_day()


def _total(request):
    return Money(request.total_minor, request.currency)


def _what_nobody_sells_is_not_found():
    searches = Event.objects.filter(name=EventName.SEARCH_PERFORMED)
    missed = {one.payload["words"] for one in searches if one.payload.get("found") == 0}
    assert missed == set(MarketConfig().unmet_queries)


def _mails_were_opened_by_some_who_got_them():
    sent, opened, clicked = (
        Event.objects.filter(name=name)
        for name in (EventName.MAIL_SENT, EventName.MAIL_OPENED, EventName.MAIL_CLICKED)
    )
    assert sent.count() > opened.count() > clicked.count() > 0
    told = Customer.objects.filter(consent=Consent.ALL).values("pseudonym")
    named = sent.filter(customer__isnull=False)
    assert named.exists()
    assert not named.exclude(customer__in=told).exists(), "mail asks for one consent, the log two"


def _checkouts_come_after_what_led_to_them():
    named = Event.objects.filter(session__isnull=False)
    last_looks = dict(
        named.filter(name=EventName.PRODUCT_VIEWED)
        .values_list("session")
        .annotate(last=Max("occurred_at"))
    )
    begun = named.filter(name=EventName.CHECKOUT_STARTED).values_list("session", "occurred_at")
    pairs = [(last_looks[session], at) for session, at in begun if session in last_looks]
    assert len(pairs) > 30
    assert all(looked <= at for looked, at in pairs)


def _some_told_their_year_of_birth():
    told = Customer.objects.filter(birth_year__range=(1930, 2010)).count()
    assert 0.15 < told / Customer.objects.count() < 0.45


def _the_books_balance():
    assert ledger_differences() == []
    assert StockMovement.objects.filter(type=MovementType.SHIPMENT).exists()
    for order in Order.objects.annotate(lines_total=Sum("lines__total_minor")):
        assert order.lines_total + order.shipping_minor == order.total_minor
        assert order.payments.get().amount_minor == order.total_minor


def _the_log_names_nobody_without_consent():
    silent = Event.objects.exclude(consent__in=[Consent.PERSONALISATION, Consent.ALL])
    assert silent.exists()
    assert not silent.exclude(visitor=None, session=None, customer=None).exists()
    bought = Event.objects.filter(name="product.purchased").aggregate(units=Sum("quantity"))
    assert bought == OrderLine.objects.aggregate(units=Sum("quantity"))


def _the_logins_work():
    assert User.objects.get(email=DEMO_STAFF.email).check_password(DEMO_STAFF.password)
    shopper = User.objects.get(email=DEMO_SHOPPER.email)
    assert shopper.check_password(DEMO_SHOPPER.password)
    assert not Order.objects.filter(customer=shopper.customer).exclude(email=shopper.email).exists()
    assert Customer.objects.filter(created_at__isnull=False).count() >= 200


def _prices_are_a_history():
    in_force = Price.objects.filter(ends_at__isnull=True).values("variant").annotate(n=Count("pk"))
    assert {row["n"] for row in in_force} == {1}
    assert Price.objects.filter(source="experiment").exists()
    assert not Price.objects.filter(compare_at_minor__lte=F("amount_minor")).exists()


def _what_was_promoted_is_told():
    """The market's own promotions, for who learns from history what a lower price alone does."""
    over = Promotion.objects.filter(ends_at__isnull=False)
    assert over.exists()
    for promotion in over:
        first, end = map(clock.business_day, (promotion.starts_at, promotion.ends_at))
        assert (end - first).days == 5
        assert promotion.percent_basis_points in (1_000, 1_500, 2_000, 2_500)
        assert promotion.targets.get().category.products.exists()
        assert end <= PLAN.end


def _campaigns_have_a_past_in_which_the_held_out_heard_nothing():
    flows = Campaign.objects.filter(state=CampaignState.RUNNING, kind=CampaignKind.FLOW)
    assert set(flows.values_list("slug", flat=True)) == {"abandoned-cart", "welcome", "win-back"}
    assert Campaign.objects.filter(kind=CampaignKind.ONE_OFF, enrolled_at__isnull=False).exists()
    held_out = Enrolment.objects.filter(is_held_out=True)
    assert held_out.count() > 20
    assert not held_out.filter(messages__isnull=False).exists()
    rules = policy()
    for entry in Enrolment.objects.select_related("campaign", "customer"):
        drawn = is_held_out(entry.campaign, entry.customer.pseudonym, rules)
        assert drawn == entry.is_held_out, "by the shop's own hash, as the worker goes on"
        assert entry.customer.consent & Consent.MARKETING
    silent = Customer.objects.exclude(consent__in=[Consent.PERSONALISATION, Consent.ALL])
    told = Message.objects.filter(enrolment__customer__in=silent)
    assert told.exists()
    assert not told.exclude(opened_at=None, clicked_at=None).exists()


def _nobody_was_written_to_more_often_than_the_caps_allow():
    rules, spoken = policy(), defaultdict(list)
    for customer, at in Contact.objects.values_list("customer", "at"):
        spoken[customer].append(clock.business_day(at))
        assert rules.quiet_until <= at.astimezone(clock.shop_zone()).hour < rules.quiet_from
    assert spoken
    for days in spoken.values():
        for last in days:
            lately = [day for day in days if 0 <= (last - day).days < 7]
            assert len(lately) <= rules.most_a_week
            assert days.count(last) <= rules.most_a_day


def _campaigns_are_judged_by_who_entered_them():
    judge_campaigns(last=PLAN.end)
    for result in CampaignResult.objects.filter(day=PLAN.end):
        entries = Enrolment.objects.filter(campaign=result.campaign)
        assert result.treated + result.held_out == entries.values("customer").distinct().count()
    days = CampaignDay.objects.aggregate(sent=Sum("sent"), opened=Sum("opened"))
    assert days["sent"] == Message.objects.filter(state=MessageState.SENT).count()
    assert 0 < days["opened"] < days["sent"]


def test_another_shops_goods_are_never_mixed_with_it(db):
    make_product()
    with progress_steps(quiet=True) as steps, pytest.raises(NotEmpty):
        build_demo(plan=PLAN, steps=steps)
    with pytest.raises(CommandError, match="SHELFWISE_DATA_DIR"):
        call_command("build_demo", quiet=True)


def test_building_twice_builds_once(db, settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call_command("build_demo", days=20, customers=80, quiet=True, stdout=StringIO())
    orders = Order.objects.count()
    assert DailyDemand.objects.exists()

    said = StringIO()
    call_command("build_demo", days=20, customers=80, quiet=True, stdout=said)

    assert "stands already" in said.getvalue()
    assert Order.objects.count() == orders
