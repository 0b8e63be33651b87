"""Charts: from what a picture says to shapes, and from shapes to SVG and PNG."""
