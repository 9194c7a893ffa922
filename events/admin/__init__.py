"""Staff pages for the log, what is counted of it, the outbox, jobs, audit trail, dead letters."""

from events.admin import letters, log, minutes

__all__ = ["letters", "log", "minutes"]
