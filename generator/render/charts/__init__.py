"""Charts: from what a mark or diagram says to shapes, then to SVG and PNG."""
