"""Staff pages for the log, the outbox, the jobs, the audit trail and the dead letters."""

from events.admin import letters, log

__all__ = ["letters", "log"]
