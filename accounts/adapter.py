"""What allauth asks of the shop."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Anyone may open an account; nothing of ours hangs on a username."""
