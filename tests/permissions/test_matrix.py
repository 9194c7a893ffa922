"""Every address × everybody: guest, customer, another customer, each role. No 500 anywhere."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import NoReverseMatch, reverse

from accounts.models import Customer
from accounts.roles import Role
from foundation.refusals import Refusal
from shop.bulk.edits import edits_of
from shop.bulk.lists import ACTION, change_many
from shop.bulk.models import BulkChange
from shop.bulk.planning import require_permission
from tests.permissions import addresses
from tests.permissions.admin_rules import ADMIN_ACTIONS, ADMIN_PAGES, CHANGE_MANY
from tests.permissions.conftest import ADA, GUEST, OTHER
from tests.permissions.rules import RULES, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.any_database]
PEOPLE = [GUEST, ADA, OTHER, *Role.values]
LOGIN = "/accounts/login/"
SEEN = {200, 201, 204, 206}
CLOSED = {302, 401, 403, 404}
# What leaving, erasing and changing one's password would do to the pages that follow.
METHODS = ("get", "post", "put", "patch", "delete")
LAST = ("account_logout", "storefront:data-erase", "admin:logout")


def test_every_address_has_a_rule():
    """Look at the docstring of ``rules.py`` for how to write one."""
    missing = sorted(set(addresses.shop_names()) - set(RULES))
    assert not missing, "addresses without a rule"
    known = set(addresses.standard_admin_names()) | set(ADMIN_PAGES)
    missing = sorted(set(addresses.admin_names()) - known)
    assert not missing, "pages of the admin without a rule"
    missing = sorted(set(addresses.admin_actions()) - set(ADMIN_ACTIONS))
    assert not missing, "actions of the admin without a rule"
    missing = sorted(set(addresses.lists_of_many()) - set(CHANGE_MANY))
    assert not missing, "lists of many without a rule"


def test_no_rule_is_left_of_an_address_that_is_gone():
    gone = sorted(set(RULES) - set(addresses.shop_names()))
    gone += sorted(set(ADMIN_PAGES) - set(addresses.admin_names()))
    gone += sorted(set(ADMIN_ACTIONS) - set(addresses.admin_actions()))
    gone += sorted(set(CHANGE_MANY) - set(addresses.lists_of_many()))
    assert not gone


def test_only_catch_alls_have_no_name():
    """A view without a name would escape the rules."""
    harmless = ("Nowhere", "catch_all", "RedirectView", "redirect")
    odd = [text for text in addresses.unnamed() if not any(word in text for word in harmless)]
    assert not [text for text in odd if "<path:object_id>/" not in text], odd


@pytest.mark.parametrize("who", PEOPLE)
def test_the_shop_and_its_api(ask, world, who):
    urls = {name: reverse(name, kwargs=rule.address(world)) for name, rule in RULES.items()}
    for name, rule in sorted(RULES.items(), key=lambda entry: entry[0] in LAST):
        methods = METHODS if name.startswith("api:") else ("get", "post")
        for method in methods:
            response = ask(who, method, urls[name])
            judge(rule, method, who, response, f"{method} {name} as {who}", world)
            if who == GUEST and rule.kind in {Kind.CUSTOMERS, Kind.OWNER}:
                _leads_to_the_login(ask, response, f"{method} {name}")


def test_pages_are_read_and_posted_to_and_nothing_else(ask, world):
    """Nothing hides behind a method that no page uses."""
    for who in (GUEST, OTHER, Role.OWNER):
        for name, rule in RULES.items():
            if name.startswith("api:") or name in LAST:
                continue
            url = reverse(name, kwargs=rule.address(world))
            for method in ("put", "patch", "delete"):
                status = ask(who, method, url).status_code
                if who == GUEST and rule.kind is not Kind.EVERYBODY:
                    assert status in CLOSED | {405}, f"{method} {name}: {status}"
    assert _belongings(world)


def _leads_to_the_login(ask, response, what):
    """At once, or by way of the page that a form stands on."""
    if response.status_code != 302 or LOGIN in response["Location"]:
        return
    next_one = ask(GUEST, "get", response["Location"])
    assert next_one.status_code == 302, f"{what}: {response['Location']}"
    assert LOGIN in next_one["Location"], f"{what}: {next_one['Location']}"


def judge(rule, method, who, response, what, world):
    """What an answer must be by the rule of its address."""
    status = response.status_code
    if rule.kind is Kind.EVERYBODY:
        assert status not in {401}, what
    elif rule.kind is Kind.CUSTOMERS and who == GUEST:
        assert status in CLOSED | {405}, f"{what}: {status}"
    elif rule.kind is Kind.OWNER and who != ADA:
        assert status in CLOSED | {405}, f"{what}: {status}"
        if status == 302 and who != GUEST:
            assert not response["Location"].startswith("/account/wishlists/"), what
    elif rule.kind is Kind.STAFF:
        needed = rule.permission if method == "get" else rule.writes
        user = world.staff.get(who)
        if user is not None and user.has_perm(needed):
            lacking = {404} if rule.may_lack else set()
            assert status in SEEN | lacking | {400, 405, 409, 415}, f"{what}: {status}"
        else:
            assert status in {401, 403, 405}, f"{what}: {status}"


OBJECTS = {name: rule for name, rule in RULES.items() if rule.kind is Kind.OWNER}
SECRETS = {name: rule for name, rule in RULES.items() if rule.kind is Kind.HOLDER}


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_nothing_of_anothers_is_answered_or_changed(ask, world, name):
    """By another customer and by the owner's role alike: pages of the account are one's own."""
    before = _belongings(world)
    url = reverse(name, kwargs=OBJECTS[name].address(world))
    for who in (OTHER, Role.OWNER, GUEST):
        for method in METHODS:
            response = ask(who, method, url)
            assert response.status_code not in SEEN, f"{method} {name} as {who}"
            text = response.content.decode(errors="replace")
            assert world.address.line1 not in text
            assert world.token.prefix not in text
    assert _belongings(world) == before


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_made_up_link_opens_nothing(ask, world, name):
    rule = SECRETS[name]
    url = reverse(name, kwargs=dict.fromkeys(rule.arguments, "made-up-and-long-enough-to-be-one"))
    for who in (GUEST, OTHER, ADA):
        for method in ("get", "post"):
            assert ask(who, method, url).status_code in {302, 404, 405}, name


def _belongings(world):
    rows = (world.address, world.wishlist, world.review, world.token)
    return [
        {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        for row in rows
    ] + [list(world.wishlist.items.values_list("pk", flat=True))]


@pytest.mark.usefixtures("sidebar_made_once")
@pytest.mark.parametrize("who", PEOPLE)
def test_the_pages_of_the_admin(ask, world, who):
    """Without the permission 403; with it a page. An admin may be stricter, never laxer."""
    for name, (model, page) in addresses.standard_admin_names().items():
        row = world.row_of(model)
        needs_row = page in {"change", "delete", "history"}
        if needs_row and row is None:
            continue
        url = reverse(f"admin:{name}", args=[row.pk] if needs_row else [])
        may = _may(world.staff.get(who), model, page)
        response = ask(who, "get", url)
        _judge_page(response, who, f"{name} as {who}", may=may)
        if not may:
            posted = ask(who, "post", url)
            assert posted.status_code in {302, 403}, f"post {name} as {who}"
            if who in world.staff:
                assert posted.status_code == 403, f"post {name} as {who}"


def _may(user, model, page):
    if user is None:
        return False
    app, name = model._meta.app_label, model._meta.model_name
    verbs = {"add": ["add"], "delete": ["delete"]}.get(page, ["view", "change"])
    return any(user.has_perm(f"{app}.{verb}_{name}") for verb in verbs)


def _judge_page(response, who, what, *, may):
    if may:
        # Read-only ledgers refuse adding and deleting to everybody.
        assert response.status_code in {200, 302, 403}, f"{what}: {response.status_code}"
        return
    assert response.status_code in {302, 403}, f"{what}: {response.status_code}"
    if response.status_code == 302:
        assert who in {GUEST, ADA, OTHER}, f"{what} leads to {response['Location']}"
        assert "/login/" in response["Location"], what


@pytest.mark.parametrize("role", Role)
def test_the_actions_of_the_admin(world, rf, role):
    """Only what somebody is offered can be posted: Django looks there before it acts."""
    request = rf.get("/admin/")
    request.user = world.staff[role]
    for name, page in addresses.admin_actions().items():
        may = request.user.has_perm(ADMIN_ACTIONS[name])
        offered = name.split()[1] in page.get_actions(request)
        sees = page.has_view_permission(request)
        assert (offered and sees) == (may and sees), f"{name} as {role}"


@pytest.mark.parametrize("role", Role)
def test_many_rows_are_changed_by_who_may_change_one(world, rf, role):
    """Whoever may not is refused, should they post it though nothing offers it to them."""
    request = rf.post("/admin/")
    request.user = world.staff[role]
    for name, page in addresses.lists_of_many().items():
        may = request.user.has_perm("bulk.add_bulkchange")
        may = may and any(map(request.user.has_perm, CHANGE_MANY[name]))
        assert (ACTION in page.get_actions(request)) == may, f"{name} as {role}"
        begun = BulkChange.objects.count()
        if may:
            assert change_many(page, request, page.model.objects.all()).status_code == 302
        else:
            with pytest.raises(PermissionDenied):
                change_many(page, request, page.model.objects.all())
        assert BulkChange.objects.count() == begun + may, f"{name} as {role}"


@pytest.mark.parametrize("role", Role)
def test_what_is_said_of_many_rows_takes_its_own_permission(world, role):
    """Offered or not: planning asks for the permission of what is said."""
    user = world.staff[role]
    for name, permissions in CHANGE_MANY.items():
        said = edits_of(name)
        assert {edit.permission for edit in said} == permissions, name
        for edit in said:
            if not user.has_perm(edit.permission):
                with pytest.raises(Refusal, match=edit.permission):
                    require_permission(user, edit)
            else:
                require_permission(user, edit)


@pytest.mark.usefixtures("sidebar_made_once")
@pytest.mark.parametrize("who", PEOPLE)
def test_the_other_pages_of_the_admin(ask, world, who):
    models = {
        f"{model._meta.app_label}_{model._meta.model_name}": model
        for model, _page in addresses.standard_admin_names().values()
    }
    user = world.staff.get(who)
    for name, permission in ADMIN_PAGES.items():
        if name in {"logout", "login"}:
            continue
        model = next((m for prefix, m in models.items() if name.startswith(f"{prefix}_")), None)
        model = Customer if name.startswith("customer_") else model
        url = _url(name, world.row_of(model) if model else None)
        if url is None:
            continue
        response = ask(who, "get", url)
        if user is None:
            assert response.status_code in {302, 403}, f"{name} as {who}"
            assert response.status_code != 302 or "/login/" in response["Location"], name
        elif permission and not user.has_perm(permission):
            for answer in (response, ask(who, "post", url)):
                assert answer.status_code in {403, 404}, f"{name} as {who}: {answer.status_code}"
        elif permission:
            assert response.status_code in {200, 302, 404}, (
                f"{name} as {who}: {response.status_code}"
            )


def _url(name, row):
    """The address of a page of the admin; None where it needs a row that there is not."""
    if name == "app_list":
        return reverse("admin:app_list", args=["orders"])
    if name == "view_on_site":
        return None  # only leads to a page of the shop, which has a rule of its own
    for arguments in ([], [row.pk] if row is not None else None):
        if arguments is None:
            return None
        try:
            return reverse(f"admin:{name}", args=arguments)
        except NoReverseMatch:
            continue
    return None
