"""Staff pages for logins and roles, customers, companies and API tokens."""

from accounts.admin import companies, customers, logins, tokens

__all__ = ["companies", "customers", "logins", "tokens"]
