"""Staff pages for the log, what is counted of it, the outbox, jobs, audit trail, webhooks."""

from events.admin import deliveries, letters, log, minutes, webhooks

__all__ = ["deliveries", "letters", "log", "minutes", "webhooks"]
