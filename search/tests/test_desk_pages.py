"""The staff pages for rules and synonyms: what is asked for, told at which field, and tried out."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from catalog.models import Product
from catalog.tests.factories import make_product
from foundation.remembered import forget_all
from recommendations.rules.facts import forget_facts
from search import previewing
from search.algorithms.rules import Kind
from search.indexing import rebuild
from search.models import SearchRule, Synonym
from search.services import save_rule

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
RULES, SYNONYMS = "admin:search_searchrule", "admin:search_synonym"


@pytest.fixture(autouse=True)
def _anew():
    forget_all()
    forget_facts()
    yield
    forget_all()


def _staff(client, role):
    user = User.objects.create_user(f"{role}@example.com", "a good long password")
    assign_role(user=user, role=role, actor=None)
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def merchandiser(client):
    return _staff(client, Role.MERCHANDISER)


def _typed(**fields):
    return {
        "match": "exact", "words": "lamp", "language": "", "priority": "100", "is_active": "on",
        "starts_at_0": "2026-01-01", "starts_at_1": "00:00:00", **fields,
    }  # fmt: skip


def test_a_rule_is_kept_with_who_made_it_and_reads_as_a_sentence(merchandiser):
    product = make_product("Lamp")
    answer = merchandiser.post(
        reverse(f"{RULES}_add"), _typed(kind="pin", product=product.pk, position="2")
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert SearchRule.objects.get().changed_by.email == "merchandiser@example.com"
    page = merchandiser.get(reverse(f"{RULES}_changelist")).content.decode()
    assert "“lamp”: “Lamp” stands at place 2." in page


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"kind": "pin"}, ["position", "product"]),
        ({"kind": "boost", "strength": "400"}, ["strength", "product"]),
        ({"kind": "banner"}, ["text"]),
        ({"kind": "banner", "text": "Hello", "link": "//evil.example/"}, ["link"]),
        ({"kind": "redirect", "link": "/en/products/?q=lamp"}, ["link"]),
        ({"kind": "banner", "text": "Hello", "words": ""}, ["words"]),
        ({"kind": "banner", "text": "Hello", "match": "every"}, ["match"]),
        ({"kind": "banner", "text": "Hello", "language": "xx"}, ["language"]),
        ({"kind": "nothing"}, ["kind"]),
    ],
)
def test_what_is_missing_is_told_at_its_field(merchandiser, typed, fields):
    answer = merchandiser.post(reverse(f"{RULES}_add"), _typed(**typed))
    assert answer.status_code == 200
    assert sorted(answer.context["adminform"].form.errors) == sorted(fields)
    assert not SearchRule.objects.exists()


def test_fields_of_another_kind_do_not_stand_in_the_way(merchandiser):
    typed = _typed(kind="redirect", link="/en/", product=make_product().pk, position="3")
    answer = merchandiser.post(reverse(f"{RULES}_add"), typed)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert SearchRule.objects.get().product is None


@pytest.mark.parametrize(
    ("typed", "fields"),
    [({"words": "sofa"}, ["words"]), ({"words": "", "meant": "couch"}, ["words"]),
     ({"words": "sofa, couch", "language": "xx"}, ["language"])],
)  # fmt: skip
def test_a_synonym_that_says_nothing_is_told_at_its_field(merchandiser, typed, fields):
    told = {"language": "en", "meant": "", "note": "", "is_active": "on", **typed}
    answer = merchandiser.post(reverse(f"{SYNONYMS}_add"), told)
    assert list(answer.context["adminform"].form.errors) == fields
    assert not Synonym.objects.exists()


def test_an_analyst_looks_and_changes_nothing(client):
    analyst = _staff(client, Role.ANALYST)
    assert analyst.get(reverse(f"{RULES}_changelist")).status_code == 200
    assert analyst.get(reverse(f"{RULES}_add")).status_code == 403
    assert analyst.post(reverse(f"{SYNONYMS}_add"), {"words": "a, b"}).status_code == 403


def _names(lines):
    return [line.product.name for line in lines]


def test_the_preview_shows_a_search_before_and_after_and_says_why(merchandiser):
    for name in ("Lamp one", "Lamp two", "Rug"):
        make_product(name)
    rebuild()
    rug = Product.objects.get(name_en="Rug")
    save_rule(rule=SearchRule(kind=Kind.PIN, words="lamp", product=rug, position=1), actor=None)
    save_rule(rule=SearchRule(kind=Kind.BANNER, words="lamp", text="Light week"), actor=None)
    found = previewing.preview("Lamp", "en")
    assert sorted(_names(found.before)) == ["Lamp one", "Lamp two"]
    assert _names(found.after)[0] == "Rug"
    assert [line.moved for line in found.after] == [None, -1, -1]
    page = merchandiser.get(
        reverse(f"{RULES}_preview"), {"words": "Lamp", "language": "en"}
    ).content.decode()
    assert "Light week" in page
    assert "“lamp”: “Rug” stands at place 1." in page


def test_the_preview_tells_of_a_redirect_and_of_a_search_without_a_result(merchandiser):
    rebuild()
    save_rule(rule=SearchRule(kind=Kind.REDIRECT, words="voucher", link="/en/gifts/"), actor=None)
    address = reverse(f"{RULES}_preview")
    led = merchandiser.get(address, {"words": "voucher", "language": "en"}).content.decode()
    assert "/en/gifts/" in led
    empty = merchandiser.get(address, {"words": "zzz", "language": "en"}).content.decode()
    assert "This search finds nothing." in empty
    assert merchandiser.get(address, {"words": "", "language": "xx"}).status_code == 200
