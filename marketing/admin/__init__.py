"""Staff pages of marketing."""

from marketing.admin import campaigns, enrolments, offers, results

__all__ = ["campaigns", "enrolments", "offers", "results"]
