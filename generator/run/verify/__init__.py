"""Verification: finished files are opened again and held against the blocks they were made from."""

from __future__ import annotations
