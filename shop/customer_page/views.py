"""The page of a customer and what staff do on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer, CustomerNote
from accounts.notes import remove_note, write_note
from accounts.roles import staff_of
from foundation import clock
from foundation.refusals import Refusal
from shop.customer_page.forms import MailForm, NoteForm
from shop.customer_page.happenings import Kind, timeline
from shop.customer_page.reading import SEES_CUSTOMERS, SEES_ORDERS, SEES_PROFILES, read_customer
from shop.customer_page.writing import offers_for, write_to_customer

EARLIEST = 1900
"""No year before this can be told in every time zone and database."""
WRITES_NOTES = "accounts.add_customernote"
REMOVES_NOTES = "accounts.delete_customernote"
WRITES_MAIL = "notifications.add_mail"

_SEEN_WITH: dict[Kind, tuple[str, Promise]] = {
    Kind.ORDER: (SEES_ORDERS, gettext_lazy("Orders")),
    Kind.RETURN: (SEES_ORDERS, gettext_lazy("Returns")),
    Kind.MAIL: ("notifications.view_mail", gettext_lazy("Mail")),
    Kind.CAMPAIGN: ("marketing.view_enrolment", gettext_lazy("Campaigns")),
    Kind.CONVERSATION: ("assistant.view_conversation", gettext_lazy("Conversations")),
    Kind.VISIT: (SEES_PROFILES, gettext_lazy("Visits")),
    Kind.NOTE: ("accounts.view_customernote", gettext_lazy("Notes")),
    Kind.CONSENT: ("accounts.view_consentrecord", gettext_lazy("Privacy choices")),
    Kind.REVIEW: ("catalog.view_review", gettext_lazy("Reviews")),
}
"""What each kind of happening needs of its reader, and what it is called."""


def customer_urls(site: AdminSite) -> list[URLPattern]:
    page = _page_of(site)
    return [
        path("customers/<int:customer_id>/", site.admin_view(page), name="customer_page"),
        path("customers/<int:customer_id>/notes/", site.admin_view(add_note), name="customer_note"),
        path(
            "customers/<int:customer_id>/notes/<int:note_id>/",
            site.admin_view(take_note_back),
            name="customer_note_back",
        ),
        path("customers/<int:customer_id>/mail/", site.admin_view(send), name="customer_mail"),
    ]


def _page_of(site: AdminSite) -> Callable[..., HttpResponse]:
    def page(request: HttpRequest, customer_id: int) -> HttpResponse:
        _need(request, SEES_CUSTOMERS)
        return _draw(site, request, _customer(customer_id))

    return page


def add_note(request: HttpRequest, customer_id: int) -> HttpResponse:
    _need(request, SEES_CUSTOMERS, WRITES_NOTES)
    customer = _customer(customer_id)
    if request.method != "POST":
        return _back(customer)
    form = NoteForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        if _done(form, lambda: write_note(customer=customer, text=text, author=staff_of(request))):
            messages.success(request, _("The note is kept."))
            return _back(customer)
    return _draw(admin.site, request, customer, note_form=form)


def take_note_back(request: HttpRequest, customer_id: int, note_id: int) -> HttpResponse:
    _need(request, SEES_CUSTOMERS, REMOVES_NOTES)
    customer = _customer(customer_id)
    if request.method == "POST":
        note = get_object_or_404(CustomerNote, pk=note_id, customer=customer)
        remove_note(note=note, actor=staff_of(request))
        messages.success(request, _("The note is gone."))
    return _back(customer)


def send(request: HttpRequest, customer_id: int) -> HttpResponse:
    _need(request, SEES_CUSTOMERS, WRITES_MAIL)
    customer = _customer(customer_id)
    if request.method != "POST":
        return _back(customer)
    form = MailForm(request.POST, offers=offers_for(customer, at=clock.now()))
    if form.is_valid():
        told = form.cleaned_data

        def write() -> object:
            return write_to_customer(
                customer=customer,
                subject=told["subject"],
                text=told["text"],
                key=told["key"],
                coupon=told.get("coupon"),
                author=staff_of(request),
            )

        if _done(form, write):
            messages.success(request, _("The mail is on its way."))
            return _back(customer)
    return _draw(admin.site, request, customer, mail_form=form)


def _draw(
    site: AdminSite,
    request: HttpRequest,
    customer: Customer,
    *,
    note_form: NoteForm | None = None,
    mail_form: MailForm | None = None,
) -> HttpResponse:
    """The page; a form that was refused stands in it as it was filled."""
    now = clock.now()
    may = request.user.has_perm
    is_there = customer.erased_at is None
    if mail_form is None and is_there and customer.email and may(WRITES_MAIL):
        mail_form = MailForm(offers=offers_for(customer, at=now))
    if note_form is None and is_there and may(WRITES_NOTES):
        note_form = NoteForm()
    context = {
        **site.each_context(request),
        "title": str(customer) if is_there else _("Erased customer"),
        "sheet": read_customer(customer, staff_of(request)),
        "note_form": note_form,
        "mail_form": mail_form,
        "may_remove_notes": may(REMOVES_NOTES),
        "may_hand_out": is_there and may("accounts.export_customer"),
        "may_erase": is_there and may("accounts.erase_customer"),
        **_happened(request, customer, now),
    }
    refused = any(form is not None and form.errors for form in (note_form, mail_form))
    return render(request, "admin/customers/page.html", context, status=422 if refused else 200)


def _happened(request: HttpRequest, customer: Customer, now: datetime) -> dict[str, Any]:
    """The part of the timeline that is asked for, of the kinds that the reader may see."""
    seen = [kind for kind, (needs, _name) in _SEEN_WITH.items() if request.user.has_perm(needs)]
    asked = request.GET.get("kind", "")
    chosen = [kind for kind in seen if kind == asked] or seen
    return {
        "timeline": timeline(customer, before=_before(request, now), kinds=chosen),
        "kinds": [(kind.value, _SEEN_WITH[kind][1]) for kind in seen],
        "kind": asked if [asked] == chosen else "",
    }


def _before(request: HttpRequest, now: datetime) -> datetime:
    """Where the asked part of the timeline begins; now for anything unreadable or to come."""
    try:
        moment = parse_datetime(request.GET.get("before", ""))
    except ValueError:
        return now
    if moment is None or not is_aware(moment) or moment.year < EARLIEST:
        return now
    return min(moment, now)


def _done(form: NoteForm | MailForm, work: Callable[[], object]) -> bool:
    """Whether the work was done; a refusal is told at the field that it names."""
    try:
        work()
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


def _customer(customer_id: int) -> Customer:
    people = Customer.objects.select_related("group", "company", "user")
    return get_object_or_404(people, pk=customer_id)


def _back(customer: Customer) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:customer_page", args=[customer.pk]))


def _need(request: HttpRequest, *permissions: str) -> None:
    """Raises: PermissionDenied."""
    if not request.user.has_perms(permissions):
        raise PermissionDenied
