"""Staff pages of marketing."""

from marketing.admin import campaigns, enrolments, offers

__all__ = ["campaigns", "enrolments", "offers"]
