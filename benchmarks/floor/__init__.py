"""The trivial Django views that pages are measured against."""
