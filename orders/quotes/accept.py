"""A buyer takes an offer: the order is placed at exactly its prices, once.

One transaction locks the quote first; whoever comes second finds it accepted. Where the company
buys on invoice the order is placed with its stock in that transaction, else it waits to be paid
on its page. Where an approver has to agree, the offer is kept as it is until they have decided.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.companies.certificates import certificate_of
from accounts.companies.members import company_of
from accounts.models import Company, Customer
from events.context import NOBODY, EventContext
from foundation import clock
from foundation.money import Money
from foundation.transactions import retry_once
from orders.companies.ask import ask_approval
from orders.companies.terms import (
    buys_on_invoice,
    check_po_number,
    check_terms,
    needs_approval,
)
from orders.models import Order, Quote, QuoteState, QuoteVersion
from orders.quotes.errors import QuoteRefused
from orders.quotes.facts import announce, company_of_asker, current, locked, tell_outcome
from orders.quotes.placing import place_at_once, write_order


def accept_quote(
    *,
    quote: Quote,
    customer: Customer,
    version: int,
    po_number: str = "",
    context: EventContext = NOBODY,
    at: datetime | None = None,
) -> Quote:
    """Take the offer of a version; it is accepted with its order, or waits for an approver.

    Raises:
        QuoteRefused: it is no offer any more, another one is out, or the stock has gone.
        TermsRefused: the company's terms do not allow it; ``field`` names what is missing.
    """

    def accept() -> Quote:
        taken = locked(quote)
        offered = _offer_that_holds(taken, version, at)
        total = Money(offered.total_minor, taken.currency)
        taken.po_number = po_number.strip()
        company = _buying_company(taken, offered, customer, at)
        if needs_approval(customer=customer, total=total):
            taken.state = QuoteState.APPROVAL
            taken.save(update_fields=["state", "po_number"])
            announce(taken, "approval")
            ask_approval(
                quote=taken, customer=customer, total=total, po_number=taken.po_number, at=at
            )
            return taken
        _order(taken, offered, company, context, at)
        return taken

    return retry_once(accept)


def place_approved(*, quote: Quote, approver: Customer, at: datetime | None = None) -> Order:
    """The approver agreed: place the order at the prices that were accepted.

    Called again it answers with the same order.

    Raises:
        QuoteRefused: it waits for nobody's approval, or the stock has gone.
        TermsRefused: the company's terms do not allow it.
    """

    def place() -> Order:
        taken = locked(quote)
        if taken.state == QuoteState.ACCEPTED and taken.order is not None:
            return taken.order
        if taken.state != QuoteState.APPROVAL:
            raise QuoteRefused(_("This quote waits for nobody's approval."))
        offered = current(taken)
        company = _buying_company(taken, offered, approver, at)
        return _order(taken, offered, company, NOBODY, at, is_approved=True)

    return retry_once(place)


@transaction.atomic
def hand_back(*, quote: Quote, at: datetime | None = None) -> Quote:
    """The approver said no: the offer stands as before, and ends on its day.

    Called again it changes nothing.
    """
    quote = locked(quote)
    if quote.state == QuoteState.APPROVAL:
        quote.state, quote.po_number = QuoteState.OFFERED, ""
        quote.save(update_fields=["state", "po_number"])
        announce(quote, "handed_back")
    return quote


def _offer_that_holds(quote: Quote, version: int, at: datetime | None) -> QuoteVersion:
    """The offer that its buyer looks at, if it can still be taken."""
    if quote.state in (QuoteState.ACCEPTED, QuoteState.APPROVAL):
        raise QuoteRefused(_("This offer is accepted already."))
    if quote.state != QuoteState.OFFERED:
        raise QuoteRefused(_("There is no offer that could be accepted."))
    if quote.version != version:
        raise QuoteRefused(_("There is a newer offer. Please look at it first."))
    now = at or clock.now()
    if quote.valid_until is None or quote.valid_until <= now:
        raise QuoteRefused(_("This offer has expired. Please ask for another."))
    return current(quote)


def _buying_company(
    quote: Quote, offered: QuoteVersion, agreeing: Customer, at: datetime | None
) -> Company | None:
    """For whom it is bought, where its terms and those of the offer hold still.

    Raises:
        QuoteRefused: its asker buys for another company than the one it was offered to, or than
            whoever agrees; or the certificate by which it is not taxed holds no more.
        TermsRefused: the purchase-order number is missing or too long.
    """
    company = company_of_asker(quote)
    if quote.customer_id != agreeing.pk and company_of(agreeing) != company:
        raise QuoteRefused(_("Whoever asked for this buys for the company no more."))
    if offered.tax_exemption and certificate_of(company, at=at) != offered.tax_exemption:
        raise QuoteRefused(
            _("The certificate by which no tax was charged holds no more. Please ask again.")
        )
    check_po_number(company, quote.po_number)
    return company


def _order(
    quote: Quote,
    offered: QuoteVersion,
    company: Company | None,
    context: EventContext,
    at: datetime | None,
    *,
    is_approved: bool = False,
) -> Order:
    """The order of an offer: placed where its company buys on invoice, else to be paid."""
    order = write_order(quote=quote, offered=offered, company=company, context=context, at=at)
    if company is not None and buys_on_invoice(company):
        check_terms(order=order, is_approved=is_approved, at=at)
        place_at_once(order=order, company=company, at=at)
    quote.state, quote.order, quote.closed_at = QuoteState.ACCEPTED, order, at or clock.now()
    quote.save(update_fields=["state", "order", "po_number", "closed_at"])
    tell_outcome(quote, won=True, context=context, at=at)
    announce(quote, "accepted", order=order.pk)
    return order
