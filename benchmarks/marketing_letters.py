"""Sends mails where ``SHELFWISE_DATA_DIR`` says, and prints the CPU seconds of two kinds.

``python -m benchmarks.marketing_letters MAILS``, in an empty folder.
"""

import os
import sys
import time

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from accounts.models import Customer  # noqa: E402
from benchmarks.page_store import build_store  # noqa: E402
from catalog.models import Product  # noqa: E402
from events.names import Consent  # noqa: E402
from foundation import clock  # noqa: E402
from marketing.content.mailing import EmailSender  # noqa: E402
from marketing.kinds import CampaignKind, CampaignState, Reason  # noqa: E402
from marketing.models import (  # noqa: E402
    Campaign,
    Contact,
    ContactPolicy,
    Enrolment,
    Message,
    Step,
    Variant,
)
from notifications.contexts import BackInStock  # noqa: E402
from notifications.kinds import MailKind, MailState  # noqa: E402
from notifications.models import Mail  # noqa: E402
from notifications.sending import send_due  # noqa: E402
from notifications.services import send_mail  # noqa: E402

PRODUCTS = 500


def queue_campaign(mails: int) -> None:
    now = clock.now()
    ContactPolicy.objects.create(quiet_from=0, quiet_until=0)  # measured at whatever hour
    campaign = Campaign.objects.create(
        name="News", slug="news", kind=CampaignKind.ONE_OFF, state=CampaignState.RUNNING
    )
    step = Step.objects.create(campaign=campaign)
    variant = Variant.objects.create(step=step, subject={"en": "News, {name}"}, blocks=_blocks())
    sender = EmailSender()
    for number in range(mails):
        customer = Customer.objects.create(
            email=f"reader-{number}@example.com", name=f"Reader {number}", consent=Consent.ALL
        )
        enrolment = Enrolment.objects.create(
            campaign=campaign, customer=customer, key="once", entered_at=now
        )
        message = Message.objects.create(
            enrolment=enrolment,
            step=step,
            variant=variant,
            medium=step.medium,
            contact=Contact.objects.create(customer=customer, medium=step.medium, at=now),
            queued_at=now,
        )
        reason = sender.queue(message=message, customer=customer, variant=variant, at=now)
        if reason is not Reason.NONE:
            raise SystemExit(f"a mail was not queued: {reason}")


def _blocks() -> list[dict[str, object]]:
    product = Product.objects.order_by("pk").values_list("public_id", flat=True)[0]
    return [
        {"kind": "heading", "text": {"en": "Something for you"}},
        {"kind": "text", "text": {"en": "Hello {name},\n\nthis came in this week."}},
        {"kind": "product", "product": product},
        {"kind": "recommendations", "title": {"en": "You may like"}, "count": 4},
        {"kind": "button", "text": {"en": "To the shop"}, "url": "/"},
    ]


def queue_alerts(mails: int) -> None:
    context = BackInStock("Walnut chair", "https://shop.example/p/walnut-chair/").as_json()
    for number in range(mails):
        send_mail(
            kind=MailKind.BACK_IN_STOCK,
            to=f"reader-{number}@example.com",
            language="en",
            context=context,
            key=f"alert:{number}",
        )


def cpu_seconds_of_sending(mails: int) -> float:
    """User and system time of this process until all that is due was sent."""
    sent_before = Mail.objects.filter(state=MailState.SENT).count()
    began = time.process_time()
    while send_due():
        pass
    spent = time.process_time() - began
    sent = Mail.objects.filter(state=MailState.SENT).count() - sent_before
    if sent != mails:
        raise SystemExit(f"{sent} of {mails} mails were sent")
    return spent


if __name__ == "__main__":
    wanted = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    build_store(PRODUCTS)
    queue_campaign(wanted)
    of_campaign = cpu_seconds_of_sending(wanted)
    queue_alerts(wanted)
    print(of_campaign, cpu_seconds_of_sending(wanted))
