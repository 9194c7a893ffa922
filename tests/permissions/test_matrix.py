"""Every address × everybody: guest, customer, another customer, each role. No 500 anywhere."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.roles import Role
from tests.permissions import addresses
from tests.permissions.rules import ADMIN_PAGES, RULES, Kind
from tests.permissions.world import BACKEND, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GUEST, ADA, OTHER = "guest", "ada", "other"
PEOPLE = [GUEST, ADA, OTHER, *Role.values]
LOGIN = "/accounts/login/"
SEEN = {200, 201, 204, 206}
CLOSED = {302, 401, 403, 404}
# What leaving, erasing and changing one's password would do to the pages that follow.
LAST = ("account_logout", "storefront:data-erase", "admin:logout")


@pytest.fixture
def world(settings):
    settings.PAGE_RATES = dict.fromkeys(settings.PAGE_RATES, "")
    settings.ACCOUNT_RATE_LIMITS = False
    return make_world()


@pytest.fixture
def ask(client, world, monkeypatch):
    """``ask(who, method, url)`` -> response; an error of a view fails the test with its address."""
    monkeypatch.setattr("shop.api.throttling.ByWhoAsks.allow_request", lambda *_: True)
    people = {ADA: world.ada.user, OTHER: world.other.user, **world.staff}

    def request(who, method, url):
        if who == GUEST:
            client.logout()
        elif client.session.get("_auth_user_id") != str(people[who].pk):
            client.force_login(people[who], backend=BACKEND)
        client.raise_request_exception = False
        given = {"content_type": "application/json"} if url.startswith("/api/") else {}
        response = getattr(client, method)(url, **given)
        assert response.status_code < 500, f"{method} {url} as {who}: {response.status_code}"
        return response

    return request


def test_every_address_has_a_rule():
    """Look at the docstring of ``rules.py`` for how to write one."""
    missing = sorted(set(addresses.shop_names()) - set(RULES))
    assert not missing, "addresses without a rule"
    known = set(addresses.standard_admin_names()) | set(ADMIN_PAGES)
    missing = sorted(set(addresses.admin_names()) - known)
    assert not missing, "pages of the admin without a rule"


def test_no_rule_is_left_of_an_address_that_is_gone():
    gone = sorted(set(RULES) - set(addresses.shop_names()))
    gone += sorted(set(ADMIN_PAGES) - set(addresses.admin_names()))
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
        for method in ("get", "post"):
            response = ask(who, method, urls[name])
            _judge(rule, method, who, response, f"{method} {name} as {who}", world)


def _judge(rule, method, who, response, what, world):
    status = response.status_code
    if rule.kind is Kind.EVERYBODY:
        assert status not in {401}, what
    elif rule.kind is Kind.CUSTOMERS and who == GUEST:
        assert status in CLOSED | {405}, f"{what}: {status}"
        assert status != 302 or LOGIN in response["Location"], f"{what}: {response['Location']}"
    elif rule.kind is Kind.OWNER and who != ADA:
        assert status in CLOSED | {405}, f"{what}: {status}"
        assert who != GUEST or status != 302 or LOGIN in response["Location"], what
        if status == 302 and who != GUEST:
            assert not response["Location"].startswith("/account/wishlists/"), what
    elif rule.kind is Kind.STAFF:
        needed = rule.permission if method == "get" else rule.writes
        user = world.staff.get(who)
        if user is not None and user.has_perm(needed):
            assert status in SEEN | {400, 405, 415}, f"{what}: {status}"
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
        for method in ("get", "post", "put", "delete"):
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
