"""Opens and clicks: of people, once, and with a name only where they agreed to it."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from events.models import Event
from events.names import Consent, EventName
from foundation import clock
from marketing.content.filling import fill
from marketing.models import CampaignDay
from marketing.tests.factories import (
    make_campaign,
    make_enrolment,
    make_message,
    make_reader,
    make_step,
)

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
BUTTON = {"kind": "button", "text": {"en": "Look"}, "url": "/cart/"}


@pytest.fixture
def message():
    return sent_to(make_reader())


def sent_to(reader):
    step = make_step(make_campaign())
    step.variants.update(blocks=[BUTTON])
    return make_message(
        make_enrolment(step.campaign, reader), step, sent_at=clock.now() - timedelta(hours=1)
    )


def _paths(message):
    html = fill(message, at=clock.now()).html
    click = "/m/c/" + html.split("/m/c/", 1)[1].split('"', 1)[0]
    opened = "/m/o/" + html.split("/m/o/", 1)[1].split('"', 1)[0]
    return opened, click


def _get(client, path, *, agent=PHONE, **headers):
    return client.get(path, headers={"User-Agent": agent, **headers})


def _counted():
    day = CampaignDay.objects.first()
    return (day.opened, day.clicked) if day else (0, 0)


def test_an_open_and_a_click_are_noted_once_of_who_agreed(client, message):
    opened, click = _paths(message)
    for _turn in range(3):
        dot = _get(client, opened)
        assert (dot.status_code, dot["Content-Type"]) == (200, "image/gif")
        assert "no-store" in dot["Cache-Control"]
        assert _get(client, click).status_code == 302
    message.refresh_from_db()
    assert message.opened_at
    assert message.clicked_at
    assert _counted() == (1, 1)
    reader = message.enrolment.customer
    for name in (EventName.MAIL_OPENED, EventName.MAIL_CLICKED):
        event = Event.objects.get(name=name)
        assert (event.customer, event.campaign) == (reader.pseudonym, message.step.campaign.slug)
        assert event.payload == {"mail": "campaign", "step": message.step_id}
        assert event.device == "phone"


def test_a_reader_is_led_on_where_nothing_can_be_written(client, message, monkeypatch, caplog):
    opened, click = _paths(message)

    def busy(**_told):
        raise OperationalError("database is locked")

    for name in ("note_opened", "note_clicked"):
        monkeypatch.setattr(f"shop.storefront.views.mail_links.{name}", busy)
    assert _get(client, opened).status_code == 200
    assert _get(client, click).status_code == 302
    assert "not counted" in caplog.text


def test_a_click_leads_on_and_tells_what_led_there(client, message, settings):
    _opened, click = _paths(message)
    target = _get(client, click)["Location"]
    slug = message.step.campaign.slug
    assert target == (
        f"{settings.SHOP_BASE_URL.rstrip('/')}/cart/"
        f"?utm_source=newsletter&utm_medium=email&utm_campaign={slug}"
    )


def test_of_others_only_the_campaign_counts(client):
    message = sent_to(make_reader(consent=Consent.MARKETING))
    opened, click = _paths(message)
    _get(client, opened)
    _get(client, opened)
    _get(client, click)
    message.refresh_from_db()
    assert message.opened_at is None
    assert message.clicked_at is None
    assert _counted() == (1, 1), "a browser that asks twice is one reader"
    assert not Event.objects.filter(customer__isnull=False).exists()
    _get(client, opened, agent=PHONE + " other")
    assert _counted() == (2, 1)


def test_who_withdrew_meanwhile_is_not_noted(client, message):
    opened, _click = _paths(message)
    reader = message.enrolment.customer
    reader.consent = Consent.MARKETING
    reader.save()
    _get(client, opened)
    message.refresh_from_db()
    assert message.opened_at is None
    assert not Event.objects.filter(customer__isnull=False).exists()
    assert _counted() == (1, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"agent": "Googlebot/2.1"},
        {"agent": "curl/8.0"},
        {"agent": ""},
        {"Sec-Purpose": "prefetch"},
        {"Sec-GPC": "1"},
        {"DNT": "1"},
    ],
)
def test_programs_and_who_does_not_want_it_are_led_on_uncounted(client, message, headers):
    opened, click = _paths(message)
    assert _get(client, opened, **headers).status_code == 200
    assert _get(client, click, **headers).status_code == 302
    assert client.head(click, headers={"User-Agent": PHONE}).status_code == 302
    assert _counted() == (0, 0)


def test_a_filter_that_follows_links_at_once_is_nobody(client, message):
    opened, click = _paths(message)
    type(message).objects.update(sent_at=clock.now())
    _get(client, opened)
    _get(client, click)
    assert _counted() == (0, 0)


def test_a_link_leads_on_when_its_campaign_is_gone(client, message):
    _opened, click = _paths(message)
    message.enrolment.delete()
    assert _get(client, click).status_code == 302


@pytest.mark.parametrize("token", ["x", "a:b", "é", ":" * 50, "%00", "../x"])
def test_foreign_tokens_lead_nowhere(client, token):
    assert _get(client, f"/m/c/{token}/").status_code == 404
    dot = _get(client, f"/m/o/{token}.gif")
    assert dot.status_code in (200, 404)
    assert _counted() == (0, 0)


def test_nothing_is_changed_by_posting(client, message):
    opened, click = _paths(message)
    assert client.post(opened).status_code == 405
    assert client.post(click).status_code == 405
    assert reverse("mail-open", args=["x"]) == "/m/o/x.gif"
