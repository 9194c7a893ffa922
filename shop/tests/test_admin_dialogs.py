"""Every dialog of the staff pages: it opens, and bad input is told in it with nothing lost."""

import re

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import reverse

from shop.tests.busy_shop import fill_shop, make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BAD = ("", "x", "-1", "0", "9" * 30, "1e400", "é\u202e'\"<b>" * 60)


def _dialogs():
    """(model, address name, takes a row) of everything that a staff page opens a dialog for."""
    for model, page in sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label):
        for actions, on_row in (
            (page._get_base_actions_list(), False),
            (page._get_base_actions_detail(), True),
            (page._get_base_actions_row(), True),
        ):
            for action in actions:
                if action.dialog:
                    yield model, action.action_name, on_row


DIALOGS = sorted(set(_dialogs()), key=lambda entry: entry[1])


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    fill_shop(1)
    return client


def _address(model, name, on_row):
    # The newest row: of orders and returns that is one in which there is work to do.
    args = [model._default_manager.order_by("-pk").first().pk] if on_row else []
    return reverse(f"admin:{name}", args=args)


def test_there_are_dialogs():
    assert len(DIALOGS) > 40


def test_every_dialog_opens(staff):
    for entry in DIALOGS:
        page = staff.get(_address(*entry))
        assert page.status_code == 200, entry
        assert 'id="dialog-form"' in page.content.decode(), entry


@pytest.mark.parametrize("bad", BAD, ids=lambda text: text[:6] or "empty")
def test_bad_input_never_breaks_a_dialog(staff, bad):
    for entry in DIALOGS:
        address = _address(*entry)
        fields = staff.get(address).context["form"].fields
        typed = dict.fromkeys(fields, bad) | {"_form_submitted": "on"}
        with transaction.atomic():
            answer = staff.post(address, typed)
            transaction.set_rollback(True)
        assert answer.status_code == 200, (entry, answer.status_code)


def test_what_cannot_be_done_is_said_in_the_dialog_and_nowhere_else(staff):
    """Each dialog in a state in which its work is refused or done: never closed in silence."""
    for entry in DIALOGS:
        address = _address(*entry)
        with transaction.atomic():
            answer = staff.post(address, {"_form_submitted": "on"})
            transaction.set_rollback(True)
        closed = {"HX-Refresh", "HX-Redirect"} & set(answer.headers)
        told = [str(message) for message in get_messages(answer.wsgi_request)]
        problems = re.findall(r'role="alert"|text-red-600', answer.content.decode())
        assert bool(told) if closed else bool(problems), entry
