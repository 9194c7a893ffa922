"""What we think you like, and which mail you want: shown, and yours to change."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import preferences
from accounts.ages import set_birth_year
from accounts.birthdays import set_birthday
from accounts.models import Customer, PreferenceKind, Stance
from accounts.services import set_language
from events.names import Consent
from foundation.refusals import Refusal
from notifications import opt_outs
from notifications.kinds import OPTIONAL_KINDS
from shop.storefront.member_forms import AgeForm, BirthdayForm, MailForm
from shop.storefront.members import for_customers
from shop.storefront.tastes import tastes
from shop.storefront.views.posting import posted_from


@for_customers
@require_safe
def show(request: HttpRequest, customer: Customer) -> HttpResponse:
    return _page(request, customer)


def _mail_form(customer: Customer) -> MailForm:
    declined = opt_outs.declined_kinds(customer.email)
    wanted = [kind for kind in OPTIONAL_KINDS if kind not in declined]
    return MailForm(initial={"mail": wanted, "language": customer.language})


def _age_form(customer: Customer) -> AgeForm:
    return AgeForm(initial={"year": customer.birth_year})


def _birthday_form(customer: Customer) -> BirthdayForm:
    return BirthdayForm(initial={"day": customer.birth_day, "month": customer.birth_month})


def _page(
    request: HttpRequest,
    customer: Customer,
    *,
    form: MailForm | None = None,
    age_form: AgeForm | None = None,
    birthday_form: BirthdayForm | None = None,
) -> HttpResponse:
    """The page with the forms as the customer has them, but for the one that is told."""
    context = request.visitor.context  # type: ignore[attr-defined]
    found = tastes(
        context=context,
        preferences=preferences.preferences_of(customer),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    return render(
        request,
        "storefront/account/preferences.html",
        {
            "shelves": found[PreferenceKind.CATEGORY],
            "brands": found[PreferenceKind.BRAND],
            "may_learn": context.may_personalise,
            "may_be_written_to": bool(customer.consent & Consent.MARKETING),
            "form": form or _mail_form(customer),
            "age_form": age_form or _age_form(customer),
            "birthday_form": birthday_form or _birthday_form(customer),
        },
    )


@for_customers
@require_POST
def say(request: HttpRequest, customer: Customer) -> HttpResponse:
    """More of it, none of it, or nothing said: ``kind``, ``name`` and ``stance``."""
    kind, name = request.POST.get("kind", ""), request.POST.get("name", "")
    stance = request.POST.get("stance", "")
    if kind not in PreferenceKind or (stance and stance not in Stance):
        return HttpResponse(status=400)
    try:
        preferences.set_preference(
            customer=customer,
            kind=PreferenceKind(kind),
            name=name,
            stance=Stance(stance) if stance else None,
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("storefront:preferences")


@for_customers
@require_POST
def forget(request: HttpRequest, customer: Customer) -> HttpResponse:
    preferences.forget_preferences(customer=customer)
    messages.success(request, _("What you said is taken back."))
    return redirect("storefront:preferences")


@posted_from("storefront:preferences")
@for_customers
def choose_mail(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The kinds that are ticked are wanted, the others are not; and the language of all."""
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, form=form)
    for kind in OPTIONAL_KINDS:
        if kind in form.cleaned_data["mail"]:
            opt_outs.accept(email=customer.email, kind=kind)
        else:
            opt_outs.decline(digest=opt_outs.digest_of(customer.email), kind=kind)
    set_language(customer=customer, language=form.cleaned_data["language"])
    messages.success(request, _("Your choice is kept."))
    return redirect("storefront:preferences")


@posted_from("storefront:preferences")
@for_customers
def tell_age(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The year of birth; an empty field takes it back."""
    form = AgeForm(request.POST)
    if form.is_valid():
        try:
            set_birth_year(customer=customer, year=form.cleaned_data["year"])
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Your choice is kept."))
            return redirect("storefront:preferences")
    return _page(request, customer, age_form=form)


@posted_from("storefront:preferences")
@for_customers
def tell_birthday(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Day and month; empty fields take them back."""
    form = BirthdayForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            set_birthday(customer=customer, month=told["month"], day=told["day"])
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Your choice is kept."))
            return redirect("storefront:preferences")
    return _page(request, customer, birthday_form=form)
