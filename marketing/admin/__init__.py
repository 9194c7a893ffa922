"""Staff pages of marketing."""

from marketing.admin import campaigns, enrolments, offers, push, results

__all__ = ["campaigns", "enrolments", "offers", "push", "results"]
