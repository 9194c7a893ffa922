"""Staff pages of the assistant."""

from assistant.admin import desk, knowledge, learning

__all__ = ["desk", "knowledge", "learning"]
