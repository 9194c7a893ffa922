"""Sentences as vectors: texts that mean alike lie near each other."""
