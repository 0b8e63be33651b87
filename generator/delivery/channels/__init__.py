"""Channels: the ways a letter can leave, one file each."""
