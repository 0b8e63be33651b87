"""Verification: finished files are opened again and held against the blocks they were made from."""
