"""Tables of the shop as rows of files, in the columns in which they are brought."""
