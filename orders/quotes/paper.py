"""An offer as PDF: the same offer always gives the same bytes."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from foundation import clock
from notifications.attachments import Attachment, Unwanted
from notifications.contexts import QuoteStep
from notifications.models import Mail
from orders.building import ship_to
from orders.documents.content import QUOTE, Content, Row, address_lines, billing_lines, seller
from orders.documents.drawing import draw_paper
from orders.models import Order, Quote, QuoteLine, QuoteVersion
from orders.quotes.details import details_of
from orders.quotes.errors import QuoteRefused
from orders.quotes.facts import last_day
from pricing.engine.taxes import tax_shares


def draw_offer(quote: Quote, version: QuoteVersion) -> bytes:
    """An offer that was made, in its buyer's language.

    Raises:
        QuoteRefused: it was not offered yet, or its buyer was forgotten.
    """
    return draw_paper(offer_content(quote, version))


def paper_name(quote: Quote, version: QuoteVersion) -> str:
    return f"{quote}-{version.number}.pdf"


def offer_content(quote: Quote, version: QuoteVersion) -> Content:
    """What stands on the paper of an offer.

    Raises:
        QuoteRefused: it was not offered yet, or its buyer was forgotten.
    """
    if version.offered_at is None or version.valid_until is None:
        raise QuoteRefused(_("There is no offer yet."))
    who = Order(**ship_to(details_of(quote)))
    buyer, delivered_to = billing_lines(who), address_lines(who)
    language = quote.language or settings.LANGUAGE_CODE
    with translation.override(language):
        rows = _rows(version)
        shares = tax_shares(
            ((row.rate, row.total, row.tax) for row in rows), quote.currency, included=True
        )
        return Content(
            kind=QUOTE,
            number=f"{quote} / {version.number}",
            issued_on=clock.business_day(version.offered_at).isoformat(),
            holds_until=last_day(version.valid_until).isoformat(),
            language=language,
            currency=quote.currency,
            seller=seller(),
            buyer=buyer,
            buyer_vat_id=who.vat_number,
            delivered_to=[] if delivered_to == buyer else delivered_to,
            order_number="",
            rows=rows,
            taxes=[
                {"rate": share.rate_basis_points, "net": share.net.minor, "tax": share.tax.minor}
                for share in shares
            ],
            total=version.total_minor,
            prices_include_tax=version.prices_include_tax,
            notes=_notes(version),
        )


def offer_file(mail: Mail) -> list[Attachment]:
    """The PDF that goes with the mail of an offer; the other steps carry none.

    Raises:
        Unwanted: the quote is gone, or nobody knows any more whose it was.
    """
    if mail.context["step"] != QuoteStep.OFFERED:
        return []
    version = (
        QuoteVersion.objects.filter(
            quote__number=mail.context["number"], number=mail.context["version"]
        )
        .select_related("quote")
        .first()
    )
    if version is None:
        raise Unwanted("the quote is gone")
    try:
        content = draw_offer(version.quote, version)
    except QuoteRefused as problem:
        raise Unwanted(problem.message) from problem
    return [Attachment(paper_name(version.quote, version), content, "application/pdf")]


def _rows(version: QuoteVersion) -> list[Row]:
    lines = list(version.lines.all())
    rows = [_row(line) for line in lines]
    total = version.total_minor - sum(row.total for row in rows)
    tax = version.tax_minor - sum(row.tax for row in rows)
    if total:
        rate = version.shipping_tax_rate_basis_points if tax else 0
        rows.append(Row(version.shipping_method or _("Shipping"), total, tax, rate))
    return rows


def _row(line: QuoteLine) -> Row:
    return Row(
        name=line.name,
        sku=line.sku,
        quantity=line.quantity,
        unit_price=line.unit_price_minor,
        rate=line.tax_rate_basis_points,
        tax=line.tax_minor,
        total=line.total_minor,
    )


def _notes(version: QuoteVersion) -> list[str]:
    notes = [version.note] if version.note else []
    if version.reverse_charge:
        notes.append(_("Reverse charge: the buyer owes the value added tax."))
    if version.tax_exemption:
        notes.append(_("Not taxed by certificate %(number)s.") % {"number": version.tax_exemption})
    return notes
