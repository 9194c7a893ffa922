"""What staff do on the pages of webhooks."""
# ruff: noqa: F811  (fixtures of another folder)

import csv
from datetime import datetime

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from events.webhooks.delivering import deliver_due
from events.webhooks.models import WebhookDelivery, WebhookEndpoint
from events.webhooks.tests.conftest import (  # noqa: F401  (fixtures)
    THING,
    endpoint,
    here,
    own_topics,
    publish,
    receiver,
)

pytestmark = pytest.mark.django_db
LIST = "admin:events_webhookendpoint_changelist"


def log_in(client, role):
    user = User.objects.create_user(f"{role}@example.com", "secret-secret")
    assign_role(user=user, role=role, actor=None)
    client.force_login(User.objects.get(pk=user.pk))
    return client


@pytest.fixture
def owner(client):
    return log_in(client, Role.OWNER)


def page(endpoint):
    return reverse("admin:events_webhookendpoint_change", args=[endpoint.pk])


def do(client, model, verb, row, **told):
    address = reverse(f"admin:events_{model}_{verb}", args=[row.pk])
    return client.post(address, {**told, "_form_submitted": "on"})


def test_an_endpoint_is_made_on_its_page_and_its_secret_can_be_read(owner, receiver):
    told = {"name": "ERP", "url": receiver.url, "topics": [THING]}
    answer = owner.post(reverse("admin:events_webhookendpoint_add"), told)
    assert answer.status_code == 302
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.topics == [THING]
    assert endpoint.secret in owner.get(page(endpoint)).content.decode()


def test_an_address_that_is_not_public_is_refused_at_its_field(owner):
    told = {"name": "ERP", "url": "https://10.0.0.1/", "topics": ["*"]}
    answer = owner.post(reverse("admin:events_webhookendpoint_add"), told)
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["url"]


def test_who_may_only_look_reads_no_secret(client, endpoint):
    manager = log_in(client, Role.MANAGER)
    html = manager.get(page(endpoint)).content.decode()
    assert endpoint.name in html
    assert endpoint.secret not in html
    endpoint.refresh_from_db()
    assert endpoint.secret.startswith("whsec_")


def test_changing_the_name_keeps_what_the_form_does_not_show(owner, endpoint):
    told = {"name": "Stock", "url": endpoint.url, "topics": ["*"]}
    assert owner.post(page(endpoint), told).status_code == 302
    row = WebhookEndpoint.objects.get()
    assert (row.name, row.topics, row.secret) == ("Stock", ["*"], endpoint.secret)


def test_pause_go_on_and_ping(owner, endpoint, receiver):
    do(owner, "webhookendpoint", "pause", endpoint)
    endpoint.refresh_from_db()
    assert endpoint.state == "paused"
    do(owner, "webhookendpoint", "resume", endpoint)
    do(owner, "webhookendpoint", "ping", endpoint)
    assert deliver_due() == 1
    assert receiver.received[0].content["topic"] == "ping"


def test_the_log_shows_each_try_and_sends_again(owner, endpoint, receiver, publish):
    receiver.reply = lambda _message: 500
    receiver.says = b"out of order <b>"
    publish(1)
    deliver_due()
    row = WebhookDelivery.objects.get()
    html = owner.get(reverse("admin:events_webhookdelivery_change", args=[row.pk])).content.decode()
    assert "out of order &lt;b&gt;" in html
    receiver.reply = lambda _message: 200
    do(owner, "webhookdelivery", "send_again", row)
    assert deliver_due() == 1


def test_the_log_is_saved_as_a_table_without_what_was_sent(owner, endpoint, publish):
    publish(1, 2)
    first, second = WebhookDelivery.objects.order_by("pk")
    WebhookDelivery.objects.filter(pk=second.pk).update(error="=1+1")
    told = {"action": "save_chosen", "_selected_action": [first.pk, second.pk]}

    answer = owner.post(reverse("admin:events_webhookdelivery_changelist"), told)

    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))
    assert [row["event_id"] for row in rows] == [str(first.event_id), str(second.event_id)]
    assert [row["error"] for row in rows] == ["", "'=1+1"], "no formula to a spreadsheet"
    assert rows[0]["endpoint"] == endpoint.name
    assert datetime.fromisoformat(rows[0]["occurred_at"]) == first.occurred_at
    assert first.body not in str(rows)


def test_what_was_lost_is_sent_again_since_a_day(owner, endpoint, receiver, publish):
    publish(1, 2)
    deliver_due()
    do(owner, "webhookendpoint", "send_again", endpoint, since="2020-01-01")
    assert deliver_due() == 2
    assert receiver.numbers() == [1, 2, 1, 2]


def test_a_removed_endpoint_is_gone(owner, endpoint):
    answer = do(owner, "webhookendpoint", "remove", endpoint)
    assert answer.headers["HX-Redirect"] == reverse(LIST)
    assert not WebhookEndpoint.objects.exists()
