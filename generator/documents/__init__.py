"""Documents: blocks from released results, and files from blocks."""
