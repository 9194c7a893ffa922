"""Staff pages of the assistant."""

from assistant.admin import conversations, desk, knowledge, learning, questions

__all__ = ["conversations", "desk", "knowledge", "learning", "questions"]
