"""Staff pages of mail; each module registers its own."""

from notifications.admin import delivery, mails

__all__ = ["delivery", "mails"]
