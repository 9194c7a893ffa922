"""The frame of the dashboards: what is asked, who may see, files of figures."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role, assign_role
from analytics.models import Dimension
from foundation import clock
from foundation.money import Money
from shop.dashboards.asking import Comparison, Question, Range, period_of
from shop.dashboards.files import as_csv
from shop.dashboards.filters import value_name
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Period, Table
from shop.dashboards.tests.factories import fill_days, make_day
from shop.tests.busy_shop import make_staff

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SUNDAY = date(2026, 11, 22)
NARROW_PAGE = Dashboard("any", "Any", "home", lambda asked: Page(), dimensions=(Dimension.COUNTRY,))


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


def asked_of(query, dashboard=NARROW_PAGE):
    return Question.of(QueryDict(query), dashboard)


def test_named_ranges_are_of_full_days_and_months_are_up_to_today():
    assert period_of(Range.WEEK, SUNDAY) == Period(date(2026, 11, 15), date(2026, 11, 21))
    assert period_of(Range.THIS_MONTH, SUNDAY) == Period(date(2026, 11, 1), SUNDAY)
    assert period_of(Range.LAST_MONTH, date(2026, 3, 31)) == Period(
        date(2026, 2, 1), date(2026, 2, 28)
    )


def test_a_period_is_held_against_as_many_days_before_or_the_same_weekdays_of_a_year_before():
    period = Period(date(2026, 11, 15), date(2026, 11, 21))
    assert period.before() == Period(date(2026, 11, 8), date(2026, 11, 14))
    assert period.year_before().first.weekday() == period.first.weekday()
    assert period.year_before() == Period(date(2025, 11, 16), date(2025, 11, 22))


def test_an_address_says_again_what_it_asked():
    for query in (
        "",
        "range=last-7&compare=year",
        "range=own&first=2026-01-05&last=2026-02-01&compare=none&only=country%3ADE",
    ):
        question = asked_of(query)
        assert asked_of(question.address()) == question
        assert question.address() == query


def test_days_the_wrong_way_round_are_put_right():
    own = asked_of("first=2026-03-09&last=2026-03-01&range=own").own
    assert own == Period(date(2026, 3, 1), date(2026, 3, 9))


def test_days_that_were_changed_in_the_form_count_whatever_range_stands_beside_them():
    days = "first=2026-03-01&last=2026-03-09"
    changed = asked_of(f"range=last-28&{days}&shown=2026-02-01/2026-02-28")
    assert changed.own == Period(date(2026, 3, 1), date(2026, 3, 9))
    assert asked_of(f"range=last-7&{days}&shown=2026-03-01/2026-03-09").span == Range.WEEK


@pytest.mark.django_db
def test_the_form_leads_to_a_short_address(staff):
    asked = {"range": "last-28", "first": "2026-03-01", "last": "2026-03-09", "compare": "before",
             "only": "", "shown": "2026-02-01/2026-02-28"}  # fmt: skip
    answer = staff.get(reverse("admin:dashboard_owner"), asked)
    assert answer["Location"] == (
        "/admin/dashboards/owner/?range=own&first=2026-03-01&last=2026-03-09"
    )


def test_a_page_is_filtered_by_its_own_dimensions_alone():
    assert asked_of("only=country:DE").dimension == Dimension.COUNTRY
    assert asked_of("only=device:phone").dimension == Dimension.ALL


@given(
    st.dictionaries(
        st.sampled_from(["range", "first", "last", "compare", "only"]), st.text(max_size=30)
    )
)
def test_no_address_breaks_the_question(told):
    query = QueryDict(mutable=True)
    query.update(told)
    question = Question.of(query, NARROW_PAGE)
    assert question.span in Range
    assert question.compare in Comparison


@pytest.mark.django_db
def test_ranges_of_a_shop_that_ended_long_ago_are_counted_from_its_end():
    fill_days(date(2011, 12, 9), 3)
    asked = asked_of("range=last-7").asked(clock.now())
    assert asked.period == Period(date(2011, 12, 3), date(2011, 12, 9))


@pytest.mark.django_db
def test_nothing_is_held_against_days_of_which_nothing_is_known(staff):
    fill_days(clock.business_day(), 30)
    asked = asked_of("range=last-28").asked(clock.now())
    assert asked.compared is None
    page = staff.get(reverse("admin:dashboard_owner")).content.decode()
    assert "nothing is compared" in page
    assert asked_of("range=last-7").asked(clock.now()).compared is not None


def figure_of(*rows, columns=("Source", "Revenue")):
    return Figure("sources", "Sources", Table(columns, tuple(rows)))


def read_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_a_file_holds_plain_numbers_and_no_formula():
    figure = figure_of(
        (Cell("=cmd()"), Cell(Money(123456, "EUR"), "€1,234.56")), (Cell("mail"), Cell(None))
    )
    response = as_csv(figure, Period(SUNDAY, SUNDAY))
    assert read_csv(response) == [
        ["Source", "Revenue (EUR)"],
        ["'=cmd()", "1234.56"],
        ["mail", ""],
    ]
    assert 'filename="sources-2026-11-22-2026-11-22.csv"' in response["Content-Disposition"]


@pytest.mark.django_db
def test_the_first_page_opens_and_its_figures_can_be_had_as_files(staff):
    fill_days(clock.business_day(), 60)
    home = staff.get(reverse("admin:dashboards"), follow=True)
    page = home.content.decode()
    assert home.status_code == 200
    assert "Revenue" in page
    assert "figure=revenue" in page
    rows = read_csv(staff.get(reverse("admin:dashboard_owner"), {"figure": "revenue"}))
    assert rows[0] == ["Day", "This period (EUR)", "Before (EUR)"]
    assert len(rows) == 1 + 28
    assert float(rows[-1][1]) == 59 * 50
    assert staff.get(reverse("admin:dashboard_owner"), {"figure": "nothing"}).status_code == 404


@pytest.mark.django_db
def test_an_empty_shop_is_told_when_figures_come(staff):
    page = staff.get(reverse("admin:dashboard_owner"))
    assert page.status_code == 200
    assert "No day is counted yet" in page.content.decode()


@pytest.mark.django_db
def test_a_filter_with_fewer_than_ten_people_tells_nothing(staff):
    today = clock.business_day()
    fill_days(today, 40)
    fill_days(today - timedelta(days=1), 1, dimension=Dimension.COUNTRY, value="LI")
    url = reverse("admin:dashboard_owner")
    page = staff.get(url, {"only": "country:LI"}).content.decode()
    assert "Fewer than ten people" in page
    assert "Liechtenstein" not in staff.get(url).content.decode()
    fill_days(today - timedelta(days=2), 5, dimension=Dimension.COUNTRY, value="LI")
    assert "Fewer than ten people" not in staff.get(url, {"only": "country:LI"}).content.decode()
    assert "Liechtenstein" in staff.get(url).content.decode()


@pytest.mark.django_db
def test_a_filter_is_not_held_against_days_with_fewer_than_ten_people(staff):
    last = clock.business_day() - timedelta(days=1)
    fill_days(last, 40)
    make_day(last, 12, dimension=Dimension.COUNTRY, value="LI")
    make_day(last - timedelta(days=7), 1, dimension=Dimension.COUNTRY, value="LI")
    asked = {"only": "country:LI", "range": "last-7"}
    page = staff.get(reverse("admin:dashboard_owner"), asked).content.decode()
    assert "€600.00" in page
    assert "€50.00 before" not in page
    assert "nothing is compared" in page
    make_day(last - timedelta(days=8), 9, dimension=Dimension.COUNTRY, value="LI")
    page = staff.get(reverse("admin:dashboard_owner"), asked).content.decode()
    assert "€500.00 before" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "opens"),
    [(Role.OWNER, True), (Role.MANAGER, True), (Role.ANALYST, True), (Role.MERCHANDISER, False),
     (Role.SUPPORT, False), (Role.WAREHOUSE, False)],
)  # fmt: skip
def test_a_page_opens_for_those_who_may_see_it(client, role, opens):
    user = User.objects.create_user("who@example.com", "a good long password")
    assign_role(user=user, role=role, actor=None)
    client.force_login(user, backend=BACKEND)
    assert client.get(reverse("admin:dashboard_owner")).status_code == (200 if opens else 403)


def test_figures_are_found_by_their_key():
    figure = figure_of()
    page = Page(lists=(figure,))
    assert page.figure("sources") is figure
    assert page.figure("other") is None
    assert Asked(Period(SUNDAY, SUNDAY)).is_filtered is False


@pytest.mark.parametrize(
    ("dimension", "words"),
    [
        (Dimension.SOURCE, "direct, or not known"),
        (Dimension.CAMPAIGN, "no campaign"),
        (Dimension.COUNTRY, "not known"),
    ],
)
def test_what_bears_no_name_is_not_called_unknown_where_it_is_known(dimension, words):
    assert value_name(dimension, "") == words
