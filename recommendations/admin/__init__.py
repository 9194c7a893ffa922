"""Staff pages for the rules of recommendations, their settings, the preview and the reasons."""

from recommendations.admin import rules, surfaces

__all__ = ["rules", "surfaces"]
