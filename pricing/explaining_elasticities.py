"""What is believed of a product's demand, and why, in a few sentences."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pricing.algorithms.price_tests import ENOUGH_VARIATION
from pricing.models import ElasticityEstimate, PriceKnownFrom


def explain_elasticity(row: ElasticityEstimate) -> str:
    """The answer with its interval, what it comes from, and what would teach more."""
    sentences = [_answer(row), _worth(row), _origin(row)]
    if row.known_from == PriceKnownFrom.SMALL_LINES:
        sentences.append(
            _("What was asked then is not known: prices are those that small lines paid.")
        )
    if row.needs_variation:
        sentences.append(_test(row))
    return " ".join(sentences)


def signed(value: float, places: int = 2) -> str:
    """A number as people write it, with a true minus."""
    return str(number_format(value, places)).replace("-", "−")


def _answer(row: ElasticityEstimate) -> str:
    if row.mean >= 0:
        return _("Its price does not seem to move its sales (80%%: %(low)s to %(high)s).") % {
            "low": signed(row.low),
            "high": signed(row.high),
        }
    return _(
        "One per cent more on its price costs about %(lost)s per cent of its units "
        "(80%%: %(low)s to %(high)s)."
    ) % {
        "lost": signed(-row.mean, 1),
        "low": signed(row.low),
        "high": signed(row.high),
    }


def _worth(row: ElasticityEstimate) -> str:
    if row.high < -1:
        return _("A lower price brings more revenue, and more margin only where there is enough.")
    if row.low > -1:
        return _("A higher price brings more revenue and more margin.")
    return _("Whether a lower price brings more revenue is not known.")


def _origin(row: ElasticityEstimate) -> str:
    group = {"group": signed(row.group_mean)}
    if row.own is None:
        return (
            _(
                "Its own price never moved: this is what others of its brand and category say "
                "(a newcomer to the category: %(group)s)."
            )
            % group
        )
    told = group | {"own": signed(row.own), "moved": f"{row.variation:.0%}", "weeks": row.weeks}
    if row.variation < ENOUGH_VARIATION:
        return (
            _(
                "Its own price hardly moved (by %(moved)s in %(weeks)d weeks), so that this is "
                "mostly what others of its brand and category say (a newcomer: %(group)s)."
            )
            % told
        )
    return (
        _(
            "Its own price moved by %(moved)s in %(weeks)d weeks and says %(own)s; as far as that "
            "is uncertain it was drawn towards its brand and category (a newcomer: %(group)s)."
        )
        % told
    )


def _test(row: ElasticityEstimate) -> str:
    if row.test_weeks is None:
        return _("It sells too little to be known well enough by a price test within a year.")
    weeks = round(row.test_weeks)
    return ngettext(
        "A test of ten per cent up and down would make it known well enough in %(weeks)d week.",
        "A test of ten per cent up and down would make it known well enough in %(weeks)d weeks.",
        weeks,
    ) % {"weeks": weeks}
