"""A context of each kind, with everything in it; ``name`` may be as hostile as one likes."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from foundation.money import Money
from notifications import contexts
from notifications.kinds import MailKind, ReportKind
from notifications.models import Mail
from notifications.services import send_mail
from notifications.suppression import note_report

WRITTEN_HERE = [kind for kind in MailKind if kind is not MailKind.CAMPAIGN]
"""The others are filled by an app above, and tested there."""
ORDER = "https://shop.example/order/abc/"


def _lines(name):
    picture = "https://shop.example/media/cup.png"
    return (
        contexts.MailLine(name, 2, "Forest, M", ORDER, picture, Money(2500, "EUR")),
        contexts.MailLine("Plain thing", 1),
    )


def make_contexts(name="Ada"):
    lines = _lines(name)
    euro = Money(1234, "EUR")
    head = {"number": "S-1001", "name": name}
    order = {**head, "order_url": ORDER}
    all_of_them = (
        contexts.OrderConfirmation(
            **order,
            placed_on=date(2026, 11, 20),
            lines=lines,
            subtotal=Money(5000, "EUR"),
            discount=Money(500, "EUR"),
            shipping=Money(0, "EUR"),
            tax=Money(750, "EUR"),
            total=Money(4500, "EUR"),
            tax_is_included=True,
            shipping_method="Standard",
            delivery_to=(name, "1 Long Street", "London"),
            payment_note="Pay by invoice.",
        ),
        contexts.OrderReleased(**order, delivery_estimate="1 June – 3 June"),
        contexts.OrderReaddressed(**order, delivery_to=(name, "1 Long Street")),
        contexts.OrderShipped(
            **order,
            lines=lines,
            delivery_to=(name,),
            carrier="Post",
            tracking_number="X1",
            tracking_url="https://post.example/X1",
            more_follows=True,
        ),
        contexts.OrderCancelled(**order, lines=lines, reason=name, refund=euro),
        contexts.RefundDone(**order, amount=euro, reason=name),
        contexts.ReturnUpdate(
            **order,
            return_number="R-7",
            step=contexts.ReturnStep.APPROVED,
            lines=lines,
            note=name,
            send_to=(name, "Depot 1"),
        ),
        contexts.PaymentLink(
            **head, pay_url=ORDER, lines=lines, total=euro, valid_until=date(2026, 12, 1), note=name
        ),
        contexts.GiftCardMail(
            name=name,
            code="s3cret-token",
            worth=euro,
            check_url="https://shop.example/gift-card/",
            message=name,
            good_until=date(2029, 12, 31),
        ),
        contexts.QuoteUpdate(
            **head,
            quote_url=ORDER,
            step=contexts.QuoteStep.OFFERED,
            lines=lines,
            total=euro,
            valid_until=date(2026, 12, 1),
            note=name,
        ),
        contexts.PickUpMail(
            **order,
            step=contexts.PickUpStep.READY,
            code="482913",
            store=(name, "1 Frith Street"),
            kept_until=date(2026, 12, 1),
            lines=lines,
        ),
        contexts.SubscriptionNews(
            name=name,
            page_url=ORDER,
            step=contexts.SubscriptionStep.COMING,
            how_often=name,
            lines=lines,
            total=euro,
            day=date(2026, 12, 1),
            note=name,
        ),
        contexts.DownloadsReady(**order, files=(name, "Pattern"), good_until=date(2026, 12, 31)),
        contexts.CompanyInvitationMail(
            company=name,
            role="Buyer",
            invited_by=name,
            join_url="https://shop.example/join/s3cret-token/",
            valid_until=date(2026, 12, 1),
        ),
        contexts.ApprovalUpdate(
            step=contexts.ApprovalStep.REQUESTED,
            name=name,
            member=name,
            company=name,
            total=euro,
            page_url=ORDER,
            po_number="PO-7",
            note=name,
        ),
        contexts.PasswordReset(reset_url="https://shop.example/reset/s3cret-token/"),
        contexts.AddressConfirmation(confirm_url="https://shop.example/confirm/s3cret-token/"),
        contexts.AccountNotice(title="Changed", text=f"{name} https://shop.example/s3cret-token/"),
        contexts.LoginCode(code="s3cret-token", minutes=10),
        contexts.NewLogin(
            when="20 November 2026, 14:05",
            not_me_url="https://shop.example/not-me/s3cret-token/",
            browser=name,
        ),
        contexts.AlertConfirmation(
            product_name=name,
            product_url=ORDER,
            confirm_url="https://shop.example/alert/s3cret-token/",
        ),
        contexts.BackInStock(product_name=name, product_url=ORDER, options="Forest, M", price=euro),
        contexts.ReviewRequest(**head, lines=lines),
        contexts.LoyaltyNews(
            topic=contexts.LoyaltyTopic.EXPIRING,
            name=name,
            page_url="https://shop.example/account/points/",
            points=120,
            last_day=date(2026, 12, 31),
        ),
        contexts.Message(name=name, title=name, text=f"{name}\nSee you", code="TEN", offer=name),
        contexts.Answer(name=name, subject=name, text=f"{name}\nSee you", talk_url=ORDER),
        contexts.DashboardReport(
            schedule=1,
            title=name,
            page_url="https://shop.example/admin/dashboards/owner/",
            first=date(2026, 11, 9),
            last=date(2026, 11, 15),
        ),
    )
    return {context.kind: context.as_json() for context in all_of_them}


def queue_mail(kind=MailKind.REFUND, **changes) -> Mail:
    fields = {
        "kind": kind,
        "to": "ada@shop.example",
        "language": "en",
        "context": make_contexts()[kind],
        "key": uuid4().hex,
        "reference": "S-1001",
        **changes,
    }
    mail = send_mail(**fields)
    assert mail is not None
    return mail


def fill_suppressions(email: str) -> None:
    """An address from which a mail came back for good, for tests of staff pages."""
    note_report(
        provider="test", key=email, kind=ReportKind.HARD_BOUNCE, email=email, status="5.1.1"
    )
