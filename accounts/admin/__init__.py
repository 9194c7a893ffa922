"""Staff pages for logins and roles, customers, companies and API tokens."""

from accounts.admin import customers, logins, tokens

__all__ = ["customers", "logins", "tokens"]
