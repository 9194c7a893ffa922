"""Pure code of the search: words, spelling, ranking. Nothing here knows Django."""
