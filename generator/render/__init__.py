"""Render: how a report looks, as PDF, HTML and Word, from the same blocks."""
