"""The staff home: right figures, few queries, only what the reader may see."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from assistant.kinds import Author, Engine
from assistant.tests.factories import make_conversation, make_turn
from catalog.tests.factories import make_product
from events.models import DeadLetter, Event, Job, JobState
from events.sink.queues import Delivery
from events.sink.sending import send
from events.sink.writing import write
from events.tests.factories import fill_letters, make_parcel
from forecasting.tests.busy_plans import plan_line
from foundation import clock
from foundation.money import Money
from inventory.models import StockLevel
from mlops.models import CheckKind, CheckState, DataCheck
from orders.models import OrderState
from shop.staff_home import selectors
from shop.staff_home.panels import change
from shop.tests.busy_shop import fill_shop, make_order, make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MOST_QUERIES = 42  # of these a count for each kind of chore, and one for what somebody pinned
NOON = datetime(2026, 3, 18, 12, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


def _queries(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("admin:index")).status_code == 200
    return len(queries)


def test_the_page_costs_the_same_queries_in_a_busy_shop(staff):
    fill_shop(2)
    few = _queries(staff)
    fill_shop(6, seed="b")
    assert _queries(staff) <= few <= MOST_QUERIES


def test_an_empty_shop_has_a_home_too(staff):
    page = staff.get(reverse("admin:index")).content.decode()
    assert "No order yet" in page
    assert "Nothing waits" in page


def test_today_is_compared_with_the_same_weekday_until_the_same_time():
    product = make_product()
    for at, minor in (
        (NOON - timedelta(hours=1), 1000),
        (NOON - timedelta(hours=2), 2000),
        (NOON - timedelta(days=7, hours=1), 500),
        (NOON - timedelta(days=7) + timedelta(hours=1), 7000),  # later than noon: not yet
        (NOON - timedelta(days=1), 9000),
    ):
        make_order(product, minor=minor, at=at)
    make_order(product, minor=4000, at=NOON, state=OrderState.CANCELLED)
    figures = selectors.day_figures(at=NOON)
    assert (figures.today.orders, figures.today.revenue.minor) == (2, 3000)
    assert figures.today.average.minor == 1500
    assert (figures.last_week.orders, figures.last_week.revenue.minor) == (1, 500)
    # The chart ends with the last full day.
    assert figures.days[-1] == NOON.date() - timedelta(days=1)
    assert figures.sales[-1].revenue.minor == 9000
    assert figures.sales[-7].revenue.minor == 7500
    assert len(figures.sales) == len(figures.sales_before) == len(figures.days) == 30


def test_an_order_shortly_after_midnight_belongs_to_the_new_day():
    summer_night = datetime(2026, 7, 2, 0, 30, tzinfo=ZoneInfo("Europe/London"))  # 23:30 UTC
    make_order(make_product(), minor=100, at=summer_night)
    figures = selectors.day_figures(at=summer_night + timedelta(hours=1))
    assert figures.today.orders == 1
    assert figures.day == summer_night.date()


def test_orders_in_other_currencies_count_in_the_base_currency(settings):
    order = make_order(make_product(), minor=2200, at=NOON)
    order.currency, order.rate = "USD", Decimal("1.1")
    order.save()
    assert selectors.day_figures(at=NOON).today.revenue == Money(2000, settings.SHOP_BASE_CURRENCY)


def test_a_shop_that_has_been_silent_shows_its_last_day():
    make_order(make_product(), at=NOON)
    later = NOON + timedelta(days=400)
    at = selectors.latest_moment(at=later)
    assert clock.business_day(at) == NOON.date()
    figures = selectors.day_figures(at=at)
    assert figures.today.orders == 1
    assert figures.sales[-1].orders == 1
    assert selectors.silent_since(at=at) == NOON.date()
    assert selectors.latest_moment(at=NOON + timedelta(days=3)) == NOON + timedelta(days=3)


def test_the_top_products_are_ranked_by_revenue_within_the_days():
    cheap, dear, past = make_product(), make_product(), make_product()
    make_order(cheap, quantity=9, minor=100, at=NOON)
    make_order(dear, quantity=1, minor=5000, at=NOON)
    make_order(past, quantity=1, minor=9000, at=NOON - timedelta(days=10))
    ranked = selectors.top_products(at=NOON, days=(7, 28))
    assert [row.product_id for row in ranked[7]] == [dear.pk, cheap.pk]
    assert [row.product_id for row in ranked[28]] == [past.pk, dear.pk, cheap.pk]


def test_low_stock_names_first_what_sells_most_and_how_long_it_lasts():
    slow, fast, plenty = make_product(stock=2), make_product(stock=2), make_product(stock=90)
    StockLevel.objects.update(reorder_point=5)
    make_order(fast, quantity=28, at=NOON)
    make_order(plenty, quantity=28, at=NOON)
    rows = selectors.low_stock(at=NOON)
    assert [row.product for row in rows] == [str(fast), str(slow)]
    assert [row.days_left for row in rows] == [2, None]


def test_events_that_wait_for_nobody_or_cannot_be_written_are_told(
    staff, settings, tmp_path, monkeypatch
):
    write([Delivery(b"no parcel")])
    fill_letters()  # of an unknown product, which any stranger may send: no chore
    settings.EVENT_SINK, settings.REDIS_URL, settings.SPOOL_DIR = "queue", "", tmp_path
    send(make_parcel())
    assert {chore.kind: chore.count for chore in selectors.chores()} == {"letter": 1}

    later = clock.now() + timedelta(minutes=7, seconds=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert {chore.kind: chore.count for chore in selectors.chores()} == {"letter": 1, "ingest": 7}
    listed = staff.get(
        reverse("admin:events_deadletter_changelist") + "?reason__in=unreadable,refused,worn"
    )
    assert listed.context["cl"].result_count == 1


def test_a_dead_letter_is_tried_again_from_its_page_and_from_the_list(staff):
    fill_letters()
    fill_letters()
    for letter in DeadLetter.objects.all():  # what was missing then is there now
        letter.content["body"] = letter.content["body"].replace("product.viewed", "list.viewed")
        letter.content["body"] = re.sub(
            '"product": "[^"]*"', '"product": ""', letter.content["body"]
        )
        letter.save()
    first, second = DeadLetter.objects.order_by("pk")
    url = reverse("admin:events_deadletter_try_this_again", args=[first.pk])
    assert staff.post(url, {"_form_submitted": "on"}).headers["HX-Refresh"]
    staff.post(
        reverse("admin:events_deadletter_changelist"),
        {"action": "try_these_again", "_selected_action": second.pk},
    )
    assert not DeadLetter.objects.exists()
    assert Event.objects.count() == 2


def test_a_letter_that_still_cannot_be_written_says_so_and_stays(staff):
    fill_letters()
    letter = DeadLetter.objects.get()
    url = reverse("admin:events_deadletter_try_this_again", args=[letter.pk])
    answer = staff.post(url, {"_form_submitted": "on"}).content.decode()
    assert "still cannot be written" in answer
    page = staff.get(reverse("admin:events_deadletter_change", args=[letter.pk])).content.decode()
    assert "Product unknown" in page
    assert DeadLetter.objects.get().tries == 2
    assert not Event.objects.exists()


def test_what_waits_is_counted_and_linked(staff):
    make_order(make_product(stock=0))
    Job.objects.create(name="train", key="k", state=JobState.FAILED)
    waiting = {chore.kind: chore.count for chore in selectors.chores()}
    assert waiting == {"ship": 1, "sold_out": 1, "job": 1}
    page = staff.get(reverse("admin:index")).content.decode()
    for path in ("?todo=ship", "?stock=out", "?state__exact=failed"):
        assert path in page
    assert (
        staff.get(reverse("admin:orders_order_changelist") + "?todo=ship")
        .context["cl"]
        .result_count
        == 1
    )


def test_what_runs_out_is_told_with_the_page_to_order_on(staff):
    plan_line(make_product("Lamp").variants.get(), supplier=None, free=4)
    calm = plan_line(make_product("Chair").variants.get(), supplier=None, risk=0.01)
    page = staff.get(reverse("admin:index")).content.decode()
    assert "variant is about to run out" in page
    assert reverse("admin:forecasting_planline_queue") in page
    assert "4 left, runs out before more comes: 98%" in page
    assert reverse("admin:forecasting_planline_change", args=[calm.pk]) not in page


def test_staff_see_only_the_panels_of_what_they_may_see(client):
    user = User.objects.create_user("s@example.com", "a good long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_stocklevel"))
    client.force_login(user, backend=BACKEND)
    page = client.get(reverse("admin:index")).content.decode()
    assert "Low stock" in page
    assert "Revenue" not in page


def test_the_chart_has_its_numbers_beside_it_and_no_inline_style(staff):
    make_order(make_product(), minor=123456, at=clock.now() - timedelta(days=1))
    page = staff.get(reverse("admin:index")).content.decode()
    panel = page[page.index("staff-panel-today") : page.index("staff-panel-latest-orders")]
    assert panel.count("€1,234.56") >= 3
    assert "style=" not in panel
    assert "<script" not in panel


@pytest.mark.parametrize(
    ("now", "before", "text", "direction"),
    [
        (3, 3, "as last week", "flat"),
        (0, 0, "as last week", "flat"),
        (3, 0, "nothing then", "up"),
        (0, 3, "none yet", "flat"),
        (6, 4, "+50 %", "up"),
        (1, 4, "−75 %", "down"),
    ],
)
def test_a_change_is_told_in_words(now, before, text, direction):
    assert change(now, before) == {"text": text, "direction": direction}


def test_a_login_for_the_staff_pages_ends_on_the_staff_home(client):
    make_staff()
    page = client.get(reverse("admin:index"), follow=True)
    assert b'name="next" value="/admin/"' in page.content
    fields = {"login": "boss@example.com", "password": "a good long password", "next": "/admin/"}
    answer = client.post(reverse("account_login"), fields)
    assert answer.url == reverse("admin:index")


def test_only_staff_pages_relax_the_content_policy(client):
    client.force_login(make_staff(), backend=BACKEND)
    policy = client.get(reverse("admin:index")).headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in policy
    assert "default-src 'none'" in policy
    elsewhere = client.get("/robots.txt").headers["Content-Security-Policy"]
    assert "unsafe" not in elsewhere


def test_data_that_are_not_as_they_should_be_are_told_until_the_next_look(staff):
    fault = DataCheck.objects.create(
        day=clock.business_day(), checked_at=clock.now(), source="order lines",
        kind=CheckKind.COMPLETENESS, name="cost", state=CheckState.FAILED, value=0.91,
        target=0.995, rows=100, failed=9,
    )  # fmt: skip
    page = staff.get(reverse("admin:index")).content.decode()
    assert "Order lines of the last 13 weeks: Have a cost" in page
    assert "91.00%; 99.50% is wanted" in page

    DataCheck.objects.filter(pk=fault.pk).update(state=CheckState.PASSED)
    assert "Have a cost" not in staff.get(reverse("admin:index")).content.decode()


def test_how_the_language_model_does_is_told_where_there_is_one(staff, settings):
    assert b"Language model" not in staff.get(reverse("admin:index")).content

    settings.LLM_BASE_URL, settings.LLM_MODEL = "https://models.example/v1", "small-one"
    settings.LLM_DAILY_MESSAGES = 3
    conversation = make_conversation()
    for engine in (Engine.MODEL, Engine.MODEL, Engine.FALLBACK, Engine.TRAINED):
        make_turn(conversation, author=Author.ASSISTANT, engine=engine)
    page = staff.get(reverse("admin:index")).content.decode()

    assert "small-one · models.example" in page
    assert "answered 2 of 3 today; as often as it may" in page
