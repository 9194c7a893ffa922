"""Data quality: what each source of data must hold, checked every night, shown and told."""
