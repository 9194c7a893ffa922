"""Staff pages of the search: synonyms, rules with their preview, and what was searched for."""

from search.admin import rules, searches, synonyms

__all__ = ["rules", "searches", "synonyms"]
