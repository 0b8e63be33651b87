"""Statistics: one kind of result a file, computed from a data frame."""
