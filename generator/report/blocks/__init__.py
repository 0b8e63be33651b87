"""Blocks that several reports are put together from."""
