"""Staff pages of marketing."""

from marketing.admin import (
    audiences,
    campaigns,
    contact,
    enrolments,
    offers,
    pages,
    push,
    results,
    uplift,
)

__all__ = [
    "audiences",
    "campaigns",
    "contact",
    "enrolments",
    "offers",
    "pages",
    "push",
    "results",
    "uplift",
]
