"""The quarterly report: what management reads."""
