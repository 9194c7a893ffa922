from assistant.models.conversations import Conversation, Proposal, Tag, Turn
from assistant.models.desk import SavedReply, ServicePolicy
from assistant.models.knowledge import Article, OpenQuestion
from assistant.models.learning import Example

__all__ = [
    "Article",
    "Conversation",
    "Example",
    "OpenQuestion",
    "Proposal",
    "SavedReply",
    "ServicePolicy",
    "Tag",
    "Turn",
]
