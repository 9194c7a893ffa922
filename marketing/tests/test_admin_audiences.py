"""Staff build an audience from rows and see how many it finds; one in use is left alone."""

import re

import pytest
from django.urls import reverse

from accounts.models import Customer, User
from accounts.roles import Role, assign_role
from accounts.tests.factories import make_customer
from marketing.kinds import CampaignState
from marketing.models import Audience
from marketing.tests.factories import make_audience, make_campaign, make_reader

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ADD = "admin:marketing_audience_add"
GERMANS = {
    "match": "all",
    "rules": [{"field": "country", "is": "one_of", "value": ["DE"]}],
}
TYPED = {
    "name": "Germans",
    "description": "",
    "match:": "all",
    "field:0": "country",
    "is:0": "one_of",
    "value:0": ["DE"],
}


@pytest.fixture
def staff(client):
    boss = User.objects.create_superuser(
        "boss@example.com", "a good long password", name="Ada Boss"
    )
    client.force_login(boss, backend=BACKEND)
    return client


@pytest.fixture
def germans():
    for number in range(12):
        make_reader(f"German {number}", country="DE")
    make_reader("Briton", country="GB")


def page_of(client, audience):
    return client.get(reverse("admin:marketing_audience_change", args=[audience.pk]))


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_an_audience_is_saved_as_its_rows_say_and_counted(staff, germans):
    response = staff.post(reverse(ADD), TYPED | {"do": "save"}, follow=True)

    audience = Audience.objects.get()
    assert audience.rule == GERMANS
    assert audience.customers == 12
    assert "Country is Germany." in text_of(response)


def test_the_count_is_told_without_saving(staff, germans):
    Customer.objects.filter(name="German 1").update(consent=0)

    response = staff.post(reverse(ADD), TYPED | {"do": "show"})

    words = text_of(response)
    assert "Customers 12 " in words
    assert "May be written to nearly all" in words  # one is left out: nobody shall guess whom
    assert not Audience.objects.exists()


def test_few_are_told_as_few(staff):
    make_reader("Ada", country="DE")

    assert "Customers fewer than 10" in text_of(staff.post(reverse(ADD), TYPED | {"do": "show"}))


def test_htmx_gets_the_builder_alone(staff, germans):
    response = staff.post(reverse(ADD), TYPED, headers={"HX-Request": "true"})

    assert response.content.decode().strip().startswith('<div id="builder"')


def test_rows_and_groups_are_added_and_removed_by_plain_buttons(staff):
    added = staff.post(reverse(ADD), TYPED | {"do": "add:"}).content.decode()
    assert 'name="field:1"' in added
    grouped = staff.post(reverse(ADD), TYPED | {"do": "group:"}).content.decode()
    assert 'name="match:1"' in grouped
    assert 'name="field:1.0"' in grouped
    removed = staff.post(reverse(ADD), TYPED | {"do": "remove:0"}).content.decode()
    assert 'name="field:0"' not in removed


@pytest.mark.parametrize("do", ["remove:", "remove:7", "add:9.9", "group:0.0.0", "drop:1", "add:x"])
def test_buttons_that_no_page_has_do_nothing(staff, germans, do):
    response = staff.post(reverse(ADD), TYPED | {"do": do})

    assert response.status_code == 200
    assert response.content.decode().count('name="field:') == 1


def test_another_field_begins_anew(staff):
    changed = TYPED | {"was:0": "country", "field:0": "orders"}

    response = staff.post(reverse(ADD), changed)

    assert "Give a whole number." in response.content.decode()
    assert 'value="at_least" selected' in response.content.decode()


