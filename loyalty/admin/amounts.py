"""Amounts of accounts as staff read them: money, or points."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.admin import money_text
from loyalty.models import Account, AccountKind


def amount_text(amount: int, account: Account) -> str:
    """``€12.50``, or ``120 points``."""
    if account.kind == AccountKind.POINTS:
        return _("%(count)s points") % {"count": number_format(amount, use_l10n=True)}
    return money_text(amount, account.currency) or ""


def amount_cell(amount: int, account: Account) -> SafeString:
    """``amount_text`` for a table column: digits under digits."""
    return format_html('<span class="staff-number">{}</span>', amount_text(amount, account))
