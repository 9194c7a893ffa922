"""Staff pages of the assistant."""

from assistant.admin import conversations, desk, knowledge, learning

__all__ = ["conversations", "desk", "knowledge", "learning"]
