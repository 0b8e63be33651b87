"""The county report: the study's tables and figures, for the total."""
