"""File formats, read without knowing what any study asks."""
