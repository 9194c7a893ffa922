"""Staff pages of marketing."""

from marketing.admin import enrolments

__all__ = ["enrolments"]