@pytest.mark.parametrize(
    ("field", "operator", "value", "days", "kept"),
    [
        ("value", "at_least", "199.50", "", 19_950),
        ("value", "at_least", "199,50", "", 19_950),
        ("churn_risk", "at_most", "40", "", 40),
        ("login", "is", "no", "", False),
        ("searched", "did", "", "14", {"of": [], "days": 14}),
        ("registered", "within", "90", "", 90),
    ],
)
def test_each_kind_is_typed_and_shown_as_typed(staff, field, operator, value, days, kept):
    typed = {"name": "A", "match:": "all", "field:0": field, "is:0": operator, "do": "save"}
    typed |= {"value:0": value} if value else {}
    typed |= {"days:0": days} if days else {}

    staff.post(reverse(ADD), typed)

    audience = Audience.objects.get()
    assert audience.rule["rules"][0]["value"] == kept
    page = page_of(staff, audience)
    again = page.context["builder"].rows[0]
    assert (again.text.replace(".", ",") or again.days) in {value.replace(".", ","), days}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "This field cannot be blank."),
        ({"value:0": ["XX"]}, "the shop has no “XX”"),
        ({"value:0": []}, "Choose at least one."),
        ({"field:0": "mood"}, "Choose what to ask for."),
        ({"match:": "some"}, "Choose how the rules are taken together."),
        ({"field:0": "orders", "is:0": "at_least", "value:0": "-1"}, "Give a whole number."),
        ({"field:0": "orders", "is:0": "at_least", "value:0": "9" * 13}, "Give a whole number."),
        ({"field:0": "value", "is:0": "at_least", "value:0": "1e999999"}, "Give a"),
        ({"field:0": "value", "is:0": "at_least", "value:0": "NaN"}, "Give a whole number."),
        ({"field:0": "bought_product", "is:0": "did", "value:0": "no-such"}, "has no “no-such”"),
    ],
)
def test_what_cannot_be_kept_is_told_where_it_stands(staff, germans, changed, told):
    response = staff.post(reverse(ADD), TYPED | changed | {"do": "save"})

    assert response.status_code == 200
    assert told in text_of(response)
    assert not Audience.objects.exists()


def test_presets_begin_an_audience_with_one_press(staff):
    offered = staff.get(reverse(ADD)).content.decode()
    assert 'value="preset:at_risk"' in offered

    for _twice in range(2):
        staff.post(reverse(ADD), {"do": "preset:at_risk"})

    assert set(Audience.objects.values_list("name", flat=True)) == {"At risk", "At risk 2"}


def test_a_preset_that_there_is_not_is_told(staff):
    response = staff.post(reverse(ADD), {"do": "preset:nonsense"}, follow=True)

    assert "There is no such audience to begin with." in text_of(response)


def test_names_are_shown_to_those_alone_who_may_see_customers(client, staff, germans):
    audience = make_audience(rule=GERMANS)
    assert "German 11" in page_of(staff, audience).content.decode()

    analyst = make_customer("Ann Analyst").user
    assign_role(user=analyst, role=Role.ANALYST, actor=None)
    client.force_login(analyst, backend=BACKEND)

    page = page_of(client, audience)
    assert page.status_code == 200
    assert "German 11" not in page.content.decode()
    assert "Customers 12 " in text_of(page)


def test_who_may_only_look_changes_nothing(client):
    audience = make_audience(rule=GERMANS)
    analyst = make_customer("Ann Analyst").user
    assign_role(user=analyst, role=Role.ANALYST, actor=None)
    client.force_login(analyst, backend=BACKEND)
    page = reverse("admin:marketing_audience_change", args=[audience.pk])

    assert 'name="do"' not in client.get(page).content.decode()
    assert client.post(page, TYPED | {"do": "save"}).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403


def test_a_running_campaign_keeps_its_audience_as_it_is(staff, germans):
    audience = make_audience(name="Germans", rule={})
    make_campaign(name="Spring", audience=audience, state=CampaignState.RUNNING)
    page = reverse("admin:marketing_audience_change", args=[audience.pk])

    refused = staff.post(page, TYPED | {"do": "save"})

    assert "“Spring” goes by it" in text_of(refused)
    audience.refresh_from_db()
    assert audience.rule == {}


def test_an_audience_is_deleted_only_where_nothing_goes_by_it(staff, germans):
    free, named = make_audience(), make_audience(name="Named", rule=GERMANS)
    asking = {"field": "audience", "is": "one_of", "value": [str(named.pk)]}
    make_audience(name="Asking", rule={"match": "all", "rules": [asking]})

    for audience in (free, named):
        page = reverse("admin:marketing_audience_delete", args=[audience.pk])
        response = staff.post(page, {"post": "yes"}, follow=True)

    assert not Audience.objects.filter(pk=free.pk).exists()
    assert Audience.objects.filter(pk=named.pk).exists()
    assert "“Asking” asks for it" in text_of(response)


def test_a_rule_of_an_older_shop_opens_empty_and_breaks_no_page(staff):
    audience = make_audience(rule={"match": "all", "rules": [{"field": "gone"}]})

    assert page_of(staff, audience).status_code == 200


def test_the_page_costs_few_questions(staff, germans, django_assert_max_num_queries):
    audience = make_audience(rule=GERMANS)
    page_of(staff, audience)

    with django_assert_max_num_queries(12):
        page_of(staff, audience)
