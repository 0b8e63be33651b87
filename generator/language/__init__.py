"""Language: wording, numbers and dates, for each language that reports are written in."""
