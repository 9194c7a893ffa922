"""A login that is proven by a code, and one that its customer says was not theirs."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.refusals import Refusal
from notifications.sending import leaves_by_server
from risk.algorithms.vocabulary import Door
from risk.proving import check_code, send_code
from shop.doors.login_stage import ProveStage, stage_of
from shop.doors.strangers import disown, is_disowned, read_token, send_reset
from shop.storefront.members import tell

_LOGIN = "account_login"


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """The form for the code; who has no login that waits for one is led to the login."""
    stage = stage_of(request)
    if stage is None:
        return redirect(_LOGIN)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_code(door=Door.LOGIN, subject=stage.proven, code=form.cleaned_data["code"])
        except Refusal as refusal:
            tell(form, refusal)
        else:
            stage.enter()
            return stage.exit()
    return _shown(request, stage, form)


def _shown(request: HttpRequest, stage: ProveStage, form: CodeForm) -> HttpResponse:
    """With where the code lies in a shop on trial, whose owner gets no mail."""
    context = {
        "form": form,
        "sent_to": masked(stage.recipient.email),
        "mails_are_files": not (settings.PRODUCTION or leaves_by_server()),
    }
    return render(request, "storefront/prove.html", context)


@never_cache
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Another code, in place of the last."""
    stage = stage_of(request)
    if stage is None:
        return redirect(_LOGIN)
    try:
        send_code(door=Door.LOGIN, subject=stage.proven, to=stage.recipient)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("A new code is on its way."))
    return redirect("storefront:prove")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Shows a button, since mail programs follow links by themselves; the button acts."""
    login = read_token(token)
    if login is None:
        raise Http404
    is_done = is_disowned(login)
    if request.method == "POST" and disown(login=login):
        send_reset(request, login.email)
        is_done = True
    return render(request, "storefront/not_me.html", {"is_done": is_done})


def masked(email: str) -> str:
    """Enough of an address to know one's own by: ``a••@example.com``."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}••@{domain}"
