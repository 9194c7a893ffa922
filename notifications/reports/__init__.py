"""What mail providers tell by webhook: each provider's words, and one list of reports."""
