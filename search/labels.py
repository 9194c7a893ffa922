"""What staff call kinds of rules and how they match."""

from django.utils.translation import gettext_lazy as _

from search.algorithms.rules import Kind, Match

KINDS = {
    Kind.PIN: _("Pin to a place"),
    Kind.BOOST: _("Boost"),
    Kind.BURY: _("Bury"),
    Kind.EXCLUDE: _("Never show"),
    Kind.BANNER: _("Banner"),
    Kind.REDIRECT: _("Lead to a page"),
}
MATCHES = {
    Match.EXACT: _("Exactly these words"),
    Match.CONTAINS: _("Searches that have these words"),
    Match.EVERY: _("Every search"),
}
KIND_CHOICES = [(kind.value, label) for kind, label in KINDS.items()]
MATCH_CHOICES = [(match.value, label) for match, label in MATCHES.items()]
